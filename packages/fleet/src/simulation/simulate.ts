/** Simulated agents below all tiers of a fleet in one process, and what comes of it. */
import type { Random } from '@capgate/base';
import type { Primitives, SigningKey } from '@capgate/keys';
import { FEATURES, WINDOW_MS } from '../behaviour/features.ts';
import type { Baseline } from '../detection/baseline.ts';
import { findingThreshold } from '../detection/change.ts';
import type { WholeCohort } from '../summary/whole.ts';
import { valueOf } from '../value-of.ts';
import { AGENT_KINDS } from './agents.ts';
import { delaysOf, type WatchedAgents, windowsUntil } from './detection.ts';
import { DirectNet } from './direct-net.ts';
import { type FleetShape, SimulatedFleet, WINDOW_STEPS, type WindowStep } from './fleet.ts';
import { LIMITS } from './limits.ts';
import { ATTACK_KINDS } from './lines.ts';
import { lyingOf, type LyingWorld } from './lying.ts';
import type {
  AttackRecord,
  DetectionRecord,
  SimulationOptions,
  SimulationRecord,
  WholeRecord,
  WindowRecord,
} from './record.ts';
import { shapeOf } from './shape.ts';
import { CountedSecurity, Stopwatch } from './stopwatch.ts';
import { Tally } from './tally.ts';
import { type TurnedAgent, turnedAgents } from './turning.ts';
import { FALSE_ALARMS, simulatedBaseline } from './world.ts';

/** How much is done before and beside the fleet itself. */
export interface Experiments {
  /** So many agents of each kind, in so many windows: from half a day on, ceilings are those of a fleet. */
  readonly learned: { readonly agents: number; readonly windows: number };
  readonly detection: { readonly agents: number; readonly windows: number };
  readonly lying: Omit<LyingWorld, 'seed'>;
}

const EXPERIMENTS: Experiments = {
  learned: { agents: 500, windows: 4_320 },
  detection: { agents: 100, windows: 300 },
  lying: { nodes: 50, agents: 100, draws: 300 },
};

/** How far a simulation is. */
export interface Step {
  readonly at: 'learning' | 'windows' | 'detection' | 'lying';
  /** Of `windows`: which, from 1, and how many local nodes have ended it. */
  readonly window?: number;
  readonly node?: number;
  readonly nodes?: number;
}

export interface SimulationParts {
  readonly primitives: Primitives;
  readonly random: Random;
  /** A key for each name, made as it is asked for. */
  readonly keyOf: (name: string) => SigningKey;
  /** Since any time. */
  readonly elapsedMs: () => number;
  /** Of this process. */
  readonly memoryBytes: () => number;
  readonly onStep: (step: Step) => void;
}

/** Actions more a window that a turned agent does. */
const TURNED_PACE = 3;
const PACES = [0.25, 0.5, 1, 2, 4];
/** Noon: simulated agents are at work. */
const BEGINS_MS = Date.UTC(2026, 0, 1, 12);

/** Throws `FleetError` VALUE for a number of agents out of bounds. */
export async function simulate(
  options: SimulationOptions,
  parts: SimulationParts,
  experiments = EXPERIMENTS,
): Promise<SimulationRecord> {
  const shape = shapeOf(options.agents);
  const beganMs = parts.elapsedMs();
  const baselines = learnedBaselines(options.seed, experiments, parts);
  const learned = { ...experiments.learned, ms: parts.elapsedMs() - beganMs };
  const run = new Run(options, baselines, parts);
  const windows = await run.windows();
  parts.onStep({ at: 'detection' });
  const detection = detectionBy(baselines[0] as Baseline, { ...experiments.detection, seed: options.seed });
  parts.onStep({ at: 'lying' });
  return {
    simulated: true,
    asked: options,
    shape,
    agents: shape.locals * shape.agents,
    windowMs: WINDOW_MS,
    learned,
    windows,
    turned: run.turned(),
    falseFindings: run.falseFindings(),
    whole: run.whole(),
    detection,
    lying: lyingOf({ ...experiments.lying, seed: options.seed }),
    limits: LIMITS,
  };
}

function learnedBaselines(seed: number, { learned }: Experiments, { onStep }: SimulationParts): readonly Baseline[] {
  return AGENT_KINDS.map((_, kind) => {
    onStep({ at: 'learning' });
    return simulatedBaseline(kind, learned.agents, learned.windows, seed + kind);
  });
}

/** One fleet, window after window. */
class Run {
  readonly #options: SimulationOptions;
  readonly #parts: SimulationParts;
  readonly #shape: FleetShape;
  readonly #fleet: SimulatedFleet;
  readonly #security: CountedSecurity;
  readonly #watch: Stopwatch<WindowStep | 'acting'>;
  readonly #tally = new Tally();
  readonly #turned: readonly (TurnedAgent & { readonly name: string })[];

  constructor(options: SimulationOptions, baselines: readonly Baseline[], parts: SimulationParts) {
    const { primitives, random, elapsedMs } = parts;
    this.#shape = shapeOf(options.agents);
    const net = new DirectNet();
    const keys = new Map<string, SigningKey>();
    this.#options = options;
    this.#parts = parts;
    this.#watch = new Stopwatch(elapsedMs);
    this.#security = new CountedSecurity(primitives, elapsedMs);
    this.#fleet = new SimulatedFleet({
      shape: this.#shape,
      seed: options.seed,
      primitives: this.#security.primitives,
      random,
      keyOf: (name) => valueOf(keys, name, () => this.#security.keyOf(parts.keyOf(name))),
      carrierOf: () => net.carrier,
      baselines,
      findingThreshold: findingThreshold(FALSE_ALARMS),
      onEvent: (event) => this.#tally.take(event),
      beginsMs: BEGINS_MS,
    });
    this.#turned = turnedAgents(this.#shape, options.turned, options.seed).map((one) => {
      this.#fleet.turn(one.local, one.row, { attack: one.attack, pace: TURNED_PACE });
      return { ...one, name: this.#fleet.nameOf(one.local, one.row) };
    });
  }

  async windows(): Promise<readonly WindowRecord[]> {
    await this.#fleet.start();
    this.#fleet.callRoll();
    const windows: WindowRecord[] = [];
    for (let window = 1; window <= this.#options.windows; window++) {
      windows.push(await this.#window(window));
      this.#tally.nextWindow();
    }
    return windows;
  }

  turned(): SimulationRecord['turned'] {
    const byAttack = Map.groupBy(this.#turned, ({ attack }) => attack);
    const attacks = [...byAttack].map(([attack, agents]): AttackRecord => {
      const inWindows = (at: ReadonlyMap<string, number>): readonly number[] =>
        Array.from(
          { length: this.#options.windows },
          (_, window) => agents.filter(({ name }) => (at.get(name) ?? Infinity) <= window + 1).length,
        );
      const { found, quarantined } = this.#tally;
      return { attack, agents: agents.length, found: inWindows(found), quarantined: inWindows(quarantined) };
    });
    return { count: this.#turned.length, pace: TURNED_PACE, attacks };
  }

  falseFindings(): number {
    const turned = new Set(this.#turned.map(({ name }) => name));
    return [...this.#tally.found.keys()].filter((name) => !turned.has(name)).length;
  }

  whole(): readonly WholeRecord[] {
    return this.#fleet.hubs[0]?.node.whole().value.map(wholeRecord) ?? [];
  }

  async #window(window: number): Promise<WindowRecord> {
    const { elapsedMs, onStep } = this.#parts;
    const { locals } = this.#fleet;
    const nodes = locals.length;
    const beganMs = elapsedMs();
    this.#watch.reset();
    this.#watch.enter('acting');
    for (const local of locals.keys()) this.#fleet.act(local);
    await this.#fleet.endWindow((step, node) => {
      this.#watch.enter(step);
      if (step !== 'taking') onStep({ at: 'windows', window, node, nodes });
    });
    this.#watch.enter(undefined);
    return this.#record(elapsedMs() - beganMs);
  }

  #record(ms: number): WindowRecord {
    const { found, quarantined, held } = this.#tally;
    const steps = ['acting' as const, ...WINDOW_STEPS].map((step) => [step, this.#watch.sumOf(step)]);
    return {
      ms,
      steps: Object.fromEntries(steps) as WindowRecord['steps'],
      signing: this.#security.signing.take(),
      checking: this.#security.checking.take(),
      hashing: this.#security.hashing.take(),
      agentsPerSecond: (1_000 * this.#shape.locals * this.#shape.agents) / ms,
      memoryBytes: this.#parts.memoryBytes(),
      findings: this.#tally.newIn(found),
      quarantines: this.#tally.newIn(quarantined),
      held: this.#tally.newIn(held),
      refused: this.#tally.countOf('refused'),
      opened: this.#tally.countOf('opened'),
      broken: this.#tally.countOf('broken-proof'),
    };
  }
}

function wholeRecord({ cohort, nodes, agents, location, scatter }: WholeCohort): WholeRecord {
  const places = [...location].flatMap((value, place) =>
    value === 0 ? [] : [{ name: FEATURES[place] as string, location: value, scatter: scatter[place] as number }],
  );
  return { cohort, nodes, agents, places };
}

function detectionBy(baseline: Baseline, watched: WatchedAgents): DetectionRecord {
  const { agents, windows } = watched;
  const curves = ATTACK_KINDS.map((attack) => {
    const points = PACES.map((pace) => {
      const delays = delaysOf({ attack, pace }, baseline, watched);
      const until = (share: number): number | null => windowsUntil(share, delays, agents) ?? null;
      return { pace, found: delays.length, half: until(0.5), nearlyAll: until(0.99) };
    });
    return { attack, points };
  });
  return { agents, windows, curves };
}
