/** What the listener knows of files, and for which file systems it is asked. */
import { closeSync, fstatSync } from 'node:fs';
import type { Place } from '../../place.ts';
import { opened } from '../lsm.ts';
import type { Labels, Tool } from '../tier.ts';
import { markFileSystem } from './calls.ts';
import { loaderOf } from './loader.ts';
import type { FileKey, ToListener } from './messages.ts';

/** Where programs of a session's own making lie. */
const MAKING: ReadonlySet<string> = new Set(['workspace', 'temporary']);

interface Found {
  readonly fd: number;
  readonly key: FileKey;
  readonly device: bigint;
  readonly isFolder: boolean;
}

/**
 * Tools are held open, so that no other file gets the number of one that is gone. Only file systems that a tool or a
 * folder of `MAKING` lies in are asked about.
 */
export class AskedFiles implements Labels {
  readonly #listener: number;
  readonly #tell: (message: ToListener) => void;
  readonly #held = new Map<FileKey, number>();
  readonly #marked = new Set<bigint>();

  constructor(listener: number, tell: (message: ToListener) => void) {
    this.#listener = listener;
    this.#tell = tell;
  }

  registerTools(tools: readonly Tool[]): readonly string[] {
    const found = tools.map(({ path, descriptor }) => ({ path, descriptor, file: this.#hold(path) }));
    const known = found.flatMap(({ file, descriptor }) => (file ? [[file.key, flagsOf(descriptor)] as const] : []));
    // Before anybody is asked. Loaders count as known, as the kernel opens them to run what is known.
    this.#tell({ kind: 'tools', tools: [...this.#loaders(found), ...known] });
    for (const { path, file } of found) if (file) this.#mark(path, file);
    return found.filter(({ file }) => file === undefined).map(({ path }) => path);
  }

  labelPlaces(places: readonly Place[]): readonly string[] {
    const missing: string[] = [];
    for (const { path, scope } of places) {
      const file = fileAt(path);
      if (file === undefined) {
        missing.push(path);
        continue;
      }
      closeSync(file.fd);
      if (MAKING.has(scope) && file.isFolder) this.#mark(path, file);
    }
    return missing;
  }

  close(): void {
    for (const fd of this.#held.values()) closeSync(fd);
    this.#held.clear();
  }

  #hold(path: string): Found | undefined {
    const file = fileAt(path);
    if (file === undefined) return undefined;
    if (this.#held.has(file.key)) closeSync(file.fd);
    else this.#held.set(file.key, file.fd);
    return file;
  }

  #loaders(found: readonly { readonly path: string; readonly file: Found | undefined }[]): [FileKey, number][] {
    const paths = new Set(found.map(({ path, file }) => (file ? loaderOf(path) : undefined)));
    return [...paths].flatMap((path) => {
      const loader = path === undefined ? undefined : this.#hold(path);
      return loader ? [[loader.key, 0] as [FileKey, number]] : [];
    });
  }

  #mark(path: string, { device }: Found): void {
    if (this.#marked.has(device)) return;
    markFileSystem(this.#listener, path);
    this.#marked.add(device);
  }
}

function fileAt(path: string): Found | undefined {
  const fd = opened(path);
  if (fd === undefined) return undefined;
  const stats = fstatSync(fd, { bigint: true });
  return { fd, key: `${stats.dev}:${stats.ino}`, device: stats.dev, isFolder: stats.isDirectory() };
}

/** As spec/descriptor.md says: four bytes from the tenth on, in big endian. */
function flagsOf(descriptor: Uint8Array): number {
  return new DataView(descriptor.buffer, descriptor.byteOffset).getUint32(10);
}
