/** The forms that the lab's tables have had, oldest first. A form that was released is never changed: the next one changes it. */
import {
  createTable,
  type Migrations,
  type SchemaWords,
  type TableForm,
  type TablesChange,
} from '@capgate/store/database';
import { type Kysely, sql } from 'kysely';
import type { LabTables } from './tables.ts';

const FORMS: Readonly<Record<string, TableForm>> = {
  experiment_tasks: {
    key: ['experiment', 'task'],
    columns: { experiment: 'whole', task: 'whole', stratum: 'whole', id: 'text' },
  },
  chunks: {
    key: ['experiment', 'chunk'],
    columns: {
      experiment: 'whole',
      chunk: 'whole',
      start: 'whole',
      count: 'whole',
      state: 'text',
      attempts: 'whole',
      worker: 'text?',
      lease_until: 'whole?',
    },
  },
  hardware_readings: {
    key: ['experiment', 'at', 'device', 'quantity'],
    columns: { experiment: 'whole', at: 'whole', device: 'text', quantity: 'text', value: 'real' },
  },
  // In the order in which they come in, as rows that lie elsewhere each time take several times as long to store.
  experiment_results: {
    key: ['experiment', 'position'],
    columns: {
      experiment: 'whole',
      position: 'whole',
      arm: 'whole',
      stratum: 'whole',
      task: 'whole',
      replicate: 'whole',
      outcome: 'whole',
      verdict: 'whole?',
      latency_ns: 'whole?',
      cost_usd: 'real?',
      tokens: 'whole?',
      memory_bytes: 'whole?',
      energy_j: 'real?',
      failure: 'text?',
      attempts: 'whole',
      worker: 'text',
      started_at: 'whole',
      artifact: 'whole?',
    },
  },
};

async function up(db: Kysely<LabTables>, words: SchemaWords): Promise<void> {
  await createExperiments(db, words);
  await db.schema
    .createTable('artifacts')
    .addColumn('artifact', words.counter, (column) => column.primaryKey())
    .addColumn('sha256', words.text, (column) => column.notNull().unique())
    .modifyEnd(words.tableEnd)
    .execute();
  for (const [name, form] of Object.entries(FORMS)) await createTable(db, words, name, form);
  await createIndexes(db);
}

async function createExperiments(db: Kysely<LabTables>, words: SchemaWords): Promise<void> {
  let table = db.schema
    .createTable('experiments')
    .addColumn('experiment', words.counter, (column) => column.primaryKey())
    .addColumn('hash', words.text, (column) => column.notNull().unique());
  for (const column of ['name', 'document', 'folder', 'state'] as const)
    table = table.addColumn(column, words.text, (of) => of.notNull());
  for (const column of ['priority', 'item_count', 'submitted_at'] as const)
    table = table.addColumn(column, words.whole, (of) => of.notNull());
  for (const column of ['started_at', 'ended_at'] as const) table = table.addColumn(column, words.whole);
  for (const column of ['why', 'facts', 'environment', 'results_hash', 'truth'] as const)
    table = table.addColumn(column, words.text);
  await table.modifyEnd(words.tableEnd).execute();
}

/** What a filter may name, behind the position: whichever it names, no row is read but those of the page. */
const FILTERED = ['arm', 'stratum', 'task', 'outcome', 'verdict', 'latency_ns'];

async function createIndexes(db: Kysely<LabTables>): Promise<void> {
  const of = (name: string, table: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns]);
  // The replicate comes first, as rows come in by replicates: they lie near each other then.
  await of('experiment_results_once', 'experiment_results', ['experiment', 'replicate', 'arm', 'stratum', 'task'])
    .unique()
    .execute();
  await of('experiment_results_filtered', 'experiment_results', ['experiment', 'position', ...FILTERED]).execute();
  await of('experiment_tasks_by_id', 'experiment_tasks', ['experiment', 'id']).execute();
  await of('chunks_open', 'chunks', ['experiment', 'chunk']).where(sql.ref('state'), '<>', sql.lit('done')).execute();
}

async function down(db: Kysely<LabTables>): Promise<void> {
  for (const table of ['experiments', 'artifacts', ...Object.keys(FORMS)]) await db.schema.dropTable(table).execute();
}

/** What waits is looked for every other second while something is measured, however many have ended. */
const WAITING: TablesChange<LabTables> = {
  up: (db) => db.schema.createIndex('experiments_waiting').on('experiments').columns(['state', 'priority']).execute(),
  down: (db) => db.schema.dropIndex('experiments_waiting').execute(),
};

/** Times under load count from the moment at which a question was due. */
const RESPONSES: TablesChange<LabTables> = {
  up: (db, words) => db.schema.alterTable('experiment_results').addColumn('response_ns', words.whole).execute(),
  down: (db) => db.schema.alterTable('experiment_results').dropColumn('response_ns').execute(),
};

/** Answers that were kept from another time are told from those that were asked for. */
const CACHED: TablesChange<LabTables> = {
  up: (db, words) => db.schema.alterTable('experiment_results').addColumn('cached_at', words.whole).execute(),
  down: (db) => db.schema.alterTable('experiment_results').dropColumn('cached_at').execute(),
};

export const LAB_MIGRATIONS: Migrations<LabTables> = new Map([
  ['0001-lab-tables', { up, down }],
  ['0002-waiting', WAITING],
  ['0003-responses', RESPONSES],
  ['0004-cached-answers', CACHED],
]);
