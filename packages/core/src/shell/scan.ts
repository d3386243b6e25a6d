/**
 * The scanner: reads plain command lines in one pass, without taking memory.
 *
 * It either leaves exactly what the parser would leave, or declines and leaves nothing. Of tests,
 * arithmetic, functions, arrays, coprocesses and here-documents it takes the plain ones; `case`,
 * `select`, extended globs and many rarer things it declines, with whatever looks like one of them,
 * and every text that is not plainly well formed. Texts that use a variable behind something that may
 * have set it, or what a command prints that is of a known kind, it leaves to the parser, too.
 */
import type { Origin } from './origin.ts';
import {
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
import { tooManyHereDocuments } from './checks.ts';
import { namesDescriptor, openPipeline } from './rows.ts';
import { arithmeticEnd } from './scan-arithmetic.ts';
import { Delimiter } from './scan-here.ts';
import { testEnd } from './scan-test.ts';
import { DECLINED, MAX_SCANNED_NESTING, WordScanner } from './scan-word.ts';
import { findUnit, Source, startsAt } from './source.ts';
import { hashUnits, hashText, isDigit, isNameStart, nameEnd, UNIT_CLASS, UnitClass, WordMode } from './units.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const NUMBER_SIGN = 0x23;
const AMPERSAND = 0x26;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const BAR = 0x7c;

/** Words that are no command in command position. The scanner reads what the first of them open, and declines from CASE on. */
const RESERVED =
  'if then elif else fi while until do done for { } ! time function [[ coproc case esac in select ]]'.split(' ');
const Keyword = {
  NONE: 0,
  IF: 1,
  THEN: 2,
  ELIF: 3,
  ELSE: 4,
  FI: 5,
  WHILE: 6,
  UNTIL: 7,
  DO: 8,
  DONE: 9,
  FOR: 10,
  OPEN_BRACE: 11,
  CLOSE_BRACE: 12,
  NOT: 13,
  TIME: 14,
  FUNCTION: 15,
  TEST: 16,
  COPROC: 17,
  CASE: 18,
} as const;
type Keyword = (typeof Keyword)[keyof typeof Keyword];

const EXPORT = hashText('export');
const CASE: readonly number[] = [0x63, 0x61, 0x73, 0x65];

/** From the hash of a reserved word. A word that merely hashes alike is declined or not closed as it should be, and so left to the parser. */
const KEYWORDS: ReadonlyMap<number, Keyword> = new Map(
  RESERVED.map((word, index) => [hashText(word), Math.min(index + 1, Keyword.CASE) as Keyword]),
);
const OPENERS: ReadonlySet<Keyword> = new Set([
  Keyword.IF,
  Keyword.WHILE,
  Keyword.UNTIL,
  Keyword.FOR,
  Keyword.OPEN_BRACE,
  Keyword.FUNCTION,
  Keyword.TEST,
  Keyword.COPROC,
]);
/** By the first code unit: whether a reserved word starts with it. */
const STARTS_RESERVED = new Uint8Array(0x10000);
for (const word of RESERVED) STARTS_RESERVED[word.charCodeAt(0)] = 1;
const MAX_RESERVED_UNITS = Math.max(...RESERVED.map((word) => word.length));

/** Returned in place of a position, and taken as what ends a list: a reserved word, held in `#keyword`. */
const KEYWORD = -2;
/** Returned in place of a position: `!` or `time`, which ends at `#keywordEnd`. */
const PREFIX = -3;
/** Returned in place of a position: `NAME()`. */
const FUNCTION = -4;
/** What ends a list that goes to the end of the text. */
const TEXT_END = -1;

/** The state of one scan. */
class Scanner {
  readonly #words: WordScanner = new WordScanner();
  #reading: Reading = new Reading();
  #text: Uint16Array = new Uint16Array(0);
  #source: Source = new Source(0);
  #offset = 0;
  #depth = 0;
  /** Outside of all compound commands. */
  #firstDepth = 0;
  #nesting: Nesting = Nesting.TOP;
  #parent = -1;
  #pipeline = -1;
  #stage = 0;
  /** The reserved word met last in command position, and where it ends. */
  #keyword: Keyword = Keyword.NONE;
  #keywordEnd = 0;
  /** Targets of the redirections of the command being scanned, until its own words are complete. */
  readonly #targets: WordList = new WordList();
  readonly #delimiter: Delimiter = new Delimiter();
  /** The newline behind which the bodies of the here-documents met on this line stand; -1 without one. */
  #bodiesAt = -1;
  /** Behind the last of these bodies. */
  #bodiesEnd = 0;
  /** Where the text ends, of which `#words.end` leaves but the line while `#bodiesAt` is set. */
  #bodiesTextEnd = 0;
  /** Where bodies end that no line closes; in a substitution, what they must not pass. */
  #bodiesLimit = 0;
  /** Whether a substitution is being scanned. */
  #inSubstitution = false;
  /** Whether the text was found to have no more here-documents than are read. */
  #bodiesCounted = false;

  run(reading: Reading, source: Source, origin: Readonly<Origin>): boolean {
    const offset = origin.end >= 0 ? 0 : origin.start;
    this.#words.begin(reading, source, offset);
    this.#reading = reading;
    this.#text = source.units;
    this.#source = source;
    this.#offset = offset;
    this.#depth = origin.depth;
    this.#firstDepth = origin.depth;
    this.#nesting = origin.nesting;
    this.#parent = origin.parent;
    this.#pipeline = origin.pipeline;
    this.#stage = origin.stage;
    this.#bodiesAt = -1;
    this.#bodiesLimit = source.length;
    this.#inSubstitution = false;
    this.#bodiesCounted = false;
    const { words, invocations, pipelines, assignments, redirections } = reading;
    const { unitCount } = reading;
    const wordCount = words.count;
    const invocationCount = invocations.count;
    const pipelineCount = pipelines.count;
    const assignmentCount = assignments.count;
    const redirectionCount = redirections.count;
    const { valueUnits } = reading;
    const functionCount = reading.functions.count;
    if (this.#list(0, TEXT_END) >= 0) return true;
    reading.unitCount = unitCount;
    reading.valueUnits = valueUnits;
    words.count = wordCount;
    invocations.count = invocationCount;
    pipelines.count = pipelineCount;
    assignments.count = assignmentCount;
    redirections.count = redirectionCount;
    reading.functions.count = functionCount;
    return false;
  }

  /**
   * Scans commands from `from` up to what ends the list: a closing parenthesis, a reserved word, or
   * the end of the text. Returns where that stands; of a reserved word, where it ends.
   */
  #list(from: number, close: number): number {
    const { invocations, pipelines } = this.#reading;
    const outer = this.#pipeline;
    const outerStage = this.#stage;
    let firstInvocation = invocations.count;
    let firstPipeline = pipelines.count;
    /** Behind `|`: in a pipeline with a row. */
    let piped = false;
    /** Behind an operator or a prefix that needs a command. */
    let awaited = false;
    let at = from;
    for (;;) {
      at = this.#skipLines(at);
      const unit = this.#unitAt(at);
      if (unit === TEXT_END || unit === CLOSE_PARENTHESIS) return unit === close && !awaited ? at : DECLINED;
      at = this.#member(at, piped);
      if (at === KEYWORD) return close === KEYWORD && !awaited ? this.#keywordEnd : DECLINED;
      awaited = at === PREFIX;
      if (awaited) {
        at = this.#keywordEnd;
        continue;
      }
      if (at < 0) return DECLINED;
      at = this.#skipBlanks(at);
      if (this.#unitAt(at) === BAR && this.#unitAt(at + 1) !== BAR) {
        if (!piped) this.#pipeline = openPipeline(this.#reading, outer, outerStage, firstInvocation, firstPipeline);
        this.#stage = piped ? this.#stage + 1 : 1;
        piped = true;
        awaited = true;
        at += this.#unitAt(at + 1) === AMPERSAND ? 2 : 1;
        continue;
      }
      const end = this.#separatorEnd(at, close);
      if (end < 0) return DECLINED;
      // `&&` and `||`.
      awaited = end === at + 2;
      at = end;
      piped = false;
      this.#pipeline = outer;
      this.#stage = outerStage;
      firstInvocation = invocations.count;
      firstPipeline = pipelines.count;
    }
  }

  /** Behind the operator at `at` that ends a pipeline, or `at` itself before what closes the list. */
  #separatorEnd(at: number, close: number): number {
    const unit = this.#unitAt(at);
    // Skipped with the lines behind it.
    if (unit === NEWLINE) return at;
    const next = this.#unitAt(at + 1);
    // `;&` and `;;` belong to `case`, even in front of a `>`.
    if (unit === SEMICOLON) return next === AMPERSAND || next === SEMICOLON ? DECLINED : at + 1;
    if (unit === AMPERSAND) return next === AMPERSAND ? at + 2 : at + 1;
    if (unit === BAR) return at + 2;
    return unit === close || unit === TEXT_END ? at : DECLINED;
  }

  /** A command of a list, simple or compound. `PREFIX` for `!` or `time` before one, `KEYWORD` for a reserved word that ends the list. */
  #member(at: number, piped: boolean): number {
    if (this.#text[at] === OPEN_PARENTHESIS) return this.#subshell(at);
    const end = this.#command(at);
    if (end === FUNCTION) return this.#compoundRedirectionsBehind(this.#function(at, at));
    if (end !== KEYWORD) return end;
    const keyword = this.#keyword;
    if (keyword === Keyword.NOT || keyword === Keyword.TIME)
      return piped || !this.#startsCommand(this.#keywordEnd) ? DECLINED : PREFIX;
    return OPENERS.has(keyword) ? this.#compound(keyword, at, this.#keywordEnd) : KEYWORD;
  }

  /** Whether, behind `!` or `time`, a command follows on the same line, and no option of `time`. */
  #startsCommand(from: number): boolean {
    const at = this.#skipBlanks(from);
    if (at === from || at >= this.#words.end) return false;
    const unit = this.#text[at]!;
    if (unit === OPEN_PARENTHESIS) return true;
    return (
      UNIT_CLASS[unit] !== UnitClass.END && unit !== MINUS && unit !== NUMBER_SIGN && unit !== 0x21 && unit !== 0x74
    );
  }

  /** Skips blanks, and a comment up to its newline. */
  #skipBlanks(from: number): number {
    const text = this.#text;
    const length = this.#words.end;
    let at = from;
    while (at < length) {
      const unit = text[at]!;
      if (unit === NUMBER_SIGN) return this.#skipComment(at);
      if (unit !== SPACE && unit !== TAB) break;
      at++;
    }
    return at;
  }

  /** The newline that ends the comment at `at`; a NUL, which the parser refuses, ends it too. */
  #skipComment(from: number): number {
    let at = from;
    while (at < this.#words.end && this.#text[at] !== NEWLINE && this.#text[at] !== 0) at++;
    return at;
  }

  #skipLines(from: number): number {
    let at = this.#skipBlanks(from);
    while (at < this.#words.end && this.#text[at] === NEWLINE) {
      at = this.#skipBlanks(at === this.#bodiesAt ? this.#skipBodies() : at + 1);
    }
    return at;
  }

  /** Behind the bodies that were read ahead, when their line is done. */
  #skipBodies(): number {
    this.#words.end = this.#bodiesTextEnd;
    this.#bodiesAt = -1;
    return this.#bodiesEnd;
  }

  #enter(): boolean {
    return ++this.#depth <= MAX_NESTING && this.#depth <= MAX_SCANNED_NESTING;
  }

  /** A list inside a compound command; returns as `#list` does. An empty one is declined. */
  #block(from: number, nesting: Nesting, close: number): number {
    const { invocations } = this.#reading;
    const outer = this.#nesting;
    const pipeline = this.#pipeline;
    const stage = this.#stage;
    const first = invocations.count;
    if (!this.#enter()) return DECLINED;
    this.#nesting = nesting;
    const end = this.#list(from, close);
    this.#nesting = outer;
    this.#pipeline = pipeline;
    this.#stage = stage;
    this.#depth--;
    return invocations.count === first ? DECLINED : end;
  }

  /** `( … )` with its redirections. */
  #subshell(from: number): number {
    if (from + 1 < this.#words.end && this.#text[from + 1] === OPEN_PARENTHESIS)
      return this.#compoundRedirectionsBehind(this.#arithmetic(from));
    const close = this.#block(from + 1, Nesting.SUBSHELL, CLOSE_PARENTHESIS);
    return close < 0 ? DECLINED : this.#compoundRedirections(close + 1);
  }

  /** The compound command that `keyword` opens, which stands at `start` and ends at `from`. */
  #compound(keyword: Keyword, start: number, from: number): number {
    let at = from;
    if (keyword === Keyword.IF) at = this.#if(at);
    else if (keyword === Keyword.COPROC) at = this.#coprocess(at);
    else if (keyword === Keyword.TEST) at = this.#test(start, at);
    else if (keyword === Keyword.FOR) at = this.#for(start, at);
    else if (keyword === Keyword.FUNCTION) at = this.#function(start, this.#skipBlanks(at));
    else if (keyword === Keyword.OPEN_BRACE) at = this.#closed(at, Nesting.GROUP, Keyword.CLOSE_BRACE);
    else at = this.#while(at);
    return this.#compoundRedirectionsBehind(at);
  }

  /** The rest of `while …; do …; done`; the condition may read a line into the variable that it ends with. */
  #while(from: number): number {
    const { invocations, words } = this.#reading;
    const condition = invocations.count;
    const at = this.#closed(from, Nesting.CONDITION, Keyword.DO);
    if (at < 0) return DECLINED;
    const count = invocations.wordCount(condition);
    if (count > 0) this.#words.bind(words.hash(invocations.wordFirst(condition) + count - 1));
    return this.#closed(at, Nesting.LOOP, Keyword.DONE);
  }

  /** The function whose name stands at `name`, with braces around its body; `start` is where `function` stands, or else the name. */
  #function(start: number, name: number): number {
    const { invocations, words, functions } = this.#reading;
    const text = this.#text;
    const firstWord = words.count;
    const afterName = functionNameEnd(text, name, this.#words.end);
    if (afterName === name || invocations.count >= MAX_INVOCATIONS) return DECLINED;
    const row = this.#addRow(InvocationKind.FUNCTION, start);
    this.#name(name, afterName);
    if (this.#keywordOf(firstWord) !== Keyword.NONE) return DECLINED;
    this.#placeWords(row, firstWord, afterName);
    const added = functions.add(row);
    const next = this.#skipBlanks(afterName);
    const brace = startsAt(text, '()', next) ? this.#skipBlanks(next + 2) : next;
    if (brace === afterName || !this.#isWord(brace, '{')) return DECLINED;
    const close = this.#closed(brace + 1, Nesting.FUNCTION, Keyword.CLOSE_BRACE);
    functions.setBodyEnd(added, invocations.count);
    return close;
  }

  /** `((…))` at `start`: a word that is a number. */
  #arithmetic(start: number): number {
    const { invocations, words } = this.#reading;
    const close = arithmeticEnd(this.#text, start + 2, this.#words.end);
    if (close < 0 || invocations.count >= MAX_INVOCATIONS) return DECLINED;
    const row = this.#addRow(InvocationKind.WORDS, start);
    const firstWord = words.count;
    this.#words.number(start, close + 2);
    this.#placeWords(row, firstWord, close + 2);
    return this.#isApart(close + 2) ? close + 2 : DECLINED;
  }

  /** The rest of `[[ … ]]`, whose `[[` stands at `start` and ends at `from`. */
  #test(start: number, from: number): number {
    const { invocations, words } = this.#reading;
    if (invocations.count >= MAX_INVOCATIONS) return DECLINED;
    const firstWord = words.count;
    const firstSubstitution = this.#words.substitutionCount;
    const close = testEnd(this.#words, from, words);
    if (close < 0 || !this.#isApart(close + 2)) return DECLINED;
    const row = this.#addRow(InvocationKind.WORDS, start);
    this.#placeWords(row, firstWord, close + 2);
    return words.count <= MAX_WORDS && this.#scanSubstitutions(row, firstSubstitution) ? close + 2 : DECLINED;
  }

  /** The simple command behind a `coproc` that ends at `from`; a name for it needs a compound command. */
  #coprocess(from: number): number {
    const { invocations } = this.#reading;
    const row = invocations.count;
    const outer = this.#nesting;
    if (!this.#enter()) return DECLINED;
    this.#nesting = Nesting.COPROCESS;
    const end = this.#command(this.#skipBlanks(from));
    this.#nesting = outer;
    this.#depth--;
    if (end < 0 || invocations.kind(row) !== InvocationKind.COMMAND || invocations.assignmentCount(row) !== 0)
      return DECLINED;
    const second = invocations.wordFirst(row) + 1;
    if (invocations.wordCount(row) > 1 && this.#keywordOf(second) !== Keyword.NONE) return DECLINED;
    return this.#holdsIndex(second, invocations.wordFirst(row) + invocations.wordCount(row)) ? DECLINED : end;
  }

  /** Whether one of the words starts with `NAME[`: unbash looks for assignments behind the first word of a coprocess, too. */
  #holdsIndex(first: number, last: number): boolean {
    const { words } = this.#reading;
    for (let word = first; word < last; word++) {
      const name = words.start(word) - this.#offset;
      if (this.#unitAt(nameEnd(this.#text, name, this.#words.end)) === OPEN_BRACKET) return true;
    }
    return false;
  }

  /** A list that must end with `keyword`. */
  #closed(from: number, nesting: Nesting, keyword: Keyword): number {
    const at = this.#block(from, nesting, KEYWORD);
    return at >= 0 && this.#keyword === keyword ? at : DECLINED;
  }

  /** The rest of `if …; then …; elif …; else …; fi`. */
  #if(from: number): number {
    let at = from;
    do {
      at = this.#closed(at, Nesting.CONDITION, Keyword.THEN);
      if (at >= 0) at = this.#block(at, this.#nesting, KEYWORD);
    } while (at >= 0 && this.#keyword === Keyword.ELIF);
    if (at >= 0 && this.#keyword === Keyword.ELSE) return this.#closed(at, this.#nesting, Keyword.FI);
    return at >= 0 && this.#keyword === Keyword.FI ? at : DECLINED;
  }

  /** The rest of `for NAME in …; do …; done`, whose `for` stands at `start`. */
  #for(start: number, from: number): number {
    const { invocations, words } = this.#reading;
    const text = this.#text;
    const name = this.#skipBlanks(from);
    const afterName = nameEnd(text, name, this.#words.end);
    if (name === from || afterName === name || invocations.count >= MAX_INVOCATIONS) return DECLINED;
    const firstWord = words.count;
    const firstSubstitution = this.#words.substitutionCount;
    if (this.#words.word(name, name, WordMode.EXPANDED, words) !== afterName) return DECLINED;
    let at = this.#skipBlanks(afterName);
    if (!this.#isWord(at, 'in') || at === afterName) return DECLINED;
    let end = afterName;
    at = this.#skipBlanks(at + 2);
    while (at < this.#words.end && UNIT_CLASS[text[at]!] !== UnitClass.END) {
      end = this.#words.word(at, at, WordMode.EXPANDED, words);
      if (end < 0) return DECLINED;
      at = this.#skipBlanks(end);
    }
    const unit = at < this.#words.end ? text[at]! : DECLINED;
    if (unit !== SEMICOLON && unit !== NEWLINE) return DECLINED;
    const row = this.#addRow(InvocationKind.WORDS, start);
    this.#placeWords(row, firstWord, end);
    if (!this.#scanSubstitutions(row, firstSubstitution)) return DECLINED;
    at = this.#skipLines(unit === SEMICOLON ? at + 1 : at);
    this.#words.bind(words.hash(firstWord));
    return this.#isWord(at, 'do') ? this.#closed(at + 2, Nesting.LOOP, Keyword.DONE) : DECLINED;
  }

  /** Whether exactly `word` stands at `at`, with a blank or newline behind it. */
  #isWord(at: number, word: string): boolean {
    const end = at + word.length;
    if (end >= this.#words.end || !startsAt(this.#text, word, at)) return false;
    const unit = this.#text[end]!;
    return unit === SPACE || unit === TAB || unit === NEWLINE || unit === SEMICOLON;
  }

  #addRow(kind: InvocationKind, start: number): number {
    const { invocations } = this.#reading;
    return invocations.add(kind, this.#offset + start, this.#nesting, this.#parent, this.#pipeline, this.#stage);
  }

  /** Lists the plain name at `start … end` apart from what is glued to it. */
  #name(start: number, end: number): void {
    const scanner = this.#words;
    const outerEnd = scanner.end;
    scanner.end = end;
    scanner.word(start, start, WordMode.KEPT_WHOLE, this.#reading.words);
    scanner.end = outerEnd;
  }

  #placeWords(row: number, firstWord: number, end: number): void {
    const { invocations, words } = this.#reading;
    invocations.setWordFirst(row, firstWord);
    invocations.setWordCount(row, words.count - firstWord);
    invocations.setEnd(row, this.#offset + end);
  }

  #compoundRedirectionsBehind(end: number): number {
    return end < 0 ? DECLINED : this.#compoundRedirections(end);
  }

  /** The redirections behind a compound command, as an invocation of their own. */
  #compoundRedirections(from: number): number {
    const at = this.#skipBlanks(from);
    return this.#operatorAt(at) < 0 ? at : this.#command(at, true);
  }

  /** Where the operator of the redirection at `at` stands, behind a descriptor's digits if there are any; -1 if none stands there. */
  #operatorAt(from: number): number {
    const text = this.#text;
    const length = this.#words.end;
    if (from >= length) return -1;
    let at = from;
    let unit = text[at]!;
    if (unit > GREATER) return -1;
    if (unit === AMPERSAND) return at + 1 < length && text[at + 1] === GREATER ? at : -1;
    while (isDigit(unit) && ++at < length) unit = text[at]!;
    return at < length && (unit === LESS || unit === GREATER) ? at : -1;
  }

  /** A simple command; with `bare`, redirections only. `KEYWORD` when a reserved word stands there. */
  #command(from: number, bare = false): number {
    const { invocations, words, assignments, redirections } = this.#reading;
    const text = this.#text;
    const length = this.#words.end;
    if (invocations.count >= MAX_INVOCATIONS) return DECLINED;
    const row = this.#addRow(InvocationKind.BARE, from);
    const firstAssignment = assignments.count;
    const firstRedirection = redirections.count;
    const firstSubstitution = this.#words.substitutionCount;
    let assigned = firstAssignment;
    let firstWord = words.count;
    let end = from;
    let at = from;
    this.#targets.count = 0;
    this.#words.row = this.#depth === this.#firstDepth ? row : DECLINED;
    while (at < length) {
      const unit = text[at]!;
      if (unit === SPACE || unit === TAB) {
        at++;
        continue;
      }
      const operator = this.#operatorAt(at);
      if (operator >= 0) end = this.#redirectionOrProcess(at, operator, bare);
      else if (bare || endsCommand(unit)) break;
      else if (words.count > firstWord) end = this.#words.word(at, at, WordMode.EXPANDED, words);
      else {
        end = this.#prefixWord(at, row, from);
        if (assignments.count > assigned) {
          assigned = assignments.count;
          firstWord = words.count;
        }
      }
      if (end < 0) return end;
      at = end;
    }
    if (end === from) return DECLINED;
    return this.#complete(row, firstWord, firstAssignment, firstRedirection, firstSubstitution, end) ? at : DECLINED;
  }

  /** The first word of the command that starts at `from`, or an assignment before it. */
  #prefixWord(at: number, row: number, from: number): number {
    const { words } = this.#reading;
    const noted = this.#words.substitutionCount;
    const end = this.#words.word(at, at, WordMode.EXPANDED, words);
    if (end < 0) return this.#arrayOrFunction(at, row, from);
    if (this.#words.mayAssign) {
      const assigned = this.#assignment(at, noted);
      if (assigned !== at) return assigned;
    }
    if (STARTS_RESERVED[this.#text[at]!] === 1) {
      this.#keyword = this.#keywordOf(words.count - 1);
      if (this.#keyword !== Keyword.NONE) return this.#backBefore(row, from, at, end);
    }
    return end;
  }

  /** What has a parenthesis glued to it at `at`: an array, or the name of a function in place of the command `row` that starts at `from`. */
  #arrayOrFunction(at: number, row: number, from: number): number {
    if (this.#words.mayAssign) return this.#array(at);
    const end = functionNameEnd(this.#text, at, this.#words.end);
    if (at !== from || end === at || !startsAt(this.#text, '()', end)) return DECLINED;
    this.#reading.invocations.count = row;
    return FUNCTION;
  }

  #redirectionOrProcess(at: number, operator: number, bare: boolean): number {
    if (!bare && operator === at && this.#startsProcess(at))
      return this.#words.processSubstitution(at, this.#reading.words);
    return this.#redirection(at, operator);
  }

  /** Takes back the row and the word of the reserved word at `start … end`, which must be the first of its command. */
  #backBefore(row: number, from: number, start: number, end: number): number {
    const reading = this.#reading;
    if (this.#keyword >= Keyword.CASE || start !== from) return DECLINED;
    const word = --reading.words.count;
    reading.unitCount = reading.words.textStart(word);
    reading.invocations.count = row;
    this.#keywordEnd = end;
    return KEYWORD;
  }

  /** Fills in the row of a simple command that ends at `end`, and scans the substitutions in its words. */
  #complete(
    row: number,
    firstWord: number,
    firstAssignment: number,
    firstRedirection: number,
    firstSubstitution: number,
    end: number,
  ): boolean {
    const { invocations, words, assignments, redirections } = this.#reading;
    if (words.count > firstWord) {
      invocations.setKind(row, InvocationKind.COMMAND);
      if (words.hash(firstWord) === EXPORT) this.#bindExported(firstWord + 1);
      this.#placeWords(row, firstWord, end);
    } else invocations.setEnd(row, this.#offset + end);
    if (assignments.count > firstAssignment) {
      invocations.setAssignmentFirst(row, firstAssignment);
      invocations.setAssignmentCount(row, assignments.count - firstAssignment);
    }
    if (redirections.count > firstRedirection) this.#placeTargets(row, firstRedirection);
    return words.count <= MAX_WORDS && this.#scanSubstitutions(row, firstSubstitution);
  }

  /** The names in `NAME=value`, from word `first` on. */
  #bindExported(first: number): void {
    const { words, units } = this.#reading;
    for (let word = first; word < words.count; word++) {
      const start = words.textStart(word);
      const equals = findUnit(units, EQUALS, start, words.textEnd(word));
      if (equals >= 0) this.#words.bind(hashUnits(units, start, equals));
    }
  }

  #keywordOf(word: number): Keyword {
    const { words } = this.#reading;
    const units = words.textEnd(word) - words.textStart(word);
    if (units > MAX_RESERVED_UNITS || (words.flags(word) & WordFlag.VERBATIM) === 0) return Keyword.NONE;
    return KEYWORDS.get(words.hash(word)) ?? Keyword.NONE;
  }

  /** Lists the redirection targets behind the command's own words. */
  #placeTargets(row: number, firstRedirection: number): void {
    const { invocations, words, redirections } = this.#reading;
    const targets = this.#targets;
    invocations.setRedirectionFirst(row, firstRedirection);
    invocations.setRedirectionCount(row, targets.count);
    for (let target = 0; target < targets.count; target++) {
      redirections.setTarget(
        firstRedirection + target,
        words.add(
          targets.start(target),
          targets.end(target),
          targets.textStart(target),
          targets.textEnd(target),
          targets.hash(target),
          targets.flags(target),
        ),
      );
    }
  }

  /**
   * Reads the word at `at`, which is the last one listed, again if it is `NAME=value` or
   * `NAME+=value`; returns `at` if it isn't. `noted`: substitutions before the word.
   */
  #assignment(at: number, noted: number): number {
    const reading = this.#reading;
    const { assignments, words } = reading;
    const text = this.#text;
    const length = this.#words.end;
    const name = nameEnd(text, at, length);
    if (name === at || name === length) return at;
    let equals = name;
    let unit = text[equals]!;
    // An element of an array, perhaps.
    if (unit === OPEN_BRACKET) return DECLINED;
    if (unit === PLUS && ++equals < length) unit = text[equals]!;
    if (unit !== EQUALS) return at;
    const word = words.count - 1;
    const nameStart = words.textStart(word);
    const nameUnits = nameStart + name - at;
    words.setEnd(word, this.#offset + name);
    words.setTextEnd(word, nameUnits);
    words.setHash(word, hashUnits(reading.units, nameStart, nameUnits));
    words.setFlags(word, WordFlag.VERBATIM);
    reading.unitCount = nameUnits;
    this.#words.substitutionCount = noted;
    assignments.add(word, words.count, 1);
    this.#words.bind(words.hash(word));
    return this.#words.word(equals + 1, at, WordMode.KEPT_WHOLE, words);
  }

  /** `NAME=(…)` or `NAME+=(…)` at `at`, with plain elements on one line. */
  #array(at: number): number {
    const { assignments, words } = this.#reading;
    const text = this.#text;
    const name = nameEnd(text, at, this.#words.end);
    const open = this.#unitAt(name) === PLUS ? name + 2 : name + 1;
    if (name === at || this.#unitAt(open) !== OPEN_PARENTHESIS || text[open - 1] !== EQUALS) return DECLINED;
    this.#name(at, name);
    const first = words.count;
    const row = assignments.add(first - 1, first, 0);
    let next = open + 1;
    for (;;) {
      while (this.#unitAt(next) === SPACE || this.#unitAt(next) === TAB) next++;
      const unit = this.#unitAt(next);
      if (unit === CLOSE_PARENTHESIS) break;
      // An index, or a comment.
      if (unit < 0 || unit === OPEN_BRACKET || unit === NUMBER_SIGN || UNIT_CLASS[unit] === UnitClass.END)
        return DECLINED;
      next = this.#words.word(next, next, WordMode.EXPANDED, words);
      if (next < 0) return DECLINED;
    }
    assignments.setValueCount(row, words.count - first);
    return this.#isApart(next + 1) ? next + 1 : DECLINED;
  }

  /** Whether nothing is glued to what ends at `at`. */
  #isApart(at: number): boolean {
    const unit = this.#unitAt(at);
    return (
      unit < 0 || (UNIT_CLASS[unit] === UnitClass.END && unit !== OPEN_PARENTHESIS && unit !== LESS && unit !== GREATER)
    );
  }

  #startsProcess(at: number): boolean {
    return at + 1 < this.#words.end && this.#text[at + 1] === OPEN_PARENTHESIS && this.#text[at] !== AMPERSAND;
  }

  /** The redirection at `from` whose operator stands at `at`. */
  #redirection(from: number, at: number): number {
    // Longer numbers are no descriptors of any system.
    if (at - from > 4) return DECLINED;
    let descriptor = at > from ? 0 : -1;
    for (let digit = from; digit < at; digit++) descriptor = descriptor * 10 + this.#text[digit]! - 0x30;
    const unit = this.#text[at]!;
    if (unit === LESS) return this.#input(at + 1, descriptor);
    return unit === AMPERSAND ? this.#output(at + 2, -2, true) : this.#output(at + 1, descriptor, false);
  }

  #unitAt(at: number): number {
    return at < this.#words.end ? this.#text[at]! : DECLINED;
  }

  /** What follows a `<`. */
  #input(at: number, descriptor: number): number {
    const unit = this.#unitAt(at);
    if (unit === AMPERSAND) return this.#target(at + 1, RedirectionKind.DUPLICATE, descriptor, WordMode.EXPANDED);
    if (unit === GREATER) return this.#target(at + 1, RedirectionKind.READ_WRITE, descriptor, WordMode.EXPANDED);
    if (unit !== LESS) return this.#target(at, RedirectionKind.READ, descriptor, WordMode.EXPANDED);
    if (this.#unitAt(at + 1) !== LESS) return this.#hereDocument(at + 1, descriptor);
    return this.#target(at + 2, RedirectionKind.TEXT, descriptor, WordMode.KEPT_WHOLE);
  }

  /** What follows a `>` or, with `both`, a `&>`. */
  #output(at: number, descriptor: number, both: boolean): number {
    const { redirections, units } = this.#reading;
    const unit = this.#unitAt(at);
    if (unit === GREATER) return this.#target(at + 1, RedirectionKind.APPEND, descriptor, WordMode.EXPANDED);
    if (both) return this.#target(at, RedirectionKind.WRITE, descriptor, WordMode.EXPANDED);
    if (unit !== AMPERSAND && unit !== BAR)
      return this.#target(at, RedirectionKind.WRITE, descriptor, WordMode.EXPANDED);
    const end = this.#target(at + 1, RedirectionKind.WRITE, descriptor, WordMode.EXPANDED);
    if (end < 0 || unit === BAR) return end;
    const target = this.#targets.count - 1;
    if (namesDescriptor(units, this.#targets.textStart(target), this.#targets.textEnd(target)))
      redirections.setKind(redirections.count - 1, RedirectionKind.DUPLICATE);
    return end;
  }

  /**
   * The here-document whose `<<` ends at `from`. Its body is read ahead, behind the next newline of the text;
   * until that newline ends a line of commands, it is the end of the text, so that nothing else can pass it.
   */
  #hereDocument(from: number, descriptor: number): number {
    const scanner = this.#words;
    const after = this.#delimiter.read(this.#text, from, scanner.end);
    if (after < 0 || (this.#bodiesAt < 0 && !this.#startBodies(after))) return DECLINED;
    const behind = scanner.hereDocument(
      this.#bodiesEnd,
      this.#bodiesLimit,
      this.#delimiter,
      this.#inSubstitution,
      this.#targets,
    );
    if (behind < 0) return DECLINED;
    this.#bodiesEnd = behind;
    this.#reading.redirections.add(RedirectionKind.TEXT, descriptor, 0);
    return after;
  }

  /** Finds where the bodies of the line's here-documents start, the first of which is at `from`. */
  #startBodies(from: number): boolean {
    const scanner = this.#words;
    this.#bodiesCounted ||= tooManyHereDocuments(this.#source) < 0;
    if (!this.#bodiesCounted) return false;
    const newline = findUnit(this.#text, NEWLINE, from, this.#bodiesLimit);
    const found = newline >= 0;
    this.#bodiesEnd = found ? newline + 1 : this.#bodiesLimit;
    if (!found) return !this.#inSubstitution;
    this.#bodiesAt = newline;
    this.#bodiesTextEnd = scanner.end;
    scanner.end = newline + 1;
    return true;
  }

  /** The word behind a redirection's operator, which ends at `from`. */
  #target(from: number, kind: RedirectionKind, descriptor: number, mode: WordMode): number {
    const text = this.#text;
    const length = this.#words.end;
    let at = from;
    while (at < length && (text[at] === SPACE || text[at] === TAB)) at++;
    if (at >= length || text[at] === NUMBER_SIGN) return DECLINED;
    let end = DECLINED;
    if (UNIT_CLASS[text[at]!] !== UnitClass.END) end = this.#words.word(at, at, mode, this.#targets);
    else if (at > from && this.#operatorAt(at) === at && this.#startsProcess(at))
      end = this.#words.processSubstitution(at, this.#targets);
    if (end >= 0) this.#reading.redirections.add(kind, descriptor, 0);
    return end;
  }

  /** Scans the substitutions noted from `first` on, found in the words of invocation `row`. */
  #scanSubstitutions(row: number, first: number): boolean {
    const scanner = this.#words;
    const last = scanner.substitutionCount;
    if (last === first) return true;
    if (!this.#enter()) return false;
    const nesting = this.#nesting;
    const parent = this.#parent;
    const { end } = scanner;
    const firstWord = this.#reading.words.count;
    const bodiesAt = this.#bodiesAt;
    const bodiesEnd = this.#bodiesEnd;
    const bodiesTextEnd = this.#bodiesTextEnd;
    const bodiesLimit = this.#bodiesLimit;
    const inSubstitution = this.#inSubstitution;
    this.#bodiesAt = -1;
    this.#inSubstitution = true;
    this.#parent = row;
    for (let entry = first; entry < last; entry++) {
      const close = scanner.substitutionEnd[entry]!;
      const start = scanner.substitutionStart[entry]!;
      this.#nesting = scanner.substitutionNesting[entry] as Nesting;
      const inParentheses = this.#text[close] === CLOSE_PARENTHESIS;
      if (!inParentheses) scanner.end = close;
      // None is read in backticks.
      this.#bodiesLimit = inParentheses ? close : 0;
      if (this.#list(start, inParentheses ? CLOSE_PARENTHESIS : TEXT_END) !== close || this.#bodiesAt >= 0)
        return false;
      scanner.end = end;
    }
    this.#bodiesAt = bodiesAt;
    this.#bodiesEnd = bodiesEnd;
    this.#bodiesTextEnd = bodiesTextEnd;
    this.#bodiesLimit = bodiesLimit;
    this.#inSubstitution = inSubstitution;
    this.#nesting = nesting;
    this.#parent = parent;
    scanner.substitutionCount = first;
    this.#depth--;
    return !this.#holdsCase(firstWord);
  }

  /**
   * Whether one of the words from `first` on is `case`, or begins so with a quote, an escape, an expansion or a
   * `{` behind it: inside substitutions, unbash takes any such word for the reserved one.
   */
  #holdsCase(first: number): boolean {
    const { words, units } = this.#reading;
    for (let word = first; word < words.count; word++) {
      const start = words.textStart(word);
      const length = words.textEnd(word) - start;
      if (length < CASE.length) continue;
      const plain = (words.flags(word) & WordFlag.VERBATIM) !== 0 && units[start + CASE.length] !== OPEN_BRACE;
      if (length > CASE.length && plain) continue;
      if (CASE.every((unit, i) => units[start + i] === unit)) return true;
    }
    return false;
  }
}

/** Where the name of a function ends, if it is a plain one; `from` where none starts. */
function functionNameEnd(text: Uint16Array, from: number, end: number): number {
  if (from >= end || !(isNameStart(text[from]!) || text[from] === COLON)) return from;
  let at = from + 1;
  for (; at < end; at++) {
    const unit = text[at]!;
    if (!isNameStart(unit) && !isDigit(unit) && unit !== MINUS && unit !== DOT && unit !== COLON) break;
  }
  return at;
}

/** Whether a word can't start with this code unit; a parenthesis is left to the word, which declines it. */
function endsCommand(unit: number): boolean {
  return unit === NUMBER_SIGN || (UNIT_CLASS[unit] === UnitClass.END && unit !== OPEN_PARENTHESIS);
}

/** One instance serves all: a scan never re-enters itself, and nothing of it outlives the call. */
const scanner = new Scanner();

/**
 * Reads a text into `reading` if all of it is plain; returns whether it was. Where it was not,
 * `reading` is as before. Positions are in the coordinates that `origin` states, except that the
 * collapsing of spans is left to the caller. `reading` must have room for as many units.
 */
export function scan(reading: Reading, source: Source, origin: Readonly<Origin>): boolean {
  return scanner.run(reading, source, origin);
}
