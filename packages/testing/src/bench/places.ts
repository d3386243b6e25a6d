/** Where the parts lie that a benchmark starts as a user would: as built, not as TypeScript. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

export const root: string = inRepository('');
export const launcher: string = inRepository('packages/cli/bin/capgate.cjs');
export const builtCore: string = inRepository('packages/core/dist/index.js');

const builtCli = inRepository('packages/cli/dist/main.cjs');

/** What is missing of the built packages, or undefined. */
export function missingBuild(): string | undefined {
  return [builtCli, builtCore].every((path) => existsSync(path)) ? undefined : 'run `npm run build` first';
}
