/** How often simulated honest agents are findings, and how soon those that were turned. */
import type { Row, Section } from '@capgate/testing';
import { AGENT_KINDS, type Attack, ATTACK_KINDS } from '../../src/index.ts';
import { FALSE_ALARMS, unknown, World } from './world.ts';

const AGENTS = 2_000;
/** Half a day. */
const LEARNED = 4_320;
/** Over all kinds of agents: what the bar asks for. */
const HONEST_WINDOWS = 300_000_000;
const TURNED = 400;
const WATCHED = 600;
/** Actions more a window. */
const PACES = [0.2, 0.5, 1, 2];
/** Of those that do one action more a window, 99 of 100 are to be found within so many windows. */
const STATED_PACE = 1;
const STATED: Readonly<Record<Attack, number>> = {
  tampering: 25,
  exfiltration: 30,
  destruction: 35,
  escalation: 40,
  credentials: 40,
  persistence: 90,
  mining: 90,
  lateral: 300,
};

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
      'the bar is of a share: below it with 95 % needs none at all in 300 million (rule of three)',
    ],
    rows: [
      { name: 'findings', unit: '', value: found, bar: { limit: windows * FALSE_ALARMS } },
      {
        name: 'a window of an agent, simulated and watched',
        unit: 'ns',
        value: ((performance.now() - started) * 1e6) / windows,
      },
    ],
  };
}

export function detection(): Section {
  const learning = new World(AGENTS, 0, 1);
  const ceilings = unknown(learning.learn(LEARNED), TURNED);
  const rows = ATTACK_KINDS.flatMap((attack) =>
    PACES.flatMap((pace): Row[] => {
      const world = new World(TURNED, 0, 7);
      for (let row = 0; row < TURNED; row++) world.agents.turn(row, { attack, pace });
      const at = new Map<number, number>();
      world.watch(WATCHED, ceilings, (row, window) => void (at.has(row) || at.set(row, window)));
      const sorted = [...at.values()].toSorted((a, b) => a - b);
      const late = sorted[Math.ceil(0.99 * TURNED) - 1];
      const name = `${attack}, ${pace} a window`;
      return [
        { name: `${name}: found within ${WATCHED} windows`, unit: '%', value: (100 * at.size) / TURNED },
        ...lateRows(name, late, pace === STATED_PACE ? STATED[attack] : undefined),
      ];
    }),
  );
  return {
    title: `simulated agents that were turned, ${TURNED} of each`,
    notes: ['windows of ten seconds; of agents nothing is known but their cohort'],
    rows,
  };
}

/** A bar that is not met has a row also where too few were found at all. */
function lateRows(name: string, late: number | undefined, limit: number | undefined): readonly Row[] {
  if (late === undefined && limit === undefined) return [];
  const row = { name: `${name}: windows until 99 of 100`, unit: '', value: late ?? Infinity } as const;
  return [limit === undefined ? row : { ...row, bar: { limit } }];
}
