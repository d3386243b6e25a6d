/**
 * What commands print, as far as that says what a word made of it can be: `$(nproc)` is a number,
 * `$(pwd)` a folder, and what `find src` lists lies below `src`. Data and pure functions over the
 * texts of a command's words. What stands nowhere here may print anything.
 */

/** What a command prints. */
export type Output =
  /** Numbers or plain names: no path, no option. */
  | 'name'
  | 'working-directory'
  | 'workspace'
  /** A new file or folder among the temporary ones. */
  | 'temporary'
  /** Its operand's last segment, its operand's folder, its operand as a path. */
  | 'last-segment'
  | 'folder'
  | 'path'
  /** Paths below its operands, or below the working directory where it has none; or its operands themselves. */
  | 'listing'
  /** Lines that come in, whole or in part. */
  | 'passes';

interface Printing {
  readonly output: Output;
  /** The operands that the output says something about. */
  readonly operands: readonly number[];
}

/** Options and operands under which commands print names or numbers. */
const NAMES: Readonly<Record<string, RegExp>> = {
  'nproc arch whoami logname uuidgen': /^$/,
  hostname: /^(?:-[sfi])?$/,
  date: /^(?!.*\.\.)[\w%:. +-]*$/,
  uname: /^-[smrnp]$/,
  id: /^-(?:u|g|un|gn)$/,
  seq: /^[-\d. ]+$/,
  wc: /^-[lwcm]$/,
  'pgrep pidof': /^(?!.*-\w*[al])[^/]+$/,
  lsof: /^-t/,
  openssl: /^rand -(?:hex|base64) \d+$/,
  git: /^(?:rev-parse(?: --short(?:=\d+)?| --abbrev-ref)* [\w@][\w@~^.-]*|branch --show-current|describe(?: --[a-z]+)*|rev-list --count [\w@][\w@~^.-]*)$/,
};

const FOLDERS: Readonly<Record<string, readonly [RegExp, Output]>> = {
  pwd: [/^(?:-[PL])?$/, 'working-directory'],
  git: [/^rev-parse --show-toplevel$/, 'workspace'],
  mktemp: [/^(?:-[dqt]+ ?|--directory ?)*$/, 'temporary'],
};

/** Commands whose output lies below their operands, by the operand that is the first such. */
const LISTERS: Readonly<Record<string, number>> = {
  'ls find gfind du echo': 0,
  'fd fdfind printf': 1,
};
const PRINTF_FORMAT = /^(?:%s|\\[n0]| )+$/;
const FIND_FOLDERS_END = /^(?!-[HLP]$)[-(!]/;
/** Options under which searches print names of files; with an attached pattern nothing is said. */
const SEARCHES: Readonly<Record<string, RegExp>> = {
  'grep egrep fgrep': /^(?:-[a-zA-Z]*[lL][a-zA-Z]*|--files-with(?:out)?-match(?:es)?)$/,
  'rg ag ack': /^(?:-[a-zA-Z]*l[a-zA-Z]*|--files|--files-with(?:out)?-matches)$/,
};
const ATTACHED_PATTERN = /^-[a-zA-Z]*[ef]/;
const GIT_LISTS = /^(?!.*--no-index)(?:ls-files|diff(?: .*)? --name-only|status(?: .*)? (?:--porcelain|-s|--short))\b/;

/** Filters, and how many operands they have that are no files. */
const FILTERS: Readonly<Record<string, number>> = {
  'sort uniq head tail tac shuf cat tee nl': 0,
  'grep egrep fgrep rg sed awk gawk mawk cut': 1,
  tr: 2,
};

function lookUp<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.entries(table).find(([names]) => names.split(' ').includes(name))?.[1];
}

/** What the command with these words prints; undefined where that may be anything. */
export function printingOf(words: readonly string[]): Printing | undefined {
  const [command = '', ...rest] = words;
  if (command === 'sudo' || command === 'command') {
    const inner = printingOf(rest);
    return inner && { ...inner, operands: inner.operands.map((at) => at + 1) };
  }
  const text = rest.join(' ');
  if (lookUp(NAMES, command)?.test(text) === true) return { output: 'name', operands: [] };
  const [fits, output] = FOLDERS[command] ?? [];
  if (fits?.test(text) === true && output !== undefined) return { output, operands: [] };
  return pathPrinting(command, rest) ?? listing(command, rest, text) ?? passing(command, rest);
}

function pathPrinting(command: string, rest: readonly string[]): Printing | undefined {
  const operands = operandsOf(rest);
  const [first] = operands;
  if (first === undefined) return undefined;
  if (command === 'basename') return { output: 'last-segment', operands };
  if (operands.length > 1) return undefined;
  if (command === 'dirname') return { output: 'folder', operands };
  const isResolving = command === 'realpath' || (command === 'readlink' && /^-[fem]/.test(rest[0] ?? ''));
  return isResolving ? { output: 'path', operands } : undefined;
}

/** Where operands stand: words without a dash. */
function operandsOf(rest: readonly string[]): readonly number[] {
  return rest.flatMap((word, index) => (word.startsWith('-') ? [] : [index + 1]));
}

function listing(command: string, rest: readonly string[], text: string): Printing | undefined {
  if (command === 'git') return GIT_LISTS.test(text) ? { output: 'listing', operands: [] } : undefined;
  const naming = lookUp(SEARCHES, command);
  if (naming !== undefined) {
    if (!rest.some((word) => naming.test(word)) || rest.some((word) => ATTACHED_PATTERN.test(word))) return undefined;
    return { output: 'listing', operands: operandsOf(rest).slice(rest.includes('--files') ? 0 : 1) };
  }
  const from = lookUp(LISTERS, command);
  const isPrintf = command === 'printf';
  if (from === undefined || rest.some((word) => /^-f?printf|^-fls$/.test(word))) return undefined;
  if (isPrintf && !PRINTF_FORMAT.test(rest[0] ?? '')) return undefined;
  const end = /^g?find$/.test(command) ? rest.findIndex((word) => FIND_FOLDERS_END.test(word)) : -1;
  return { output: 'listing', operands: operandsOf(end < 0 ? rest : rest.slice(0, end)).slice(from) };
}

/** A filter without files of its own, whose program changes no more than a line's parts. */
function passing(command: string, rest: readonly string[]): Printing | undefined {
  const passes: Printing = { output: 'passes', operands: [] };
  if (command === 'xargs') return /^(?:dirname|basename|ls|echo)$/.test(rest.at(-1) ?? '') ? passes : undefined;
  const allowed = lookUp(FILTERS, command);
  if (allowed === undefined) return undefined;
  const operands = rest.filter((word) => !/^-.|^\+?\d+$/.test(word) && !/^.?$/u.test(word));
  const patterns = rest.filter((word) => word === '-e').length;
  if (command !== 'tee' && operands.length > Math.max(allowed, patterns)) return undefined;
  return changesOnlyParts(command, command === 'tr' ? rest : operands) ? passes : undefined;
}

/** Parts of a program for sed that choose lines, or replace something by what holds no slash. */
const SED_PART =
  /^\s*(?:(?:(?:\d+|\$|\/[^/]*\/)(?:,(?:\d+|\$|\/[^/]*\/))?)?!?[pdq]|s(\W)(?:(?!\1).)*\1(?:(?!\1)[^/~])*\1[gIip\d]*)?\s*$/;
const AWK_PROGRAM = /^(?:\/[^/]*\/ ?|NR ?[=<>!]=? ?\d+ ?|!\w+\[\$0\]\+\+ ?)?(?:\{ ?print(?: \$\d| \$NF)? ?\})?$/;

/** Whether programs for lines put nothing in that could make another path of one. */
function changesOnlyParts(command: string, programs: readonly string[]): boolean {
  if (command === 'tr') return programs.every((set) => !/[/.~]/.test(set));
  if (command.endsWith('awk')) return programs.every((program) => AWK_PROGRAM.test(program));
  if (command !== 'sed') return true;
  return programs.every(
    (program) => !program.includes('..') && program.split(/[;\n]/).every((part) => SED_PART.test(part)),
  );
}
