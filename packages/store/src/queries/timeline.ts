/**
 * All that happened to an agent or a session, in one order. Each source is asked for its newest behind the cursor, and
 * they are put together: a page costs as much as one of each.
 */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import { RISKS } from '../records.ts';
import { TIMELINE_PARTS, type TimelineEvent, type TimelineFilter, type TimelinePart } from '../store.ts';
import { sessionOf } from './agents.ts';
import { answerOf, approvalOf, answersTo } from './approvals.ts';
import { decisionOf, decisionRows } from './decisions.ts';
import { denialOf, heldSessionOf, namesHeld } from './kernel.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { present } from './values.ts';

/** When it was written down, where the log has it, and which of two that are at one place comes first. */
type EventKey = readonly [at: number, log: number, idx: number, source: number];

interface Placed {
  readonly key: EventKey;
  readonly event: TimelineEvent;
}

/** What every source is asked. */
interface Asked {
  readonly filter: TimelineFilter;
  readonly limit: number;
  /** Whether `isBehind` says where to begin. */
  readonly goesOn: boolean;
  /** Whether what is at this place comes behind the page before, and within the time that is asked for. */
  readonly isBehind: (at: string, log: string, idx: string) => RawBuilder<SqlBool>;
}

interface Source {
  readonly part: TimelinePart;
  readonly ask: (engine: Engine, asked: Asked) => Promise<readonly Found[]>;
}

interface Found {
  readonly at: number;
  readonly log: number;
  readonly idx: number;
  readonly event: TimelineEvent;
}

/** Their order is a part of cursors. */
const SOURCES: readonly Source[] = [
  { part: 'decision', ask: decisions },
  { part: 'approval', ask: requests },
  { part: 'approval', ask: answers },
  { part: 'session', ask: (engine, asked) => sessions(engine, asked, 'started') },
  { part: 'session', ask: (engine, asked) => sessions(engine, asked, 'ended') },
  { part: 'kernel', ask: (engine, asked) => heldSessions(engine, asked, 'started') },
  { part: 'kernel', ask: (engine, asked) => heldSessions(engine, asked, 'ended') },
  { part: 'kernel', ask: bindings },
  { part: 'kernel', ask: denials },
];

export async function timelinePage(
  engine: Engine,
  filter: TimelineFilter,
  request: PageRequest,
): Promise<Page<TimelineEvent>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number', 'number']);
  const placed: Placed[] = [];
  for (const [place, { part, ask }] of SOURCES.entries()) {
    if (!(filter.parts ?? TIMELINE_PARTS).includes(part)) continue;
    const isBehind = (at: string, log: string, idx: string) => condition({ at, log, idx }, filter, behind, place);
    const found = await ask(engine, {
      filter,
      limit,
      goesOn: behind !== undefined || filter.beforeMs !== undefined,
      isBehind,
    });
    placed.push(...found.map(({ at, log, idx, event }): Placed => ({ key: [at, log, idx, place], event })));
  }
  placed.sort((a, b) => newerFirst(a.key, b.key));
  return pageOf(
    placed.slice(0, limit),
    request,
    ({ key }) => key,
    ({ event }) => event,
  );
}

function newerFirst(a: EventKey, b: EventKey): number {
  const differs = a.findIndex((part, i) => part !== b[i]);
  return differs < 0 ? 0 : (b[differs] as number) - (a[differs] as number);
}

interface Columns {
  readonly at: string;
  readonly log: string;
  readonly idx: string;
}

function condition(
  { at, log, idx }: Columns,
  { fromMs, beforeMs }: TimelineFilter,
  behind: EventKey | undefined,
  place: number,
): RawBuilder<SqlBool> {
  const all: RawBuilder<SqlBool>[] = [sql`${sql.ref(at)} is not null`];
  if (fromMs !== undefined) all.push(sql`${sql.ref(at)} >= ${whole(fromMs, 'fromMs')}`);
  if (beforeMs !== undefined) all.push(sql`${sql.ref(at)} < ${whole(beforeMs, 'beforeMs')}`);
  if (behind !== undefined) {
    const [lastAt, lastLog, lastIdx, lastPlace] = behind;
    const beyond = sql.raw(place < lastPlace ? '<=' : '<');
    all.push(sql`(${sql.ref(at)}, ${sql.ref(log)}, ${sql.ref(idx)}) ${beyond} (${lastAt}, ${lastLog}, ${lastIdx})`);
  }
  return sql<SqlBool>`${sql.join(all, sql` and `)}`;
}

async function decisions(engine: Engine, { filter, limit, goesOn, isBehind }: Asked): Promise<Found[]> {
  const { tenant, agent, session } = filter;
  let query = decisionRows(engine, { tenant, agent, ...present({ session }) }, goesOn);
  if (filter.isNotable === true)
    query = query.where((row) =>
      // What a mode or a pause lets pass was judged otherwise.
      row.or([row('verdict', '<>', 'allow'), row('judged', '<>', 'allow'), row('risk', '>=', RISKS.indexOf('HIGH'))]),
    );
  const rows = await query
    .where(isBehind('decisions.at', 'decisions.log', 'decisions.idx'))
    .limit(limit)
    .execute();
  return rows.map((row) => placedAt(row.at, row, { kind: 'decision', at: row.at, decision: decisionOf(row) }));
}

function placedAt(
  at: number,
  { log, idx }: { readonly log: number; readonly idx: number },
  event: TimelineEvent,
): Found {
  return { at, log, idx, event };
}

async function requests(engine: Engine, { filter, limit, isBehind }: Asked): Promise<Found[]> {
  let query = engine.db
    .selectFrom('approvals')
    .selectAll()
    .where('tenant', '=', storable(filter.tenant))
    .where('agent', '=', storable(filter.agent))
    .where(isBehind('requested_at', 'log', 'idx'));
  if (filter.session !== undefined) query = query.where('session', '=', storable(filter.session));
  const rows = await query
    .orderBy('requested_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  const given = await answersTo(engine, rows);
  return rows.map((row) => {
    const { requested_at: at } = row;
    return placedAt(at, row, { kind: 'approval.requested', at, approval: approvalOf(row, given) });
  });
}

async function answers(engine: Engine, { filter, limit, isBehind }: Asked): Promise<Found[]> {
  let query = engine.db
    .selectFrom('approvals')
    .innerJoin('approval_answers as given', (join) =>
      join.onRef('given.log', '=', 'approvals.log').onRef('given.approval', '=', 'approvals.approval'),
    )
    .selectAll('approvals')
    .select(['given.idx as answer_idx', 'given.at', 'given.answer', 'given.scope as answer_scope'])
    .select(['given.answered_by', 'given.via', 'given.message', 'given.rule_text'])
    .where('tenant', '=', storable(filter.tenant))
    .where('agent', '=', storable(filter.agent))
    .where(isBehind('given.at', 'given.log', 'given.idx'));
  if (filter.session !== undefined) query = query.where('session', '=', storable(filter.session));
  const rows = await query
    .orderBy('given.at', 'desc')
    .orderBy('given.log', 'desc')
    .orderBy('given.idx', 'desc')
    .limit(limit)
    .execute();
  const given = await answersTo(engine, rows);
  return rows.map((row) => {
    const { at, answer_idx: idx, answer_scope: scope, log } = row;
    const answer = answerOf({ ...row, scope });
    return placedAt(at, { log, idx }, { kind: 'approval.answered', at, approval: approvalOf(row, given), answer });
  });
}

async function sessions(
  { db }: Engine,
  { filter, limit, isBehind }: Asked,
  end: 'started' | 'ended',
): Promise<Found[]> {
  const column = `${end}_at` as const;
  let query = db
    .selectFrom('sessions')
    .selectAll()
    .where('tenant', '=', storable(filter.tenant))
    .where('agent', '=', storable(filter.agent))
    .where(isBehind(column, 'log', 'idx'));
  if (filter.session !== undefined) query = query.where('session', '=', storable(filter.session));
  const rows = await query.orderBy(column, 'desc').orderBy('log', 'desc').orderBy('idx', 'desc').limit(limit).execute();
  return rows.map((row) => {
    const at = row[column] as number;
    return placedAt(at, row, { kind: `session.${end}`, at, session: sessionOf(row) });
  });
}

async function heldSessions({ db }: Engine, { filter, limit, isBehind }: Asked, end: 'started' | 'ended') {
  const column = `${end}_at` as const;
  const rows = await db
    .selectFrom('kernel_sessions')
    .selectAll()
    .where('tenant', '=', storable(filter.tenant))
    .where((row) => namesHeld(row, 'kernel_sessions.held', filter))
    .where(isBehind(column, 'log', 'idx'))
    .orderBy(column, 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => {
    const at = row[column] as number;
    return placedAt(at, row, { kind: `kernel.session-${end}`, at, held: heldSessionOf(row) });
  });
}

async function bindings({ db }: Engine, { filter, limit, isBehind }: Asked): Promise<Found[]> {
  if (filter.isNotable === true) return [];
  let query = db
    .selectFrom('kernel_bindings')
    .selectAll()
    .where('tenant', '=', storable(filter.tenant))
    .where('agent', '=', storable(filter.agent))
    .where(isBehind('at', 'log', 'idx'));
  if (filter.session !== undefined) query = query.where('session', '=', storable(filter.session));
  const rows = await query.orderBy('at', 'desc').orderBy('log', 'desc').orderBy('idx', 'desc').limit(limit).execute();
  return rows.map((row) => {
    const { at, held, binding, pid, way, approval, decision, session } = row;
    const bound = { at, held, binding, pid, way, decision, session, ...present({ approval }) };
    return placedAt(at, row, { kind: 'kernel.bound', at, binding: bound });
  });
}

/** Also those of no decision, in what held the session. */
async function denials({ db }: Engine, { filter, limit, isBehind }: Asked): Promise<Found[]> {
  const { tenant, agent, session } = filter;
  let query = db
    .selectFrom('kernel_denials')
    .innerJoin('logs', 'logs.log', 'kernel_denials.log')
    .selectAll('kernel_denials')
    .select('origin')
    .where('tenant', '=', storable(tenant))
    .where((row) => namesHeld(row, 'kernel_denials.held', filter))
    .where((row) => row.or([row('agent', 'is', null), row('agent', '=', storable(agent))]))
    .where(isBehind('at', 'kernel_denials.log', 'idx'));
  if (session !== undefined)
    query = query.where((row) => row.or([row('session', 'is', null), row('session', '=', storable(session))]));
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('kernel_denials.log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => placedAt(row.at, row, { kind: 'kernel.denied', at: row.at, denial: denialOf(row) }));
}
