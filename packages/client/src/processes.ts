/** Processes in words: their names are what they chose, so nothing in one passes for another process of a chain. */
import { visible, visibleJson } from '@capgate/base';

interface NamedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Of the machine, or of the container that the gate is in. */
const FIRST_PID = 1;
/** What stands between two names of a chain, or around one; a name of nothing is seen as one as well. */
const AMBIGUOUS = /^$|[\s<()"]/u;
/** No process: the text of one ends in its number. */
const UNKNOWN = 'unknown';

/** `sh (11)`, `"tmux: server" (812)`. */
export function processText({ pid, command }: NamedProcess): string {
  const shown = visible(command);
  return `${AMBIGUOUS.test(shown) ? visibleJson(command) : shown} (${pid})`;
}

/**
 * Who called for an approval, what started that, and so on, each as text; `unknown` behind one that something started
 * which is not known. Empty where nothing is.
 */
export function callingChain({ ancestry = [] }: { readonly ancestry?: readonly NamedProcess[] }): readonly string[] {
  const last = ancestry.at(-1);
  const texts = ancestry.map(processText);
  return last === undefined || last.pid === FIRST_PID ? texts : [...texts, UNKNOWN];
}
