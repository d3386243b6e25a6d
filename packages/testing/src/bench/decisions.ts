/** Deciding distinct real command lines, warm, in one process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CommandAction, type Context, decide, type Mode } from '@capgate/core';
import { evaluationContext } from '../evaluation-context.ts';
import type { Section } from './rows.ts';
import { distribution, median } from './statistics.ts';
import { passNs, perItemNs, warmUp, type Work } from './timing.ts';

const ROUNDS = 25;
const PASSES = 25;
const WARM_UP_MS = 1500;

/** Command lines of daily work, for the case of one command again and again. */
const REPEATED = ['ls -la', 'git status', 'npm run build', 'sudo rm -rf /var/lib/postgresql'];
const REPEAT_COUNT = 20_000;

export interface DecisionTimes {
  readonly section: Section;
  readonly itemNs: Float64Array;
}

export function toActions(commands: readonly string[]): CommandAction[] {
  return commands.map((command) => ({ kind: 'command', command }));
}

/** Times `decide` over `commands` in `mode`. */
export function measureDecisions(commands: readonly string[], mode: Mode): DecisionTimes {
  const actions = toActions(commands);
  const context = evaluationContext(mode);
  const work = decideWork(actions, context);
  const { section, itemNs } = measureWork(`decide, mode ${mode}`, work, actions.length, mode === 'balanced');
  const rows = [
    ...section.rows,
    { name: 'allocated a decision', unit: 'B' as const, value: allocatedBytes(actions, context) },
  ];
  return { section: { ...section, rows }, itemNs };
}

/** Times any work over `count` items; `hasBar` sets the project's bars for `decide` beside the figures. */
export function measureWork(title: string, work: Work, count: number, hasBar: boolean): DecisionTimes {
  warmUp(work, count, WARM_UP_MS);
  const { wallNs, cpuNs } = passNs(work, count, PASSES);
  const { itemNs, timerNs } = perItemNs(work, count, ROUNDS);
  const { mean, p50, p99, p999, max } = distribution(itemNs);
  const bar = (limit: number) => (hasBar ? { bar: { limit } } : {});
  const rows = [
    { name: 'mean, whole passes', unit: 'ns' as const, value: wallNs, ...bar(1000) },
    { name: 'mean, whole passes, processor time', unit: 'ns' as const, value: cpuNs },
    { name: 'mean of medians', unit: 'ns' as const, value: mean },
    { name: 'p50', unit: 'ns' as const, value: p50, ...bar(500) },
    { name: 'p99', unit: 'ns' as const, value: p99, ...bar(4000) },
    { name: 'p99.9', unit: 'ns' as const, value: p999 },
    { name: 'max', unit: 'ns' as const, value: max },
  ];
  const notes = [
    `${count} distinct commands; percentiles over each one's median of ${ROUNDS} rounds, ${timerNs.toFixed(0)} ns of timer subtracted`,
  ];
  return { section: { title, notes, rows }, itemNs };
}

/** The same command again and again: what a memo table would gain, without one. */
export function measureRepeats(): Section {
  const context = evaluationContext('balanced');
  const rows = toActions(REPEATED).map((action) => {
    const work = decideWork([action], context);
    const repeat: Work = () => work(0);
    warmUp(repeat, REPEAT_COUNT, 100);
    return { name: action.command, unit: 'ns' as const, value: passNs(repeat, REPEAT_COUNT, PASSES).wallNs };
  });
  return { title: 'decide, the same command again and again', notes: [], rows };
}

export function decideWork(actions: readonly CommandAction[], context: Context): Work {
  return (index) => decide(actions[index] as CommandAction, context).verdict;
}

/** Bytes of heap that one decision takes: the median over batches that no collection interrupted. */
function allocatedBytes(actions: readonly CommandAction[], context: Context): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const batch = 500;
  const bytes: number[] = [];
  for (let first = 0; first + batch <= actions.length; first += batch) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let index = first; index < first + batch; index++) decide(actions[index] as CommandAction, context);
    const taken = process.memoryUsage().heapUsed - before;
    if (taken >= 0) bytes.push(taken / batch);
  }
  return median(bytes);
}
