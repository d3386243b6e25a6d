import { openDatabase } from './database/open.ts';
import type { TablesForm } from './database/migrate.ts';
import type { StoreOptions } from './database/options.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { RelationalStore } from './relational-store.ts';
import type { Store } from './store.ts';

/**
 * Opens the store, makes one where there is none, and brings its tables forward to their latest form. Rejects with
 * `StoreError` OPEN, UNAVAILABLE, BUSY, DAMAGED; VERSION where a newer program wrote the tables.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return new RelationalStore(await openDatabase(options, MIGRATIONS));
}

/**
 * Gives the tables an older form, so that an older program can use them: what only the newer form holds is gone, and
 * comes back with a rebuild. Rejects as `openStore` does; with QUERY for a form that there is none of.
 */
export async function migrateStore(options: StoreOptions, to: TablesForm): Promise<void> {
  const { db } = await openDatabase(options, MIGRATIONS, to);
  await db.destroy();
}
