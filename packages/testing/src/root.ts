/** The repository's folder, wherever below it this module runs: as source, or bundled for a benchmark. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function enclosing(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : enclosing(dirname(folder));
}

export const ROOT: string = enclosing(dirname(fileURLToPath(import.meta.url)));
