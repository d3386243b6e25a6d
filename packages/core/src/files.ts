/** Files that a session's actions write and run, so that what it wrote can be judged when it is run. */
import type { Context } from './context.ts';
import { baseOf, isManifest } from './knowledge/flows/printed.ts';
import { NONE } from './knowledge/assessment.ts';
import { isManifestOf, mayRun } from './knowledge/flows/trail.ts';

/**
 * Absolute paths of the files that the action decided last in this context writes, as far as its text says: none that a
 * build makes, and none in a context that does not follow files.
 */
export function writtenFiles({ trail }: Context): readonly string[] {
  return trail?.written() ?? [];
}

/** Files that an action runs: some by their paths, and those that a build reads, wherever they lie. */
export interface Runs {
  /** Absolute paths that it names; what lies there may be a link to something else. */
  readonly paths: readonly string[];
  /** Whether the action may run what lies at the absolute path. */
  includes(path: string): boolean;
}

/** What the action decided last in this context runs; undefined where it runs no file. */
export function runsOf({ trail, assessment }: Context): Runs | undefined {
  if (trail === undefined) return undefined;
  const files = trail.runs();
  const tools = new Set<string>();
  const { effects, frames, reading } = assessment;
  for (let row = 0; row < effects.count; row++) {
    const word = trail.isBuild(row) ? frames.word(effects.frame(row)) : NONE;
    if (word !== NONE) tools.add(baseOf(reading.text(word)));
  }
  if (files.length + tools.size === 0) return undefined;
  return {
    paths: files.filter(({ isGlob }) => !isGlob).map(({ path }) => path),
    includes: (path) =>
      files.some((file) => mayRun(file, path)) ||
      (isManifest(path) && [...tools].some((tool) => isManifestOf(tool, path))),
  };
}
