/** What the store is, and how large it has become. */
import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration';
import type { Engine } from '../engine.ts';
import type { StoreFacts } from '../store.ts';

/** As Kysely's migrations write it down: the time as a text of ISO 8601. */
interface MigrationsTable {
  readonly [DEFAULT_MIGRATION_TABLE]: { readonly name: string; readonly timestamp: string };
}

export async function about({ db, name, sizeBytes }: Engine): Promise<StoreFacts> {
  const made = await (db as unknown as Kysely<MigrationsTable>)
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select(['name', 'timestamp'])
    .orderBy('name')
    .execute();
  const { rows } = await sql<{ readonly bytes: number }>`select ${sizeBytes} as bytes`.execute(db);
  return {
    engine: name,
    sizeBytes: rows[0]?.bytes ?? 0,
    migrations: made.map(({ name: change, timestamp }) => ({ name: change, at: Date.parse(timestamp) })),
  };
}
