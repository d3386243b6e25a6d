import { StoreError } from '../error.ts';
import type { Engine } from './engine.ts';
import { migrate, type Migrations, type TablesForm } from './migrate.ts';
import type { StoreOptions } from './options.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens a database and gives its tables this form. Rejects with `StoreError` OPEN, UNAVAILABLE, BUSY, DAMAGED; VERSION
 * where a newer program wrote the tables; QUERY for a form that there is none of.
 */
export async function openDatabase<Tables>(
  options: StoreOptions,
  migrations: Migrations<Tables>,
  form: TablesForm = 'latest',
): Promise<Engine<Tables>> {
  const engine = options.kind === 'sqlite' ? openSqlite<Tables>(options) : openPostgres<Tables>(options);
  try {
    await migrate(engine, migrations, form);
    return engine;
  } catch (error) {
    await engine.db.destroy();
    throw error instanceof StoreError ? error : engine.errorOf(error);
  }
}
