/**
 * What commands print, where that becomes words: `$(nproc)` is a number, `$(pwd)` a folder, and what
 * `find src` lists lies below `src`. Functions over the words of commands; a command that stands
 * nowhere here may print anything.
 */
import { Hole, type Reading, WordFlag } from './reading.ts';
import { hashText } from './units.ts';

/** What a word or a variable holds, as far as it is known. */
export interface Value {
  /** Cooked, holes included. */
  readonly text: string;
  /** It stands for the names of files that match, in quotes too. */
  readonly isGlob: boolean;
}

/** The words of a command. */
export type Words = readonly Value[];

/** The words in rows `first … end - 1`; `undefined` where one may become several, or none. */
export function wordsAt(reading: Reading, first: number, end: number): Words | undefined {
  const words: Value[] = [];
  for (let word = first; word < end; word++) {
    const flags = reading.words.flags(word);
    const text = reading.cooked(word);
    const isSplit = (flags & WordFlag.SPLIT) !== 0 && OPEN_HOLE.test(text);
    if (isSplit || (flags & WordFlag.BRACE) !== 0) return undefined;
    words.push({ text, isGlob: (flags & WordFlag.GLOB) !== 0 });
  }
  return words;
}

/** Holes that stand for more than a folder that the context knows, or a number. */
const OPEN_HOLE = /[\ufdd0\ufdd4\ufdd6\ufdd8-\ufdef]/;

/** Most stages of a pipeline whose output is looked at. */
export const MAX_STAGES = 16;
/** Most values that a loop is followed with. */
export const MAX_TURNS = 8;

const NUMBER: Value = { text: String.fromCharCode(Hole.NUMBER), isGlob: false };
const WORKING_DIRECTORY: Value = { text: String.fromCharCode(Hole.WORKING_DIRECTORY), isGlob: false };
const TEMPORARY: Value = { text: `${String.fromCharCode(Hole.TEMPORARY)}/${NUMBER.text}`, isGlob: false };
/** Stands for any file in a folder. */
export const SOME_FILE = '{}';
const HERE: Value = { text: '.', isGlob: false };

/** The arguments under which a command prints digits or a plain name: no path, no option. */
const NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['arch', /^$/],
  ['date', /^(?:-u )?\+(?:%[YmdHMSsNFTyjuVaAbBeIkl])(?:%[YmdHMSsNFTyjuVaAbBeIkl]|[\d_:.TZ-]| (?=%))*$/],
  // Containers and images by number; a commit, a branch or a tag, none of which leads up or begins with a dash.
  ['docker', /^(?:(?:container )?ps|container ls|images|image ls) -[aln]*q[aln]*$/],
  [
    'git',
    /^(?:rev-parse (?:--verify |--short(?:=\d+)? |--abbrev-ref )?(?:HEAD(?:[~^]\d*)?|@)|branch --show-current|describe(?: --(?:tags|always|abbrev=\d+|exact-match))*)$/,
  ],
  ['hostname', /^(?:-[sf])?$/],
  ['id', /^-(?:u|g|un|gn)$/],
  ['nproc', /^(?:--all)?$/],
  ['pgrep', /^(?:-[fnox]+ )*[\w.-]+$/],
  ['pidof', /^[\w.-]+$/],
  ['seq', /^\d+(?: \d+){0,2}$/],
  ['uname', /^-[smr]$/],
  ['whoami', /^$/],
]);

/** Of tools that do much else, the beginnings that `printed` knows. */
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  command: ['command -v'],
  docker: ['docker ps', 'docker container', 'docker images', 'docker image ls'],
  git: ['git rev-parse', 'git branch --show-current', 'git describe'],
};
/** How the commands begin that `printed` knows. */
export const PRINTERS: readonly string[] = [
  ...NAMES.keys(),
  'basename',
  'command',
  'dirname',
  'echo',
  'mktemp',
  'pwd',
  'which',
].flatMap((name) => BEGINNINGS[name] ?? name);

/** What the command prints, if that is one value of a known kind. */
export function printed(words: Words): Value | undefined {
  const [command = '', ...rest] = words.map(({ text }) => text);
  const operands = rest.join(' ');
  if (NAMES.get(command)?.test(operands) === true) return NUMBER;
  switch (command) {
    case 'pwd':
      return /^(?:-[PL])?$/.test(operands) ? WORKING_DIRECTORY : undefined;
    case 'mktemp':
      return /^(?:-[dq]+)?$/.test(operands) ? TEMPORARY : undefined;
    case 'which':
      return installed(operands);
    case 'command':
      return operands.startsWith('-v ') ? installed(operands.slice(3)) : undefined;
    case 'echo':
      return echoed(words.slice(1));
    case 'basename':
      return lastSegment(words.slice(1));
    case 'dirname':
      return folder(words.slice(1));
    default:
      return undefined;
  }
}

/** What `echo` prints of words that it takes for nothing else. */
function echoed(operands: Words): Value | undefined {
  const [first] = operands;
  if (first === undefined || isOption(first)) return undefined;
  if (operands.some(({ text, isGlob }) => isGlob || /[\\\n]/.test(text))) return undefined;
  return { text: operands.map(({ text }) => text).join(' '), isGlob: false };
}

/** Where a program of that name lies: in one of the system's folders, for all that matters to whoever names it. */
function installed(name: string): Value | undefined {
  return /^[\w.+-]+$/.test(name) && !name.startsWith('-') ? { text: `/usr/bin/${name}`, isGlob: false } : undefined;
}

/** `basename PATH [SUFFIX]`. */
function lastSegment([path, suffix, more]: Words): Value | undefined {
  if (path === undefined || more !== undefined || path.text.startsWith('-')) return undefined;
  const last = path.text.slice(path.text.lastIndexOf('/') + 1);
  if (last === '' || last === '.' || last === '..' || holdsHole(last)) return undefined;
  return { text: withoutSuffix(last, suffix?.text ?? ''), isGlob: path.isGlob };
}

/** `dirname PATH`. */
function folder([path, more]: Words): Value | undefined {
  if (path === undefined || more !== undefined || path.text.startsWith('-')) return undefined;
  const [, above, last = path.text] = /^(.*[^/])\/+([^/]+)$/s.exec(path.text) ?? [];
  if (last === '' || last.includes('/') || last === SOME_FILE || holdsHole(last)) return undefined;
  return above === undefined ? HERE : { text: above, isGlob: path.isGlob };
}

/** The text without a suffix, unless it is nothing else. */
export function withoutSuffix(text: string, suffix: string): string {
  return text !== suffix && text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

function holdsHole(text: string): boolean {
  return /[\ufdd0-\ufdef]/.test(text);
}

/** The paths that commands list, by their operands; `undefined` where they print other things, too. */
const LISTERS: ReadonlyMap<string, (operands: Words) => Words | undefined> = new Map([
  ['echo', (operands) => (operands.some(isSpecial) ? undefined : operands)],
  ['fd', (operands) => (operands.some(runsOrMoves) ? undefined : below([HERE, ...pathsOf(operands)]))],
  ['find', found],
  ['git', listedByGit],
  ['grep', filesThatMatch],
  ['ls', namesIn],
  ['rg', ([first, ...operands]) => (LISTS.test(first?.text ?? '') ? below([HERE, ...pathsOf(operands)]) : undefined)],
]);

/** Runs what stands behind it as it is. */
const RAISER = 'sudo';
const LISTER_HASHES: ReadonlySet<number> = new Set([...LISTERS.keys(), RAISER].map(hashText));

/** Whether a command's name with this hash may be one that lists paths. */
export function mayList(hash: number): boolean {
  return LISTER_HASHES.has(hash);
}

/** Commands whose paths are put where a substitution stands in a word. */
export const WORD_LISTERS: readonly string[] = [
  'fd',
  'find',
  'git diff',
  'git ls-files',
  'grep -l',
  'grep -Rl',
  'grep -rl',
  'grep -ril',
  'ls',
  'rg --files',
  'rg -l',
];

/** Options under which a search prints names of files, and takes no value. */
const LISTS = /^(?:-[rRiIwnsEF]*l[rRiIwnsEFZ]*|--files(?:-with(?:out)?-match(?:es)?)?)$/;
const SEARCHED = /^-[rRiIwnsEFZ]+$|^--(?:include|exclude|exclude-dir)=|^--$/;

/**
 * The paths that a pipeline of these commands prints: operands themselves, or `{}`, some file, below
 * them. Commands behind the first may choose among the lines. `undefined` where it prints other things.
 */
export function listed(stages: readonly Words[]): Words | undefined {
  const [[command, ...operands] = [], ...others] = stages.map(withoutRaiser);
  if (!others.every((words) => chooses(words.map(({ text }) => text)))) return undefined;
  return LISTERS.get(command?.text ?? '')?.(operands)?.flatMap(parts);
}

function withoutRaiser(words: Words): Words {
  return words[0]?.text === RAISER ? words.slice(1) : words;
}

/** A path with blanks or quotes in it may come out as several. */
function parts({ text, isGlob }: Value): Words {
  return text.split(/[\s\\'"]+/).flatMap((part) => (part === '' ? [] : [{ text: part, isGlob }]));
}

function isOption({ text }: Value): boolean {
  return text.startsWith('-');
}

/** Whether `echo` may take the word for more than text. */
function isSpecial({ text }: Value): boolean {
  return text.startsWith('-') || text.includes('\\');
}

function pathsOf(words: Words): Words {
  return words.filter((word) => !isOption(word));
}

function below(folders: Words): Words {
  const all = folders.length === 0 ? [HERE] : folders;
  return all.map(({ text, isGlob }) => ({
    text: text.endsWith('/') ? `${text}${SOME_FILE}` : `${text}/${SOME_FILE}`,
    isGlob,
  }));
}

/** `git ls-files PATH …`, and `git diff --name-only`, which names files of the repository. */
function listedByGit([command, ...operands]: Words): Words | undefined {
  const options = operands.filter(isOption).map(({ text }) => text);
  if (command?.text === 'diff')
    return options.includes('--name-only') && options.every((option) => NAMED.test(option)) ? below([HERE]) : undefined;
  const isList = command?.text === 'ls-files' && options.every((option) => KEPT.test(option));
  return isList ? below(pathsOf(operands)) : undefined;
}

const NAMED = /^--(?:name-only|cached|staged|diff-filter=[A-Za-z]+)?$/;
const KEPT = /^(?:-[cdmoz]+|--(?:cached|deleted|modified|others|exclude-standard)?)$/;

/** Whether an option of `fd` runs commands, prints more than paths or names a folder. */
function runsOrMoves({ text }: Value): boolean {
  return /^-\w*[xXl]|^--(?:exec|list|base|format)|^-.*\//.test(text);
}

/** `find [-H -L -P] FOLDER … EXPRESSION`. */
function found(operands: Words): Words | undefined {
  const from = operands.findIndex(({ text }) => !/^-(?:[HLP]|O\d)$/.test(text));
  const words = from < 0 ? [] : operands.slice(from);
  // Options that name folders, and actions that print other things.
  if (/^-[DEHLPXdfsx]+$/.test(words[0]?.text ?? '')) return undefined;
  if (words.some(({ text }) => /^-(?:exec|ok|f?printf|f?ls|files0)/.test(text))) return undefined;
  const end = words.findIndex(({ text }) => /^[-(!]/.test(text));
  return below(end < 0 ? words : words.slice(0, end));
}

/** `grep -l PATTERN FILE …`. */
function filesThatMatch(operands: Words): Words | undefined {
  const [first, ...others] = operands;
  if (!LISTS.test(first?.text ?? '')) return undefined;
  const [, ...files] = pathsOf(others);
  return others.some((word) => isOption(word) && !SEARCHED.test(word.text)) ? undefined : below(files);
}

/** `ls`: its operands, and names of what lies in them, which mean files of the working directory to others. */
function namesIn(operands: Words): Words | undefined {
  const options = operands.filter(isOption);
  const paths = pathsOf(operands);
  if (options.some(({ text }) => !/^-[1ABcdFhprRStuUX]+$/.test(text))) return undefined;
  if (options.some(({ text }) => text.includes('d'))) return paths.length === 0 ? [HERE] : paths;
  return [...below([HERE]), ...paths.flatMap((path) => (path.isGlob ? [path] : below([path])))];
}

/** Commands that print some of the lines that they read, as they are, under these arguments, one a line. */
const CHOOSERS: ReadonlyMap<string, RegExp> = new Map([
  ['awk', /^(?:\/[^/]*\/|NR ?[=<>!]=? ?\d+|!\w+\[\$0\]\+\+)? ?(?:\{ ?print(?: \$\d+| \$NF)? ?\})?$/],
  ['cat', /^$/],
  ['egrep', /^(?:-[vixwaz]+\n)*[^-\n].*$/],
  ['fgrep', /^(?:-[vixwaz]+\n)*[^-\n].*$/],
  ['grep', /^(?:-[vixwazEFP]+\n)*(?:[^-\n].*|-e\n.+(?:\n-e\n.+)*)$/],
  ['head', /^(?:-n?\n?-?\d+|-z)?$/],
  // Lines, or lines in quotes for `xargs`.
  [
    'sed',
    /^(?:-n\n)?(?:-e\n)?(?:(?:\d+(?:,[\d$]+)?[pdq]|\/[^/\n]*\/[pd]|s(\W)(?:\.\*|\^|\$)\1["'&\\]*\1)(?:\n-e\n(?=.)|$))+$/,
  ],
  ['shuf', /^(?:-n\n?\d+)?$/],
  ['sort', /^(?:-[bdfghiMnRrsuVz]+\n?)*$/],
  ['tac', /^$/],
  ['tail', /^(?:-n?\n?[-+]?\d+|-z)?$/],
  ['tr', /^\\n\n(?:\\0| )$/],
  ['uniq', /^(?:-[diuz]+\n?)*$/],
]);

const CHOOSER_HASHES: ReadonlySet<number> = new Set([...CHOOSERS.keys()].map(hashText));

/** Whether a command's name with this hash may be one that chooses among lines. */
export function mayChoose(hash: number): boolean {
  return CHOOSER_HASHES.has(hash);
}

function chooses([command = '', ...operands]: readonly string[]): boolean {
  return CHOOSERS.get(command)?.test(operands.join('\n')) === true;
}
