/** What a local node says to hubs of an agent that it has found before, signed. */
import { type Primitives, type SigningKey, signStatement } from '@capgate/keys';
import { Type } from 'typebox';
import { COUNT_PLACES } from '../behaviour/features.ts';
import { openStatement } from '../deciders.ts';
import { SEQUENTIAL_WINDOWS_MAX } from '../detection/sequential-test.ts';
import { FleetError } from '../error.ts';
import { type EvidenceLedger, isSignedBy } from '../evidence/ledger.ts';
import { CLOSED, formOf, LINE_PATTERN, NAME_LENGTH_MAX, textOf, TIME_MS_MAX, wholeOf } from '../forms.ts';
import { mayTellOf } from './agent-name.ts';
import { SUSPICION_ENDS, type SuspicionEnd } from './suspicions.ts';

const TYPE = 'fleet-suspicion';
const WHAT = 'what has become of a finding';
const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);

const form = formOf(
  Type.Object(
    {
      node: NAME,
      tenant: NAME,
      agent: NAME,
      /** When the last of the windows ended. */
      atMs: wholeOf(0, TIME_MS_MAX),
      place: wholeOf(0, COUNT_PLACES - 1),
      decision: Type.Unsafe<SuspicionEnd['decision']>({ type: 'string', enum: [...SUSPICION_ENDS] }),
      windows: wholeOf(1, SEQUENTIAL_WINDOWS_MAX),
    },
    CLOSED,
  ),
  WHAT,
);

/** Of an agent, what its windows up to `atMs` (milliseconds since 1970 UTC) have said. */
export interface Suspected {
  readonly tenant: string;
  readonly agent: string;
  readonly atMs: number;
  readonly end: SuspicionEnd;
}

export interface SuspectedBy extends Suspected {
  readonly node: string;
}

export function signSuspicion(
  { tenant, agent, atMs, end }: Suspected,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  return signStatement(TYPE, { node: key.identity.name, tenant, agent, atMs, ...end }, [key], primitives);
}

/**
 * What an enrolled local node says of an agent of its own. Rejects with `FleetError` FORM, SOURCE for who may not speak of
 * it, and SIGNATURE.
 */
export async function checkSuspicion(
  text: string,
  ledger: EvidenceLedger,
  primitives: Primitives,
): Promise<SuspectedBy> {
  const { value, note } = openStatement(text, [TYPE], WHAT);
  const { node, tenant, agent, atMs, ...end } = form.read(value);
  const known = ledger.nodeOf(node);
  if (known?.tier !== 'local' || known.tenant !== tenant || !mayTellOf(node, agent))
    throw new FleetError('SOURCE', `expected a local node that has the agent, met ${node}`);
  if (!(await isSignedBy(note, known.identity, primitives)))
    throw new FleetError('SIGNATURE', `expected the signature of ${node}, met none that is its own`);
  return { node, tenant, agent, atMs, end };
}
