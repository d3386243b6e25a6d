/** One entry with its proof, as a text to hand over (https://c2sp.org/tlog-proof). The entry is its extra data. */
import { fromBase64, toBase64 } from '@capgate/base';
import type { Identity, Primitives } from '@capgate/keys';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { AuditError } from './error.ts';
import { HASH_BYTES, leafHash, PROOF_LENGTH_MAX, verifyInclusion } from './merkle.ts';
import { ENTRY_BYTES_MAX } from './tile.ts';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** The largest file of a proof: an entry in base64, the proof, and a note. */
export const PROOF_FILE_BYTES_MAX = 2 << 20;

export interface EntryProof {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint that the proof leads to. */
  readonly checkpoint: string;
}

export function formatProof({ index, entry, proof, checkpoint }: EntryProof): string {
  const lines = [FIRST_LINE, `extra ${toBase64(entry)}`, `index ${index}`, ...proof.map(toBase64), ''];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/** Takes a proof apart, and checks nothing. Throws `AuditError` FORM. */
export function parseProof(text: string): EntryProof {
  const end = text.indexOf('\n\n');
  const [first, extra = '', index = '', ...hashes] = text.slice(0, Math.max(end, 0)).split('\n');
  const entry = fromBase64(/^extra (\S+)$/u.exec(extra)?.[1] ?? '');
  const number = /^index (0|[1-9]\d{0,15})$/u.exec(index)?.[1];
  const proof = hashes.map(fromBase64);
  if (first !== FIRST_LINE || entry === undefined || number === undefined || proof.length > PROOF_LENGTH_MAX)
    throw noProof();
  if (entry.length === 0 || entry.length > ENTRY_BYTES_MAX || !proof.every(isHash)) throw noProof();
  return { index: Number(number), entry, proof, checkpoint: text.slice(end + 2) };
}

function isHash(bytes: Uint8Array | undefined): bytes is Uint8Array {
  return bytes?.length === HASH_BYTES;
}

function noProof(): AuditError {
  return new AuditError(
    'FORM',
    `expected "${FIRST_LINE}", the entry, its index, hashes and a checkpoint; met something else`,
  );
}

/** Checks a proof to the end. Throws `AuditError` PROOF, UNTRUSTED, FORM; `KeyError` SIGNATURE. */
export async function verifyProof(
  { index, entry, proof, checkpoint }: EntryProof,
  trusted: readonly Identity[],
  primitives: Primitives,
): Promise<Checkpoint> {
  const opened = await openCheckpoint(checkpoint, trusted, primitives);
  const { size, root } = opened;
  verifyInclusion({ index, size, leaf: leafHash(entry, primitives.sha256), proof, root }, primitives.sha256);
  return opened;
}
