/** From the plan of an arm to one that answers. */
import { LabError } from '../error.ts';
import type { Arm, ArmPlan } from './arm.ts';

/** Plain data, so that it can go to a thread. */
export interface ArmEnvironment {
  /** Where the experiment's document lies: relative paths start there, and programs. Absolute. */
  readonly folder: string;
  /** The environment of whom programs get what the plan names, and models their keys. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Rejects with `LabError` ARM. */
export function openArm({ name, kind }: ArmPlan, _environment: ArmEnvironment): Promise<Arm> {
  return Promise.reject(new LabError('ARM', `expected an arm that can be asked, met ${name}, a ${kind}`));
}
