/**
 * What variables hold at one place of a text: `d=build; rm -rf "$d"` deletes `build`. The parser walks
 * a text as it would run, and puts a value that is known in the variable's place; then everything
 * behind it reads the command as if the value were written there.
 *
 * A value is known only behind an assignment that has certainly happened, in the shell itself.
 * Whatever runs apart (a branch, a loop's body, a stage of a pipeline, a subshell) starts with what is
 * known before it; behind it, the variables that it may have set are forgotten. Once something may set
 * variables in a way that is not seen (`eval`, `read -a`, a function …), nothing is followed any more.
 */
import { type Command, type CompoundList, forEachChild, type SyntaxNode } from 'unbash';
import type { Value, Words } from './printed.ts';

/** Variables that are followed at a time. */
const MAX_KNOWN = 64;
/** Nodes of a text that are looked at for assignments. */
const MAX_LOOKED_AT = 1 << 16;
/** Longest value that is followed, in code units. */
const MAX_VALUE_UNITS = 1024;

/** These set variables that are not seen, or run what is not. */
export const UNSEEN: ReadonlySet<string> = new Set(
  '. alias builtin command declare emulate enable eval fc float getopts integer let local mapfile nocorrect noglob print private readarray readonly source sysread trap typeset vared zparseopts zstyle'.split(
    ' ',
  ),
);
const NAME = /^[A-Za-z_]\w*$/;
/** Positional parameters that are followed, `$0` among them, and the names of all but that one. */
const MAX_POSITIONAL = 10;
const ALL = ['@', '*'] as const;
const POSITIONAL: readonly string[] = [...ALL, ...Array.from({ length: MAX_POSITIONAL }, (_, index) => String(index))];
/** Words of `set` that only switch options. */
const SWITCHES = /^(?:[-+][a-zA-Z]*o [a-z]+|[-+][a-zA-Z]+)(?: (?:[-+][a-zA-Z]*o [a-z]+|[-+][a-zA-Z]+))*$/;
/** Variables that the shell itself sets, or that change how it reads. */
const SPECIAL =
  /^(?:_|BASH\w*|COMP\w*|DIRSTACK|EPOCH\w*|E?UID|FUNCNAME|GROUPS|HISTCMD|HOME|IFS|LINENO|OLDPWD|OPT\w+|PATH|PIPESTATUS|PPID|PWD|RANDOM|REPLY|SECONDS|SHELLOPTS|SRANDOM|TMPDIR)$/;
/** These change what words become, or which programs run. */
export const DECISIVE: readonly string[] = ['IFS', 'PATH'];
/** Commands that set variables under some arguments. */
export const CHANGING: readonly string[] = ['export', 'printf', 'read', 'set', 'shift', 'unset', 'wait'];
/** Options of `read` under which it sets the variables that it names and no others. */
const READS = /^-(?:[rs]+|[rs]*[dnpt])$/;

/** What `export` may name: also a value that no shell parts. */
const EXPORTED = /^[A-Za-z_]\w*(?:=(?:"[^"]*"|'[^']*'|[^$`"'\\])*)?$/;

/** Variables and their values; `undefined` once nothing is followed any more. */
export type Known = ReadonlyMap<string, Value> | undefined;

/** Names of variables; `undefined` where any may be meant. */
export type Names = ReadonlySet<string> | undefined;

export class Values {
  /** Replaced, never changed: whoever walks something apart keeps it and puts it back. */
  known: Known = new Map();
  /** How often a value was asked for and known. */
  uses = 0;
  #lookedAt = 0;
  /** By command: each is asked for by whatever it stands in. */
  readonly #setByCommand = new Map<Command, Names>();

  get(name: string): Value | undefined {
    const value = this.known?.get(name);
    if (value !== undefined) this.uses++;
    return value;
  }

  /** The text is run with these as `$0`, `$1` and so on. */
  bind(positional: Words): void {
    if (positional.length === 0) return;
    const known = positional.slice(0, MAX_POSITIONAL).map((value, index) => [String(index), value] as const);
    const [, only, more] = positional;
    const all = only === undefined || more !== undefined ? [] : ALL.map((name) => [name, only] as const);
    this.known = new Map([...known, ...all]);
  }

  /** An assignment has happened; without a value, to what is not known. */
  set(name: string, value: Value | undefined): void {
    this.forget(new Set([name]));
    if (this.known === undefined || value === undefined || SPECIAL.test(name)) return;
    if (this.known.size >= MAX_KNOWN || value.text.length > MAX_VALUE_UNITS) return;
    this.known = new Map([...this.known, [name, value]]);
  }

  /** Something may have set these variables. */
  forget(names: Names): void {
    if (names === undefined) this.known = undefined;
    else if (this.known !== undefined && this.known.size > 0 && names.size > 0)
      this.known = new Map([...this.known].filter(([name]) => !names.has(name)));
  }

  /** A command's words are about to be expanded, which may set variables itself: `${x:=…}`, `$((x++))`. */
  expandWordsOf({ name, prefix, suffix }: Command): void {
    // `IFS= read …` holds for that command alone.
    const words = name === undefined ? suffix : [name, ...suffix];
    if (this.setBy(name?.text === 'read' ? words : [...prefix, ...words]) === undefined) this.known = undefined;
  }

  /** The variables that pieces of code may set in the shell that runs them. */
  setBy(nodes: readonly SyntaxNode[]): Names {
    if (this.known === undefined) return undefined;
    const names = new Set<string>();
    const waiting: SyntaxNode[] = [...nodes];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const found = node.type === 'Command' ? this.#setByOne(node) : namesSetBy(node);
      if (++this.#lookedAt > MAX_LOOKED_AT || found === undefined || names.size > MAX_KNOWN) return undefined;
      for (const name of found) names.add(name);
      if (node.type !== 'Command') addChildren(node, waiting);
    }
    return names;
  }

  /** The variables that a simple command may set, and the expansions in its words. */
  #setByOne(node: Command): Names {
    if (!this.#setByCommand.has(node)) this.#setByCommand.set(node, this.#setByWordsOf(node));
    return this.#setByCommand.get(node);
  }

  #setByWordsOf(node: Command): Names {
    const own = namesSetByCommand(node);
    if (own === undefined) return undefined;
    const parts: SyntaxNode[] = [];
    addChildren(node, parts);
    const others = this.setBy(parts);
    return others && new Set([...own, ...others]);
  }
}

/** The variables of both. */
export function both(some: Names, others: Names): Names {
  if (some === undefined || others === undefined || others.size === 0) return others && some;
  const all = new Set([...some, ...others]);
  return all.size > MAX_KNOWN ? undefined : all;
}

/** Adds what is in a node, but for what runs in a shell of its own. */
function addChildren(node: SyntaxNode, waiting: SyntaxNode[]): void {
  if (node.type === 'Word' && node.parts === undefined) return;
  if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') return;
  // `IFS= read …` holds for that command alone.
  if (node.type === 'Command' && node.name?.text === 'read') for (const item of node.suffix) waiting.push(item);
  else forEachChild(node, (child) => void waiting.push(child));
}

const NOTHING: readonly string[] = [];

/** Nodes that run code which is not seen, or that set variables in rarer ways. */
const UNSEEN_NODES: ReadonlySet<SyntaxNode['type']> = new Set(['ArithmeticFor', 'Coproc', 'Function', 'Select']);

/** The variables that a node sets itself; `undefined` where that is not seen. */
function namesSetBy(node: SyntaxNode): readonly string[] | undefined {
  if (node.type !== 'Assignment' && node.type !== 'For') return setsUnseen(node) ? undefined : NOTHING;
  const name = node.type === 'For' ? node.name.text : node.name;
  return DECISIVE.includes(name) ? undefined : [name];
}

function setsUnseen(node: SyntaxNode): boolean {
  if (UNSEEN_NODES.has(node.type)) return true;
  if (node.type === 'ArithmeticExpansion' || node.type === 'ArithmeticCommand') return node.expression === undefined;
  if (node.type === 'ArithmeticBinary') return /(?<![=!<>])=$|<<=$|>>=$/.test(node.operator);
  if (node.type === 'ArithmeticUnary') return node.operator === '++' || node.operator === '--';
  // `${name:=value}`.
  if (node.type === 'Default') return node.operator.endsWith('=');
  // `{name}>file`.
  return node.type === 'FileDescriptorVariable';
}

/** A command's name of which nothing is left to the shell. */
export const PLAIN_COMMAND: RegExp = /^\\?([\w./+:@%,[-]+)$/;

function namesSetByCommand({ name, suffix }: Command): readonly string[] | undefined {
  if (name === undefined) return NOTHING;
  const command = PLAIN_COMMAND.exec(name.text)?.[1];
  if (command === undefined || UNSEEN.has(command)) return undefined;
  return CHANGING.includes(command) ? namesChangedBy(command, suffix) : NOTHING;
}

/** The variables that one of the commands in `CHANGING` sets. */
function namesChangedBy(command: string, suffix: Command['suffix']): readonly string[] | undefined {
  const texts = suffix.flatMap((item) => (item.type === 'Word' || item.type === 'Assignment' ? [item.text] : []));
  switch (command) {
    case 'export':
      // Some shells part the value into words.
      return texts.every((text) => EXPORTED.test(text)) ? NOTHING : undefined;
    case 'shift':
      return POSITIONAL;
    case 'set':
      return texts.length === 0 || SWITCHES.test(texts.join(' ')) ? NOTHING : POSITIONAL;
    case 'unset':
      return texts.every((text) => NAME.test(text)) ? texts : undefined;
    case 'read':
      return namesRead(texts);
    default:
      // `printf -v NAME`, `wait -p NAME`.
      return /^["'\\]*[-$`]/.test(texts[0] ?? '') ? undefined : NOTHING;
  }
}

/** The operands of `read`. */
function namesRead(texts: readonly string[]): readonly string[] | undefined {
  const isValue = texts.map((_, index) => /^-[rs]*[dnpt]$/.test(texts[index - 1] ?? ''));
  const isOption = texts.map((text, index) => isValue[index] === true || READS.test(text));
  const names = texts.filter((_, index) => isOption[index] === false);
  return names.every((name) => NAME.test(name)) ? names : undefined;
}

/** The variable that `read` sets to a whole line, or to what stands before a NUL; `undefined` for another command. */
export function lineRead({ commands: [statement, more] }: CompoundList): string | undefined {
  const command = statement?.command;
  if (command?.type !== 'Command' || command.name?.text !== 'read' || more !== undefined) return undefined;
  const isWhole = command.prefix.every((item) => item.type === 'Assignment' && item.text === 'IFS=');
  const text = command.suffix.map((item) => (item.type === 'Word' ? item.text : '')).join(' ');
  return isWhole ? /^(?:-r |-r?d (?:''|\$'\\0') )*([A-Za-z_]\w*)$/.exec(text)?.[1] : undefined;
}
