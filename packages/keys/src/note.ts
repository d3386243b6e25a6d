/**
 * Signed notes: a text and lines that sign it (https://c2sp.org/signed-note). The one form of everything that is signed
 * here, so that other people's programs can check it.
 */
import { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from '@capgate/base';
import { ALGORITHMS, isPossibleKey, type Primitives } from './algorithm.ts';
import { KeyError } from './error.ts';
import { checkName, type Identity, type PublicKey } from './identity.ts';

/** The longest note, in UTF-16 code units. */
export const NOTE_LENGTH_MAX = 1 << 20;
/** How many lines may sign one note: enough for several hybrids and for witnesses. */
export const SIGNATURES_MAX = 100;
const KEY_ID_BYTES = 4;

export interface NoteSignature {
  readonly name: string;
  /** Which of the name's keys: the first bytes of a hash. It tells keys apart; it does not authenticate. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Note {
  /** Ends with a newline. This is what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** What signs: an identity with its private keys, wherever they are. */
export interface SigningKey {
  readonly identity: Identity;
  /** One signature for each of the identity's keys, in their order. Of one byte or more: some tokens sign nothing less. */
  sign(message: Uint8Array): Promise<readonly Uint8Array[]>;
  /** Forgets the private keys, as far as the runtime lets them be forgotten. */
  destroy(): void;
}

export function keyId(name: string, key: PublicKey, { sha256 }: Pick<Primitives, 'sha256'>): Uint8Array {
  const { noteType } = ALGORITHMS[key.algorithm];
  return sha256(concatBytes(utf8(`${name}\n`), noteType, key.bytes)).slice(0, KEY_ID_BYTES);
}

/** How verifiers of signed notes write a public key down: `NAME+ID+BASE64`. */
export function verifierKey(name: string, key: PublicKey, primitives: Pick<Primitives, 'sha256'>): string {
  const { noteType } = ALGORITHMS[key.algorithm];
  return `${name}+${toHex(keyId(name, key, primitives))}+${toBase64(concatBytes(noteType, key.bytes))}`;
}

/** The name and key that `text` writes down. Throws `KeyError` FORM, NAME, or UNSUPPORTED for a type that is not known. */
export function readVerifierKey(text: string, primitives: Pick<Primitives, 'sha256'>): Identity {
  const [, name, id, body] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
  const bytes = fromBase64(body ?? '');
  if (name === undefined || id === undefined || bytes === undefined) throw noVerifierKey();
  checkName(name);
  const key = typedKey(bytes);
  if (!equalBytes(fromHex(id) as Uint8Array, keyId(name, key, primitives))) throw noVerifierKey();
  return { name, keys: [key] };
}

function typedKey(bytes: Uint8Array): PublicKey {
  for (const algorithm of ['ed25519', 'ml-dsa-65'] as const) {
    const { noteType } = ALGORITHMS[algorithm];
    const key = bytes.slice(noteType.length);
    const isOfType = equalBytes(bytes.subarray(0, noteType.length), noteType);
    if (isOfType && isPossibleKey(algorithm, key)) return { algorithm, bytes: key };
  }
  throw new KeyError('UNSUPPORTED', 'expected an Ed25519 or ML-DSA-65 key, met another type or length');
}

function noVerifierKey(): KeyError {
  return new KeyError('FORM', 'expected a key as NAME+ID+BASE64, where ID is the hash of the rest; met something else');
}

export async function signNote(
  text: string,
  keys: readonly SigningKey[],
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  checkText(text);
  const lines: string[] = [];
  for (const key of keys) lines.push(...(await signatureLines(text, key, primitives)));
  return `${text}\n${lines.join('')}`;
}

async function signatureLines(
  text: string,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<readonly string[]> {
  const { name, keys } = key.identity;
  const signatures = await key.sign(utf8(text));
  return keys.map((part, i) => {
    const body = concatBytes(keyId(name, part, primitives), signatures[i] as Uint8Array);
    return `— ${name} ${toBase64(body)}\n`;
  });
}

/** Takes a note of at most so many signatures apart, and checks none. Throws `KeyError` FORM. */
export function parseNote(note: string, signaturesMax = SIGNATURES_MAX): Note {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || note.length > NOTE_LENGTH_MAX || !note.endsWith('\n')) throw noNote();
  const text = note.slice(0, split + 1);
  checkText(text);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > signaturesMax) throw noNote();
  return { text, signatures: lines.map(parseSignature) };
}

function checkText(text: string): void {
  const isPlain = text.isWellFormed() && !/(?!\n)\p{Cc}/u.test(text);
  if (!isPlain || !text.endsWith('\n') || text.length > NOTE_LENGTH_MAX) throw noNote();
}

function parseSignature(line: string): NoteSignature {
  const [, name, body] = /^— ([^\s+\p{Cc}\p{Cf}\p{Cs}]+) (\S+)$/u.exec(line) ?? [];
  const bytes = fromBase64(body ?? '');
  if (name === undefined || bytes === undefined || bytes.length <= KEY_ID_BYTES) throw noNote();
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

function noNote(): KeyError {
  return new KeyError(
    'FORM',
    'expected a signed note: lines of text, an empty line, and lines of "— NAME BASE64"; met something else',
  );
}

/**
 * Which of `identities` have signed the note, with every one of their keys. Lines by keys that nobody asked about are
 * passed over. Throws `KeyError` SIGNATURE where a line names one of the keys and is not by it.
 */
export async function signersOf(
  note: Note,
  identities: readonly Identity[],
  primitives: Primitives,
): Promise<Identity[]> {
  const signers: Identity[] = [];
  for (const identity of identities) if (await hasSigned(note, identity, primitives)) signers.push(identity);
  return signers;
}

async function hasSigned(note: Note, { name, keys }: Identity, primitives: Primitives): Promise<boolean> {
  let signed = 0;
  for (const key of keys) if (await hasSignedWith(note, name, key, primitives)) signed++;
  return signed === keys.length;
}

async function hasSignedWith(note: Note, name: string, key: PublicKey, primitives: Primitives): Promise<boolean> {
  const id = keyId(name, key, primitives);
  const lines = note.signatures.filter((line) => line.name === name && equalBytes(line.keyId, id));
  for (const { signature } of lines) {
    const isOfLength = signature.length === ALGORITHMS[key.algorithm].signatureBytes;
    if (isOfLength && (await primitives.verify(key.algorithm, key.bytes, utf8(note.text), signature))) continue;
    throw new KeyError(
      'SIGNATURE',
      `expected a signature by ${name}'s ${key.algorithm} key, met one that is not by it`,
    );
  }
  return lines.length > 0;
}
