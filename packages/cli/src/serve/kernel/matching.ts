/**
 * Whether the words that a process was started with run a command line, as shells of agents are started: `sh -c LINE`, with
 * the line by itself, or with more around it and the line as the one word that `eval` is given. Pure. What is not surely so
 * is not so: the words are the agent's, and the mask that follows is another decision's.
 */

/** Options of shells among which `-c` is looked for; more are nobody's. */
const OPTIONS_MAX = 8;
const SHELL = /^(?:ba|da|k|mk|z)?sh$/u;

export function isRunBy(argv: readonly string[], command: string): boolean {
  const code = codeOf(argv);
  if (code === undefined || command === '') return false;
  if (code === command) return true;
  const words = evaluated(code);
  return words.length === 1 && words[0] === command;
}

/** Whether there is anything to hold against a command line. */
export function isShellWithCode(argv: readonly string[]): boolean {
  return codeOf(argv) !== undefined;
}

/** What a shell is to run by `-c`; undefined where it is no shell, or is given something else. */
function codeOf([program = '', ...words]: readonly string[]): string | undefined {
  if (!SHELL.test(program.slice(program.lastIndexOf('/') + 1).replace(/^-/u, ''))) return undefined;
  const at = words.slice(0, OPTIONS_MAX).findIndex((word) => /^-[a-zA-Z]*c$/u.test(word));
  if (at < 0 || !words.slice(0, at).every((word) => word.startsWith('-'))) return undefined;
  return words[at + 1];
}

/** The values of the words behind each `eval` of a code; undefined stands for one that is not known from the text alone. */
function evaluated(code: string): (string | undefined)[] {
  return Array.from(code.matchAll(/(?<![\w'"\\$`/.-])eval\s+/gu), ({ 0: { length }, index }) =>
    wordAt(code, index + length),
  );
}

/** The value of the shell's word that begins there: plain and quoted characters, nothing that is known at run time alone. */
function wordAt(code: string, from: number): string | undefined {
  const parts = /(?:'[^']*'|"(?:[^"\\$`]|\\[\s\S])*"|\\[\s\S]|[\w./:@%+,=-])+/uy;
  parts.lastIndex = from;
  const word = parts.exec(code)?.[0];
  if (word === undefined || !/^(?:$|\s|[;&|<>)])/u.test(code.slice(from + word.length))) return undefined;
  return unquoted(word);
}

/** POSIX, 2.2: within double quotes a backslash quotes a few characters only, and takes the end of a line away. */
function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/gu,
    (_, single?: string, double?: string, escaped?: string) => {
      if (single !== undefined) return single;
      if (double !== undefined)
        return double.replaceAll(/\\([$`"\\\n])/gu, (__, one: string) => (one === '\n' ? '' : one));
      return escaped === '\n' ? '' : (escaped ?? '');
    },
  );
}
