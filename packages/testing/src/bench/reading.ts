/** Reading command lines, without deciding on them. */
import type { Work } from './timing.ts';

interface ShellReading {
  readonly words: { readonly count: number };
}

interface Shell {
  readonly Reading: new () => ShellReading;
  readonly read: (reading: ShellReading, text: string) => void;
}

/**
 * The work of reading `commands`. The core does not publish its reader, so that this benchmark alone goes behind the
 * public door, by address; it is loaded as the very module that `decide` uses.
 */
export async function readWork(commands: readonly string[]): Promise<Work> {
  const { Reading, read } = (await import(new URL('../../../core/src/shell/index.ts', import.meta.url).href)) as Shell;
  const reading = new Reading();
  return (index) => {
    read(reading, commands[index] as string);
    return reading.words.count;
  };
}
