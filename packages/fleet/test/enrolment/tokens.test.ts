import { nodePrimitives } from '@capgate/keys/node';
import { codeOf, SeededRandom } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { Guesses, WRONG_MAX, WRONG_WITHIN_MS } from '../../src/enrolment/guesses.ts';
import {
  makeToken,
  type OpenToken,
  readTokenText,
  TOKEN_LIFETIME_MS,
  TOKEN_LIFETIME_MS_MAX,
  tokenOf,
  type TokenRequest,
  TOKENS_MAX,
  tokenText,
  without,
} from '../../src/enrolment/tokens.ts';
import { NOW } from './world.ts';

const PLACE = { node: 'node-1', tier: 'local', tenant: 'acme', parent: 'region-1' } as const;
const parts = { random: new SeededRandom(7), primitives: nodePrimitives };
const make = (open: readonly OpenToken[], changes: Partial<TokenRequest> = {}) =>
  makeToken(open, { ...PLACE, ...changes }, NOW, parts);
const find = (open: readonly OpenToken[], secret: string, nowMs = NOW) => tokenOf(open, secret, nowMs, nodePrimitives);

describe('a token', () => {
  test('is found by its secret alone, of which nothing is kept', () => {
    const first = make([]);
    const second = make(first.open, { node: 'node-2' });
    expect(find(second.open, first.secret)).toMatchObject({ ...PLACE, expiresMs: NOW + TOKEN_LIFETIME_MS });
    expect(find(second.open, second.secret)).toMatchObject({ node: 'node-2' });
    expect(first.secret).toMatch(/^[0-9a-f]{64}$/u);
    expect(JSON.stringify(second.open)).not.toContain(first.secret);
  });

  test('that is used, over or unknown is refused in the same words', async () => {
    const { open, secret } = make([]);
    const token = find(open, secret);
    const refusals = await Promise.all(
      [
        () => find(without(open, token), secret),
        () => find(open, secret, NOW + TOKEN_LIFETIME_MS),
        () => find(open, 'f'.repeat(64)),
        () => find([], secret),
      ].map(async (attempt) => {
        expect(await codeOf(attempt)).toBe('TOKEN');
        return Promise.resolve()
          .then(attempt)
          .catch((error: Error) => error.message);
      }),
    );
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).not.toContain(secret);
    expect(find(open, secret, NOW + TOKEN_LIFETIME_MS - 1)).toEqual(token);
  });

  test('has bounds in time, in number, and in what it may be for', async () => {
    for (const lifetimeMs of [0, -1, Number.NaN, TOKEN_LIFETIME_MS_MAX + 1])
      expect(await codeOf(() => make([], { lifetimeMs }))).toBe('VALUE');
    expect(make([], { lifetimeMs: TOKEN_LIFETIME_MS_MAX }).open).toHaveLength(1);
    const [one] = make([]).open;
    const full = Array.from({ length: TOKENS_MAX }, () => one as OpenToken);
    expect(await codeOf(() => make(full))).toBe('VALUE');
    // Those that are over make room.
    expect(make(full.map((token) => ({ ...token, expiresMs: NOW }))).open).toHaveLength(1);
    const wrong: Partial<TokenRequest>[] = [
      { node: 'Node' },
      { tenant: 'fleet' },
      { tenant: 'a b' },
      { tier: 'regional' },
      { parent: 'node-1' },
      { hosts: ['*.example'] },
      { hosts: ['host.example:1'] },
      { hosts: ['1.2.3.400'] },
      { hosts: [''] },
    ];
    for (const changes of wrong) expect(await codeOf(() => make([], changes))).toBe('FORM');
    expect(make([], { hosts: ['hub.example', 'localhost', '127.0.0.1'] }).open[0]?.hosts).toHaveLength(3);
  });
});

test('the text of a token is read as it was written, and what is none is not repeated', async () => {
  const token = {
    tenant: 'acme.eu',
    node: 'node-1',
    host: 'hub.example',
    port: 8443,
    authority: 'a'.repeat(64),
    secret: 'b'.repeat(64),
  };
  expect(readTokenText(tokenText(token))).toEqual(token);
  expect(readTokenText(` ${tokenText(token)}\n`)).toEqual(token);
  for (const text of ['', 'capgate-enrol-v1.', tokenText({ ...token, port: 0 }), tokenText({ ...token, port: 65_536 })])
    expect(await codeOf(() => readTokenText(text))).toBe('TOKEN');
  const damaged = tokenText(token).replace('@', '!');
  expect(() => readTokenText(damaged)).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('bbbb') }),
  );
});

test('whoever is wrong often waits, and nobody else does', () => {
  const guesses = new Guesses();
  for (let i = 0; i < WRONG_MAX; i++) {
    expect(guesses.mayTry('192.0.2.1', i)).toBe(true);
    guesses.wrong('192.0.2.1', i);
  }
  expect(guesses.mayTry('192.0.2.1', WRONG_WITHIN_MS - 1)).toBe(false);
  expect(guesses.mayTry('192.0.2.2', WRONG_WITHIN_MS - 1)).toBe(true);
  expect(guesses.mayTry('192.0.2.1', WRONG_WITHIN_MS)).toBe(true);
});
