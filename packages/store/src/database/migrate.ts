import type { Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator, NO_MIGRATIONS } from 'kysely/migration';
import { StoreError } from '../error.ts';
import type { Engine, SchemaWords } from './engine.ts';

/** From one form of the tables to the next, and back. */
export interface TablesChange<Tables> {
  up(db: Kysely<Tables>, words: SchemaWords): Promise<void>;
  down(db: Kysely<Tables>): Promise<void>;
}

/** The forms that tables have had, oldest first, by names that sort as they follow each other. */
export type Migrations<Tables> = ReadonlyMap<string, TablesChange<Tables>>;

/** The name of the form that tables are to have, or `empty` for none at all: all that was applied is gone then. */
export type TablesForm = 'latest' | 'empty' | (string & {});

/**
 * Gives the tables this form, forward or back, all of the way or none of it. Throws `StoreError` VERSION where a newer
 * program wrote them, QUERY for a form that there is none of.
 */
export async function migrate<Tables>(
  engine: Engine<Tables>,
  migrations: Migrations<Tables>,
  to: TablesForm,
): Promise<void> {
  if (to !== 'latest' && to !== 'empty' && !migrations.has(to)) {
    throw new StoreError(
      'QUERY',
      `expected a form of the tables, one of ${[...migrations.keys()].join(', ')}; met another`,
    );
  }
  await engine.db.transaction().execute(async (db) => {
    await engine.lockSchema(db);
    await refuseNewer(db, migrations);
    const provided = providedFor(engine, migrations);
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(provided) } });
    const { error } = await (to === 'latest'
      ? migrator.migrateToLatest()
      : migrator.migrateTo(to === 'empty' ? NO_MIGRATIONS : to));
    if (error !== undefined) throw error;
  });
}

function providedFor<Tables>({ words }: Engine<Tables>, migrations: Migrations<Tables>): Record<string, Migration> {
  const entries = [...migrations].map(([name, change]): [string, Migration] => [
    name,
    { up: (db: Kysely<Tables>) => change.up(db, words), down: (db: Kysely<Tables>) => change.down(db) },
  ]);
  return Object.fromEntries(entries);
}

async function refuseNewer<Tables>(db: Kysely<Tables>, migrations: Migrations<Tables>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return;
  const known = db as unknown as Kysely<{ kysely_migration: { name: string } }>;
  const rows = await known.selectFrom(DEFAULT_MIGRATION_TABLE).select('name').execute();
  const newer = rows.map(({ name }) => name).find((name) => !migrations.has(name));
  if (newer === undefined) return;
  throw new StoreError(
    'VERSION',
    `expected tables of ${[...migrations.keys()].at(-1)} or older, met ${newer}; use the newer program that wrote them, or begin an empty store and rebuild it from the log`,
  );
}
