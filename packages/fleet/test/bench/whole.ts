/** A million simulated agents: one window through all tiers, in one process, and what the proofs cost of it. */
import type { Primitives, SigningKey } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { systemRandom } from '@capgate/base/node';
import { median, type Section } from '@capgate/testing';
import { AGENT_KINDS, findingThreshold, type FleetEvent } from '../../src/index.ts';
import { type FleetShape, SimulatedFleet } from '../../src/simulation/fleet.ts';
import { DirectNet } from '../../src/simulation/direct-net.ts';
import { keyOf } from '../keys.ts';
import { FALSE_ALARMS, simulatedBaseline } from '../../src/simulation/world.ts';

const LEARNED = 360;

const baselines = () => AGENT_KINDS.map((_, kind) => simulatedBaseline(kind, 200, LEARNED, kind));

interface Ran {
  readonly actMs: number;
  readonly wallMs: number;
  readonly events: readonly FleetEvent[];
  /** Of so many agents hubs have heard. */
  readonly agents: number;
}

/** With what a fleet signs and proves. */
interface Signing {
  readonly primitives: Primitives;
  readonly keyOf: (name: string, seed: number) => SigningKey;
}

const REAL: Signing = { primitives: nodePrimitives, keyOf };

/** Windows of a fleet of this shape; the last one is told of, as every agent has its row by then. */
async function ranFleet(shape: FleetShape, windows: number, signing = REAL): Promise<Ran> {
  const net = new DirectNet();
  const keys = new Map<string, SigningKey>();
  const events: FleetEvent[] = [];
  const fleet = new SimulatedFleet({
    shape,
    seed: 1,
    primitives: signing.primitives,
    random: systemRandom,
    keyOf: (name) => {
      const key = keys.get(name) ?? signing.keyOf(name, (keys.size % 250) + 1);
      keys.set(name, key);
      return key;
    },
    carrierOf: () => net.carrier,
    baselines: baselines(),
    findingThreshold: findingThreshold(FALSE_ALARMS),
    onEvent: (event) => events.push(event),
    beginsMs: Date.UTC(2026, 5, 1, 12),
  });
  await fleet.start();
  fleet.callRoll();
  let ran: Ran = { actMs: 0, wallMs: 0, events: [], agents: 0 };
  for (let window = 0; window < windows; window++) {
    events.length = 0;
    const began = performance.now();
    for (let local = 0; local < shape.locals; local++) fleet.act(local);
    const acted = performance.now();
    await fleet.endWindow();
    const ended = performance.now();
    const agents = fleet.hubs[0]?.node.whole().value.reduce((sum, cohort) => sum + cohort.agents, 0) ?? 0;
    ran = { actMs: acted - began, wallMs: ended - began, events: [...events], agents };
    console.error(
      `  window ${window + 1} of ${windows}: ${Math.round(ran.wallMs)} ms, acting ${Math.round(ran.actMs)}`,
    );
  }
  return ran;
}

export async function whole(): Promise<Section> {
  const shape = { locals: 500, regionals: 50, hubs: 5, agents: 2_000, threshold: 3 };
  const { wallMs, actMs, events, agents } = await ranFleet(shape, 2);
  // In kilobytes, the most that there ever was.
  const { maxRSS } = process.resourceUsage();
  const opened = events.filter(({ kind }) => kind === 'opened').length;
  return {
    title: '1,000,000 simulated agents: 500 local nodes, 50 aggregators, 5 hubs',
    notes: ['one window through all tiers, one process; signatures, proofs and what is opened among it'],
    rows: [
      { name: 'one window', unit: 's', value: wallMs / 1_000, bar: { limit: 30 } },
      { name: 'of it, what agents do is simulated and counted', unit: 's', value: actMs / 1_000 },
      { name: 'memory', unit: 'MB', value: maxRSS / 1_024, bar: { limit: 6 * 1_024 } },
      { name: 'agents in what the first hub works out of it', unit: '', value: agents },
      { name: 'summaries opened and found right', unit: '', value: opened },
    ],
  };
}

const SHAPES: readonly FleetShape[] = [
  { locals: 1, regionals: 1, hubs: 1, agents: 1_000, threshold: 1 },
  { locals: 5, regionals: 1, hubs: 1, agents: 2_000, threshold: 1 },
  { locals: 50, regionals: 5, hubs: 1, agents: 2_000, threshold: 1 },
  { locals: 500, regionals: 50, hubs: 5, agents: 2_000, threshold: 3 },
];

/** How a window's cost grows with its agents. */
export async function scaling(): Promise<Section> {
  const rows: Section['rows'][number][] = [];
  for (const shape of SHAPES) {
    const { wallMs, actMs, agents } = await ranFleet(shape, 3);
    const name = `${agents.toLocaleString('en')} agents, ${shape.locals} local nodes`;
    rows.push({ name, unit: 'ms', value: wallMs - actMs });
    rows.push({ name: `${name}, an agent`, unit: 'µs', value: ((wallMs - actMs) * 1_000) / agents });
  }
  return {
    title: 'a window through all tiers, without what is simulated',
    notes: ['linear cost has the same figure an agent in every row; n log n may have twice that from 10³ to 10⁶'],
    rows,
  };
}

/** As if nobody had to be convinced: a sum in place of a hash, and nothing signed or checked. A control for measuring. */
const UNSIGNED: Signing = {
  primitives: { sha256: sumOf, verify: () => Promise.resolve(true) },
  keyOf: unsignedKey,
};

/** Of the bytes, four at a time: enough to tell texts apart. */
function sumOf(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = bytes.length;
  for (let at = 0; at + 4 <= bytes.length; at += 4) sum = (Math.imul(sum, 31) + view.getUint32(at)) | 0;
  const digest = new Uint8Array(32);
  new DataView(digest.buffer).setInt32(0, sum);
  return digest;
}

function unsignedKey(name: string, seed: number): SigningKey {
  const key = keyOf(name, seed);
  return { identity: key.identity, sign: () => Promise.resolve([new Uint8Array(64)]), destroy: () => {} };
}

const OVERHEAD: FleetShape = { locals: 20, regionals: 2, hubs: 1, agents: 2_000, threshold: 1 };
const OVERHEAD_ROUNDS = 7;

/** What signatures, hashes and proofs cost of it all: the same fleet with and without, in turn. */
export async function overhead(): Promise<Section> {
  const shares: number[] = [];
  for (let round = 0; round < OVERHEAD_ROUNDS; round++) {
    const signed = await ranFleet(OVERHEAD, 3);
    const unsigned = await ranFleet(OVERHEAD, 3, UNSIGNED);
    shares.push((100 * (signed.wallMs - unsigned.wallMs)) / (signed.wallMs - signed.actMs));
  }
  shares.sort((a, b) => a - b);
  return {
    title: 'what signatures, hashes and proofs are of a window',
    notes: [
      `40,000 simulated agents, ${OVERHEAD_ROUNDS} rounds with and without in turn`,
      'without: sums in place of SHA-256, nothing signed or checked; encoding, sending and openings are in both',
    ],
    rows: [
      { name: 'share of what is not simulated, median', unit: '%', value: median(shares), bar: { limit: 5 } },
      { name: 'least', unit: '%', value: shares[0] as number },
      { name: 'most', unit: '%', value: shares.at(-1) as number },
    ],
  };
}
