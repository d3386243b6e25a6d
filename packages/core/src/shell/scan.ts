/**
 * The scanner: reads plain command lines in one pass, without taking memory.
 *
 * It either leaves exactly what the parser would leave, or declines and leaves nothing. So it is
 * short of many constructs (here-documents, loops, backticks, arithmetic, brace expansion …) and
 * declines whatever looks like one of them, and every text that is not plainly well formed.
 *
 * `$(…)` is taken in two steps, since the words of a command must lie side by side: its end is
 * guessed first and noted, and once the command is complete its text is scanned. A wrong guess
 * shows there: the list must end exactly where it was guessed to.
 */
import type { Origin } from './origin.ts';
import {
  HASH_BASIS,
  HASH_PRIME,
  Hole,
  InvocationKind,
  MAX_INVOCATIONS,
  MAX_NESTING,
  MAX_WORDS,
  Nesting,
  Reading,
  RedirectionKind,
  WordFlag,
  WordList,
} from './reading.ts';
import { namesDescriptor, openPipeline } from './rows.ts';
import {
  isDigit,
  nameEnd,
  parameterEnd,
  parameterHole,
  tildeEnd,
  tildeHole,
  UNIT_CLASS,
  UnitClass,
} from './units.ts';

/** Deepest nesting that the scanner takes on; each level of `$(…)` is looked through once more, so this bounds its work. */
const MAX_SCANNED_NESTING = 12;
/** Returned in place of a position. */
const DECLINED = -1;
/** No code unit. */
const NONE = -1;

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const NUMBER_SIGN = 0x23;
const DOLLAR = 0x24;
const AMPERSAND = 0x26;
const SINGLE_QUOTE = 0x27;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const SEMICOLON = 0x3b;
const PLUS = 0x2b;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const OPEN_BRACE = 0x7b;
const BAR = 0x7c;
const CLOSE_BRACE = 0x7d;

/** Words that are no command in command position. `in` and `]]` are among them since the parser has its own mind about them. */
const RESERVED =
  'if then else elif fi do done case esac while until for in function select time coproc ! { } [[ ]]'.split(' ');

function hashOf(units: ArrayLike<number>, start: number, end: number): number {
  let hash = HASH_BASIS | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (units[at] ?? 0), HASH_PRIME);
  return hash;
}
const RESERVED_HASHES: ReadonlySet<number> = new Set(
  RESERVED.map((word) => hashOf(Uint16Array.from(word, (unit) => unit.charCodeAt(0)), 0, word.length)),
);
/** By the first code unit: whether a reserved word starts with it. */
const STARTS_RESERVED = new Uint8Array(0x10000);
for (const word of RESERVED) STARTS_RESERVED[word.charCodeAt(0)] = 1;
const MAX_RESERVED_UNITS = Math.max(...RESERVED.map((word) => word.length));

/** How a word's unquoted expansions behave. */
const EXPANDED = 0;
/** An assignment's value or a here-string: neither split nor matched against files. */
const KEPT_WHOLE = 1;

/** The state of one scan. One instance serves all: `scan` never re-enters itself, and nothing survives a call. */
class Scanner {
  #reading: Reading = new Reading();
  #text = '';
  /** Added to positions of the text. */
  #offset = 0;
  #depth = 0;
  #nesting: Nesting = Nesting.TOP;
  #parent = -1;
  #pipeline = -1;
  #stage = 0;
  /** The word being cooked: next free place in `Reading.units`, hash and flags so far. */
  #unitCount = 0;
  #hash = 0;
  #flags = 0;
  /** Whether the last word started with something that may be an assignment's name. */
  #mayAssign = false;
  /** Targets of the redirections of the command being scanned, until its own words are complete. */
  readonly #targets: WordList = new WordList();
  /** Substitutions of the commands being scanned that wait for their turn. */
  #substitutionCount = 0;
  #substitutionStart: Int32Array<ArrayBuffer> = new Int32Array(64);
  #substitutionEnd: Int32Array<ArrayBuffer> = new Int32Array(64);

  run(reading: Reading, text: string, origin: Readonly<Origin>): boolean {
    this.#reading = reading;
    this.#text = text;
    this.#offset = origin.end >= 0 ? 0 : origin.start;
    this.#depth = origin.depth;
    this.#nesting = origin.nesting;
    this.#parent = origin.parent;
    this.#pipeline = origin.pipeline;
    this.#stage = origin.stage;
    this.#substitutionCount = 0;
    const { words, invocations, pipelines, assignments, redirections } = reading;
    const { unitCount } = reading;
    const wordCount = words.count;
    const invocationCount = invocations.count;
    const pipelineCount = pipelines.count;
    const assignmentCount = assignments.count;
    const redirectionCount = redirections.count;
    if (this.#list(0, DECLINED) >= 0) return true;
    reading.unitCount = unitCount;
    words.count = wordCount;
    invocations.count = invocationCount;
    pipelines.count = pipelineCount;
    assignments.count = assignmentCount;
    redirections.count = redirectionCount;
    return false;
  }

  /** Scans commands from `at` up to the unit `close`, or to the end of the text where `close` is none. Returns where that is. */
  #list(from: number, close: number): number {
    const reading = this.#reading;
    const text = this.#text;
    const outer = this.#pipeline;
    const outerStage = this.#stage;
    let firstInvocation = reading.invocations.count;
    let firstPipeline = reading.pipelines.count;
    let open = false;
    /** Behind an operator that needs a command. */
    let awaited = false;
    let at = from;
    for (;;) {
      at = this.#skipLines(at);
      const unit = at < text.length ? text.charCodeAt(at) : DECLINED;
      if (unit === close || unit === DECLINED) return unit === close && !awaited ? at : DECLINED;
      at = unit === OPEN_PARENTHESIS ? this.#subshell(at) : this.#command(at);
      if (at < 0) return DECLINED;
      at = this.#skipBlanks(at);
      if (at >= text.length) {
        awaited = false;
        continue;
      }
      const operator = text.charCodeAt(at);
      const next = at + 1 < text.length ? text.charCodeAt(at + 1) : DECLINED;
      awaited = (operator === BAR || operator === AMPERSAND) && (operator === BAR || next === AMPERSAND);
      if (operator === BAR && next !== BAR) {
        if (open) this.#stage++;
        else {
          this.#pipeline = openPipeline(reading, outer, firstInvocation, firstPipeline);
          this.#stage = 1;
          open = true;
        }
        at += next === AMPERSAND ? 2 : 1;
        continue;
      }
      if (operator === BAR || operator === AMPERSAND || operator === SEMICOLON || operator === NEWLINE) {
        at += awaited ? 2 : 1;
      } else if (operator !== close) return DECLINED;
      open = false;
      this.#pipeline = outer;
      this.#stage = outerStage;
      firstInvocation = reading.invocations.count;
      firstPipeline = reading.pipelines.count;
    }
  }

  /** Skips blanks, and a comment with what it hides up to the newline. */
  #skipBlanks(from: number): number {
    const text = this.#text;
    const { length } = text;
    let at = from;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit === NUMBER_SIGN) {
        const newline = text.indexOf('\n', at);
        return newline < 0 ? length : newline;
      }
      if (unit !== SPACE && unit !== TAB) break;
      at++;
    }
    return at;
  }

  #skipLines(from: number): number {
    let at = this.#skipBlanks(from);
    while (at < this.#text.length && this.#text.charCodeAt(at) === NEWLINE) at = this.#skipBlanks(at + 1);
    return at;
  }

  /** `( … )` with its redirections. */
  #subshell(from: number): number {
    const reading = this.#reading;
    const text = this.#text;
    if (text.charCodeAt(from + 1) === OPEN_PARENTHESIS || !this.#enter()) return DECLINED;
    const nesting = this.#nesting;
    const pipeline = this.#pipeline;
    const stage = this.#stage;
    const first = reading.invocations.count;
    this.#nesting = Nesting.SUBSHELL;
    const close = this.#list(from + 1, CLOSE_PARENTHESIS);
    this.#nesting = nesting;
    this.#pipeline = pipeline;
    this.#stage = stage;
    this.#depth--;
    if (close < 0 || reading.invocations.count === first) return DECLINED;
    return this.#compoundRedirections(close + 1);
  }

  #enter(): boolean {
    return ++this.#depth <= MAX_NESTING && this.#depth <= MAX_SCANNED_NESTING;
  }

  /** The redirections behind a compound command, as an invocation of their own. */
  #compoundRedirections(from: number): number {
    const at = this.#skipBlanks(from);
    const operator = this.#operatorAt(at);
    return operator < 0 ? at : this.#command(at, true);
  }

  /** Where the redirection operator of the redirection at `at` stands, behind a descriptor's digits if there are any; or -1. */
  #operatorAt(from: number): number {
    const text = this.#text;
    const { length } = text;
    let at = from;
    if (at >= length) return -1;
    let unit = text.charCodeAt(at);
    if (unit === AMPERSAND) return at + 1 < length && text.charCodeAt(at + 1) === GREATER ? at : -1;
    while (isDigit(unit) && ++at < length) unit = text.charCodeAt(at);
    return at < length && (unit === LESS || unit === GREATER) ? at : -1;
  }

  /** A simple command; with `bare`, redirections only. */
  #command(from: number, bare = false): number {
    const { invocations, words, assignments, redirections } = this.#reading;
    const text = this.#text;
    const { length } = text;
    if (invocations.count >= MAX_INVOCATIONS) return DECLINED;
    const row = invocations.add(
      InvocationKind.BARE,
      this.#offset + from,
      this.#nesting,
      this.#parent,
      this.#pipeline,
      this.#stage,
    );
    const firstAssignment = assignments.count;
    const firstRedirection = redirections.count;
    const firstSubstitution = this.#substitutionCount;
    let firstWord = words.count;
    let inPrefix = true;
    let end = from;
    let at = from;
    this.#targets.count = 0;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit === SPACE || unit === TAB) {
        at++;
        continue;
      }
      if (unit === LESS || unit === GREATER || unit === AMPERSAND || isDigit(unit)) {
        const operator = this.#operatorAt(at);
        if (operator >= 0) {
          at = end = this.#redirection(at, operator);
          if (at < 0) return DECLINED;
          continue;
        }
      }
      if (unit === NUMBER_SIGN || bare) break;
      if (UNIT_CLASS[unit] === UnitClass.END) {
        if (unit === OPEN_PARENTHESIS) return DECLINED;
        break;
      }
      const start = at;
      const noted = this.#substitutionCount;
      at = end = this.#word(at, at, EXPANDED, words);
      if (at < 0) return DECLINED;
      if (!inPrefix) continue;
      if (this.#mayAssign) {
        const next = this.#assignment(start, noted);
        if (next < 0) return DECLINED;
        if (next > start) {
          at = end = next;
          firstWord = words.count;
          continue;
        }
      }
      if (STARTS_RESERVED[unit] === 1 && this.#isReserved(words.count - 1)) return DECLINED;
      inPrefix = false;
    }
    if (end === from) return DECLINED;
    if (!inPrefix) {
      invocations.kind[row] = InvocationKind.COMMAND;
      invocations.wordFirst[row] = firstWord;
      invocations.wordCount[row] = words.count - firstWord;
    }
    invocations.end[row] = this.#offset + end;
    if (assignments.count > firstAssignment) {
      invocations.assignmentFirst[row] = firstAssignment;
      invocations.assignmentCount[row] = assignments.count - firstAssignment;
    }
    if (redirections.count > firstRedirection) this.#placeTargets(row, firstRedirection);
    if (words.count > MAX_WORDS) return DECLINED;
    return this.#substitutionCount === firstSubstitution || this.#scanSubstitutions(row, firstSubstitution)
      ? at
      : DECLINED;
  }

  #isReserved(word: number): boolean {
    const { words } = this.#reading;
    return (
      (words.textEnd[word] ?? 0) - (words.textStart[word] ?? 0) <= MAX_RESERVED_UNITS &&
      RESERVED_HASHES.has(words.hash[word] ?? 0)
    );
  }

  /** Lists the redirection targets behind the command's own words. */
  #placeTargets(row: number, firstRedirection: number): void {
    const { invocations, words, redirections } = this.#reading;
    const targets = this.#targets;
    invocations.redirectionFirst[row] = firstRedirection;
    invocations.redirectionCount[row] = targets.count;
    for (let target = 0; target < targets.count; target++) {
      redirections.target[firstRedirection + target] = words.add(
        targets.start[target] ?? 0,
        targets.end[target] ?? 0,
        targets.textStart[target] ?? 0,
        targets.textEnd[target] ?? 0,
        targets.hash[target] ?? 0,
        targets.flags[target] ?? 0,
      );
    }
  }

  /** Reads the word at `at`, which is the last one listed, again if it is `NAME=value` or `NAME+=value`; returns `at` if it isn't. `noted`: substitutions before the word. */
  #assignment(at: number, noted: number): number {
    const reading = this.#reading;
    const { assignments, words } = reading;
    const text = this.#text;
    const { length } = text;
    const name = nameEnd(text, at, length);
    if (name === at || name === length) return at;
    let equals = name;
    let unit = text.charCodeAt(equals);
    // An element of an array, perhaps.
    if (unit === OPEN_BRACKET) return DECLINED;
    if (unit === PLUS && ++equals < length) unit = text.charCodeAt(equals);
    if (unit !== EQUALS) return at;
    const word = words.count - 1;
    const nameStart = words.textStart[word] ?? 0;
    const nameUnits = nameStart + name - at;
    words.end[word] = this.#offset + name;
    words.textEnd[word] = nameUnits;
    words.hash[word] = hashOf(reading.units, nameStart, nameUnits);
    words.flags[word] = WordFlag.VERBATIM;
    reading.unitCount = nameUnits;
    this.#substitutionCount = noted;
    assignments.add(word, words.count, 1);
    return this.#word(equals + 1, at, KEPT_WHOLE, words);
  }

  /** The redirection at `from` whose operator stands at `at`. */
  #redirection(from: number, at: number): number {
    const text = this.#text;
    const { length } = text;
    let kind: RedirectionKind = RedirectionKind.WRITE;
    let descriptor = -1;
    if (at > from) {
      // Longer numbers are no descriptors of any system.
      if (at - from > 4) return DECLINED;
      descriptor = 0;
      for (let digit = from; digit < at; digit++) descriptor = descriptor * 10 + text.charCodeAt(digit) - 0x30;
    }
    let next = at + 1;
    let following = next < length ? text.charCodeAt(next) : DECLINED;
    let whole = EXPANDED;
    let ambiguous = false;
    if (text.charCodeAt(at) === LESS) {
      kind = RedirectionKind.READ;
      if (following === AMPERSAND) {
        kind = RedirectionKind.DUPLICATE;
        next++;
      } else if (following === GREATER) {
        kind = RedirectionKind.READ_WRITE;
        next++;
      } else if (following === LESS) {
        if (text.charCodeAt(++next) !== LESS) return DECLINED;
        kind = RedirectionKind.TEXT;
        whole = KEPT_WHOLE;
        next++;
      }
    } else {
      if (text.charCodeAt(at) === AMPERSAND) {
        descriptor = -2;
        following = ++next < length ? text.charCodeAt(next) : DECLINED;
      } else if (following === AMPERSAND || following === BAR) {
        ambiguous = following === AMPERSAND;
        next++;
      }
      if (following === GREATER) {
        kind = RedirectionKind.APPEND;
        next++;
      }
    }
    while (next < length && (text.charCodeAt(next) === SPACE || text.charCodeAt(next) === TAB)) next++;
    if (next >= length || UNIT_CLASS[text.charCodeAt(next)] === UnitClass.END || text.charCodeAt(next) === NUMBER_SIGN)
      return DECLINED;
    const targets = this.#targets;
    const end = this.#word(next, next, whole, targets);
    if (end < 0) return DECLINED;
    if (ambiguous) {
      const target = targets.count - 1;
      if (namesDescriptor(this.#reading.units, targets.textStart[target] ?? 0, targets.textEnd[target] ?? 0))
        kind = RedirectionKind.DUPLICATE;
    }
    this.#reading.redirections.add(kind, descriptor, 0);
    return end;
  }

  /**
   * Cooks the word at `from` and adds it to `list`. `start` is where the word starts in the text:
   * of an assignment's value, the name.
   */
  #word(from: number, start: number, mode: number, list: WordList): number {
    const reading = this.#reading;
    const { units, unitCount: textStart } = reading;
    const text = this.#text;
    const { length } = text;
    let count = textStart;
    let hash = HASH_BASIS | 0;
    let seen = 0;
    let at = from;
    let unitClass: number = UnitClass.END;
    while (at < length) {
      const unit = text.charCodeAt(at);
      unitClass = UNIT_CLASS[unit]!;
      if (unitClass >= UnitClass.END) break;
      seen |= unitClass;
      units[count++] = unit;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      at++;
    }
    const flags = (seen & UnitClass.SLASH) === 0 ? WordFlag.VERBATIM : WordFlag.VERBATIM | WordFlag.SLASH;
    this.#mayAssign = (seen & UnitClass.EQUALS) !== 0 || unitClass === UnitClass.OPEN_BRACKET;
    if (at < length && unitClass !== UnitClass.END) {
      this.#unitCount = count;
      this.#hash = hash;
      this.#flags = flags;
      return this.#mixedWord(from, at, start, mode, list);
    }
    // A function's name, or an array.
    if (at < length && text.charCodeAt(at) === OPEN_PARENTHESIS) return DECLINED;
    const offset = this.#offset;
    list.add(offset + from, offset + at, textStart, count, hash, flags);
    reading.unitCount = count;
    return at;
  }

  /** The rest of a word that is not plain throughout, from `rest` on. */
  #mixedWord(from: number, rest: number, start: number, mode: number, list: WordList): number {
    const text = this.#text;
    const { length } = text;
    const textStart = this.#reading.unitCount;
    let brace = -1;
    let bracket = -1;
    let at = rest;
    for (;;) {
      const unit = text.charCodeAt(at);
      const unitClass = UNIT_CLASS[unit] ?? 0;
      if (unitClass === UnitClass.END) break;
      switch (unitClass) {
        case UnitClass.DOUBLE_QUOTE:
          at = this.#doubleQuoted(at + 1);
          break;
        case UnitClass.SINGLE_QUOTE:
          at = this.#singleQuoted(at + 1);
          break;
        case UnitClass.DOLLAR:
          at = this.#dollar(at, false, mode);
          break;
        case UnitClass.BACKSLASH:
          at = this.#escaped(at + 1);
          break;
        case UnitClass.TILDE:
          at = this.#tilde(at, start);
          break;
        case UnitClass.GLOB:
          if (mode === EXPANDED) this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
          this.#put(unit);
          at++;
          break;
        case UnitClass.OPEN_BRACKET:
          if (bracket < 0) bracket = this.#unitCount;
          this.#put(unit);
          at++;
          break;
        case UnitClass.CLOSE_BRACKET:
          if (mode === EXPANDED && bracket >= 0 && this.#unitCount - bracket > 1)
            this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
          this.#put(unit);
          at++;
          break;
        case UnitClass.OPEN_BRACE:
          if (brace < 0) brace = at;
          this.#put(unit);
          at++;
          break;
        default:
          at = this.#odd(unit, at);
      }
      if (at < 0) return DECLINED;
      at = this.#plain(at);
      if (at >= length) break;
    }
    if (brace >= 0 && this.#mayExpandBrace(brace, at)) return DECLINED;
    // An extended glob, a function, an array, or `{name}>`, which is a descriptor.
    if (at < length) {
      const ending = text.charCodeAt(at);
      if (ending === OPEN_PARENTHESIS) return DECLINED;
      if (brace === from && (ending === LESS || ending === GREATER)) return DECLINED;
    }
    const offset = this.#offset;
    list.add(offset + from, offset + at, textStart, this.#unitCount, this.#hash, this.#flags);
    this.#reading.unitCount = this.#unitCount;
    return at;
  }

  /** Whether the word's `{` at `brace` could open a brace expansion, seen roughly. */
  #mayExpandBrace(brace: number, end: number): boolean {
    const text = this.#text;
    for (let at = brace + 1; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 0x2c || (unit === 0x2e && text.charCodeAt(at - 1) === 0x2e)) return true;
    }
    return false;
  }

  /** Copies code units up to the first that means something. */
  #plain(from: number): number {
    const text = this.#text;
    const { length } = text;
    const { units } = this.#reading;
    let count = this.#unitCount;
    let hash = this.#hash;
    let seen = 0;
    let at = from;
    while (at < length) {
      const unit = text.charCodeAt(at);
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass >= UnitClass.END) break;
      seen |= unitClass;
      units[count++] = unit;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      at++;
    }
    this.#unitCount = count;
    this.#hash = hash;
    if ((seen & UnitClass.SLASH) !== 0) this.#flags |= WordFlag.SLASH;
    return at;
  }

  #put(unit: number): void {
    this.#reading.units[this.#unitCount++] = unit;
    this.#hash = Math.imul(this.#hash ^ unit, HASH_PRIME);
  }

  #hole(hole: number, flags: number): void {
    this.#put(hole);
    this.#flags = (this.#flags & ~WordFlag.VERBATIM) | WordFlag.DYNAMIC | flags;
  }

  /** A code unit of the classes that are odd everywhere. */
  #odd(unit: number, at: number): number {
    const unitClass = UNIT_CLASS[unit];
    if (unitClass === UnitClass.INVISIBLE) {
      this.#flags |= WordFlag.INVISIBLE;
      this.#put(unit);
      return at + 1;
    }
    if (unitClass !== UnitClass.HOLE) return DECLINED;
    this.#hole(Hole.UNKNOWN, 0);
    return at + 1;
  }

  /** A code unit inside quotes that ends nothing there. */
  #quoted(unit: number, at: number): number {
    const unitClass = UNIT_CLASS[unit] ?? 0;
    if (unitClass >= UnitClass.INVISIBLE) return this.#odd(unit, at);
    if (unitClass === UnitClass.SLASH) this.#flags |= WordFlag.SLASH;
    this.#put(unit);
    return at + 1;
  }

  #markQuoted(): void {
    this.#flags = (this.#flags & ~WordFlag.VERBATIM) | WordFlag.QUOTED;
  }

  #escaped(at: number): number {
    if (at >= this.#text.length) return DECLINED;
    const unit = this.#text.charCodeAt(at);
    if (unit === NEWLINE) return DECLINED;
    this.#markQuoted();
    return this.#quoted(unit, at);
  }

  /** The rest of `'…'`; returns the position behind it. */
  #singleQuoted(from: number): number {
    const text = this.#text;
    const { length } = text;
    this.#markQuoted();
    let at = from;
    while (at >= 0) {
      at = this.#quotedRun(at, SINGLE_QUOTE, NONE, NONE, NONE);
      if (at >= length) return DECLINED;
      const unit = text.charCodeAt(at);
      if (unit === SINGLE_QUOTE) return at + 1;
      at = this.#odd(unit, at);
    }
    return DECLINED;
  }

  /** The rest of `"…"`; returns the position behind it. */
  #doubleQuoted(from: number): number {
    const text = this.#text;
    const { length } = text;
    this.#markQuoted();
    let at = from;
    while (at >= 0) {
      at = this.#quotedRun(at, DOUBLE_QUOTE, DOLLAR, BACKSLASH, BACKTICK);
      if (at >= length) return DECLINED;
      const unit = text.charCodeAt(at);
      if (unit === DOUBLE_QUOTE) return at + 1;
      if (unit === BACKTICK) return DECLINED;
      if (unit === BACKSLASH) at = this.#escapedInDoubleQuotes(at);
      else if (unit === DOLLAR) at = this.#dollar(at, true, EXPANDED);
      else at = this.#odd(unit, at);
    }
    return DECLINED;
  }

  /** Copies code units up to one of the four, or to one that is odd in quotes too. */
  #quotedRun(from: number, first: number, second: number, third: number, fourth: number): number {
    const text = this.#text;
    const { length } = text;
    const { units } = this.#reading;
    let count = this.#unitCount;
    let hash = this.#hash;
    let slashes = 0;
    let at = from;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit === first || unit === second || unit === third || unit === fourth) break;
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass >= UnitClass.INVISIBLE) break;
      if (unitClass === UnitClass.SLASH) slashes = WordFlag.SLASH;
      units[count++] = unit;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      at++;
    }
    this.#unitCount = count;
    this.#hash = hash;
    this.#flags |= slashes;
    return at;
  }

  #escapedInDoubleQuotes(at: number): number {
    const next = at + 1 < this.#text.length ? this.#text.charCodeAt(at + 1) : DECLINED;
    if (next === NEWLINE) return DECLINED;
    if (next === DOUBLE_QUOTE || next === BACKSLASH || next === DOLLAR || next === BACKTICK)
      return this.#quoted(next, at + 1);
    this.#put(BACKSLASH);
    return at + 1;
  }

  #tilde(at: number, start: number): number {
    const text = this.#text;
    const end = tildeEnd(text, start, at, text.length);
    if (end < 0) {
      this.#put(text.charCodeAt(at));
      return at + 1;
    }
    this.#hole(tildeHole(text, at, end), 0);
    return end;
  }

  /** What starts with the `$` at `at`. */
  #dollar(at: number, quoted: boolean, mode: number): number {
    const text = this.#text;
    const { length } = text;
    const start = at + 1;
    const unit = start < length ? text.charCodeAt(start) : DECLINED;
    if (unit === OPEN_BRACE) {
      const end = parameterEnd(text, start + 1, length);
      return this.#bracedEnd(start + 1, end) ? this.#parameter(start + 1, end, end + 1, quoted, mode) : DECLINED;
    }
    if (unit === OPEN_PARENTHESIS) return this.#substitution(start, quoted, mode);
    const end = parameterEnd(text, start, length);
    if (end > start) return this.#parameter(start, end, end, quoted, mode);
    // `$[…]`, `$'…'`, `$"…"`, an escaped newline.
    if (unit === OPEN_BRACKET || unit === BACKSLASH) return DECLINED;
    if (!quoted && (unit === SINGLE_QUOTE || unit === DOUBLE_QUOTE)) return DECLINED;
    this.#put(DOLLAR);
    return start;
  }

  /** Whether `${` is closed directly behind the parameter at `from … end`. Several digits are one parameter here. */
  #bracedEnd(from: number, end: number): boolean {
    return end > from && end < this.#text.length && this.#text.charCodeAt(end) === CLOSE_BRACE;
  }

  #parameter(from: number, end: number, behind: number, quoted: boolean, mode: number): number {
    const splits = !quoted && mode === EXPANDED;
    let hole = parameterHole(this.#text, from, end);
    if (hole === Hole.SEPARATOR && !splits) hole = Hole.UNKNOWN;
    const multiplies = splits ? hole !== Hole.STATUS : quoted && this.#text.charCodeAt(from) === 0x40;
    this.#hole(hole, multiplies ? WordFlag.SPLIT : 0);
    return behind;
  }

  /** Notes the substitution whose `(` stands at `at`, to be scanned behind its command. */
  #substitution(at: number, quoted: boolean, mode: number): number {
    const text = this.#text;
    if (text.charCodeAt(at + 1) === OPEN_PARENTHESIS || this.#depth >= MAX_SCANNED_NESTING) return DECLINED;
    const close = this.#closeOf(at + 1, 0);
    if (close < 0) return DECLINED;
    const entry = this.#substitutionCount++;
    if (entry === this.#substitutionStart.length) this.#growSubstitutions();
    this.#substitutionStart[entry] = at + 1;
    this.#substitutionEnd[entry] = close;
    this.#hole(Hole.SUBSTITUTION, quoted || mode === KEPT_WHOLE ? 0 : WordFlag.SPLIT);
    return close + 1;
  }

  #growSubstitutions(): void {
    const starts = new Int32Array(this.#substitutionStart.length * 2);
    starts.set(this.#substitutionStart);
    this.#substitutionStart = starts;
    const ends = new Int32Array(starts.length);
    ends.set(this.#substitutionEnd);
    this.#substitutionEnd = ends;
  }

  /** Scans the substitutions noted from `first` on, found in the words of invocation `row`. */
  #scanSubstitutions(row: number, first: number): boolean {
    if (!this.#enter()) return false;
    const nesting = this.#nesting;
    const parent = this.#parent;
    const last = this.#substitutionCount;
    for (let entry = first; entry < last; entry++) {
      this.#nesting = Nesting.COMMAND_SUBSTITUTION;
      this.#parent = row;
      const close = this.#substitutionEnd[entry];
      if (this.#list(this.#substitutionStart[entry] ?? 0, CLOSE_PARENTHESIS) !== close) return false;
    }
    this.#nesting = nesting;
    this.#parent = parent;
    this.#substitutionCount = first;
    this.#depth--;
    return true;
  }

  /** Guesses where the parenthesis that is open at `from` closes. */
  #closeOf(from: number, depth: number): number {
    const text = this.#text;
    const { length } = text;
    let opened = 0;
    let at = from;
    while (at >= 0 && at < length) {
      switch (text.charCodeAt(at)) {
        case OPEN_PARENTHESIS:
          opened++;
          at++;
          break;
        case CLOSE_PARENTHESIS:
          if (opened-- === 0) return at;
          at++;
          break;
        case BACKSLASH:
          at += 2;
          break;
        case SINGLE_QUOTE: {
          const close = text.indexOf("'", at + 1);
          at = close < 0 ? DECLINED : close + 1;
          break;
        }
        case DOUBLE_QUOTE:
          at = this.#doubleQuoteEnd(at + 1, depth);
          break;
        case BACKTICK:
          return DECLINED;
        default:
          at++;
      }
    }
    return DECLINED;
  }

  #doubleQuoteEnd(from: number, depth: number): number {
    const text = this.#text;
    const { length } = text;
    if (depth > MAX_SCANNED_NESTING) return DECLINED;
    let at = from;
    while (at >= 0 && at < length) {
      const unit = text.charCodeAt(at);
      if (unit === DOUBLE_QUOTE) return at + 1;
      if (unit === BACKTICK) return DECLINED;
      if (unit === BACKSLASH) at += 2;
      else if (unit === DOLLAR && text.charCodeAt(at + 1) === OPEN_PARENTHESIS) {
        const close = this.#closeOf(at + 2, depth + 1);
        at = close < 0 ? DECLINED : close + 1;
      } else at++;
    }
    return DECLINED;
  }
}

const scanner = new Scanner();

/**
 * Reads `text` into `reading` if all of it is plain; returns whether it was. Where it was not,
 * `reading` is as before. Positions are in the coordinates that `origin` states, except that the
 * collapsing of spans is left to the caller. `reading` must have room for `text.length` units.
 */
export function scan(reading: Reading, text: string, origin: Readonly<Origin>): boolean {
  return scanner.run(reading, text, origin);
}
