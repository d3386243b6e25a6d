import type { Engine } from './dialects/engine.ts';
import { openPostgres } from './dialects/postgres.ts';
import { openSqlite } from './dialects/sqlite.ts';
import { StoreError } from './error.ts';
import { migrate, type TablesForm } from './migrate.ts';
import type { StoreOptions } from './options.ts';
import { RelationalStore } from './relational-store.ts';
import type { Store } from './store.ts';

/**
 * Opens the store, makes one where there is none, and brings its tables forward to their latest form. Rejects with
 * `StoreError` OPEN, UNAVAILABLE, BUSY, DAMAGED; VERSION where a newer program wrote the tables.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const engine = openEngine(options);
  await migrateOrClose(engine, 'latest');
  return new RelationalStore(engine);
}

/**
 * Gives the tables an older form, so that an older program can use them: what only the newer form holds is gone, and
 * comes back with a rebuild. Rejects as `openStore` does; with QUERY for a form that there is none of.
 */
export async function migrateStore(options: StoreOptions, to: TablesForm): Promise<void> {
  const engine = openEngine(options);
  await migrateOrClose(engine, to);
  await engine.db.destroy();
}

function openEngine(options: StoreOptions): Engine {
  return options.kind === 'sqlite' ? openSqlite(options) : openPostgres(options);
}

async function migrateOrClose(engine: Engine, to: TablesForm): Promise<void> {
  try {
    await migrate(engine, to);
  } catch (error) {
    await engine.db.destroy();
    throw error instanceof StoreError ? error : engine.errorOf(error);
  }
}
