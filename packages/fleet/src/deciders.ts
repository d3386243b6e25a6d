/** Who may decide for a fleet, and whether enough of them have. */
import {
  type Identity,
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
  /** The names of those who have signed. */
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
  return { ...statement, signers: await enoughOf(statement.note, deciders, primitives, what) };
}

/** The names of those who have signed. Rejects with `FleetError` CERTIFICATE where they are fewer than have to. */
export async function enoughOf(
  note: Note,
  { hubs, threshold }: Deciders,
  primitives: Primitives,
  what: string,
): Promise<readonly string[]> {
  const signers = await signersIn(note, hubs, primitives);
  const least = Math.max(1, threshold);
  if (signers.length >= least) return signers;
  const wanted = `${least} of ${hubs.length} who may decide`;
  throw new FleetError('CERTIFICATE', `expected the signatures of ${wanted} on ${what}, met ${signers.length}`);
}

/** Whether those who have signed are as many as have to, by those who decide now: some may have been revoked since. */
export function areEnough(signers: readonly string[], { hubs, threshold }: Deciders): boolean {
  return signers.filter((signer) => hubs.some(({ name }) => name === signer)).length >= Math.max(1, threshold);
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

/** The names of those of `hubs` who have signed. A line that is named after a hub and is not by it counts for nothing, and harms none. */
export async function signersIn(
  note: Note,
  hubs: readonly Identity[],
  primitives: Primitives,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const hub of hubs) {
    try {
      if ((await signersOf(note, [hub], primitives)).length > 0) names.add(hub.name);
    } catch (error) {
      if (!(error instanceof KeyError) || error.code !== 'SIGNATURE') throw error;
    }
  }
  return [...names];
}
