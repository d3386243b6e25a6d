/** Stores as the suites open them, and records as they apply them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Canonical, CanonicalObject } from '@capgate/base';
import {
  type DecisionMade,
  type IndexedRecord,
  openStore,
  openStoreInWorker,
  type Page,
  type PageRequest,
  type RecordBodies,
  type RecordKind,
  type Store,
} from '../src/index.ts';
import { temporaryFolder } from './folder.ts';
import { PostgresServer } from './postgres-server.ts';

/** One way to run a store. */
export interface Place {
  /** Opens the same store each time; an empty one at first. */
  open(): Promise<Store>;
  /** Lets everything go. */
  end(): Promise<void>;
}

const WORKER = new URL('../src/worker/main.ts', import.meta.url);

export function openWorker(path: string): Promise<Store> {
  return openStoreInWorker({ kind: 'sqlite', path }, WORKER, { execArgv: ['--conditions=@capgate/source'] });
}

export const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  SQLite: async () => sqlitePlace((path) => openStore({ kind: 'sqlite', path })),
  'SQLite in a worker': async () => sqlitePlace(openWorker),
  PostgreSQL: async () => {
    const server = await PostgresServer.start();
    const url = await server.newDatabase();
    return { open: () => openStore({ kind: 'postgres', url }), end: () => server.end() };
  },
};

function sqlitePlace(open: (path: string) => Promise<Store>): Place {
  const folder = temporaryFolder();
  return {
    open: () => open(join(folder, 'store.db')),
    end: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A UUID of version 7 that tells the time and the number. */
export function idOf(atMs: number, n: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function record<Kind extends RecordKind>(
  index: number,
  kind: Kind,
  body: RecordBodies[Kind],
  at = 1_000 + index,
): IndexedRecord {
  return rawRecord(index, kind, body as unknown as CanonicalObject, at);
}

export function rawRecord(index: number, kind: string, body: CanonicalObject, at = 1_000 + index): IndexedRecord {
  return { index, id: idOf(at, index), at, kind, body };
}

/** The entry of a record, as a log holds it. */
export function entryFields({ at, body, id, kind }: IndexedRecord): Record<string, Canonical> {
  return { at, body, id, kind };
}

export function decision(fields: Partial<DecisionMade> = {}): DecisionMade {
  return {
    tenant: 'acme',
    agent: 'coder',
    session: 's-1',
    action: { command: 'npm test', kind: 'command' },
    cwd: '/work',
    verdict: 'allow',
    judged: 'allow',
    risk: 'LOW',
    descriptor: 'ab'.repeat(24),
    mode: 'balanced',
    policy: 3,
    tookNs: 12_000,
    ...fields,
  };
}

/** Everything that the pages hold together, of `limit` items each. */
export async function allPages<Item>(
  ask: (page: PageRequest) => Promise<Page<Item>>,
  limit = 3,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let request: PageRequest = { limit };
  for (;;) {
    const { items, next } = await ask(request);
    all.push(...items);
    if (next === undefined) return all;
    request = { limit, cursor: next };
  }
}

export async function* each(records: readonly IndexedRecord[]): AsyncGenerator<IndexedRecord> {
  yield* records;
}
