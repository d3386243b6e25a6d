/** How often simulated honest agents are findings, and how soon those that were turned. */
import type { Row, Section } from '@capgate/testing';
import { AGENT_KINDS, ATTACK_KINDS } from '../../src/index.ts';
import { delaysOf, STATED, STATED_PACE, windowsUntil } from '../../src/simulation/detection.ts';
import { simulatedBaseline, World } from '../../src/simulation/world.ts';

const AGENTS = 2_000;
/** Half a day. */
const LEARNED = 4_320;
/** Over all kinds of agents: what the bar asks for. */
const HONEST_WINDOWS = 300_000_000;
const TURNED = 2_000;
const WATCHED = 600;
/** Actions more a window. */
const PACES = [0.2, 0.5, 1, 2];
export function falseAlarms(): Section {
  const each = Math.ceil(HONEST_WINDOWS / AGENT_KINDS.length / AGENTS);
  let found = 0;
  const started = performance.now();
  AGENT_KINDS.forEach((_, kind) => {
    const world = new World(AGENTS, kind, 100 + kind);
    const ceilings = world.learn(LEARNED);
    world.watch(each, ceilings, () => found++);
  });
  const windows = each * AGENTS * AGENT_KINDS.length;
  return {
    title: 'honest simulated agents that are findings',
    notes: [
      `${windows.toLocaleString('en')} windows of ${AGENT_KINDS.join(', ')}, ${AGENTS} agents each, after ${LEARNED} to learn from`,
      'their paces and tools drift meanwhile, by day and night, in the week and at its end',
    ],
    rows: [
      { name: 'findings', unit: '', value: found },
      { name: 'findings in 100 million windows', unit: '', value: (1e8 * found) / windows, bar: { limit: 1 } },
      { name: 'the same, with 95 % at most', unit: '', value: (1e8 * mostOf(found)) / windows },
      {
        name: 'a window of an agent, simulated and watched',
        unit: 'ns',
        value: ((performance.now() - started) * 1e6) / windows,
      },
    ],
  };
}

/** The mean of Poisson's distribution of which so few or fewer come once in twenty times. */
function mostOf(count: number): number {
  const few = (mean: number): number => {
    let [term, sum] = [Math.exp(-mean), 0];
    for (let i = 0; i <= count; i++) {
      sum += term;
      term *= mean / (i + 1);
    }
    return sum;
  };
  let [low, high] = [count, 3 * count + 20];
  for (let step = 0; step < 50; step++) {
    const mean = (low + high) / 2;
    if (few(mean) > 0.05) low = mean;
    else high = mean;
  }
  return high;
}

export function detection(): Section {
  const baseline = simulatedBaseline(0, AGENTS, LEARNED, 1);
  const rows = ATTACK_KINDS.flatMap((attack) =>
    PACES.flatMap((pace): Row[] => {
      const delays = delaysOf({ attack, pace }, baseline, { agents: TURNED, windows: WATCHED, seed: 7 });
      const late = windowsUntil(0.99, delays, TURNED);
      const name = `${attack}, ${pace} a window`;
      return [
        { name: `${name}: found within ${WATCHED} windows`, unit: '%', value: (100 * delays.length) / TURNED },
        ...(late === undefined ? [] : [{ name: `${name}: windows until 99 of 100`, unit: '', value: late } as const]),
        ...(pace === STATED_PACE ? [statedRow(name, STATED[attack], delays)] : []),
      ];
    }),
  );
  return {
    title: `simulated agents that were turned, ${TURNED} of each`,
    notes: [
      'windows of ten seconds; of agents nothing is known but their cohort',
      'at least: the lower end of Wilson’s interval at 95 %',
    ],
    rows,
  };
}

function statedRow(name: string, windows: number, delays: readonly number[]): Row {
  const found = delays.filter((window) => window <= windows).length;
  return {
    name: `${name}: found within ${windows} windows, at least`,
    unit: '%',
    value: 100 * leastShare(found, TURNED),
    bar: { limit: 99, atLeast: true },
  };
}

/** The lower end of the interval of a share at 95 % (E. B. Wilson, Journal of the American Statistical Association 22, 1927). */
function leastShare(count: number, of: number): number {
  const [share, z] = [count / of, 1.96];
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return (share + (z * z) / (2 * of) - half) / (1 + (z * z) / of);
}
