/**
 * Which files commands write and run, as absolute paths. A relative path counts from where its command is, so paths are
 * noted as effects are written; what is made of an effect later is looked at in the end.
 */
import { Hole, isHole, WordFlag } from '../../shell/index.ts';
import type { Assessment } from '../assessment.ts';
import { isPlainChain, type PathResolver } from '../paths/scope.ts';
import { decodeUnits } from '../../shell/reading.ts';
import { effectFlags } from './flow-kinds.ts';
import { baseOf, isManifest, savedName } from './printed.ts';

const SLASH = 0x2f;
const WRITES = 1;
const RUNS = 2;
const BUILDS = 4;
const FETCHES = 8;
const TAKES = 16;
const KINDS: Uint16Array = effectFlags({
  'file.write': WRITES,
  'file.replace': WRITES,
  'file.append': WRITES,
  'file.create': WRITES,
  'file.read': TAKES,
  'file.move': TAKES,
  'file.run': RUNS,
  'network.fetch': FETCHES,
  'code.project': BUILDS,
  build: BUILDS,
  'package.install': BUILDS,
});

/** The place of what is no path. */
const NO_PLACE = 0;
/** Paths that are noted in one action; of the others nobody knows where they lie. */
const MAX_NOTED = 4_096;

const NOTHING: readonly string[] = [];

/** A file that an action runs, or, with a pattern in its name, one of several. */
export interface RunFile {
  readonly path: string;
  readonly isGlob: boolean;
}

/** Where an effect leads, by its row. */
export interface EffectPath {
  readonly row: number;
  readonly path: string;
  /** Whether it is written so that it counts from where the command is. */
  readonly isRelative: boolean;
}

/**
 * Whether an effect leads there: `behind-cd`, if the action's own `cd` worked; `unsure`, if it did not, or if a variable is
 * not what the action itself set it to.
 */
type Certainty = 'certain' | 'behind-cd' | 'unsure';

interface Note extends RunFile {
  readonly row: number;
  readonly word: number;
  readonly isRelative: boolean;
  readonly certainty: Certainty;
}

/** Names under which an interpreter finds a file that it is given without them. */
const COMPLETIONS: readonly string[] = ['', '.js', '.cjs', '.mjs', '/index.js', '/__main__.py'];

/** Whether a run of `file` may run what lies at the absolute path. */
export function mayRun({ path, isGlob }: RunFile, written: string): boolean {
  if (!isGlob) return written.startsWith(path) && COMPLETIONS.includes(written.slice(path.length));
  return written.startsWith(path.slice(0, path.search(/[*?[]/)));
}

export class Trail {
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  /** Whether all effects on paths are noted, and not those alone that later runs depend on. */
  readonly #isWhole: boolean;
  readonly #notes: Note[] = [];
  /** A path was longer than paths are followed. */
  #isTooLong = false;

  constructor(paths: PathResolver, out: Assessment, isWhole: boolean) {
    this.#paths = paths;
    this.#out = out;
    this.#isWhole = isWhole;
  }

  restart(): void {
    if (this.#notes.length > 0) this.#notes.length = 0;
    this.#isTooLong = false;
  }

  /** Notes where the path of the effect that was written last leads to: from here and, behind a `cd`, from the start. */
  note(effect: number, units: Uint16Array, start: number, end: number, word: number): void {
    if (!this.#isWhole && ((KINDS[effect] as number) & (WRITES | RUNS | FETCHES)) === 0) return;
    if ((KINDS[effect] as number) === FETCHES) return this.#noteSaved(decodeUnits(units, start, end), word);
    const isGlob = (this.#out.reading.words.flags(word) & WordFlag.GLOB) !== 0;
    this.#add(units, start, end, word, isGlob);
  }

  /** Files that the action writes and that no build makes, without doubles. */
  written(): readonly string[] {
    if (this.#notes.length === 0) return NOTHING;
    const { effects } = this.#out;
    const building = this.#framesThat(BUILDS);
    const written = new Set<string>();
    for (const note of this.#notes) {
      const frame = effects.frame(note.row);
      if (!this.#is(note, WRITES | FETCHES) || note.isGlob || building.has(frame)) continue;
      if (this.#is(note, FETCHES) && !this.#saves(frame)) continue;
      written.add(note.path);
      for (const name of this.takenBy(frame)) written.add(`${note.path === '/' ? '' : note.path}/${name}`);
    }
    return [...written];
  }

  /**
   * Where effects on paths lead, for those of which that is certain: no pattern, no brace, and behind a `cd` only in a chain
   * of `&&`, where what follows does not run unless it worked.
   */
  certain(): readonly EffectPath[] {
    const { effects, reading } = this.#out;
    const isChain = isPlainChain(reading.source);
    const isCertain = ({ row, word, certainty }: Note): boolean =>
      (certainty === 'certain' || (certainty === 'behind-cd' && isChain)) &&
      (reading.words.flags(word) & (WordFlag.GLOB | WordFlag.BRACE)) === 0 &&
      row < effects.count &&
      effects.word(row) === word;
    return this.#notes.filter(isCertain);
  }

  /** Where effects on paths may lead, without doubles; undefined where there were more, or longer ones, than are noted. */
  reached(): readonly string[] | undefined {
    if (this.#isTooLong || this.#notes.length >= MAX_NOTED) return undefined;
    const { effects } = this.#out;
    const isOnPath = ({ row, word }: Note): boolean =>
      row < effects.count && effects.word(row) === word && effects.place(row) !== NO_PLACE;
    return [...new Set([...this.#notes.filter(isOnPath).map(({ path }) => path), ...this.written()])];
  }

  /** Files that the effect runs. */
  runOf(row: number): readonly RunFile[] {
    return this.#notes.filter((note) => note.row === row && this.#is(note, RUNS));
  }

  runs(): readonly RunFile[] {
    return this.#notes.filter((note) => this.#is(note, RUNS));
  }

  /** Whether the effect at `row` runs what the project's own files say. */
  isBuild(row: number): boolean {
    return ((KINDS[this.#out.effects.effect(row)] as number) & BUILDS) !== 0;
  }

  #noteSaved(url: string, word: number): void {
    const units = Uint16Array.from(savedName(url), (unit) => unit.charCodeAt(0));
    if (units.length > 0) this.#add(units, 0, units.length, word, false);
  }

  #add(units: Uint16Array, start: number, end: number, word: number, isGlob: boolean): void {
    const row = this.#out.effects.count - 1;
    const isRelative = units[start] !== SLASH && units[start] !== Hole.HOME;
    const keep = (path: string | undefined, certainty: Certainty): void => {
      if (path === undefined || this.#notes.length >= MAX_NOTED) return;
      this.#notes.push({ row, word, path, isGlob, isRelative, certainty });
    };
    const path = this.#paths.absolute(units, start, end);
    if (path === undefined && !hasHole(units, start, end)) this.#isTooLong = true;
    const isSet = this.#paths.isReassigned(units, start, end);
    if (!this.#paths.hasMoved) return keep(path, isSet ? 'unsure' : 'certain');
    const now = this.#paths.goToStart();
    const other = this.#paths.absolute(units, start, end);
    this.#paths.comeBack(now);
    if (isSet) keep(path, 'unsure');
    else keep(path, other === path ? 'certain' : 'behind-cd');
    if (other !== path) keep(other, 'unsure');
  }

  /** Whether what was noted is still so: effects are taken back, and turned into others. */
  #is({ row, word }: Note, kinds: number): boolean {
    const { effects } = this.#out;
    return row < effects.count && effects.word(row) === word && ((KINDS[effects.effect(row)] as number) & kinds) !== 0;
  }

  #framesThat(kinds: number): ReadonlySet<number> {
    const { effects } = this.#out;
    const found = new Set<number>();
    for (let row = 0; row < effects.count; row++)
      if (((KINDS[effects.effect(row)] as number) & kinds) !== 0) found.add(effects.frame(row));
    return found;
  }

  /** Whether the command saves what it fetches under a name of its own: it writes, and names no file. */
  #saves(frame: number): boolean {
    const { effects, frames, reading } = this.#out;
    for (let row = 0; row < effects.count; row++) {
      const word = effects.word(row);
      const isWrite = effects.frame(row) === frame && ((KINDS[effects.effect(row)] as number) & WRITES) !== 0;
      if (isWrite && word >= 0 && (word === frames.word(frame) || reading.text(word).startsWith('-'))) return true;
    }
    return false;
  }

  /** Last names of what the command takes from elsewhere: in a folder it lies under them. */
  takenBy(frame: number): string[] {
    const { effects, reading } = this.#out;
    const names: string[] = [];
    for (let row = 0; row < effects.count && names.length < MAX_NOTED; row++) {
      const word = effects.word(row);
      const kind = KINDS[effects.effect(row)] as number;
      if (effects.frame(row) !== frame || word < 0 || (kind & (TAKES | FETCHES)) === 0) continue;
      names.push(kind === FETCHES ? savedName(reading.text(word)) : baseOf(reading.text(word)));
    }
    return names;
  }
}

/** Whether a part is known only at run time. */
function hasHole(units: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (isHole(units[i] as number)) return true;
  return start === end;
}

/** Manifests that a tool of this name runs code of. */
const MANIFESTS_OF: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      ['npm npx pnpm pnpx yarn bun bunx node corepack', 'package.json'],
      ['make gmake bmake remake', 'Makefile makefile GNUmakefile'],
      ['just', 'justfile Justfile'],
      ['task go-task', 'Taskfile.yml'],
      ['pip pip3 python python3 uv poetry pytest py.test tox nox hatch', 'setup.py conftest.py noxfile.py'],
      ['rake bundle rails gem rspec', 'Rakefile Gemfile'],
      ['gradle gradlew', 'build.gradle build.gradle.kts'],
      ['cargo', 'build.rs'],
      ['docker podman buildah', 'Dockerfile Containerfile'],
    ] as const
  ).flatMap(([tools, files]) => tools.split(' ').map((tool) => [tool, files.split(' ')] as const)),
);

/** Whether a build by the tool may run what this manifest says. */
export function isManifestOf(tool: string, path: string): boolean {
  return isManifest(path) && (MANIFESTS_OF.get(tool)?.includes(baseOf(path)) ?? false);
}
