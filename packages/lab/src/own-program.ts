/** Where the lab's own programs lie, which run in threads and processes of their own. */
import { basename } from 'node:path';

export interface OwnProgram {
  readonly url: URL;
  /** What Node needs to be told to run it. */
  readonly execArgv?: readonly string[];
}

/** By its path among the sources, without its ending; all lie beside where the bundle does. */
export function ownProgram(path: string): OwnProgram {
  // Among the sources, our packages are found by a condition.
  return import.meta.url.endsWith('.ts')
    ? { url: new URL(`./${path}.ts`, import.meta.url), execArgv: ['--conditions=@capgate/source'] }
    : { url: new URL(`./${basename(path)}.js`, import.meta.url) };
}
