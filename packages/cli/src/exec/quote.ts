/** From words to a command line that a POSIX shell reads as just these words. */

/** What a shell takes as it is written, wherever it stands. */
const PLAIN = /^[\w./:@%+,-]+$/u;

/** Words that begin something else than a command, unless they are quoted. */
const RESERVED: ReadonlySet<string> = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);

export function commandLine(argv: readonly string[]): string {
  return argv.map(quotedWord).join(' ');
}

/** Nothing means anything between single quotes but the quote itself, which stands outside of them. */
function quotedWord(word: string): string {
  if (PLAIN.test(word) && !RESERVED.has(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
