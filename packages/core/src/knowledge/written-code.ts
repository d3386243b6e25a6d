/** Code that an action writes to a file and then runs: what was fetched or printed into it is what runs. */
import type { Reading } from '../shell/reading.ts';
import { type Assessment, NONE } from './assessment.ts';
import type { EffectName } from './effects.ts';
import { add, FETCHED } from './flow-kinds.ts';
import { hashText } from './name-index.ts';
import { effectNumber, hashUnits } from './tables.ts';

/** Effects before the running one among which its file is looked for. */
const MAX_LOOKED_BACK = 128;

const number = (name: EffectName): number => effectNumber(name);
const RUN: number = number('file.run');
const FETCH: number = number('network.fetch');
const INLINE: number = number('code.inline');
const CODE_FETCHED: number = number('code.fetched');
const WRITES: readonly number[] = [number('file.write'), number('file.create'), number('file.append')];
/** Effects that run what the project's own files say. */
const RUNS_PROJECT: readonly number[] = [number('code.project'), number('build'), number('package.install')];
/** Names of the files that they go by. */
export const MANIFESTS: ReadonlySet<string> = new Set(
  'package.json composer.json Gemfile Makefile makefile GNUmakefile Rakefile setup.py pyproject.toml build.gradle build.rs justfile Justfile Taskfile.yml tox.ini noxfile.py conftest.py CMakeLists.txt meson.build build.xml pom.xml .npmrc .yarnrc.yml deno.json Cargo.toml mix.exs dune SConstruct wscript Vagrantfile'.split(
    ' ',
  ),
);
const MANIFEST_HASHES: ReadonlySet<number> = new Set([...MANIFESTS].map(hashText));
const DOT = 0x2e;
const SLASH = 0x2f;

/** Adds what follows for each effect that runs a file written before; `own` says what each invocation lets out. */
export function addWrittenCode(assessment: Assessment, rows: number, own: Uint8Array): void {
  const { effects } = assessment;
  for (let row = 1; row < rows; row++) {
    const effect = effects.effect(row);
    if (effect !== RUN && !RUNS_PROJECT.includes(effect)) continue;
    const found = writtenAs(assessment, row, own);
    if (found !== NONE) add(assessment, found, row);
  }
}

/** What running is, if an earlier command wrote what runs; else `NONE`. */
function writtenAs(assessment: Assessment, row: number, own: Uint8Array): number {
  const { effects } = assessment;
  const invocation = invocationOf(assessment, row);
  const isProject = effects.effect(row) !== RUN;
  let found = NONE;
  for (let at = row - 1; at >= 0 && row - at <= MAX_LOOKED_BACK; at--) {
    const writer = invocationOf(assessment, at);
    if (writer < 0 || writer === invocation || !isWriter(assessment, at, row, isProject)) continue;
    if (((own[writer] as number) & FETCHED) !== 0) return CODE_FETCHED;
    if (isRedirected(assessment, writer, effects.word(at))) found = INLINE;
  }
  return found;
}

/** Whether the effect at `at` brings the file that the one at `row` runs. */
function isWriter(assessment: Assessment, at: number, row: number, isProject: boolean): boolean {
  const { effects } = assessment;
  const effect = effects.effect(at);
  const word = effects.word(at);
  if (effect === FETCH) return !isProject && isSameName(assessment, word, effects.word(row));
  if (!WRITES.includes(effect)) return false;
  return isProject ? isManifest(assessment, word) : isSamePath(assessment, word, effects.word(row));
}

function invocationOf({ effects, frames }: Assessment, row: number): number {
  return frames.invocation(effects.frame(row));
}

/** Whether the word is the target of a redirection: the file holds what the command prints. */
function isRedirected({ reading }: Assessment, invocation: number, word: number): boolean {
  const { invocations, redirections } = reading;
  const first = invocations.redirectionFirst(invocation);
  const end = first + invocations.redirectionCount(invocation);
  for (let at = first; at < end; at++) if (redirections.target(at) === word) return true;
  return false;
}

function isManifest({ reading }: Assessment, word: number): boolean {
  const { units, words } = reading;
  return MANIFEST_HASHES.has(hashUnits(units, nameStart(reading, word), words.textEnd(word)));
}

/** Two paths are the same but for a leading `./`. */
function isSamePath({ reading }: Assessment, one: number, other: number): boolean {
  return isSame(reading, pathStart(reading, one), one, pathStart(reading, other), other);
}

/** The last segments of a URL and of a path are the same. */
function isSameName({ reading }: Assessment, one: number, other: number): boolean {
  return isSame(reading, nameStart(reading, one), one, nameStart(reading, other), other);
}

/** Whether the texts of two words are the same from two units on. */
function isSame({ units, words }: Reading, oneStart: number, one: number, otherStart: number, other: number): boolean {
  const length = words.textEnd(one) - oneStart;
  if (length <= 0 || words.textEnd(other) - otherStart !== length) return false;
  for (let at = 0; at < length; at++) if (units[oneStart + at] !== units[otherStart + at]) return false;
  return true;
}

function pathStart({ units, words }: Reading, word: number): number {
  let start = words.textStart(word);
  const end = words.textEnd(word);
  while (start + 1 < end && units[start] === DOT && units[start + 1] === SLASH) start += 2;
  return start;
}

function nameStart({ units, words }: Reading, word: number): number {
  const start = words.textStart(word);
  let at = words.textEnd(word);
  while (at > start && units[at - 1] !== SLASH) at--;
  return at;
}
