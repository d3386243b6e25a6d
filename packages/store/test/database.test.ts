/** Tables of anybody's, through the door that they have. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ColumnKinds,
  createTable,
  type Engine,
  type Migrations,
  openDatabase,
  type StoreOptions,
} from '../src/database/index.ts';
import { temporaryFolder } from './folder.ts';
import { PostgresServer, SERVER_TIMEOUT_MS } from './postgres-server.ts';

interface Fruits {
  fruits: { name: string; weight: number; price: number | null };
}

const COLUMNS: ColumnKinds<Fruits['fruits']> = { name: 'text', weight: 'whole', price: 'real' };

const MIGRATIONS: Migrations<Fruits> = new Map([
  [
    '0001-fruits',
    {
      up: (db, words) =>
        createTable(db, words, 'fruits', { key: ['name'], columns: { name: 'text', weight: 'whole', price: 'real?' } }),
      down: (db) => db.schema.dropTable('fruits').execute(),
    },
  ],
]);

let folder: string;
let server: PostgresServer;
beforeAll(async () => {
  folder = temporaryFolder();
  server = await PostgresServer.start();
}, SERVER_TIMEOUT_MS);
afterAll(async () => {
  await server.end();
  rmSync(folder, { recursive: true, force: true });
}, SERVER_TIMEOUT_MS);

const OPTIONS: Readonly<Record<string, () => Promise<StoreOptions>>> = {
  SQLite: async () => ({ kind: 'sqlite', path: join(folder, 'fruits.db') }),
  PostgreSQL: async () => ({ kind: 'postgres', url: await server.newDatabase() }),
};

const rowsOf = ({ db }: Engine<Fruits>) => db.selectFrom('fruits').selectAll().orderBy('name').execute();

describe.each(Object.entries(OPTIONS))('tables in %s', (_, optionsOf) => {
  it('take rows many at a time, refuse what is there already, or leave it as it is', async () => {
    const engine = await openDatabase(await optionsOf(), MIGRATIONS);
    const many = Array.from({ length: 12_000 }, (__, i) => ({
      name: `fruit-${i}`,
      weight: i,
      price: i % 2 ? 0.1 : null,
    }));
    const insert = (rows: typeof many, present?: 'refused' | 'left') =>
      engine.db.transaction().execute((db) => engine.insertRows(db, 'fruits', COLUMNS, rows, present));
    await insert(many);
    const others = [
      { name: 'fruit-1', weight: 7, price: null },
      { name: 'another', weight: 2 ** 53 - 1, price: 1e-300 },
    ];
    await expect(insert(others)).rejects.toThrow(/unique|duplicate/iu);
    expect(await rowsOf(engine)).toHaveLength(12_000);
    await insert(others, 'left');
    const rows = await rowsOf(engine);
    expect(rows).toHaveLength(12_001);
    expect(rows[0]).toEqual(others[1]);
    expect(rows.find(({ name }) => name === 'fruit-1')).toEqual({ name: 'fruit-1', weight: 1, price: 0.1 });
    await engine.db.destroy();
  });

  it('refuse a program that is older than they are', async () => {
    const options = await optionsOf();
    const newer: Migrations<Fruits> = new Map([
      ...MIGRATIONS,
      ['0002-more', { up: async () => {}, down: async () => {} }],
    ]);
    await (await openDatabase(options, newer)).db.destroy();
    expect(await codeOf(() => openDatabase(options, MIGRATIONS))).toBe('VERSION');
    expect(await codeOf(() => openDatabase(options, newer, 'no-form'))).toBe('QUERY');
  });
});
