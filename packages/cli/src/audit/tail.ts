/** `capgate audit tail`: the last entries, and those to come. */
import {
  AuditError,
  decodeRecord,
  firstBundle,
  type FoundEntry,
  TILE_WIDTH,
  type TreeReader,
} from '@capgate/audit/verify';
import type { Clock } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { logFolder } from '../machine/places.ts';
import { columnsOf } from '../style.ts';
import { complain, looked } from './looked.ts';
import { entryJson, entryLine } from './entry.ts';
import { lastCheckpoint, type OpenLog, openFolder, treeOf } from './open.ts';

const DEFAULT_COUNT = 10;
const COUNT_MAX = 1_000_000_000;
const POLL_MS = 1_000;

/** What is shown of the log. */
interface View {
  readonly wants: (entry: Uint8Array) => boolean;
  /** Answers whether somebody still reads. */
  readonly show: (found: FoundEntry) => Promise<boolean>;
}

export function run(args: Arguments, io: Io): Promise<number> {
  return looked(() => tail(args, io), complain(args, io));
}

async function tail(args: Arguments, io: Io): Promise<number> {
  const count = args.has('lines') ? args.integer('lines', COUNT_MAX) : DEFAULT_COUNT;
  const log = await openFolder(machineOf(io), logFolder(io, args.value('log')));
  const view = viewOf(args, io);
  const tree = treeOf(log, await lastCheckpoint(log));
  const isRead = await showFrom(tree, await startOf(tree, count, view), view);
  if (isRead && args.has('follow')) await follow(log, tree.size, view, io);
  return io.stdout.closed ? ExitStatus.BROKEN_PIPE : ExitStatus.OK;
}

function viewOf(args: Arguments, io: Io): View {
  const kind = args.value('kind');
  const columns = columnsOf(io.stdout);
  const lineOf = args.has('json') ? entryJson : (found: FoundEntry) => entryLine(found, columns);
  return {
    wants: (entry) => kind === undefined || decodeRecord(entry).kind === kind,
    show: async (found) => {
      await io.stdout.write(`${lineOf(found)}\n`);
      return !io.stdout.closed;
    },
  };
}

/** Where the last `count` wanted entries begin. Goes back bundle by bundle and holds one of them at a time. */
async function startOf(tree: TreeReader, count: number, { wants }: View): Promise<number> {
  let left = count;
  const first = await firstBundle(tree);
  for (let bundle = Math.ceil(tree.size / TILE_WIDTH) - 1; bundle >= first && left > 0; bundle--) {
    const entries = (await tree.bundle(bundle)) ?? [];
    for (let at = entries.length - 1; at >= 0; at--) {
      if (wants(entries[at] as Uint8Array) && --left === 0) return bundle * TILE_WIDTH + at;
    }
  }
  return left === count ? tree.size : first * TILE_WIDTH;
}

/** Shows what is wanted from an index on; answers whether somebody still reads. */
async function showFrom(tree: TreeReader, start: number, { wants, show }: View): Promise<boolean> {
  for (let bundle = Math.floor(start / TILE_WIDTH); bundle * TILE_WIDTH < tree.size; bundle++) {
    const entries = (await tree.bundle(bundle)) ?? [];
    for (const [at, entry] of entries.entries()) {
      const index = bundle * TILE_WIDTH + at;
      if (index >= start && wants(entry) && !(await show({ index, entry }))) return false;
    }
  }
  return true;
}

/** Until nobody reads any more, or the log is no longer the one that it was. */
async function follow(log: OpenLog, shownCount: number, view: View, io: Io): Promise<void> {
  let shown = shownCount;
  while (!io.stdout.closed) {
    await passed(log.machine.clock, POLL_MS);
    const checkpoint = await lastCheckpoint(log);
    if (checkpoint.size < shown) throw shorter(shown, checkpoint.size);
    await showFrom(treeOf(log, checkpoint), shown, view);
    shown = checkpoint.size;
  }
}

function passed(clock: Clock, durationMs: number): Promise<void> {
  return new Promise((resolve) => clock.schedule(durationMs, resolve));
}

function shorter(expected: number, met: number): AuditError {
  return new AuditError(
    'ROLLBACK',
    `expected a log of at least ${expected} entries, met one of ${met}; run capgate audit verify`,
  );
}
