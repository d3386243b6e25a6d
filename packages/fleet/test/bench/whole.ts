/** A million simulated agents: one window through all tiers, in one process, and what the proofs cost of it. */
import { nodePrimitives } from '@capgate/keys/node';
import { systemRandom } from '@capgate/base/node';
import type { Section } from '@capgate/testing';
import { AGENT_KINDS, findingThreshold, type FleetEvent } from '../../src/index.ts';
import { type FleetShape, SimulatedFleet } from '../../src/simulation/fleet.ts';
import { DirectNet } from '../node/direct-net.ts';
import { keyOf } from '../keys.ts';
import { FALSE_ALARMS, World } from './world.ts';

const GIGABYTE = 2 ** 30;
const LEARNED = 360;

const baselines = () =>
  AGENT_KINDS.map((_, kind) => {
    const { cohort, sizes } = new World(200, kind, kind).learn(LEARNED);
    return { levels: cohort, sizes };
  });

export interface Ran {
  readonly actMs: number;
  readonly wallMs: number;
  readonly events: readonly FleetEvent[];
}

/** Windows of a fleet of this shape; the last one is told of, as every agent has its row by then. */
export async function ranFleet(shape: FleetShape, windows: number): Promise<Ran> {
  const net = new DirectNet();
  const keys = new Map<string, ReturnType<typeof keyOf>>();
  const events: FleetEvent[] = [];
  const fleet = new SimulatedFleet({
    shape,
    seed: 1,
    primitives: nodePrimitives,
    random: systemRandom,
    keyOf: (name) => {
      const key = keys.get(name) ?? keyOf(name, (keys.size % 250) + 1);
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
  let ran: Ran = { actMs: 0, wallMs: 0, events: [] };
  for (let window = 0; window < windows; window++) {
    events.length = 0;
    const began = performance.now();
    for (let local = 0; local < shape.locals; local++) fleet.act(local);
    const acted = performance.now();
    await fleet.endWindow();
    const ended = performance.now();
    ran = { actMs: acted - began, wallMs: ended - began, events: [...events] };
    console.error(
      `  window ${window + 1} of ${windows}: ${Math.round(ran.wallMs)} ms, acting ${Math.round(ran.actMs)}`,
    );
  }
  return ran;
}

export async function whole(): Promise<Section> {
  const shape = { locals: 500, regionals: 50, hubs: 5, agents: 2_000, threshold: 3 };
  const { wallMs, actMs, events } = await ranFleet(shape, 2);
  const { rss } = process.memoryUsage();
  const opened = events.filter(({ kind }) => kind === 'opened').length;
  return {
    title: '1,000,000 simulated agents: 500 local nodes, 50 aggregators, 5 hubs',
    notes: ['one window through all tiers, one process; signatures, proofs and what is opened among it'],
    rows: [
      { name: 'one window', unit: 's', value: wallMs / 1_000, bar: { limit: 30 } },
      { name: 'of it, what agents do is simulated and counted', unit: 's', value: actMs / 1_000 },
      { name: 'memory', unit: 'GB', value: rss / GIGABYTE, bar: { limit: 6 } },
      { name: 'summaries opened and found right', unit: '', value: opened },
    ],
  };
}
