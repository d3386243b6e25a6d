import { signStatement } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  checkCertificate,
  type Deciders,
  joined,
  type Quarantine,
  QUARANTINE_MS_MAX,
  QuarantineList,
  signQuarantine,
  signRelease,
  subjectOf,
} from '../../src/index.ts';
import { keyOf } from '../keys.ts';

const HUBS = [1, 2, 3, 4, 5].map((seed) => keyOf(`hub-${seed}`, seed));
const stranger = keyOf('hub-1', 99);
const deciders: Deciders = { hubs: HUBS.map(({ identity }) => identity), threshold: 3 };
const NOW = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;

const quarantine = (changes: Partial<Quarantine> = {}): Quarantine => ({
  tenant: 'acme',
  agent: 'agent-7',
  fromMs: NOW,
  untilMs: NOW + HOUR_MS,
  why: 'scope credentials: e^27 times likelier with a change than without, over 12 windows',
  batch: 'a'.repeat(64),
  index: 3,
  ...changes,
});

const signed = (value: Quarantine, ...by: readonly number[]): Promise<string[]> =>
  Promise.all(by.map((hub) => signQuarantine(value, HUBS[hub - 1] as (typeof HUBS)[number], nodePrimitives)));
const certified = async (value: Quarantine, ...by: readonly number[]): Promise<string> =>
  joined(await signed(value, ...by));
const check = (text: string, who = deciders) => checkCertificate(text, who, nodePrimitives);

async function release(text: string, ...by: readonly number[]): Promise<string> {
  const value = {
    tenant: 'acme',
    agent: 'agent-7',
    quarantine: subjectOf(text, nodePrimitives),
    atMs: NOW,
    why: 'a person has looked at it',
  };
  const keys = by.map((hub) => HUBS[hub - 1] as (typeof HUBS)[number]);
  return joined(await Promise.all(keys.map((key) => signRelease(value, key, nodePrimitives))));
}

describe('a quarantine by hubs of whom some are revoked', () => {
  test('holds, and gives way to one by those that still decide', async () => {
    let now = deciders;
    const live: Deciders = {
      get hubs() {
        return now.hubs;
      },
      threshold: 3,
    };
    const list = new QuarantineList(live, nodePrimitives);
    await list.take(await certified(quarantine({ untilMs: NOW + 2 * HOUR_MS }), 1, 2, 3), NOW);
    const shorter = await certified(quarantine(), 3, 4, 5);
    expect(await list.take(shorter, NOW)).toBe(false);
    now = { hubs: deciders.hubs.slice(1), threshold: 3 };
    const [known] = list.current(NOW);
    expect(known && list.mayStand(known)).toBe(false);
    expect(await list.take(shorter, NOW)).toBe(true);
    expect(list.current(NOW).map(({ signers }) => signers)).toEqual([['hub-3', 'hub-4', 'hub-5']]);
  });
});

describe('a certificate', () => {
  test('is what enough hubs have signed, whichever and in whatever order', async () => {
    const value = quarantine();
    expect(await check(await certified(value, 1, 2, 3))).toMatchObject({ kind: 'quarantine', value });
    expect(await check(await certified(value, 5, 4, 2, 1))).toMatchObject({ value });
    expect(await codeOf(async () => check(await certified(value, 1, 2)))).toBe('CERTIFICATE');
  });

  test('counts each hub once, and nobody else', async () => {
    const value = quarantine();
    const [one = ''] = await signed(value, 1);
    expect(await codeOf(async () => check(joined([one, one, one])))).toBe('CERTIFICATE');
    const others = await Promise.all(
      [7, 8, 9].map((seed) => signQuarantine(value, keyOf(`other-${seed}`, seed), nodePrimitives)),
    );
    expect(await codeOf(async () => check(joined([one, ...others])))).toBe('CERTIFICATE');
    // Who signs in a hub's name without its key harms nobody.
    const forged = await signQuarantine(value, stranger, nodePrimitives);
    expect(await check(joined([...(await signed(value, 1, 2, 3)), forged]))).toMatchObject({ value });
    expect(await codeOf(async () => check(joined([forged, ...(await signed(value, 2, 3))])))).toBe('CERTIFICATE');
  });

  test('of a company with one hub is that one’s', async () => {
    const alone: Deciders = { hubs: deciders.hubs.slice(0, 1), threshold: 1 };
    expect(await check(await certified(quarantine(), 1), alone)).toMatchObject({ kind: 'quarantine' });
    expect(await codeOf(async () => check(await certified(quarantine(), 2), alone))).toBe('CERTIFICATE');
    // No threshold is met by nobody.
    expect(await codeOf(async () => check(await certified(quarantine(), 2), { ...alone, threshold: 0 }))).toBe(
      'CERTIFICATE',
    );
  });

  test('says nothing but what was signed', async () => {
    const text = await certified(quarantine(), 1, 2, 3);
    expect(await codeOf(() => check(text.replace('agent-7', 'agent-8')))).toBe('CERTIFICATE');
    expect(await codeOf(() => joined([text, text.replace('agent-7', 'agent-8')]))).toBe('FORM');
    for (const other of ['', 'capgate key v1\n{}\n\n', '{}']) expect(await codeOf(() => check(other))).toBe('FORM');
    const keys = HUBS.slice(0, 3);
    for (const value of [
      { ...quarantine(), more: 1 },
      { ...quarantine(), untilMs: NOW + QUARANTINE_MS_MAX + 1 },
      { ...quarantine(), untilMs: NOW },
      { ...quarantine(), why: 'a\nb' },
      { ...quarantine(), batch: 'x' },
      [],
    ]) {
      const signedAnyway = await signStatement('fleet-quarantine', value, keys, nodePrimitives);
      expect(await codeOf(() => check(signedAnyway))).toBe('FORM');
      expect(await codeOf(async () => signQuarantine(value as never, HUBS[0] as never, nodePrimitives))).toBe('VALUE');
    }
    // What is signed for one purpose serves no other.
    const key = await signStatement('key', quarantine() as never, keys, nodePrimitives);
    expect(await codeOf(() => check(key))).toBe('FORM');
  });
});

describe('the list of a gate', () => {
  let list: QuarantineList;
  beforeEach(() => {
    list = new QuarantineList(deciders, nodePrimitives);
  });

  test('keeps an agent apart until its time is over, and no other', async () => {
    expect(list.of('acme', 'agent-7', NOW)).toBeUndefined();
    expect(await list.take(await certified(quarantine(), 1, 2, 3), NOW)).toBe(true);
    expect(list.of('acme', 'agent-7', NOW)).toEqual(quarantine());
    expect(list.of('acme', 'agent-7', NOW + HOUR_MS)).toBeUndefined();
    for (const [tenant, agent] of [
      ['acme', 'agent-8'],
      ['other', 'agent-7'],
    ] as const)
      expect(list.of(tenant, agent, NOW)).toBeUndefined();
  });

  test('takes nothing that hubs have not signed, and nothing that is over', async () => {
    expect(await codeOf(async () => list.take(await certified(quarantine(), 1, 2), NOW))).toBe('CERTIFICATE');
    const old = await certified(quarantine(), 1, 2, 3);
    expect(await codeOf(() => list.take(old, NOW + HOUR_MS))).toBe('CLOCK');
    expect(list.of('acme', 'agent-7', NOW)).toBeUndefined();
  });

  test('lets go of whom hubs release, and does not take the old certificate again', async () => {
    const text = await certified(quarantine(), 1, 2, 3);
    await list.take(text, NOW);
    expect(await codeOf(async () => list.take(await release(text, 1), NOW))).toBe('CERTIFICATE');
    expect(await list.take(await release(text, 3, 4, 5), NOW)).toBe(true);
    expect(list.of('acme', 'agent-7', NOW)).toBeUndefined();
    // Also with other signatures below it.
    for (const again of [text, await certified(quarantine(), 2, 4, 5)])
      expect(await codeOf(() => list.take(again, NOW))).toBe('REPLAY');
    // What has begun since then counts.
    expect(await list.take(await certified(quarantine({ fromMs: NOW + 1 }), 1, 2, 3), NOW + 1)).toBe(true);
  });

  test('holds to the one that lasts, whichever comes first', async () => {
    const long = await certified(quarantine({ untilMs: NOW + 2 * HOUR_MS }), 1, 2, 3);
    const short = await certified(quarantine(), 1, 2, 3);
    expect(await list.take(short, NOW)).toBe(true);
    expect(await list.take(long, NOW)).toBe(true);
    expect(await list.take(short, NOW)).toBe(false);
    expect(list.of('acme', 'agent-7', NOW + 1.5 * HOUR_MS)).toBeDefined();
    // Whichever is named, a release ends all that began before: hubs may have signed several.
    expect(await list.take(await release(short, 1, 2, 3), NOW)).toBe(true);
    expect(list.of('acme', 'agent-7', NOW)).toBeUndefined();
    for (const text of [short, long]) expect(await codeOf(() => list.take(text, NOW))).toBe('REPLAY');
  });

  test('takes no release of the future, which would keep it from all that is to come', async () => {
    const text = await certified(quarantine(), 1, 2, 3);
    expect(await codeOf(async () => list.take(await release(text, 1, 2, 3), NOW - HOUR_MS))).toBe('CLOCK');
  });
});
