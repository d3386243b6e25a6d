/**
 * The parser: the full path, over unbash, for every text that the scanner declines.
 *
 * Order of rows, for both readers: invocations stand in the order of the text. Those found in
 * substitutions of an invocation's assignments, words, redirections and here-documents follow its
 * own row in the order of the text, each with what is nested in it, before the next command. In
 * `words`, the names and values of an invocation's assignments come first, then its own words,
 * then the targets of its redirections.
 *
 * Compound commands have no row of their own. Their words do (`InvocationKind.WORDS`): those of
 * `for` and `select` start with the variable's name; `case` has one row for its word and one for
 * each item's patterns; `((…))` has one word, a `Hole.NUMBER`. Redirections of a compound command
 * are a BARE invocation behind its last.
 */
import {
  type Assignment,
  type Case,
  type Command,
  type CompoundCommand,
  type CompoundList,
  type If,
  type ParsedScript,
  parse as parseBash,
  type Pipeline,
  type PipelineNode,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type TestExpression,
  type While,
  type Word,
} from 'unbash';
import {
  isReserved,
  mayEndEmpty,
  mayStartWord,
  namesFunction,
  parenthesisBehind,
  strayOperator,
  tooDeep,
  tooManyHereDocuments,
} from './checks.ts';
import { Cook, type Substitution } from './cook.ts';
import type { Origin } from './origin.ts';
import { MAX_STAGES, MAX_TURNS, type Value, type Words, wordsAt } from './printed.ts';
import {
  Hole,
  InvocationKind,
  MAX_INVOCATIONS,
  MAX_NESTING,
  MAX_WORDS,
  Nesting,
  ReadFailure,
  type Reading,
  RedirectionKind,
  WordFlag,
} from './reading.ts';
import { collapseSpans, fail, namesDescriptor, openPipeline } from './rows.ts';
import { Source } from './source.ts';
import { WordMode } from './units.ts';
import { both, lineRead, type Names, Values } from './values.ts';

/** Words of a `for` that are looked at. */
const MAX_LISTED = 256;
const WORKING_DIRECTORY = String.fromCharCode(Hole.WORKING_DIRECTORY);
const NUMBER = String.fromCharCode(Hole.NUMBER);

type Node<Type extends SyntaxNode['type']> = Extract<SyntaxNode, { type: Type }>;
type AnyCommand = PipelineNode | Node<'AndOr'> | CompoundList;

/** Walks a parsed text and lists what it holds. */
class Walker {
  readonly #reading: Reading;
  /** The text that positions of nodes index. */
  #text: string;
  #offset: number;
  #cook: Cook;
  readonly #values = new Values();
  #mayMove: boolean | undefined;
  /** Where the bodies of the here-documents met so far start, and where their closing lines end. */
  #bodies: Map<number, number> = new Map();
  #depth: number;
  #nesting: Nesting;
  #parent: number;
  #pipeline: number;
  #stage: number;

  constructor(reading: Reading, text: string, units: Uint16Array, origin: Readonly<Origin>) {
    this.#reading = reading;
    this.#text = text;
    this.#offset = origin.end >= 0 ? 0 : origin.start;
    this.#values.bind(origin.positional);
    this.#cook = new Cook(reading, text, units, this.#offset, this.#values);
    this.#depth = origin.depth;
    this.#nesting = origin.nesting;
    this.#parent = origin.parent;
    this.#pipeline = origin.pipeline;
    this.#stage = origin.stage;
  }

  script(script: ParsedScript): void {
    const error = script.errors?.[0];
    if (error !== undefined) this.#fail(ReadFailure.SYNTAX, error.pos);
    this.#statements(script.commands);
  }

  #fail(failure: ReadFailure, at: number): void {
    fail(this.#reading, failure, this.#offset + at);
  }

  /** Whether a bound was passed: then nothing more is listed. After a syntax error, what was recovered still is. */
  #stopped(): boolean {
    const { failure } = this.#reading;
    return failure !== ReadFailure.NONE && failure !== ReadFailure.SYNTAX;
  }

  #statements(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (this.#stopped()) return;
      if (statement.background === true) this.#apart(() => this.#command(statement.command));
      else this.#command(statement.command);
      const stray = strayOperator(this.#text, statement.end, statement.background === true, this.#bodies);
      if (stray >= 0) this.#fail(ReadFailure.SYNTAX, stray);
    }
  }

  /** Walks something nested one level deeper; `nesting` of what it holds. */
  #inside(nesting: Nesting, node: AnyCommand): void {
    if (this.#depth >= MAX_NESTING) return this.#fail(ReadFailure.TOO_DEEP, node.pos);
    const outer = this.#nesting;
    this.#nesting = nesting;
    this.#depth++;
    this.#command(node);
    this.#depth--;
    this.#nesting = outer;
  }

  #command(node: AnyCommand): void {
    switch (node.type) {
      case 'Command':
        return this.#simple(node);
      case 'AndOr':
        return this.#chain(node);
      case 'Pipeline':
        return this.#stages(node);
      case 'CompoundList':
        return this.#statements(node.commands);
      case 'Redirected': {
        // Its targets are opened before anything in it runs.
        const set = this.#values.setBy([node.command]);
        this.#compound(node.command);
        this.#values.forget(set);
        return this.#redirectionsOf(node.redirects);
      }
      case 'Function':
        return this.#function(node);
      case 'Coproc':
        return this.#coprocess(node);
      case 'Subshell':
      case 'BraceGroup':
      case 'If':
      case 'While':
      case 'For':
      case 'Select':
      case 'ArithmeticFor':
      case 'ArithmeticCommand':
      case 'TestCommand':
      case 'Case':
        return this.#compound(node);
    }
  }

  #compound(node: CompoundCommand): void {
    switch (node.type) {
      case 'Subshell':
        return this.#branch(Nesting.SUBSHELL, node.body);
      case 'BraceGroup':
        return this.#inside(Nesting.GROUP, node.body);
      case 'If':
        return this.#if(node);
      case 'While':
        return this.#while(node, undefined);
      case 'For':
        return this.#for(node);
      case 'Select':
        this.#forgetSetBy(node);
        this.#list(node);
        return this.#branch(Nesting.LOOP, node.body);
      case 'ArithmeticFor':
        this.#forgetSetBy(node);
        for (const part of [node.initialize, node.test, node.update]) if (part !== undefined) this.#cook.gather(part);
        this.#number(node.pos, node.body.pos);
        return this.#branch(Nesting.LOOP, node.body);
      case 'ArithmeticCommand':
        this.#forgetSetBy(node);
        if (node.expression !== undefined) this.#cook.gather(node.expression);
        return this.#number(node.pos, node.end);
      case 'TestCommand':
        this.#forgetSetBy(node);
        return this.#words(node.pos, node.end, operands(node.expression), WordMode.KEPT_WHOLE);
      case 'Case':
        return this.#case(node);
    }
  }

  #forgetSetBy(node: SyntaxNode): void {
    this.#values.forget(this.#values.setBy([node]));
  }

  /** Walks what runs in another shell, or perhaps not at all: what it sets does not hold behind it. */
  #apart(walk: () => void): void {
    const { known } = this.#values;
    walk();
    this.#values.known = known;
  }

  #branch(nesting: Nesting, node: AnyCommand): void {
    this.#apart(() => this.#inside(nesting, node));
  }

  /** Members joined by `&&` and `||`: each runs if what stands before it says so. */
  #chain({ commands, operators }: Node<'AndOr'>): void {
    /** By the members behind the first. */
    let set: Names = new Set();
    for (const [index, command] of commands.entries()) {
      if (this.#stopped()) return;
      const isOr = operators[index - 1] === '||';
      if (isOr) this.#values.forget(set);
      const own = this.#values.setBy([command]);
      this.#command(command);
      if (isOr) this.#values.forget(own);
      if (index > 0) set = both(set, own);
    }
    this.#values.forget(set);
  }

  #if(node: If): void {
    this.#forgetSetBy(node);
    const nesting = this.#nesting;
    for (const { clause, then } of [node, ...node.elif]) {
      this.#branch(Nesting.CONDITION, clause);
      this.#branch(nesting, then);
    }
    if (node.else !== undefined) this.#branch(nesting, node.else);
  }

  #case(node: Case): void {
    this.#forgetSetBy(node);
    this.#words(node.pos, node.word.end, [node.word], WordMode.KEPT_WHOLE);
    for (const item of node.items) {
      if (this.#stopped()) return;
      const last = item.pattern.at(-1);
      this.#words(item.pos, last?.end ?? item.pos, item.pattern, WordMode.KEPT_WHOLE);
      this.#branch(Nesting.CASE, item.body);
    }
  }

  /** The row of the words of a `for` or `select`. */
  #list({ pos, name, wordlist = [] }: Node<'For'> | Node<'Select'>): void {
    this.#words(pos, wordlist.at(-1)?.end ?? name.end, [name, ...wordlist], WordMode.EXPANDED);
  }

  #for(node: Node<'For'>): void {
    const { wordlist: [only, more] = [] } = node;
    const listed = only !== undefined && more === undefined ? this.#cook.listedIn(only) : undefined;
    const row = this.#reading.invocations.count;
    this.#list(node);
    if (this.#stopped()) return;
    const values = listed ?? this.#listValues(row);
    this.#forgetSetBy(node);
    this.#turns(node.body, node.name.text, values);
  }

  /** The values that the words of a `for`, in row `row`, give its variable. */
  #listValues(row: number): Words | undefined {
    const { invocations, words } = this.#reading;
    const first = invocations.wordFirst(row) + 1;
    const end = invocations.wordFirst(row) + invocations.wordCount(row);
    if (end - first > MAX_LISTED) return undefined;
    const values: Value[] = [];
    for (let word = first; word < end; word++) {
      const isBrace = (words.flags(word) & WordFlag.BRACE) !== 0;
      const found = isBrace ? numbersIn(this.#reading.cooked(word)) : wordsAt(this.#reading, word, word + 1);
      if (found === undefined || this.#valueIn(word) === undefined) return undefined;
      values.push(...found);
    }
    return values;
  }

  /** A loop's body: once for each value of its variable where they are known and few, else once. */
  #turns(body: CompoundList, name: string, values: Words | undefined): void {
    const reading = this.#reading;
    const turns = distinct(values ?? []);
    const added = (turns.length - 1) * (body.end - body.pos);
    const areFew = turns.length > 0 && turns.length <= MAX_TURNS && added <= reading.valueUnits;
    const isFollowed = areFew && this.#values.known !== undefined;
    if (isFollowed) reading.valueUnits -= added;
    const { uses } = this.#values;
    for (const value of isFollowed ? turns : [undefined]) {
      // The same again where the body does not use it.
      if (value !== turns[0] && value !== undefined && this.#values.uses === uses) return;
      this.#apart(() => {
        this.#values.set(name, value);
        this.#inside(Nesting.LOOP, body);
      });
    }
  }

  /** A loop, into which these paths are piped, a line each. */
  #while(node: While, piped: Words | undefined): void {
    this.#forgetSetBy(node);
    this.#branch(Nesting.CONDITION, node.clause);
    const name = piped === undefined ? undefined : lineRead(node.clause);
    if (name === undefined) this.#branch(Nesting.LOOP, node.body);
    else this.#turns(node.body, name, piped);
  }

  #coprocess(node: Node<'Coproc'>): void {
    this.#forgetSetBy(node);
    const second = node.body.type === 'Command' ? node.body.suffix[0] : undefined;
    if (second?.type === 'Word' && isReserved(second.text)) this.#fail(ReadFailure.SYNTAX, second.pos);
    this.#inside(Nesting.COPROCESS, unwrapped(node.body));
  }

  #function(node: Node<'Function'>): void {
    if (!namesFunction(node.name.text)) this.#fail(ReadFailure.SYNTAX, node.name.pos);
    this.#forgetSetBy(node);
    const row = this.#open(InvocationKind.FUNCTION, node.pos);
    if (row < 0) return;
    this.#listWords(row, [node.name], WordMode.KEPT_WHOLE);
    this.#close(row, node.name.end);
    const { functions, invocations } = this.#reading;
    const added = functions.add(row);
    const { body } = node;
    this.#inside(Nesting.FUNCTION, unwrapped(body.type === 'Redirected' ? body.command : body));
    functions.setBodyEnd(added, invocations.count);
    if (body.type === 'Redirected') this.#redirectionsOf(body.redirects);
  }

  #stages(node: Pipeline): void {
    const { commands } = node;
    if (commands.length === 0 && !mayEndEmpty(this.#text, node.end)) this.#fail(ReadFailure.SYNTAX, node.end);
    const outer = this.#pipeline;
    const outerStage = this.#stage;
    const firstInvocation = this.#reading.invocations.count;
    const firstPipeline = this.#reading.pipelines.count;
    for (let stage = 0; stage < commands.length && !this.#stopped(); stage++) {
      if (stage === 1) this.#pipeline = openPipeline(this.#reading, outer, outerStage, firstInvocation, firstPipeline);
      if (stage > 0) this.#stage = stage;
      const command = commands[stage];
      if (command === undefined) continue;
      if (commands.length === 1) this.#command(command);
      else if (command.type === 'While' && stage <= MAX_STAGES)
        this.#apart(() => this.#while(command, this.#cook.listedBy(commands.slice(0, stage))));
      else this.#apart(() => this.#command(command));
    }
    this.#pipeline = outer;
    this.#stage = outerStage;
    // Some shells run the last stage themselves.
    if (commands.length > 1) this.#forgetSetBy(node);
  }

  #simple(node: Command): void {
    if (node.name === undefined && node.prefix.length === 0 && node.suffix.length === 0) return;
    const row = this.#open(node.name === undefined ? InvocationKind.BARE : InvocationKind.COMMAND, node.pos);
    if (row < 0) return;
    const set = this.#values.setBy([node]);
    this.#values.expandWordsOf(node);
    const before = this.#values.known;
    this.#assignments(row, node);
    const behind = node.redirects.length === 0 ? this.#values.known : undefined;
    if (node.name !== undefined) {
      this.#values.known = before;
      this.#arguments(row, node.name, node);
    } else if (node.redirects.length > 0) this.#values.forget(set);
    this.#targets(row, node.redirects);
    this.#refuseParentheses(node);
    this.#values.forget(set);
    this.#close(row, node.end);
    if (node.name === undefined && node.redirects.length === 0) this.#values.known = set && behind;
    if (node.name?.text === 'export')
      for (const item of node.suffix) if (item.type === 'Assignment') this.#export(item);
  }

  /** Whether the text holds anything like a change of the working directory. */
  #moves(): boolean {
    this.#mayMove ??= /\b(?:cd|pushd|popd)\b/.test(this.#text);
    return this.#mayMove;
  }

  #assignments(row: number, node: Command): void {
    const { invocations, assignments } = this.#reading;
    for (const item of node.prefix) {
      if (item.type !== 'Assignment') continue;
      if (invocations.assignmentCount(row) === 0) invocations.setAssignmentFirst(row, assignments.count);
      this.#assignment(item);
      invocations.setAssignmentCount(row, invocations.assignmentCount(row) + 1);
    }
  }

  #refuseParentheses(node: Command): void {
    if (node.name !== undefined) this.#refuseParenthesis(node.name.end);
    for (const item of node.prefix) this.#refuseParenthesis(item.end);
    for (const item of node.suffix) this.#refuseParenthesis(item.end);
  }

  /** unbash passes over the parenthesis in `a (b`. */
  #refuseParenthesis(end: number): void {
    const parenthesis = parenthesisBehind(this.#text, end);
    if (parenthesis >= 0) this.#fail(ReadFailure.SYNTAX, parenthesis);
  }

  #assignment(node: Assignment): void {
    const { assignments, words } = this.#reading;
    const { value } = node;
    const name = this.#cook.name(
      node.name,
      node.pos,
      node.index === undefined ? nameEndOf(node) : node.pos + node.name.length,
    );
    if (node.index !== undefined) this.#cook.gather(node.index);
    if (value.type === 'Word') {
      const word = this.#cook.word(value, WordMode.KEPT_WHOLE, node.pos);
      assignments.add(name, word, 1);
      this.#values.set(node.name, isWhole(node) ? this.#valueIn(word) : undefined);
      return;
    }
    const first = words.count;
    for (const element of value.elements) this.#cook.argument([element]);
    assignments.add(name, first, words.count - first);
    this.#values.set(node.name, undefined);
  }

  /** `export NAME=value`, whose words are listed already. */
  #export(node: Assignment): void {
    const { words, unitCount } = this.#reading;
    const { count } = words;
    if (node.value.type !== 'Word' || !isWhole(node)) return this.#values.set(node.name, undefined);
    const word = this.#cook.word(node.value, WordMode.KEPT_WHOLE, node.pos);
    this.#values.set(node.name, this.#valueIn(word));
    words.count = count;
    this.#reading.unitCount = unitCount;
    this.#cook.take();
  }

  /** What a word holds, as a value: not the working directory where that may change. */
  #valueIn(word: number): Value | undefined {
    const { words } = this.#reading;
    const text = this.#reading.cooked(word);
    return text.includes(WORKING_DIRECTORY) && this.#moves()
      ? undefined
      : { text, isGlob: (words.flags(word) & WordFlag.GLOB) !== 0 };
  }

  #arguments(row: number, name: Word, node: Command): void {
    const { invocations, words } = this.#reading;
    invocations.setWordFirst(row, words.count);
    let glued: (Word | Assignment)[] = [name];
    for (const item of node.suffix) {
      if (item.type !== 'Word' && item.type !== 'Assignment') continue;
      // unbash takes `--file=<(a)` for two words; bash makes one of it.
      if (item.pos === glued.at(-1)?.end) glued.push(item);
      else {
        this.#argument(glued, glued[0] === name);
        glued = [item];
      }
    }
    this.#argument(glued, glued[0] === name);
    invocations.setWordCount(row, words.count - invocations.wordFirst(row));
    if (words.count === invocations.wordFirst(row)) invocations.setKind(row, InvocationKind.BARE);
  }

  #argument(glued: readonly (Word | Assignment)[], isName: boolean): void {
    const start = glued[0]?.pos ?? 0;
    if (!mayStartWord(this.#text, start)) this.#fail(ReadFailure.SYNTAX, start);
    this.#cook.argument(glued, isName);
  }

  #redirectionsOf(redirects: readonly Redirection[]): void {
    const first = redirects[0];
    const last = redirects.at(-1);
    if (first === undefined || last === undefined || this.#stopped()) return;
    const row = this.#open(InvocationKind.BARE, first.pos);
    if (row < 0) return;
    this.#targets(row, redirects);
    this.#close(row, last.end);
  }

  #targets(row: number, redirects: readonly Redirection[]): void {
    if (redirects.length === 0) return;
    const { invocations, redirections } = this.#reading;
    invocations.setRedirectionFirst(row, redirections.count);
    for (const redirect of redirects) this.#redirection(redirect);
    invocations.setRedirectionCount(row, redirections.count - invocations.redirectionFirst(row));
  }

  #redirection(node: Redirection): void {
    const { redirections, words, units } = this.#reading;
    if (node.type === 'HereDoc') {
      this.#bodies.set(node.body.pos, node.closing?.end ?? node.body.end);
      redirections.add(RedirectionKind.TEXT, descriptorOf(node), this.#cook.hereDocument(node));
      return;
    }
    if (node.target === undefined) return this.#fail(ReadFailure.SYNTAX, node.pos);
    if (node.type === 'HereString') {
      redirections.add(RedirectionKind.TEXT, descriptorOf(node), this.#cook.word(node.target, WordMode.KEPT_WHOLE));
      return;
    }
    const target = this.#cook.word(node.target, WordMode.EXPANDED);
    const duplicates = node.operator === '>&' && namesDescriptor(units, words.textStart(target), words.textEnd(target));
    const kind = duplicates ? RedirectionKind.DUPLICATE : REDIRECTION_KINDS[node.operator];
    redirections.add(kind, descriptorOf(node), target);
  }

  #words(start: number, end: number, nodes: readonly Word[], mode: WordMode): void {
    const row = this.#open(InvocationKind.WORDS, start);
    if (row < 0) return;
    this.#listWords(row, nodes, mode);
    this.#close(row, end);
  }

  #listWords(row: number, nodes: readonly Word[], mode: WordMode): void {
    const { invocations, words } = this.#reading;
    invocations.setWordFirst(row, words.count);
    for (const node of nodes) {
      if (mode === WordMode.EXPANDED) this.#cook.argument([node]);
      else this.#cook.word(node, mode);
    }
    invocations.setWordCount(row, words.count - invocations.wordFirst(row));
  }

  /** A row for arithmetic. */
  #number(start: number, end: number): void {
    const row = this.#open(InvocationKind.WORDS, start);
    if (row < 0) return;
    this.#reading.invocations.setWordFirst(row, this.#cook.number(start, end));
    this.#reading.invocations.setWordCount(row, 1);
    this.#close(row, end);
  }

  /** A new invocation row; -1 beyond the bound. */
  #open(kind: InvocationKind, start: number): number {
    const { invocations } = this.#reading;
    if (invocations.count >= MAX_INVOCATIONS) {
      this.#fail(ReadFailure.TOO_MUCH, start);
      return -1;
    }
    return invocations.add(kind, this.#offset + start, this.#nesting, this.#parent, this.#pipeline, this.#stage);
  }

  /** Completes a row, and walks the substitutions that its words hold. */
  #close(row: number, end: number): void {
    const { invocations, words } = this.#reading;
    invocations.setEnd(row, this.#offset + end);
    if (words.count > MAX_WORDS) return this.#fail(ReadFailure.TOO_MUCH, end);
    for (const substitution of this.#cook.take()) {
      if (this.#stopped()) return;
      this.#substitution(substitution, row);
    }
  }

  #substitution(substitution: Substitution, row: number): void {
    if (this.#depth >= MAX_NESTING) return this.#fail(ReadFailure.TOO_DEEP, substitution.start);
    const nesting = this.#nesting;
    const parent = this.#parent;
    this.#nesting = substitution.nesting;
    this.#parent = row;
    this.#depth++;
    const { source } = substitution.script;
    this.#apart(() => (source === undefined ? this.script(substitution.script) : this.#decoded(substitution, source)));
    this.#depth--;
    this.#nesting = nesting;
    this.#parent = parent;
  }

  /** A script whose escapes were taken away before it was parsed: its positions mean nothing outside. */
  #decoded({ script, start, end }: Substitution, source: string): void {
    const reading = this.#reading;
    const failedBefore = reading.failure;
    const firstWord = reading.words.count;
    const firstInvocation = reading.invocations.count;
    const text = this.#text;
    const offset = this.#offset;
    const cook = this.#cook;
    const bodies = this.#bodies;
    this.#text = source;
    this.#offset = 0;
    this.#cook = new Cook(reading, source, Source.of(source).units, 0, this.#values);
    this.#bodies = new Map();
    this.script(script);
    this.#text = text;
    this.#offset = offset;
    this.#cook = cook;
    this.#bodies = bodies;
    collapseSpans(reading, firstWord, firstInvocation, offset + start, offset + end);
    if (reading.failure !== failedBefore) reading.failureAt = offset + start;
  }
}

const REDIRECTION_KINDS = {
  '<': RedirectionKind.READ,
  '<>': RedirectionKind.READ_WRITE,
  '<&': RedirectionKind.DUPLICATE,
  '>': RedirectionKind.WRITE,
  '>|': RedirectionKind.WRITE,
  '>&': RedirectionKind.WRITE,
  '&>': RedirectionKind.WRITE,
  '>>': RedirectionKind.APPEND,
  '&>>': RedirectionKind.APPEND,
} as const;

/** Largest descriptor number that is told apart. */
const MAX_DESCRIPTOR = 0x7fffffff;

function descriptorOf(node: Redirection): number {
  const { descriptor } = node;
  if (descriptor === undefined) return node.operator === '&>' || node.operator === '&>>' ? -2 : -1;
  return descriptor.type === 'FileDescriptor' ? Math.min(descriptor.value, MAX_DESCRIPTOR) : -2;
}

/** Where the name of an assignment without index ends. */
function nameEndOf(node: Assignment): number {
  return node.value.pos - (node.append === true ? 2 : 1);
}

/** The braces around the body of a function or a coprocess are part of it. */
function unwrapped(node: AnyCommand): AnyCommand {
  return node.type === 'BraceGroup' ? node.body : node;
}

/** `NAME=value`: neither appended nor an element of an array. */
function isWhole(node: Assignment): boolean {
  return node.append !== true && node.index === undefined;
}

/** The ends of a range of numbers `{1..9}`, and a number for those between; `undefined` for other words. */
function numbersIn(text: string): Words | undefined {
  const [, from, to] = /^\{(\d+)\.\.(\d+)(?:\.\.\d+)?\}$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return [from, NUMBER, to].map((one) => ({ text: one, isGlob: false }));
}

function distinct(values: Words): Words {
  return [...new Map(values.map((value) => [`${value.text} ${value.isGlob}`, value])).values()];
}

/** The words of a test, in the order of the text. */
function operands(expression: TestExpression): readonly Word[] {
  const found: Word[] = [];
  const waiting: TestExpression[] = [expression];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    switch (next.type) {
      case 'TestUnary':
        found.push(next.operand);
        break;
      case 'TestBinary':
        found.push(next.left, next.right);
        break;
      case 'TestNot':
        waiting.push(next.operand);
        break;
      case 'TestGroup':
        waiting.push(next.expression);
        break;
      case 'TestLogical':
        for (const operand of next.operands.toReversed()) waiting.push(operand);
    }
  }
  return found;
}

/**
 * Reads `text` into `reading`, whatever it is. What can't be read sets `reading.failure`, with
 * all that was understood listed. `source` holds the same text. Positions are as `scan` has them.
 */
export function parse(reading: Reading, text: string, source: Source, origin: Readonly<Origin>): void {
  const offset = origin.end >= 0 ? 0 : origin.start;
  const nul = text.indexOf('\0');
  // No shell can be handed a NUL.
  if (nul >= 0) fail(reading, ReadFailure.SYNTAX, offset + nul);
  const excess = tooManyHereDocuments(source);
  if (excess >= 0) return fail(reading, ReadFailure.TOO_MUCH, offset + excess);
  const deep = tooDeep(text);
  if (deep >= 0) return fail(reading, ReadFailure.TOO_DEEP, offset + deep);
  // unbash overflows the stack on some hostile input, such as ten thousand `f()`.
  try {
    const script = parseBash(text);
    new Walker(reading, text, source.units, origin).script(script);
  } catch {
    fail(reading, ReadFailure.SYNTAX, offset);
  }
}
