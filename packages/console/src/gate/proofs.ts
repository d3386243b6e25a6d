/**
 * What this browser checks of the log by itself: that the last checkpoint is signed by a key that it knows, and that the
 * log only grew since it looked last. Loaded when it is first needed.
 */
import {
  type Checkpoint,
  decodeRecord,
  type LogRecord,
  openCheckpoint,
  parseProof,
  verifyConsistency,
  verifyProof,
} from '@capgate/audit/verify';
import { fromBase64, toBase64 } from '@capgate/base';
import {
  type ChainKey,
  currentKey,
  type Identity,
  type KeyChain,
  type Primitives,
  readChain,
  trustedFrom,
  webPrimitives,
} from '@capgate/keys';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { kept } from '../parts/kept.ts';
import { gate } from './queries.ts';

/** The browser's own, and ML-DSA in JavaScript, which browsers lack. */
const primitives: Primitives = {
  ...webPrimitives(sha256),
  verify: (algorithm, publicKey, message, signature) => {
    if (algorithm === 'ml-dsa-65') return Promise.resolve(ml_dsa65.verify(signature, message, publicKey));
    return webPrimitives(sha256).verify(algorithm, publicKey, message, signature);
  },
};

/** The key that this browser met first: the chain must hold it from then on. */
const anchor = kept('log-key');
/** The newest checkpoint that was verified here, as a signed note. */
const seen = kept('log-checkpoint');

export interface LogCheck {
  readonly size: number;
  /** Of the key that is believed; compare it with what `capgate keys show` prints. */
  readonly fingerprint: string;
  /** The size that it was shown to have grown from; undefined at a first look. */
  readonly grewFrom: number | undefined;
}

/** Rejects with `AuditError`, `KeyError` where something does not hold, `ClientError` where the gate does not answer. */
export async function checkLog(): Promise<LogCheck> {
  const { chain, trusted } = await trustedKeys();
  const before = seen.get();
  const known = before === undefined ? undefined : await openCheckpoint(before, trusted, primitives);
  const { checkpoint } = known === undefined ? await firstLook(trusted) : await grown(known, trusted);
  seen.set(checkpoint.note);
  return { size: checkpoint.size, fingerprint: currentKey(chain).fingerprint, grewFrom: known?.size };
}

async function firstLook(trusted: readonly Identity[]): Promise<{ readonly checkpoint: Checkpoint }> {
  const { checkpoint } = await gate.call('GET', '/v1/audit/checkpoint');
  return { checkpoint: await openCheckpoint(checkpoint, trusted, primitives) };
}

async function grown(known: Checkpoint, trusted: readonly Identity[]): Promise<{ readonly checkpoint: Checkpoint }> {
  const answer = await gate.call('GET', '/v1/audit/consistency', { query: { from: known.size } });
  const checkpoint = await openCheckpoint(answer.checkpoint, trusted, primitives);
  const proof = answer.proof.map((hash) => fromBase64(hash) ?? new Uint8Array());
  verifyConsistency(
    { oldSize: known.size, oldRoot: known.root, size: checkpoint.size, root: checkpoint.root, proof },
    sha256,
  );
  return { checkpoint };
}

export interface EntryCheck {
  /** Where the log has it, and how many entries the checkpoint covers that the proof leads to. */
  readonly index: number;
  readonly size: number;
  /** In Base64. */
  readonly root: string;
  /** How many hashes lead from the entry to the root. */
  readonly hashCount: number;
  /** What the log itself says, which nobody can have changed since. */
  readonly record: LogRecord;
  /** To keep: `capgate audit verify --proof` checks it anywhere. */
  readonly proofText: string;
}

/** Checks that the log holds this entry, under its own identifier. Rejects as `checkLog` does. */
export async function checkEntry(id: string): Promise<EntryCheck> {
  const { trusted } = await trustedKeys();
  const { proof: proofText } = await gate.call('GET', '/v1/audit/proofs/{entry}', { params: { entry: id } });
  const parsed = parseProof(proofText);
  const { size, root } = await verifyProof(parsed, trusted, primitives);
  const record = decodeRecord(parsed.entry);
  if (record.id !== id) throw new OtherEntryError(id, record.id);
  return { index: parsed.index, size, root: toBase64(root), hashCount: parsed.proof.length, record, proofText };
}

class OtherEntryError extends Error {
  constructor(expected: string, met: string) {
    super(`expected a proof of the entry ${expected}, met one of ${met}; do not believe this gate`);
  }
}

/** All keys of the log, from the first to the current one; each was shown out of the one before. Rejects with `KeyError`, `ClientError`. */
export async function readKeys(): Promise<readonly ChainKey[]> {
  return (await readChainOfKeys()).keys;
}

async function trustedKeys(): Promise<{ readonly chain: KeyChain; readonly trusted: readonly Identity[] }> {
  const chain = await readChainOfKeys();
  const known = anchor.get();
  if (known !== undefined) return { chain, trusted: trustedFrom(chain, known) };
  const first = currentKey(chain).fingerprint;
  anchor.set(first);
  return { chain, trusted: trustedFrom(chain, first) };
}

async function readChainOfKeys(): Promise<KeyChain> {
  const { statements } = await gate.call('GET', '/v1/keys');
  return readChain(statements, primitives);
}

/** Forgets what was believed: for a gate that was set up anew, once a person has looked why. */
export function forgetLog(): void {
  anchor.clear();
  seen.clear();
}
