/** When a session was busy. */
import { sql } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import { StoreError } from '../error.ts';
import type { Activity, SessionName, VerdictCounts } from '../store.ts';

const STEPS_MAX = 1_000;

export async function activityOf(engine: Engine, name: SessionName, stepCount: number): Promise<Activity | undefined> {
  if (!Number.isInteger(stepCount) || stepCount < 1 || stepCount > STEPS_MAX)
    throw new StoreError('QUERY', `expected 1 to ${STEPS_MAX} steps, met ${stepCount}`);
  const seen = await spanOf(engine, name);
  if (seen === undefined) return undefined;
  const { fromMs, toMs, isAlone } = seen;
  const stepMs = Math.max(1, Math.ceil((toMs - fromMs + 1) / stepCount));
  const { tenant, agent, session } = name;
  // What is asked for lies in the index by time, but for the agent: it is looked at where the name is not one session's.
  let query = engine.db
    .selectFrom('decisions')
    .where('tenant', '=', storable(tenant))
    .where('session', '=', storable(session))
    .where('at', '>=', fromMs)
    .where('at', '<=', toMs);
  if (!isAlone) query = query.where('agent', '=', storable(agent));
  const step = sql<number>`(${sql.ref('at')} - ${sql.lit(fromMs)}) / ${sql.lit(stepMs)}`;
  const rows = await query
    .select(['verdict', step.as('step'), (row) => row.fn.countAll<number>().as('count')])
    .groupBy(['verdict', step])
    .execute();
  const steps = Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, () => ({ allow: 0, ask: 0, deny: 0 }));
  for (const { verdict, step: at, count } of rows) (steps[at] as Record<keyof VerdictCounts, number>)[verdict] = count;
  return { fromMs, stepMs, steps };
}

/** The time in which it was seen, and whether no other agent has a session of this name. */
async function spanOf({ db }: Engine, { tenant, agent, session }: SessionName) {
  const rows = await db
    .selectFrom('sessions')
    .select(['agent', 'first_at', 'last_at'])
    .where('tenant', '=', storable(tenant))
    .where('session', '=', storable(session))
    .execute();
  const own = rows.filter((row) => row.agent === storable(agent));
  if (own.length === 0) return undefined;
  return {
    fromMs: Math.min(...own.map((row) => row.first_at)),
    toMs: Math.max(...own.map((row) => row.last_at)),
    isAlone: own.length === rows.length,
  };
}
