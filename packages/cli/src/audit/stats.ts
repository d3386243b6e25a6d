/** `capgate audit stats`: how large and how old a log is. Checks nothing of it. */
import { lstat, readdir } from 'node:fs/promises';
import { chainOf, decodeRecord, firstBundle, TILE_WIDTH, type TreeReader } from '@capgate/audit/verify';
import { quoted, toHex, visibleJson } from '@capgate/base';
import type { KeyChain } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { keyLines, keyObject } from '../keys/shown.ts';
import { type Machine, machineOf } from '../machine/machine.ts';
import { logFolder } from '../machine/places.ts';
import { distanceText, timeText } from '../machine/times.ts';
import { paintFor, type Paint } from '../style.ts';
import { complain, looked } from './looked.ts';
import { lastCheckpoint, openFolder, treeOf } from './open.ts';

interface Stats {
  readonly folder: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** The first entry that is still there. */
  readonly firstIndex: number;
  /** When the last entry was written that the last checkpoint covers; absent in an empty log. */
  readonly lastMs: number | undefined;
  readonly sizeBytes: number;
  readonly chain: KeyChain;
}

export function run(args: Arguments, io: Io): Promise<number> {
  return looked(() => stats(args, io), complain(args, io));
}

async function stats(args: Arguments, io: Io): Promise<number> {
  const machine = machineOf(io);
  const found = await statsOf(machine, logFolder(io, args.value('log')));
  const text = args.has('json')
    ? visibleJson(asJson(found, machine))
    : asText(found, machine, paintFor(io.stdout, io.env));
  await io.stdout.write(`${text}\n`);
  return ExitStatus.OK;
}

async function statsOf(machine: Machine, folder: string): Promise<Stats> {
  const log = await openFolder(machine, folder);
  const checkpoint = await lastCheckpoint(log);
  const tree = treeOf(log, checkpoint);
  const { origin, root, size } = checkpoint;
  return {
    folder,
    origin,
    size,
    root: toHex(root),
    firstIndex: Math.min(size, (await firstBundle(tree)) * TILE_WIDTH),
    lastMs: await lastTimeMs(tree),
    sizeBytes: await bytesBelow(folder),
    chain: await chainOf(log.reader, machine.primitives),
  };
}

async function lastTimeMs(tree: TreeReader): Promise<number | undefined> {
  if (tree.size === 0) return undefined;
  const last = (await tree.bundle(Math.floor((tree.size - 1) / TILE_WIDTH)))?.at(-1);
  return last === undefined ? undefined : decodeRecord(last).at;
}

/** The sizes of all files, folder by folder; links are not followed. A file that goes away meanwhile counts nothing. */
async function bytesBelow(folder: string): Promise<number> {
  let sizeBytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(unreadable(folder))) {
    const path = `${folder}/${entry.name}`;
    sizeBytes += entry.isDirectory()
      ? await bytesBelow(path)
      : await lstat(path).then(
          ({ size }) => size,
          () => 0,
        );
  }
  return sizeBytes;
}

function unreadable(folder: string): (error: unknown) => never[] {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new CliError('FILE', `expected to list ${quoted(folder)}, met ${String(error)}`);
  };
}

function asText(found: Stats, { clock }: Machine, paint: Paint): string {
  const { chain, firstIndex, folder, lastMs, origin, root, size, sizeBytes } = found;
  const nowMs = clock.nowMs();
  const lines = [
    `Log          ${quoted(origin, 200)} in ${quoted(folder, 400)}`,
    `Entries      ${size}, kept from ${firstIndex} on`,
    `Root         ${root}`,
    `Last entry   ${lastMs === undefined ? 'none' : `${timeText(lastMs)}, ${distanceText(lastMs, nowMs)}`}`,
    `On the disk  ${sizeBytes.toLocaleString('en')} bytes`,
  ];
  return [lines, ...chain.keys.toReversed().map((key) => keyLines(chain, key, nowMs, paint))]
    .map((section) => section.join('\n'))
    .join('\n\n');
}

function asJson(found: Stats, { clock, primitives }: Machine): object {
  const { chain, firstIndex, folder, lastMs, origin, root, size, sizeBytes } = found;
  const nowMs = clock.nowMs();
  return {
    log: folder,
    origin,
    size,
    root,
    first_index: firstIndex,
    last_at: lastMs === undefined ? null : timeText(lastMs),
    age_seconds: lastMs === undefined ? null : Math.max(0, Math.floor((nowMs - lastMs) / 1000)),
    size_bytes: sizeBytes,
    keys: chain.keys.map((key) => keyObject(chain, key, nowMs, primitives)),
  };
}
