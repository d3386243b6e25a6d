/** Which tool a command word names. */
import { hashUnits } from '../../shell/units.ts';
import { Hole, WordFlag } from '../../shell/index.ts';
import type { Assessment } from '../assessment.ts';
import type { EffectWriter } from '../effect-writer.ts';
import { type PathResolver, Place } from '../paths/scope.ts';
import { effectNumber, KeyKind, NodeField, ROOT_NODE, sameUnits, type Tables, toUnits } from '../tables/tables.ts';
import { holdsHole } from '../paths/url.ts';

const DASH = 0x2d;
const SLASH = 0x2f;
const QUESTION = 0x3f;

const E = {
  RUN: effectNumber('file.run'),
  SHADOW: effectNumber('shell.shadow'),
  BOMB: effectNumber('shell.bomb'),
  UNKNOWN_TOOL: effectNumber('unknown.tool'),
  DYNAMIC_COMMAND: effectNumber('dynamic.command'),
  DECODED: effectNumber('code.decoded'),
  ATTACK: effectNumber('attack.tool'),
  MINING: effectNumber('mining'),
} as const;

/** The gate's own program. */
const GATE: Uint16Array = toUnits('capgate');
/** What Windows appends to a program's name. */
const EXE: Uint16Array = toUnits('.exe');
/** Scripts that a tool puts into every project: they take that tool's words, and run the project's code. */
export const PROJECT_SCRIPTS: readonly string[] = ['gradlew', 'mvnw', 'manage.py', 'artisan'];
const PROJECT_SCRIPT_UNITS: readonly Uint16Array[] = PROJECT_SCRIPTS.map(toUnits);

const STANDARD_FOLDERS: readonly Uint16Array[] = [
  '/bin/',
  '/usr/bin/',
  '/usr/local/bin/',
  // Where the loaders of programs lie.
  '/lib/',
  '/lib64/',
  '/usr/lib/',
  '/usr/lib64/',
  '/sbin/',
  '/usr/sbin/',
  '/usr/local/sbin/',
  '/opt/homebrew/bin/',
  '/opt/local/bin/',
  '/usr/games/',
  '/usr/libexec/',
  '/usr/libexec/ApplicationFirewall/',
  '/snap/bin/',
  '/usr/lib/git-core/',
].map(toUnits);

export class Recogniser {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  /** The tool that is the gate itself. */
  readonly #gate: number;
  /** Names of the functions that the action has defined so far. */
  readonly #functions: Set<string> = new Set();

  constructor(tables: Tables, paths: PathResolver, out: Assessment, writer: EffectWriter) {
    this.#gate = tables.find(ROOT_NODE, KeyKind.COMMAND, hashUnits(GATE, 0, GATE.length), GATE, 0, GATE.length);
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#writer = writer;
  }

  /** Forgets the functions of the last action. */
  restart(): void {
    if (this.#functions.size > 0) this.#functions.clear();
  }

  /** The tool that the command word names, or -1 when there is nothing more to know about the command. */
  recognise(word: number, frame: number): number {
    const { reading, frames } = this.#out;
    const { words, units } = reading;
    const flags = words.flags(word);
    const start = words.textStart(word);
    const end = words.textEnd(word);
    if ((flags & WordFlag.DYNAMIC) !== 0 && !isKnownPath(units, start, end, flags)) {
      this.#writer.add(E.DYNAMIC_COMMAND, Place.NONE, word, frame);
      if ((flags & WordFlag.GLOB) !== 0 && isMasked(units, start, end))
        this.#writer.add(E.DECODED, Place.NONE, word, frame);
      return -1;
    }
    const nameStart = (flags & WordFlag.SLASH) === 0 ? start : lastSlash(units, start, end) + 1;
    frames.setNameStart(frame, nameStart - start);
    const found = this.#findTool(word, nameStart, end);
    const node = found >= 0 ? found : this.#findDashed(nameStart, end);
    if ((nameStart > start && !isStandardFolder(units, start, nameStart)) || isProjectScript(units, nameStart, end))
      return this.#runPath(word, nameStart, node, frame);
    if (node < 0) {
      if (!this.#isFunction(word, frame)) this.#writer.add(E.UNKNOWN_TOOL, Place.NONE, word, frame);
      return -1;
    }
    return this.#settle(frame, node);
  }

  /** Notes what the frame's command is. */
  #settle(frame: number, node: number): number {
    const { frames } = this.#out;
    const parent = this.#tables.parentOf(node);
    frames.setTool(frame, parent >= 0 ? parent : node);
    frames.setNode(frame, node);
    return node;
  }

  /** A subcommand in its dashed spelling (`git-reset`), or -1. */
  #findDashed(start: number, end: number): number {
    const { units } = this.#out.reading;
    let dash = start;
    while (dash < end && units[dash] !== DASH) dash++;
    if (dash === end || dash === start) return -1;
    const tool = this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hashUnits(units, start, dash), units, start, dash);
    return tool < 0
      ? -1
      : this.#tables.find(tool, KeyKind.COMMAND, hashUnits(units, dash + 1, end), units, dash + 1, end);
  }

  /** A function's name: a known tool's is shadowed; a body that pipes into itself is a bomb. */
  define(row: number, frame: number): void {
    const { words, invocations, functions, units } = this.#out.reading;
    const word = invocations.wordFirst(row);
    const start = words.textStart(word);
    const end = words.textEnd(word);
    const hash = words.hash(word);
    if (this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hash, units, start, end) >= 0)
      this.#writer.add(E.SHADOW, Place.NONE, word, frame);
    this.#functions.add(this.#out.reading.text(word));
    const bodyEnd = functions.bodyEndOf(row);
    for (let inner = row + 1; inner < bodyEnd; inner++) {
      const isCalled = invocations.wordCount(inner) > 0 && this.#isSame(invocations.wordFirst(inner), word);
      if (isCalled && invocations.pipeline(inner) >= 0) return this.#writer.add(E.BOMB, Place.NONE, word, frame);
    }
  }

  /** Whether two words say the same; their hashes alone prove nothing, as texts of one hash are easily made. */
  #isSame(one: number, other: number): boolean {
    const { words, units } = this.#out.reading;
    if (words.hash(one) !== words.hash(other)) return false;
    const start = words.textStart(one);
    const end = words.textEnd(one);
    return sameUnits(units.subarray(words.textStart(other), words.textEnd(other)), units, start, end);
  }

  /** The tool of that name, its version or `.exe` aside (`python3.12`, `gcc-13`, `git.exe`), or -1. */
  #findTool(word: number, nameStart: number, end: number): number {
    const { words, units } = this.#out.reading;
    const hash = nameStart === words.textStart(word) ? words.hash(word) : hashUnits(units, nameStart, end);
    const node = this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hash, units, nameStart, end);
    if (node >= 0) return node;
    const bare = endsInExe(units, nameStart, end) ? end - EXE.length : withoutVersion(units, nameStart, end);
    if (bare === end) return -1;
    return this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hashUnits(units, nameStart, bare), units, nameStart, bare);
  }

  /** Tools of an attack are what they are wherever they lie. */
  #isHostile(node: number): boolean {
    const does = this.#tables.field(node, NodeField.DOES);
    return does === E.ATTACK || does === E.MINING;
  }

  /** A program named by a path outside the system's own folders: the workspace's own code, or an unknown tool. */
  #runPath(word: number, nameStart: number, node: number, frame: number): number {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    const place = this.#paths.placeOf(units, start, end, false);
    const isGate = place === Place.GATE && node === this.#gate;
    // The gate's own program: its words say what it does.
    if (isGate) return this.#settle(frame, node);
    this.#writer.addRun(place, word, frame);
    const isOwn = endsInBin(units, start, nameStart) || isProjectScript(units, nameStart, end);
    const known = node >= 0 && (isOwn || this.#isHostile(node));
    if (place !== Place.WORKSPACE && !known) this.#writer.add(E.UNKNOWN_TOOL, Place.NONE, word, frame);
    return known ? this.#settle(frame, node) : -1;
  }

  /** Whether the word names a function that this action has defined; a command that runs another runs no functions. */
  #isFunction(word: number, frame: number): boolean {
    const { frames } = this.#out;
    const above = frames.parent(frame);
    if (above >= 0 && frames.invocation(above) === frames.invocation(frame)) return false;
    return this.#functions.size > 0 && this.#functions.has(this.#out.reading.text(word));
  }
}

/** Whether single letters of an absolute path are left to the shell to find: `/b?n/c?t` hides what it names. */
function isMasked(units: Uint16Array, start: number, end: number): boolean {
  if (units[start] !== SLASH) return false;
  for (let at = start; at < end; at++) if (units[at] === QUESTION) return true;
  return false;
}

/** Whether a dynamic command word is a path that the context completes: `~/bin/x`, `$PWD/run.sh`. */
function isKnownPath(units: Uint16Array, start: number, end: number, flags: number): boolean {
  const first = units[start] as number;
  const known = first === Hole.HOME || first === Hole.WORKING_DIRECTORY || first === Hole.TEMPORARY;
  return (
    known &&
    (flags & (WordFlag.SLASH | WordFlag.GLOB | WordFlag.BRACE)) === WordFlag.SLASH &&
    !holdsHole(units, start + 1, end)
  );
}

function lastSlash(units: Uint16Array, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && units[at] !== SLASH) at--;
  return at;
}

function isStandardFolder(units: Uint16Array, start: number, end: number): boolean {
  for (const folder of STANDARD_FOLDERS) if (sameUnits(folder, units, start, end)) return true;
  return false;
}

function isProjectScript(units: Uint16Array, start: number, end: number): boolean {
  for (const name of PROJECT_SCRIPT_UNITS) if (sameUnits(name, units, start, end)) return true;
  return false;
}

/** Whether the folder that ends at `end` is called `bin` or `.bin`: tools installed for a project or a user. */
function endsInBin(units: Uint16Array, start: number, end: number): boolean {
  return (
    end - start >= 5 &&
    units[end - 2] === 0x6e &&
    units[end - 3] === 0x69 &&
    units[end - 4] === 0x62 &&
    (units[end - 5] === SLASH || units[end - 5] === 0x2e)
  );
}

function endsInExe(units: Uint16Array, start: number, end: number): boolean {
  return end - start > EXE.length && sameUnits(EXE, units, end - EXE.length, end);
}

/** Where a version behind the name starts (`python3.12`, `gcc-13`, `clang++-17`), or `end`. */
function withoutVersion(units: Uint16Array, start: number, end: number): number {
  let at = end;
  while (
    at > start &&
    ((units[at - 1] as number) === 0x2e || ((units[at - 1] as number) >= 0x30 && (units[at - 1] as number) <= 0x39))
  )
    at--;
  if (at > start && at < end && units[at - 1] === DASH) at--;
  return at > start ? at : end;
}
