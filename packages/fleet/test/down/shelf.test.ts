/** What comes down: who has to have signed it, which of two counts, and what a restart leaves. */
import { canonicalText, toBase64, utf8 } from '@capgate/base';
import { buildRegistry } from '@capgate/core';
import { signStatement } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { COUNT_PLACES } from '../../src/behaviour/features.ts';
import {
  baselineText,
  type Deciders,
  DOCUMENT_BYTES_MAX,
  DOCUMENT_KINDS,
  hashOf,
  type Indicator,
  indicatorsText,
  type Issue,
  joined,
  joinedDocuments,
  policyText,
  type Quarantine,
  QuarantineList,
  Received,
  registryDocument,
  Shelf,
  signDocument,
  signQuarantine,
  signRelease,
  subjectOf,
} from '../../src/index.ts';
import { indicatorsIn } from '../../src/down/indicators.ts';
import { keyOf } from '../keys.ts';

const HUBS = [1, 2, 3].map((seed) => keyOf(`hub-${seed}`, seed));
const WATCHERS = [11, 12].map((seed) => keyOf(`watcher-${seed}`, seed));
const hubs: Deciders = { hubs: HUBS.map(({ identity }) => identity), threshold: 2 };
const watchers: Deciders = { hubs: WATCHERS.map(({ identity }) => identity), threshold: 1 };
const NOW = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

const INDICATOR: Indicator = {
  id: 'x-1',
  kind: 'command',
  name: 'frob',
  verdict: 'deny',
  risk: 'CRITICAL',
  why: 'it is known to be bad',
};
const issueOf = (more: Partial<Issue> = {}): Issue => ({
  kind: 'indicators',
  tenant: 'acme',
  version: 1,
  issuedMs: NOW,
  expiresMs: NOW + DAY_MS,
  ...more,
});

async function signed(issue: Issue, document: string, ...by: readonly number[]): Promise<string> {
  const keys = by.map((hub) => HUBS[hub - 1] as (typeof HUBS)[number]);
  return joinedDocuments(await Promise.all(keys.map((key) => signDocument(issue, document, key, nodePrimitives))));
}

const indicators = (issue: Partial<Issue> = {}, ...list: readonly Indicator[]): Promise<string> =>
  signed(issueOf(issue), indicatorsText(list.length === 0 ? [INDICATOR] : list), 1, 2);

function newShelf(): Shelf {
  return new Shelf({ isOurs: (tenant) => tenant === 'acme', issuersOf: () => hubs, primitives: nodePrimitives });
}

let shelf: Shelf;
beforeEach(() => {
  shelf = newShelf();
});
const take = (text: string): Promise<unknown> => shelf.take(text, NOW);
const codeFor = (text: string): Promise<unknown> => codeOf(() => take(text));
const sizes = (tenant: string): readonly number[] => shelf.of('indicators', tenant).map(({ size }) => size);

const policyFor = (tenant: string | null, mode: string): Promise<string> =>
  signed(issueOf({ kind: 'policy', tenant }), policyText({ mode, rules: [], version: 1 }), 1, 2);

const registry = (name: string, version = 1): Promise<string> =>
  signed(
    { kind: 'registry', tenant: 'acme', name, version, issuedMs: NOW },
    registryDocument({ bytes: toBase64(buildRegistry([])), note: `a note of ${name}` }),
    1,
    2,
  );

describe('a document', () => {
  test('is taken once enough who may issue it have signed it', async () => {
    const issue = issueOf();
    expect(await codeFor(await signed(issue, indicatorsText([INDICATOR]), 1))).toBe('CERTIFICATE');
    expect(await codeFor(await signed(issue, indicatorsText([INDICATOR]), 2, 2, 2))).toBe('CERTIFICATE');
    expect(await take(await signed(issue, indicatorsText([INDICATOR]), 3, 1))).toEqual({
      issue,
      signers: ['hub-1', 'hub-3'],
      takenMs: NOW,
    });
    expect(sizes('acme')).toEqual([1]);
  });

  test('of one kind can be others’ to issue', async () => {
    shelf = new Shelf({
      isOurs: () => true,
      issuersOf: (kind) => (kind === 'indicators' ? watchers : hubs),
      primitives: nodePrimitives,
    });
    const text = indicatorsText([INDICATOR]);
    expect(await codeFor(await signed(issueOf(), text, 1, 2, 3))).toBe('CERTIFICATE');
    await take(await signDocument(issueOf(), text, WATCHERS[1] as never, nodePrimitives));
    const policy = issueOf({ kind: 'policy' });
    expect(await codeFor(await signDocument(policy, policyText({}), WATCHERS[1] as never, nodePrimitives))).toBe(
      'CERTIFICATE',
    );
  });

  test('takes the place of those before it, and none takes its own again', async () => {
    await take(await indicators({ version: 2 }));
    for (const version of [1, 2]) expect(await codeFor(await indicators({ version }, INDICATOR))).toBe('REPLAY');
    expect(sizes('acme')).toEqual([1]);
    await take(await indicators({ version: 7 }, INDICATOR, { ...INDICATOR, id: 'x-2' }));
    expect(sizes('acme')).toEqual([2]);
    // Of two at once, the lesser does not come to lie above the greater.
    const both = [await indicators({ version: 9 }, INDICATOR), await indicators({ version: 8 })];
    await Promise.allSettled(both.map(take));
    expect(shelf.ages(NOW).map(({ issue }) => issue.version)).toEqual([9]);
  });

  test('by who has no word any more gives way to any version, and is told to nobody', async () => {
    let issuers = hubs;
    shelf = new Shelf({ isOurs: () => true, issuersOf: () => issuers, primitives: nodePrimitives });
    await take(await signed(issueOf({ version: Number.MAX_SAFE_INTEGER }), indicatorsText([INDICATOR]), 1, 2));
    const next = await signed(issueOf({ version: 2 }), indicatorsText([INDICATOR, { ...INDICATOR, id: 'x-2' }]), 2, 3);
    expect(await codeFor(next)).toBe('REPLAY');
    expect(shelf.texts()).toHaveLength(1);
    // One is another by now, of the same name.
    issuers = { hubs: [keyOf('hub-1', 9).identity, ...hubs.hubs.slice(1)], threshold: 2 };
    // It holds until another comes.
    expect(sizes('acme')).toEqual([1]);
    expect(shelf.texts()).toEqual([]);
    await take(next);
    expect(sizes('acme')).toEqual([2]);
    expect(await codeFor(next)).toBe('REPLAY');
  });

  test('of another tenant is not taken; that of all tenants is, beside the tenant’s', async () => {
    expect(await codeFor(await indicators({ tenant: 'other' }))).toBe('SOURCE');
    await take(await indicators({ tenant: null }, INDICATOR, { ...INDICATOR, id: 'x-2' }));
    expect([sizes('acme'), sizes('any')]).toEqual([[2], [2]]);
    await take(await indicators());
    expect([sizes('acme'), sizes('any')]).toEqual([[1, 2], [2]]);
  });

  test('is the one that was signed, to the byte', async () => {
    const text = await indicators();
    expect(await codeFor(text.replace('"frob"', '"frog"'))).toBe('PROOF');
    expect(await codeFor(`${text} `)).toBe('PROOF');
    expect(await codeFor(text.slice(0, -1))).toBe('PROOF');
    expect(await codeFor(text.replace('"version":1', '"version":2'))).toBe('CERTIFICATE');
    expect(sizes('acme')).toEqual([]);
    await take(text);
  });

  test('may be far longer than a statement', async () => {
    const list = Array.from({ length: 10_000 }, (_, i): Indicator => {
      return { ...said(`i-${i}`), kind: 'host', host: `h${i}.evil.example` };
    });
    await take(await indicators({}, ...list));
    expect(sizes('acme')).toEqual([10_000]);
    expect(() => indicatorsIn(indicatorsText([...list, { ...INDICATOR }]))).toThrow(
      expect.objectContaining({ code: 'VALUE' }),
    );
    const tooLong = 'x'.repeat(DOCUMENT_BYTES_MAX + 1);
    expect(await codeOf(() => signDocument(issueOf(), tooLong, HUBS[0] as never, nodePrimitives))).toBe('VALUE');
  });

  test('of another form is none, whoever has signed it, and leaves what there is', async () => {
    await take(await indicators());
    const wrong = [
      '',
      '{}',
      '[',
      '[ ]',
      canonicalText([{ ...INDICATOR, more: 1 }]),
      canonicalText([{ ...INDICATOR, verdict: 'allow' }]),
      canonicalText([{ ...INDICATOR, risk: 'LOW' }]),
      canonicalText([{ ...INDICATOR, id: 'a b' }]),
      canonicalText([{ ...INDICATOR, why: 'a\nb' }]),
      canonicalText([{ ...INDICATOR, name: '' }]),
      canonicalText([{ ...INDICATOR, kind: 'regexp' }]),
    ];
    for (const document of wrong)
      expect(await codeFor(await signed(issueOf({ version: 2 }), document, 1, 2))).toBe('FORM');
    for (const pattern of [
      { ...INDICATOR, name: '/usr/bin/frob' },
      { ...said('h'), kind: 'host', host: 'a b' } as const,
      { ...said('f'), kind: 'file', path: 'relative' } as const,
    ])
      expect(await codeFor(await indicators({ version: 2 }, pattern))).toBe('VALUE');
    expect(await codeFor(await indicators({ version: 2 }, INDICATOR, INDICATOR))).toBe('VALUE');
    expect(sizes('acme')).toEqual([1]);
  });

  test('has a header of one form, and the type that is its kind’s', async () => {
    const document = indicatorsText([INDICATOR]);
    const { kind: _, ...fields } = issueOf();
    const header = { ...fields, sha256: hashOf(document, nodePrimitives), sizeBytes: utf8(document).length };
    const wrong = [
      { ...header, more: 1 },
      { ...header, version: 0 },
      { ...header, version: 1.5 },
      { ...header, tenant: 7 },
      { ...header, name: 'x' },
      { ...header, expiresMs: NOW },
      { ...header, sizeBytes: DOCUMENT_BYTES_MAX + 1 },
      { ...header, sha256: 'x' },
      [],
    ];
    const keys = HUBS.slice(0, 2);
    for (const value of wrong) {
      const statement = await signStatement('fleet-indicators', value, keys, nodePrimitives);
      expect(await codeFor(`${statement}\n${document}`)).toBe('FORM');
    }
    const other = await signStatement('fleet-quarantine', header, keys, nodePrimitives);
    expect(await codeFor(`${other}\n${document}`)).toBe('FORM');
    // What was signed as a policy is no list of indicators.
    const policy = await signStatement('fleet-policy', header, keys, nodePrimitives);
    expect(await codeFor(`${policy}\n${document}`)).toBe('FORM');
    // The control: as it should be.
    await take(`${await signStatement('fleet-indicators', header, keys, nodePrimitives)}\n${document}`);
  });

  test('is no other text, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect(await codeFor(text)).toBe('FORM');
        expect(await codeFor(`capgate fleet-policy v1\n${text}\n\n— a ${text}\n\n`)).toBe('FORM');
      }),
      { numRuns: 30 },
    );
    await fc.assert(
      fc.asyncProperty(fc.json(), async (document) => {
        const text = await signed(issueOf(), document, 1, 2);
        expect(['FORM', undefined]).toContain(await codeFor(text).catch(() => undefined));
        shelf = newShelf();
      }),
      { numRuns: 15 },
    );
  });

  test('of two names are two', async () => {
    await take(await registry('tools'));
    await take(await registry('more'));
    expect(await codeFor(await registry('more'))).toBe('REPLAY');
    expect(shelf.of('registry', 'acme', 'tools')).toEqual([
      { bytes: toBase64(buildRegistry([])), note: 'a note of tools' },
    ]);
    expect(shelf.of('registry', 'acme', 'none')).toEqual([]);
  });

  test('of a tenant holds in the place of what is for all', async () => {
    const modes = (tenant: string) => shelf.holding('policy', tenant).map(({ content }) => content['mode']);
    await take(await policyFor(null, 'strict'));
    expect([modes('acme'), modes('other')]).toEqual([['strict'], ['strict']]);
    await take(await policyFor('acme', 'balanced'));
    expect([modes('acme'), modes('other')]).toEqual([['balanced'], ['strict']]);
    await take(await registry('tools'));
    await take(await registry('more'));
    expect(shelf.holding('registry', 'acme').map(({ issue }) => issue.name)).toEqual(['tools', 'more']);
  });

  test('has no room beyond a bound, but for indicators and what takes the place of another', async () => {
    const bounds = { entries: 3, kindEntries: 1, characters: 1e6 };
    shelf = new Shelf({ isOurs: () => true, issuersOf: () => hubs, primitives: nodePrimitives, bounds });
    await take(await registry('tools'));
    expect(await codeFor(await registry('more'))).toBe('VALUE');
    await take(await registry('tools', 2));
    await take(await indicators());
    await take(await indicators({ tenant: null }));
    expect(await codeFor(await indicators({ tenant: 'third' }))).toBe('VALUE');
    await take(await indicators({ version: 2 }));
  });

  test('of each kind says what was put into it', async () => {
    const policy = { mode: 'strict', rules: [], version: 1 };
    const baseline = {
      levels: Uint8Array.from({ length: COUNT_PLACES }, (_, i) => 12 + (i % 13)),
      sizes: Float64Array.from({ length: COUNT_PLACES }, (_, i) => 0.5 + i / 3),
    };
    await take(await signed(issueOf({ kind: 'policy', expiresMs: NOW + 1 }), policyText(policy), 1, 2));
    const issue = { kind: 'baseline', tenant: 'acme', name: 'coder', version: 1, issuedMs: NOW } as const;
    await take(await signed(issue, baselineText(baseline), 1, 2));
    expect(shelf.of('policy', 'acme')).toEqual([policy]);
    expect(shelf.of('baseline', 'acme', 'coder')).toEqual([baseline]);
    const next = issueOf({ kind: 'policy', version: 2 });
    expect(await codeFor(await signed(next, policyText({ ...policy, version: 9 }), 1, 2))).toBe('VALUE');
    expect(await codeFor(await signed(next, '[]', 1, 2))).toBe('FORM');
    for (const wrong of [
      '{}',
      baselineText(baseline).replace('"m', '"z'),
      baselineText(baseline).replace('"m', '"a'),
      baselineText(baseline).replace('0.5', '-0.5'),
    ])
      expect(await codeFor(await signed({ ...issue, version: 2 }, wrong, 1, 2))).toBe('FORM');
    expect(() => baselineText({ ...baseline, sizes: new Float64Array(COUNT_PLACES) })).toThrow(
      expect.objectContaining({ code: 'VALUE' }),
    );
    expect(DOCUMENT_KINDS).toEqual(['indicators', 'policy', 'registry', 'baseline']);
  });
});

describe('age', () => {
  test('is told of all that is kept, and what its issuers wanted replaced stays in force', async () => {
    expect([shelf.heardMs, shelf.ages(NOW)]).toEqual([undefined, []]);
    await take(await indicators({ issuedMs: NOW - 5_000 }));
    expect(shelf.ages(NOW + DAY_MS)).toMatchObject([{ ageMs: DAY_MS + 5_000, isOld: true, takenMs: NOW }]);
    expect(shelf.ages(NOW)).toMatchObject([{ ageMs: 5_000, isOld: false }]);
    expect(sizes('acme')).toEqual([1]);
  });

  test('of the last word is that of what was new and held', async () => {
    await take(await indicators({ version: 2 }));
    const later = NOW + 60_000;
    await codeOf(async () => shelf.take(await indicators({ version: 2 }), later));
    await codeOf(async () => shelf.take(await signed(issueOf({ version: 3 }), '[]', 1), later));
    expect(shelf.heardMs).toBe(NOW);
    await shelf.take(await indicators({ version: 3 }), later);
    expect(shelf.heardMs).toBe(later);
  });
});

const newReceived = (): Received => new Received(new QuarantineList(hubs, nodePrimitives), newShelf());

const word = (value: Quarantine, hub: number): Promise<string> =>
  signQuarantine(value, HUBS[hub - 1] as never, nodePrimitives);

describe('what a gate keeps over a restart', () => {
  const QUARANTINE: Quarantine = {
    tenant: 'acme',
    agent: 'a@n',
    fromMs: NOW,
    untilMs: NOW + DAY_MS,
    why: 'more exfiltration than ever',
    batch: 'b'.repeat(64),
    index: 3,
  };
  const certificate = async (more: Partial<Quarantine> = {}): Promise<string> =>
    joined([await word({ ...QUARANTINE, ...more }, 1), await word({ ...QUARANTINE, ...more }, 2)]);
  async function releaseOf(text: string): Promise<string> {
    const quarantine = subjectOf(text, nodePrimitives);
    const value = { tenant: 'acme', agent: 'a@n', quarantine, atMs: NOW, why: 'looked at' };
    const words = HUBS.slice(1).map((key) => signRelease(value, key, nodePrimitives));
    return joined(await Promise.all(words));
  }

  test('is who is in quarantine, who was released, and every document', async () => {
    const before = newReceived();
    const [first, second] = [await certificate(), await certificate({ agent: 'b@n' })];
    expect(await before.take(first, NOW)).toMatchObject({ kind: 'certificate', isNew: true });
    await before.take(second, NOW);
    await before.take(await releaseOf(first), NOW);
    expect(await before.take(await indicators(), NOW)).toMatchObject({ kind: 'document' });

    const after = newReceived();
    expect(await after.restore(before.written(), NOW + 1_000, hubs)).toEqual([]);
    expect(after.quarantines.certificateOf('acme', 'b@n', NOW)).toMatchObject({ signers: ['hub-1', 'hub-2'] });
    expect(after.quarantines.of('acme', 'a@n', NOW)).toBeUndefined();
    expect(await codeOf(() => after.take(first, NOW))).toBe('REPLAY');
    expect(after.shelf.of('indicators', 'acme').map(({ size }) => size)).toEqual([1]);
    expect(await codeOf(async () => after.take(await indicators(), NOW))).toBe('REPLAY');
    expect([after.shelf.heardMs, after.written()]).toEqual([NOW, before.written()]);
  });

  test('is nothing that others have written there', async () => {
    const before = newReceived();
    await before.take(await certificate(), NOW);
    await before.take(await indicators(), NOW);
    const after = newReceived();
    const faults = await after.restore(before.written().replaceAll('a@n', 'c@n').replace('frob', 'frog'), NOW, hubs);
    expect(faults.map(({ code }) => code)).toEqual(['CERTIFICATE', 'PROOF']);
    expect(after.quarantines.of('acme', 'c@n', NOW)).toBeUndefined();
    for (const text of [
      '',
      '[]',
      '{}',
      canonicalText({ certificates: [1], shelf: '[]' }),
      canonicalText({ certificates: [], shelf: '[1]' }),
    ])
      expect(await codeOf(() => newReceived().restore(text, NOW, hubs))).toBe('FORM');
  });

  test('holds no quarantine that is over by then, which is no fault', async () => {
    const before = newReceived();
    await before.take(await certificate(), NOW);
    const after = newReceived();
    expect(await after.restore(before.written(), NOW + DAY_MS, hubs)).toEqual([]);
    expect(after.quarantines.isEmpty).toBe(true);
  });
});

function said(id: string): Pick<Indicator, 'id' | 'verdict' | 'risk' | 'why'> {
  return { id, verdict: 'ask', risk: 'HIGH', why: 'a test' };
}
