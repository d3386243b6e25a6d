/** Ten million decisions: whether the gate's memory stays as it was after the first of them. */
import type { Section } from '@capgate/testing';
import { COMMANDS, countLines, frameOf, rateOf } from './asking.ts';
import { withServer } from './processes.ts';

const DECISIONS = 10_000_000;
const STEP_MS = 5_000;
/** Enough for every cache to be as large as it gets. */
const SETTLED_SHARE = 0.1;
/** Of the first steps and of the last, as a garbage collector lets memory swing. */
const STEPS_COMPARED = 5;

const protocol = {
  questions: COMMANDS.map((command, id) => frameOf(id, command)),
  counter: countLines('"verdict":"allow"'),
};

export async function soak(): Promise<Section> {
  return withServer('gate', async (server) => {
    const startMs = performance.now();
    const steps: number[] = [];
    let decided = 0;
    while (decided < DECISIONS) {
      const load = { connections: 4, depth: 16, durationMs: STEP_MS };
      const beforeMs = performance.now();
      const { perSecond } = await rateOf({ path: server.path }, protocol, load);
      decided += (perSecond * (performance.now() - beforeMs)) / 1_000;
      if (decided >= DECISIONS * SETTLED_SHARE) steps.push(server.rssBytes() / 1e6);
    }
    const [first, last] = [mean(steps.slice(0, STEPS_COMPARED)), mean(steps.slice(-STEPS_COMPARED))];
    return {
      title: `memory over ${Math.round(decided).toLocaleString('en')} decisions, log: after, store: SQLite`,
      notes: [`taken in ${Math.round((performance.now() - startMs) / 1_000)} s; means of ${STEPS_COMPARED} looks each`],
      rows: [
        { name: 'after the first tenth', unit: 'MB', value: first },
        { name: 'at the end', unit: 'MB', value: last },
        { name: 'largest', unit: 'MB', value: Math.max(...steps) },
        { name: 'end to beginning', unit: '×', value: last / first, bar: { limit: 1.1 } },
      ],
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
