/** The results of one experiment, held against its plan and put in order. */
import { LabError } from '../error.ts';
import type { Plan } from '../experiment/plan.ts';
import { taskCount } from '../experiment/sizes.ts';
import { checkWhole } from '../statistics/checks.ts';
import type { Result } from '../results/result.ts';

export interface ResultTable {
  /** By arm, stratum, task and replicate, arms and strata as the plan has them. */
  readonly results: readonly Result[];
  readonly byArm: ReadonlyMap<string, readonly Result[]>;
  /** How many the plan asks for. */
  readonly planned: number;
}

/**
 * The same for any order of `results`. Throws `LabError` STORE for one of another experiment, one that the plan has no
 * place for, and one that is there twice.
 */
export function tableOf({ experiment, hash }: Plan, results: readonly Result[]): ResultTable {
  const places = { arm: placesOf(experiment.arms), stratum: placesOf(experiment.strata) };
  for (const result of results) checkResult(result, hash, places, experiment.replicates);
  const ordered = results.toSorted(
    (a, b) => placeIn(places.arm, a.arm) - placeIn(places.arm, b.arm) || compareWithinArm(places.stratum, a, b),
  );
  checkOnce(ordered, places.stratum);
  for (const { name, tasks } of experiment.strata) checkTasks(ordered, name, tasks.count);
  const planned = taskCount(experiment) * experiment.replicates * experiment.arms.length;
  return { results: ordered, byArm: Map.groupBy(ordered, ({ arm }) => arm), planned };
}

type Places = ReadonlyMap<string, number>;

function placesOf(named: readonly { readonly name: string }[]): Places {
  return new Map(named.map(({ name }, i) => [name, i]));
}

function placeIn(places: Places, name: string): number {
  return places.get(name) ?? places.size;
}

function compareWithinArm(strata: Places, a: Result, b: Result): number {
  return (
    placeIn(strata, a.stratum) - placeIn(strata, b.stratum) || compareTexts(a.task, b.task) || a.replicate - b.replicate
  );
}

/** By code units: the same on every machine. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function checkResult(
  { experiment, arm, stratum, replicate, attempts, position, startedAt, outcome, verdict }: Result,
  hash: string,
  places: { readonly arm: Places; readonly stratum: Places },
  replicates: number,
): void {
  if (experiment !== hash) throw new LabError('STORE', `expected results of the plan ${hash}, met ${experiment}`);
  for (const [kind, name] of Object.entries({ arm, stratum })) {
    const known = places[kind as 'arm' | 'stratum'];
    if (known.has(name)) continue;
    throw new LabError(
      'STORE',
      `expected the ${kind} ${[...known.keys()].join(' or ')}, met another; is it this plan?`,
    );
  }
  checkWhole(replicate, 'the replicate', 0, replicates - 1);
  checkWhole(attempts, 'the attempts', 0);
  checkWhole(position, 'the position', 0);
  checkWhole(startedAt, 'the time of the start', 0);
  if ((outcome === 'answered') === (verdict !== undefined)) return;
  throw new LabError('STORE', `expected a verdict with what is answered, and with nothing else; met ${outcome}`);
}

function checkOnce(ordered: readonly Result[], strata: Places): void {
  ordered.forEach((result, i) => {
    const before = ordered[i - 1];
    if (before === undefined || before.arm !== result.arm || compareWithinArm(strata, before, result) !== 0) return;
    throw new LabError('STORE', `expected one result of each measurement, met two of position ${result.position}`);
  });
}

function checkTasks(results: readonly Result[], stratum: string, count: number): void {
  const tasks = new Set(results.filter((result) => result.stratum === stratum).map(({ task }) => task));
  if (tasks.size <= count) return;
  throw new LabError('STORE', `expected results of at most ${count} tasks of ${stratum}, met ${tasks.size}`);
}
