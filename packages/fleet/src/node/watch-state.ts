/** What a watch knows, in bytes: a head that says which arrays there are, and each of them behind its length. */
import { encodeCanonical } from '@capgate/base';
import { Type } from 'typebox';
import { BYTE_ORDER, bytesOf, type Counts } from '../behaviour/counts.ts';
import { VECTOR_LENGTH } from '../behaviour/features.ts';
import { SLOTS } from '../detection/slots.ts';
import { FleetError } from '../error.ts';
import { decodeFrames, encodeFrames } from '../evidence/frames.ts';
import { CLOSED, formOf, LINE_PATTERN, NAME_LENGTH_MAX, textOf, wholeOf } from '../forms.ts';
import { canonicalIn } from '../text.ts';
import type { CohortForm } from './cohort.ts';
import type { SeatedRow } from './rows.ts';

export interface WatchHead {
  /** The number of the window that is open. */
  readonly window: number;
  readonly rows: readonly SeatedRow[];
  readonly cohorts: readonly (CohortForm & { readonly name: string })[];
}

const FORM = 'capgate watch v1';
const WHAT = 'what a node has learned of so many agents';
const PARTS_MAX = 1_000;
/** Those of a watch, and all others. */
const COHORTS_MAX = 32;
const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);
const NUMBER = wholeOf(0, 0xffff_ffff);

const headForm = formOf(
  Type.Object(
    {
      form: Type.Literal(FORM),
      order: Type.Literal(BYTE_ORDER),
      agentsMax: NUMBER,
      places: Type.Literal(VECTOR_LENGTH),
      window: NUMBER,
      rows: Type.Array(Type.Object({ row: NUMBER, agent: NAME, cohort: NAME, seen: NUMBER }, CLOSED)),
      cohorts: Type.Array(
        Type.Object(
          {
            name: NAME,
            windows: NUMBER,
            isLearning: Type.Boolean(),
            isLearned: Type.Boolean(),
            apart: Type.Optional(Type.Array(NUMBER, { minItems: SLOTS, maxItems: SLOTS })),
          },
          CLOSED,
        ),
        { maxItems: COHORTS_MAX },
      ),
    },
    CLOSED,
  ),
  WHAT,
);

export function encodeWatch(agentsMax: number, head: WatchHead, arrays: readonly Counts[]): Uint8Array {
  const value = {
    form: FORM,
    order: BYTE_ORDER,
    agentsMax,
    places: VECTOR_LENGTH,
    window: head.window,
    rows: head.rows.map((row) => ({ ...row })),
    cohorts: head.cohorts.map(({ apart, ...cohort }) => ({ ...cohort, ...(apart && { apart: [...apart] }) })),
  };
  return encodeFrames([encodeCanonical(value), ...arrays.map(bytesOf)]);
}

/** The head, and what is to fill the arrays. Throws `FleetError` FORM for what a watch of so many agents has not written. */
export function decodeWatch(
  bytes: Uint8Array,
  agentsMax: number,
): WatchHead & { readonly parts: readonly Uint8Array[] } {
  const [first = new Uint8Array(), ...parts] = decodeFrames(bytes, PARTS_MAX);
  const head = headForm.read(canonicalIn(first));
  if (head.agentsMax === agentsMax) return { ...head, parts };
  throw new FleetError('FORM', `expected ${WHAT} (${agentsMax}), met another number of them`);
}

/** Throws `FleetError` FORM where they are not of the arrays' lengths. */
export function fill(arrays: readonly Counts[], parts: readonly Uint8Array[]): void {
  const areAlike =
    arrays.length === parts.length && arrays.every(({ byteLength }, i) => byteLength === parts[i]?.byteLength);
  if (!areAlike) throw new FleetError('FORM', `expected ${WHAT}, met other lengths of it`);
  arrays.forEach((array, i) => bytesOf(array).set(parts[i] as Uint8Array));
}
