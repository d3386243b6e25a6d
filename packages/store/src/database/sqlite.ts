/** SQLite, as Node brings it. Synchronous: a service runs it in a worker. */
import { chmodSync, closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import { StoreError, type StoreErrorCode } from '../error.ts';
import { type ColumnKinds, type Engine, insertText } from './engine.ts';
import type { SqliteOptions } from './options.ts';

/** How long a call waits for another that writes. */
const BUSY_TIMEOUT_MS = 5_000;
/** How long of that SQLite itself waits, and the thread with it: whoever writes may need this very thread to go on. */
const BLOCKING_TIMEOUT_MS = 20;
const RETRY_DELAY_MS = 5;
/** How many pages the write-ahead log may have before they go into the file: fewer, and hot pages are written again and again. */
const CHECKPOINT_PAGES = 8_192;
const WAL_BYTES_MAX = 64 << 20;
const CACHE_KIB = 16 << 10;
const STATEMENTS_MAX = 256;

/** Opens the file, or makes one. Throws `StoreError` OPEN, DAMAGED, BUSY. */
export function openSqlite<Tables>({ path }: SqliteOptions): Engine<Tables> {
  try {
    const statements = new Statements(openFile(resolve(path)));
    return {
      name: 'sqlite',
      db: new Kysely<Tables>({ dialect: new NodeSqliteDialect({ database: statements }) }),
      words: {
        whole: 'integer',
        real: 'real',
        bytes: 'blob',
        text: 'text',
        counter: 'integer',
        tableEnd: sql`strict`,
        clusteredEnd: sql`strict, without rowid`,
      },
      // Transactions here begin by locking the file for writing.
      lockSchema: () => Promise.resolve(),
      insertRows: async (_transaction, table, columns, rows, present) =>
        insertRows(statements, table, columns, rows, present),
      sizeBytes: sql`(select page_count * page_size from pragma_page_count(), pragma_page_size())`,
      contains: (text, part) => sql`instr(${text}, ${part}) > 0`,
      errorOf,
    };
  } catch (error) {
    throw openError(path, error);
  }
}

function openFile(path: string): DatabaseSync {
  // SQLite gives its other files the mode of this one.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  // A power cut may take the last transactions, and nothing else: their records are read from the log again.
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = normal;
    pragma trusted_schema = off;
    pragma cache_size = -${CACHE_KIB};
    pragma wal_autocheckpoint = ${CHECKPOINT_PAGES};
    pragma journal_size_limit = ${WAL_BYTES_MAX};
    pragma busy_timeout = ${BLOCKING_TIMEOUT_MS};
  `);
  return database;
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(config: { database: SqliteDatabase }) {
    super(config);
    this.#database = config.database;
  }

  override createDriver(): Driver {
    return new WritingDriver({ database: this.#database });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class WritingDriver extends SqliteDriver {
  /** A transaction that begins by reading cannot go on to write where another process wrote in between. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const endMs = performance.now() + BUSY_TIMEOUT_MS;
    while (!(await hasBegun(connection, performance.now() >= endMs))) await setTimeout(RETRY_DELAY_MS);
  }
}

/** Whether the file was free to be locked for writing; throws where it was not and this was the last try. */
async function hasBegun(connection: DatabaseConnection, isLast: boolean): Promise<boolean> {
  try {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    return true;
  } catch (error) {
    if (isLast || errorOf(error).code !== 'BUSY') throw error;
    return false;
  }
}

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite itself can; Kysely says no for the sake of foreign keys, which we have none of. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Node's statements as Kysely calls them, each prepared once. */
class Statements implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, SqliteStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(text: string): SqliteStatement {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    if (this.#prepared.size === STATEMENTS_MAX) this.#prepared.clear();
    const statement = asKysely(this.#database.prepare(text));
    this.#prepared.set(text, statement);
    return statement;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

function asKysely(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}

/** What Kysely hands over is what our queries put in: numbers, texts, bytes and null. */
function values(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters as readonly SQLInputValue[];
}

/** Beside Kysely, which takes as long for a row as SQLite does. There is one connection, and the transaction has it. */
function insertRows<Row>(
  statements: Statements,
  table: string,
  kinds: ColumnKinds<Row>,
  rows: readonly Row[],
  present?: 'refused' | 'left',
): void {
  const columns = Object.keys(kinds) as (keyof Row & string)[];
  const source = `values (${columns.map(() => '?').join(', ')})`;
  const insert = statements.prepare(insertText(table, columns, source, present));
  for (const row of rows) insert.run(columns.map((column) => row[column]));
}

/** By the primary result code: https://www.sqlite.org/rescode.html */
const CODES = new Map<number, StoreErrorCode>([
  [5, 'BUSY'],
  [6, 'BUSY'],
  [10, 'UNAVAILABLE'],
  [11, 'DAMAGED'],
  [13, 'FULL'],
  [14, 'OPEN'],
  [26, 'DAMAGED'],
]);

function errorOf(error: unknown): StoreError {
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message?: unknown };
  if (code === 'ERR_INVALID_STATE') return new StoreError('CLOSED', 'expected an open store, met one that was closed');
  const known = typeof errcode === 'number' ? CODES.get(errcode & 0xff) : undefined;
  // SQLite's messages name tables and columns, never their content.
  return new StoreError(known ?? 'INTERNAL', `expected an answer of SQLite, met: ${String(message)}`, { cause: error });
}

function openError(path: string, error: unknown): StoreError {
  const { code, message } = errorOf(error);
  const kept = code === 'BUSY' || code === 'DAMAGED' ? code : 'OPEN';
  return new StoreError(kept, `expected to open a store in ${path}; ${message}`, { cause: error });
}
