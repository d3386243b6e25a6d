/** Reading command lines, without deciding on them. */
import type { Work } from './timing.ts';

interface ShellReading {
  readonly words: { readonly count: number };
}

interface Shell {
  readonly Reading: new () => ShellReading;
  readonly read: (reading: ShellReading, text: string) => void;
}

/** The work of reading `commands`, by the shell's reader that `scripts/bench.ts` puts beside the benchmark. */
export async function readWork(commands: readonly string[]): Promise<Work> {
  const { Reading, read } = (await import(new URL('shell.js', import.meta.url).href)) as Shell;
  const reading = new Reading();
  return (index) => {
    read(reading, commands[index] as string);
    return reading.words.count;
  };
}
