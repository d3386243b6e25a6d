/** What the listener knows of files, and for which file systems it is asked. */
import { closeSync } from 'node:fs';
import type { Place } from '../../place.ts';
import { type FileKey, fileAt, flagsOf, type Found, HeldFiles } from '../files.ts';
import type { Labels, Tool } from '../tier.ts';
import { markFileSystem } from './calls.ts';
import { loaderOf } from './loader.ts';
import type { ToListener } from './messages.ts';

/** Where programs of a session's own making lie. */
const MAKING: ReadonlySet<string> = new Set(['workspace', 'temporary']);

/**
 * Tools are held open. Only file systems that a tool or a folder of `MAKING` lies in are asked about.
 */
export class AskedFiles implements Labels {
  readonly #listener: number;
  readonly #tell: (message: ToListener) => void;
  readonly #held = new HeldFiles();
  readonly #marked = new Set<bigint>();

  constructor(listener: number, tell: (message: ToListener) => void) {
    this.#listener = listener;
    this.#tell = tell;
  }

  registerTools(tools: readonly Tool[]): readonly string[] {
    const found = tools.map(({ path, descriptor }) => ({ path, descriptor, file: this.#held.hold(path) }));
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
    this.#held.close();
  }

  #loaders(found: readonly { readonly path: string; readonly file: Found | undefined }[]): [FileKey, number][] {
    const paths = new Set(found.map(({ path, file }) => (file ? loaderOf(path) : undefined)));
    return [...paths].flatMap((path) => {
      const loader = path === undefined ? undefined : this.#held.hold(path);
      return loader ? [[loader.key, 0] as [FileKey, number]] : [];
    });
  }

  #mark(path: string, { device }: Found): void {
    if (this.#marked.has(device)) return;
    markFileSystem(this.#listener, path);
    this.#marked.add(device);
  }
}
