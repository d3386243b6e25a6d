/** An approval knows which processes led to it. */
import type { Kysely } from 'kysely';
import type { SchemaWords } from '../database/engine.ts';
import type { Tables } from '../tables.ts';

export async function up(db: Kysely<Tables>, words: SchemaWords): Promise<void> {
  await db.schema.alterTable('approvals').addColumn('ancestry', words.text).execute();
}

export async function down(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('approvals').dropColumn('ancestry').execute();
}
