/** What those who answer know of files: programs by their descriptors, sockets by the kind of place that they are. */
import { closeSync } from 'node:fs';
import type { Scope } from '../../mask.ts';
import type { Place } from '../../place.ts';
import { type FileKey, fileAt, flagsOf, HeldFiles } from '../files.ts';
import type { Labels, Tool } from '../tier.ts';
import type { Known } from './messages.ts';

export class KnownFiles implements Labels {
  readonly #held = new HeldFiles();
  readonly #tools = new Map<FileKey, number>();
  readonly #places = new Map<FileKey, Scope>();
  readonly #tell: (known: Known) => void;

  /** `tell`: of what is new, those who answer already. */
  constructor(tell: (known: Known) => void) {
    this.#tell = tell;
  }

  get all(): Known {
    return { tools: [...this.#tools], places: [...this.#places] };
  }

  registerTools(tools: readonly Tool[]): readonly string[] {
    const found = tools.map(({ path, descriptor }) => ({ path, descriptor, file: this.#held.hold(path) }));
    const known = found.flatMap(({ file, descriptor }) => (file ? [[file.key, flagsOf(descriptor)] as const] : []));
    for (const [key, flags] of known) this.#tools.set(key, flags);
    this.#tell({ tools: known, places: [] });
    return found.filter(({ file }) => file === undefined).map(({ path }) => path);
  }

  /** Folders are held by what lies under the tier. */
  labelPlaces(places: readonly Place[]): readonly string[] {
    const found = places.map(({ path, scope }) => ({ path, scope, key: keyAt(path) }));
    const known = found.flatMap(({ key, scope }) => (key === undefined ? [] : [[key, scope] as const]));
    for (const [key, scope] of known) this.#places.set(key, scope);
    this.#tell({ tools: [], places: known });
    return found.filter(({ key }) => key === undefined).map(({ path }) => path);
  }

  close(): void {
    this.#held.close();
  }
}

function keyAt(path: string): FileKey | undefined {
  const file = fileAt(path);
  if (file === undefined) return undefined;
  closeSync(file.fd);
  return file.key;
}
