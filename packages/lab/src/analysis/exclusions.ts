/** What does not count, as it was planned. */
import { LabError } from '../error.ts';
import { looksEarly } from '../experiment/looks.ts';
import type { Experiment } from '../experiment/schema.ts';
import { taskKey } from '../experiment/tasks.ts';
import type { ExcludedTask, ExclusionFiles, GivenFile } from './facts.ts';

export interface ExclusionAnalysis {
  readonly text: string;
  /** Tasks that it took out. */
  readonly tasks: number;
}

/** Throws `LabError` PLAN where a task is left out for no planned reason, or twice, or after looks before the end. */
export function exclusionsOf(
  { exclusions, strata, stopping }: Experiment,
  excluded: readonly ExcludedTask[],
): readonly ExclusionAnalysis[] {
  if (excluded.length > 0 && looksEarly({ stopping })) {
    const met = `met ${excluded.length}; the decisions of the looks were made with them`;
    throw new LabError('PLAN', `expected no task to be left out of an experiment with looks before its end, ${met}`);
  }
  const seen = new Set<string>();
  for (const { stratum, task, exclusion } of excluded) {
    const key = taskKey(stratum, task);
    if (exclusions[exclusion] === undefined || !strata.some(({ name }) => name === stratum) || seen.has(key)) {
      const planned = `one of the ${exclusions.length} exclusions of the plan, once for a task of its strata`;
      throw new LabError('PLAN', `expected ${planned}, met ${exclusion}; what was not planned cannot be left out`);
    }
    seen.add(key);
  }
  return exclusions.map((text, i) => ({ text, tasks: excluded.filter(({ exclusion }) => exclusion === i).length }));
}

/** When the first and the last question were asked; absent where none was. */
type Asked = { readonly from: number; readonly to: number } | undefined;

/** What has to be known of the file by which tasks are left out, or of those by which they are not: a sentence each. */
export function exclusionNotes(files: ExclusionFiles | undefined, asked: Asked): readonly string[] {
  const { taken, given = [] } = files ?? {};
  const [first] = given;
  if (first === undefined) return [];
  if (taken === undefined) {
    return [`A file of exclusions was given ${givenText(first, asked)}. It is not taken here: all tasks count.`];
  }
  const place = Math.max(
    0,
    given.findIndex(({ sha256 }) => sha256 === taken),
  );
  return [
    `Which tasks do not count was said by a file that was given ${givenText(given[place] ?? first, asked)}.`,
    ...(place === 0
      ? []
      : [
          `It is not the first such file. ${first.sha256} was given ${givenText(first, asked)}, ${place} in all before this one: what counts was chosen again.`,
        ]),
    ...(place === given.length - 1 ? [] : [`${given.length - 1 - place} other such files were given since.`]),
  ];
}

/** Whether who chose the tasks could have known what came of them. */
function givenText({ at }: GivenFile, asked: Asked): string {
  const time = `at ${new Date(at).toISOString().slice(0, 19)}Z`;
  if (asked === undefined || at < asked.from) return `${time}, before the first question`;
  const when = at < asked.to ? 'while it was measured' : 'after the last question';
  return `${time}, ${when} (results could be known by then)`;
}
