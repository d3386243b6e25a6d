/** What a command line did, by the calls that its processes made. */
import { basename } from 'node:path/posix';
import type { Call } from './trace.ts';

export interface Observed {
  /** Paths that were made, written, or given other rights or dates, and were still there at the end. */
  readonly changed: ReadonlySet<string>;
  /** Paths that were there before and are not any more. */
  readonly deleted: ReadonlySet<string>;
  /** Whether a connection by the Internet's protocols was tried, or a port opened. */
  readonly network: boolean;
  /** Names of the programs that ran, the shell that read the line aside. */
  readonly executed: ReadonlySet<string>;
}

/** Folders whose content is the command's own affair while it runs, and devices. */
const IGNORED = /^\/(?:proc|dev|trace)(?:\/|$)/u;
const WRITING = /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)/u;
const CHANGES =
  /^(?:creat|truncate|mkdir|mknod|chmod|fchmod|chown|lchown|fchown|utime|utimes|futimesat|utimensat|setxattr|lsetxattr|fsetxattr|removexattr|ftruncate)(?:at2?|at)?$/u;

/** `before`: the paths that there were. */
export function observe(calls: readonly Call[], before: ReadonlySet<string>): Observed {
  const tree = new Tree(before);
  const executed = new Set<string>();
  let network = false;
  for (const call of calls) {
    network ||= isNetwork(call);
    if (!call.done) continue;
    tree.see(call);
    if (call.name === 'execve' || call.name === 'execveat') executed.add(basename(call.paths[0] ?? ''));
  }
  // The first is the shell itself; a line that runs another shell by name says so in its words.
  executed.delete('bash');
  return { changed: tree.changed, deleted: tree.deleted, network, executed };
}

/** A file that never gets a name is nobody's. */
function isWriting(text: string): boolean {
  return WRITING.test(text) && !text.includes('O_TMPFILE');
}

function isNetwork({ name, text }: Call): boolean {
  return /^(?:connect|bind|sendto)$/u.test(name) && /AF_INET6?\b/u.test(text);
}

/** Keeps only differences that are left at the end: a temporary file that comes and goes is none. */
class Tree {
  readonly changed = new Set<string>();
  readonly deleted = new Set<string>();
  readonly #before: ReadonlySet<string>;

  constructor(before: ReadonlySet<string>) {
    this.#before = before;
  }

  see({ name, paths, text }: Call): void {
    const [path = '', other = ''] = paths;
    if (/^(?:unlink|unlinkat|rmdir)$/u.test(name)) this.#remove(path);
    else if (name.startsWith('rename')) this.#move(path, other);
    else if (/^(?:link|linkat|symlink|symlinkat)$/u.test(name)) this.#change(other);
    else if (/^open(?:at2?)?$/u.test(name) ? isWriting(text) : CHANGES.test(name)) this.#change(path);
  }

  #change(path: string): void {
    if (!path.startsWith('/') || IGNORED.test(path)) return;
    this.changed.add(path);
    this.deleted.delete(path);
  }

  #remove(path: string): void {
    this.changed.delete(path);
    if (this.#before.has(path)) this.deleted.add(path);
  }

  /** A folder takes with it what was changed below it; what was below it before is counted with the folder. */
  #move(from: string, to: string): void {
    for (const path of [...this.changed].filter((changed) => changed.startsWith(`${from}/`))) {
      this.changed.delete(path);
      this.#change(to + path.slice(from.length));
    }
    this.#change(to);
    this.#remove(from);
  }
}
