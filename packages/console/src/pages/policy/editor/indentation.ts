/** Where a line of YAML goes on. Pure. */

/** In columns: below the key of an entry, and a step further where a key waits for what it holds. */
export function indentationAfter(line: string): number {
  const begins = /^ *(?:- +)*/u.exec(line)?.[0].length ?? 0;
  return /:\s*$/u.test(line) ? begins + 2 : begins;
}
