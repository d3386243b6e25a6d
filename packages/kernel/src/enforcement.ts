/**
 * Enforcement on this machine: the programs of a tier in the kernel, pinned, so that they hold when whoever loaded them
 * is gone; and the sessions that they hold.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openPinned, pin } from './bpf/call.ts';
import { attach, isIterator, type LoadedObject, type LoadedProgram, loadObject } from './bpf/loader.ts';
import { BpfMap, key32 } from './bpf/map.ts';
import type { BpfObject } from './bpf/object.ts';
import { removeTree, type SessionsFolder, sessionsFolder } from './cgroups.ts';
import { KernelError } from './error.ts';
import { type Grants, NO_GRANTS } from './grant.ts';
import { HeldTable } from './held.ts';
import { addressOf, memory, memoryOf } from './system/memory.ts';
import { systemCall } from './system/syscall.ts';
import { InodeLabels } from './tiers/lsm.ts';
import { NamedGrants } from './tiers/named-grants.ts';
import { BPF_TIERS, type BpfTierName, type Labels } from './tiers/tier.ts';
import { NumberedInodes } from './tiers/trace.ts';

export interface Enforcement {
  readonly tier: BpfTierName;
  readonly labels: Labels;
  readonly grants: Grants;
  readonly sessions: SessionsFolder;
  readonly held: HeldTable;
  readonly rings: BpfMap;
  readonly maps: ReadonlyMap<string, BpfMap>;
  /** Where maps and links are pinned. */
  readonly pins: string;
}

/** Why a tier is not active here, in the order in which they were tried. */
export interface Refused {
  readonly tier: BpfTierName;
  readonly reason: string;
}

const BPF_FS = '/sys/fs/bpf';
/** Of pins, and of the control group of all sessions. */
export const NAME = 'capgate';

/**
 * The first of `objects` that the kernel takes, or has already; throws `REFUSED` with every reason where it takes none.
 * Enforcements of different names know nothing of each other.
 */
export function enforce(
  objects: readonly BpfObject[],
  name: string = NAME,
): { enforcement: Enforcement; refused: readonly Refused[] } {
  const refused: Refused[] = [];
  mountBpfFs();
  const sessions = sessionsFolder(name);
  for (const object of objects) {
    try {
      return { enforcement: enforceBy(object, sessions, join(BPF_FS, name)), refused };
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      refused.push({ tier: object.name as BpfTierName, reason: error.message });
    }
  }
  const reasons = refused.map(({ tier, reason }) => `${tier}: ${reason}`).join('; ');
  throw new KernelError('REFUSED', `expected a kernel that takes our programs, met: ${reasons}`);
}

function enforceBy(object: BpfObject, sessions: SessionsFolder, folder: string): Enforcement {
  const pins = join(folder, `${object.name}-${digestOf(object)}`);
  if (!existsSync(pins)) pinNew(object, sessions, pins);
  const maps = new Map(object.maps.map((name) => [name, new BpfMap(openPinned(join(pins, 'maps', name)))]));
  return {
    tier: object.name as BpfTierName,
    labels: labelsOf(object, maps, pins),
    grants: grantsOf(maps),
    sessions,
    held: new HeldTable(mapOf(maps, 'held')),
    rings: mapOf(maps, 'rings'),
    maps,
    pins,
  };
}

function mapOf(maps: ReadonlyMap<string, BpfMap>, name: string): BpfMap {
  const map = maps.get(name);
  if (map === undefined) throw new KernelError('OBJECT', `expected a map ${name} of our programs`);
  return map;
}

/** Programs of another version hold their own sessions on. */
function digestOf({ data, instructions }: BpfObject): string {
  return createHash('sha256').update(data).update(instructions).digest('hex').slice(0, 16);
}

function labelsOf(object: BpfObject, maps: ReadonlyMap<string, BpfMap>, pins: string): Labels {
  const iterator = object.programs.find(isIterator);
  if (iterator === undefined) return new InodeLabels(maps);
  return new NumberedInodes(maps, { ...iterator, fd: openPinned(join(pins, 'programs', iterator.name)) });
}

function grantsOf(maps: ReadonlyMap<string, BpfMap>): Grants {
  return maps.has('grants') ? new NamedGrants(mapOf(maps, 'folders'), mapOf(maps, 'grants')) : NO_GRANTS;
}

/** In a folder that gets its name last: what is there by that name is whole. Names here have no dots. */
function pinNew(object: BpfObject, sessions: SessionsFolder, pins: string): void {
  const loaded = loadObject(object);
  const building = join(dirname(pins), `new-${process.pid}-${basename(pins)}`);
  for (const folder of ['maps', 'links', 'programs', 'rings'])
    mkdirSync(join(building, folder), { recursive: true, mode: 0o700 });
  try {
    writeSettings(loaded, sessions);
    for (const [name, map] of loaded.maps) pin(map.fd, join(building, 'maps', name));
    attachAll(loaded.programs, sessions, building);
    renameSync(building, pins);
  } catch (error) {
    removePins(building);
    throw error;
  } finally {
    for (const map of loaded.maps.values()) map.close();
    for (const { fd } of loaded.programs) closeSync(fd);
  }
}

function writeSettings({ maps }: LoadedObject, { level }: SessionsFolder): void {
  const settings = memory(8);
  settings.writeUInt32LE(level, 0);
  maps.get('settings')?.set(key32(0), settings);
}

function attachAll(programs: readonly LoadedProgram[], { path }: SessionsFolder, pins: string): void {
  const group = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    for (const program of programs) {
      if (isIterator(program)) {
        pin(program.fd, join(pins, 'programs', program.name));
        continue;
      }
      const link = attach(program, group);
      pin(link, join(pins, 'links', program.name));
      closeSync(link);
    }
  } finally {
    closeSync(group);
  }
}

/** Which tiers have programs in the kernel now, as far as this user can look; of a tier several versions may be there. */
export function attachedTiers(name: string = NAME): readonly BpfTierName[] {
  try {
    const found = readdirSync(join(BPF_FS, name));
    return BPF_TIERS.filter((tier) => found.some((pins) => pins.startsWith(`${tier}-`)));
  } catch {
    return [];
  }
}

/** Ends all enforcement by programs, of every version; answers what was ended. */
export function detachAll(name: string = NAME): readonly string[] {
  const folder = join(BPF_FS, name);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder);
  for (const pins of found) removePins(join(folder, pins));
  rmSync(folder, { recursive: true });
  removeTree(sessionsFolder(name));
  return found;
}

/** Links first: what is half there holds nobody. */
function removePins(pins: string): void {
  for (const folder of ['links', 'maps', 'programs', 'rings'])
    rmSync(join(pins, folder), { recursive: true, force: true });
  rmSync(pins, { recursive: true, force: true });
}

const BPF_FS_MAGIC = 0xca_fe_4a_11;

/** It is there on systems with systemd. */
function mountBpfFs(): void {
  if (!existsSync(BPF_FS)) throw new KernelError('UNSUPPORTED', `expected the folder ${BPF_FS}, met none`);
  if (statfsSync(BPF_FS).type === BPF_FS_MAGIC) return;
  const [name, path] = [memoryOf('bpf'), memoryOf(BPF_FS)];
  systemCall(`mounting ${BPF_FS}`, 'mount', addressOf(name), addressOf(path), addressOf(name), 0, 0);
}
