import type { SelectQueryBuilder } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import type { Agent, Session, SessionFilter, SessionName } from '../store.ts';
import type { AgentsTable, SessionsTable, Tables } from '../tables.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { countsOf, present } from './values.ts';

/** An agent may be in several logs; it is one agent all the same. */
export async function agentByName({ db }: Engine, tenant: string, agent: string): Promise<Agent | undefined> {
  const row = await selectAgents(db.selectFrom('agents').where('tenant', '=', storable(tenant)))
    .where('agent', '=', storable(agent))
    .executeTakeFirst();
  return row && agentOf(row);
}

export async function agentsPage({ db }: Engine, tenant: string, request: PageRequest): Promise<Page<Agent>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['string']);
  let query = db.selectFrom('agents').where('tenant', '=', storable(tenant));
  if (behind !== undefined) query = query.where('agent', '>', storable(behind[0]));
  const rows = await selectAgents(query).orderBy('agent').limit(limit).execute();
  return pageOf(rows, request, ({ agent }) => [agent], agentOf);
}

function selectAgents(
  among: SelectQueryBuilder<Tables, 'agents', unknown>,
): SelectQueryBuilder<Tables, 'agents', AgentsRow> {
  return among
    .select(['tenant', 'agent'])
    .select(({ fn }) => [
      fn.min<number>('first_at').as('first_at'),
      fn.max<number>('last_at').as('last_at'),
      fn.sum<number>('allow_count').as('allow_count'),
      fn.sum<number>('ask_count').as('ask_count'),
      fn.sum<number>('deny_count').as('deny_count'),
    ])
    .groupBy(['tenant', 'agent']);
}

type AgentsRow = Omit<AgentsTable, 'log'>;

function agentOf(row: AgentsRow): Agent {
  return {
    tenant: row.tenant,
    agent: row.agent,
    firstSeenAt: row.first_at,
    lastSeenAt: row.last_at,
    counts: countsOf(row),
  };
}

export async function sessionByName(
  { db }: Pick<Engine, 'db'>,
  { tenant, agent, session }: SessionName,
): Promise<Session | undefined> {
  const row = await db
    .selectFrom('sessions')
    .selectAll()
    .where('tenant', '=', storable(tenant))
    .where('session', '=', storable(session))
    .where('agent', '=', storable(agent))
    .orderBy('first_at', 'desc')
    .orderBy('log', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && sessionOf(row);
}

export async function sessionsPage(
  { db }: Engine,
  { tenant, agent, hasEnded }: SessionFilter,
  request: PageRequest,
): Promise<Page<Session>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  let query = db.selectFrom('sessions').selectAll().where('tenant', '=', storable(tenant));
  if (agent !== undefined) query = query.where('agent', '=', storable(agent));
  if (hasEnded !== undefined) query = query.where('ended_at', hasEnded ? 'is not' : 'is', null);
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) => row(row.refTuple('first_at', 'log', 'idx'), '<', row.tuple(at, log, idx)));
  }
  const rows = await query
    .orderBy('first_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  return pageOf(rows, request, (row) => [row.first_at, row.log, row.idx], sessionOf);
}

export function sessionOf(row: SessionsTable): Session {
  return {
    tenant: row.tenant,
    agent: row.agent,
    session: row.session,
    firstSeenAt: row.first_at,
    lastSeenAt: row.last_at,
    counts: countsOf(row),
    ...present({
      startedAt: row.started_at,
      endedAt: row.ended_at,
      workingDirectory: row.working_directory,
      workspace: row.workspace,
      home: row.home,
      platform: row.platform,
      uid: row.uid,
      pid: row.pid,
    }),
  };
}
