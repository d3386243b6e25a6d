import { signStatement } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Batch,
  type BatchPlace,
  checkProven,
  decodeBatch,
  decodePoint,
  decodePoints,
  decodeProven,
  encodeBatch,
  encodePoint,
  encodeProven,
  EvidenceLedger,
  hashOf,
  inOrder,
  NOTHING_BEFORE,
  openBatch,
  type Point,
  type ProvenLeaf,
  proveLeaves,
  sealBatch,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { utf8 } from '@capgate/base';
import { keyOf } from '../keys.ts';

const [node, other, stranger] = [keyOf('edge-1', 1), keyOf('edge-2', 2), keyOf('edge-1', 3)];
const NOW = Date.UTC(2026, 5, 1, 12);
const WINDOW_MS = 10_000;

const pointOf = (agent: string, count = 1): Point => ({
  agent,
  cohort: 'developer',
  vector: new Uint16Array(VECTOR_LENGTH).fill(count),
});
const POINTS = ['b', 'a', 'c'].map((agent) => pointOf(agent));

/** The first batch of a node, or one behind another. */
function batchOf(changes: Partial<BatchPlace> = {}, points = POINTS, key = node): Promise<Batch> {
  const place = {
    tenant: 'acme',
    sequence: 1,
    previous: NOTHING_BEFORE,
    beganMs: NOW - 10 * WINDOW_MS,
    windowMs: WINDOW_MS,
  };
  return sealBatch('evidence', { ...place, ...changes }, inOrder(points).map(encodePoint), key, nodePrimitives);
}

/** Each window behind the one before; the first one ended ten windows ago. */
const beganMsOf = (sequence: number) => NOW - (11 - sequence) * WINDOW_MS;
const after = ({ statement }: Batch, sequence: number): Partial<BatchPlace> => ({
  sequence,
  previous: hashOf(statement, nodePrimitives),
  beganMs: beganMsOf(sequence),
});

let ledger: EvidenceLedger;
beforeEach(() => {
  ledger = new EvidenceLedger(nodePrimitives);
  ledger.enrol({ identity: node.identity, tier: 'local', tenant: 'acme' });
  ledger.enrol({ identity: other.identity, tier: 'local', tenant: 'else' });
});

const taken = (batch: Batch, nowMs = NOW) =>
  ledger.admit('evidence', batch, nowMs, (_, leaves) => decodePoints(leaves));
const refusal = (batch: Batch, nowMs = NOW) => codeOf(() => taken(batch, nowMs));

/** A point of which this is said, whatever it is. */
function withFinding(finding: object): Uint8Array {
  const text = new TextDecoder().decode(encodePoint(pointOf('a')));
  return utf8(text.replace('"vector"', `"finding":${JSON.stringify(finding)},"vector"`));
}

describe('a point', () => {
  const points = fc.record(
    {
      agent: fc.stringMatching(/^[\p{L}\d ._-]{1,20}$/u),
      cohort: fc.constantFrom('developer', 'operator'),
      vector: fc.uint16Array({ minLength: VECTOR_LENGTH, maxLength: VECTOR_LENGTH }),
      finding: fc.record({
        place: fc.nat(40),
        likelihood: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
        windows: fc.integer({ min: 1, max: 65_535 }),
      }),
    },
    { requiredKeys: ['agent', 'cohort', 'vector'] },
  );

  test('is read as it was written', () => {
    fc.assert(
      fc.property(points, (point) => {
        expect(decodePoint(encodePoint(point))).toEqual(point);
      }),
    );
  });

  test.each([
    ['no object', '[]'],
    ['bytes in another order', '{"vector":"","agent":"a","cohort":"c"}'],
    ['another field', `{"agent":"a","cohort":"c","more":1,"vector":""}`],
    ['no vector', '{"agent":"a","cohort":"c","vector":"AAAA"}'],
    ['a name of control characters', '{"agent":"a\\n","cohort":"c","vector":""}'],
    ['no JSON', 'a point'],
    ['too much', 'x'.repeat(4_000)],
  ])('is not %s', async (_, text) => {
    expect(await codeOf(() => decodePoint(utf8(text)))).toBe('FORM');
  });

  test('has no finding that is none', async () => {
    expect(decodePoint(withFinding({ likelihood: 23.5, place: 3, windows: 4 })).finding?.likelihood).toBe(23.5);
    for (const finding of [
      { likelihood: -1, place: 3, windows: 4 },
      { likelihood: 1, place: 999, windows: 4 },
      { likelihood: 1, place: 3, windows: 0 },
      { likelihood: 1, more: 1, place: 3, windows: 4 },
    ])
      expect(await codeOf(() => decodePoint(withFinding(finding)))).toBe('FORM');
  });
});

describe('a batch', () => {
  test('is taken whole, by its points in order', async () => {
    const batch = await batchOf();
    const { header, value: points } = await taken(batch);
    expect(header).toMatchObject({ node: 'edge-1', tenant: 'acme', sequence: 1, count: 3 });
    expect(points.map(({ agent }) => agent)).toEqual(['a', 'b', 'c']);
    expect(ledger.tailOf('edge-1')).toEqual({ sequence: 1, hash: hashOf(batch.statement, nodePrimitives) });
  });

  test('goes on behind the one before, and nowhere else', async () => {
    const first = await batchOf();
    const second = await batchOf(after(first, 2));
    expect(await refusal(second)).toBe('ORDER');
    await taken(first);
    expect(await refusal(await batchOf({ sequence: 2 }))).toBe('ORDER');
    expect(await refusal(await batchOf(after(second, 3)))).toBe('ORDER');
    await taken(second);
    for (const old of [first, second, await batchOf({ beganMs: NOW - 20 * WINDOW_MS })])
      expect(await refusal(old)).toBe('REPLAY');
    expect(await refusal(await batchOf({ ...after(first, 2), beganMs: NOW - 8 * WINDOW_MS }))).toBe('EQUIVOCATION');
    expect(ledger.tailOf('edge-1').sequence).toBe(2);
  });

  test('is one of each window, and of windows as long as others have them', async () => {
    const first = await batchOf();
    await taken(first);
    for (const changes of [{ beganMs: beganMsOf(1) }, { beganMs: beganMsOf(2) - 1 }, { windowMs: 1 }])
      expect(await refusal(await batchOf({ ...after(first, 2), ...changes }))).toBe('CLOCK');
    await taken(await batchOf(after(first, 2)));
  });

  test('has no other line beneath it, which anybody could add', async () => {
    const batch = await batchOf();
    const line = (await batchOf({}, POINTS, other)).statement.split('\n\n')[1] as string;
    expect(await refusal({ ...batch, statement: batch.statement + line })).toBe('FORM');
  });

  test('has no leaf that is longer than any log takes, nor a proof of another form', async () => {
    const long = new Uint8Array(70_000);
    expect(await codeOf(() => signedAnyway([long]))).toBe('FORM');
    const [proven] = proveLeaves(await batchOf(), [1], nodePrimitives) as [ProvenLeaf];
    expect(await codeOf(() => checkProven({ ...proven, leaf: long }, nodePrimitives))).toBe('FORM');
    expect(await codeOf(() => checkProven({ ...proven, path: [long] }, nodePrimitives))).toBe('FORM');
  });

  test('by another identity of the same name begins anew', async () => {
    const first = await batchOf();
    await taken(first);
    ledger.enrol({ identity: node.identity, tier: 'local', tenant: 'acme' });
    expect(ledger.tailOf('edge-1').sequence).toBe(1);
    ledger.enrol({ identity: stranger.identity, tier: 'local', tenant: 'acme' });
    await taken(await batchOf({}, POINTS, stranger));
  });

  test('of two at the same time is taken once', async () => {
    const batch = await batchOf();
    const answers = await Promise.allSettled([taken(batch), taken(batch)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('by somebody else harms nobody who is named in it', async () => {
    const forged = await batchOf({}, POINTS, stranger);
    expect(await refusal(forged)).toBe('SIGNATURE');
    expect(ledger.tailOf('edge-1')).toEqual({ sequence: 0, hash: NOTHING_BEFORE });
    // What the node itself sends is taken all the same.
    await taken(await batchOf());
    expect(await refusal(await batchOf({}, POINTS, keyOf('edge-9', 9)))).toBe('SOURCE');
    expect(await refusal(await batchOf({ tenant: 'acme' }, POINTS, other))).toBe('SOURCE');
    ledger.revoke('edge-1');
    expect(await refusal(await batchOf({ sequence: 2 }))).toBe('SOURCE');
  });

  test('is of a window that has just ended', async () => {
    expect(await refusal(await batchOf({ beganMs: NOW + 60_000 }))).toBe('CLOCK');
    expect(await refusal(await batchOf({ beganMs: NOW - 3_600_000 }))).toBe('CLOCK');
    expect(ledger.tailOf('edge-1').sequence).toBe(0);
    // As from a node that was cut off for a while.
    await taken(await batchOf({ beganMs: NOW - 600_000 }));
  });

  test('has the points that were signed', async () => {
    const batch = await batchOf();
    const changed = batch.leaves.with(1, encodePoint(pointOf('b', 2)));
    for (const leaves of [
      changed,
      batch.leaves.slice(1),
      batch.leaves.toReversed(),
      [...batch.leaves, ...batch.leaves],
    ])
      expect(await refusal({ ...batch, leaves })).toBe('PROOF');
    expect(await refusal({ ...batch, statement: batch.statement.replace('"count":3', '"count":2') })).toBe('SIGNATURE');
  });

  test('names each agent once, also where its node signs otherwise', async () => {
    expect(await codeOf(() => batchOf({}, [pointOf('a'), pointOf('a', 2)]))).toBe('VALUE');
    const [one] = (await batchOf({}, [pointOf('a')])).leaves as [Uint8Array];
    const both = await signedAnyway([one, one]);
    expect(await refusal(both)).toBe('FORM');
  });

  test.each(['', 'capgate key v1\n{}\n', '{}'])('is no text such as %j', async (text) => {
    expect(await refusal({ statement: text, leaves: [] })).toBe('FORM');
    const value = await signStatement('fleet-evidence', { node: 'edge-1' }, [node], nodePrimitives);
    expect(await refusal({ statement: value, leaves: [] })).toBe('FORM');
    const key = await signStatement(
      'key',
      openBatch((await batchOf()).statement).header as never,
      [node],
      nodePrimitives,
    );
    expect(await refusal({ statement: key, leaves: [] })).toBe('FORM');
  });
});

/** A batch as a node would sign it that keeps to no rule. */
async function signedAnyway(leaves: readonly Uint8Array[]): Promise<Batch> {
  const { rootOf } = await import('../../src/evidence/batch.ts');
  const { header } = openBatch((await batchOf()).statement);
  const value = { ...header, count: leaves.length, root: rootOf(leaves, nodePrimitives) };
  return { statement: await signStatement('fleet-evidence', value, [node], nodePrimitives), leaves };
}

describe('what travels', () => {
  test('is read as it was written, and anything else is refused', async () => {
    const batch = await batchOf();
    expect(decodeBatch(encodeBatch(batch))).toEqual(batch);
    const [proven] = proveLeaves(batch, [2], nodePrimitives) as [ProvenLeaf];
    expect(decodeProven(encodeProven(proven))).toEqual(proven);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(), async (noise, at) => {
        const bytes = encodeBatch(batch);
        for (const broken of [noise, bytes.subarray(0, at % bytes.length)]) {
          const met = await Promise.all([codeOf(() => decodeProven(broken)), codeOf(() => decodeBatch(broken))]);
          for (const code of met) expect(['FORM', undefined]).toContain(code);
        }
      }),
    );
    expect(await codeOf(() => decodeBatch(new Uint8Array(0)))).toBe('FORM');
    expect(await codeOf(() => decodeBatch(Uint8Array.of(255, 255, 255, 255)))).toBe('FORM');
  });
});

describe('one point of a batch', () => {
  test('is proved without the others, wherever it stands', async () => {
    for (const size of [1, 2, 3, 7, 8, 13]) {
      const batch = await batchOf(
        {},
        Array.from({ length: size }, (_, i) => pointOf(`agent-${i + 10}`, i)),
      );
      for (let index = 0; index < size; index++) {
        const [proven] = proveLeaves(batch, [index], nodePrimitives) as [ProvenLeaf];
        expect(checkProven(proven, nodePrimitives).header.count).toBe(size);
        const lie = { ...proven, leaf: encodePoint(pointOf('somebody')) };
        expect(await codeOf(() => checkProven(lie, nodePrimitives))).toBe('PROOF');
      }
      expect(await codeOf(() => proveLeaves(batch, [0, size], nodePrimitives))).toBe('VALUE');
    }
  });
});
