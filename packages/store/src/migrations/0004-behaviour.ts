/** What agents do day by day, and the ways to all that stands on the timeline of one. */
import type { Kysely } from 'kysely';
import { type NotedDecision, TraitCounts, writeTraits } from '../apply/traits.ts';
import type { SchemaWords } from '../database/engine.ts';
import type { Tables } from '../tables.ts';
import { createTable, type TableForm } from '../database/create-table.ts';

const TRAITS: TableForm = {
  // In the order in which an agent's days are read.
  key: ['tenant', 'agent', 'day', 'aspect', 'name', 'log'],
  columns: {
    log: 'whole',
    tenant: 'text',
    agent: 'text',
    day: 'whole',
    aspect: 'text',
    name: 'text',
    count: 'whole',
    first_at: 'whole',
    first_decision: 'text',
  },
};

const INDEXES: readonly (readonly [name: string, table: keyof Tables, columns: readonly string[]])[] = [
  // Whether there was the same before.
  ['traits_by_name', 'traits', ['tenant', 'agent', 'aspect', 'name', 'first_at']],
  ['sessions_by_agent', 'sessions', ['tenant', 'agent', 'first_at', 'log', 'idx']],
  ['approvals_by_agent', 'approvals', ['tenant', 'agent', 'requested_at', 'log', 'idx']],
  ['kernel_bindings_by_agent', 'kernel_bindings', ['tenant', 'agent', 'at', 'log', 'idx']],
  ['kernel_bindings_by_held', 'kernel_bindings', ['tenant', 'held', 'agent', 'session']],
  ['kernel_denials_by_held', 'kernel_denials', ['tenant', 'held', 'at', 'log', 'idx']],
];

export async function up(db: Kysely<Tables>, words: SchemaWords): Promise<void> {
  await createTable(db, words, 'traits', TRAITS);
  await noteKnown(db);
  for (const [name, table, columns] of INDEXES) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  }
}

export async function down(db: Kysely<Tables>): Promise<void> {
  for (const [name, table] of INDEXES) if (table !== 'traits') await db.schema.dropIndex(name).execute();
  await db.schema.dropTable('traits').execute();
}

const ROWS_A_STEP = 10_000;

/** What the decisions say that are here already: of scopes and hosts, nothing. */
async function noteKnown(db: Kysely<Tables>): Promise<void> {
  let behind = { log: -1, idx: -1 };
  for (;;) {
    const rows = await decisionsBehind(db, behind);
    const last = rows.at(-1);
    if (last === undefined) return;
    behind = last;
    for (const log of new Set(rows.map((row) => row.log))) {
      const counts = new TraitCounts();
      for (const row of rows) if (row.log === log) counts.add(row satisfies NotedDecision, row);
      await writeTraits(db, counts.rows(log));
    }
  }
}

function decisionsBehind(db: Kysely<Tables>, { log, idx }: { readonly log: number; readonly idx: number }) {
  return db
    .selectFrom('decisions')
    .select(['log', 'idx', 'id', 'at', 'tenant', 'agent', 'verdict', 'descriptor'])
    .where((row) => row(row.refTuple('log', 'idx'), '>', row.tuple(log, idx)))
    .orderBy('log')
    .orderBy('idx')
    .limit(ROWS_A_STEP)
    .execute();
}
