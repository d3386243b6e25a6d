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

/** What was done to convince others. */
interface Tally {
  hashes: number;
  bytes: number;
  signed: number;
  checked: number;
}

/** Counts and does it all the same: a clock around each call would cost as much as a hash. */
function counting(tally: Tally): Signing {
  const { sha256, verify } = nodePrimitives;
  return {
    primitives: {
      sha256: (bytes) => {
        tally.hashes++;
        tally.bytes += bytes.length;
        return sha256(bytes);
      },
      verify: (...asked) => {
        tally.checked++;
        return verify(...asked);
      },
    },
    keyOf: (name, seed) => {
      const key = keyOf(name, seed);
      const sign = (message: Uint8Array): ReturnType<SigningKey['sign']> => {
        tally.signed++;
        return key.sign(message);
      };
      return { identity: key.identity, sign, destroy: () => key.destroy() };
    },
  };
}

const OVERHEAD: FleetShape = { locals: 20, regionals: 2, hubs: 1, agents: 2_000, threshold: 1 };
const [OVERHEAD_ROUNDS, OVERHEAD_WINDOWS] = [5, 3];

/** What signatures, hashes and proofs cost of it all: how many there are, by what one takes alone in the same run. */
export async function overhead(): Promise<Section> {
  const shares: number[] = [];
  const tally: Tally = { hashes: 0, bytes: 0, signed: 0, checked: 0 };
  for (let round = 0; round < OVERHEAD_ROUNDS; round++) {
    const { wallMs, actMs } = await ranFleet(OVERHEAD, OVERHEAD_WINDOWS, counting(tally));
    const windows = (round + 1) * OVERHEAD_WINDOWS;
    const one = await unitsMs(Math.round(tally.bytes / tally.hashes));
    const spentMs = (tally.hashes * one.hashMs + tally.signed * one.signMs + tally.checked * one.checkMs) / windows;
    shares.push((100 * spentMs) / (wallMs - actMs));
  }
  shares.sort((a, b) => a - b);
  const perWindow = OVERHEAD_ROUNDS * OVERHEAD_WINDOWS;
  return {
    title: 'what signatures, hashes and proofs are of a window',
    notes: [
      `40,000 simulated agents, ${OVERHEAD_ROUNDS} rounds: what was done, by what one of it takes alone`,
      'hashes of trees, on both sides; encoding and sending are not among it',
    ],
    rows: [
      { name: 'share of what is not simulated, median', unit: '%', value: median(shares), bar: { limit: 5 } },
      { name: 'least', unit: '%', value: shares[0] as number },
      { name: 'most', unit: '%', value: shares.at(-1) as number },
      { name: 'hashes of a window', unit: '', value: tally.hashes / perWindow },
      { name: 'signatures made and checked in it', unit: '', value: (tally.signed + tally.checked) / perWindow },
    ],
  };
}

const [HASHES, SIGNATURES] = [200_000, 500];

/** Milliseconds of one of each; of a hash over so many bytes. */
async function unitsMs(hashedBytes: number): Promise<Readonly<Record<'hashMs' | 'signMs' | 'checkMs', number>>> {
  const { sha256, verify } = nodePrimitives;
  const bytes = new Uint8Array(hashedBytes);
  const key = keyOf('unit', 1);
  const [publicKey] = key.identity.keys;
  const began = performance.now();
  for (let i = 0; i < HASHES; i++) bytes[i % hashedBytes] = sha256(bytes)[0] as number;
  const hashed = performance.now();
  const signatures: Uint8Array[] = [];
  for (let i = 0; i < SIGNATURES; i++) signatures.push(((await key.sign(bytes)) as readonly [Uint8Array])[0]);
  const signed = performance.now();
  for (const signature of signatures)
    if (publicKey === undefined || !(await verify(publicKey.algorithm, publicKey.bytes, bytes, signature)))
      throw new Error('expected a signature');
  const checked = performance.now();
  return {
    hashMs: (hashed - began) / HASHES,
    signMs: (signed - hashed) / SIGNATURES,
    checkMs: (checked - signed) / SIGNATURES,
  };
}
