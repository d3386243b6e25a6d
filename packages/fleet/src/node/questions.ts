/** What nodes ask each other, in the one canonical encoding. Answers are batches in frames. */
import { encodeCanonical } from '@capgate/base';
import { FleetError } from '../error.ts';
import { type Batch, isHash } from '../evidence/batch.ts';
import { decodeFrames, encodeFrames } from '../evidence/frames.ts';
import { decodeBatch, encodeBatch } from '../evidence/wire.ts';
import { canonicalIn, fieldsOf } from '../text.ts';

export type Question =
  /** The node's own batches from this number on. */
  | { readonly kind: 'since'; readonly sequence: number }
  /** The batch whose statement has this hash: its own, or one that it took. */
  | { readonly kind: 'batch'; readonly hash: string }
  /** The summary in which it has taken up the batch with this hash. */
  | { readonly kind: 'summary'; readonly hash: string };

/** More are asked for again. */
const ANSWERED_MAX = 100;

export function encodeQuestion(question: Question): Uint8Array {
  return encodeCanonical({ ...question });
}

/** Throws `FleetError` FORM for what `encodeQuestion` gives no question. */
export function decodeQuestion(bytes: Uint8Array): Question {
  const { kind, sequence, hash, ...others } = fieldsOf(canonicalIn(bytes));
  if (Object.keys(others).length === 0) {
    if (kind === 'since' && hash === undefined && Number.isSafeInteger(sequence))
      return { kind, sequence: sequence as number };
    if ((kind === 'batch' || kind === 'summary') && sequence === undefined && isHash(hash)) return { kind, hash };
  }
  throw new FleetError('FORM', 'expected a question of a node, met other bytes');
}

/** At most `ANSWERED_MAX` are sent. */
export function encodeAnswer(batches: readonly Batch[]): Uint8Array {
  return encodeFrames(batches.slice(0, ANSWERED_MAX).map(encodeBatch));
}

/** Throws `FleetError` FORM. */
export function decodeAnswer(bytes: Uint8Array): readonly Batch[] {
  return decodeFrames(bytes, ANSWERED_MAX).map(decodeBatch);
}
