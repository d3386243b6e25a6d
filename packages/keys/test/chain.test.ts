import { type Canonical, utf8 } from '@capgate/base';
import {
  CHAIN_BYTES_MAX,
  CHAIN_LENGTH_MAX,
  type ChainKey,
  currentKey,
  decodeChain,
  encodeChain,
  identityValue,
  introduce,
  KEY_STATEMENTS,
  parseStatement,
  readChain,
  revoke,
  type SigningKey,
  signingKeysAt,
  signStatement,
  STATEMENT_LENGTH_MAX,
  STATEMENT_SIGNATURES_MAX,
  type StatementType,
  succeed,
  trustedFrom,
} from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { idOf, nobleKey } from './harness.ts';

const NAME = 'log.example';
// One algorithm where it does not matter which: ML-DSA takes its time.
const [first, second, third, stranger] = [1, 2, 3, 4].map((seed) => nobleKey(NAME, seed, ['ed25519'])) as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
];
const KEY_ID_BYTES = 4;
const term = (day: number) => ({ createdMs: day, expiresMs: day + 90 });
const read = (...statements: string[]) => readChain(statements, nodePrimitives);
const broken = (...statements: string[]) => codeOf(() => read(...statements));

const one = await introduce(first, term(0), nodePrimitives);
const two = await succession(first, second, 80);
const three = await succession(second, third, 160);

function succession(from: SigningKey, to: SigningKey, day: number): Promise<string> {
  return succeed(from, to, { ...term(day), overlapUntilMs: day + 7 }, nodePrimitives);
}

function revocation(by: SigningKey, of: SigningKey, reason = 'lost'): Promise<string> {
  return revoke(by, { key: idOf(of), atMs: 170, reason }, nodePrimitives);
}

/** A statement of any content, signed by whomever. */
function statement(type: StatementType, value: Canonical, ...by: SigningKey[]): Promise<string> {
  return signStatement(type, value, by, nodePrimitives);
}

describe('a chain', () => {
  test('leads from its first key to the current one', async () => {
    const chain = await read(one, two, three);
    expect(chain.name).toBe(NAME);
    expect(chain.keys).toEqual([
      { fingerprint: idOf(first), identity: first.identity, ...term(0), overlapUntilMs: 87 },
      { fingerprint: idOf(second), identity: second.identity, ...term(80), overlapUntilMs: 167 },
      { fingerprint: idOf(third), identity: third.identity, ...term(160) },
    ] satisfies ChainKey[]);
    expect(currentKey(chain).fingerprint).toBe(idOf(third));
    expect(chain.statements).toEqual([one, two, three]);
  });

  test('lets a key sign beside its successor until the overlap is over, and the current one for ever', async () => {
    const chain = await read(one, two, three);
    const at = (nowMs: number) => signingKeysAt(chain, nowMs).map(({ fingerprint }) => fingerprint);
    expect(at(86)).toEqual([first, second, third].map(idOf));
    expect(at(87)).toEqual([second, third].map(idOf));
    expect(at(166)).toEqual([second, third].map(idOf));
    expect(at(167)).toEqual([idOf(third)]);
    // Long after it expired: a log must not stop for that.
    expect(at(1_000_000)).toEqual([idOf(third)]);
  });

  test('is believed from the anchor on', async () => {
    const chain = await read(one, two, three);
    expect(trustedFrom(chain, idOf(first))).toEqual([first, second, third].map(({ identity }) => identity));
    expect(trustedFrom(chain, idOf(second))).toEqual([second.identity, third.identity]);
    expect(trustedFrom(chain, idOf(third))).toEqual([third.identity]);
    expect(await codeOf(() => trustedFrom(chain, idOf(stranger)))).toBe('UNTRUSTED');
  });

  test('goes on through a change of algorithms, which both old and new keys sign', async () => {
    const hybrid = nobleKey(NAME, 5);
    const changed = await succession(first, hybrid, 80);
    expect(currentKey(await read(one, changed)).identity).toEqual(hybrid.identity);
    // Without the lines of ML-DSA, the second key has not signed.
    const lines = changed.split('\n').filter((line) => line.length < 3_000);
    expect(lines).toHaveLength(6);
    expect(await broken(one, lines.join('\n'))).toBe('CHAIN');
  });
});

describe('a revoked key', () => {
  test('neither signs nor is believed, and leaves the others as they are', async () => {
    const chain = await read(one, two, three, await revocation(third, second));
    expect(chain.keys[1]?.revoked).toEqual({ atMs: 170, reason: 'lost' });
    expect(signingKeysAt(chain, 100).map(({ fingerprint }) => fingerprint)).toEqual([idOf(third)]);
    expect(trustedFrom(chain, idOf(first))).toEqual([first.identity, third.identity]);
    expect(trustedFrom(chain, idOf(second))).toEqual([third.identity]);
  });

  test('is revoked once, by the current key alone, and never the current one', async () => {
    const chain = [one, two];
    expect(await broken(...chain, await revocation(second, first))).toBe(undefined);
    expect(await broken(...chain, await revocation(second, second))).toBe('CHAIN');
    expect(await broken(...chain, await revocation(first, second))).toBe('CHAIN');
    expect(await broken(...chain, await revocation(first, first))).toBe('CHAIN');
    expect(await broken(...chain, await revocation(stranger, first))).toBe('CHAIN');
    expect(await broken(...chain, await revocation(second, stranger))).toBe('CHAIN');
    const revoked = await revocation(second, first);
    expect(await broken(...chain, revoked, revoked)).toBe('CHAIN');
  });

  test('has a reason of bounded length', async () => {
    expect(await broken(one, two, await revocation(second, first, 'r'.repeat(500)))).toBe(undefined);
    expect(await broken(one, two, await revocation(second, first, 'r'.repeat(501)))).toBe('CHAIN');
  });
});

describe('no chain', () => {
  test('is one without a statement, without its first, out of order, or with a statement twice', async () => {
    expect(await broken()).toBe('CHAIN');
    expect(await broken(two)).toBe('CHAIN');
    expect(await broken(two, one)).toBe('CHAIN');
    expect(await broken(one, three)).toBe('CHAIN');
    expect(await broken(one, three, two)).toBe('CHAIN');
    expect(await broken(one, one)).toBe('CHAIN');
    expect(await broken(one, two, two)).toBe('CHAIN');
    expect(await broken(await revocation(first, second))).toBe('CHAIN');
  });

  test('is one that begins anew in its midst', async () => {
    expect(await broken(one, await introduce(stranger, term(1), nodePrimitives))).toBe('CHAIN');
  });

  test('has two successors of one key, and two chains that differ show it', async () => {
    const rival = await succession(first, stranger, 80);
    expect(await broken(one, two, rival)).toBe('CHAIN');
    const [here, there] = [await read(one, two), await read(one, rival)];
    expect(currentKey(here)).not.toEqual(currentKey(there));
  });

  test('is one in which a key comes back', async () => {
    expect(await broken(one, two, await succession(second, first, 160))).toBe('CHAIN');
    expect(await broken(one, await succession(first, first, 80))).toBe('CHAIN');
  });

  test('is one whose key has another name', async () => {
    const renamed = nobleKey('other.example', 2, ['ed25519']);
    expect(await broken(one, await succession(first, renamed, 80))).toBe('CHAIN');
  });

  test('is one that not all have signed who must', async () => {
    const value = { from: idOf(first), identity: identityValue(second.identity), ...term(80), overlapUntilMs: 87 };
    expect(await broken(one, await statement('succession', value, first, second))).toBe(undefined);
    expect(await broken(one, await statement('succession', value, first))).toBe('CHAIN');
    expect(await broken(one, await statement('succession', value, second))).toBe('CHAIN');
    expect(await broken(one, await statement('succession', value, stranger, second))).toBe('CHAIN');
    const introduction = { identity: identityValue(first.identity), ...term(0) };
    expect(await broken(await statement('key', introduction, stranger))).toBe('CHAIN');
  });

  test('is one with a signature that is not right', async () => {
    const [line] = three.split('\n').slice(-2) as [string];
    const [otherLine] = two.split('\n').slice(-2) as [string];
    expect(line).toMatch(/^— /u);
    // The right key's identifier before a signature over something else.
    const [head, own] = [line.slice(0, line.lastIndexOf(' ') + 1), Buffer.from(line.split(' ')[2] ?? '', 'base64')];
    const others = Buffer.from(otherLine.split(' ')[2] ?? '', 'base64');
    const body = Buffer.concat([own.subarray(0, KEY_ID_BYTES), others.subarray(KEY_ID_BYTES)]);
    const forged = three.replace(line, head + body.toString('base64'));
    expect(forged).not.toBe(three);
    expect(await broken(one, two, forged)).toBe('SIGNATURE');
    expect(await broken(one, two, three.replace('"createdMs":160', '"createdMs":161'))).toBe('SIGNATURE');
  });

  test('is a statement whose type was exchanged for another', async () => {
    expect(await broken(one.replace('capgate key v1', 'capgate succession v1'))).toBe('CHAIN');
    expect(await broken(one.replace('capgate key v1', 'capgate key v2'))).toBe('FORM');
  });

  test.each([
    ['no identity', {}],
    ['no term', { identity: identityValue(first.identity) }],
    ['a time that is no whole number', { identity: identityValue(first.identity), createdMs: 0.5, expiresMs: 1 }],
    ['a time before all time', { identity: identityValue(first.identity), createdMs: -1, expiresMs: 1 }],
    ['a time that is a text', { identity: identityValue(first.identity), createdMs: '0', expiresMs: 1 }],
    ['a time that no double holds', { identity: identityValue(first.identity), createdMs: 2 ** 53, expiresMs: 1 }],
    ['a field too many in its identity', { identity: { ...asRecord(identityValue(first.identity)), more: 1 } }],
    ['an identity without keys', { identity: { name: NAME, keys: [] }, ...term(0) }],
    ['a list', []],
    ['null', null],
  ])('begins with %s', async (_, value) => {
    expect(await broken(await statement('key', value, first))).toBe('FORM');
  });
});

test('a statement that says more than its type has room for is refused', async () => {
  const key = { identity: identityValue(first.identity), ...term(0) };
  const follows = { from: idOf(first), identity: identityValue(second.identity), ...term(80), overlapUntilMs: 87 };
  const revokes = { key: idOf(first), atMs: 170, reason: 'lost' };
  const chainWith = async (...more: readonly Record<string, Canonical>[]) => [
    await statement('key', { ...key, ...more[0] }, first),
    await statement('succession', { ...follows, ...more[1] }, first, second),
    await statement('revocation', { ...revokes, ...more[2] }, second),
  ];
  expect(await broken(...(await chainWith()))).toBe(undefined);
  expect(await broken(...(await chainWith({ more: 1 })))).toBe('FORM');
  expect(await broken(...(await chainWith({}, { more: 1 })))).toBe('FORM');
  expect(await broken(...(await chainWith({}, {}, { more: 1 })))).toBe('FORM');
  expect(await broken(...(await chainWith({ overlapUntilMs: 1 })))).toBe('FORM');
});

const signed = (text: string) => one.replace(one.split('\n\n')[0] as string, text);

describe('a statement', () => {
  test('is a line that says its type and one of canonical JSON', () => {
    const { type, value } = parseStatement(one, KEY_STATEMENTS);
    expect([type, value]).toEqual(['key', { identity: identityValue(first.identity), ...term(0) }]);
    expect(one.startsWith('capgate key v1\n{"createdMs":0,"expiresMs":90,"identity":{"keys":[')).toBe(true);
  });

  test.each([
    ['one line', 'capgate key v1'],
    ['three lines', 'capgate key v1\n{}\n{}'],
    ['an unknown type', 'capgate other v1\n{}'],
    ['an unknown version', 'capgate key v2\n{}'],
    ['a blank more', 'capgate key v1 \n{}'],
    ['JSON in another form', 'capgate key v1\n{ }'],
    ['no JSON', 'capgate key v1\nvalue'],
    ['a checkpoint', 'log.example\n5\nAAAA'],
  ])('is not %s', async (_, text) => {
    expect(parseStatement(signed('capgate key v1\n{}'), KEY_STATEMENTS).value).toEqual({});
    expect(await codeOf(() => parseStatement(signed(text), KEY_STATEMENTS))).toBe('FORM');
  });
});

describe('a statement is bounded', () => {
  const [line] = one.split('\n').slice(-2) as [string];
  const withLines = (count: number) => `${one.split('\n\n')[0]}\n\n${`${line}\n`.repeat(count)}`;

  test('in its signatures', async () => {
    expect(await broken(withLines(STATEMENT_SIGNATURES_MAX))).toBe(undefined);
    expect(await broken(withLines(STATEMENT_SIGNATURES_MAX + 1))).toBe('FORM');
  });

  test('in its length', async () => {
    const emptyLength = (await statement('key', padding(0), first)).length;
    const long = await statement('key', padding(STATEMENT_LENGTH_MAX - emptyLength), first);
    expect(parseStatement(long, KEY_STATEMENTS).type).toBe('key');
    const tooLong = await statement('key', padding(STATEMENT_LENGTH_MAX - emptyLength + 1), first);
    expect(await codeOf(() => parseStatement(tooLong, KEY_STATEMENTS))).toBe('FORM');
  });
});

describe('the file of a chain', () => {
  test('comes back as it was', async () => {
    const statements = decodeChain(encodeChain([one, two, three]));
    expect(statements).toEqual([one, two, three]);
  });

  test.each(['', '{}', '[1]', '["a",null]', ' ["a"]', '["a"', '"a"'])('is not %s', async (text) => {
    expect(await codeOf(() => decodeChain(utf8(text)))).toBe('FORM');
  });

  test('holds texts with quotes, brackets, commas and backslashes in them', () => {
    const statements = ['","', '\\', '"]["', '[,]', '\\"', ''];
    expect(decodeChain(encodeChain(statements))).toEqual(statements);
  });

  test('is bounded in statements and bytes', async () => {
    expect(decodeChain(fileOf(CHAIN_LENGTH_MAX))).toHaveLength(CHAIN_LENGTH_MAX);
    expect(await codeOf(() => decodeChain(fileOf(CHAIN_LENGTH_MAX + 1)))).toBe('CHAIN');
    expect(await codeOf(() => decodeChain(encodeChain(['a'.repeat(CHAIN_BYTES_MAX - 4)])))).toBe(undefined);
    expect(await codeOf(() => decodeChain(encodeChain(['a'.repeat(CHAIN_BYTES_MAX - 3)])))).toBe('FORM');
  });

  test.each([
    ['arrays', '[]'],
    ['arrays in arrays', '['],
    ['numbers', '1'],
    ['texts', '""'],
    ['objects', '{}'],
  ])('is not parsed where it is many %s', async (_, part) => {
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => parse.mockRestore());
    const bytes = utf8(`[${Array.from({ length: 100_000 }, () => part).join(',')}]`);
    expect(await codeOf(() => decodeChain(bytes))).toMatch(/^(?:FORM|CHAIN)$/u);
    expect(parse).not.toHaveBeenCalled();
  });

  test('has room for a century of quarterly hybrid keys, each revoked later', async () => {
    const [old, next] = [nobleKey('n'.repeat(200), 1), nobleKey('n'.repeat(200), 2)];
    const day = 86_400_000;
    const successor = await succession(old, next, 36_525 * day);
    const revoked = await revocation(next, old, '"'.repeat(500));
    const count = Math.ceil(36_525 / 90);
    expect(2 * count).toBeLessThan(CHAIN_LENGTH_MAX);
    expect(count * encodeChain([successor, revoked]).length).toBeLessThan(CHAIN_BYTES_MAX);
    expect(successor.length).toBeLessThan(STATEMENT_LENGTH_MAX);
  });
});

function asRecord(value: Canonical): Record<string, Canonical> {
  return value as Record<string, Canonical>;
}

function padding(length: number): Canonical {
  return { more: 'm'.repeat(length) };
}

/** A file of so many texts. */
function fileOf(count: number): Uint8Array {
  return encodeChain(Array.from({ length: count }, () => 'a'));
}
