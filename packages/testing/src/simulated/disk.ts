/**
 * A disk in memory that loses power. What was written and not synced then survives in part: any of the writes, in any
 * order, sector by sector; names that were made, moved or removed and whose folder was not synced, likewise. As in
 * "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014), which found what applications rest on unawares.
 */
import { DiskError, type Disk, type DiskFile, folderOf, type Lock } from '@capgate/base';
import type { SeededRandom } from './random.ts';

const SECTOR_BYTES = 512;

interface Change {
  readonly position: number;
  readonly bytes: Uint8Array;
}

interface Inode {
  durable: Uint8Array;
  current: Uint8Array;
  changes: Change[];
}

/** A change of names in a folder: each of them gets its inode, or none. */
type NameChange = ReadonlyMap<string, Inode | undefined>;

interface Folder {
  durable: Map<string, Inode>;
  current: Map<string, Inode>;
  changes: NameChange[];
}

/** Faults to plant besides power cuts. */
export interface DiskFaults {
  /** Files' `sync` returns at once and does nothing: a canary for tests that must notice. */
  readonly syncLies?: boolean;
  /** The same for `syncFolder`. */
  readonly folderSyncLies?: boolean;
}

export class SimulatedDisk implements Disk {
  readonly #random: SeededRandom;
  readonly #faults: DiskFaults;
  readonly #folders = new Map<string, Folder>([['/', newFolder()]]);
  readonly #locks = new Set<string>();
  /** Counts starts: what was opened before the last power cut is of no use. */
  #era = 0;
  #operationsLeft = Number.POSITIVE_INFINITY;
  /** Bytes that may still be written before the disk is full. */
  roomBytes = Number.POSITIVE_INFINITY;

  constructor(random: SeededRandom, faults: DiskFaults = {}) {
    this.#random = random;
    this.#faults = faults;
  }

  /** Cuts the power within the operation after `count` more. It and all later ones fail, until `restart`. */
  cutPowerAfter(count: number): void {
    this.#operationsLeft = count;
  }

  get isWithoutPower(): boolean {
    return this.#operationsLeft < 0;
  }

  /** How often the power came back. */
  get starts(): number {
    return this.#era;
  }

  /** What is found when the power is back. */
  restart(): void {
    for (const folder of this.#folders.values()) {
      this.#settleNames(folder);
      for (const inode of folder.current.values()) this.#settle(inode);
    }
    this.#era++;
    this.#locks.clear();
    this.#operationsLeft = Number.POSITIVE_INFINITY;
  }

  /** Every file's path and content, as a reader sees them now. */
  files(): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    for (const [path, folder] of this.#folders) {
      for (const [name, inode] of folder.current) files.set(`${path === '/' ? '' : path}/${name}`, inode.current);
    }
    return files;
  }

  /** Puts `bytes` in the place of a file's content, durably: what an attacker with an editor does. */
  overwrite(path: string, bytes: Uint8Array): void {
    const inode = this.#inode(path);
    if (inode === undefined) throw notFound(path);
    inode.current = bytes.slice();
    inode.durable = inode.current;
    inode.changes = [];
  }

  async open(path: string, how: 'read' | 'write' | 'create'): Promise<DiskFile> {
    await this.#operate();
    const there = this.#inode(path);
    if (how === 'create') {
      if (there !== undefined) throw new DiskError('EXISTS', `expected no file ${path}, met one`);
      const made: Inode = { durable: new Uint8Array(), current: new Uint8Array(), changes: [] };
      this.#rename(path, new Map([[nameOf(path), made]]));
      return this.#handle(made);
    }
    if (there === undefined) throw notFound(path);
    return this.#handle(there);
  }

  async list(path: string): Promise<string[]> {
    await this.#operate();
    return this.#namesIn(path).sort();
  }

  async makeFolder(path: string): Promise<void> {
    await this.#operate();
    for (let folder = path; !this.#folders.has(folder); folder = folderOf(folder)) {
      this.#folders.set(folder, newFolder());
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#operate();
    const inode = this.#inode(from);
    if (inode === undefined) throw notFound(from);
    if (folderOf(from) !== folderOf(to)) throw new DiskError('IO', 'expected one folder, met two: not simulated');
    this.#rename(
      to,
      new Map<string, Inode | undefined>([
        [nameOf(from), undefined],
        [nameOf(to), inode],
      ]),
    );
  }

  async remove(path: string): Promise<void> {
    await this.#operate();
    if (this.#inode(path) !== undefined) return this.#rename(path, new Map([[nameOf(path), undefined]]));
    if (!this.#folders.has(path)) return;
    if (this.#namesIn(path).length > 0) throw new DiskError('IO', `expected the folder ${path} to be empty, met names`);
    this.#folders.delete(path);
  }

  /** There is nobody else. */
  async othersMayWrite(): Promise<boolean> {
    return false;
  }

  async syncFolder(path: string): Promise<void> {
    await this.#operate();
    const folder = this.#folders.get(path);
    if (folder === undefined) throw notFound(path);
    if (this.#faults.folderSyncLies) return;
    folder.durable = new Map(folder.current);
    folder.changes = [];
  }

  async lock(path: string): Promise<Lock> {
    await this.#operate();
    if (this.#locks.has(path)) throw new DiskError('LOCKED', `expected ${path} to be free, met a holder`);
    this.#locks.add(path);
    return { release: async () => void this.#locks.delete(path) };
  }

  #namesIn(path: string): string[] {
    const inside = [...this.#folders.keys()].filter((folder) => folder !== '/' && folderOf(folder) === path);
    return [...(this.#folders.get(path)?.current.keys() ?? []), ...inside.map(nameOf)];
  }

  #inode(path: string): Inode | undefined {
    return this.#folders.get(folderOf(path))?.current.get(nameOf(path));
  }

  #rename(path: string, change: NameChange): void {
    const folder = this.#folders.get(folderOf(path));
    if (folder === undefined) throw notFound(path);
    apply(folder.current, change);
    folder.changes.push(change);
  }

  #handle(inode: Inode): DiskFile {
    const era = this.#era;
    const operate = async (): Promise<void> => {
      await this.#operate();
      if (era !== this.#era) throw new DiskError('IO', 'expected an open file, met one from before a restart');
    };
    const change = (next: Change): void => {
      inode.current = changed(inode.current, next);
      inode.changes.push(next);
    };
    return {
      size: async () => (await operate(), inode.current.length),
      read: async (position, lengthBytes) => (await operate(), inode.current.slice(position, position + lengthBytes)),
      write: async (bytes, position) => {
        // A write that the power cut interrupts may have reached the disk in part.
        if (this.#operationsLeft === 0 && era === this.#era) change({ position, bytes: bytes.slice() });
        await operate();
        this.#takeRoom(bytes.length);
        change({ position, bytes: bytes.slice() });
      },
      sync: async () => {
        await operate();
        if (this.#faults.syncLies) return;
        inode.durable = inode.current;
        inode.changes = [];
      },
      close: async () => {},
    };
  }

  #takeRoom(sizeBytes: number): void {
    if (sizeBytes > this.roomBytes) throw new DiskError('FULL', 'expected room on the disk, met none');
    this.roomBytes -= sizeBytes;
  }

  async #operate(): Promise<void> {
    this.#operationsLeft--;
    if (this.isWithoutPower) throw new DiskError('IO', 'expected power, met none');
  }

  #settleNames(folder: Folder): void {
    const found = new Map(folder.durable);
    for (const change of folder.changes) if (this.#random.chance(50)) apply(found, change);
    folder.current = found;
    folder.durable = new Map(found);
    folder.changes = [];
  }

  /** Any of the changes, in any order, each write sector by sector. */
  #settle(inode: Inode): void {
    let found = inode.durable;
    for (const change of this.#shuffled(inode.changes)) {
      if (this.#random.chance(40)) continue;
      for (const sector of sectorsOf(change)) if (this.#random.chance(70)) found = changed(found, sector);
    }
    inode.current = found;
    inode.durable = found;
    inode.changes = [];
  }

  #shuffled(changes: readonly Change[]): Change[] {
    if (this.#random.chance(50)) return [...changes];
    const order = [...changes];
    for (let i = order.length - 1; i > 0; i--) {
      const other = this.#random.below(i + 1);
      [order[i], order[other]] = [order[other] as Change, order[i] as Change];
    }
    return order;
  }
}

function newFolder(): Folder {
  return { durable: new Map(), current: new Map(), changes: [] };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function apply(names: Map<string, Inode>, change: NameChange): void {
  for (const [name, inode] of change) {
    if (inode === undefined) names.delete(name);
    else names.set(name, inode);
  }
}

function changed(content: Uint8Array, { position, bytes }: Change): Uint8Array {
  if (bytes.length === 0) return content;
  const grown = new Uint8Array(Math.max(content.length, position + bytes.length));
  grown.set(content);
  grown.set(bytes, position);
  return grown;
}

function* sectorsOf({ position, bytes }: Change): Generator<Change> {
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + SECTOR_BYTES - ((position + start) % SECTOR_BYTES));
    yield { position: position + start, bytes: bytes.subarray(start, end) };
    start = end;
  }
}

function notFound(path: string): DiskError {
  return new DiskError('NOT_FOUND', `expected ${path}, met nothing of that name`);
}
