/** Where the parts lie that a benchmark starts as a user would: as built, not as TypeScript. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.ts';

export const launcher: string = join(ROOT, 'packages/cli/bin/capgate.cjs');
export const builtCore: string = join(ROOT, 'packages/core/dist/index.js');

const builtCli = join(ROOT, 'packages/cli/dist/main.cjs');

/** What is missing of the built packages, or undefined. */
export function missingBuild(): string | undefined {
  return [builtCli, builtCore].every((path) => existsSync(path)) ? undefined : 'run `npm run build` first';
}
