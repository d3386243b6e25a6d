/** A simulated fleet: its agents are simulated, all else is what a real one runs. One process has the keys of all nodes. */
import type { Random } from '@capgate/base';
import type { Primitives, SigningKey } from '@capgate/keys';
import { WINDOW_MS } from '../behaviour/features.ts';
import type { Observed } from '../behaviour/windows.ts';
import type { Deciders } from '../deciders.ts';
import type { Baseline } from '../detection/baseline.ts';
import { FLEET_TENANT, type Tier } from '../enrolment/node.ts';
import { EvidenceLedger, type EnrolledNode } from '../evidence/ledger.ts';
import { nameAt } from '../node/agent-name.ts';
import type { Carrier } from '../node/carrier.ts';
import type { FleetEvent } from '../node/events.ts';
import { HubService } from '../node/hub-service.ts';
import { LocalService } from '../node/local-service.ts';
import { RegionalService } from '../node/regional-service.ts';
import type { Reputations } from '../trust/reputation.ts';
import { AGENT_KINDS, SimulatedAgents, type Turned } from './agents.ts';

export interface FleetShape {
  readonly locals: number;
  readonly regionals: number;
  readonly hubs: number;
  /** Of each local node. */
  readonly agents: number;
  /** Hubs that have to sign a quarantine. */
  readonly threshold: number;
}

export interface SimulatedFleetParts {
  readonly shape: FleetShape;
  readonly seed: number;
  readonly primitives: Primitives;
  readonly random: Random;
  readonly keyOf: (name: string) => SigningKey;
  readonly carrierOf: (name: string) => Carrier;
  /** What is usual of each of `AGENT_KINDS`. */
  readonly baselines: readonly Baseline[];
  /** Above, a sum is a finding, in natural logarithms. */
  readonly findingThreshold: number;
  readonly onEvent: (event: FleetEvent) => void;
  /** When the first window begins, in milliseconds since 1970 UTC. */
  readonly beginsMs: number;
  /** How far a hub has relied on nodes before; all are newcomers where absent. */
  readonly reputationsOf?: (hub: string) => Reputations;
  /** Windows after which aggregators know a cohort; half a day of them where absent. */
  readonly learnedWindows?: number;
}

export const TENANT = 'simulated';
const QUARANTINE_MS = 3_600_000;

interface SimulatedNode {
  readonly service: LocalService;
  readonly agents: SimulatedAgents;
  readonly names: readonly string[];
  readonly kind: string;
}

/**
 * `sealing`: a local node looks for changes and signs its points. `taking`: its aggregator checks and sums them up; hubs
 * check findings, and decide. `summing`: aggregators sign, and hubs check. `sharing`: hubs sign for each other. `opening`:
 * what hubs have drawn is opened, and worked out once more.
 */
export const WINDOW_STEPS = ['sealing', 'taking', 'summing', 'sharing', 'opening'] as const;
export type WindowStep = (typeof WINDOW_STEPS)[number];

export class SimulatedFleet {
  readonly locals: readonly SimulatedNode[];
  readonly regionals: readonly RegionalService[];
  readonly hubs: readonly HubService[];
  readonly #parts: SimulatedFleetParts;
  readonly #ledgers: EvidenceLedger[] = [];
  #window = 0;

  constructor(parts: SimulatedFleetParts) {
    this.#parts = parts;
    const { shape } = parts;
    this.hubs = numbers(shape.hubs).map((i) => this.#hub(i));
    this.regionals = numbers(shape.regionals).map((i) => this.#regional(i));
    this.locals = numbers(shape.locals).map((i) => this.#local(i));
    const enrolled = this.#enrolled();
    for (const ledger of this.#ledgers) for (const node of enrolled) ledger.enrol(node);
  }

  async start(): Promise<void> {
    for (const service of [...this.hubs, ...this.regionals, ...this.locals.map((one) => one.service)])
      await service.start();
  }

  /** When the window of now began. */
  get beganMs(): number {
    return this.#parts.beginsMs + this.#window * WINDOW_MS;
  }

  /** When it ends, which is what all nodes take for now. */
  get nowMs(): number {
    return this.beganMs + WINDOW_MS;
  }

  /** Turns the agent in `row` of a local node, from now on. */
  turn(local: number, row: number, turned: Turned): void {
    this.#localOf(local).agents.turn(row, turned);
  }

  nameOf(local: number, row: number): string {
    return this.#localOf(local).names[row] as string;
  }

  /** All agents of a local node act for the time of one window. */
  act(local: number): void {
    const { service, agents, names, kind } = this.#localOf(local);
    const { watch } = service.node;
    const window = Math.floor(this.beganMs / WINDOW_MS);
    const observe = (row: number, observed: Observed): void => watch.observe(names[row] as string, kind, observed);
    for (let row = 0; row < names.length; row++) agents.act(row, window, observe);
  }

  /** Each agent does one thing: from now on something is said of all of them, also of those that have been idle so far. */
  callRoll(): void {
    for (const { service, agents, names, kind } of this.locals)
      names.forEach((name, row) => service.node.watch.observe(name, kind, agents.one(row)));
  }

  /** Ends the window at all nodes, tier after tier, and begins the next one. Each step is told of as it begins. */
  async endWindow(onStep: (step: WindowStep, local: number) => void = () => {}): Promise<void> {
    for (const [i, { service }] of this.locals.entries()) {
      onStep('sealing', i);
      await service.endWindow(this.beganMs);
      onStep('taking', i);
      await service.flush();
    }
    const local = this.locals.length;
    onStep('summing', local);
    for (const service of this.regionals) await endedAt(service, this.beganMs);
    onStep('sharing', local);
    for (const service of this.hubs) await endedAt(service, this.beganMs);
    onStep('opening', local);
    for (const hub of this.hubs) await hub.node.inspect();
    this.#window++;
  }

  #localOf(i: number): SimulatedNode {
    return this.locals[i] as SimulatedNode;
  }

  #hub(i: number): HubService {
    const { findingThreshold, carrierOf } = this.#parts;
    return new HubService({
      ...this.#common(hubName(i)),
      carrier: carrierOf(hubName(i)),
      random: this.#parts.random,
      draw: () => this.#parts.random.bytes(1).reduce((_, byte) => byte / 256, 0),
      deciders: this.#deciders,
      threshold: findingThreshold,
      quarantineMs: QUARANTINE_MS,
      ...(this.#parts.reputationsOf && { reputations: this.#parts.reputationsOf(hubName(i)) }),
    });
  }

  #regional(i: number): RegionalService {
    const parent = hubName(i % this.#parts.shape.hubs);
    return new RegionalService({
      ...this.#common(regionalName(i)),
      carrier: this.#parts.carrierOf(regionalName(i)),
      parent,
      deciders: this.#deciders,
      ...(this.#parts.learnedWindows !== undefined && { learnedWindows: this.#parts.learnedWindows }),
    });
  }

  #local(i: number): SimulatedNode {
    const { shape, seed, baselines, findingThreshold, carrierOf, keyOf, primitives, onEvent } = this.#parts;
    const kind = i % AGENT_KINDS.length;
    const service = new LocalService({
      tenant: TENANT,
      key: keyOf(localName(i)),
      primitives,
      agentsMax: shape.agents,
      windowMs: WINDOW_MS,
      threshold: findingThreshold,
      carrier: carrierOf(localName(i)),
      parent: regionalName(i % shape.regionals),
      deciders: this.#deciders,
      nowMs: () => this.nowMs,
      onEvent,
    });
    const name = AGENT_KINDS[kind] as string;
    service.node.watch.use(name, baselines[kind] as Baseline);
    const names = Array.from({ length: shape.agents }, (_, row) => nameAt(`agent-${row}`, localName(i)));
    return { service, agents: new SimulatedAgents(shape.agents, kind, seed + i), names, kind: name };
  }

  get #deciders(): Deciders {
    const { shape, keyOf } = this.#parts;
    return { hubs: numbers(shape.hubs).map((i) => keyOf(hubName(i)).identity), threshold: shape.threshold };
  }

  #common(name: string) {
    const { primitives, keyOf, onEvent } = this.#parts;
    const ledger = new EvidenceLedger(primitives);
    this.#ledgers.push(ledger);
    return { key: keyOf(name), primitives, ledger, windowMs: WINDOW_MS, nowMs: () => this.nowMs, onEvent };
  }

  #enrolled(): readonly EnrolledNode[] {
    const { shape } = this.#parts;
    const node = (name: string, tier: Tier, tenant: string, parent?: string): EnrolledNode => ({
      identity: this.#parts.keyOf(name).identity,
      tier,
      tenant,
      ...(parent !== undefined && { parent }),
    });
    return [
      ...this.hubs.map((_, i) => node(hubName(i), 'hub', FLEET_TENANT)),
      ...this.regionals.map((_, i) => node(regionalName(i), 'regional', FLEET_TENANT, hubName(i % shape.hubs))),
      ...this.locals.map((_, i) => node(localName(i), 'local', TENANT, regionalName(i % shape.regionals))),
    ];
  }
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

async function endedAt(service: RegionalService | HubService, beganMs: number): Promise<void> {
  await service.endWindow(beganMs);
  await service.flush();
}

export function localName(i: number): string {
  return `local-${i}`;
}

function regionalName(i: number): string {
  return `regional-${i}`;
}

function hubName(i: number): string {
  return `hub-${i}`;
}
