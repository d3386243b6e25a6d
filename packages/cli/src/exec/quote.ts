/** From words to a command line that a POSIX shell reads as just these words. */
import { shellQuoted } from '@capgate/base';

/** What a shell takes as it is written, wherever it stands. */
const PLAIN = /^[\w./:@%+,-]+$/u;

/** Words that begin something else than a command, unless they are quoted. */
const RESERVED: ReadonlySet<string> = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);

export function commandLine(argv: readonly string[]): string {
  return argv.map(quotedWord).join(' ');
}

function quotedWord(word: string): string {
  if (PLAIN.test(word) && !RESERVED.has(word)) return word;
  return shellQuoted(word);
}
