import { type Kysely, sql } from 'kysely';
import type { SchemaWords } from '../database/engine.ts';
import type { Tables } from '../tables.ts';
import { type Columns, createTable, type TableForm } from '../database/create-table.ts';

const ACTION: Columns = { action_kind: 'text', action_text: 'text', action: 'text?' };
const PLACE: Columns = { log: 'whole', idx: 'whole' };
const SEEN: Columns = {
  first_at: 'whole',
  last_at: 'whole',
  allow_count: 'whole',
  ask_count: 'whole',
  deny_count: 'whole',
};

const FORMS = {
  gates: {
    key: ['log', 'instance'],
    columns: {
      log: 'whole',
      instance: 'text',
      version: 'text',
      mode: 'text',
      policy: 'whole',
      started_at: 'whole',
      stopped_at: 'whole?',
      stop_reason: 'text?',
    },
  },
  decisions: {
    key: ['log', 'idx'],
    columns: {
      ...PLACE,
      id: 'text',
      at: 'whole',
      tenant: 'text',
      agent: 'text',
      session: 'text',
      ...ACTION,
      cwd: 'text',
      verdict: 'text',
      judged: 'text',
      risk: 'whole',
      descriptor: 'text',
      mode: 'text',
      policy: 'whole',
      rule: 'text?',
      reasons: 'text?',
      approval: 'text?',
      took_ns: 'whole',
    },
  },
  agents: { key: ['log', 'tenant', 'agent'], columns: { log: 'whole', tenant: 'text', agent: 'text', ...SEEN } },
  sessions: {
    key: ['log', 'tenant', 'session', 'agent'],
    columns: {
      ...PLACE,
      tenant: 'text',
      agent: 'text',
      session: 'text',
      ...SEEN,
      started_at: 'whole?',
      ended_at: 'whole?',
      working_directory: 'text?',
      workspace: 'text?',
      home: 'text?',
      platform: 'text?',
      uid: 'whole?',
      pid: 'whole?',
    },
  },
  approvals: {
    key: ['log', 'approval'],
    columns: {
      ...PLACE,
      approval: 'text',
      tenant: 'text',
      agent: 'text',
      session: 'text',
      ...ACTION,
      cwd: 'text',
      action_hash: 'text',
      risk: 'whole',
      summary: 'text',
      rule: 'text',
      needed: 'whole',
      requested_at: 'whole',
      expires_at: 'whole',
      state: 'text',
      scope: 'text?',
      finished_at: 'whole?',
      touched_at: 'whole',
      use_count: 'whole',
      last_used_by: 'text?',
    },
  },
  approval_answers: {
    key: ['log', 'idx'],
    columns: {
      ...PLACE,
      approval: 'text',
      at: 'whole',
      answer: 'text',
      scope: 'text',
      answered_by: 'text',
      via: 'text',
      message: 'text?',
      rule_text: 'text?',
    },
  },
  policies: {
    key: ['log', 'tenant', 'version'],
    columns: {
      ...PLACE,
      tenant: 'text',
      version: 'whole',
      at: 'whole',
      parent: 'whole?',
      author: 'text',
      reason: 'text',
      document: 'text',
      merged: 'whole',
    },
  },
  policy_activations: {
    key: ['log', 'idx'],
    columns: {
      ...PLACE,
      tenant: 'text',
      version: 'whole',
      at: 'whole',
      previous: 'whole?',
      activated_by: 'text',
      reason: 'text',
      override_by: 'text?',
    },
  },
  registries: {
    key: ['log', 'tenant', 'name', 'version'],
    columns: {
      ...PLACE,
      tenant: 'text',
      name: 'text',
      version: 'whole',
      at: 'whole',
      hash: 'text',
      signer: 'text',
      bytes: 'bytes',
    },
  },
  registry_activations: {
    key: ['log', 'idx'],
    columns: { ...PLACE, tenant: 'text', name: 'text', version: 'whole', at: 'whole', activated_by: 'text' },
  },
  tokens: {
    key: ['log', 'token'],
    columns: {
      ...PLACE,
      token: 'text',
      tenant: 'text',
      name: 'text',
      owner: 'text?',
      subject: 'text',
      scopes: 'text',
      hash: 'text',
      created_at: 'whole',
      expires_at: 'whole',
      revoked_at: 'whole?',
      revoked_by: 'text?',
    },
  },
  tenants: {
    key: ['log', 'tenant'],
    columns: { log: 'whole', tenant: 'text', name: 'text', created_at: 'whole' },
  },
  pauses: {
    key: ['log', 'tenant'],
    columns: {
      log: 'whole',
      tenant: 'text',
      started_at: 'whole',
      until_at: 'whole',
      started_by: 'text',
      reason: 'text',
      ended_at: 'whole?',
      ended_by: 'text?',
    },
  },
  unread: { key: ['log', 'idx'], columns: { ...PLACE, id: 'text', kind: 'text', why: 'text' } },
} satisfies Readonly<Record<string, TableForm>>;

export async function up(db: Kysely<Tables>, words: SchemaWords): Promise<void> {
  await db.schema
    .createTable('logs')
    .addColumn('log', words.counter, (column) => column.primaryKey())
    .addColumn('origin', words.text, (column) => column.notNull().unique())
    .addColumn('next_index', words.whole, (column) => column.notNull())
    .modifyEnd(words.tableEnd)
    .execute();
  for (const [name, form] of Object.entries(FORMS)) await createTable(db, words, name, form);
  await createIndexes(db);
}

export async function down(db: Kysely<Tables>): Promise<void> {
  for (const table of [...Object.keys(FORMS), 'logs']) await db.schema.dropTable(table).execute();
}

async function createIndexes(db: Kysely<Tables>): Promise<void> {
  const of = (name: string, table: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns]);
  const newest = ['at', 'log', 'idx'];
  // With verdict and risk, so that counting them reads nothing else; with the session, so that looking for one does, too.
  await of('decisions_by_time', 'decisions', ['tenant', ...newest, 'verdict', 'risk', 'session']).execute();
  await of('decisions_by_id', 'decisions', ['id']).execute();
  // What is rare and often looked for. A query must repeat the condition for the index to be used.
  await of('decisions_not_allowed', 'decisions', ['tenant', ...newest])
    .where(sql.ref('verdict'), '<>', sql.lit('allow'))
    .execute();
  await of('decisions_risky', 'decisions', ['tenant', ...newest])
    .where(sql.ref('risk'), '>=', sql.lit(3))
    .execute();
  await of('decisions_by_approval', 'decisions', ['approval']).where(sql.ref('approval'), 'is not', null).execute();
  await of('sessions_by_name', 'sessions', ['tenant', 'session']).execute();
  await of('sessions_by_time', 'sessions', ['tenant', 'first_at', 'log', 'idx']).execute();
  await of('approvals_by_time', 'approvals', ['requested_at', 'log', 'idx']).execute();
  await of('approvals_by_id', 'approvals', ['approval']).execute();
  await of('approvals_pending', 'approvals', ['requested_at', 'log', 'idx'])
    .where(sql.ref('state'), '=', sql.lit('pending'))
    .execute();
  await of('approval_answers_by_approval', 'approval_answers', ['log', 'approval', 'idx']).execute();
  await of('policy_activations_by_time', 'policy_activations', ['tenant', ...newest]).execute();
  await of('registry_activations_by_time', 'registry_activations', ['tenant', 'name', ...newest]).execute();
  await of('tokens_by_hash', 'tokens', ['hash']).execute();
}
