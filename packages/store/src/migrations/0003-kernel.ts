/** What the kernel did for sessions: which it holds, what was bound to a decision, and what it stopped. */
import { type Kysely, sql } from 'kysely';
import type { SchemaWords } from '../database/engine.ts';
import type { Tables } from '../tables.ts';
import { createTable, type TableForm } from '../database/create-table.ts';

const FORMS: Readonly<Record<string, TableForm>> = {
  kernel_sessions: {
    key: ['log', 'tenant', 'held'],
    columns: {
      log: 'whole',
      idx: 'whole',
      tenant: 'text',
      held: 'text',
      name: 'text',
      tier: 'text',
      workspace: 'text',
      pid: 'whole',
      uid: 'whole',
      mask: 'text',
      started_at: 'whole',
      ended_at: 'whole?',
      ending: 'text?',
      decided: 'whole?',
      denied: 'whole?',
      lost: 'whole?',
    },
  },
  kernel_bindings: {
    key: ['log', 'idx'],
    columns: {
      log: 'whole',
      idx: 'whole',
      at: 'whole',
      tenant: 'text',
      held: 'text',
      binding: 'text',
      decision: 'text',
      agent: 'text',
      session: 'text',
      pid: 'whole',
      way: 'text',
      approval: 'text?',
    },
  },
  kernel_denials: {
    key: ['log', 'idx'],
    columns: {
      log: 'whole',
      idx: 'whole',
      id: 'text',
      at: 'whole',
      tenant: 'text',
      held: 'text',
      act: 'text',
      object: 'text',
      denied_at: 'whole',
      uid: 'whole',
      ancestry: 'text',
      binding: 'text?',
      decision: 'text?',
      agent: 'text?',
      session: 'text?',
    },
  },
};

export async function up(db: Kysely<Tables>, words: SchemaWords): Promise<void> {
  for (const [name, form] of Object.entries(FORMS)) await createTable(db, words, name, form);
  const of = (name: string, table: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns]);
  await of('kernel_sessions_by_time', 'kernel_sessions', ['tenant', 'started_at', 'log', 'idx']).execute();
  await of('kernel_bindings_by_decision', 'kernel_bindings', ['decision']).execute();
  await of('kernel_bindings_by_time', 'kernel_bindings', ['at']).execute();
  await of('kernel_denials_by_time', 'kernel_denials', ['tenant', 'at', 'log', 'idx']).execute();
  // Most acts that are stopped are of no decision's.
  await of('kernel_denials_by_decision', 'kernel_denials', ['decision'])
    .where(sql.ref('decision'), 'is not', null)
    .execute();
}

export async function down(db: Kysely<Tables>): Promise<void> {
  for (const table of Object.keys(FORMS)) await db.schema.dropTable(table).execute();
}
