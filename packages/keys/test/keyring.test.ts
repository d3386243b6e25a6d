import { currentKey, DEFAULT_ROTATION, Keyring, parseNote, signersOf, signNote } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { idOf, NobleKeyStore } from './harness.ts';

const DAY_MS = 86_400_000;
const start = { name: 'log.example', algorithms: ['ed25519'], nowMs: 0 } as const;

function newParts(): { store: NobleKeyStore; primitives: typeof nodePrimitives } {
  return { store: new NobleKeyStore(), primitives: nodePrimitives };
}

async function signerIds(keyring: Keyring, nowMs: number): Promise<string[]> {
  return (await keyring.signers(nowMs)).map(idOf);
}

describe('a key ring', () => {
  test('begins with a key that should live 90 days', async () => {
    const keyring = await Keyring.create(newParts(), start);
    expect(DEFAULT_ROTATION).toEqual({ lifetimeMs: 90 * DAY_MS, overlapMs: 7 * DAY_MS });
    expect(currentKey(keyring.chain)).toMatchObject({ createdMs: 0, expiresMs: 90 * DAY_MS });
    expect(await signerIds(keyring, 0)).toEqual([currentKey(keyring.chain).fingerprint]);
  });

  test('rotates with an overlap in which old and new key sign, each on its own', async () => {
    const keyring = await Keyring.create(newParts(), start);
    await keyring.rotate(80 * DAY_MS);
    const ids = keyring.chain.keys.map(({ fingerprint }) => fingerprint);
    expect(ids).toHaveLength(2);
    expect(await signerIds(keyring, 86 * DAY_MS)).toEqual(ids);
    const note = parseNote(await signNote('text\n', await keyring.signers(86 * DAY_MS), nodePrimitives));
    for (const { identity } of keyring.chain.keys) {
      expect(await signersOf(note, [identity], nodePrimitives)).toEqual([identity]);
    }
    expect(await signerIds(keyring, 87 * DAY_MS)).toEqual(ids.slice(1));
  });

  test('keeps the algorithms at a rotation, unless others are named', async () => {
    const keyring = await Keyring.create(newParts(), { ...start, algorithms: ['ed25519', 'ml-dsa-65'] });
    await keyring.rotate(1);
    await keyring.rotate(2, ['ed25519']);
    const algorithms = keyring.chain.keys.map(({ identity }) => identity.keys.map(({ algorithm }) => algorithm));
    expect(algorithms).toEqual([['ed25519', 'ml-dsa-65'], ['ed25519', 'ml-dsa-65'], ['ed25519']]);
  });

  test('makes no key whose signature would have no line left beside the others', async () => {
    const parts = newParts();
    const keyring = await Keyring.create(parts, start);
    for (let i = 1; i < 100; i++) await keyring.rotate(i);
    const note = await signNote('text\n', await keyring.signers(100), nodePrimitives);
    expect(parseNote(note).signatures).toHaveLength(100);
    expect(await codeOf(() => keyring.rotate(100))).toBe('CHAIN');
    expect(parts.store.keys.size).toBe(100);
    await keyring.rotate(8 * DAY_MS);
    expect(await signerIds(keyring, 8 * DAY_MS)).toHaveLength(2);
  });

  test('has the lifetime and overlap that its policy says', async () => {
    const parts = { ...newParts(), rotation: { lifetimeMs: 10, overlapMs: 3 } };
    const keyring = await Keyring.create(parts, { ...start, nowMs: 100 });
    await keyring.rotate(200);
    expect(keyring.chain.keys).toMatchObject([
      { createdMs: 100, expiresMs: 110, overlapUntilMs: 203 },
      { createdMs: 200, expiresMs: 210 },
    ]);
  });

  test('still signs with a key that has expired', async () => {
    const keyring = await Keyring.create(newParts(), start);
    expect(await signerIds(keyring, 1_000 * DAY_MS)).toHaveLength(1);
  });

  test('revokes an earlier key, which then signs no more, overlap or not', async () => {
    const keyring = await Keyring.create(newParts(), start);
    await keyring.rotate(1);
    const [old, current] = keyring.chain.keys.map(({ fingerprint }) => fingerprint) as [string, string];
    expect(await signerIds(keyring, 2)).toEqual([old, current]);
    await keyring.revoke(old, 3, 'laptop lost');
    expect(keyring.chain.keys[0]?.revoked).toEqual({ atMs: 3, reason: 'laptop lost' });
    expect(await signerIds(keyring, 3)).toEqual([current]);
  });

  test('does not revoke the current key, one twice, a stranger’s, or for a reason that is too long', async () => {
    const keyring = await Keyring.create(newParts(), start);
    await keyring.rotate(1);
    const [old, current] = keyring.chain.keys.map(({ fingerprint }) => fingerprint) as [string, string];
    expect(await codeOf(() => keyring.revoke(current, 2, ''))).toBe('CHAIN');
    expect(await codeOf(() => keyring.revoke('0'.repeat(64), 2, ''))).toBe('NOT_FOUND');
    expect(await codeOf(() => keyring.revoke(old, 2, 'r'.repeat(501)))).toBe('FORM');
    expect(await codeOf(() => keyring.revoke(old, 2, 'r'.repeat(500)))).toBe(undefined);
    expect(await codeOf(() => keyring.revoke(old, 2, ''))).toBe('CHAIN');
  });

  test('goes on from its statements, and not from those that do not hold', async () => {
    const parts = newParts();
    const keyring = await Keyring.create(parts, start);
    await keyring.rotate(1);
    const again = await Keyring.from(parts, keyring.chain.statements);
    expect(again.chain).toEqual(keyring.chain);
    await again.rotate(2);
    expect(again.chain.keys).toHaveLength(3);
    expect(await codeOf(() => Keyring.from(parts, keyring.chain.statements.slice(1)))).toBe('CHAIN');
  });

  test('follows a chain that continues its own, signs by that from then on, and follows no other', async () => {
    const parts = newParts();
    const keyring = await Keyring.create(parts, start);
    const other = await Keyring.from(parts, keyring.chain.statements);
    await other.rotate(1);
    const before = await signerIds(keyring, 2);
    keyring.follow(other.chain);
    expect(await signerIds(keyring, 2)).toHaveLength(before.length + 1);
    const stranger = await Keyring.create(newParts(), start);
    expect(await codeOf(async () => keyring.follow(stranger.chain))).toBe('CHAIN');
    expect(keyring.chain).toEqual(other.chain);
  });

  test('forgets what it has opened: old keys once they sign no more, all at its end', async () => {
    const parts = newParts();
    const keyring = await Keyring.create(parts, start);
    await keyring.rotate(1);
    await keyring.signers(2);
    expect(parts.store.opened.size).toBe(2);
    const current = await signerIds(keyring, 8 * DAY_MS);
    expect([...parts.store.opened]).toEqual(current);
    keyring.close();
    expect(parts.store.opened.size).toBe(0);
  });

  test('says which key is missing where its store has lost one', async () => {
    const parts = newParts();
    const keyring = await Keyring.create(parts, start);
    parts.store.keys.clear();
    expect(await codeOf(() => keyring.signers(1))).toBe('NOT_FOUND');
  });
});
