/** What the kernel did for sessions. */
import type { Expression, ExpressionBuilder, SelectQueryBuilder, SqlBool } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import type { ProcessBody } from '../records.ts';
import type {
  KernelBinding,
  KernelDenial,
  KernelDenialFilter,
  KernelObject,
  KernelSession,
  TimelineFilter,
} from '../store.ts';
import type { KernelDenialsTable, KernelSessionsTable, LogsTable, Tables } from '../tables.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { objectOf, present } from './values.ts';

type DenialRow = KernelDenialsTable & Pick<LogsTable, 'origin'>;
type DenialQuery = SelectQueryBuilder<Tables, 'kernel_denials' | 'logs', DenialRow>;

/** Of one decision no more is asked than a person reads. */
const BINDINGS_MAX = 100;

export async function kernelSessionsPage(
  { db }: Engine,
  tenant: string,
  request: PageRequest,
): Promise<Page<KernelSession>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  let query = db.selectFrom('kernel_sessions').selectAll().where('tenant', '=', storable(tenant));
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) => row(row.refTuple('started_at', 'log', 'idx'), '<', row.tuple(at, log, idx)));
  }
  const rows = await query
    .orderBy('started_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  return pageOf(rows, request, (row) => [row.started_at, row.log, row.idx], heldSessionOf);
}

/** No session acts in more, as far as a person reads. */
const HELD_MAX = 100;

export async function kernelSessionsOf({ db }: Engine, filter: OfSession): Promise<KernelSession[]> {
  const rows = await db
    .selectFrom('kernel_sessions')
    .selectAll()
    .where('tenant', '=', storable(filter.tenant))
    .where((row) => namesHeld(row, 'kernel_sessions.held', filter))
    .orderBy('started_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(HELD_MAX)
    .execute();
  return rows.map(heldSessionOf);
}

type OfSession = Pick<TimelineFilter, 'tenant' | 'agent' | 'session'>;

/** Whether something of the agent, or of its session, was bound in what the column names. */
export function namesHeld<Among extends keyof Tables>(
  row: ExpressionBuilder<Tables, Among>,
  column: `${'kernel_sessions' | 'kernel_denials'}.held`,
  { tenant, agent, session }: OfSession,
): Expression<SqlBool> {
  let bound = (row as ExpressionBuilder<Tables, 'kernel_sessions' | 'kernel_denials'>)
    .selectFrom('kernel_bindings')
    .select('kernel_bindings.held')
    .where('kernel_bindings.tenant', '=', storable(tenant))
    .whereRef('kernel_bindings.held', '=', column)
    .where('kernel_bindings.agent', '=', storable(agent));
  if (session !== undefined) bound = bound.where('kernel_bindings.session', '=', storable(session));
  return row.exists(bound);
}

export async function kernelBindingsOf({ db }: Engine, tenant: string, decision: string): Promise<KernelBinding[]> {
  const rows = await db
    .selectFrom('kernel_bindings')
    .select(['at', 'held', 'binding', 'pid', 'way', 'approval'])
    .where('decision', '=', storable(decision))
    .where('tenant', '=', storable(tenant))
    .orderBy('log')
    .orderBy('idx')
    .limit(BINDINGS_MAX)
    .execute();
  return rows.map(({ approval, ...row }) => ({ ...row, ...present({ approval }) }));
}

export async function kernelDenialsPage(
  { db }: Engine,
  filter: KernelDenialFilter,
  request: PageRequest,
): Promise<Page<KernelDenial>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  const all = db
    .selectFrom('kernel_denials')
    .innerJoin('logs', 'logs.log', 'kernel_denials.log')
    .selectAll('kernel_denials')
    .select('origin');
  let query = filtered(all, filter);
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) => row(row.refTuple('at', 'kernel_denials.log', 'idx'), '<', row.tuple(at, log, idx)));
  }
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('kernel_denials.log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  return pageOf(rows, request, ({ at, log, idx }) => [at, log, idx], denialOf);
}

function filtered(all: DenialQuery, { tenant, fromMs, beforeMs, ...names }: KernelDenialFilter): DenialQuery {
  let query = all.where('tenant', '=', storable(tenant));
  for (const column of ['held', 'decision', 'agent', 'session'] as const) {
    const value = names[column];
    if (value !== undefined) query = query.where(column, '=', storable(value));
  }
  if (fromMs !== undefined) query = query.where('at', '>=', whole(fromMs, 'fromMs'));
  if (beforeMs !== undefined) query = query.where('at', '<', whole(beforeMs, 'beforeMs'));
  return query;
}

export function heldSessionOf(row: KernelSessionsTable): KernelSession {
  return {
    tenant: row.tenant,
    held: row.held,
    name: row.name,
    tier: row.tier,
    workspace: row.workspace,
    pid: row.pid,
    uid: row.uid,
    mask: objectOf(row.mask),
    startedAt: row.started_at,
    ...present({
      endedAt: row.ended_at,
      ending: row.ending,
      decided: row.decided,
      denied: row.denied,
      lost: row.lost,
    }),
  };
}

export function denialOf(row: DenialRow): KernelDenial {
  return {
    log: row.origin,
    index: row.idx,
    id: row.id,
    at: row.at,
    deniedAt: row.denied_at,
    tenant: row.tenant,
    held: row.held,
    act: row.act,
    ...(objectOf(row.object) as KernelObject),
    uid: row.uid,
    ancestry: JSON.parse(row.ancestry) as ProcessBody[],
    ...present({ binding: row.binding, decision: row.decision, agent: row.agent, session: row.session }),
  };
}
