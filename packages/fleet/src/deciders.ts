/** Who may decide for a fleet, and whether enough of them have. */
import { type Identity, KeyError, parseStatement, type Primitives, type Statement, signersOf } from '@capgate/keys';
import { FleetError } from './error.ts';

/** Who may decide, and how many of them have to. */
export interface Deciders {
  readonly hubs: readonly Identity[];
  /** From 1 to as many as there are. */
  readonly threshold: number;
}

/**
 * A statement of one of these types that enough of the deciders have signed. Rejects with `FleetError` FORM for another
 * text, CERTIFICATE where fewer have, whoever else has. `what` is what was expected, such as "a quarantine".
 */
export async function checkDecided<Type extends string>(
  text: string,
  types: readonly Type[],
  { hubs, threshold }: Deciders,
  primitives: Primitives,
  what: string,
): Promise<Statement<Type>> {
  const statement = opened(text, types, what);
  const signers = await signerCount(statement, hubs, primitives);
  const least = Math.max(1, threshold);
  if (signers >= least) return statement;
  throw new FleetError(
    'CERTIFICATE',
    `expected the signatures of ${least} of ${hubs.length} hubs on ${what}, met ${signers}`,
  );
}

function opened<Type extends string>(text: string, types: readonly Type[], what: string): Statement<Type> {
  try {
    return parseStatement(text, types);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new FleetError('FORM', `expected ${what}, met another text`, { cause: error });
  }
}

/** How many different hubs have signed. A line that is named after a hub and is not by it counts for nothing, and harms none. */
async function signerCount(
  { note }: Statement<string>,
  hubs: readonly Identity[],
  primitives: Primitives,
): Promise<number> {
  const names = new Set<string>();
  for (const hub of hubs) {
    try {
      if ((await signersOf(note, [hub], primitives)).length > 0) names.add(hub.name);
    } catch (error) {
      if (!(error instanceof KeyError) || error.code !== 'SIGNATURE') throw error;
    }
  }
  return names.size;
}
