import type { Canonical } from '@capgate/base';
import { identityValue, signStatement } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkDecided } from '../../src/deciders.ts';
import { deciding } from '../../src/enrolment/roster.ts';
import {
  encodePoint,
  EvidenceLedger,
  feed,
  type FleetNode,
  NOTHING_BEFORE,
  Roster,
  sealBatch,
  signEnrolment,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { keyOf } from '../keys.ts';
import { enrolled, enrollers, HUB, hub, nodeBy, NOW, REGION, revoked } from './world.ts';

let roster: Roster;
beforeEach(() => {
  roster = new Roster(enrollers, nodePrimitives);
});

const takeAll = async (into: Roster, texts: readonly string[]): Promise<void> => {
  for (const text of texts) await into.take(text);
};

describe('a roster', () => {
  test('has the nodes that a hub has enrolled, whoever brings the texts, and who sends to whom', async () => {
    const [one, two] = [nodeBy('node-1', 3), nodeBy('node-2', 4)];
    await takeAll(roster, await Promise.all([one, two, REGION, HUB].map((node) => enrolled(node))));
    expect(roster.nodeOf('node-1')).toEqual(one);
    expect(roster.nodeOf('node-3')).toBeUndefined();
    expect(roster.children('region-1')).toEqual([one, two]);
    expect(roster.children('hub-1')).toEqual([REGION]);
    expect(roster.children('node-1')).toEqual([]);
    expect(roster.nodes().map(({ node }) => node)).toEqual(['hub-1', 'node-1', 'node-2', 'region-1']);
    // Once more, and nothing changes.
    expect(await roster.take(await enrolled(one))).toBeUndefined();
  });

  test('takes no enrolment and no revocation that nobody has signed who may', async () => {
    const one = nodeBy('node-1', 3);
    await roster.take(await enrolled(one));
    // A stranger, one by the name of the hub, and the node itself.
    for (const forger of [keyOf('hub-2', 9), keyOf('hub-1', 9), keyOf('node-1', 3)]) {
      expect(await codeOf(async () => roster.take(await enrolled(nodeBy('node-1', 9, 1), forger)))).toBe('CERTIFICATE');
      expect(await codeOf(async () => roster.take(await revoked(one, forger)))).toBe('CERTIFICATE');
    }
    const altered = (await enrolled(nodeBy('node-2', 4))).replace('acme', 'evil');
    expect(await codeOf(() => roster.take(altered))).toBe('CERTIFICATE');
    expect(roster.nodes()).toEqual([one]);
  });

  test('takes from those who decide whoever is revoked, and asks for as many as before', async () => {
    const keys = [hub, keyOf('hub-2', 5)];
    const now = deciding({ hubs: keys.map(({ identity }) => identity), threshold: 2 }, roster);
    const both = await signStatement('fleet-test', {}, keys, nodePrimitives);
    const check = () => checkDecided(both, ['fleet-test'], now, nodePrimitives, 'a test');
    expect((await check()).signers).toEqual(['hub-1', 'hub-2']);
    await roster.take(await enrolled(HUB));
    await roster.take(await revoked(HUB));
    expect(now.hubs.map(({ name }) => name)).toEqual(['hub-2']);
    expect(await codeOf(check)).toBe('CERTIFICATE');
  });

  test('asks for as many signatures as have to enrol', async () => {
    const second = keyOf('hub-2', 5);
    const two = new Roster({ hubs: [hub.identity, second.identity], threshold: 2 }, nodePrimitives);
    expect(await codeOf(async () => two.take(await enrolled(REGION)))).toBe('CERTIFICATE');
  });

  test('takes nothing of another form, signed or not', async () => {
    const value = { node: 'node-1', tier: 'local', tenant: 'acme', parent: 'region-1', enrolledMs: NOW };
    const identity = identityValue(keyOf('node-1', 3).identity);
    const others: Canonical[] = [
      value,
      { ...value, identity: identityValue(keyOf('node-2', 3).identity) },
      { ...value, identity, more: 1 },
      { ...value, identity, tenant: 'fleet' },
      { ...value, identity, tenant: 'a/b' },
      { ...value, identity, tier: 'root' },
      { ...value, identity, parent: 'node-1' },
      { ...value, identity, tier: 'hub', tenant: 'fleet' },
      { ...value, identity, tier: 'regional' },
      { ...value, identity, enrolledMs: -1 },
      { ...value, identity: { name: 'node-1', keys: [] } },
      [],
    ];
    for (const other of others) {
      const text = await signStatement('fleet-enrolment', other, [hub], nodePrimitives);
      expect(await codeOf(() => roster.take(text))).toBe('FORM');
    }
    // The control: it is these fields that were wrong.
    expect(
      await roster.take(await signStatement('fleet-enrolment', { ...value, identity }, [hub], nodePrimitives)),
    ).toBeDefined();
    for (const text of ['', 'capgate fleet-enrolment v1\n{}\n\n', 'x'.repeat(100_000)])
      expect(await codeOf(() => roster.take(text))).toBe('FORM');
    // What is signed for one purpose serves no other.
    const asKey = await signStatement('key', { ...value, identity }, [hub], nodePrimitives);
    expect(await codeOf(() => roster.take(asKey))).toBe('FORM');
    expect(await codeOf(() => signEnrolment({ ...nodeBy('node-1', 3), node: 'node-2' }, hub, nodePrimitives))).toBe(
      'FORM',
    );
  });

  test('lets nobody in again by a text of before', async () => {
    const [first, second] = [nodeBy('node-1', 3), nodeBy('node-1', 4, 1_000)];
    await takeAll(roster, [await enrolled(first), await enrolled(second)]);
    expect(roster.nodeOf('node-1')).toEqual(second);
    for (const stale of [first, nodeBy('node-1', 5, 1_000), nodeBy('node-1', 4, 2_000)])
      expect(await codeOf(async () => roster.take(await enrolled(stale)))).toBe('REPLAY');
    expect(roster.nodeOf('node-1')).toEqual(second);
  });

  test('has done with whoever is revoked, whichever text comes first', async () => {
    const [first, second] = [nodeBy('node-1', 3), nodeBy('node-1', 4, 1_000)];
    await takeAll(roster, [await revoked(first), await enrolled(first)]);
    expect(roster.nodeOf('node-1')).toBeUndefined();
    expect(roster.isRevoked(first.identity)).toBe(true);
    expect(roster.isRevoked(second.identity)).toBe(false);
    // Another identity may have the name.
    expect(await roster.take(await enrolled(second))).toEqual({ node: second, isRevoked: false });
    // To revoke the earlier one again, by another text, harms the later one no more than the first did.
    expect(await roster.take(await revoked(first, hub, { why: 'again' }))).toBeUndefined();
    expect(roster.nodeOf('node-1')).toEqual(second);
    expect(roster.revocations()).toMatchObject([{ why: 'a lost laptop' }]);
  });

  test('comes to the same in whatever order texts arrive, and however often', async () => {
    const lives = [nodeBy('node-1', 3), nodeBy('node-1', 4, 1_000), nodeBy('node-1', 5, 2_000), nodeBy('node-2', 6)];
    const texts = await Promise.all([
      ...lives.map((node) => enrolled(node)),
      ...[0, 1, 3].map((i) => revoked(lives[i] as FleetNode)),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...texts, ...texts], { minLength: 2 * texts.length }), async (shuffled) => {
        const other = new Roster(enrollers, nodePrimitives);
        for (const text of shuffled) await codeOf(() => other.take(text));
        expect(other.nodes()).toEqual([lives[2]]);
        expect(other.revocations()).toHaveLength(3);
      }),
      { numRuns: 30 },
    );
  });
});

test('evidence of a node that is revoked is taken no more, and that of its successor is', async () => {
  const ledger = new EvidenceLedger(nodePrimitives);
  const [first, second] = [nodeBy('node-1', 3), nodeBy('node-1', 4, 1_000)];
  const windowMs = 10_000;
  const batchBy = (seed: number, sequence: number, previous: string) => {
    const place = { tenant: 'acme', sequence, previous, beganMs: NOW + sequence * windowMs, windowMs };
    const point = { agent: 'agent-1', cohort: 'claude', vector: new Uint16Array(VECTOR_LENGTH) };
    return sealBatch('evidence', place, [encodePoint(point)], keyOf('node-1', seed), nodePrimitives);
  };
  const told = async (text: string): Promise<void> => {
    const change = await roster.take(text);
    if (change !== undefined) feed(ledger, change);
  };
  const admit = async (seed: number) => {
    const { sequence, hash } = ledger.tailOf('node-1');
    return codeOf(async () =>
      ledger.admit(
        'evidence',
        await batchBy(seed, sequence + 1, hash),
        NOW + (sequence + 2) * windowMs,
        (_, leaves) => leaves,
      ),
    );
  };
  expect(ledger.tailOf('node-1').hash).toBe(NOTHING_BEFORE);
  expect(await admit(3)).toBe('SOURCE');
  await told(await enrolled(first));
  expect(await admit(3)).toBeUndefined();
  await told(await revoked(first));
  expect(await admit(3)).toBe('SOURCE');
  await told(await enrolled(second));
  expect(await admit(3)).toBe('SIGNATURE');
  expect(await admit(4)).toBeUndefined();
  // The old revocation, once more, does not reach the new identity.
  await told(await revoked(first));
  expect(await admit(4)).toBeUndefined();
});
