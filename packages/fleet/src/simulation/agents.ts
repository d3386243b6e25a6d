/**
 * Simulated agents at work: each goes from one activity to the next, with its own pace and its own favourite tools, which
 * drift, and by the hour of its day and the day of its week; and some are turned, and run beside their work what somebody
 * else is after.
 */
import type { Observed } from '../behaviour/windows.ts';
import { decided } from './decided.ts';
import { Draws } from './draws.ts';
import { type Activity, type Attack, ATTACK_KINDS, ATTACKS, SELDOM, WORK } from './lines.ts';

/** Windows of 10 seconds. */
const WINDOWS_A_DAY = 8_640;
/** 1970 began on a Thursday; days from Monday on, of which the last two are free. */
const [FIRST_DAY, WORKING_DAYS] = [3, 5];
/** How far an agent's pace may be from the common one, either way: twice as fast, or half. */
const PACE_OCTAVES = 1;
/** With each activity: how far its pace may go, and how often it takes to another tool. Some 300 activities are a day. */
const [DRIFT_OCTAVES, DRIFT_TOOLS] = [0.02, 0.02];
const IDLE = 'idle';

interface Phase {
  /** Actions a window in the mean. */
  readonly pace: number;
  /** How many windows it lasts in the mean. */
  readonly windows: number;
}

/** What each activity is like; of nothing in particular, a little is looked at. */
const PHASES: Readonly<Record<Activity | typeof IDLE, Phase>> = {
  idle: { pace: 0.02, windows: 60 },
  look: { pace: 2, windows: 12 },
  edit: { pace: 1.2, windows: 18 },
  build: { pace: 0.6, windows: 12 },
  test: { pace: 0.8, windows: 18 },
  versions: { pace: 1.5, windows: 4 },
  network: { pace: 0.8, windows: 4 },
  data: { pace: 1, windows: 12 },
  operate: { pace: 1.2, windows: 18 },
};

/** How often each kind of agent turns to what. */
const KINDS: Readonly<Record<string, Readonly<Partial<Record<Activity | typeof IDLE, number>>>>> = {
  developer: { idle: 3, look: 5, edit: 5, build: 2, test: 4, versions: 3, network: 1 },
  operator: { idle: 4, look: 2, edit: 1, versions: 1, network: 1, operate: 6 },
  analyst: { idle: 4, look: 3, edit: 1, network: 1, data: 6, versions: 1 },
};
/** Kinds of simulated agents: a cohort each. */
export const AGENT_KINDS = Object.keys(KINDS);

const ACTIVITIES = Object.keys(PHASES) as (Activity | typeof IDLE)[];
const LINES: readonly (readonly Observed[])[] = ACTIVITIES.map((activity) =>
  decided(activity === IDLE ? WORK.look : WORK[activity]),
);
const SELDOM_LINES = decided(SELDOM);
/** Of an agent's actions, this share is of what it does seldom. */
const SELDOM_SHARE = 0.004;
/** Of its activities, this share is of any kind: what it never did before. */
const STRANGE_SHARE = 0.01;
const ATTACK_LINES: ReadonlyMap<Attack, readonly Observed[]> = new Map(
  ATTACK_KINDS.map((kind) => [kind, decided(ATTACKS[kind])]),
);

/** For each kind the chances of activities, added up. */
const CHANCES: readonly (readonly number[])[] = Object.values(KINDS).map((weights) => {
  const all = ACTIVITIES.map((activity) => weights[activity] ?? 0);
  const sum = all.reduce((total, weight) => total + weight, 0);
  let reached = 0;
  return all.map((weight) => (reached += weight / sum));
});

/** What turned an agent: which kind of attack, and how many of its actions a window in the mean. */
export interface Turned {
  readonly attack: Attack;
  readonly pace: number;
}

/** Agents of one node, in rows. */
export class SimulatedAgents {
  readonly #draws: Draws;
  readonly #kinds: Uint8Array;
  readonly #activities: Uint8Array;
  readonly #left: Uint16Array;
  /** How fast each is, beside others. */
  readonly #paces: Float32Array;
  /** Where in each list of lines its favourites begin. */
  readonly #favourites: Uint16Array;
  readonly #turned = new Map<number, Turned>();

  /** `kind` of `AGENT_KINDS`, by its index. */
  constructor(agents: number, kind: number, seed: number) {
    this.#draws = new Draws(seed);
    this.#kinds = new Uint8Array(agents).fill(kind);
    this.#activities = new Uint8Array(agents);
    this.#left = new Uint16Array(agents);
    this.#paces = Float32Array.from({ length: agents }, () => this.#pace());
    this.#favourites = Uint16Array.from({ length: agents }, () => this.#draws.below(65_536));
  }

  /** From now on. */
  turn(row: number, turned: Turned): void {
    this.#turned.set(row, turned);
  }

  /** Tells of each action of the agent in `row` in the window of this number since 1970 UTC. */
  act(row: number, window: number, observe: (row: number, observed: Observed) => void): void {
    if (this.#left[row] === 0) this.#turnTo(row, window);
    this.#left[row] = (this.#left[row] as number) - 1;
    const activity = this.#activities[row] as number;
    const { pace } = PHASES[ACTIVITIES[activity] as Activity];
    const count = this.#draws.poisson(pace * (this.#paces[row] as number));
    for (let i = 0; i < count; i++) observe(row, this.#line(row, LINES[activity] as readonly Observed[]));
    const turned = this.#turned.size === 0 ? undefined : this.#turned.get(row);
    if (turned === undefined) return;
    const lines = ATTACK_LINES.get(turned.attack) as readonly Observed[];
    const extra = this.#draws.poisson(turned.pace);
    for (let i = 0; i < extra; i++) observe(row, lines[this.#draws.below(lines.length)] as Observed);
  }

  /** Evenly on a scale of ratios. */
  #pace(): number {
    return 2 ** (PACE_OCTAVES * (2 * this.#draws.uniform() - 1));
  }

  /** A step of a random walk, from whose ends it comes back: over days an agent becomes another one of its kind. */
  #drift(row: number): void {
    const octaves = Math.log2(this.#paces[row] as number) + DRIFT_OCTAVES * (2 * this.#draws.uniform() - 1);
    const reflected = Math.max(-2 * PACE_OCTAVES - octaves, Math.min(octaves, 2 * PACE_OCTAVES - octaves));
    this.#paces[row] = 2 ** reflected;
    if (this.#draws.uniform() < DRIFT_TOOLS) this.#favourites[row] = ((this.#favourites[row] as number) + 1) % 65_536;
  }

  /** One thing that the agent in `row` does, whatever it is at. */
  one(row: number): Observed {
    return this.#line(row, LINES[0] as readonly Observed[]);
  }

  /** At night, and at the end of the week, most of what would begin is nothing. */
  #turnTo(row: number, window: number): void {
    this.#drift(row);
    const chances = CHANCES[this.#kinds[row] as number] as readonly number[];
    const drawn = this.#draws.uniform();
    let activity = chances.findIndex((reached) => drawn < reached);
    if (this.#draws.uniform() < STRANGE_SHARE) activity = this.#draws.below(ACTIVITIES.length);
    if (isFree(window) && this.#draws.uniform() < 0.7) activity = 0;
    this.#activities[row] = activity;
    const { windows } = PHASES[ACTIVITIES[activity] as Activity];
    this.#left[row] = this.#draws.geometric(windows);
  }

  /** Mostly one of its favourites. */
  #line(row: number, lines: readonly Observed[]): Observed {
    if (this.#draws.uniform() < SELDOM_SHARE) return SELDOM_LINES[this.#draws.below(SELDOM_LINES.length)] as Observed;
    const place = Math.floor(lines.length * this.#draws.uniform() ** 2);
    return lines[(place + (this.#favourites[row] as number)) % lines.length] as Observed;
  }
}

function isFree(window: number): boolean {
  const day = Math.floor(window / WINDOWS_A_DAY);
  const isNight = (window % WINDOWS_A_DAY) / WINDOWS_A_DAY < 0.3;
  return isNight || (day + FIRST_DAY) % 7 >= WORKING_DAYS;
}
