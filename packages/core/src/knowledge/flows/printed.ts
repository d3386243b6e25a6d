/** Files by the names that commands give them, and the text that a command prints into one. */

/** Files that a build or an installation runs. */
const MANIFESTS: ReadonlySet<string> = new Set(
  'package.json Makefile makefile GNUmakefile justfile Justfile Taskfile.yml setup.py pyproject.toml conftest.py noxfile.py Gemfile Rakefile composer.json build.gradle build.gradle.kts pom.xml CMakeLists.txt build.rs Cargo.toml Dockerfile Containerfile docker-compose.yml compose.yaml'.split(
    ' ',
  ),
);

/** Tools that print their operands, by name: the only ones whose output is known from the text. */
const PRINTERS: ReadonlySet<string> = new Set(['echo', 'printf']);
/** Tools that print what they are given, and may write it. */
const PASSERS: ReadonlySet<string> = new Set(['cat', 'tee']);

export function isPrinter(name: string): boolean {
  return PRINTERS.has(name);
}

export function isPasser(name: string): boolean {
  return PASSERS.has(name);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isManifest(path: string): boolean {
  return MANIFESTS.has(baseOf(path));
}

/** The name under which a program saves what is at a URL. */
export function savedName(url: string): string {
  return baseOf(url.replace(/[?#].*$/s, ''));
}

/** Whether two paths may name one file, wherever both start. */
export function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one.replace(/^(?:\.\/)+/, ''), other.replace(/^(?:\.\/)+/, '')];
  return first !== '' && (first === second || first.endsWith(`/${second}`) || second.endsWith(`/${first}`));
}

/** What `echo` or `printf` prints for these words, as far as it matters to whoever runs it. */
export function printedText(name: string, words: readonly string[]): string {
  // GNU's tools are called `gecho` and `gprintf` where another system's have the plain names.
  const text = name.endsWith('echo') ? echoed(words) : formatted(words);
  return text.replaceAll(/\\([nt\\])/g, (_, unit: string) => (unit === 'n' ? '\n' : unit === 't' ? '\t' : '\\'));
}

/** What a command prints of these words, where nothing in them is left to whichever shell runs it. */
export function plainlyPrinted([name = '', ...words]: readonly string[]): string | undefined {
  if (!isPrinter(name)) return undefined;
  const [first = '', ...operands] = words;
  if (name === 'echo') return /^-(?!n$)/.test(first) || /\\/.test(words.join(' ')) ? undefined : echoed(words);
  const count = first.replaceAll('%%', '').split('%s').length - 1;
  const isPlain = PLAIN_FORMAT.test(first) && operands.length <= count && !operands.join('').includes('\\');
  return isPlain ? printedText(name, words) : undefined;
}

/** Of `printf`: texts as they are, and the two escapes that every shell knows. */
const PLAIN_FORMAT = /^(?!-)(?:[^\\%]|\\[nt]|%s|%%)*$/;

function echoed(words: readonly string[]): string {
  let from = 0;
  while (/^-[neE]+$/.test(words[from] ?? '')) from++;
  return words.slice(from).join(' ');
}

/** The format with the operands in place of its directives; those left over follow, a line each. */
function formatted([format = '', ...operands]: readonly string[]): string {
  let next = 0;
  const text = format.replaceAll(/%(?:%|[-+ #0-9.]*[a-zA-Z])/g, (directive) =>
    directive === '%%' ? '%' : (operands[next++] ?? ''),
  );
  return [text, ...operands.slice(next)].join('\n');
}

/** Whether a script that nobody's interpreter is named for is another language's than the shell's. */
export function isForeignScript(text: string): boolean {
  return text.startsWith('#!') && !/^#!.*\b(?:ba|da|z|k|a)?sh\b/.test(text);
}
