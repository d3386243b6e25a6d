import { type SelectQueryBuilder, sql } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import type { ProcessBody } from '../records.ts';
import type { Approval, ApprovalAnswer, ApprovalFilter } from '../store.ts';
import type { ApprovalAnswersTable, ApprovalsTable, Tables } from '../tables.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { actionOf, present, riskOf } from './values.ts';

type ApprovalQuery = SelectQueryBuilder<Tables, 'approvals', ApprovalsTable>;

export async function approvalsPage(
  engine: Engine,
  filter: ApprovalFilter,
  request: PageRequest,
): Promise<Page<Approval>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  let query = filtered(engine.db.selectFrom('approvals').selectAll(), filter);
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) => row(row.refTuple('requested_at', 'log', 'idx'), '<', row.tuple(at, log, idx)));
  }
  const rows = await query
    .orderBy('requested_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  const answers = await answersTo(engine, rows);
  return pageOf(
    rows,
    request,
    (row) => [row.requested_at, row.log, row.idx],
    (row) => approvalOf(row, answers),
  );
}

/** Where several logs have one of this id, the one that was asked for first. */
export async function approvalById(engine: Engine, approval: string): Promise<Approval | undefined> {
  const row = await engine.db
    .selectFrom('approvals')
    .selectAll()
    .where('approval', '=', storable(approval))
    .orderBy('requested_at')
    .orderBy('log')
    .limit(1)
    .executeTakeFirst();
  return row && approvalOf(row, await answersTo(engine, [row]));
}

/** Allowed for more than one action. */
export async function standingApprovals(engine: Engine): Promise<Approval[]> {
  const rows = await engine.db
    .selectFrom('approvals')
    .selectAll()
    .where('state', '=', 'allowed')
    .where('scope', '<>', 'once')
    .orderBy('requested_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .execute();
  const answers = await answersTo(engine, rows);
  return rows.map((row) => approvalOf(row, answers));
}

function filtered(all: ApprovalQuery, filter: ApprovalFilter): ApprovalQuery {
  let query = all;
  const { tenant, agent, session, state, actionHash, fromMs, beforeMs } = filter;
  if (tenant !== undefined) query = query.where('tenant', '=', storable(tenant));
  if (agent !== undefined) query = query.where('agent', '=', storable(agent));
  if (session !== undefined) query = query.where('session', '=', storable(session));
  if (actionHash !== undefined) query = query.where('action_hash', '=', storable(actionHash));
  if (fromMs !== undefined) query = query.where('requested_at', '>=', whole(fromMs, 'fromMs'));
  if (beforeMs !== undefined) query = query.where('requested_at', '<', whole(beforeMs, 'beforeMs'));
  if (state === undefined) return query;
  // As a literal, so that the engine sees that the index of the pending ones will do.
  return query.where('state', '=', state === 'pending' ? sql.lit(state) : state);
}

/** How many approvals one statement asks the answers of. */
const APPROVALS_A_STATEMENT = 500;
type Answers = ReadonlyMap<string, readonly ApprovalAnswer[]>;

export async function answersTo(
  { db }: Engine,
  approvals: readonly Pick<ApprovalsTable, 'log' | 'approval'>[],
): Promise<Answers> {
  const answers = new Map<string, ApprovalAnswer[]>();
  for (let start = 0; start < approvals.length; start += APPROVALS_A_STATEMENT) {
    const some = approvals.slice(start, start + APPROVALS_A_STATEMENT);
    const rows = await db
      .selectFrom('approval_answers')
      .selectAll()
      .where((row) =>
        row.or(some.map(({ log, approval }) => row.and([row('log', '=', log), row('approval', '=', approval)]))),
      )
      .orderBy('idx')
      .execute();
    for (const row of rows) {
      const key = keyOf(row);
      answers.set(key, [...(answers.get(key) ?? []), answerOf(row)]);
    }
  }
  return answers;
}

function keyOf({ log, approval }: Pick<ApprovalsTable, 'log' | 'approval'>): string {
  return `${log} ${approval}`;
}

type GivenColumns = Omit<ApprovalAnswersTable, 'log' | 'idx' | 'approval'>;

export function answerOf(row: GivenColumns): ApprovalAnswer {
  const { at, answer, scope, answered_by: by, via } = row;
  return { at, answer, scope, by, via, ...present({ message: row.message, ruleText: row.rule_text }) };
}

export function approvalOf(row: ApprovalsTable, answers: Answers): Approval {
  return {
    approval: row.approval,
    tenant: row.tenant,
    agent: row.agent,
    session: row.session,
    action: actionOf(row),
    cwd: row.cwd,
    actionHash: row.action_hash,
    risk: riskOf(row.risk),
    summary: row.summary,
    rule: row.rule,
    needed: row.needed === 2 ? 2 : 1,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    state: row.state,
    ...present({
      scope: row.scope,
      finishedAt: row.finished_at,
      lastUsedBy: row.last_used_by,
      ancestry: row.ancestry === null ? null : (JSON.parse(row.ancestry) as ProcessBody[]),
    }),
    answers: answers.get(keyOf(row)) ?? [],
    useCount: row.use_count,
  };
}
