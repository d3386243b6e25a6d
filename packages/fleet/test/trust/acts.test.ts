import { utf8 } from '@capgate/base';
import { signStatement } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Batch,
  type BatchPlace,
  encodePoint,
  equivocationOf,
  EvidenceLedger,
  hashOf,
  judgedOpening,
  NOTHING_BEFORE,
  noOpeningOf,
  OPENING_MS_MAX,
  type Point,
  proveLeaf,
  Reachability,
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
    beganMs: NOW - WINDOW_MS,
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

function judged(batch: Batch, leaf: Uint8Array, recomputed = leaf) {
  const proven = { ...proveLeaf(batch, 1, nodePrimitives), leaf };
  return judgedOpening(proven, recomputed, node.identity, nodePrimitives);
}

describe('an equivocation', () => {
  test('is two texts of one number that a node has signed, and one act whichever are shown', async () => {
    const [one, two, three] = [await batchOf(), await batchOf({}, 2), await batchOf({}, 3)];
    const act = await equivocation(one, two);
    expect(act).toMatchObject({ kind: 'equivocation', node: 'edge-1', atMs: NOW });
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

describe('an opening', () => {
  test('is good where it is what its inputs come to, and bad where the node has signed another', async () => {
    const batch = await batchOf();
    const leaf = batch.leaves[1] as Uint8Array;
    expect(await judged(batch, leaf)).toMatchObject({ kind: 'opened', node: 'edge-1', atMs: NOW });
    const broken = await judged(batch, leaf, encodePoint(pointOf('b', 7)));
    expect(broken).toMatchObject({ kind: 'broken-proof', node: 'edge-1', atMs: NOW });
  });

  test('that is not what the node has signed may be anybody’s: nothing follows from it', async () => {
    const batch = await batchOf();
    const leaf = encodePoint(pointOf('b', 7));
    expect(await codeOf(() => judged(batch, leaf))).toBe('PROOF');
    const forged = await batchOf({}, 7, stranger);
    expect(await codeOf(() => judged(forged, forged.leaves[1] as Uint8Array, utf8('else')))).toBe('SIGNATURE');
    const elses = await batchOf({}, 7, other);
    expect(await codeOf(() => judged(elses, elses.leaves[1] as Uint8Array, utf8('else')))).toBe('SIGNATURE');
  });
});

describe('no opening', () => {
  const asked = { node: 'edge-1', statement: 'what it signed', askedMs: NOW };
  const late = NOW + OPENING_MS_MAX + 1;
  let reachability: Reachability;
  beforeEach(() => {
    reachability = new Reachability(WINDOW_MS);
    reachability.expect('edge-1', NOW - WINDOW_MS);
  });
  const noted = (nowMs: number) => noOpeningOf(asked, reachability, nowMs, nodePrimitives);

  test('is an act of a node that was heard after its time was over', () => {
    reachability.heard('edge-1', late);
    expect(noted(late)).toMatchObject({ kind: 'no-opening', node: 'edge-1', atMs: NOW });
    expect(noted(late + 1)?.evidence).toBe(noted(late)?.evidence);
  });

  test('is none where it has time left, was not heard since, or is not up', () => {
    expect(noted(late)).toBeUndefined();
    reachability.heard('edge-1', NOW + OPENING_MS_MAX);
    expect(noted(NOW + OPENING_MS_MAX)).toBeUndefined();
    expect(noted(late)).toBeUndefined();
    reachability.heard('edge-1', late);
    expect(noted(late + 600_000)).toBeUndefined();
    reachability.forget('edge-1');
    expect(noted(late)).toBeUndefined();
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
    const next = { sequence: 2, previous: hashOf(first.statement, nodePrimitives) };
    const honest = await batchOf(next);
    expect(await take(first)).toBe('REPLAY');
    expect(await take(await batchOf(next, 1, stranger))).toBe('SIGNATURE');
    expect(await take(await batchOf(next, 1, other))).toBe('SOURCE');
    expect(await take({ ...honest, leaves: (await batchOf(next, 9)).leaves })).toBe('PROOF');
    expect(reputations.scoreOf('edge-1', NOW)).toBe(score);
    // What it sends itself counts after all that.
    expect(await take(await batchOf({ ...next, beganMs: NOW - WINDOW_MS + 1 }))).toBeUndefined();
    expect(reputations.scoreOf('edge-1', NOW)).toBeGreaterThan(score);
  });
});
