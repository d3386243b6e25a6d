import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The version of a package that is installed beside the lab. Throws Node's error where it is not. */
export function packageVersion(name: string): string {
  return String((require(`${name}/package.json`) as { readonly version?: unknown }).version);
}
