/**
 * How far nodes that lie move what is made of all nodes' means: by the trimmed mean, and by the plain one as a control.
 * Honest nodes are simulated agents at work; those that lie know all that the honest ones say.
 */
import { COUNT_PLACES, VECTOR_LENGTH, WINDOW_MS } from '../behaviour/features.ts';
import { Windows } from '../behaviour/windows.ts';
import { Moments } from '../summary/moments.ts';
import { lyingMaxOf, trimmedMean } from '../summary/robust.ts';
import { SimulatedAgents } from './agents.ts';

/** What one that lies says of one kind of count, by the means of the honest ones and by its own. */
type Lie = (honest: Sample, own: number) => number;

interface Sample {
  readonly mean: number;
  readonly deviation: number;
}

const LYING: Readonly<Record<string, Lie>> = {
  'sign flip': (_, own) => -10 * own,
  constant: () => 1_000,
  // A little is enough: G. Baruch, M. Baruch and Y. Goldberg, NeurIPS 2019.
  ALIE: ({ mean, deviation }) => mean + 1.5 * deviation,
  // C. Xie, O. Koyejo and I. Gupta, UAI 2019.
  'inner-product manipulation': ({ mean }) => -0.5 * mean,
};

export interface LyingWorld {
  readonly nodes: number;
  /** Of each node. */
  readonly agents: number;
  /** How often all is drawn anew. */
  readonly draws: number;
  readonly seed: number;
}

/** Distances in standard deviations of honest agents: of all kinds of count, the greatest. */
export interface Moved {
  readonly mean: number;
  /** The interval of the mean at 95 %, by the normal distribution. */
  readonly low: number;
  readonly high: number;
  /** Of all draws. */
  readonly most: number;
}

export interface LieRecord {
  readonly lie: string;
  readonly trimmed: Moved;
  readonly plain: Moved;
}

export interface LyingRecord extends LyingWorld {
  /** How many of the nodes lie. */
  readonly lying: number;
  readonly lies: readonly LieRecord[];
}

export function lyingOf(world: LyingWorld): LyingRecord {
  const lying = lyingMaxOf(world.nodes);
  const found = Object.keys(LYING).map((lie) => ({ lie, trimmed: [] as number[], plain: [] as number[] }));
  for (let draw = 0; draw < world.draws; draw++) {
    const nodes = drawnNodes(world, draw);
    for (const { lie, trimmed, plain } of found) {
      trimmed.push(movedBy(nodes, lying, LYING[lie] as Lie, trimmedMean));
      plain.push(movedBy(nodes, lying, LYING[lie] as Lie, meanOf));
    }
  }
  const lies = found.map(({ lie, trimmed, plain }) => ({ lie, trimmed: spreadOf(trimmed), plain: spreadOf(plain) }));
  return { ...world, lying, lies };
}

/** What each node says of one window of its agents. */
function drawnNodes({ nodes, agents, seed }: LyingWorld, draw: number): readonly Moments[] {
  return Array.from({ length: nodes }, (_, node) => {
    const simulated = new SimulatedAgents(agents, 0, seed + draw * nodes + node);
    const windows = new Windows(agents);
    const vector = new Uint16Array(VECTOR_LENGTH);
    const moments = new Moments();
    for (let row = 0; row < agents; row++) {
      simulated.act(row, NOON, (of, observed) => windows.observe(of, observed));
      windows.close(row, NOON * WINDOW_MS, vector, 0);
      moments.add(vector, 0);
    }
    return moments;
  });
}

/** In windows of ten seconds. */
const NOON = 4_320;

/** From what all honest agents do, with the first `lying` nodes lying. */
function movedBy(
  nodes: readonly Moments[],
  lying: number,
  lie: Lie,
  estimate: (said: readonly number[]) => number,
): number {
  const honest = new Moments();
  for (const node of nodes.slice(lying)) honest.merge(node);
  let most = 0;
  for (let place = 0; place < COUNT_PLACES; place++) {
    const { mean, variance } = honest.of(place);
    if (variance === 0) continue;
    const own = nodes.map((node) => node.of(place).mean);
    const sample = sampleOf(own.slice(lying));
    const said = own.map((value, node) => (node < lying ? lie(sample, value) : value));
    most = Math.max(most, Math.abs(estimate(said) - mean) / Math.sqrt(variance));
  }
  return most;
}

function spreadOf(values: readonly number[]): Moved {
  const { mean, deviation } = sampleOf(values);
  const half = (1.96 * deviation) / Math.sqrt(values.length);
  return { mean, low: mean - half, high: mean + half, most: Math.max(...values) };
}

function sampleOf(values: readonly number[]): Sample {
  const mean = meanOf(values);
  return { mean, deviation: Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
