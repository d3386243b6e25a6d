/** Documents of experiments, as they are given by their paths. */
import { dirname, resolve } from 'node:path';
import type { Plan } from '@capgate/lab';
import { parseDocument } from '../documents.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { findLab } from './find.ts';
import { MAX_FILE_BYTES } from './plan.ts';

export interface PlanAt {
  readonly plan: Plan;
  /** Where its document lies. */
  readonly folder: string;
}

/** Throws `CliError` where the document is no plan. */
export async function planAt(io: Io, path: string): Promise<PlanAt> {
  const { planOf } = await findLab();
  const document = await parseDocument(readText(io, path, MAX_FILE_BYTES), path);
  return { plan: await told(async () => planOf(document)), folder: dirname(resolve(io.cwd, path)) };
}
