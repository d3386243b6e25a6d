/**
 * What variables hold, the slow way. Whoever walks a text asks before and behind each command what it
 * may set, forgets that, and binds what was assigned for certain. Only the tables of what commands
 * print are shared with `core`.
 */
import { forEachChild, type CompoundList, type SyntaxNode } from 'unbash';
import type { Value, Words } from '../../../core/src/shell/printed.ts';

export type Known = ReadonlyMap<string, Value>;

const MAX_KNOWN = 64;
const MAX_VALUE_UNITS = 1024;

/** Commands that set variables, or run code, that is not seen. */
const UNSEEN =
  /^(?:\.|alias|builtin|command|declare|emulate|enable|eval|fc|float|getopts|integer|let|local|mapfile|nocorrect|noglob|print|private|readarray|readonly|source|sysread|trap|typeset|vared|zparseopts|zstyle)$/;
/** Variables that the shell sets. */
const SPECIAL =
  /^(?:_|BASH\w*|COMP\w*|DIRSTACK|EPOCH\w*|E?UID|FUNCNAME|GROUPS|HISTCMD|HOME|IFS|LINENO|OLDPWD|OPT\w+|PATH|PIPESTATUS|PPID|PWD|RANDOM|REPLY|SECONDS|SHELLOPTS|SRANDOM|TMPDIR)$/;
const PARAMETERS = '@ * 0 1 2 3 4 5 6 7 8 9'.split(' ');
const NAME = /^[A-Za-z_]\w*$/;

/** What is known at one place of a text. */
export class Values {
  /** `undefined` once nothing is followed any more. */
  known: Known | undefined = new Map();
  uses = 0;

  get(name: string): Value | undefined {
    const value = this.known?.get(name);
    if (value !== undefined) this.uses++;
    return value;
  }

  /** What `$0`, `$1` and so on hold; `$@` where it is one word. */
  bind(positional: Words): void {
    if (positional.length === 0) return;
    const [, only] = positional;
    this.known = new Map(positional.slice(0, 10).map((value, index) => [`${index}`, value]));
    if (only !== undefined && positional.length === 2) this.known = new Map([...this.known, ['@', only], ['*', only]]);
  }

  set(name: string, value: Value | undefined): void {
    this.forget([name]);
    const isFollowed = value !== undefined && !SPECIAL.test(name) && value.text.length <= MAX_VALUE_UNITS;
    if (isFollowed && this.known !== undefined && this.known.size < MAX_KNOWN)
      this.known = new Map([...this.known, [name, value]]);
  }

  /** Forgets these variables; all, for good, where it is not known which. */
  forget(names: readonly string[] | undefined): void {
    if (names === undefined) this.known = undefined;
    else if (this.known !== undefined) this.known = new Map([...this.known].filter(([name]) => !names.includes(name)));
  }

  forgetSetBy(nodes: readonly SyntaxNode[]): void {
    this.forget(setBy(nodes));
  }
}

/** The variables that code may set in the shell that runs it; `undefined` where that is not seen. */
export function setBy(nodes: readonly SyntaxNode[]): readonly string[] | undefined {
  const names: string[] = [];
  const waiting = [...nodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const own = ownNames(node);
    if (own === undefined || own.some((name) => name === 'IFS' || name === 'PATH')) return undefined;
    names.push(...own);
    // A substitution is a shell of its own; what stands before `read` holds for it alone.
    if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') continue;
    if (node.type === 'Command' && node.name?.text === 'read') waiting.push(...node.suffix);
    else forEachChild(node, (child) => void waiting.push(child));
  }
  return new Set(names).size > MAX_KNOWN ? undefined : names;
}

function ownNames(node: SyntaxNode): readonly string[] | undefined {
  const { type } = node;
  if (type === 'Assignment') return [node.name];
  if (type === 'For') return [node.name.text];
  if (type === 'Command') return namesOfCommand(node);
  const isUnseen =
    ['ArithmeticFor', 'Coproc', 'Function', 'Select', 'FileDescriptorVariable'].includes(type) ||
    (type === 'ArithmeticBinary' && isAssigning(node.operator)) ||
    (type === 'ArithmeticUnary' && ['++', '--'].includes(node.operator)) ||
    ((type === 'ArithmeticExpansion' || type === 'ArithmeticCommand') && node.expression === undefined) ||
    (type === 'Default' && ['=', ':='].includes(node.operator));
  return isUnseen ? undefined : [];
}

function isAssigning(operator: string): boolean {
  return operator.endsWith('=') && !['==', '!=', '<=', '>='].includes(operator);
}

function namesOfCommand({ name, suffix }: Extract<SyntaxNode, { type: 'Command' }>): readonly string[] | undefined {
  if (name === undefined) return [];
  const command = name.text.replace(/^\\/, '');
  if (!/^[\w./+:@%,[-]+$/.test(command) || UNSEEN.test(command)) return undefined;
  const texts = suffix.flatMap((item) => (item.type === 'Word' || item.type === 'Assignment' ? [item.text] : []));
  switch (command) {
    case 'printf':
    case 'wait':
      return /^["'\\]*[-$`]/.test(texts[0] ?? '') ? undefined : [];
    case 'export':
      return texts.every((text) => /^[A-Za-z_]\w*(?:=(?:"[^"]*"|'[^']*'|[^$`"'\\])*)?$/.test(text)) ? [] : undefined;
    case 'shift':
      return PARAMETERS;
    case 'set':
      return onlySwitches(texts) ? [] : PARAMETERS;
    case 'unset':
      return texts.every((text) => NAME.test(text)) ? texts : undefined;
    case 'read':
      return namesOfRead(texts);
    default:
      return [];
  }
}

/** Whether the words of `set` only switch options, each by letters or, behind `o`, by name. */
function onlySwitches([first, second, ...others]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (!/^[-+][a-zA-Z]+$/.test(first)) return false;
  const rest = second === undefined ? [] : [second, ...others];
  return onlySwitches(rest) || (first.endsWith('o') && /^[a-z]+$/.test(second ?? '') && onlySwitches(others));
}

function namesOfRead([first, ...others]: readonly string[]): readonly string[] | undefined {
  if (first === undefined) return [];
  if (/^-[rs]*[dnpt]$/.test(first)) return namesOfRead(others.slice(1));
  const rest = namesOfRead(others);
  if (/^-[rs]+$/.test(first)) return rest;
  return rest !== undefined && NAME.test(first) ? [first, ...rest] : undefined;
}

/** The variable that the condition of a loop reads whole lines into. */
export function lineRead({ commands }: CompoundList): string | undefined {
  const command = commands.length === 1 ? commands[0]?.command : undefined;
  if (command?.type !== 'Command' || command.name?.text !== 'read') return undefined;
  if (command.prefix.some((item) => item.type !== 'Assignment' || item.text !== 'IFS=')) return undefined;
  const words = command.suffix.map((item) => (item.type === 'Word' ? item.text : ''));
  while (words[0] === '-r' || ((words[0] === '-d' || words[0] === '-rd') && /^(?:''|\$'\\0')$/.test(words[1] ?? '')))
    words.splice(0, words[0] === '-r' ? 1 : 2);
  const [name = '', more] = words;
  return NAME.test(name) && more === undefined ? name : undefined;
}
