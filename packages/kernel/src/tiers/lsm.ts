/** Tier 1 from outside: labels at inodes. An inode keeps its labels while the kernel has it in memory, so it is held open. */
import { closeSync, constants, openSync } from 'node:fs';
import { type BpfMap, key32 } from '../bpf/map.ts';
import { SCOPES } from '../mask.ts';
import type { Place } from '../place.ts';
import type { Labels, Tool } from './tier.ts';

/** open(2): for no more than its name; no device is touched, no pipe waited for. Node has no name for it. */
const O_PATH = 0o10000000;

export class InodeLabels implements Labels {
  readonly #tools: BpfMap;
  readonly #places: BpfMap;
  readonly #held = new Map<string, number>();

  constructor(maps: ReadonlyMap<string, BpfMap>) {
    this.#tools = maps.get('tools') as BpfMap;
    this.#places = maps.get('places') as BpfMap;
  }

  registerTools(tools: readonly Tool[]): readonly string[] {
    return tools.filter(({ path, descriptor }) => !this.#label(this.#tools, path, descriptor)).map(({ path }) => path);
  }

  labelPlaces(places: readonly Place[]): readonly string[] {
    // A label of 0 would be none.
    return places
      .filter(({ path, scope }) => !this.#label(this.#places, path, key32(SCOPES.indexOf(scope) + 1)))
      .map(({ path }) => path);
  }

  close(): void {
    for (const fd of this.#held.values()) closeSync(fd);
    this.#held.clear();
  }

  /** False where there is no such file. */
  #label(map: BpfMap, path: string, value: Uint8Array): boolean {
    // Anew each time: another file may be by that name now.
    const fd = opened(path);
    if (fd === undefined) return false;
    const before = this.#held.get(path);
    if (before !== undefined) closeSync(before);
    this.#held.set(path, fd);
    map.set(key32(fd), value);
    return true;
  }
}

export function opened(path: string): number | undefined {
  try {
    return openSync(path, O_PATH | constants.O_RDONLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}
