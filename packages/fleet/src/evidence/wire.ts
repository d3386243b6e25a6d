/** Batches and proven leaves in bytes, as they travel. */
import { fromUtf8, utf8 } from '@capgate/base';
import { FleetError } from '../error.ts';
import { type Batch, BATCH_LEAVES_MAX } from './batch.ts';
import { decodeFrames, encodeFrames } from './frames.ts';
import type { ProvenLeaf } from './proof.ts';

/** Of a tree of `BATCH_LEAVES_MAX`. */
const PATH_LENGTH_MAX = Math.ceil(Math.log2(BATCH_LEAVES_MAX));

export function encodeBatch({ statement, leaves }: Batch): Uint8Array {
  return encodeFrames([utf8(statement), ...leaves]);
}

/** Leaves are views of `bytes`. Throws `FleetError` FORM for what `encodeBatch` gives no batch. */
export function decodeBatch(bytes: Uint8Array): Batch {
  const [statement, ...leaves] = decodeFrames(bytes, 1 + BATCH_LEAVES_MAX);
  return { statement: textIn(statement), leaves };
}

export function encodeProven({ statement, index, leaf, path }: ProvenLeaf): Uint8Array {
  return encodeFrames([utf8(statement), utf8(String(index)), leaf, ...path]);
}

/** Throws `FleetError` FORM for what `encodeProven` gives no leaf. */
export function decodeProven(bytes: Uint8Array): ProvenLeaf {
  const [statement, number, leaf, ...path] = decodeFrames(bytes, 3 + PATH_LENGTH_MAX);
  const index = Number(textIn(number));
  if (leaf === undefined || !Number.isSafeInteger(index) || String(index) !== textIn(number))
    throw new FleetError('FORM', 'expected a leaf with its proof, met other parts');
  return { statement: textIn(statement), index, leaf, path };
}

function textIn(bytes: Uint8Array | undefined): string {
  const text = bytes && fromUtf8(bytes);
  if (text === undefined) throw new FleetError('FORM', 'expected parts of text, met another');
  return text;
}
