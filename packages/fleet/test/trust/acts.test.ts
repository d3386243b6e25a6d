import { signStatement } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import {
  type Batch,
  type BatchPlace,
  encodePoint,
  equivocationOf,
  EvidenceLedger,
  hashOf,
  NOTHING_BEFORE,
  type Point,
  Reputations,
  sealBatch,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { keyOf } from '../keys.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const WINDOW_MS = 10_000;
const [node, stranger] = [keyOf('edge-1', 1), keyOf('edge-1', 3)];
const other = keyOf('edge-2', 2);

const pointOf = (agent: string, count = 1): Point => ({
  agent,
  cohort: 'developer',
  vector: new Uint16Array(VECTOR_LENGTH).fill(count),
});

function batchOf(changes: Partial<BatchPlace> = {}, count = 1, key = node): Promise<Batch> {
  const place = {
    tenant: 'acme',
    sequence: 1,
    previous: NOTHING_BEFORE,
    beganMs: NOW - 2 * WINDOW_MS,
    windowMs: WINDOW_MS,
  };
  const leaves = [pointOf('a', count), pointOf('b', count)].map(encodePoint);
  return sealBatch('evidence', { ...place, ...changes }, leaves, key, nodePrimitives);
}

const equivocation = (one: Batch, two: Batch) =>
  equivocationOf([one.statement, two.statement], node.identity, nodePrimitives);

/** The node's signature beneath what names another node. */
function signedForOther(windowMs: number): Promise<string> {
  const place = { tenant: 'acme', node: 'edge-2', sequence: 1, previous: NOTHING_BEFORE, beganMs: NOW, windowMs };
  return signStatement('fleet-evidence', { ...place, count: 0, root: NOTHING_BEFORE }, [node], nodePrimitives);
}

describe('an equivocation', () => {
  test('is two texts of one number that a node has signed, and one act whichever are shown', async () => {
    const [one, two, three] = [await batchOf(), await batchOf({}, 2), await batchOf({}, 3)];
    const act = await equivocation(one, two);
    expect(act).toMatchObject({ kind: 'equivocation', node: 'edge-1', atMs: NOW - WINDOW_MS });
    for (const pair of [
      [two, one],
      [two, three],
    ] as const)
      expect((await equivocation(...pair)).evidence).toBe(act.evidence);
    const later = [await batchOf({ sequence: 2 }), await batchOf({ sequence: 2 }, 2)] as const;
    expect((await equivocation(...later)).evidence).not.toBe(act.evidence);
  });

  test('is not made by others: by their signature, or by their line beneath the node’s own', async () => {
    const one = await batchOf();
    const forged = await batchOf({}, 2, stranger);
    expect(await codeOf(() => equivocation(one, forged))).toBe('SIGNATURE');
    expect(await codeOf(() => equivocation(forged, one))).toBe('SIGNATURE');
    const elses = await batchOf({}, 2, other);
    expect(await codeOf(() => equivocation(one, elses))).toBe('SIGNATURE');
    const line = (await batchOf({}, 1, other)).statement.split('\n\n')[1] as string;
    const twice = { ...one, statement: one.statement + line };
    expect(twice.statement).not.toBe(one.statement);
    expect(await codeOf(() => equivocation(one, twice))).toBe('PROOF');
  });

  test('is none where a node signs what another says: that is nobody’s', async () => {
    const statements = [await signedForOther(1), await signedForOther(2)] as const;
    for (const key of [node, other])
      expect(await codeOf(() => equivocationOf(statements, key.identity, nodePrimitives))).toBe('SIGNATURE');
  });

  test('is none of one text, or of two numbers', async () => {
    const one = await batchOf();
    expect(await codeOf(() => equivocation(one, one))).toBe('PROOF');
    expect(await codeOf(async () => equivocation(one, await batchOf({ sequence: 2 }, 2)))).toBe('PROOF');
  });
});

describe('what anybody can send in a node’s name', () => {
  test('changes nothing of its reputation: forged, sent again, of strangers, tampered with', async () => {
    const ledger = new EvidenceLedger(nodePrimitives);
    const reputations = new Reputations();
    ledger.enrol({ identity: node.identity, tier: 'local', tenant: 'acme' });
    reputations.enrol('edge-1', NOW);
    /** As an aggregator takes a batch: what is admitted is an act, what is refused is none. */
    const take = async (batch: Batch): Promise<string | undefined> =>
      codeOf(async () => {
        const { header } = await ledger.admit('evidence', batch, NOW, (_, leaves) => leaves);
        const evidence = hashOf(batch.statement, nodePrimitives);
        const atMs = header.beganMs + header.windowMs;
        reputations.take({ kind: 'taken', node: header.node, evidence, atMs }, NOW);
      });
    const first = await batchOf();
    expect(await take(first)).toBeUndefined();
    const score = reputations.scoreOf('edge-1', NOW);
    expect(score).toBeGreaterThan(0.5);
    const next = { beganMs: NOW - WINDOW_MS, sequence: 2, previous: hashOf(first.statement, nodePrimitives) };
    const honest = await batchOf(next);
    expect(await take(first)).toBe('REPLAY');
    expect(await take(await batchOf(next, 1, stranger))).toBe('SIGNATURE');
    expect(await take(await batchOf(next, 1, other))).toBe('SOURCE');
    expect(await take({ ...honest, leaves: (await batchOf(next, 9)).leaves })).toBe('PROOF');
    expect(reputations.scoreOf('edge-1', NOW)).toBe(score);
    // What it sends itself counts after all that.
    expect(await take(await batchOf({ ...next, beganMs: NOW - WINDOW_MS }))).toBeUndefined();
    expect(reputations.scoreOf('edge-1', NOW)).toBeGreaterThan(score);
  });
});
