/** How fast a node's evidence is signed, and checked by who takes it. */
import { signersOf } from '@capgate/keys';
import { nodePrimitives, pooledPrimitives } from '@capgate/keys/node';
import type { Section } from '@capgate/testing';
import {
  type BatchPlace,
  decodePoints,
  encodePoint,
  EvidenceLedger,
  hashOf,
  inOrder,
  NOTHING_BEFORE,
  openBatch,
  sealBatch,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { keyOf } from '../keys.ts';

const POINTS = 2_000;
const BATCHES = 25;
const WINDOW_MS = 10_000;

export async function evidence(): Promise<Section> {
  const key = keyOf('edge-1', 1);
  const ledger = new EvidenceLedger(nodePrimitives);
  ledger.enrol({ identity: key.identity, tier: 'local', tenant: 'acme' });
  const points = Array.from({ length: POINTS }, (_, i) => ({
    agent: `agent-${i}`,
    cohort: 'developer',
    vector: Uint16Array.from({ length: VECTOR_LENGTH }, (__, place) => (i * place) % 17),
  }));
  const nowMs = Date.now();
  let [previous, sealedMs, takenMs] = [NOTHING_BEFORE, 0, 0];
  for (let sequence = 1; sequence <= BATCHES; sequence++) {
    const beganMs = nowMs - (BATCHES + 1 - sequence) * WINDOW_MS;
    const place: BatchPlace = { tenant: 'acme', sequence, previous, beganMs, windowMs: WINDOW_MS };
    const begun = performance.now();
    const batch = await sealBatch('evidence', place, inOrder(points).map(encodePoint), key, nodePrimitives);
    const sealed = performance.now();
    await ledger.admit('evidence', batch, nowMs, (_, leaves) => decodePoints(leaves));
    // The first one is slow, as an engine has not compiled yet.
    if (sequence > 5) [sealedMs, takenMs] = [sealedMs + sealed - begun, takenMs + performance.now() - sealed];
    previous = hashOf(batch.statement, nodePrimitives);
  }
  const singles = await singleRate();
  const count = (BATCHES - 5) * POINTS;
  const rate = (ms: number): number => (count * 1_000) / ms;
  return {
    title: `evidence, in batches of ${POINTS}`,
    notes: ['signatures by Ed25519; those of one point each are checked beside the event loop'],
    rows: [
      { name: 'points signed', unit: '/s', value: rate(sealedMs) },
      { name: 'points checked and taken', unit: '/s', value: rate(takenMs), bar: { limit: 100_000, atLeast: true } },
      {
        name: 'of one point each, checked and taken',
        unit: '/s',
        value: singles.taken,
        bar: { limit: 10_000, atLeast: true },
      },
      { name: 'of these, the signatures alone', unit: '/s', value: singles.alone },
    ],
  };
}

const SINGLE_NODES = 32;
const SINGLES = 500;
const SINGLE_WINDOW_MS = 1_000;

/** Batches of one point a second, from several nodes at once: each has its own signature. Beside it, their signatures alone. */
async function singleRate(): Promise<{ readonly taken: number; readonly alone: number }> {
  const nowMs = Date.now();
  const ledger = new EvidenceLedger(pooledPrimitives, { windowMs: SINGLE_WINDOW_MS });
  const chains = await Promise.all(
    Array.from({ length: SINGLE_NODES }, (_, i) => singlesOf(`edge-${i}`, i + 1, nowMs)),
  );
  for (const { key } of chains) ledger.enrol({ identity: key.identity, tier: 'local', tenant: 'acme' });
  const taken = await rateOf(
    chains.map(({ batches }) => async () => {
      for (const batch of batches) await ledger.admit('evidence', batch, nowMs, (_, leaves) => decodePoints(leaves));
    }),
  );
  const alone = await rateOf(
    chains.map(({ key, batches }) => async () => {
      for (const { statement } of batches) await signersOf(openBatch(statement).note, [key.identity], pooledPrimitives);
    }),
  );
  return { taken, alone };
}

/** Of all chains at once, a second. */
async function rateOf(chains: readonly (() => Promise<void>)[]): Promise<number> {
  const begun = performance.now();
  await Promise.all(chains.map((chain) => chain()));
  return (SINGLE_NODES * SINGLES * 1_000) / (performance.now() - begun);
}

async function singlesOf(name: string, seed: number, nowMs: number) {
  const key = keyOf(name, seed);
  const leaves = [encodePoint({ agent: 'agent', cohort: 'developer', vector: new Uint16Array(VECTOR_LENGTH) })];
  const batches = [];
  let previous = NOTHING_BEFORE;
  for (let sequence = 1; sequence <= SINGLES; sequence++) {
    const beganMs = nowMs - (SINGLES + 1 - sequence) * SINGLE_WINDOW_MS;
    const place = { tenant: 'acme', sequence, previous, beganMs, windowMs: SINGLE_WINDOW_MS };
    const batch = await sealBatch('evidence', place, leaves, key, nodePrimitives);
    previous = hashOf(batch.statement, nodePrimitives);
    batches.push(batch);
  }
  return { key, batches };
}
