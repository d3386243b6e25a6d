/** Scripts of a `package.json`, as far as a command runs them. */

/** What an installation runs by itself. */
const AT_INSTALL: readonly string[] = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];
/** Short names of commands that run a script, or those of an installation. */
const SHORT: ReadonlyMap<string, readonly string[]> = new Map([
  ['t', ['test']],
  ['tst', ['test']],
  ['it', [...AT_INSTALL, 'test']],
  ['cit', [...AT_INSTALL, 'test']],
  ['restart', ['restart', 'stop', 'start']],
  ['pack', ['prepack', 'prepare', 'postpack']],
  ['publish', ['prepublishOnly', 'prepack', 'prepare', 'postpack', 'publish']],
  ['version', ['version']],
]);
const INSTALLS: ReadonlySet<string> = new Set([
  'install',
  'i',
  'ci',
  'add',
  'update',
  'up',
  'rebuild',
  'link',
  'clean-install',
]);

/** Shell code of the scripts that a command with these words runs, a line each; undefined for what is no such file. */
export function packageScripts(text: string, words: readonly string[]): string | undefined {
  const scripts = scriptsOf(text);
  if (scripts === undefined) return undefined;
  const names = new Set(words.flatMap((word, i) => namesOf(word, words.length === i + 1 && i === 0)));
  const run = [...names].flatMap((name) => [`pre${name}`, name, `post${name}`]);
  return [...new Set(run)].flatMap((name) => scripts.get(name) ?? []).join('\n');
}

/** What one word of the command may run; `isAlone`: a package manager without any word installs. */
function namesOf(word: string, isAlone: boolean): readonly string[] {
  if (isAlone || INSTALLS.has(word)) return [...AT_INSTALL, word];
  return SHORT.get(word) ?? [word];
}

function scriptsOf(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const scripts = (JSON.parse(text) as { readonly scripts?: unknown } | null)?.scripts;
    if (typeof scripts !== 'object' || scripts === null) return new Map();
    return new Map(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return undefined;
  }
}
