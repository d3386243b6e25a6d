import { fromBase64, toBase64, toHex, utf8 } from '@capgate/base';
import {
  type Identity,
  keyId,
  NOTE_LENGTH_MAX,
  parseNote,
  readVerifierKey,
  signersOf,
  signNote,
  verifierKey,
} from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import fc from 'fast-check';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { flipped, nobleKey } from './harness.ts';

/** The example of https://pkg.go.dev/golang.org/x/mod/sumdb/note. */
const TEXT = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`;
const NEUMANN_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const NEUMANN =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

const namesOf = (identities: readonly Identity[]) => identities.map(({ name }) => name);
const signers = (note: string, ...identities: Identity[]) => signersOf(parseNote(note), identities, nodePrimitives);
const hybrid = nobleKey('log.example', 1);
const classical = nobleKey('log.example', 1, ['ed25519']);
const other = nobleKey('other.example', 2, ['ed25519']);

describe('the published example of another implementation', () => {
  const neumann = readVerifierKey(NEUMANN_KEY, nodePrimitives);

  test('its verifier key is read, and written again as it was', () => {
    const [key] = neumann.keys;
    expect(neumann.name).toBe('PeterNeumann');
    expect(key?.algorithm).toBe('ed25519');
    expect(verifierKey('PeterNeumann', key as NonNullable<typeof key>, nodePrimitives)).toBe(NEUMANN_KEY);
    expect(toHex(keyId('PeterNeumann', key as NonNullable<typeof key>, nodePrimitives))).toBe('c74f20a3');
  });

  test('its note is verified, with one signature or with two', async () => {
    expect(namesOf(await signers(`${TEXT}\n${NEUMANN}`, neumann))).toEqual(['PeterNeumann']);
    expect(namesOf(await signers(`${TEXT}\n${NEUMANN}${ENOCH}`, neumann))).toEqual(['PeterNeumann']);
    expect(parseNote(`${TEXT}\n${NEUMANN}${ENOCH}`).signatures.map(({ name }) => name)).toEqual([
      'PeterNeumann',
      'EnochRoot',
    ]);
  });

  test('signed by another alone it has no signer, and altered it is refused', async () => {
    expect(await signers(`${TEXT}\n${ENOCH}`, neumann)).toEqual([]);
    const altered = `${TEXT.replace('cryptography', 'steganography')}\n${NEUMANN}`;
    expect(await codeOf(() => signers(altered, neumann))).toBe('SIGNATURE');
  });
});

const isPlain = (text: string) => !/(?!\n)\p{Cc}/u.test(text);

describe('signing', () => {
  test('gives a note that names each key of each signer, and is read as it was written', async () => {
    const note = await signNote(TEXT, [hybrid, other], nodePrimitives);
    const parsed = parseNote(note);
    expect(parsed.text).toBe(TEXT);
    expect(parsed.signatures.map(({ name, signature }) => [name, signature.length])).toEqual([
      ['log.example', 64],
      ['log.example', 3309],
      ['other.example', 64],
    ]);
    expect(await signers(note, hybrid.identity, other.identity)).toEqual([hybrid.identity, other.identity]);
  });

  test('any text of whole lines comes back', async () => {
    const lines = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 });
    const texts = lines.map((parts) => `${parts.join('\n')}\n`).filter(isPlain);
    const cases = fc.asyncProperty(texts, async (text) => {
      const note = await signNote(text, [other], nodePrimitives);
      expect(parseNote(note).text).toBe(text);
      expect(await signers(note, other.identity)).toEqual([other.identity]);
    });
    await fc.assert(cases, { numRuns: 50 });
  });

  test.each([
    ['no newline at its end', 'text'],
    ['nothing', ''],
    ['a tab', 'a\tb\n'],
    ['a carriage return', 'a\r\n'],
    ['the control character U+009B', 'a\u009bb\n'],
    ['half a surrogate pair', 'a\ud800\n'],
    ['too much', `${'a'.repeat(NOTE_LENGTH_MAX)}\n`],
  ])('refuses a text with %s', async (_, text) => {
    expect(await codeOf(() => signNote(text, [other], nodePrimitives))).toBe('FORM');
  });
});

const foreignLine = async () => (await signNote(TEXT, [other], nodePrimitives)).slice(TEXT.length + 1);

const withLines = async (...which: number[]) => {
  const note = await signNote(TEXT, [hybrid], nodePrimitives);
  const lines = note.slice(TEXT.length + 1).split('\n');
  return `${TEXT}\n${which.map((i) => `${lines[i]}\n`).join('')}${await foreignLine()}`;
};

describe('a hybrid', () => {
  test('has signed if both of its keys have, in any order', async () => {
    expect(await signers(await withLines(0, 1), hybrid.identity)).toEqual([hybrid.identity]);
    expect(await signers(await withLines(1, 0), hybrid.identity)).toEqual([hybrid.identity]);
    expect(await signers(await withLines(0, 1, 0), hybrid.identity)).toEqual([hybrid.identity]);
  });

  test('has not signed if only one of them has', async () => {
    expect(await signers(await withLines(0), hybrid.identity)).toEqual([]);
    expect(await signers(await withLines(1), hybrid.identity)).toEqual([]);
    expect(await signers(await withLines(), hybrid.identity)).toEqual([]);
  });

  test.each([0, 1])('is refused if its signature %d is wrong, whatever the other says', async (which) => {
    const note = parseNote(await withLines(0, 1));
    const signatures = note.signatures.map((line, i) =>
      i === which ? { ...line, signature: flipped(line.signature, 20) } : line,
    );
    const checked = () => signersOf({ ...note, signatures }, [hybrid.identity], nodePrimitives);
    expect(await codeOf(checked)).toBe('SIGNATURE');
  });

  test('is another identity than its Ed25519 key alone, whose line it shares', async () => {
    const note = await withLines(0, 1);
    expect(await signers(note, classical.identity)).toEqual([classical.identity]);
    const alone = await signNote(TEXT, [classical], nodePrimitives);
    expect(await signers(alone, hybrid.identity)).toEqual([]);
  });
});

test('a wrong signature is refused though a right one by the same key is there', async () => {
  const note = parseNote(await signNote(TEXT, [other], nodePrimitives));
  const [line] = note.signatures;
  const wrong = { ...line, signature: flipped(line?.signature as Uint8Array, 3) } as NonNullable<typeof line>;
  for (const signatures of [
    [line, wrong],
    [wrong, line],
  ]) {
    const altered = { ...note, signatures: signatures as NonNullable<typeof line>[] };
    expect(await codeOf(() => signersOf(altered, [other.identity], nodePrimitives))).toBe('SIGNATURE');
  }
});

test('a signature that is cut or padded is refused, not passed over', async () => {
  const note = parseNote(await signNote(TEXT, [other], nodePrimitives));
  const [line] = note.signatures as [NonNullable<(typeof note.signatures)[0]>];
  for (const signature of [line.signature.subarray(0, 63), Uint8Array.of(...line.signature, 0)]) {
    const altered = { ...note, signatures: [{ ...line, signature }] };
    expect(await codeOf(() => signersOf(altered, [other.identity], nodePrimitives))).toBe('SIGNATURE');
  }
});

test('a signature under another name is not the key’s, as the name is part of its identifier', async () => {
  const note = (await signNote(TEXT, [other], nodePrimitives)).replace('— other.example', '— log.example');
  expect(await signers(note, { ...other.identity, name: 'log.example' })).toEqual([]);
});

describe('no note', () => {
  const line = `— a ${toBase64(new Uint8Array(68).fill(5))}`;

  test('but this is one', () => {
    expect(parseNote(`text\n\n${line}\n`).signatures).toHaveLength(1);
    expect(parseNote(`a\n\nb\n\n${line}\n`).text).toBe('a\n\nb\n');
    expect(parseNote(`\n\n${line}\n`).text).toBe('\n');
  });

  test.each([
    ['nothing', ''],
    ['a text alone', 'text\n'],
    ['no signature', 'text\n\n'],
    ['no newline at the end', `text\n\n${line}`],
    ['no empty line', `text\n${line}\n`],
    ['no text', `\n${line}\n`],
    ['an empty line behind the signature', `text\n\n${line}\n\n`],
    ['an empty line between signatures', `text\n\n${line}\n\n${line}x\n`],
    ['a hyphen for the dash', `text\n\n${line.replace('—', '-')}\n`],
    ['no name', `text\n\n— ${toBase64(new Uint8Array(68))}\n`],
    ['two blanks', `text\n\n${line.replace('a ', 'a  ')}\n`],
    ['a blank at the end', `text\n\n${line} \n`],
    ['a plus in the name', `text\n\n${line.replace('a ', 'a+b ')}\n`],
    ['a control character in the name', `text\n\n${line.replace('a ', 'a\u0001 ')}\n`],
    ['a carriage return', `text\n\n${line}\r\n`],
    ['base64 without its padding', `text\n\n— a ${toBase64(new Uint8Array(67)).replace('=', '')}\n`],
    ['base64 with bits left over', `text\n\n— a AAAAAAB=\n`],
    ['base64 for URLs', `text\n\n— a AAAA-_AA\n`],
    ['a key identifier without a signature', `text\n\n— a ${toBase64(new Uint8Array(4))}\n`],
    ['101 signatures', `text\n\n${`${line}\n`.repeat(101)}`],
    ['a control character in the text', `te\u0000xt\n\n${line}\n`],
    ['too long a text', `${'a'.repeat(NOTE_LENGTH_MAX)}\n\n${line}\n`],
  ])('%s', async (_, note) => {
    expect(await codeOf(() => parseNote(note))).toBe('FORM');
  });

  test('and whatever the text, it is read or refused as FORM', async () => {
    const parts = fc.constantFrom('\n', '\n\n', '— ', 'a', ' ', line, '+', 'AAAA', '=', '\u00a0', '\ud800');
    const cases = fc.asyncProperty(fc.array(parts, { maxLength: 12 }), async (pieces) => {
      expect(['FORM', undefined]).toContain(await codeOf(() => parseNote(pieces.join(''))));
    });
    await fc.assert(cases, { numRuns: 500 });
  });
});

const whole = (identity: Identity) => identity.keys.map((key) => verifierKey(identity.name, key, nodePrimitives));

describe('verifier keys', () => {
  test('of both algorithms come back', () => {
    for (const [i, text] of whole(hybrid.identity).entries()) {
      expect(readVerifierKey(text, nodePrimitives)).toEqual({ name: 'log.example', keys: [hybrid.identity.keys[i]] });
    }
  });

  test.each([
    ['another name', NEUMANN_KEY.replace('Peter', 'Paul'), 'FORM'],
    ['another identifier', NEUMANN_KEY.replace('c74f20a3', 'c74f20a4'), 'FORM'],
    ['an identifier in capitals', NEUMANN_KEY.replace('c74f20a3', 'C74F20A3'), 'FORM'],
    ['another key', NEUMANN_KEY.replace('ARpc', 'ARpd'), 'FORM'],
    ['no key', 'PeterNeumann+c74f20a3+', 'FORM'],
    ['no base64', 'PeterNeumann+c74f20a3+A', 'FORM'],
    ['a blank in the name', NEUMANN_KEY.replace('Peter', 'Peter '), 'NAME'],
    ['type 2', verifierWith(2, 33), 'UNSUPPORTED'],
    ['a key of 31 bytes', verifierWith(1, 32), 'UNSUPPORTED'],
  ])('%s', async (_, text, code) => {
    expect(await codeOf(() => readVerifierKey(text, nodePrimitives))).toBe(code);
  });

  test('the type of ML-DSA-65 is that of the specification', () => {
    const [, post] = whole(hybrid.identity);
    const body = fromBase64(post?.split('+').slice(2).join('+') ?? '') as Uint8Array;
    expect(body.subarray(0, 18)).toEqual(Uint8Array.of(0xff, ...utf8('capgate ml-dsa-65')));
    expect(body).toHaveLength(18 + 1952);
  });
});

function verifierWith(type: number, sizeBytes: number): string {
  return `a+00000000+${toBase64(new Uint8Array(sizeBytes).fill(3).with(0, type))}`;
}
