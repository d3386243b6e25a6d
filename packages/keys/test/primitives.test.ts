/** One suite for every runtime's algorithms, held against another implementation's. */
import { fromHex, utf8 } from '@capgate/base';
import { ALGORITHMS, type Algorithm, isPossibleKey, type Primitives, webPrimitives } from '@capgate/keys';
import { nodePrimitives, pooledPrimitives, supports } from '@capgate/keys/node';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOTH, flipped, noblePair } from './harness.ts';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const messages = fc.uint8Array({ maxLength: 300 });
const bytes = (hex: string) => fromHex(hex) as Uint8Array;

/** RFC 8032 §7.1: tests 1, 2, 3, SHA(abc). */
const RFC_8032 = [
  {
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  {
    key: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    message:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    signature:
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  },
];

/** The order of Ed25519's group, and p, the prime of its field. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const PRIME = 2n ** 255n - 19n;

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function numberOf(little: Uint8Array): bigint {
  return little.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

const forms: readonly [string, Primitives][] = [
  ['nodePrimitives', nodePrimitives],
  ['pooledPrimitives', pooledPrimitives],
  ['webPrimitives', webPrimitives(sha256)],
];

describe.each(forms)('%s', (_, primitives) => {
  const verify = primitives.verify;

  test('has the SHA-256 of FIPS 180-4', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(primitives.sha256(message)).toEqual(sha256(message));
      }),
    );
    const long = new Uint8Array(100_000).fill(0x61);
    expect(primitives.sha256(long)).toEqual(sha256(long));
  });

  test.each(RFC_8032)('verifies RFC 8032 §7.1: $message', async ({ key, message, signature }) => {
    expect(await verify('ed25519', bytes(key), bytes(message), bytes(signature))).toBe(true);
  });

  test.each(BOTH)('verifies what another implementation signs, and no change of it: %s', async (algorithm) => {
    const anywhere = fc.record({ where: fc.nat(), bit: fc.nat(7) });
    const cases = fc.asyncProperty(seeds, messages, anywhere, async (seed, message, { where, bit }) => {
      const { bytes: key, sign } = noblePair(algorithm, seed);
      const signature = sign(message);
      expect(await verify(algorithm, key, message, signature)).toBe(true);
      const change = (of: Uint8Array) => flipped(of, where % of.length, 1 << bit);
      expect(await verify(algorithm, key, message, change(signature))).toBe(false);
      expect(await verify(algorithm, key, change(Uint8Array.of(...message, 0)), signature)).toBe(false);
      expect(await verify(algorithm, change(key), message, signature)).toBe(false);
    });
    await fc.assert(cases, { numRuns: algorithm === 'ed25519' ? 50 : 10 });
  });

  test.each(BOTH)('refuses lengths that are not the algorithm’s: %s', async (algorithm) => {
    const { bytes: key, sign } = noblePair(algorithm, new Uint8Array(32).fill(7));
    const message = utf8('message');
    const signature = sign(message);
    for (const other of [new Uint8Array(), signature.subarray(1), signature.subarray(0, -1), padded(signature)]) {
      expect(await verify(algorithm, key, message, other)).toBe(false);
    }
    for (const other of [new Uint8Array(), key.subarray(1), key.subarray(0, -1), padded(key)]) {
      expect(await verify(algorithm, other, message, signature)).toBe(false);
    }
    const zeros = new Uint8Array(ALGORITHMS[algorithm].signatureBytes);
    expect(await verify(algorithm, key, message, zeros)).toBe(false);
    expect(await verify(algorithm, new Uint8Array(key.length), message, zeros)).toBe(false);
  });

  test('Ed25519: refuses S that is not reduced, which would give a signature a second form', async () => {
    const { key, message, signature } = RFC_8032[2] as (typeof RFC_8032)[number];
    const [r, s] = [bytes(signature).subarray(0, 32), numberOf(bytes(signature).subarray(32))];
    const withS = (value: bigint) => Uint8Array.of(...r, ...littleEndian(value));
    expect(await verify('ed25519', bytes(key), bytes(message), withS(s))).toBe(true);
    for (const value of [s + ORDER, s + 2n * ORDER, s + 8n * ORDER, ORDER - s, 0n, ORDER, 2n ** 256n - 1n]) {
      expect(await verify('ed25519', bytes(key), bytes(message), withS(value))).toBe(false);
    }
  });

  test('Ed25519: refuses R of small order, R that is not reduced, and -R', async () => {
    const { key, message, signature } = RFC_8032[1] as (typeof RFC_8032)[number];
    const s = bytes(signature).subarray(32);
    const points = [...smallOrderKeys(), littleEndian(PRIME), littleEndian(2n ** 255n - 1n)];
    for (const r of [...points, flipped(bytes(signature).subarray(0, 32), 31, 0x80)]) {
      expect(await verify('ed25519', bytes(key), bytes(message), Uint8Array.of(...r, ...s))).toBe(false);
    }
  });

  test('Ed25519: refuses keys of small order, whose signatures fit any message', async () => {
    const identity = littleEndian(1n);
    // R = S·B and A of order 1: the equation of RFC 8032 §5.1.7 holds for every message.
    const forged = Uint8Array.of(...ed25519.Point.BASE.toBytes(), ...littleEndian(1n));
    expect(ed25519.verify(forged, utf8('anything'), identity, { zip215: true })).toBe(true);
    for (const key of smallOrderKeys()) {
      for (const message of ['anything', 'anything else', 'a', 'b', 'c', 'd', 'e', 'f']) {
        expect(await verify('ed25519', key, utf8(message), forged)).toBe(false);
      }
    }
  });

  test('ML-DSA-65: refuses an altered challenge, response or hint', async () => {
    const { bytes: key, sign } = noblePair('ml-dsa-65', new Uint8Array(32).fill(9));
    const message = utf8('message');
    const signature = sign(message);
    expect(await verify('ml-dsa-65', key, message, signature)).toBe(true);
    for (const at of [0, 47, 48, 1_000, HINT_AT - 1, HINT_AT, signature.length - 1]) {
      expect(await verify('ml-dsa-65', key, message, flipped(signature, at))).toBe(false);
    }
  });

  test('ML-DSA-65: refuses a hint that is malformed (FIPS 204, algorithm 21), so that a hint has one form', async () => {
    const { bytes: key, sign } = noblePair('ml-dsa-65', new Uint8Array(32).fill(9));
    const message = utf8('message');
    const signature = sign(message);
    const hint = signature.subarray(HINT_AT);
    const counts = hint.subarray(OMEGA);
    const used = counts[5] as number;
    expect(used).toBeGreaterThan(1);
    expect(used).toBeLessThan(OMEGA);
    const malformed = {
      'places out of order': swapped(hint),
      'a place twice': hint.with(1, hint[0] as number),
      'counts that go back': hint.with(OMEGA, used + 1).with(OMEGA + 1, 0),
      'more than omega': hint.with(OMEGA + 5, OMEGA + 1),
      'something after the last place': hint.with(OMEGA - 1, 1),
    };
    for (const other of Object.values(malformed)) {
      const altered = Uint8Array.of(...signature.subarray(0, HINT_AT), ...other);
      expect(altered).not.toEqual(signature);
      expect(await verify('ml-dsa-65', key, message, altered)).toBe(false);
    }
  });

  test('ML-DSA-65: a signature under a context or over a hash is not one without', async () => {
    const { publicKey, secretKey } = ml_dsa65.keygen(new Uint8Array(32).fill(9));
    const signature = ml_dsa65.sign(utf8('message'), secretKey, { context: utf8('context') });
    expect(await verify('ml-dsa-65', publicKey, utf8('message'), signature)).toBe(false);
  });
});

const sized = (sizeBytes: number) => fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes });

test('both forms answer alike on arbitrary keys and signatures of the right length', async () => {
  const [, web] = forms[1] as (typeof forms)[number];
  const cases = fc.asyncProperty(sized(32), sized(64), messages, async (key, signature, message) => {
    const answers = [nodePrimitives, web].map(({ verify }) => verify('ed25519', key, message, signature));
    expect(await Promise.all(answers)).toEqual([false, false]);
  });
  await fc.assert(cases, { numRuns: 100 });
});

/** The verdict on a y with either sign. */
const verdict = (y: bigint) => [y, y | (1n << 255n)].map((word) => isPossibleKey('ed25519', littleEndian(word)));

const sizes = (algorithm: Algorithm) =>
  [31, 32, 33, 1951, 1952, 1953].filter((size) => isPossibleKey(algorithm, new Uint8Array(size).fill(3)));

describe('isPossibleKey', () => {
  test('takes every key that a seed gives', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(isPossibleKey('ed25519', ed25519.getPublicKey(seed))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses all points of small order, in each of their spellings', () => {
    const points = smallOrderKeys();
    // Eight points, two of which (x is 0) have a second sign, and two (y is 0 or 1) numbers that are not reduced.
    expect(points.length).toBeGreaterThanOrEqual(12);
    expect(points.filter((point) => isPossibleKey('ed25519', point))).toEqual([]);
  });

  test('refuses every y that is not reduced, and not the greatest that is', () => {
    for (let y = PRIME; y < 2n ** 255n; y++) expect(verdict(y)).toEqual([false, false]);
    expect(verdict(PRIME - 2n)).toEqual([true, true]);
    expect(verdict(2n)).toEqual([true, true]);
  });

  test('knows each algorithm’s length', () => {
    expect([sizes('ed25519'), sizes('ml-dsa-65')]).toEqual([[32], [1952]]);
  });
});

test('this Node has both algorithms', () => {
  expect(BOTH.map(supports)).toEqual([true, true]);
});

/** FIPS 204, table 1 and algorithm 20: where the hint begins, and how many places it holds before its six counts. */
const OMEGA = 55;
const HINT_AT = 3309 - OMEGA - 6;

function swapped(hint: Uint8Array): Uint8Array {
  return hint.with(0, hint[1] as number).with(1, hint[0] as number);
}

function padded(part: Uint8Array): Uint8Array {
  return Uint8Array.of(...part, 0);
}

/** Every spelling of every point of small order, as another implementation reads them. */
function smallOrderKeys(): Uint8Array[] {
  const { Point } = ed25519;
  const eighth = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  const points = Array.from({ length: 8 }, (_, i) => (i === 0 ? Point.ZERO : eighth.multiplyUnsafe(BigInt(i))));
  const words = new Set(points.map((point) => numberOf(point.toBytes()) & (2n ** 255n - 1n)));
  const unreduced = [...words].filter((y) => y < 19n).map((y) => y + PRIME);
  return [...words, ...unreduced].flatMap((y) => [littleEndian(y), littleEndian(y | (1n << 255n))]);
}
