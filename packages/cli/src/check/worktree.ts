/** Which folder is an agent's workspace, and what git's linked worktrees have to do with it. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { workspaceAround } from './circumstances.ts';

/** What git writes into the files that link a worktree to its repository is one path. */
const LINK_BYTES_MAX = 8_192;

/**
 * The workspace of work in `cwd`: of those that the client told, the innermost around it. Where none is, the linked
 * worktree around it that belongs to the same repository as one of them, else the first; of none, the repository.
 */
export function workspaceOf(cwd: string, told: readonly string[]): string {
  const [first] = told;
  if (first === undefined) return workspaceAround(cwd);
  const around = told.filter((folder) => isWithin(cwd, folder)).sort((one, other) => other.length - one.length);
  if (around[0] !== undefined) return around[0];
  const own = workspaceAround(cwd);
  const repository = repositoryOf(own);
  return repository !== undefined && told.some((folder) => repositoryOf(workspaceAround(folder)) === repository)
    ? own
    : first;
}

/**
 * The folder in which git keeps the data of the repository of a worktree; undefined where there is none, and for a folder
 * that says to be a worktree of a repository which does not know of it.
 */
function repositoryOf(root: string): string | undefined {
  const link = join(root, '.git');
  try {
    if (statSync(link).isDirectory()) return realpathSync(link);
    const [, target] = /^gitdir: (.+?)\r?\n?$/u.exec(linkText(link)) ?? [];
    if (target === undefined) return undefined;
    const data = resolve(root, target);
    const isKnown = realpathSync(resolve(data, linkText(join(data, 'gitdir')).trim())) === realpathSync(link);
    return isKnown ? realpathSync(resolve(data, linkText(join(data, 'commondir')).trim())) : undefined;
  } catch {
    return undefined;
  }
}

function linkText(path: string): string {
  const stats = statSync(path);
  // Opening a FIFO would wait for whoever writes to it.
  if (stats.isFile() && stats.size <= LINK_BYTES_MAX) return readFileSync(path, 'utf8');
  throw new RangeError(`expected a file of at most ${LINK_BYTES_MAX} bytes at ${path}`);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
