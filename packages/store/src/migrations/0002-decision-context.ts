/** A decision knows which files were judged with it, and which subagent asked. */
import type { Kysely } from 'kysely';
import type { SchemaWords } from '../database/engine.ts';
import type { Tables } from '../tables.ts';

const COLUMNS = ['files', 'subagent'] as const;

export async function up(db: Kysely<Tables>, words: SchemaWords): Promise<void> {
  for (const column of COLUMNS) await db.schema.alterTable('decisions').addColumn(column, words.text).execute();
}

export async function down(db: Kysely<Tables>): Promise<void> {
  for (const column of COLUMNS) await db.schema.alterTable('decisions').dropColumn(column).execute();
}
