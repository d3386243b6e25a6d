/** From the parser's words to cooked words: quotes and escapes go, holes come. */
import {
  type Assignment,
  type Command,
  type CommandExpansionPart,
  forEachChild,
  type LiteralPart,
  type ParameterExpansionPart,
  type ParameterReplaceOperation,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type Word,
  type WordPart,
} from 'unbash';
import {
  listed,
  MAX_STAGES,
  printed,
  PRINTERS,
  type Value,
  withoutSuffix,
  WORD_LISTERS,
  type Words,
  wordsAt,
} from './printed.ts';
import { HASH_BASIS, HASH_PRIME, Hole, isHole, Nesting, ReadFailure, type Reading, WordFlag } from './reading.ts';
import { fail } from './rows.ts';
import { defaultFits, parameterHole, tildeEnd, tildeHole, UNIT_CLASS, UnitClass, WordMode } from './units.ts';
import type { Values } from './values.ts';

/** What takes a backslash's meaning away, and what gives one to other code units. */
const Quoting = { BARE: 0, DOUBLE: 1, HERE_DOCUMENT: 2 } as const;
type Quoting = (typeof Quoting)[keyof typeof Quoting];

/** A script found inside words, to be walked behind the invocation that holds it. */
export interface Substitution {
  readonly script: ParsedScript;
  readonly nesting: Nesting;
  /** Span of the whole expansion in the walked text. */
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
/** A plain text that parts no path. */
const IN_SEGMENT = /^[\w ,:@+.-]+$/;
/** One that may lead up. */
const DOTS = /^\.+$/;

/** Cooks words of one text into a reading; gathers the scripts it meets. */
export class Cook {
  /** Found since the last `take`. */
  #substitutions: Substitution[] = [];
  readonly #reading: Reading;
  /** The text that positions of nodes index. */
  readonly #text: string;
  readonly #units: Uint16Array;
  /** Added to positions in listed rows. */
  readonly #offset: number;
  readonly #values: Values;
  #hash = 0;
  #flags = 0;
  #bracket = -1;
  /** The word being cooked, for its tildes. */
  #start = 0;
  #end = 0;
  #mode: WordMode = WordMode.EXPANDED;
  /** Where its cooked text starts. */
  #textStart = 0;
  /** Whether a value may part it into several words, and whether one stands in it. */
  #mayPart = false;
  #isValued = false;
  #isName = false;

  /** `units`: those of `text`. */
  constructor(reading: Reading, text: string, units: Uint16Array, offset: number, values: Values) {
    this.#reading = reading;
    this.#text = text;
    this.#units = units;
    this.#offset = offset;
    this.#values = values;
  }

  /** The substitutions met since the last call, in the order of the text. */
  take(): readonly Substitution[] {
    const taken = this.#substitutions;
    if (taken.length === 0) return taken;
    this.#substitutions = [];
    return taken.length === 1 ? taken : taken.sort((left, right) => left.start - right.start);
  }

  /** Lists a word; of an assignment's value, `start` is where the name starts. Returns its row. */
  word(node: Word, mode: WordMode, start: number = node.pos): number {
    this.#begin(start, node.end, mode);
    this.#span(node.pos, node.end, node.parts, Quoting.BARE);
    return this.#add(node.pos, node.end);
  }

  /**
   * Lists an argument of a command: what bash takes for one word, and what becomes none or several where it
   * holds a variable whose value is known. `NAME=value` after `export` and its like is a word too. `isName`: it
   * is the command's name, which a file that is found never is.
   */
  argument(glued: readonly (Word | Assignment)[], isName = false): void {
    const start = glued[0]?.pos ?? 0;
    const end = glued.at(-1)?.end ?? start;
    this.#begin(start, end, WordMode.EXPANDED);
    this.#mayPart = true;
    this.#isName = isName;
    for (const node of glued) {
      if (node.type === 'Word') this.#span(node.pos, node.end, node.parts, Quoting.BARE);
      else this.#assignmentArgument(node);
    }
    if (!this.#isValued || this.#isWord()) this.#add(start, end);
  }

  /** What the pipeline of these commands prints, if all of that are paths. */
  listedBy(commands: readonly SyntaxNode[]): Words | undefined {
    const stages: Words[] = [];
    for (const command of commands) {
      const words = command.type === 'Command' ? this.#wordsOf(command) : undefined;
      if (words === undefined) return undefined;
      stages.push(words);
    }
    return listed(stages);
  }

  /** What the one substitution that a word consists of prints, if all of that are paths. */
  listedIn({ parts = [] }: Word): Words | undefined {
    const [part, more] = parts;
    if (part?.type !== 'CommandExpansion' || more !== undefined) return undefined;
    const command = this.#onlyCommand(part.script);
    return command && this.#listedFrom(command);
  }

  #listedFrom(command: SyntaxNode): Words | undefined {
    const commands = command.type === 'Pipeline' ? command.commands : [command];
    return commands.length > MAX_STAGES ? undefined : this.listedBy(commands);
  }

  /** The words of a command that reads no file and whose environment is the shell's; `undefined` where one may be several. */
  #wordsOf({ name, prefix, suffix }: Command): Words | undefined {
    const { words, unitCount } = this.#reading;
    const { count } = words;
    const cook = new Cook(this.#reading, this.#text, this.#units, this.#offset, this.#values);
    const own = [...prefix, name, ...suffix].filter((item) => item !== undefined && !isOfErrors(item));
    const areWords = own.every((item, index) => item?.type === 'Word' && item.pos !== own[index - 1]?.end);
    if (!areWords) return undefined;
    for (const item of own) if (item?.type === 'Word') cook.argument([item]);
    const found = wordsAt(this.#reading, count, words.count);
    words.count = count;
    this.#reading.unitCount = unitCount;
    return found;
  }

  /** The one command or pipeline of a script that is a part of this text. */
  #onlyCommand(script: ParsedScript | undefined): SyntaxNode | undefined {
    if (script === undefined || script.source !== undefined || this.#values.known === undefined) return undefined;
    const [statement, more] = script.commands;
    return more !== undefined || statement?.background === true ? undefined : statement?.command;
  }

  /** What a substitution prints, if it is one command that prints a known kind of value. */
  #printedBy({ pos, script }: CommandExpansionPart): Value | undefined {
    const command = this.#onlyCommand(script);
    if (command?.type !== 'Command') return undefined;
    if (!PRINTERS.some((name) => this.#text.startsWith(name, command.pos))) return undefined;
    if (!/^(?:\$\(|`)[ \t]*$/.test(this.#text.slice(pos, command.pos))) return undefined;
    const words = this.#wordsOf(command);
    return words && printed(words);
  }

  /** The paths that a substitution prints: several only where they become a word each. */
  #pathsIn({ pos, script }: CommandExpansionPart, quoting: Quoting): Value | undefined {
    const command = this.#isName ? undefined : this.#onlyCommand(script);
    const opening = /^(?:\$\(|`)[ \t]*/.exec(this.#text.slice(pos))?.[0].length ?? 0;
    const isLister = WORD_LISTERS.some((name) => this.#text.startsWith(name, pos + opening));
    const paths = command !== undefined && isLister ? this.#listedFrom(command) : undefined;
    if (paths === undefined || paths.length < 2) return paths?.[0];
    const isParted = quoting === Quoting.BARE && this.#mayPart && paths.every(({ isGlob }) => !isGlob);
    return isParted ? { text: paths.map(({ text }) => text).join(' '), isGlob: false } : undefined;
  }

  #assignmentArgument({ pos, index, value }: Assignment): void {
    if (index === undefined) this.#literal(pos, value.pos, Quoting.BARE);
    else {
      this.#literal(pos, index.pos, Quoting.BARE);
      this.#span(index.pos, index.end, index.parts, Quoting.BARE);
      this.#literal(index.end, value.pos, Quoting.BARE);
    }
    if (value.type === 'Word') return this.#span(value.pos, value.end, value.parts, Quoting.BARE);
    this.#hole(Hole.UNKNOWN, 0);
    this.gather(value);
  }

  /** Lists a variable's name, written at `start … end`, perhaps with escaped newlines in it. */
  name(name: string, start: number, end: number): number {
    const verbatim = name.length === end - start && this.#text.startsWith(name, start);
    this.#begin(start, end, WordMode.KEPT_WHOLE);
    for (let at = 0; at < name.length; at++) this.#quoted(name.charCodeAt(at));
    if (!verbatim) this.#markQuoted();
    return this.#add(start, end);
  }

  /** Lists a word that is a single number known at run time. */
  number(start: number, end: number): number {
    this.#begin(start, end, WordMode.KEPT_WHOLE);
    this.#hole(Hole.NUMBER, 0);
    return this.#add(start, end);
  }

  /** Lists the body of a here-document. */
  hereDocument(node: Extract<SyntaxNode, { type: 'HereDoc' }>): number {
    const { body } = node;
    this.#begin(body.pos, body.end, WordMode.KEPT_WHOLE);
    const stripsTabs = node.operator === '<<-';
    if (node.delimiter?.quoted === true) this.#verbatim(body.pos, body.end, stripsTabs);
    else this.#span(body.pos, body.end, body.parts, Quoting.HERE_DOCUMENT, stripsTabs);
    return this.#add(body.pos, body.end);
  }

  /** Gathers every script below `node`. Iterative: an arithmetic chain is as deep as it is long. */
  gather(node: SyntaxNode): void {
    const waiting: SyntaxNode[] = [node];
    const push = (child: SyntaxNode): void => {
      waiting.push(child);
    };
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.type === 'CommandExpansion' || next.type === 'ArithmeticCommandExpansion')
        this.#defer(next, Nesting.COMMAND_SUBSTITUTION);
      else if (next.type === 'ProcessSubstitution') this.#defer(next, processNesting(next.operator));
      else forEachChild(next, push);
    }
  }

  #begin(start: number, end: number, mode: WordMode): void {
    this.#hash = HASH_BASIS | 0;
    this.#flags = WordFlag.VERBATIM;
    this.#bracket = -1;
    this.#start = start;
    this.#end = end;
    this.#mode = mode;
    this.#textStart = this.#reading.unitCount;
    this.#mayPart = false;
    this.#isValued = false;
    this.#isName = false;
  }

  #add(start: number, end: number): number {
    const { words, unitCount } = this.#reading;
    return words.add(this.#offset + start, this.#offset + end, this.#textStart, unitCount, this.#hash, this.#flags);
  }

  /** Whether what was cooked since the word's start is a word, though an empty one. */
  #isWord(): boolean {
    return this.#reading.unitCount > this.#textStart || (this.#flags & WordFlag.QUOTED) !== 0;
  }

  /** A blank in a value ends one word and begins another. */
  #part(): void {
    if (this.#isWord()) this.#add(this.#start, this.#end);
    this.#hash = HASH_BASIS | 0;
    this.#flags = 0;
    this.#bracket = -1;
    this.#textStart = this.#reading.unitCount;
  }

  /** A value in the place of what stands for it. */
  #value({ text, isGlob }: Value, quoting: Quoting): void {
    const expands = quoting === Quoting.BARE && this.#mode === WordMode.EXPANDED;
    this.#isValued = true;
    this.#reading.valueUnits -= text.length;
    this.#flags &= ~WordFlag.VERBATIM;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (isHole(unit)) this.#named(unit, false, quoting);
      else if (expands && this.#mayPart && isBlank(unit)) this.#part();
      else {
        if (expands) this.#noteGlob(UNIT_CLASS[unit]!);
        this.#quoted(unit);
      }
    }
    if (isGlob) this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
  }

  /** The value of a parameter without an operation, if it is known and there is room for it. */
  #valueOf(name: string): Value | undefined {
    const value = this.#values.get(name);
    return value !== undefined && value.text.length <= this.#reading.valueUnits ? value : undefined;
  }

  #put(unit: number): void {
    const reading = this.#reading;
    reading.units[reading.unitCount++] = unit;
    this.#hash = Math.imul(this.#hash ^ unit, HASH_PRIME);
  }

  #hole(hole: number, flags: number): void {
    this.#put(hole);
    this.#flags = (this.#flags & ~WordFlag.VERBATIM) | WordFlag.DYNAMIC | flags;
  }

  #markQuoted(): void {
    this.#flags = (this.#flags & ~WordFlag.VERBATIM) | WordFlag.QUOTED;
  }

  /** A code unit that means nothing but itself. */
  #quoted(unit: number): void {
    const unitClass = UNIT_CLASS[unit];
    if (unitClass === UnitClass.HOLE) return this.#hole(Hole.UNKNOWN, 0);
    if (unitClass === UnitClass.SLASH) this.#flags |= WordFlag.SLASH;
    else if (unitClass === UnitClass.INVISIBLE) this.#flags |= WordFlag.INVISIBLE;
    this.#put(unit);
  }

  /** `from … to` with `parts` in it; what lies between parts is literal. */
  #span(from: number, to: number, parts: readonly WordPart[] | undefined, quoting: Quoting, stripsTabs = false): void {
    let at = from;
    if (parts !== undefined) {
      for (const part of parts) {
        if (part.type === 'Literal') continue;
        this.#literal(at, part.pos, quoting, stripsTabs);
        this.#expand(part, quoting);
        at = part.end;
      }
    }
    this.#literal(at, to, quoting, stripsTabs);
  }

  #expand(part: Exclude<WordPart, LiteralPart>, quoting: Quoting): void {
    switch (part.type) {
      case 'SimpleExpansion':
        return this.#parameter(part.pos + 1, part.end, quoting);
      case 'DoubleQuoted':
        this.#markQuoted();
        return this.#span(part.pos + 1, part.end - 1, part.parts, Quoting.DOUBLE);
      case 'SingleQuoted':
        this.#markQuoted();
        return this.#verbatim(part.pos + 1, part.end - 1, false);
      case 'CommandExpansion':
        return this.#substitution(part, quoting);
      case 'ParameterExpansion':
        return this.#expansion(part, quoting);
      case 'ArithmeticExpansion':
        this.gather(part);
        return this.#hole(Hole.NUMBER, 0);
      case 'ProcessSubstitution':
        this.#defer(part, processNesting(part.operator));
        return this.#hole(Hole.STREAM, 0);
      case 'LocaleString':
        this.#markQuoted();
        return this.#span(part.pos + 2, part.end - 1, part.parts, Quoting.DOUBLE);
      case 'AnsiCQuoted':
        return this.#ansi(part.pos, part.end, part.value);
      case 'Glob':
        return this.#span(part.pos, part.end, part.parts, quoting);
      case 'ExtendedGlob':
        if (this.#mode === WordMode.EXPANDED) this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
        return this.#span(part.pos, part.end, part.parts, quoting);
      case 'BraceExpansion':
        if (this.#mode === WordMode.EXPANDED) this.#flags |= WordFlag.BRACE | WordFlag.DYNAMIC;
        return this.#span(part.pos, part.end, part.parts, quoting);
    }
  }

  #literal(from: number, to: number, quoting: Quoting, stripsTabs = false): void {
    if (quoting === Quoting.BARE) return this.#bare(from, to);
    const text = this.#text;
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      const next = unit === BACKSLASH && at + 1 < to ? text.charCodeAt(at + 1) : 0;
      if (next === NEWLINE) {
        this.#flags &= ~WordFlag.VERBATIM;
        at++;
      } else if (escapes(next, quoting)) {
        this.#flags &= ~WordFlag.VERBATIM;
        this.#quoted(next);
        at++;
      } else if (stripsTabs && unit === 0x09 && this.#leads(at)) this.#flags &= ~WordFlag.VERBATIM;
      else this.#quoted(unit);
    }
  }

  /** Whether the tab at `at` is one of those that lead a line of a here-document. */
  #leads(at: number): boolean {
    let before = at - 1;
    while (before >= this.#start && this.#text.charCodeAt(before) === 0x09) before--;
    return before < this.#start || this.#text.charCodeAt(before) === NEWLINE;
  }

  #bare(from: number, to: number): void {
    const text = this.#text;
    let at = from;
    while (at < to) {
      const unit = text.charCodeAt(at);
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass === UnitClass.BACKSLASH) at = this.#escaped(at + 1, to);
      else if (unitClass === UnitClass.TILDE) at = this.#tilde(at);
      else {
        if (this.#mode === WordMode.EXPANDED) this.#noteGlob(unitClass);
        this.#quoted(unit);
        at++;
      }
    }
  }

  /** What the backslash before `at` escapes; a lone one at the text's end is itself. */
  #escaped(at: number, to: number): number {
    this.#markQuoted();
    if (at >= to) this.#put(BACKSLASH);
    else if (this.#text.charCodeAt(at) !== NEWLINE) this.#quoted(this.#text.charCodeAt(at));
    return at + 1;
  }

  #tilde(at: number): number {
    const end = tildeEnd(this.#units, this.#start, at, this.#end);
    if (end < 0) {
      this.#put(this.#text.charCodeAt(at));
      return at + 1;
    }
    this.#hole(tildeHole(this.#units, at, end), 0);
    return end;
  }

  #noteGlob(unitClass: number): void {
    const { unitCount } = this.#reading;
    if (unitClass === UnitClass.GLOB) this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
    else if (unitClass === UnitClass.OPEN_BRACKET) {
      if (this.#bracket < 0) this.#bracket = unitCount;
    } else if (unitClass === UnitClass.CLOSE_BRACKET && this.#bracket >= 0 && unitCount - this.#bracket > 1)
      this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
  }

  #verbatim(from: number, to: number, stripsTabs: boolean): void {
    for (let at = from; at < to; at++) {
      const unit = this.#text.charCodeAt(at);
      if (stripsTabs && unit === 0x09 && this.#leads(at)) this.#flags &= ~WordFlag.VERBATIM;
      else this.#quoted(unit);
    }
  }

  /**
   * `$'…'`, which stands at `from … to` and means `value`; as in bash, a NUL ends it. Its escapes hide nothing: whoever
   * reads the text sees them.
   */
  #ansi(from: number, to: number, value: string): void {
    this.#markQuoted();
    const hidden = this.#flags & WordFlag.INVISIBLE;
    for (let at = 0; at < value.length && value.charCodeAt(at) !== 0; at++) this.#quoted(value.charCodeAt(at));
    this.#flags = (this.#flags & ~WordFlag.INVISIBLE) | hidden | this.#hiddenIn(from, to);
  }

  #hiddenIn(from: number, to: number): number {
    for (let at = from; at < to; at++)
      if (UNIT_CLASS[this.#text.charCodeAt(at)] === UnitClass.INVISIBLE) return WordFlag.INVISIBLE;
    return 0;
  }

  #splits(quoting: Quoting): number {
    return quoting === Quoting.BARE && this.#mode === WordMode.EXPANDED ? WordFlag.SPLIT : 0;
  }

  /** The parameter written at `from … to`. */
  #parameter(from: number, to: number, quoting: Quoting): void {
    // What stands behind it may be part of it for zsh: `$name:h`, `$name[1]`.
    const isWhole = !/^(?::[A-Za-z&]|\[)/.test(this.#text.slice(to, to + 2));
    const value = isWhole ? this.#valueOf(this.#text.slice(from, to)) : undefined;
    if (value !== undefined) return this.#value(value, quoting);
    this.#named(parameterHole(this.#units, from, to), this.#text.charCodeAt(from) === 0x40, quoting);
  }

  /** A hole for a parameter; `lists` when it stands for several words even in double quotes. */
  #named(hole: number, lists: boolean, quoting: Quoting): void {
    const splits = this.#splits(quoting);
    if (hole === Hole.SEPARATOR && splits === 0) this.#hole(Hole.UNKNOWN, 0);
    else if (hole === Hole.STATUS || hole === Hole.NUMBER) this.#hole(hole, 0);
    else this.#hole(hole, lists && quoting === Quoting.DOUBLE ? WordFlag.SPLIT : splits);
  }

  /** `${…}`. */
  #expansion(part: ParameterExpansionPart, quoting: Quoting): void {
    const { index, operation, prefix } = part;
    if (operation?.type === 'Unknown' || part.parameterEnd === part.parameterPos)
      fail(this.#reading, ReadFailure.SYNTAX, this.#offset + part.pos);
    if (index !== undefined) this.gather(index);
    if (operation !== undefined) this.gather(operation);
    const value = prefix === undefined && index === undefined ? this.#operatedValue(part) : undefined;
    if (value !== undefined) return this.#value(value, quoting);
    const lists =
      prefix !== '#' &&
      (part.parameter === '@' || index?.text === '@' || (operation?.type === 'Names' && operation.operator === '@'));
    this.#named(this.#expansionHole(part), lists, quoting);
  }

  /** The value of `${name}`; of the name with a default, a suffix or its last segment to take off, all but that to, or a text in it to replace. */
  #operatedValue({ parameter, operation }: ParameterExpansionPart): Value | undefined {
    const value = this.#valueOf(parameter);
    if (value === undefined || operation === undefined) return value;
    if (operation.type === 'Default') return value.text === '' || operation.operator.endsWith('+') ? undefined : value;
    if (operation.type === 'Replace') return replaced(value, operation);
    if (operation.type !== 'Remove') return undefined;
    const { operator, operand } = operation;
    if (operator === '%' && operand.text === '/*') return withoutLastSegment(value);
    if (operator.startsWith('%') && /^[\w.-]+$/.test(operand.text))
      return { ...value, text: withoutSuffix(value.text, operand.text) };
    return operator === '##' && operand.text === '*/'
      ? { ...value, text: value.text.replace(/^.*\//s, '') }
      : undefined;
  }

  #expansionHole(part: ParameterExpansionPart): number {
    const { index, operation, prefix } = part;
    if (prefix === '#') return Hole.NUMBER;
    const from = part.parameterPos;
    if (prefix !== undefined || index !== undefined || !this.#text.startsWith(part.parameter, from))
      return Hole.UNKNOWN;
    const hole = parameterHole(this.#units, from, part.parameterEnd);
    if (operation === undefined) return hole;
    if (operation.type === 'Slice') return hole === Hole.ARGUMENTS ? hole : Hole.UNKNOWN;
    if (operation.type !== 'Default') return Hole.UNKNOWN;
    if (operation.operator === '?' || operation.operator === ':?') return hole;
    const { operand } = operation;
    const fits = !operation.operator.endsWith('+') && defaultFits(this.#units, hole, operand.pos, operand.end);
    return fits ? hole : Hole.UNKNOWN;
  }

  #substitution(part: CommandExpansionPart, quoting: Quoting): void {
    this.#defer(part, Nesting.COMMAND_SUBSTITUTION);
    const value = this.#printedBy(part) ?? this.#pathsIn(part, quoting);
    if (value === undefined || value.text.length > this.#reading.valueUnits)
      this.#hole(Hole.SUBSTITUTION, this.#splits(quoting));
    else this.#value(value, quoting);
  }

  #defer(node: Extract<SyntaxNode, { script: ParsedScript | undefined }>, nesting: Nesting): void {
    const { script, pos: start, end } = node;
    // unbash says nothing of a `${ a; }` without its end.
    if (script === undefined || (this.#text.startsWith('${', start) && this.#text[end - 1] !== '}'))
      fail(this.#reading, ReadFailure.SYNTAX, this.#offset + start);
    if (script !== undefined) this.#substitutions.push({ script, nesting, start, end });
  }
}

/** `${name%/*}`, where there is a segment to take off. */
function withoutLastSegment({ text, isGlob }: Value): Value | undefined {
  const slash = text.lastIndexOf('/');
  return slash < 1 ? undefined : { text: text.slice(0, slash), isGlob };
}

/** `${name/text/other}` and `${name//text/other}`, where both are plain texts within a segment. */
function replaced(
  { text, isGlob }: Value,
  { operator, pattern, replacement }: ParameterReplaceOperation,
): Value | undefined {
  const isPlain =
    IN_SEGMENT.test(pattern.text) &&
    (replacement.text === '' || (IN_SEGMENT.test(replacement.text) && !DOTS.test(replacement.text)));
  if (!isPlain || (operator !== '/' && operator !== '//')) return undefined;
  const other = (): string => replacement.text;
  return { text: operator === '/' ? text.replace(pattern.text, other) : text.replaceAll(pattern.text, other), isGlob };
}

function processNesting(operator: '<' | '>'): Nesting {
  return operator === '<' ? Nesting.PROCESS_INPUT : Nesting.PROCESS_OUTPUT;
}

/** Whether a backslash before `unit` goes, in double quotes or a here-document. */
function escapes(unit: number, quoting: Quoting): boolean {
  if (unit === 0x24 || unit === BACKSLASH || unit === 0x60) return true;
  return unit === 0x22 && quoting === Quoting.DOUBLE;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === NEWLINE;
}

/** Whether it only sends a command's errors to a file. */
function isOfErrors(item: Word | Assignment | Redirection): boolean {
  if (item.type !== 'Redirect' || item.descriptor?.type !== 'FileDescriptor') return false;
  return (item.operator === '>' || item.operator === '>>') && item.descriptor.value === 2;
}
