import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateStore, openStore, type StoreOptions } from '../src/index.ts';
import { temporaryFolder } from './folder.ts';
import { decision, openWorker, record } from './harness.ts';
import { PostgresServer, SERVER_TIMEOUT_MS } from './postgres-server.ts';

const LOG = 'log.example';

let folder: string;
let server: PostgresServer;
let fileCount = 0;

beforeAll(async () => {
  folder = temporaryFolder();
  server = await PostgresServer.start();
}, SERVER_TIMEOUT_MS);
afterAll(async () => {
  await server.end();
  rmSync(folder, { recursive: true, force: true });
}, SERVER_TIMEOUT_MS);

const newPath = () => join(folder, `store-${++fileCount}.db`);
const newSqlite = async (): Promise<StoreOptions> => ({ kind: 'sqlite', path: newPath() });
const newPostgres = async (): Promise<StoreOptions> => ({ kind: 'postgres', url: await server.newDatabase() });

/** The names of the tables and indexes that there are, the migrations' own aside. */
async function formOf(options: StoreOptions): Promise<string[]> {
  const rows =
    options.kind === 'sqlite'
      ? sqliteRows(options.path, "select name, coalesce(sql, '') as form from sqlite_schema")
      : await postgresRows(
          options.url,
          `select table_name || '.' || column_name as name, data_type || is_nullable as form
           from information_schema.columns where table_schema = 'public'
           union all select indexname, indexdef from pg_indexes where schemaname = 'public'`,
        );
  return rows
    .map(({ name, form }) => `${String(name)}: ${String(form)}`)
    .filter((text) => !/^(?:kysely|sqlite)/u.test(text))
    .sort();
}

function sqliteRows(path: string, statement: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  const rows = database.prepare(statement).all();
  database.close();
  return rows;
}

async function postgresRows(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement);
  await client.end();
  return rows;
}

async function run(options: StoreOptions, statement: string): Promise<void> {
  if (options.kind === 'sqlite') sqliteRows(options.path, statement);
  else await postgresRows(options.url, statement);
}

/** An approval as a store of form 0004 had it, of a log of its own. */
const INSERT_OLDER = `insert into approvals (log, idx, approval, tenant, agent, session, action_kind, action_text, cwd,
  action_hash, risk, summary, rule, needed, requested_at, expires_at, state, touched_at, use_count)
  values (77, 0, 'ap-0', 'acme', 'coder', 's-1', 'command', 'frobnicate', '/work', '${'cd'.repeat(32)}', 3,
  'does what nobody knows', 'mode balanced', 1, 1000, 99000, 'pending', 1000, 0)`;

describe.each([
  ['SQLite', newSqlite],
  ['PostgreSQL', newPostgres],
])('the tables on %s', (_, newOptions) => {
  test('go back to none, and forward to the same form again', async () => {
    const options = await newOptions();
    const store = await openStore(options);
    await store.apply(LOG, [record(0, 'decision', decision())]);
    await store.close();
    const form = await formOf(options);
    expect(form.length).toBeGreaterThan(15);
    await migrateStore(options, 'empty');
    expect(await formOf(options)).toEqual([]);
    await migrateStore(options, 'latest');
    expect(await formOf(options)).toEqual(form);
    const again = await openStore(options);
    expect(await again.position(LOG)).toBeUndefined();
    await again.close();
  });

  test('keep what they hold, forward and back, where a form only adds columns', async () => {
    const options = await newOptions();
    await migrateStore(options, '0001-log-tables');
    const older = await formOf(options);
    await migrateStore(options, 'latest');
    const made = decision({ files: [{ path: '/w/x.sh' }], subagent: { id: 'sub-1', parent: 'claude' } });
    const store = await openStore(options);
    await store.apply(LOG, [record(0, 'decision', made)]);
    expect((await store.decisions({ tenant: made.tenant }, { limit: 1 })).items).toMatchObject([made]);
    await store.close();
    await migrateStore(options, '0001-log-tables');
    expect(await formOf(options)).toEqual(older);
    const again = await openStore(options);
    const { items } = await again.decisions({ tenant: made.tenant }, { limit: 1 });
    expect([items.length, items[0]?.files, items[0]?.subagent]).toEqual([1, undefined, undefined]);
    await again.close();
  });

  test('of approvals know no processes of those from before they were written, and forget them on the way back', async () => {
    const options = await newOptions();
    await migrateStore(options, '0004-behaviour');
    const older = await formOf(options);
    const asked = {
      approval: 'ap-1',
      tenant: 'acme',
      agent: 'coder',
      session: 's-1',
      action: { command: 'frobnicate', kind: 'command' },
      cwd: '/work',
      actionHash: 'cd'.repeat(32),
      risk: 'HIGH' as const,
      summary: 'does what nobody knows',
      rule: 'mode balanced',
      needed: 1 as const,
      expiresAt: 99_000,
    };
    await run(options, INSERT_OLDER);
    await migrateStore(options, 'latest');
    const ancestry = [{ pid: 12, command: 'capgate-hook' }];
    const store = await openStore(options);
    await store.apply(LOG, [record(0, 'approval.requested', { ...asked, ancestry })]);
    const found = await Promise.all(['ap-1', 'ap-0'].map((approval) => store.approval(approval)));
    expect(found.map((approval) => approval?.ancestry)).toEqual([ancestry, undefined]);
    expect(found[1]).toMatchObject({ ...asked, approval: 'ap-0' });
    await store.close();
    await migrateStore(options, '0004-behaviour');
    expect(await formOf(options)).toEqual(older);
  });

  test('of the kernel come and go with their form, and the rest stays', async () => {
    const options = await newOptions();
    await migrateStore(options, '0002-decision-context');
    const older = await formOf(options);
    expect(older.some((form) => form.startsWith('kernel_'))).toBe(false);
    await migrateStore(options, '0003-kernel');
    expect((await formOf(options)).filter((form) => !form.startsWith('kernel_'))).toEqual(older);
    expect((await formOf(options)).length).toBeGreaterThan(older.length);
    await migrateStore(options, '0002-decision-context');
    expect(await formOf(options)).toEqual(older);
  });

  test('of what agents do begin with the decisions that are there, of each log', async () => {
    const options = await newOptions();
    await migrateStore(options, '0003-kernel');
    const older = await formOf(options);
    await migrateStore(options, 'latest');
    const made = decision({ descriptor: `544350020002ba9f11ec00000101${'0'.repeat(20)}` });
    const store = await openStore(options);
    const { tenant, agent } = made;
    const records = Array.from({ length: 3 }, (_item, i) => record(i, 'decision', made));
    await store.apply(LOG, records);
    await store.apply('other.example', records.slice(0, 1));
    const asked = { tenant, agent, fromMs: 0, sinceMs: 0 };
    const behaviour = await store.behaviour(asked);
    expect(behaviour.usual).toContainEqual(
      expect.objectContaining({ aspect: 'tool', name: 'ba9f11ec', count: 4, firstAt: 1_000 }),
    );
    await store.close();
    await migrateStore(options, '0003-kernel');
    expect(await formOf(options)).toEqual(older);
    const again = await openStore(options);
    expect(await again.behaviour(asked)).toEqual(behaviour);
    await again.close();
  });

  test('have no form that there is none of', async () => {
    await expect(migrateStore(await newOptions(), '9999-dreams')).rejects.toMatchObject({ code: 'QUERY' });
  });

  test('of a newer program are refused, and left as they are', async () => {
    const options = await newOptions();
    await (await openStore(options)).close();
    await run(options, `insert into kysely_migration values ('0999-later', '2030-01-01T00:00:00.000Z')`);
    const form = await formOf(options);
    const refused = { code: 'VERSION', message: expect.stringContaining('0999-later') as string };
    await expect(openStore(options)).rejects.toMatchObject(refused);
    await expect(migrateStore(options, 'empty')).rejects.toMatchObject(refused);
    expect(await formOf(options)).toEqual(form);
  });

  test('are made once where two open at the same time', async () => {
    const options = await newOptions();
    const stores = await Promise.all([openStore(options), openStore(options), openStore(options)]);
    await stores[0].apply(LOG, [record(0, 'decision', decision())]);
    expect(await stores[2].position(LOG)).toBe(0);
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe("SQLite's file", () => {
  test("is its user's alone, with all that lies beside it, also where it was not before", async () => {
    const path = newPath();
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    const store = await openStore({ kind: 'sqlite', path });
    await store.apply(LOG, [record(0, 'decision', decision())]);
    const modes = ['', '-wal', '-shm'].map((end) => statSync(path + end).mode & 0o777);
    await store.close();
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  test('is written ahead and synced in full', async () => {
    const path = newPath();
    await (await openStore({ kind: 'sqlite', path })).close();
    expect(sqliteRows(path, 'pragma journal_mode')).toEqual([expect.objectContaining({ journal_mode: 'wal' })]);
  });

  test.each([
    ['in this thread', (path: string) => openStore({ kind: 'sqlite', path })],
    ['in a worker', openWorker],
  ])('that is none is refused %s', async (_, open) => {
    const path = newPath();
    writeFileSync(path, 'a text, and not a short one, that is no database at all'.repeat(100));
    await expect(open(path)).rejects.toMatchObject({ name: 'StoreError', code: 'DAMAGED' });
    mkdirSync(`${path}.d`);
    await expect(open(`${path}.d`)).rejects.toMatchObject({ name: 'StoreError', code: 'OPEN' });
    await expect(open(join(folder, 'nowhere', 'store.db'))).rejects.toMatchObject({ code: 'OPEN' });
  });

  test('that somebody keeps locked is BUSY, and works again later', async () => {
    const path = newPath();
    const store = await openStore({ kind: 'sqlite', path });
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    await expect(store.apply(LOG, [record(0, 'decision', decision())])).rejects.toMatchObject({ code: 'BUSY' });
    expect(await store.position(LOG)).toBeUndefined();
    other.exec('rollback');
    other.close();
    await store.apply(LOG, [record(0, 'decision', decision())]);
    expect(await store.position(LOG)).toBe(0);
    await store.close();
  });
});

describe('a PostgreSQL', () => {
  test.each(['', 'mysql://root:geheim@localhost/x', 'postgres//geheim', '/var/geheim'])(
    'at %s is none, and the URL is not told',
    async (url) => {
      const error: unknown = await openStore({ kind: 'postgres', url }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: 'StoreError', code: 'OPEN' });
      expect(String(error)).not.toContain('geheim');
    },
  );

  test('that refuses the password says so without it', async () => {
    const url = (await server.newDatabase()).replace(server.password, 'geheim');
    const error: unknown = await openStore({ kind: 'postgres', url }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'StoreError', code: 'OPEN' });
    expect(JSON.stringify([String(error), error, (error as Error).cause])).not.toContain('geheim');
  });

  test('that has no such database is refused', async () => {
    const url = (await server.newDatabase()).replace(/\w+$/u, 'nowhere');
    await expect(openStore({ kind: 'postgres', url })).rejects.toMatchObject({ code: 'OPEN' });
  });

  test('that is gone for a while is UNAVAILABLE, and works again later', async () => {
    const url = await server.newDatabase();
    const store = await openStore({ kind: 'postgres', url });
    await store.apply(LOG, [record(0, 'decision', decision())]);
    await server.stop();
    await expect(store.position(LOG)).rejects.toMatchObject({ name: 'StoreError', code: 'UNAVAILABLE' });
    await expect(store.apply(LOG, [record(1, 'decision', decision())])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(openStore({ kind: 'postgres', url })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await server.resume();
    await store.apply(LOG, [record(1, 'decision', decision())]);
    expect(await store.position(LOG)).toBe(1);
    await store.close();
  });
});
