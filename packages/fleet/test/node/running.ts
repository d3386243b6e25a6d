/** A simulated fleet whose messages are handed over at once. */
import { nodePrimitives } from '@capgate/keys/node';
import { SeededRandom } from '@capgate/testing';
import { AGENT_KINDS, type FleetEvent, findingThreshold, QUARANTINE_KEY } from '../../src/index.ts';
import { DirectNet } from '../../src/simulation/direct-net.ts';
import { SimulatedFleet, type SimulatedFleetParts, TENANT } from '../../src/simulation/fleet.ts';
import { simulatedBaseline } from '../../src/simulation/world.ts';
import { keyOf } from '../keys.ts';

export const BEGINS_MS = Date.UTC(2026, 5, 1, 12);
const THRESHOLD = findingThreshold(1e-8);
const SHAPE = { locals: 12, regionals: 4, hubs: 2, agents: 20, threshold: 2 };
const keys = new Map<string, ReturnType<typeof keyOf>>();
export const keyNamed = (name: string) => {
  const key = keys.get(name) ?? keyOf(name, (keys.size % 250) + 1);
  keys.set(name, key);
  return key;
};

const baselines = AGENT_KINDS.map((_, kind) => simulatedBaseline(kind, 60, 200, kind));

export interface Running {
  readonly net: DirectNet;
  readonly fleet: SimulatedFleet;
  readonly events: FleetEvent[];
  readonly certificates: string[];
  readonly step: () => Promise<void>;
}

export async function running(shape = SHAPE, more: Partial<SimulatedFleetParts> = {}): Promise<Running> {
  const net = new DirectNet();
  const events: FleetEvent[] = [];
  const certificates: string[] = [];
  await net.carrier.watch([QUARANTINE_KEY, TENANT], (_, text) => certificates.push(text));
  const fleet = new SimulatedFleet({
    shape,
    seed: 1,
    primitives: nodePrimitives,
    random: new SeededRandom(1),
    keyOf: keyNamed,
    carrierOf: () => net.carrier,
    baselines,
    findingThreshold: THRESHOLD,
    onEvent: (event) => events.push(event),
    beginsMs: BEGINS_MS,
    ...more,
  });
  await fleet.start();
  const step = async () => {
    for (let i = 0; i < shape.locals; i++) fleet.act(i);
    await fleet.endWindow();
  };
  return { net, fleet, events, certificates, step };
}
