import { readFileSync } from 'node:fs';
import { openSandbox, type Sandbox } from '@capgate/lab/sandbox';

/** A sandbox whose trees have what `commands.ts` speaks of. Throws as `openSandbox` does. */
export function openTree(): Sandbox {
  return openSandbox(readFileSync(new URL('seed.sh', import.meta.url), 'utf8'));
}
