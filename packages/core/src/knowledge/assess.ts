/** From invocations to frames and effects: what a command line would do. */
import { decodeUnits, Hole, InvocationKind, isHole, MAX_NESTING, Nesting, Origin, ReadFailure, read, readNested, RedirectionKind, WordFlag } from '../shell/index.ts';
import { type Assessment, NONE } from './assessment.ts';
import { codeEffect } from './code.ts';
import { EFFECT_NAMES, type EffectName } from './effects.ts';
import { Flows } from './flows.ts';
import { ArgumentState } from './invocation.ts';
import { PLACE_COUNT, RISK_TABLES, TargetKind } from './risk.ts';
import { type PathResolver, Place } from './scope.ts';
import { effectNumber, hashUnits, KeyKind, LANGUAGES, NodeFlag, OptionFlag, ROOT_NODE, SpecialRole, type Tables, toUnits } from './tables.ts';
import { holdsHole, isRemotePath, Target, targetOf } from './url.ts';
import { assignmentEffect } from './variables.ts';

const DASH = 0x2d;
const EQUALS = 0x3d;
const SLASH = 0x2f;

/** Commands, wrapped ones included, that one action may hold; more is `text.excessive`. */
const MAX_FRAMES = 1 << 16;
/** Marks a role in `ArgumentState.values` as an option's own effect: its word is no path. */
const OF_OPTION = 1 << 20;

const number = (name: EffectName): number => effectNumber(name);
const E = {
  READ: number('file.read'),
  LIST: number('file.list'),
  WRITE: number('file.write'),
  APPEND: number('file.append'),
  RUN: number('file.run'),
  UPLOAD: number('file.upload'),
  INSPECT: number('inspect'),
  DECODED: number('inspect.decoded'),
  FETCH: number('network.fetch'),
  SEND: number('network.send'),
  LOCAL: number('network.local'),
  METADATA: number('network.metadata'),
  STDIN: number('code.stdin'),
  CODE_UNRESOLVED: number('code.unresolved'),
  INTERACTIVE: number('shell.interactive'),
  SHADOW: number('shell.shadow'),
  BOMB: number('shell.bomb'),
  UNKNOWN_TOOL: number('unknown.tool'),
  UNKNOWN_SUBCOMMAND: number('unknown.subcommand'),
  UNKNOWN_OPTION: number('unknown.option'),
  DYNAMIC_WORD: number('dynamic.word'),
  DYNAMIC_COMMAND: number('dynamic.command'),
  DYNAMIC_OPTION: number('dynamic.option'),
  HIDDEN: number('text.hidden'),
  UNPARSED: number('text.unparsed'),
  EXCESSIVE: number('text.excessive'),
} as const;

const HELP: Uint16Array = toUnits('--help');
const VERSION: Uint16Array = toUnits('--version');
const STANDARD_FOLDERS: readonly Uint16Array[] = [
  '/bin/',
  '/usr/bin/',
  '/usr/local/bin/',
  '/sbin/',
  '/usr/sbin/',
  '/usr/local/sbin/',
  '/opt/homebrew/bin/',
  '/opt/local/bin/',
  '/usr/games/',
  '/usr/libexec/',
  '/snap/bin/',
  '/usr/lib/git-core/',
].map(toUnits);

/** Assesses actions with one set of tables, in one context. Holds scratch memory; not to be shared by concurrent callers. */
export class Assessor {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  /** Columns of the tables that are read most. */
  readonly #nodeFlags: Int32Array;
  readonly #nodeParents: Int32Array;
  readonly #out: Assessment;
  readonly #states: ArgumentState[] = [];
  readonly #origin = new Origin();
  readonly #flows = new Flows();
  #depth = 0;
  /** First function name's invocation of this action, to know functions defined in the line. */
  #functions = 0;

  constructor(tables: Tables, paths: PathResolver, out: Assessment) {
    this.#tables = tables;
    this.#nodeFlags = tables.data.nodes.flags;
    this.#nodeParents = tables.data.nodes.parent;
    this.#paths = paths;
    this.#out = out;
  }

  /** Fills the assessment with what the command line would do. */
  assessCommandLine(text: string): void {
    const out = this.#out;
    out.reset();
    this.#paths.restart();
    this.#depth = 0;
    this.#functions = 0;
    read(out.reading, text);
    this.#assessRows(0, NONE);
    if (out.reading.failure !== ReadFailure.NONE) this.#addFailure();
    this.#flows.addTo(out);
    this.#total();
  }

  /** Fills the assessment with one effect on one path, URL or name. */
  assessTarget(effect: number, text: string): void {
    const out = this.#out;
    out.reset();
    out.reading.reset(text);
    this.#paths.restart();
    out.reading.reserve(text.length);
    for (let i = 0; i < text.length; i++) out.reading.units[i] = text.charCodeAt(i);
    out.reading.unitCount = text.length;
    const word = out.reading.words.add(0, text.length, 0, text.length, 0, 0);
    const frame = out.frames.add(NONE, 0, NONE, NONE);
    this.#addEffectOn(effect, word, frame, undefined);
    this.#total();
  }

  #addFailure(): void {
    const { reading, frames } = this.#out;
    const word = reading.words.add(reading.failureAt, reading.source.length, 0, 0, 0, 0);
    const frame = frames.count > 0 ? 0 : frames.add(NONE, 0, NONE, NONE);
    this.#add(reading.failure === ReadFailure.SYNTAX ? E.UNPARSED : E.EXCESSIVE, Place.NONE, word, frame);
  }

  /** Sums risk and capabilities up, per frame and for the whole. */
  #total(): void {
    const { effects, frames } = this.#out;
    let capabilities = 0;
    for (let row = 0; row < effects.count; row++) {
      const frame = effects.frame[row] as number;
      const risk = effects.risk[row] as number;
      const own = effects.capabilities[row] as number;
      if (risk > (frames.risk[frame] as number)) frames.risk[frame] = risk;
      frames.capabilities[frame] = (frames.capabilities[frame] as number) | own;
      capabilities |= own;
    }
    let riskiest = 0;
    for (let frame = 1; frame < frames.count; frame++) {
      if ((frames.risk[frame] as number) > (frames.risk[riskiest] as number)) riskiest = frame;
    }
    this.#out.capabilities = capabilities;
    this.#out.riskiestFrame = riskiest;
    this.#out.risk = frames.count === 0 ? 0 : (frames.risk[riskiest] as number);
  }

  // Invocations.

  /** Assesses the reading's invocations from row `first` on to its present end. */
  #assessRows(first: number, parent: number): void {
    const end = this.#out.reading.invocations.count;
    for (let row = first; row < end; row++) this.#assessInvocation(row, parent);
  }

  #assessInvocation(row: number, parent: number): void {
    const { invocations } = this.#out.reading;
    const kind = invocations.kind[row] as number;
    const wordFirst = invocations.wordFirst[row] as number;
    const wordCount = invocations.wordCount[row] as number;
    if (this.#out.frames.count >= MAX_FRAMES) return;
    let frame: number;
    if (kind === InvocationKind.COMMAND && wordCount > 0) {
      frame = this.#assessWords(wordFirst, wordCount, parent, row);
    } else {
      frame = this.#out.frames.add(wordCount > 0 ? wordFirst : NONE, 0, parent, row);
      if (kind === InvocationKind.FUNCTION) this.#define(row, frame);
    }
    this.#assessAssignments(row, frame);
    this.#assessRedirections(row, frame);
    for (let word = wordFirst; word < wordFirst + wordCount; word++) this.#noteWord(word, frame);
  }

  /** A function's name: a known tool's is shadowed; a body that pipes into itself is a bomb. */
  #define(row: number, frame: number): void {
    const { words, invocations, units } = this.#out.reading;
    const word = invocations.wordFirst[row] as number;
    this.#functions++;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    const hash = words.hash[word] as number;
    if (this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hash, units, start, end) >= 0) this.#add(E.SHADOW, Place.NONE, word, frame);
    for (let inner = row + 1; inner < invocations.count; inner++) {
      const name = invocations.wordFirst[inner] as number;
      const calls = (invocations.wordCount[inner] as number) > 0 && words.hash[name] === hash;
      if (calls && (invocations.pipeline[inner] as number) >= 0 && invocations.nesting[inner] !== Nesting.TOP) {
        this.#add(E.BOMB, Place.NONE, word, frame);
        return;
      }
    }
  }

  /** Whether the word names a function that this action defines. */
  #isFunction(word: number): boolean {
    if (this.#functions === 0) return false;
    const { words, invocations } = this.#out.reading;
    for (let row = 0; row < invocations.count; row++) {
      if (invocations.kind[row] !== InvocationKind.FUNCTION) continue;
      if (words.hash[invocations.wordFirst[row] as number] === words.hash[word]) return true;
    }
    return false;
  }

  #assessAssignments(row: number, frame: number): void {
    const { invocations, assignments, words, units } = this.#out.reading;
    const first = invocations.assignmentFirst[row] as number;
    const end = first + (invocations.assignmentCount[row] as number);
    for (let i = first; i < end; i++) {
      const value = assignments.value[i] as number;
      const start = value < 0 ? 0 : (words.textStart[value] as number);
      const stop = value < 0 ? 0 : (words.textEnd[value] as number);
      const name = assignments.name[i] as number;
      this.#add(assignmentEffect(words.hash[name] as number, units, start, stop), Place.NONE, name, frame);
      if (value >= 0) this.#noteWord(value, frame);
    }
  }

  #assessRedirections(row: number, frame: number): void {
    const { invocations, redirections } = this.#out.reading;
    const first = invocations.redirectionFirst[row] as number;
    const end = first + (invocations.redirectionCount[row] as number);
    for (let i = first; i < end; i++) {
      const target = redirections.target[i] as number;
      const effect = redirectionEffect(redirections.kind[i] as number);
      if (effect < 0) continue;
      this.#addEffectOn(effect, target, frame, undefined);
      this.#noteWord(target, frame);
    }
  }

  /** Flags that a word sets whatever becomes of it. */
  #noteWord(word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    const flags = words.flags[word] as number;
    if ((flags & WordFlag.INVISIBLE) !== 0) this.#add(E.HIDDEN, Place.NONE, word, frame);
    if ((flags & WordFlag.DYNAMIC) === 0) return;
    if (isDynamic(units, words.textStart[word] as number, words.textEnd[word] as number)) this.#add(E.DYNAMIC_WORD, Place.NONE, word, frame);
  }

  // Commands.

  /** Assesses the command whose words are `first … first + count - 1`; returns its frame. */
  #assessWords(first: number, count: number, parent: number, invocation: number): number {
    const { frames } = this.#out;
    const frame = frames.add(first, count, parent, invocation);
    if (this.#depth >= MAX_NESTING || frames.count > MAX_FRAMES) {
      this.#add(E.EXCESSIVE, Place.NONE, first, frame);
      return frame;
    }
    this.#depth++;
    const node = this.#recognise(first, frame);
    if (node >= 0) this.#assessArguments(frame, node, first + 1, first + count);
    this.#depth--;
    return frame;
  }

  /** The tool that the command word names, or -1 when there is nothing more to know about the command. */
  #recognise(word: number, frame: number): number {
    const { reading, frames } = this.#out;
    const { words, units } = reading;
    const flags = words.flags[word] as number;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    const bracket = end - start === 1 && (flags & WordFlag.GLOB) !== 0;
    if ((flags & WordFlag.DYNAMIC) !== 0 && !bracket && !isKnownPath(units, start, end, flags)) {
      this.#add(E.DYNAMIC_COMMAND, Place.NONE, word, frame);
      return -1;
    }
    const nameStart = (flags & WordFlag.SLASH) === 0 ? start : lastSlash(units, start, end) + 1;
    frames.nameStart[frame] = nameStart - start;
    const node = this.#findTool(word, nameStart, end);
    if (nameStart > start && !isStandardFolder(units, start, nameStart)) return this.#runPath(word, nameStart, node, frame);
    if (node < 0) {
      if (!this.#isFunction(word)) this.#add(E.UNKNOWN_TOOL, Place.NONE, word, frame);
      return -1;
    }
    frames.tool[frame] = node;
    frames.node[frame] = node;
    return node;
  }

  /** The tool of that name, its version suffix aside (`python3.12`, `gcc-13`), or -1. */
  #findTool(word: number, nameStart: number, end: number): number {
    const { words, units } = this.#out.reading;
    const hash = nameStart === words.textStart[word] ? (words.hash[word] as number) : hashUnits(units, nameStart, end);
    const node = this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hash, units, nameStart, end);
    if (node >= 0) return node;
    const bare = withoutVersion(units, nameStart, end);
    if (bare === end) return -1;
    return this.#tables.find(ROOT_NODE, KeyKind.COMMAND, hashUnits(units, nameStart, bare), units, nameStart, bare);
  }

  /** A program named by a path outside the system's own folders: the workspace's own code, or an unknown tool. */
  #runPath(word: number, nameStart: number, node: number, frame: number): number {
    const { reading, frames } = this.#out;
    const { words, units } = reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    const place = this.#paths.placeOf(units, start, end, false);
    this.#add(E.RUN, place, word, frame);
    const known = node >= 0 && endsInBin(units, start, nameStart);
    if (place !== Place.WORKSPACE && !known) this.#add(E.UNKNOWN_TOOL, Place.NONE, word, frame);
    if (!known) return -1;
    frames.tool[frame] = node;
    frames.node[frame] = node;
    return node;
  }

  #assessArguments(frame: number, node: number, first: number, end: number): void {
    const state = this.#state();
    state.begin(frame, node, this.#tables.data.nodes.slots[node] as number, first, end, this.#out.effects.count);
    while (state.next < state.end) this.#readArgument(state, state.next++);
    this.#finish(state);
  }

  #state(): ArgumentState {
    let state = this.#states[this.#depth];
    if (state === undefined) {
      state = new ArgumentState();
      this.#states[this.#depth] = state;
    }
    return state;
  }

  #readArgument(state: ArgumentState, word: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    if (!state.optionsEnded) {
      if (end - start > 1 && units[start] === DASH) return this.#readOption(state, word, start, end);
      const flags = this.#nodeFlags[state.node] as number;
      if ((flags & NodeFlag.KEYED) !== 0 && this.#readKeyed(state, word, start, end)) return;
      if ((flags & NodeFlag.BUNDLE) !== 0 && word === state.first) return this.#readCluster(state, word, start, end);
    }
    this.#readOperand(state, word);
  }

  // Options.

  #readOption(state: ArgumentState, word: number, start: number, end: number): void {
    const { units } = this.#out.reading;
    const nodeFlags = this.#nodeFlags[state.node] as number;
    const double = units[start + 1] === DASH;
    if (double && end - start === 2) {
      state.optionsEnded = true;
      return;
    }
    if (double && (nodeFlags & NodeFlag.HELPLESS) === 0 && isHelp(units, start, end)) {
      state.only = true;
      return;
    }
    if (double || (nodeFlags & NodeFlag.LONG) !== 0) {
      const from = double && (nodeFlags & NodeFlag.LONG) !== 0 ? start + 1 : start;
      this.#readLong(state, word, from, end);
    } else {
      const exact = end - start > 2 ? this.#findOption(state.node, this.#out.reading.words.hash[word] as number, start, end) : -1;
      if (exact >= 0) this.#apply(state, exact, word, -1);
      else this.#readCluster(state, word, start + 1, end);
    }
  }

  /** `--name`, `--name=value`, and abbreviations of it. */
  #readLong(state: ArgumentState, word: number, start: number, end: number): void {
    const { words, units } = this.#out.reading;
    let nameEnd = start;
    while (nameEnd < end && units[nameEnd] !== EQUALS) nameEnd++;
    const whole = start === words.textStart[word] && nameEnd === end;
    const hash = whole ? (words.hash[word] as number) : hashUnits(units, start, nameEnd);
    let option = this.#findOption(state.node, hash, start, nameEnd);
    if (option < 0) option = this.#findAbbreviated(state.node, start, nameEnd);
    if (option >= 0) this.#apply(state, option, word, nameEnd < end ? nameEnd + 1 : -1);
    else if (((this.#nodeFlags[state.node] as number) & NodeFlag.CLOSED) !== 0) state.addValue(word, E.UNKNOWN_OPTION | OF_OPTION);
  }

  /** Short options in one word, `units[start…end)` without the dash. */
  #readCluster(state: ArgumentState, word: number, start: number, end: number): void {
    const { reading } = this.#out;
    reading.reserve(2);
    const closed = ((this.#nodeFlags[state.node] as number) & NodeFlag.CLOSED) !== 0;
    // The name `-c` is laid down behind the cooked text, where a look-up can compare it.
    const at = reading.unitCount;
    reading.units[at] = DASH;
    for (let i = start; i < end; i++) {
      reading.units[at + 1] = reading.units[i] as number;
      const option = this.#findOption(state.node, hashUnits(reading.units, at, at + 2), at, at + 2);
      if (option < 0) {
        if (closed) state.addValue(word, E.UNKNOWN_OPTION | OF_OPTION);
        continue;
      }
      const takes = (this.#tables.data.options.takes[option] as number) >= 0;
      this.#apply(state, option, word, takes && i + 1 < end ? i + 1 : -1);
      if (takes) return;
    }
  }

  /** `KEY=VALUE`, whose option's name is `KEY=`. */
  #readKeyed(state: ArgumentState, word: number, start: number, end: number): boolean {
    const { units } = this.#out.reading;
    let equals = start;
    while (equals < end && units[equals] !== EQUALS) equals++;
    if (equals === end) return false;
    const option = this.#findOption(state.node, hashUnits(units, start, equals + 1), start, equals + 1);
    if (option < 0) return false;
    this.#apply(state, option, word, equals + 1);
    return true;
  }

  /** The option of that name at the node, or at those that it inherits from, or -1. */
  #findOption(node: number, hash: number, start: number, end: number): number {
    const { units } = this.#out.reading;
    for (let owner = node; owner > ROOT_NODE; owner = this.#nodeParents[owner] as number) {
      const option = this.#tables.find(owner, KeyKind.OPTION, hash, units, start, end);
      if (option >= 0) return option;
      if (((this.#nodeFlags[owner] as number) & NodeFlag.OWN_OPTIONS) !== 0) return -1;
    }
    return -1;
  }

  /** The first described long option that the text is the beginning of, or -1. */
  #findAbbreviated(node: number, start: number, end: number): number {
    const { nodes, lists } = this.#tables.data;
    const list = nodes.longOptions[node] as number;
    if (list < 0 || end - start < 3) return -1;
    const stop = list + 1 + (lists[list] as number);
    for (let at = list + 1; at < stop; at += 3) {
      const longer = (lists[at + 1] as number) > end - start;
      if (longer && this.#tables.poolEquals(lists[at] as number, this.#out.reading.units, start, end)) return lists[at + 2] as number;
    }
    return -1;
  }

  /** An option was given; its value begins at unit `valueStart` of the word, or -1: in the next word. */
  #apply(state: ArgumentState, option: number, word: number, valueStart: number): void {
    const { options, lists } = this.#tables.data;
    const flags = options.flags[option] as number;
    if ((flags & OptionFlag.ONLY) !== 0) state.only = true;
    this.#addOwn(state, options.does[option] as number, word);
    const slots = options.slots[option] as number;
    if (slots >= 0 && option >= state.slotsOption) {
      state.slots = slots;
      state.slotsOption = option;
      state.commandSettled = true;
    }
    const turns = options.turns[option] as number;
    if (turns >= 0) {
      for (let at = turns + 1; at <= turns + (lists[turns] as number); at += 2) state.addTurn(lists[at] as number, lists[at + 1] as number);
    }
    const takes = options.takes[option] as number;
    if (takes >= 0) this.#takeValue(state, takes, (flags & OptionFlag.ATTACHED) !== 0, word, valueStart);
  }

  #takeValue(state: ArgumentState, takes: number, attached: boolean, word: number, valueStart: number): void {
    if (takes === SpecialRole.COMMAND && valueStart < 0) return this.#wrapUntilTerminator(state);
    if (takes !== SpecialRole.TEXT) state.fed = true;
    if (valueStart >= 0) {
      if (takes !== SpecialRole.TEXT) state.addValue(this.#slice(word, valueStart), takes);
    } else if (!attached && state.next < state.end) {
      const value = state.next++;
      if (takes !== SpecialRole.TEXT) state.addValue(value, takes);
    }
  }

  /** Remembers an option's own effects. */
  #addOwn(state: ArgumentState, list: number, word: number): void {
    if (list < 0) return;
    const { lists } = this.#tables.data;
    for (let at = list + 1; at <= list + (lists[list] as number); at++) state.addValue(word, (lists[at] as number) | OF_OPTION);
  }

  /** A word row for the rest of `word` from unit `from` on. */
  #slice(word: number, from: number): number {
    const { words, units } = this.#out.reading;
    const end = words.textEnd[word] as number;
    const flags = words.flags[word] as number;
    const sourceStart = words.start[word] as number;
    const shift = (flags & WordFlag.VERBATIM) !== 0 ? from - (words.textStart[word] as number) : 0;
    return words.add(sourceStart + shift, words.end[word] as number, from, end, hashUnits(units, from, end), flags);
  }

  // Operands.

  #readOperand(state: ArgumentState, word: number): void {
    const nodeFlags = this.#nodeFlags[state.node] as number;
    if (!state.commandSettled && state.operandCount === 0 && (nodeFlags & NodeFlag.HAS_COMMANDS) !== 0 && this.#readCommand(state, word)) return;
    const role = this.#earlyRole(state);
    if (role === SpecialRole.ASSIGNMENT) {
      if (this.#readAssignment(state, word)) return;
      state.addOperand(NONE);
      return this.#readOperand(state, word);
    }
    if (role === SpecialRole.COMMAND) return this.#wrap(state, word, state.end);
    if (role === SpecialRole.SHELL_JOINED) return this.#runJoined(state, word);
    state.addOperand(word);
    if ((nodeFlags & NodeFlag.POSIX) !== 0) state.optionsEnded = true;
  }

  /** Descends into the subcommand that the word names; false where it is an operand instead. */
  #readCommand(state: ArgumentState, word: number): boolean {
    const { words, units } = this.#out.reading;
    const { nodes } = this.#tables.data;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    const hash = words.hash[word] as number;
    let child = this.#tables.find(state.node, KeyKind.COMMAND, hash, units, start, end);
    if (child < 0) {
      const flags = nodes.flags[state.node] as number;
      if ((flags & NodeFlag.HAS_GROUPS) !== 0 && this.#tables.find(state.node, KeyKind.GROUP, hash, units, start, end) >= 0) return true;
      child = this.#findPattern(nodes.patterns[state.node] as number, start, end);
    }
    if (child >= 0) {
      state.node = child;
      if (state.slotsOption < 0) state.slots = nodes.slots[child] as number;
      this.#out.frames.node[state.frame] = child;
      this.#out.frames.nameLastWord[state.frame] = word;
      return true;
    }
    state.commandSettled = true;
    if (((nodes.flags[state.node] as number) & NodeFlag.HAS_OPERANDS) !== 0) return false;
    const dynamic = ((words.flags[word] as number) & WordFlag.DYNAMIC) !== 0;
    this.#add(dynamic ? E.DYNAMIC_COMMAND : E.UNKNOWN_SUBCOMMAND, Place.NONE, word, state.frame);
    return false;
  }

  /** The child whose name's pattern fits, or -1. */
  #findPattern(list: number, start: number, end: number): number {
    if (list < 0) return -1;
    const { lists } = this.#tables.data;
    const { units } = this.#out.reading;
    if (holdsHole(units, start, end)) return -1;
    for (let at = list + 1; at <= list + (lists[list] as number); at += 4) {
      if (this.#tables.fits(lists[at] as number, lists[at + 1] as number, lists[at + 2] as number, units, start, end)) return lists[at + 3] as number;
    }
    return -1;
  }

  /** The role of the operand that comes next, as far as it does not depend on how many follow; else `TEXT`. */
  #earlyRole(state: ArgumentState): number {
    if (state.slots < 0) return SpecialRole.TEXT;
    const { lists } = this.#tables.data;
    const head = lists[state.slots + 1] as number;
    const variadic = lists[state.slots + 2] as number;
    if (state.operandCount < head) return lists[state.slots + 3 + state.operandCount] as number;
    if (variadic !== SpecialRole.ASSIGNMENT) return variadic;
    // `assignment*` ends at the first word that is none: what follows is the first slot behind it.
    const passed = state.operandCount > head;
    return passed ? (lists[state.slots + 3 + head] ?? SpecialRole.TEXT) : SpecialRole.ASSIGNMENT;
  }

  /** Sets the variable of a `NAME=value` word; false where the word is none. */
  #readAssignment(state: ArgumentState, word: number): boolean {
    const { words, units } = this.#out.reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    let at = start;
    while (at < end && isNameUnit(units[at] as number)) at++;
    if (at === start || at === end || units[at] !== EQUALS) return false;
    this.#add(assignmentEffect(hashUnits(units, start, at), units, at + 1, end), Place.NONE, word, state.frame);
    return true;
  }

  /** The words from `word` up to `end` are a command of their own. */
  #wrap(state: ArgumentState, word: number, end: number): void {
    state.fed = true;
    state.next = end;
    state.addOperand(NONE);
    const frames = this.#out.frames;
    const before = this.#out.effects.count;
    const invocation = frames.invocation[state.frame] as number;
    const first = ((this.#nodeFlags[state.node] as number) & NodeFlag.FEEDS) === 0 ? word : this.#fedWords(state, invocation, word, end);
    const last = first === word ? end : this.#out.reading.words.count;
    this.#assessWords(first, last - first, state.frame, invocation);
    this.#afterWrapped(state.node, before);
  }

  /**
   * Whether the operands that a wrapper adds (`find … -exec`, `xargs`) name files of the workspace or
   * temporary ones: those below the folders that `find` was given, or those that the stage before
   * lists and does not otherwise print.
   */
  #feedsWorkspace(state: ArgumentState, invocation: number): boolean {
    const { reading, effects, frames } = this.#out;
    const { words, units } = reading;
    for (let i = 0; i < state.operandCount && i < state.operands.length; i++) {
      const operand = state.operands[i] as number;
      if (operand >= 0 && !isTame(this.#paths.placeOf(units, words.textStart[operand] as number, words.textEnd[operand] as number, false))) return false;
    }
    if (this.#tables.data.nodes.slots[state.node] !== state.slots || this.#isLister(state.node)) return true;
    const { pipeline, stage } = reading.invocations;
    const own = pipeline[invocation] as number;
    let lists = false;
    for (let row = effects.count - 1; row >= 0 && own >= 0; row--) {
      const source = frames.invocation[effects.frame[row] as number] as number;
      if (source < 0 || pipeline[source] !== own || stage[source] !== (stage[invocation] as number) - 1) continue;
      if (effects.effect[row] !== E.LIST || !isTame(effects.place[row] as number)) return false;
      lists = true;
    }
    return lists;
  }

  /** Whether the tool's own operands are looked at, as `find`'s are. */
  #isLister(node: number): boolean {
    const { nodes, lists } = this.#tables.data;
    const slots = nodes.slots[node] as number;
    return slots >= 0 && lists[slots + 2] === E.LIST;
  }

  /**
   * The words from `first` to `end` with the operands that the wrapper adds: in the place of `{}`, or
   * behind the last. Returns the first word's row. An added operand reads as `{}`, a file of the
   * workspace, or as known only at run time.
   */
  #fedWords(state: ArgumentState, invocation: number, first: number, end: number): number {
    const { reading } = this.#out;
    const { words } = reading;
    const tame = this.#feedsWorkspace(state, invocation);
    if (tame && this.#isLister(state.node)) return first;
    const from = words.count;
    reading.reserve(2);
    const added = reading.unitCount;
    const { units } = reading;
    units[added] = tame ? 0x7b : Hole.UNKNOWN;
    units[added + 1] = 0x7d;
    reading.unitCount += tame ? 2 : 1;
    let placed = false;
    for (let word = first; word < end; word++) {
      const start = words.textStart[word] as number;
      const isPlace = (words.textEnd[word] as number) - start === 2 && units[start] === 0x7b && units[start + 1] === 0x7d;
      placed ||= isPlace;
      if (isPlace) this.#addFed(added, word, tame);
      else words.add(words.start[word] as number, words.end[word] as number, start, words.textEnd[word] as number, words.hash[word] as number, words.flags[word] as number);
    }
    if (!placed) this.#addFed(added, end - 1, tame);
    return from;
  }

  /** A word row for the added operand at unit `at`, with the span of `word`. */
  #addFed(at: number, word: number, tame: boolean): void {
    const { words, units } = this.#out.reading;
    const end = at + (tame ? 2 : 1);
    words.add(words.start[word] as number, words.end[word] as number, at, end, hashUnits(units, at, end), tame ? 0 : WordFlag.DYNAMIC | WordFlag.QUOTED);
  }

  /** What a wrapper makes of the effects of what it wraps: on another system there is no workspace. */
  #afterWrapped(node: number, firstEffect: number): void {
    const flags = this.#nodeFlags[node] as number;
    if ((flags & NodeFlag.AWAY) === 0) return;
    const { effects } = this.#out;
    for (let row = firstEffect; row < effects.count; row++) {
      if (effects.place[row] === Place.WORKSPACE || effects.place[row] === Place.WORKSPACE_ROOT) this.#place(row, Place.ELSEWHERE);
    }
  }

  /** Moves an effect to another place. */
  #place(row: number, place: number): void {
    const { effects } = this.#out;
    const at = (effects.effect[row] as number) * PLACE_COUNT + place;
    effects.place[row] = place;
    effects.risk[row] = RISK_TABLES.risk[at] as number;
    effects.capabilities[row] = RISK_TABLES.capabilities[at] as number;
  }

  /** `find … -exec COMMAND ;`: the command ends at a word `;` or `+`, or at the last word. */
  #wrapUntilTerminator(state: ArgumentState): void {
    const { words, units } = this.#out.reading;
    const first = state.next;
    let end = first;
    while (end < state.end) {
      const start = words.textStart[end] as number;
      if ((words.textEnd[end] as number) - start === 1 && (units[start] === 0x3b || units[start] === 0x2b)) break;
      end++;
    }
    const operands = state.operandCount;
    if (end > first) this.#wrap(state, first, end);
    state.operandCount = operands;
    state.next = Math.min(end + 1, state.end);
  }

  /** The words from `word` on, joined with blanks, are shell code. */
  #runJoined(state: ArgumentState, word: number): void {
    state.fed = true;
    state.addOperand(NONE);
    const end = state.end;
    state.next = end;
    if (end - word === 1) return this.#runShell(word, state.frame, state.node);
    const { reading } = this.#out;
    const { words } = reading;
    let text = '';
    for (let at = word; at < end; at++) text += `${at === word ? '' : ' '}${reading.text(at)}`;
    const origin = this.#origin.collapsed(words.start[word] as number, words.end[end - 1] as number, this.#depth + 1);
    this.#runText(text, origin, state.frame, state.node);
  }

  /** The word's text is shell code. */
  #runShell(word: number, frame: number, node: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    if (end - start === 1 && isHole(units[start] as number)) {
      this.#add(E.CODE_UNRESOLVED, Place.NONE, word, frame);
      return;
    }
    const sourceStart = words.start[word] as number;
    const sourceEnd = words.end[word] as number;
    const quotes = sourceEnd - sourceStart - (end - start);
    const verbatim = quotes === 0 || (quotes === 2 && isQuotedWhole(this.#out.reading.source, sourceStart, sourceEnd));
    const origin = verbatim
      ? this.#origin.exact(sourceStart + quotes / 2, this.#depth + 1)
      : this.#origin.collapsed(sourceStart, sourceEnd, this.#depth + 1);
    const { source } = this.#out.reading;
    const text = verbatim && !holdsHole(units, start, end) ? source.substring(sourceStart + quotes / 2, sourceEnd - quotes / 2) : decodeUnits(units, start, end);
    this.#runText(text, origin, frame, node);
  }

  #runText(text: string, origin: Origin, frame: number, node: number): void {
    const { reading, frames, effects } = this.#out;
    if (this.#depth >= MAX_NESTING) {
      this.#add(E.EXCESSIVE, Place.NONE, frames.word[frame] as number, frame);
      return;
    }
    const before = effects.count;
    const first = readNested(reading, text, origin, Nesting.SUBSHELL, frames.invocation[frame] as number);
    this.#depth++;
    this.#assessRows(first, frame);
    this.#depth--;
    this.#afterWrapped(node, before);
  }

  // What it all comes to.

  #finish(state: ArgumentState): void {
    const { nodes } = this.#tables.data;
    const { effects, frames } = this.#out;
    if (state.only) {
      effects.count = state.effectMark;
      this.#add(E.INSPECT, Place.NONE, frames.word[state.frame] as number, state.frame);
      return;
    }
    const word = frames.word[state.frame] as number;
    if (((nodes.flags[state.node] as number) & NodeFlag.DECODES) !== 0) this.#add(E.DECODED, Place.NONE, word, state.frame);
    this.#addOwn(state, nodes.does[state.node] as number, word);
    if (state.operandCount === 0) this.#addOwn(state, nodes.bare[state.node] as number, word);
    this.#finishOperands(state);
    for (let i = 0; i < state.valueCount; i += 2) this.#finishValue(state, state.values[i] as number, state.values[i + 1] as number);
    const stdin = nodes.stdin[state.node] as number;
    if (stdin >= 0 && !state.fed && this.#readsInput(state)) this.#finishInput(state, stdin);
    if (state.only) {
      effects.count = state.effectMark;
      this.#add(E.INSPECT, Place.NONE, word, state.frame);
      return;
    }
    if (state.remoteCopy) this.#turnEffects(state, E.READ, E.UPLOAD);
    if (state.local && !state.remote) this.#turnEffects(state, E.SEND, E.LOCAL);
  }

  #finishValue(state: ArgumentState, word: number, role: number): void {
    if ((role & OF_OPTION) === 0) return this.#finishRole(state, word, role);
    const effect = state.turned(role & ~OF_OPTION);
    if (effect >= EFFECT_NAMES.length) return;
    const isPath = RISK_TABLES.targetKind[effect] === TargetKind.PATH;
    this.#add(effect, isPath ? this.#workingPlace() : Place.NONE, word, state.frame);
  }

  /** Where a path effect without a path happens: in the working directory. */
  #workingPlace(): number {
    const { reading } = this.#out;
    reading.reserve(1);
    reading.units[reading.unitCount] = 0x2e;
    const place = this.#paths.placeOf(reading.units, reading.unitCount, reading.unitCount + 1, false);
    return place === Place.WORKSPACE_ROOT ? Place.WORKSPACE : place;
  }

  #finishOperands(state: ArgumentState): void {
    if (state.slots < 0) return;
    const { lists } = this.#tables.data;
    const size = (lists[state.slots] as number) - 2;
    const head = lists[state.slots + 1] as number;
    const variadic = lists[state.slots + 2] as number;
    const roles = state.slots + 3;
    const tail = size - head;
    const count = state.operandCount;
    for (let i = 0; i < count && i < state.operands.length; i++) {
      const word = state.operands[i] as number;
      if (word < 0) continue;
      const fromEnd = count - i;
      let role: number;
      if (i < head) role = lists[roles + i] as number;
      else if (fromEnd <= tail && (variadic >= 0 || i - head < tail)) role = lists[roles + size - fromEnd] as number;
      else role = variadic >= 0 ? variadic : SpecialRole.TEXT;
      this.#finishRole(state, word, role);
    }
  }

  #finishRole(state: ArgumentState, word: number, given: number): void {
    const role = state.turned(given >= SpecialRole.CASES ? this.#decide(given, word) : given);
    if (role < EFFECT_NAMES.length) return this.#addEffectOn(role, word, state.frame, state);
    if (role >= SpecialRole.SOURCE) return this.#finishCode(state, word, role - SpecialRole.SOURCE);
    switch (role) {
      case SpecialRole.ONLY:
        state.only = true;
        return;
      case SpecialRole.DIRECTORY:
        return this.#changeDirectory(word);
      case SpecialRole.TRANSFER_FROM:
        return this.#transfer(state, word, E.READ, E.FETCH);
      case SpecialRole.TRANSFER_TO:
        return this.#transfer(state, word, E.WRITE, E.SEND);
      case SpecialRole.COMMAND:
      case SpecialRole.COMMAND_TEXT:
      case SpecialRole.SHELL_JOINED:
        return this.#runShell(word, state.frame, state.node);
      case SpecialRole.ASSIGNMENT:
        this.#readAssignment(state, word);
        return;
    }
  }

  /** The role that cases give a word. */
  #decide(cases: number, word: number): number {
    const { lists } = this.#tables.data;
    const { words, units } = this.#out.reading;
    const list = cases - SpecialRole.CASES;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    const stop = list + (lists[list] as number);
    for (let at = list + 2; at <= stop; at += 4) {
      if (this.#tables.fits(lists[at] as number, lists[at + 1] as number, lists[at + 2] as number, units, start, end)) return lists[at + 3] as number;
    }
    return isDynamic(units, start, end) ? E.DYNAMIC_OPTION : (lists[list + 1] as number);
  }

  #finishCode(state: ArgumentState, word: number, language: number): void {
    if (language === 0) return this.#runShell(word, state.frame, state.node);
    const { words, units } = this.#out.reading;
    const effect = codeEffect(LANGUAGES[language] ?? 'other', units, words.textStart[word] as number, words.textEnd[word] as number);
    this.#add(effect, Place.NONE, word, state.frame);
  }

  #transfer(state: ArgumentState, word: number, here: number, there: number): void {
    const { words, units } = this.#out.reading;
    const remote = isRemotePath(units, words.textStart[word] as number, words.textEnd[word] as number);
    if (remote && there === E.SEND) state.remoteCopy = true;
    this.#addEffectOn(remote ? there : here, word, state.frame, undefined);
  }

  /** Turns effects of one kind that this command has into another. */
  #turnEffects(state: ArgumentState, from: number, to: number): void {
    const { effects } = this.#out;
    for (let row = state.effectMark; row < effects.count; row++) {
      if (effects.effect[row] !== from || effects.frame[row] !== state.frame) continue;
      effects.effect[row] = to;
      this.#place(row, effects.place[row] as number);
    }
  }

  #changeDirectory(word: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    if (end - start === 1 && units[start] === DASH) this.#paths.loseDirectory();
    else this.#paths.changeDirectory(units, start, end);
  }

  // Standard input as code.

  /** Whether the command takes its code from standard input: no operand, or `-`. */
  #readsInput(state: ArgumentState): boolean {
    if (state.operandCount === 0) return true;
    const { words, units } = this.#out.reading;
    const word = state.operands[0] as number;
    const start = words.textStart[word] as number;
    return (words.textEnd[word] as number) - start === 1 && units[start] === DASH;
  }

  #finishInput(state: ArgumentState, role: number): void {
    const { reading, frames } = this.#out;
    const { invocations, redirections } = reading;
    const invocation = frames.invocation[state.frame] as number;
    const word = frames.word[state.frame] as number;
    const first = invocations.redirectionFirst[invocation] as number;
    const end = first + (invocations.redirectionCount[invocation] as number);
    for (let i = first; i < end; i++) {
      const kind = redirections.kind[i] as number;
      const target = redirections.target[i] as number;
      if (kind === RedirectionKind.TEXT) return this.#finishRole(state, target, role);
      if (kind === RedirectionKind.READ) return this.#addEffectOn(E.RUN, target, state.frame, undefined);
    }
    const piped = (invocations.pipeline[invocation] as number) >= 0 && (invocations.stage[invocation] as number) > 0;
    this.#add(piped ? E.STDIN : E.INTERACTIVE, Place.NONE, word, state.frame);
  }

  // Effects.

  /** Adds an effect whose target is the word: a path, a URL, or a name. */
  #addEffectOn(effect: number, word: number, frame: number, state: ArgumentState | undefined): void {
    const kind = RISK_TABLES.targetKind[effect];
    if (kind === TargetKind.PATH) return this.#addOnPath(effect, word, frame);
    if (kind === TargetKind.URL) return this.#addOnUrl(effect, word, frame, state);
    this.#add(effect, Place.NONE, word, frame);
  }

  #addOnPath(effect: number, word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    const start = words.textStart[word] as number;
    const end = words.textEnd[word] as number;
    // A lone `-` is a standard stream.
    if (end - start === 1 && units[start] === DASH) return;
    const flags = words.flags[word] as number;
    const place = this.#paths.placeOf(units, start, end, (flags & WordFlag.GLOB) !== 0);
    if (place === Place.SINK && effect !== E.RUN) return;
    this.#add(effect, place, word, frame);
  }

  #addOnUrl(effect: number, word: number, frame: number, state: ArgumentState | undefined): void {
    const { words, units } = this.#out.reading;
    const target = targetOf(units, words.textStart[word] as number, words.textEnd[word] as number);
    if (target === Target.METADATA) return this.#add(E.METADATA, Place.NONE, word, frame);
    if (target === Target.FILE && effect === E.FETCH) return this.#addFileUrl(word, frame);
    if (state !== undefined && effect === E.FETCH) {
      if (target === Target.LOCAL) state.local = true;
      else state.remote = true;
    }
    this.#add(target === Target.LOCAL && effect !== E.FETCH ? E.LOCAL : effect, Place.NONE, word, frame);
  }

  /** `file:///path` reads the path. */
  #addFileUrl(word: number, frame: number): void {
    const { words, units } = this.#out.reading;
    let from = (words.textStart[word] as number) + 5;
    const end = words.textEnd[word] as number;
    while (from + 1 < end && units[from] === SLASH && units[from + 1] === SLASH) from++;
    this.#add(E.READ, this.#paths.placeOf(units, from, end, false), word, frame);
  }

  #add(effect: number, place: number, word: number, frame: number): void {
    const at = effect * PLACE_COUNT + place;
    this.#out.effects.add(effect, place, RISK_TABLES.risk[at] as number, RISK_TABLES.capabilities[at] as number, word, frame);
  }
}

/** The effect of a redirection on its target, or -1. */
function redirectionEffect(kind: number): number {
  switch (kind) {
    case RedirectionKind.READ:
      return E.READ;
    case RedirectionKind.WRITE:
    case RedirectionKind.READ_WRITE:
      return E.WRITE;
    case RedirectionKind.APPEND:
      return E.APPEND;
    default:
      return -1;
  }
}

/** Whether a hole stands in the text that the context does not fill and that is more than a number. */
function isDynamic(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (isHole(unit) && unit !== Hole.HOME && unit !== Hole.WORKING_DIRECTORY && unit !== Hole.TEMPORARY && unit !== Hole.NUMBER && unit !== Hole.STATUS) return true;
  }
  return false;
}

/** Whether a dynamic command word is a path that the context completes: `~/bin/x`, `$PWD/run.sh`. */
function isKnownPath(units: Uint16Array, start: number, end: number, flags: number): boolean {
  const first = units[start] as number;
  const known = first === Hole.HOME || first === Hole.WORKING_DIRECTORY || first === Hole.TEMPORARY;
  return known && (flags & (WordFlag.SLASH | WordFlag.GLOB | WordFlag.BRACE)) === WordFlag.SLASH && !holdsHole(units, start + 1, end);
}

/** Whether one pair of quotes encloses the whole word. */
function isQuotedWhole(source: string, start: number, end: number): boolean {
  const first = source.charCodeAt(start);
  return (first === 0x27 || first === 0x22) && source.charCodeAt(end - 1) === first;
}

/** Whether changing something there is routine. */
function isTame(place: number): boolean {
  return place === Place.WORKSPACE || place === Place.WORKSPACE_ROOT || place === Place.TEMPORARY;
}

function isHelp(units: Uint16Array, start: number, end: number): boolean {
  return sameUnits(HELP, units, start, end) || sameUnits(VERSION, units, start, end);
}

function sameUnits(text: Uint16Array, units: Uint16Array, start: number, end: number): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (units[start + i] !== text[i]) return false;
  return true;
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

/** Whether the folder that ends at `end` is called `bin` or `.bin`: tools installed for a project or a user. */
function endsInBin(units: Uint16Array, start: number, end: number): boolean {
  return end - start >= 5 && units[end - 2] === 0x6e && units[end - 3] === 0x69 && units[end - 4] === 0x62 && (units[end - 5] === SLASH || units[end - 5] === 0x2e);
}

/** Where a version behind the name starts (`python3.12`, `gcc-13`, `clang++-17`), or `end`. */
function withoutVersion(units: Uint16Array, start: number, end: number): number {
  let at = end;
  while (at > start && ((units[at - 1] as number) === 0x2e || ((units[at - 1] as number) >= 0x30 && (units[at - 1] as number) <= 0x39))) at--;
  if (at > start && at < end && units[at - 1] === DASH) at--;
  return at > start ? at : end;
}

function isNameUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f || (unit >= 0x30 && unit <= 0x39);
}
