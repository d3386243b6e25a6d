/** PostgreSQL, through `pg`. */
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { DatabaseError, Pool, types } from 'pg';
import { StoreError, type StoreErrorCode } from '../error.ts';
import { type ColumnKind, type ColumnKinds, type Engine, insertText } from './engine.ts';
import type { PostgresOptions } from './options.ts';

const POOL_MAX = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 120_000;
const LOCK_TIMEOUT_MS = 10_000;
/** How many rows one statement takes. */
const ROWS_MAX = 5_000;
/** A number of our own among the advisory locks of the database. */
const SCHEMA_LOCK = 0x63_61_70_67;

/** Connects at the first call. Throws `StoreError` OPEN for a URL that is none. */
export function openPostgres<Tables>({ url, poolMax = POOL_MAX }: PostgresOptions): Engine<Tables> {
  const pool = new Pool({
    connectionString: checkedUrl(url),
    max: poolMax,
    application_name: 'capgate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while nobody uses it is missed by nobody: the next call makes another.
  pool.on('error', () => {});
  // Nor does one that breaks between two statements of a transaction end the process: the next statement says so.
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    name: 'postgres',
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    words: {
      whole: 'bigint',
      real: 'double precision',
      bytes: 'bytea',
      text: sql`text collate "C"`,
      counter: 'serial',
      tableEnd: sql``,
      clusteredEnd: sql``,
    },
    lockSchema: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(transaction);
    },
    insertRows,
    sizeBytes: sql`pg_database_size(current_database())`,
    contains: (text, part) => sql`strpos(${text}, ${part}) > 0`,
    errorOf,
  };
}

/** A message of the URL's own parser would show it, and the password in it. */
function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^postgres(?:ql)?:$/u.test(new URL(url).protocol)) return url;
  throw new StoreError('OPEN', 'expected a URL like postgres://user@host:5432/database, met another text');
}

type TypeId = Parameters<typeof types.getTypeParser>[0];
const WIDE_TYPES: readonly TypeId[] = [types.builtins.INT8, types.builtins.NUMERIC];

/** Numbers of eight bytes and sums, which come as texts otherwise: ours are whole and safe. */
function parserOf(type: TypeId, format?: 'text' | 'binary'): (text: string) => unknown {
  return WIDE_TYPES.includes(type) ? Number : types.getTypeParser(type, format);
}

const TYPES: Readonly<Record<ColumnKind, string>> = { whole: 'bigint', real: 'double precision', text: 'text' };

/** One array a column: the statement stays the same for any number of rows. */
async function insertRows<Tables, Name extends keyof Tables & string>(
  transaction: Kysely<Tables>,
  table: Name,
  kinds: ColumnKinds<Tables[Name]>,
  rows: readonly Tables[Name][],
  present?: 'refused' | 'left',
): Promise<void> {
  const columns = Object.keys(kinds) as (keyof Tables[Name] & string)[];
  const arrays = columns.map((column, i) => `$${i + 1}::${TYPES[kinds[column]]}[]`);
  const text = insertText(table, columns, `select * from unnest(${arrays.join(', ')})`, present);
  for (let start = 0; start < rows.length; start += ROWS_MAX) {
    const some = rows.slice(start, start + ROWS_MAX);
    await transaction.executeQuery(
      CompiledQuery.raw(
        text,
        columns.map((column) => some.map((row) => row[column])),
      ),
    );
  }
}

/** By the class, or the whole, of the SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATES: readonly (readonly [begin: string, code: StoreErrorCode])[] = [
  ['08', 'UNAVAILABLE'],
  ['28', 'OPEN'],
  ['3D', 'OPEN'],
  ['40', 'BUSY'],
  ['53100', 'FULL'],
  ['53', 'UNAVAILABLE'],
  ['55P03', 'BUSY'],
  ['57', 'UNAVAILABLE'],
  ['XX001', 'DAMAGED'],
  ['XX002', 'DAMAGED'],
];

/** The server's own messages quote values at times, so its code is told instead. */
function errorOf(error: unknown): StoreError {
  if (!(error instanceof DatabaseError)) {
    const reason = systemCode(error) ?? 'a connection that broke or was not made in time';
    return new StoreError('UNAVAILABLE', `expected an answer of PostgreSQL, met ${reason}; try again`);
  }
  const { code: state = 'none' } = error;
  const known = STATES.find(([begin]) => state.startsWith(begin))?.[1];
  return new StoreError(known ?? 'INTERNAL', `expected an answer of PostgreSQL, met its error ${state}`);
}

function systemCode(error: unknown): string | undefined {
  const code: unknown = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
