/**
 * What a command line says, before anyone knows what its tools do: invocations, their words,
 * assignments and redirections, in flat arrays that are reused from one command line to the next.
 *
 * Both readers fill it: the scanner for plain command lines, the parser for all others. For every
 * text the scanner accepts, both leave exactly the same content (`testing` fuzzes that equality).
 *
 * Text of words is *cooked*: quotes and escapes are gone, and whatever is known only at run time is
 * one `Hole` code unit. Noncharacters of the block U+FDD0…U+FDEF serve as holes: Unicode
 * guarantees that no text means anything by them; one met in the input is read as `Hole.UNKNOWN`.
 */
import { startsAt } from './source.ts';

/** Stand-ins inside cooked text for parts whose value only the running shell knows. */
export const Hole = {
  /** A variable, or an expansion of one, that nothing below names. */
  UNKNOWN: 0xfdd0,
  /** `$HOME`, `${HOME}`; also an unquoted leading `~` (followed by `/` or the word's end). */
  HOME: 0xfdd1,
  /** `$PWD`, `${PWD}`. */
  WORKING_DIRECTORY: 0xfdd2,
  /** `$TMPDIR`, and `${TMPDIR:-/tmp}`-like forms. */
  TEMPORARY: 0xfdd3,
  /** `$(…)`, backticks: the output of invocations that are listed too. */
  SUBSTITUTION: 0xfdd4,
  /** `$((…))`: a number. */
  NUMBER: 0xfdd5,
  /** `$@`, `$*`, `$1`…: the script's or function's own arguments. */
  ARGUMENTS: 0xfdd6,
  /** `$?`, `$#`, `$$`, `$!`, `$-`, `$RANDOM`, `$SECONDS`, `$UID`, `$EUID`, `$LINENO`, `$PPID`: digits or shell flags, never a path. */
  STATUS: 0xfdd7,
  /** `$IFS` unquoted: splits the word. Always makes the word SPLIT as well. */
  SEPARATOR: 0xfdd8,
  /** `<(…)`, `>(…)`: a stream from or to invocations that are listed too; its name says nothing. */
  STREAM: 0xfdd9,
} as const;
export const HOLE_FIRST = 0xfdd0;
export const HOLE_LAST = 0xfdef;

/** Whether a cooked code unit stands for something unknown. */
export function isHole(unit: number): boolean {
  return unit >= HOLE_FIRST && unit <= HOLE_LAST;
}

/** Word flags. */
export const WordFlag = {
  /** Holds at least one hole, an unquoted glob or a brace expansion: its value is not its text. */
  DYNAMIC: 1,
  /** Some part was quoted or escaped, so it is not a plain run of characters. */
  QUOTED: 2,
  /** Holds an unquoted `*`, `?` or `[…]`, or an extended glob; the characters stay in the text. Not set where bash expands none: see SPLIT. */
  GLOB: 4,
  /** Holds an unquoted brace expansion `{a,b}` or `{1..9}`; the characters stay in the text. */
  BRACE: 8,
  /**
   * Holds an unquoted hole, or a quoted `$@` or `${name[@]}`: at run time it may be no word, or
   * several. Not set by holes that can't split: tilde, `<(…)`, NUMBER and STATUS; nor in an
   * assignment's value, a here-document, a here-string, `[[ … ]]` and `case`, which bash neither
   * splits nor matches against files.
   */
  SPLIT: 16,
  /** Cooked text holds a `/`. */
  SLASH: 32,
  /** Cooked text equals the source between the word's start and end, unit for unit. */
  VERBATIM: 64,
  /** Holds code units that hide text from a person: control characters other than tab and newline, bidirectional or zero-width ones. */
  INVISIBLE: 128,
} as const;

/** What an entry of the invocation list is. */
export const InvocationKind = {
  /** A simple command with a command word. */
  COMMAND: 0,
  /** Assignments and redirections without a command word. */
  BARE: 1,
  /** The definition of a function; its one word is the name, its body follows as invocations. */
  FUNCTION: 2,
  /** `[[ … ]]`, `(( … ))`, and the words of `for`, `case`, `select`: words that nothing executes. */
  WORDS: 3,
} as const;
export type InvocationKind = (typeof InvocationKind)[keyof typeof InvocationKind];

/** The innermost construct that an invocation was found in. */
export const Nesting = {
  TOP: 0,
  SUBSHELL: 1,
  GROUP: 2,
  /** `$(…)` and backticks. */
  COMMAND_SUBSTITUTION: 3,
  /** `<(…)`: its output is read by the parent. */
  PROCESS_INPUT: 4,
  /** `>(…)`: the parent's output is read by it. */
  PROCESS_OUTPUT: 5,
  FUNCTION: 6,
  CONDITION: 7,
  LOOP: 8,
  CASE: 9,
  COPROCESS: 10,
} as const;
export type Nesting = (typeof Nesting)[keyof typeof Nesting];

/** Redirection operators. `TEXT` is a here-document or a here-string: its word is the text itself. */
export const RedirectionKind = {
  /** `<` */
  READ: 0,
  /** `>`, `>|`, `&>`, `>&file` */
  WRITE: 1,
  /** `>>`, `&>>` */
  APPEND: 2,
  /** `<>` */
  READ_WRITE: 3,
  /** `<&n`, `>&n`, `n>&-`: copies or closes a descriptor; its word is the number or `-`. */
  DUPLICATE: 4,
  /** `<<`, `<<-`, `<<<` */
  TEXT: 5,
} as const;
export type RedirectionKind = (typeof RedirectionKind)[keyof typeof RedirectionKind];

/** Why a text could not be read. */
export const ReadFailure = {
  NONE: 0,
  /** The parser reported an error, or left a part unread. */
  SYNTAX: 1,
  /** Longer than `MAX_INPUT_UNITS`. */
  TOO_LONG: 2,
  /** Nested deeper than `MAX_NESTING`. */
  TOO_DEEP: 3,
  /** More than `MAX_WORDS` words or `MAX_INVOCATIONS` invocations, or too much cooked text. */
  TOO_MUCH: 4,
} as const;
export type ReadFailure = (typeof ReadFailure)[keyof typeof ReadFailure];

/** Longest text that is read, in UTF-16 code units. */
export const MAX_INPUT_UNITS = 1 << 20;
/** Deepest nesting of constructs, wrappers and code inside arguments, together. */
export const MAX_NESTING = 64;
export const MAX_WORDS = 1 << 18;
export const MAX_INVOCATIONS = 1 << 16;
/** Longest cooked text of one reading, nested texts included, in code units. */
export const MAX_COOKED_UNITS = 1 << 22;
/** What the values of variables, and bodies of loops walked once for each, may add to one reading, in code units. */
const MAX_VALUE_UNITS = 1 << 14;

/** Offset basis and prime of 32-bit FNV-1a, here over UTF-16 code units instead of bytes. */
export const HASH_BASIS = 0x811c9dc5;
export const HASH_PRIME = 0x01000193;
const SLASH = 0x2f;

/** A longer copy of an array, with room for `rows` at least. */
export function grown(from: Int32Array, rows: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(Math.max(rows, from.length * 2));
  to.set(from);
  return to;
}

/** The words of a reading. Row i is word i. */
export class WordList {
  count = 0;
  #rows: Int32Array = new Int32Array(256 << 3);

  /** Adds a row and returns its index. */
  add(start: number, end: number, textStart: number, textEnd: number, hash: number, flags: number): number {
    const row = this.count++;
    const at = row << 3;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 3));
    const rows = this.#rows;
    rows[at] = start;
    rows[at + 1] = end;
    rows[at + 2] = textStart;
    rows[at + 3] = textEnd;
    rows[at + 4] = hash;
    rows[at + 5] = flags;
    return row;
  }

  /** Adds a row that says the same as `word`, and returns its index. */
  addCopy(word: number): number {
    return this.add(
      this.start(word),
      this.end(word),
      this.textStart(word),
      this.textEnd(word),
      this.hash(word),
      this.flags(word),
    );
  }

  /** Span in `Reading.source`, half-open, in code units. */
  start(word: number): number {
    return this.#rows[word << 3] as number;
  }

  setStart(word: number, value: number): void {
    this.#rows[word << 3] = value;
  }

  end(word: number): number {
    return this.#rows[(word << 3) + 1] as number;
  }

  setEnd(word: number, value: number): void {
    this.#rows[(word << 3) + 1] = value;
  }

  /** Where the cooked text lies in `Reading.units`. */
  textStart(word: number): number {
    return this.#rows[(word << 3) + 2] as number;
  }

  textEnd(word: number): number {
    return this.#rows[(word << 3) + 3] as number;
  }

  setTextEnd(word: number, value: number): void {
    this.#rows[(word << 3) + 3] = value;
  }

  /** FNV-1a over the cooked code units (signed 32 bit). */
  hash(word: number): number {
    return this.#rows[(word << 3) + 4] as number;
  }

  setHash(word: number, value: number): void {
    this.#rows[(word << 3) + 4] = value;
  }

  flags(word: number): number {
    return this.#rows[(word << 3) + 5] as number;
  }

  setFlags(word: number, value: number): void {
    this.#rows[(word << 3) + 5] = value;
  }
}

/** The invocations of a reading, in source order; nested ones follow the one they were found in. */
export class InvocationList {
  count = 0;
  #rows: Int32Array = new Int32Array(64 << 4);

  /** Adds a row with every list empty and returns its index. */
  add(kind: number, start: number, nesting: number, parent: number, pipeline: number, stage: number): number {
    const row = this.count++;
    const at = row << 4;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 4));
    const rows = this.#rows;
    rows[at] = kind;
    rows[at + 1] = start;
    rows[at + 2] = start;
    rows[at + 3] = 0;
    rows[at + 4] = 0;
    rows[at + 5] = 0;
    rows[at + 6] = 0;
    rows[at + 7] = 0;
    rows[at + 8] = 0;
    rows[at + 9] = nesting;
    rows[at + 10] = parent;
    rows[at + 11] = pipeline;
    rows[at + 12] = stage;
    return row;
  }

  kind(invocation: number): number {
    return this.#rows[invocation << 4] as number;
  }

  setKind(invocation: number, value: number): void {
    this.#rows[invocation << 4] = value;
  }

  /** Span in `Reading.source` from the first assignment, word or redirection to the last. */
  start(invocation: number): number {
    return this.#rows[(invocation << 4) + 1] as number;
  }

  setStart(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 1] = value;
  }

  end(invocation: number): number {
    return this.#rows[(invocation << 4) + 2] as number;
  }

  setEnd(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 2] = value;
  }

  /** Words `wordFirst … wordFirst + wordCount - 1`; the first is the command word. */
  wordFirst(invocation: number): number {
    return this.#rows[(invocation << 4) + 3] as number;
  }

  setWordFirst(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 3] = value;
  }

  wordCount(invocation: number): number {
    return this.#rows[(invocation << 4) + 4] as number;
  }

  setWordCount(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 4] = value;
  }

  assignmentFirst(invocation: number): number {
    return this.#rows[(invocation << 4) + 5] as number;
  }

  setAssignmentFirst(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 5] = value;
  }

  assignmentCount(invocation: number): number {
    return this.#rows[(invocation << 4) + 6] as number;
  }

  setAssignmentCount(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 6] = value;
  }

  redirectionFirst(invocation: number): number {
    return this.#rows[(invocation << 4) + 7] as number;
  }

  setRedirectionFirst(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 7] = value;
  }

  redirectionCount(invocation: number): number {
    return this.#rows[(invocation << 4) + 8] as number;
  }

  setRedirectionCount(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 8] = value;
  }

  nesting(invocation: number): number {
    return this.#rows[(invocation << 4) + 9] as number;
  }

  /** The invocation whose words hold the substitution that this one was found in, or -1. */
  parent(invocation: number): number {
    return this.#rows[(invocation << 4) + 10] as number;
  }

  /** The innermost pipeline (row of `PipelineList`) that this is a stage of or lies in a stage of, or -1. */
  pipeline(invocation: number): number {
    return this.#rows[(invocation << 4) + 11] as number;
  }

  setPipeline(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 11] = value;
  }

  /** Its stage in that pipeline, from 0. */
  stage(invocation: number): number {
    return this.#rows[(invocation << 4) + 12] as number;
  }

  setStage(invocation: number, value: number): void {
    this.#rows[(invocation << 4) + 12] = value;
  }
}

/** Pipelines of two or more stages. Row i is pipeline i. */
export class PipelineList {
  count = 0;
  #rows: Int32Array = new Int32Array(32 << 1);

  add(parent: number, stage: number): number {
    const row = this.count++;
    const at = row << 1;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 1));
    const rows = this.#rows;
    rows[at] = parent;
    rows[at + 1] = stage;
    return row;
  }

  /** The pipeline that holds this one in one of its stages, or -1. */
  parent(pipeline: number): number {
    return this.#rows[pipeline << 1] as number;
  }

  setParent(pipeline: number, value: number): void {
    this.#rows[pipeline << 1] = value;
  }

  /** The stage of that pipeline which it lies in, from 0. */
  stage(pipeline: number): number {
    return this.#rows[(pipeline << 1) + 1] as number;
  }

  setStage(pipeline: number, value: number): void {
    this.#rows[(pipeline << 1) + 1] = value;
  }
}

/** Assignments before a command word, or alone. Name and value are words. */
export class AssignmentList {
  count = 0;
  #rows: Int32Array = new Int32Array(32 << 2);

  add(name: number, value: number, valueCount: number): number {
    const row = this.count++;
    const at = row << 2;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 2));
    const rows = this.#rows;
    rows[at] = name;
    rows[at + 1] = value;
    rows[at + 2] = valueCount;
    return row;
  }

  /** Word that holds the variable's name (index of an array element cut off). */
  name(assignment: number): number {
    return this.#rows[assignment << 2] as number;
  }

  /** Word that holds the value; for an array, its first element's word, the others follow in `words`. */
  value(assignment: number): number {
    return this.#rows[(assignment << 2) + 1] as number;
  }

  /** Number of value words: 1, or an array's length. */
  valueCount(assignment: number): number {
    return this.#rows[(assignment << 2) + 2] as number;
  }

  setValueCount(assignment: number, value: number): void {
    this.#rows[(assignment << 2) + 2] = value;
  }
}

/** Redirections. */
export class RedirectionList {
  count = 0;
  #rows: Int32Array = new Int32Array(32 << 2);

  add(kind: number, descriptor: number, target: number): number {
    const row = this.count++;
    const at = row << 2;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 2));
    const rows = this.#rows;
    rows[at] = kind;
    rows[at + 1] = descriptor;
    rows[at + 2] = target;
    return row;
  }

  kind(redirection: number): number {
    return this.#rows[redirection << 2] as number;
  }

  setKind(redirection: number, value: number): void {
    this.#rows[redirection << 2] = value;
  }

  /** The descriptor before the operator; -1 where none is written, -2 for `{name}` and for `&>`. */
  descriptor(redirection: number): number {
    return this.#rows[(redirection << 2) + 1] as number;
  }

  /** The word behind the operator. */
  target(redirection: number): number {
    return this.#rows[(redirection << 2) + 2] as number;
  }

  setTarget(redirection: number, value: number): void {
    this.#rows[(redirection << 2) + 2] = value;
  }
}

/** The functions that a reading defines, in the order of their invocations. */
export class FunctionList {
  count = 0;
  #rows: Int32Array = new Int32Array(8 << 1);

  /** Adds a function whose body is still empty and returns its row. */
  add(invocation: number): number {
    const row = this.count++;
    const at = row << 1;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 1));
    const rows = this.#rows;
    rows[at] = invocation;
    rows[at + 1] = invocation + 1;
    return row;
  }

  /** The invocation that defines it. */
  invocation(row: number): number {
    return this.#rows[row << 1] as number;
  }

  /** The invocation behind the last one of its body. */
  bodyEnd(row: number): number {
    return this.#rows[(row << 1) + 1] as number;
  }

  setBodyEnd(row: number, value: number): void {
    this.#rows[(row << 1) + 1] = value;
  }

  /** Where the body of the function that `invocation` defines ends. Binary search. */
  bodyEndOf(invocation: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.invocation(middle) < invocation) low = middle + 1;
      else high = middle;
    }
    return this.bodyEnd(low);
  }
}

/** One command line, read. Reused: `reset` empties it without giving memory back. */
export class Reading {
  source = '';
  failure: ReadFailure = ReadFailure.NONE;
  /** Where the failure was met, in code units of `source`. */
  failureAt = 0;
  /** Cooked text of every word. */
  units: Uint16Array = new Uint16Array(4096);
  unitCount = 0;
  /** Code units that values of variables may still add to what the texts themselves say. */
  valueUnits: number = MAX_VALUE_UNITS;
  readonly words: WordList = new WordList();
  readonly invocations: InvocationList = new InvocationList();
  readonly pipelines: PipelineList = new PipelineList();
  readonly assignments: AssignmentList = new AssignmentList();
  readonly redirections: RedirectionList = new RedirectionList();
  readonly functions: FunctionList = new FunctionList();

  reset(source: string): void {
    this.source = source;
    this.failure = ReadFailure.NONE;
    this.failureAt = 0;
    this.unitCount = 0;
    this.valueUnits = MAX_VALUE_UNITS;
    this.words.count = 0;
    this.invocations.count = 0;
    this.pipelines.count = 0;
    this.assignments.count = 0;
    this.redirections.count = 0;
    this.functions.count = 0;
  }

  /** Makes room for `more` further cooked units. */
  reserve(more: number): void {
    const needed = this.unitCount + more;
    if (needed <= this.units.length) return;
    const units = new Uint16Array(Math.max(needed, this.units.length * 2));
    units.set(this.units.subarray(0, this.unitCount));
    this.units = units;
  }

  /** Lays a text down behind the cooked units without keeping it; returns where it ends. */
  lay(text: string): number {
    this.reserve(text.length);
    const { units, unitCount } = this;
    for (let at = 0; at < text.length; at++) units[unitCount + at] = text.charCodeAt(at);
    return unitCount + text.length;
  }

  /** Adds a word for a text that was made of `word`, with its span; of its flags, those that the text tells are added. */
  addText(text: string, word: number, flags: number): number {
    const { words, unitCount } = this;
    const end = this.lay(text);
    let hash = HASH_BASIS | 0;
    let told = flags;
    for (let at = unitCount; at < end; at++) {
      const unit = this.units[at]!;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      if (unit === SLASH) told |= WordFlag.SLASH;
      else if (isHole(unit)) told |= WordFlag.DYNAMIC;
    }
    this.unitCount = end;
    return words.add(words.start(word), words.end(word), unitCount, end, hash, told);
  }

  /** Whether `text` stands anywhere in a word; none holds nothing. */
  holds(word: number, text: string): boolean {
    const { words, units } = this;
    const last = words.textEnd(word) - text.length;
    const first = text.charCodeAt(0);
    for (let at = words.textStart(word); at <= last; at++)
      if (units[at] === first && startsAt(units, text, at)) return true;
    return false;
  }

  /** The cooked text of word `word`, holes included. Allocates. For readers: positions may not be final yet. */
  cooked(word: number): string {
    return decodeUnits(this.units, this.words.textStart(word), this.words.textEnd(word));
  }

  /** The same, by a faster way, for whoever comes after the readers. */
  text(word: number): string {
    const { words } = this;
    const isVerbatim = (words.flags(word) & WordFlag.VERBATIM) !== 0;
    return isVerbatim ? this.source.slice(words.start(word), words.end(word)) : this.cooked(word);
  }
}

/** A string from code units. Eight at a time: strings that grow unit by unit are slow, and spreading an array is slower. */
export function decodeUnits(units: Uint16Array, start: number, end: number): string {
  const decode = String.fromCharCode;
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    text += decode(
      units[at]!,
      units[at + 1]!,
      units[at + 2]!,
      units[at + 3]!,
      units[at + 4]!,
      units[at + 5]!,
      units[at + 6]!,
      units[at + 7]!,
    );
  }
  for (; at < end; at++) text += decode(units[at]!);
  return text;
}
