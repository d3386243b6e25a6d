/** Who may decide for a fleet, and whether enough of them have. */
import {
  type Identity,
  isSameIdentity,
  KeyError,
  type Note,
  parseStatement,
  type Primitives,
  type Statement,
  signersOf,
} from '@capgate/keys';
import { FleetError } from './error.ts';

/** Who may decide, and how many of them have to. */
export interface Deciders {
  readonly hubs: readonly Identity[];
  /** From 1 to as many as there are. */
  readonly threshold: number;
}

export type Decided<Type extends string> = Statement<Type> & {
  /** Those who have signed, and their names. */
  readonly identities: readonly Identity[];
  readonly signers: readonly string[];
};

/**
 * A statement of one of these types that enough of the deciders have signed. Rejects with `FleetError` FORM for another
 * text, CERTIFICATE where fewer have, whoever else has. `what` is what was expected, such as "a quarantine".
 */
export async function checkDecided<Type extends string>(
  text: string,
  types: readonly Type[],
  deciders: Deciders,
  primitives: Primitives,
  what: string,
): Promise<Decided<Type>> {
  const statement = openStatement(text, types, what);
  const identities = await enoughOf(statement.note, deciders, primitives, what);
  return { ...statement, identities, signers: namesOf(identities) };
}

/** Those who have signed. Rejects with `FleetError` CERTIFICATE where they are fewer than have to. */
export async function enoughOf(
  note: Note,
  { hubs, threshold }: Deciders,
  primitives: Primitives,
  what: string,
): Promise<readonly Identity[]> {
  const signers = await signersIn(note, hubs, primitives);
  const least = Math.max(1, threshold);
  if (signers.length >= least) return signers;
  const wanted = `${least} of ${hubs.length} who may decide`;
  throw new FleetError('CERTIFICATE', `expected the signatures of ${wanted} on ${what}, met ${signers.length}`);
}

/** Whether those who have signed are as many as have to, by those who decide now: some may have been revoked since. */
export function areEnough(identities: readonly Identity[], { hubs, threshold }: Deciders): boolean {
  const counting = identities.filter((identity) => hubs.some((hub) => isSameIdentity(hub, identity)));
  return counting.length >= Math.max(1, threshold);
}

export function namesOf(identities: readonly Identity[]): readonly string[] {
  return identities.map(({ name }) => name);
}

/** A statement whose signatures nobody has checked yet. Throws `FleetError` FORM. */
export function openStatement<Type extends string>(
  text: string,
  types: readonly Type[],
  what: string,
): Statement<Type> {
  try {
    return parseStatement(text, types);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new FleetError('FORM', `expected ${what}, met another text`, { cause: error });
  }
}

/** Those of `hubs` who have signed. A line that is named after a hub and is not by it counts for nothing, and harms none. */
export async function signersIn(
  note: Note,
  hubs: readonly Identity[],
  primitives: Primitives,
): Promise<readonly Identity[]> {
  const found = new Map<string, Identity>();
  for (const hub of hubs) {
    try {
      if ((await signersOf(note, [hub], primitives)).length > 0) found.set(hub.name, hub);
    } catch (error) {
      if (!(error instanceof KeyError) || error.code !== 'SIGNATURE') throw error;
    }
  }
  return [...found.values()];
}
