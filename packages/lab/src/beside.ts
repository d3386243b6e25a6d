/** Packages that somebody may install beside the lab. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Whether npm put the package into the very folder in which it put the lab. Node looks in all folders above as well, up to
 * `~/node_modules`, where an agent may write. Sources that run by themselves are a repository's, whose packages are its own.
 */
export function isBeside(name: string, lab: string = fileURLToPath(import.meta.url)): boolean {
  if (lab.endsWith('.ts')) return true;
  const at = lab.lastIndexOf(`${sep}node_modules${sep}`);
  return at >= 0 && existsSync(join(lab.slice(0, at), 'node_modules', name, 'package.json'));
}
