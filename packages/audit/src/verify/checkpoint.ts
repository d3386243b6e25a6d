/** What a log's keys sign: its name, its size and its root (https://c2sp.org/tlog-checkpoint). */
import { fromBase64, toBase64 } from '@capgate/base';
import { checkName, type Identity, parseNote, type Primitives, signersOf } from '@capgate/keys';
import { AuditError } from './error.ts';
import { HASH_BYTES } from './merkle.ts';

export interface TreeHead {
  /** The log's name, which is that of its keys. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  /** The signed note. */
  readonly note: string;
}

/** The text that is signed. */
export function treeHeadText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Takes a checkpoint apart, and checks no signature. Throws `AuditError` FORM, `KeyError` FORM or NAME. */
export function parseCheckpoint(note: string): Checkpoint {
  const [origin = '', size = '', root = '', end, ...more] = parseNote(note).text.split('\n');
  checkName(origin);
  const hash = fromBase64(root);
  const isSize = /^(?:0|[1-9]\d*)$/u.test(size) && Number.isSafeInteger(Number(size));
  // Extension lines, which the public form has room for, are none of ours: nobody would check what they say.
  if (!isSize || hash?.length !== HASH_BYTES || end !== '' || more.length > 0) {
    throw new AuditError(
      'FORM',
      "expected a checkpoint of three lines: the log's name, its size and its root; met another note",
    );
  }
  return { origin, size: Number(size), root: hash, note };
}

/**
 * The checkpoint of `note`, signed by one of `trusted` with all of that one's keys. Throws `AuditError` FORM, and
 * UNTRUSTED where none has signed; `KeyError` SIGNATURE where a line is not by the key that it names.
 */
export async function openCheckpoint(
  note: string,
  trusted: readonly Identity[],
  primitives: Primitives,
): Promise<Checkpoint> {
  const checkpoint = parseCheckpoint(note);
  const own = trusted.filter(({ name }) => name === checkpoint.origin);
  const signers = await signersOf(parseNote(note), own, primitives);
  if (signers.length > 0) return checkpoint;
  throw new AuditError(
    'UNTRUSTED',
    `expected a checkpoint of ${checkpoint.origin} signed by a trusted key, met none; name the key that you trust`,
  );
}
