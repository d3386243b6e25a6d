/** Words as plain objects: quotes and escapes go, a hole stands for what is known only at run time. */
import {
  type Assignment,
  type Command,
  forEachChild,
  type ParameterReplaceOperation,
  type ParsedScript,
  type SyntaxNode,
  type Word as WordNode,
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
} from '../../../core/src/shell/printed.ts';
import type { Values } from './values.ts';

/** The stand-ins of `shell/reading.ts`. */
export const HOLE = {
  UNKNOWN: '\ufdd0',
  HOME: '\ufdd1',
  WORKING_DIRECTORY: '\ufdd2',
  TEMPORARY: '\ufdd3',
  SUBSTITUTION: '\ufdd4',
  STREAM: '\ufdd9',
  NUMBER: '\ufdd5',
  ARGUMENTS: '\ufdd6',
  STATUS: '\ufdd7',
  SEPARATOR: '\ufdd8',
} as const;
const ANY_HOLE = /[\ufdd0-\ufdef]/;
/** Holes that the context doesn't fill and that are more than a number. */
const OPEN_HOLE = /[\ufdd0\ufdd4\ufdd6\ufdd8\ufdda-\ufdef]/;
/** Code units that hide text from a person, from and to: the high surrogate of the tag characters among them. */
const HIDING: readonly (readonly [number, number])[] = [
  [0x01, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xdb40, 0xdb40],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

export interface Word {
  /** Cooked, holes included. */
  readonly text: string;
  /** Holds an unquoted glob. */
  readonly isGlob: boolean;
  /** Holds an unquoted brace expansion. */
  readonly isBrace: boolean;
  /** Holds something that bash splits: it may be several words, or none. */
  readonly isSplit: boolean;
  /** Its value is not its text. */
  readonly isDynamic: boolean;
  /** It may become several words when the command runs. */
  readonly isList: boolean;
  readonly isHiding: boolean;
}

export function wordOf(text: string, isGlob = false, isBrace = false, isSplit = false): Word {
  const isDynamic = isGlob || isBrace || holdsHole(text);
  return { text, isGlob, isBrace, isSplit, isDynamic, isList: isBrace || isSplit, isHiding: hidesText(text) };
}

export function holdsHole(text: string): boolean {
  return ANY_HOLE.test(text);
}

export function holdsOpenHole(text: string): boolean {
  return OPEN_HOLE.test(text);
}

function hidesText(text: string): boolean {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).some((unit) =>
    HIDING.some(([from, to]) => unit >= from && unit <= to),
  );
}

/** Code units that values may still add to a command line. */
export interface Budget {
  units: number;
}

/** Whether a word may become several when the command runs; folders that the context knows hold no blanks. */
export function mayBeSeveral({ text, isBrace, isList }: Word): boolean {
  return isBrace || (isList && holdsOpenHole(text));
}

export interface Substitution {
  readonly script: ParsedScript;
  readonly start: number;
}

interface WordOptions {
  /** Whether unquoted globs and braces mean anything. */
  readonly expands: boolean;
  /** Where the word starts for its tildes: of an assignment's value, where the name starts. */
  readonly from?: number;
}

type Quoting = 'bare' | 'double' | 'here-document';

/** What a backslash takes the meaning of, by what is around it. */
const ESCAPABLE: Readonly<Record<Quoting, string>> = { bare: '', double: '$`"\\', 'here-document': '$`\\' };

const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['HOME', HOLE.HOME],
  ['PWD', HOLE.WORKING_DIRECTORY],
  ['TMPDIR', HOLE.TEMPORARY],
  ['IFS', HOLE.SEPARATOR],
  ...['PPID', 'EUID', 'UID', 'LINENO', 'RANDOM', 'SECONDS'].map((name) => [name, HOLE.STATUS] as const),
]);

/** Defaults that say what the variable itself says. */
const FITTING_DEFAULTS: readonly (readonly [hole: string, fits: RegExp])[] = [
  [HOLE.HOME, /^~$/],
  [HOLE.WORKING_DIRECTORY, /^\.$/],
  [HOLE.TEMPORARY, /^(?:\/var)?\/tmp\/?$/],
  [HOLE.STATUS, /^[0-9]+$/],
];

/** Cooks the words of one invocation; gathers the scripts in them. */
export class Cooker {
  readonly substitutions: Substitution[] = [];
  readonly #source: string;
  readonly #refuse: () => void;
  readonly #values: Values;
  readonly #budget: Budget;
  /** Words that values of variables have parted from the one at hand. */
  #parted: Word[] = [];
  #mayPart = false;
  /** Whether the word is a command's name, which a file that is found never is. */
  #isName = false;
  #isValued = false;
  #isQuoted = false;
  #cooked = '';
  /** Ranges of it that escapes spell out. */
  #spelt: [from: number, to: number][] = [];
  #hides = false;
  #isGlob = false;
  #isBrace = false;
  #isSplit = false;
  #openBracket = -1;
  #start = 0;
  #end = 0;
  #expands = true;
  /** Positions that a here-document leaves out. */
  #skipped: ReadonlySet<number> = new Set();

  constructor(source: string, refuse: () => void, values: Values, budget: Budget) {
    this.#source = source;
    this.#refuse = refuse;
    this.#values = values;
    this.#budget = budget;
  }

  word(node: WordNode, { expands, from = node.pos }: WordOptions): Word {
    this.#begin(from, node.end, expands);
    this.#span(node.pos, node.end, node.parts, 'bare');
    return this.#finished();
  }

  /** What bash takes for one word, and may part where it holds values. `NAME=value` after `export` and its like is a word too. */
  argument(glued: readonly (WordNode | Assignment)[], isName = false): readonly Word[] {
    this.#begin(glued[0]?.pos ?? 0, glued.at(-1)?.end ?? 0, true);
    this.#mayPart = true;
    this.#isName = isName;
    for (const node of glued) {
      if (node.type === 'Word') this.#span(node.pos, node.end, node.parts, 'bare');
      else this.#assignmentArgument(node);
    }
    const parted = this.#parted;
    return this.#isValued && !this.#isWord() ? parted : [...parted, this.#finished()];
  }

  /** The paths that a pipeline of these commands prints. */
  listedBy(commands: readonly SyntaxNode[]): Words | undefined {
    const stages = commands.map((command) => (command.type === 'Command' ? this.#wordsOf(command) : undefined));
    return stages.some((words) => words === undefined) ? undefined : listed(stages.map((words) => words ?? []));
  }

  /** The paths that the one substitution of a word prints. */
  listedIn({ parts = [] }: WordNode): Words | undefined {
    const [part] = parts;
    return part?.type !== 'CommandExpansion' || parts.length > 1 ? undefined : this.#listed(part.script);
  }

  #listed(script: ParsedScript | undefined): Words | undefined {
    const command = this.#onlyCommand(script);
    if (command?.type !== 'Pipeline') return command && this.listedBy([command]);
    return command.commands.length > MAX_STAGES ? undefined : this.listedBy(command.commands);
  }

  #wordsOf({ name, prefix, suffix }: Command): Words | undefined {
    const items = [...prefix, ...(name === undefined ? [] : [name]), ...suffix];
    const own = items.filter(
      (item) =>
        item.type !== 'Redirect' ||
        item.descriptor?.type !== 'FileDescriptor' ||
        item.descriptor.value !== 2 ||
        !['>', '>>'].includes(item.operator),
    );
    if (own.some((item, index) => item.type !== 'Word' || item.pos === own[index - 1]?.end)) return undefined;
    const cooker = new Cooker(this.#source, this.#refuse, this.#values, this.#budget);
    const words = own.flatMap((item) => (item.type === 'Word' ? cooker.argument([item]) : []));
    return words.some(mayBeSeveral) ? undefined : words;
  }

  #onlyCommand(script: ParsedScript | undefined): SyntaxNode | undefined {
    if (script === undefined || script.source !== undefined || this.#values.known === undefined) return undefined;
    const [statement] = script.commands;
    return script.commands.length > 1 || statement?.background === true ? undefined : statement?.command;
  }

  /** What a substitution prints, if it is one command that prints a known kind of value. */
  #printedBy({ pos, script }: Extract<WordPart, { type: 'CommandExpansion' }>): Value | undefined {
    const command = this.#onlyCommand(script);
    if (command?.type !== 'Command') return undefined;
    if (!PRINTERS.some((name) => this.#source.startsWith(name, command.pos))) return undefined;
    if (
      this.#source
        .slice(pos, command.pos)
        .replace(/[ \t]+$/, '')
        .replace('$(', '`') !== '`'
    )
      return undefined;
    const words = this.#wordsOf(command);
    return words && printed(words);
  }

  /** The paths that a substitution prints, where they are one word, or become one each. */
  #paths({ pos, script }: Extract<WordPart, { type: 'CommandExpansion' }>, quoting: Quoting): Value | undefined {
    const code = this.#source.slice(pos).replace(/^(?:\$\(|`)[ \t]*/, '');
    const isLister = !this.#isName && WORD_LISTERS.some((name) => code.startsWith(name));
    const [first, ...others] = (isLister ? this.#listed(script) : undefined) ?? [];
    if (first === undefined || others.length === 0) return first;
    const paths = [first, ...others];
    if (quoting !== 'bare' || !this.#mayPart || paths.some(({ isGlob }) => isGlob)) return undefined;
    return { text: paths.map(({ text }) => text).join(' '), isGlob: false };
  }

  #isWord(): boolean {
    return this.#cooked !== '' || this.#isQuoted;
  }

  /** A value in the place of what stands for it. */
  #value({ text, isGlob }: Value, quoting: Quoting): void {
    const expands = quoting === 'bare' && this.#expands;
    this.#isValued = true;
    this.#budget.units -= text.length;
    for (const unit of text.split('')) {
      if (holdsHole(unit)) this.#hole(unit, quoting);
      else if (expands && this.#mayPart && /[ \t\n]/.test(unit)) {
        if (this.#isWord()) this.#parted.push(this.#finished());
        this.#startWord();
      } else {
        if (expands) this.#noteGlob(unit);
        this.#cooked += unit;
      }
    }
    this.#isGlob ||= isGlob;
  }

  #known(name: string): Value | undefined {
    const value = this.#values.get(name);
    return value !== undefined && value.text.length <= this.#budget.units ? value : undefined;
  }

  /** A hole; unquoted ones may be several words, but for numbers. */
  #hole(hole: string, quoting: Quoting, lists = false): void {
    this.#cooked += hole;
    const isNumber = hole === HOLE.NUMBER || hole === HOLE.STATUS;
    if (isNumber) return;
    this.#isSplit ||= (quoting === 'bare' && this.#expands) || (lists && quoting === 'double');
  }

  hereDocument({ body, operator, delimiter }: Extract<SyntaxNode, { type: 'HereDoc' }>): Word {
    this.#begin(body.pos, body.end, false);
    if (operator === '<<-') this.#skipped = leadingTabs(this.#source.slice(body.pos, body.end), body.pos);
    if (delimiter?.quoted === true) {
      for (let at = body.pos; at < body.end; at++) if (!this.#skipped.has(at)) this.#quoted(this.#source[at] ?? '');
    } else this.#span(body.pos, body.end, body.parts, 'here-document');
    return this.#finished();
  }

  /** Gathers every script below a node, in whatever depth. */
  gather(node: SyntaxNode): void {
    const waiting: SyntaxNode[] = [node];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (
        next.type === 'CommandExpansion' ||
        next.type === 'ArithmeticCommandExpansion' ||
        next.type === 'ProcessSubstitution'
      )
        this.#script(next);
      else forEachChild(next, (child) => void waiting.push(child));
    }
  }

  #script({ script, pos, end }: { script: ParsedScript | undefined; pos: number; end: number }): void {
    // unbash says nothing of a `${ a; }` without its end.
    if (script === undefined || (this.#source.startsWith('${', pos) && this.#source[end - 1] !== '}')) this.#refuse();
    if (script !== undefined) this.substitutions.push({ script, start: pos });
  }

  #begin(start: number, end: number, expands: boolean): void {
    this.#parted = [];
    this.#mayPart = false;
    this.#isName = false;
    this.#isValued = false;
    this.#startWord();
    this.#start = start;
    this.#end = end;
    this.#expands = expands;
    this.#skipped = new Set();
  }

  #startWord(): void {
    this.#cooked = '';
    this.#spelt = [];
    this.#hides = false;
    this.#isGlob = false;
    this.#isBrace = false;
    this.#isQuoted = false;
    this.#isSplit = false;
    this.#openBracket = -1;
  }

  #finished(): Word {
    const word = wordOf(this.#cooked, this.#isGlob, this.#isBrace, this.#isSplit);
    return { ...word, isHiding: this.#hides || hidesText(this.#unspelt()) };
  }

  #assignmentArgument({ pos, index, value }: Assignment): void {
    if (index !== undefined) {
      this.#literal(pos, index.pos, 'bare');
      this.#span(index.pos, index.end, index.parts, 'bare');
    }
    this.#literal(index?.end ?? pos, value.pos, 'bare');
    if (value.type === 'Word') return this.#span(value.pos, value.end, value.parts, 'bare');
    this.#cooked += HOLE.UNKNOWN;
    this.gather(value);
  }

  /** Text that means only itself. A hole in the input is no hole of ours. */
  #quoted(text: string): void {
    this.#cooked += text.replaceAll(/[\ufdd0-\ufdef]/g, HOLE.UNKNOWN);
  }

  /** An escape that is spelt out hides nothing. */
  #ansi(from: number, to: number, value: string): void {
    this.#isQuoted = true;
    this.#hides ||= hidesText(this.#source.slice(from, to));
    const start = this.#cooked.length;
    this.#quoted(value);
    this.#spelt.push([start, this.#cooked.length]);
  }

  /** The text without what escapes spell out. */
  #unspelt(): string {
    return this.#spelt.reduceRight((text, [from, to]) => text.slice(0, from) + text.slice(to), this.#cooked);
  }

  /** `from … to` with `parts` in it; what lies between them is literal. */
  #span(from: number, to: number, parts: readonly WordPart[] | undefined, quoting: Quoting): void {
    let at = from;
    for (const part of parts ?? []) {
      if (part.type === 'Literal') continue;
      this.#literal(at, part.pos, quoting);
      this.#part(part, quoting);
      at = part.end;
    }
    this.#literal(at, to, quoting);
  }

  #part(part: WordPart, quoting: Quoting): void {
    const { pos, end } = part;
    switch (part.type) {
      case 'Literal':
        return this.#literal(pos, end, quoting);
      case 'SingleQuoted':
        this.#isQuoted = true;
        return this.#quoted(this.#source.slice(pos + 1, end - 1));
      case 'AnsiCQuoted':
        return this.#ansi(pos, end, part.value.split('\0', 1)[0] ?? '');
      case 'DoubleQuoted':
        this.#isQuoted = true;
        return this.#span(pos + 1, end - 1, part.parts, 'double');
      case 'LocaleString':
        this.#isQuoted = true;
        return this.#span(pos + 2, end - 1, part.parts, 'double');
      case 'SimpleExpansion':
        // What stands behind it may be part of it for zsh.
        if (/^(?:\[|:[A-Za-z&])/.test(this.#source.slice(end)))
          return this.#unvalued(this.#source.slice(pos + 1, end), quoting);
        return this.#simpleExpansion(this.#source.slice(pos + 1, end), quoting);
      case 'ParameterExpansion':
        return this.#expansion(part, quoting);
      case 'ArithmeticExpansion':
        this.gather(part);
        this.#cooked += HOLE.NUMBER;
        return;
      case 'CommandExpansion': {
        this.#script(part);
        const value = this.#printedBy(part) ?? this.#paths(part, quoting);
        if (value !== undefined && value.text.length <= this.#budget.units) return this.#value(value, quoting);
        return this.#hole(HOLE.SUBSTITUTION, quoting);
      }
      case 'ProcessSubstitution':
        this.#script(part);
        this.#cooked += HOLE.STREAM;
        return;
      case 'ExtendedGlob':
        this.#isGlob ||= this.#expands;
        return this.#span(pos, end, part.parts, quoting);
      case 'BraceExpansion':
        this.#isBrace ||= this.#expands;
        return this.#span(pos, end, part.parts, quoting);
      case 'Glob':
        return this.#span(pos, end, part.parts, quoting);
    }
  }

  #literal(from: number, to: number, quoting: Quoting): void {
    for (let at = from; at < to; at++) {
      const character = this.#source[at] ?? '';
      if (quoting === 'bare') at = this.#bare(character, at, to);
      else if (this.#skipped.has(at)) continue;
      else if (character === '\\' && at + 1 < to && this.#source[at + 1] === '\n') at++;
      else if (character === '\\' && at + 1 < to && ESCAPABLE[quoting].includes(this.#source[at + 1] ?? ''))
        this.#quoted(this.#source[++at] ?? '');
      else this.#quoted(character);
    }
  }

  /** One unquoted character; where it ends. */
  #bare(character: string, at: number, to: number): number {
    if (character === '\\') {
      this.#isQuoted = true;
      if (at + 1 >= to) this.#cooked += '\\';
      else if (this.#source[at + 1] !== '\n') this.#quoted(this.#source[at + 1] ?? '');
      return at + 1;
    }
    const tilde = character === '~' ? this.#tilde(at) : undefined;
    if (tilde !== undefined) {
      this.#cooked += tilde.hole;
      return tilde.end - 1;
    }
    if (this.#expands) this.#noteGlob(character);
    this.#quoted(character);
    return at;
  }

  #noteGlob(character: string): void {
    const size = this.#cooked.length;
    if (character === '*' || character === '?') this.#isGlob = true;
    else if (character === '[' && this.#openBracket < 0) this.#openBracket = size;
    else if (character === ']' && this.#openBracket >= 0 && size > this.#openBracket + 1) this.#isGlob = true;
  }

  /** A tilde prefix: at the word's start, and in a word like an assignment behind `=` and `:`. */
  #tilde(at: number): { hole: string; end: number } | undefined {
    if (at !== this.#start) {
      const before = /^[A-Za-z_][A-Za-z0-9_]*\+?=(?:|.*(?<!\\):)$/s;
      if (!before.test(this.#source.slice(this.#start, at))) return undefined;
    }
    const rest = this.#source.slice(at, this.#end);
    const prefix = /^~[^/: \t\n;&|<>()]*/.exec(rest)?.[0] ?? '~';
    const isBroken = /[*?[\]\\'"$~{`\0]/.test(prefix.slice(1)) || holdsHole(prefix) || hidesText(prefix);
    if (isBroken) return undefined;
    const hole = prefix === '~' ? HOLE.HOME : prefix === '~+' ? HOLE.WORKING_DIRECTORY : HOLE.UNKNOWN;
    return { hole, end: at + prefix.length };
  }

  /** The hole of a parameter, without `$` and braces. `$IFS` splits only where it is not quoted. */
  #parameter(name: string, quoting: Quoting): string {
    const hole = parameterHole(name);
    return hole === HOLE.SEPARATOR && !(quoting === 'bare' && this.#expands) ? HOLE.UNKNOWN : hole;
  }

  #simpleExpansion(name: string, quoting: Quoting): void {
    const value = this.#known(name);
    if (value !== undefined) this.#value(value, quoting);
    else this.#unvalued(name, quoting);
  }

  #unvalued(name: string, quoting: Quoting): void {
    this.#hole(this.#parameter(name, quoting), quoting, name.startsWith('@'));
  }

  /** The value of `${name}`; of the name with a default, a suffix to take off, or all but its last segment to. */
  #operatedValue({ parameter, operation }: Extract<WordPart, { type: 'ParameterExpansion' }>): Value | undefined {
    const value = this.#known(parameter);
    if (value === undefined || operation === undefined) return value;
    if (operation.type === 'Default') return value.text === '' || operation.operator.endsWith('+') ? undefined : value;
    if (operation.type === 'Replace') return replaced(value, operation);
    if (operation.type !== 'Remove') return undefined;
    const pattern = operation.operand.text;
    if (operation.operator === '%' && pattern === '/*') return withoutLastSegment(value);
    if (['%', '%%'].includes(operation.operator) && /^[\w.-]+$/.test(pattern))
      return { ...value, text: withoutSuffix(value.text, pattern) };
    if (operation.operator !== '##' || pattern !== '*/') return undefined;
    return { ...value, text: value.text.slice(value.text.lastIndexOf('/') + 1) };
  }

  #expansion(part: Extract<WordPart, { type: 'ParameterExpansion' }>, quoting: Quoting): void {
    const { index, operation, prefix, parameter, parameterPos, parameterEnd } = part;
    if (operation?.type === 'Unknown' || parameterEnd === parameterPos) this.#refuse();
    if (index !== undefined) this.gather(index);
    if (operation !== undefined) this.gather(operation);
    const value = prefix === undefined && index === undefined ? this.#operatedValue(part) : undefined;
    if (value !== undefined) return this.#value(value, quoting);
    if (prefix === '#') {
      this.#cooked += HOLE.NUMBER;
      return;
    }
    const isPlain = prefix === undefined && index === undefined && this.#source.startsWith(parameter, parameterPos);
    const hole = this.#parameter(this.#source.slice(parameterPos, Math.max(parameterEnd, parameterPos + 1)), quoting);
    const lists =
      parameter === '@' || index?.text === '@' || (operation?.type === 'Names' && operation.operator === '@');
    this.#hole(isPlain && this.#keepsHole(hole, operation) ? hole : HOLE.UNKNOWN, quoting, lists);
  }

  /** Whether `${NAME…}` says what `$NAME` says. */
  #keepsHole(hole: string, operation: Extract<WordPart, { type: 'ParameterExpansion' }>['operation']): boolean {
    if (operation === undefined) return true;
    if (operation.type === 'Slice') return hole === HOLE.ARGUMENTS;
    if (operation.type !== 'Default') return false;
    const { operator, operand } = operation;
    if (operator.endsWith('?')) return true;
    const text = this.#source.slice(operand.pos, operand.end);
    return !operator.endsWith('+') && FITTING_DEFAULTS.some(([of, fits]) => of === hole && fits.test(text));
  }
}

/** A plain text that is put in another's place: the first, or everywhere. */
function replaced(value: Value, { operator, pattern, replacement }: ParameterReplaceOperation): Value | undefined {
  const [from, to] = [pattern.text, replacement.text];
  const isPlain = /^[\w ,:@+.-]*$/.test(from + to) && !/^\.+$/.test(to);
  if (!isPlain || from === '' || !['/', '//'].includes(operator)) return undefined;
  const [first = '', ...others] = value.text.split(from);
  if (others.length === 0) return value;
  return { ...value, text: [first, others.join(operator === '/' ? from : to)].join(to) };
}

function withoutLastSegment(value: Value): Value | undefined {
  const [, above] = /^(.+)\/[^/]*$/s.exec(value.text) ?? [];
  return above === undefined ? undefined : { ...value, text: above };
}

function parameterHole(name: string): string {
  if (/^[0-9@*]/.test(name)) return HOLE.ARGUMENTS;
  if (!/^[A-Za-z_]/.test(name)) return HOLE.STATUS;
  return PARAMETERS.get(name) ?? HOLE.UNKNOWN;
}

/** Positions of the tabs that lead the lines of a text that stands at `offset`. */
function leadingTabs(text: string, offset: number): ReadonlySet<number> {
  const found = [...text.matchAll(/(?<![^\n])\t+/g)];
  return new Set(found.flatMap(({ index, 0: tabs }) => Array.from(tabs, (_, nth) => offset + index + nth)));
}
