/**
 * What variables hold, as far as the text tells: `d=build; rm -rf "$d"` deletes `build`, and in
 * `for f in *.txt; do mv "$f" old/; done` the variable is one of the words that are listed.
 *
 * A use is resolved only where a binding has certainly happened before it: in the same block or one
 * around it, in the shell itself, under no condition. Then every value that the text binds to the
 * name anywhere counts, so that the order in which loops and functions run does not matter. What may
 * set variables in a way that is not seen (`eval`, `source`, `read` …) ends the knowledge.
 */
import { InvocationKind, WordFlag } from '../shell/index.ts';
import type { Assessment } from './assessment.ts';
import { expandBraces } from './braces.ts';
import { expanded, type Piece, piecesOf, type Use, type Value } from './expansions.ts';
import { holdsOneSubstitution, holdsOpen, SUBSTITUTION } from './holes.ts';
import { type Gap, gapOf, isUnconditional, staysInBlock, staysInShell } from './gaps.ts';
import { Printed } from './printed.ts';
import type { PathResolver } from './scope.ts';

/** Invocations of a text that is looked at, and most that lie between a binding and a use. */
const MAX_ROWS = 512;
const MAX_DISTANCE = 64;
/** Most values that one use stands for. */
export const MAX_VALUES = 8;
const MAX_DEPTH = 4;
/** Questions that are answered for one text. */
const MAX_LOOKUPS = 256;
/** Words of lists that are looked at. */
const MAX_LISTED = 256;
const MAX_KEYWORD_UNITS = 64;

/** These set the variables that their operands name. */
const SETTERS = new Set(['read', 'mapfile', 'readarray', 'getopts', 'unset']);
/** These may set any variable. */
const UNFOLLOWED_SETTERS = new Set(['eval', 'source', '.', 'builtin', 'let']);
const DECLARERS = new Set(['export', 'readonly', 'declare', 'local', 'typeset']);
/** These set `$1` and its like. */
const ARGUMENT_SETTERS = new Set(['set', 'shift']);
const NAME = /^[A-Za-z_]\w*$/;
const DECLARED = /^([A-Za-z_]\w*)=/;
/** Options of `read` under which it reads one whole line, or up to a NUL, into one variable. */
const READ_LINE = /^(?:-r |-r?d {2})*$/;
/** Here-documents, which hide what stands between commands, and expansions that assign. */
const UNFOLLOWED = /<<|:=|\$\{\w+=/;
const NUMBER = '\ufdd5';

interface Binding {
  /** Place in the list of the text's own commands; -1 within a substitution: it holds nowhere else. */
  readonly at: number;
  readonly row: number;
  readonly kind: 'assigned' | 'loop' | 'read' | 'unknown';
  /** Words of the value, or of the list; the value begins behind `skip` units. */
  readonly words: readonly number[];
  readonly skip: number;
}

/** The commands of one text: rows of the reading, without those in substitutions. Reused. */
class Scope {
  first = 0;
  end = 0;
  /** Where the text begins in the source; -1 where positions in the source are not those of the text. */
  start = 0;
  /** `$0`, `$1` … of the code of a shell. */
  positional: readonly Value[] = [];
  isCollected = false;
  /** Whether `$1` may mean something else. */
  hasOwnArguments = false;
  /** Place of the last command that may set any variable. */
  unfollowedAt = -1;
  lookups = 0;
  readonly rows: number[] = [];
  /** Before each row. */
  readonly gaps: (Gap | undefined)[] = [];
  readonly bindings = new Map<string, Binding[]>();

  begin(first: number, end: number, start: number, positional: readonly Value[]): void {
    this.first = first;
    this.end = end;
    this.start = start;
    this.positional = positional;
    this.isCollected = false;
    this.lookups = 0;
  }

  empty(): void {
    this.isCollected = true;
    this.hasOwnArguments = false;
    this.unfollowedAt = -1;
    this.rows.length = 0;
    this.gaps.length = 0;
    this.bindings.clear();
  }

  add(name: string, binding: Binding): void {
    const list = this.bindings.get(name);
    if (list === undefined) this.bindings.set(name, [binding]);
    else list.push(binding);
  }
}

export class Bindings {
  readonly #out: Assessment;
  readonly #printed: Printed;
  readonly #scopes: Scope[] = [new Scope()];
  #depth = 0;
  /** Values chosen for the command at hand. */
  chosen: ReadonlyMap<string, Value> | undefined;

  constructor(out: Assessment, paths: PathResolver) {
    this.#out = out;
    this.#printed = new Printed(out, paths, this);
  }

  /** Forgets every text. */
  restart(): void {
    this.#depth = 0;
    this.chosen = undefined;
  }

  /** A text begins, whose commands are the rows `first … end - 1`. */
  enter(first: number, end: number, start: number, positional: readonly Value[]): void {
    this.#depth++;
    (this.#scopes[this.#depth] ??= new Scope()).begin(first, end, start, positional);
  }

  /** It ends. */
  leave(): void {
    this.#depth--;
  }

  get #scope(): Scope {
    return this.#scopes[this.#depth] as Scope;
  }

  /** What the stages before the invocation pipe into it; undefined where that may be anything. */
  pipedInto(row: number): Value | undefined {
    return this.#printed.byStageBefore(row, this.#scope.first, 0);
  }

  /** `$1` … of the code of a shell, where they are still those. */
  get arguments(): readonly Value[] | undefined {
    const scope = this.#collected();
    return scope.start < 0 || scope.hasOwnArguments || scope.positional.length === 0 ? undefined : scope.positional;
  }

  /** Pieces of a word that may hold variables; undefined where it is more than text and variables. */
  piecesOf(word: number): readonly Piece[] | undefined {
    const { reading } = this.#out;
    const { words } = reading;
    if (this.#scope.start < 0 || ((words.flags[word] as number) & WordFlag.BRACE) !== 0) return undefined;
    return piecesOf(reading.source.slice(words.start[word] as number, words.end[word] as number), reading.text(word));
  }

  /** What the variable may hold where the invocation `row` uses it; undefined where that is not known. */
  valuesOf(name: string, row: number, depth: number): readonly Value[] | undefined {
    const chosen = this.chosen?.get(name);
    if (chosen !== undefined) return [chosen];
    const scope = this.#collected();
    if (depth > MAX_DEPTH || scope.lookups >= MAX_LOOKUPS || scope.start < 0) return undefined;
    scope.lookups++;
    if (/^\d$/.test(name)) return this.#positional(Number(name));
    const bindings = scope.bindings.get(name) ?? [];
    const at = this.#placeOf(row);
    if (!bindings.some((binding) => this.#holds(binding, at))) return undefined;
    const values = allOf(bindings, (binding) => this.#heldBy(binding, depth + 1));
    return values && distinct(values);
  }

  #positional(index: number): readonly Value[] | undefined {
    const value = this.arguments?.[index];
    return value && [value];
  }

  /** The values that a word may have, at `row`; undefined where one of its parts is not known. */
  wordValues(word: number, row: number, depth: number): readonly Value[] | undefined {
    const { reading } = this.#out;
    const flags = reading.words.flags[word] as number;
    const text = reading.text(word);
    const isGlob = (flags & WordFlag.GLOB) !== 0;
    if ((flags & WordFlag.BRACE) !== 0)
      return expandBraces(text)?.map((one) => ({ text: one, isGlob: isGlob || /[*?]/.test(one) }));
    if (!holdsOpen(text)) return [{ text, isGlob }];
    if (holdsOneSubstitution(text)) {
      const printed = this.#printed.bySubstitution(word, row, depth);
      return printed && [{ text: text.replace(SUBSTITUTION, () => printed.text), isGlob: isGlob || printed.isGlob }];
    }
    const pieces = this.piecesOf(word);
    const joined = pieces && this.#joined(pieces, row, depth, isGlob);
    const mayPart = (flags & WordFlag.SPLIT) !== 0;
    return mayPart && joined?.some((value) => /\s/.test(value.text)) === true ? undefined : joined;
  }

  #joined(pieces: readonly Piece[], row: number, depth: number, isGlob: boolean): readonly Value[] | undefined {
    let joined: Value[] = [{ text: '', isGlob }];
    for (const piece of pieces) {
      const parts = typeof piece === 'string' ? [{ text: piece, isGlob: false }] : this.#usedValues(piece, row, depth);
      if (parts === undefined || joined.length * parts.length > MAX_VALUES) return undefined;
      joined = joined.flatMap((head) =>
        parts.map((part) => ({ text: head.text + part.text, isGlob: head.isGlob || part.isGlob })),
      );
    }
    return joined;
  }

  #usedValues({ name, operation, hole }: Use, row: number, depth: number): readonly Value[] | undefined {
    const isTyped = operation === '' && !holdsOpen(hole);
    if (isTyped) return [{ text: hole, isGlob: false }];
    const values = this.valuesOf(name, row, depth)?.map((value) => expanded(value, operation));
    return values?.every((value) => value !== undefined) === true ? values : undefined;
  }

  #heldBy({ kind, words, row, skip }: Binding, depth: number): readonly Value[] | undefined {
    if (kind === 'unknown') return undefined;
    if (kind === 'read') {
      const printed = this.#printed.byStageBefore(row, this.#scope.first, depth);
      return printed && [printed];
    }
    const values = allOf(words, (word) => this.wordValues(word, row, depth));
    return values?.map(({ text, isGlob }) => ({ text: text.slice(skip), isGlob }));
  }

  /** Place of the text's own command that holds the invocation. */
  #placeOf(row: number): number {
    const { rows } = this.#scope;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((rows[middle] as number) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Whether the binding has happened whenever the command at `use` runs. */
  #holds({ at, kind }: Binding, use: number): boolean {
    const { gaps, rows, unfollowedAt } = this.#scope;
    if (at <= unfollowedAt || use <= at || use - at > MAX_DISTANCE || kind === 'unknown') return false;
    const before = gaps[at];
    const between = gaps.slice(at + 1, use + 1);
    const [after] = between;
    if (before === undefined || after === undefined) return false;
    if (kind === 'assigned' && before.last === '&&')
      return staysInShell(after) && between.every((gap) => gap?.isAnd === true);
    if (kind === 'assigned' && !isUnconditional(before, after)) return false;
    if (kind === 'read' && (before.last !== 'while' || !after.isDo)) return false;
    const opening = between.map((_, index) => this.#opensBlock(rows[at + 1 + index] as number));
    return staysInBlock(between, opening);
  }

  /** Whether the words of a `for`, `select` or `case` begin a block. */
  #opensBlock(row: number): boolean {
    const { invocations } = this.#out.reading;
    return invocations.kind[row] === InvocationKind.WORDS && /^(?:for|select|case)\b/.test(this.#written(row));
  }

  /** How the invocation's text begins. */
  #written(row: number): string {
    const { invocations, source } = this.#out.reading;
    const start = invocations.start[row] as number;
    return source.slice(start, Math.min(start + MAX_KEYWORD_UNITS, invocations.end[row] as number));
  }

  #collected(): Scope {
    const scope = this.#scope;
    if (!scope.isCollected) this.#collect(scope);
    return scope;
  }

  #collect(scope: Scope): void {
    const { invocations, source } = this.#out.reading;
    scope.empty();
    if (scope.end - scope.first > MAX_ROWS || UNFOLLOWED.test(source)) scope.start = -1;
    if (scope.start < 0) return;
    let textEnd = scope.start;
    for (let row = scope.first; row < scope.end; row++) {
      const start = invocations.start[row] as number;
      const isOwn = start >= textEnd;
      if (isOwn) {
        scope.gaps.push(gapOf(source.slice(textEnd, start)));
        scope.rows.push(row);
        textEnd = invocations.end[row] as number;
      }
      this.#bind(scope, row, isOwn ? scope.rows.length - 1 : -1);
    }
  }

  #bind(scope: Scope, row: number, at: number): void {
    const kind = this.#out.reading.invocations.kind[row] as number;
    if (kind === InvocationKind.FUNCTION) scope.hasOwnArguments = true;
    else if (kind === InvocationKind.WORDS) this.#bindLoop(scope, row, at);
    else this.#bindAssignments(scope, row, at, kind === InvocationKind.BARE);
    if (kind === InvocationKind.COMMAND) this.#bindCommand(scope, row, at);
  }

  #bindLoop(scope: Scope, row: number, at: number): void {
    const { reading } = this.#out;
    const first = reading.invocations.wordFirst[row] as number;
    const count = reading.invocations.wordCount[row] as number;
    const keyword = /^(?:for|select)(?=\s+[A-Za-z_])/.exec(this.#written(row))?.[0];
    if (keyword === undefined) return;
    const words = Array.from({ length: count - 1 }, (_, index) => first + 1 + index);
    const kind = keyword === 'for' && words.length > 0 ? 'loop' : 'unknown';
    scope.add(reading.text(first), { at, row, kind, words, skip: 0 });
  }

  #bindAssignments(scope: Scope, row: number, at: number, isBare: boolean): void {
    const { reading } = this.#out;
    const { invocations, assignments, words, source } = reading;
    const first = invocations.assignmentFirst[row] as number;
    for (let i = first; i < first + (invocations.assignmentCount[row] as number); i++) {
      const name = assignments.name[i] as number;
      const end = words.end[name] as number;
      const text = reading.text(name);
      // `IFS= read …` holds for that command alone.
      if (text === 'IFS' && !isBare) continue;
      if (text === 'IFS') scope.unfollowedAt = Number.MAX_SAFE_INTEGER;
      const isPlain = isBare && source[end] === '=' && source[end + 1] !== '(';
      scope.add(text, {
        at,
        row,
        kind: isPlain ? 'assigned' : 'unknown',
        words: [assignments.value[i] as number],
        skip: 0,
      });
    }
  }

  #bindCommand(scope: Scope, row: number, at: number): void {
    const { reading } = this.#out;
    const first = reading.invocations.wordFirst[row] as number;
    const count = reading.invocations.wordCount[row] as number;
    const command = reading.text(first);
    if (ARGUMENT_SETTERS.has(command)) scope.hasOwnArguments = true;
    const isDeclarer = DECLARERS.has(command);
    const isWrapper = command === 'command' && count > 1;
    const isNaming = SETTERS.has(command) || isDeclarer;
    if (!isNaming && !UNFOLLOWED_SETTERS.has(command) && !isWrapper && command !== 'printf') return;
    const texts = Array.from({ length: count - 1 }, (_, index) => reading.text(first + 1 + index));
    if (command === 'printf' ? texts[0]?.startsWith('-v') !== true : isWrapper && !setsVariables(texts[0] ?? ''))
      return;
    if (isDeclarer && texts.every((text) => NAME.test(text) || DECLARED.test(text) || /^-[xrg]$/.test(text)))
      return this.#declare(scope, row, at, texts);
    if (!isNaming || isDeclarer || texts.some(holdsOpen)) {
      if (at >= 0) scope.unfollowedAt = Math.max(scope.unfollowedAt, at);
      return;
    }
    const isLine =
      command === 'read' &&
      READ_LINE.test(
        texts
          .slice(0, -1)
          .map((text) => `${text} `)
          .join(''),
      );
    for (const text of texts)
      if (NAME.test(text)) scope.add(text, { at, row, kind: isLine ? 'read' : 'unknown', words: [], skip: 0 });
  }

  #declare(scope: Scope, row: number, at: number, texts: readonly string[]): void {
    const first = this.#out.reading.invocations.wordFirst[row] as number;
    for (const [index, text] of texts.entries()) {
      const [, name] = DECLARED.exec(text) ?? [];
      if (name !== undefined)
        scope.add(name, { at, row, kind: 'assigned', words: [first + 1 + index], skip: name.length + 1 });
    }
  }
}

function setsVariables(command: string): boolean {
  return SETTERS.has(command) || DECLARERS.has(command) || UNFOLLOWED_SETTERS.has(command) || holdsOpen(command);
}

/** The values of all, or undefined where those of one are not known. */
function allOf<Item>(
  items: readonly Item[],
  valuesOf: (item: Item) => readonly Value[] | undefined,
): Value[] | undefined {
  const all: Value[] = [];
  for (const item of items) {
    const values = valuesOf(item);
    if (values === undefined || all.length > MAX_LISTED) return undefined;
    all.push(...values);
  }
  return all.length === 0 ? undefined : all;
}

/** Without repetitions; several numbers count as one. Undefined where they are too many. */
function distinct(values: readonly Value[]): readonly Value[] | undefined {
  const known = new Map<string, Value>();
  for (const value of values) {
    const text = /^\d+$/.test(value.text) && values.length > 1 ? NUMBER : value.text;
    known.set(`${text} ${value.isGlob}`, { ...value, text });
  }
  return known.size > MAX_VALUES ? undefined : [...known.values()];
}
