import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import { type JudgedFile, RISKS, type Subagent, VERDICTS } from '../records.ts';
import type { Decision, DecisionCount, DecisionFilter, TimeRange } from '../store.ts';
import type { AgentsTable, DecisionsTable, LogsTable, Tables } from '../tables.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { actionOf, listOf, objectOf, present, riskOf } from './values.ts';

type DecisionRow = DecisionsTable & Pick<LogsTable, 'origin'>;
type DecisionQuery<Output> = SelectQueryBuilder<Tables, 'decisions' | 'logs', Output>;

/** The least risk that the index of risky decisions holds. */
const RISKY = RISKS.indexOf('HIGH');

export async function decisionsPage(
  engine: Engine,
  filter: DecisionFilter,
  request: PageRequest,
): Promise<Page<Decision>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  let query = decisionRows(engine, filter, behind !== undefined);
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) =>
      row(row.refTuple('decisions.at', 'decisions.log', 'decisions.idx'), '<', row.tuple(at, log, idx)),
    );
  }
  const rows = await query.limit(limit).execute();
  return pageOf(rows, request, ({ at, log, idx }) => [at, log, idx], decisionOf);
}

/** Newest first. `goesOn`: whether the caller adds where it begins, behind a page before. */
export function decisionRows(engine: Engine, filter: DecisionFilter, goesOn: boolean): DecisionQuery<DecisionRow> {
  return filtered(engine, selectDecisions(engine), filter, goesOn)
    .orderBy('decisions.at', 'desc')
    .orderBy('decisions.log', 'desc')
    .orderBy('decisions.idx', 'desc');
}

export async function decisionById({ db }: Engine, tenant: string, id: string): Promise<Decision | undefined> {
  const row = await selectDecisions({ db })
    .where('decisions.id', '=', storable(id))
    .where('decisions.tenant', '=', storable(tenant))
    .orderBy('decisions.log')
    .orderBy('decisions.idx')
    .limit(1)
    .executeTakeFirst();
  return row && decisionOf(row);
}

export async function decisionCounts({ db }: Engine, tenant: string, range: TimeRange): Promise<DecisionCount[]> {
  let query = db
    .selectFrom('decisions')
    .select(['verdict', 'risk', (row) => row.fn.countAll<number>().as('count')])
    .where('tenant', '=', storable(tenant));
  if (range.fromMs !== undefined) query = query.where('at', '>=', whole(range.fromMs, 'fromMs'));
  if (range.beforeMs !== undefined) query = query.where('at', '<', whole(range.beforeMs, 'beforeMs'));
  const rows = await query.groupBy(['verdict', 'risk']).execute();
  return rows
    .sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || a.risk - b.risk)
    .map(({ verdict, risk, count }) => ({ verdict, risk: riskOf(risk), count }));
}

function selectDecisions({ db }: Pick<Engine, 'db'>): DecisionQuery<DecisionRow> {
  return db
    .selectFrom('decisions')
    .innerJoin('logs', 'logs.log', 'decisions.log')
    .selectAll('decisions')
    .select('origin');
}

function filtered(
  { contains }: Engine,
  all: DecisionQuery<DecisionRow>,
  filter: DecisionFilter,
  goesOn: boolean,
): DecisionQuery<DecisionRow> {
  let query = all.where('tenant', '=', storable(filter.tenant));
  const { agent, session, verdict, judged, riskAtLeast, actionKind, text, rule, approval, fromMs, beforeMs } = filter;
  if (agent !== undefined) query = query.where('agent', '=', storable(agent));
  if (session !== undefined) query = query.where('session', '=', storable(session));
  query = whileSeen(query, filter, goesOn);
  if (judged !== undefined) query = query.where('judged', '=', judged);
  if (actionKind !== undefined) query = query.where('action_kind', '=', storable(actionKind));
  if (rule !== undefined) query = query.where('rule', '=', storable(rule));
  if (approval !== undefined) query = query.where('approval', '=', storable(approval));
  if (fromMs !== undefined) query = query.where('at', '>=', whole(fromMs, 'fromMs'));
  if (beforeMs !== undefined) query = query.where('at', '<', whole(beforeMs, 'beforeMs'));
  if (text !== undefined) query = query.where((row) => contains(row.ref('action_text'), storable(text)));
  if (verdict !== undefined) query = query.where('verdict', '=', verdict);
  if (riskAtLeast !== undefined) query = query.where('risk', '>=', RISKS.indexOf(riskAtLeast));
  return withIndexConditions(query, filter);
}

/**
 * By the time in which the session, or the agent, was seen: one that is long gone is not looked for among newer ones. An
 * index of a session's decisions would double what applying costs, as sessions go on side by side and each has a place of
 * its own in it. Of each end of the time one bound alone: an engine begins at one of several, and not at the narrowest.
 */
function whileSeen(
  query: DecisionQuery<DecisionRow>,
  { tenant, agent, session, fromMs, beforeMs }: DecisionFilter,
  goesOn: boolean,
): DecisionQuery<DecisionRow> {
  if (session === undefined && agent === undefined) return query;
  const seen = (row: ExpressionBuilder<Tables, 'decisions' | 'logs'>): Seen =>
    session === undefined ? agentSeen(row, tenant, agent ?? '') : sessionSeen(row, tenant, session);
  let within = query;
  if (fromMs === undefined)
    within = within.where('at', '>=', (row) => seen(row).select(({ fn }) => fn.min<number>('first_at').as('at')));
  if (beforeMs !== undefined || goesOn) return within;
  return within.where('at', '<=', (row) => seen(row).select(({ fn }) => fn.max<number>('last_at').as('at')));
}

/** Rows that say when something was seen. */
type Seen = SelectQueryBuilder<{ seen: Pick<AgentsTable, 'first_at' | 'last_at'> }, 'seen', unknown>;

function agentSeen(row: ExpressionBuilder<Tables, 'decisions' | 'logs'>, tenant: string, agent: string): Seen {
  return row
    .selectFrom('agents')
    .where('agents.tenant', '=', storable(tenant))
    .where('agents.agent', '=', storable(agent)) as object as Seen;
}

function sessionSeen(row: ExpressionBuilder<Tables, 'decisions' | 'logs'>, tenant: string, session: string): Seen {
  return row
    .selectFrom('sessions')
    .where('sessions.tenant', '=', storable(tenant))
    .where('sessions.session', '=', storable(session)) as object as Seen;
}

/** The conditions of the partial indexes, as they must be repeated for the engine to see that it may use them. */
function withIndexConditions(
  query: DecisionQuery<DecisionRow>,
  { verdict, riskAtLeast }: DecisionFilter,
): DecisionQuery<DecisionRow> {
  if (verdict !== undefined && verdict !== 'allow') {
    return query.where('verdict', '<>', sql.lit('allow'));
  }
  if (riskAtLeast !== undefined && RISKS.indexOf(riskAtLeast) >= RISKY) {
    return query.where('risk', '>=', sql.lit(RISKY));
  }
  return query;
}

export function decisionOf(row: DecisionRow): Decision {
  return {
    log: row.origin,
    index: row.idx,
    id: row.id,
    at: row.at,
    tenant: row.tenant,
    agent: row.agent,
    session: row.session,
    action: actionOf(row),
    cwd: row.cwd,
    verdict: row.verdict,
    judged: row.judged,
    risk: riskOf(row.risk),
    descriptor: row.descriptor,
    mode: row.mode,
    policy: row.policy,
    ...present({
      rule: row.rule,
      reasons: listOf(row.reasons),
      approval: row.approval,
      files: row.files === null ? null : (JSON.parse(row.files) as JudgedFile[]),
      subagent: row.subagent === null ? null : (objectOf(row.subagent) as Subagent),
    }),
    tookNs: row.took_ns,
  };
}
