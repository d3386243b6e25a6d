/** Files that a session's actions write and run, so that what it wrote can be judged when it is run. */
import type { Context } from './context.ts';
import { baseOf, isManifest } from './knowledge/flows/printed.ts';
import { type Assessment, NONE } from './knowledge/assessment.ts';
import { isManifestOf, mayRun } from './knowledge/flows/trail.ts';
import { EFFECT_NAMES, type EffectName } from './knowledge/vocabulary/effects.ts';

/**
 * Absolute paths of the files that the action decided last in this context writes, as far as its text says: none that a
 * build makes, and none in a context that does not follow files.
 */
export function writtenFiles({ trail }: Context): readonly string[] {
  return trail?.written() ?? [];
}

/** An effect, and the absolute path that it is on. */
export interface NamedPath {
  readonly effect: EffectName;
  readonly path: string;
  /** Last names of what the same command takes from elsewhere: where the path is a folder, they come to lie in it. */
  readonly taken: readonly string[];
}

/** What runs the command that it is given here, and as it stands. */
const RUNS_HERE: ReadonlySet<string> = new Set(
  'bash command dash env exec ionice ksh nice nohup sh stdbuf time timeout zsh'.split(' '),
);

/**
 * Paths that the effects of the action decided last are on, where the text says for certain which, and that it is of this
 * machine: of a pattern, a variable, a folder that nobody knows, or a command that another runs elsewhere it says neither.
 * None in a context that was not asked to name paths.
 */
export function namedPaths({ trail, assessment, options }: Context): readonly NamedPath[] {
  if (trail === undefined || options.namesPaths !== true) return [];
  const { effects, reading } = assessment;
  // What sets it by another way than an assignment (`read HOME`, `unset HOME`) is not followed.
  if (/(?<![${\w])HOME\b/u.test(reading.source)) return [];
  const mayMove = movesUnseen(assessment);
  return trail
    .certain()
    .filter(({ row, isRelative }) => !(isRelative && mayMove) && !climbs(reading.text(effects.word(row))))
    .filter(({ row }) => isHere(assessment, effects.frame(row)))
    .map(({ row, path }) => ({
      effect: EFFECT_NAMES[effects.effect(row)] ?? 'text.unparsed',
      path,
      taken: trail.takenBy(effects.frame(row)).filter(isName),
    }));
}

/**
 * Absolute paths that effects of the action decided last may be on, each once and as it is written: unlike those of
 * `namedPaths`, also those of which that is not certain. Undefined where there are more than are followed, or in a context
 * that was not asked to name paths. A path that is known only at run time is in none.
 */
export function reachedPaths({ trail, options }: Context): readonly string[] | undefined {
  return options.namesPaths === true ? trail?.reached() : undefined;
}

/** A folder's `..` is where it lies: behind a link, elsewhere than the text says. */
function climbs(text: string): boolean {
  return /[^./][^/]*\/+(?:\.\/+)*\.\.(?:\/|$)/u.test(text);
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/');
}

/** Commands after which relative paths may count from elsewhere, whatever the text says. */
const MAY_MOVE: ReadonlySet<string> = new Set(['source', '.', 'alias', 'eval', 'z', 'zi', 'j']);

/** Whether something runs that may be a function of the shell, or define one, or enter a folder. */
function movesUnseen({ frames, reading }: Assessment): boolean {
  for (let frame = 0; frame < frames.count; frame++) {
    const word = frames.word(frame);
    if (word !== NONE && (frames.node(frame) === NONE || MAY_MOVE.has(reading.text(word)))) return true;
  }
  return false;
}

function isHere({ frames, reading }: Assessment, frame: number): boolean {
  for (let at = frames.parent(frame); at !== NONE; at = frames.parent(at)) {
    const word = frames.word(at);
    if (word === NONE || !RUNS_HERE.has(baseOf(reading.text(word)))) return false;
  }
  return true;
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
