import { DAY_MS } from './apply/traits.ts';
import type { Engine } from './engine.ts';
import { whole } from './queries/numbers.ts';
import type { Dropped } from './store.ts';

/** How many rows one transaction drops: a writer waits no longer than for that. */
const ROWS_A_STEP = 5_000;

/** See `Store.dropBefore`. */
export async function dropBefore(engine: Engine, ms: number): Promise<Dropped> {
  whole(ms, 'ms');
  const agents = await engine.db.selectFrom('agents').select(['tenant', 'agent']).distinct().execute();
  for (const { tenant, agent } of agents) await inSteps(engine, (db) => dropTraits(db, tenant, agent, ms));
  let decisions = 0;
  for (const tenant of new Set(agents.map((seen) => seen.tenant)))
    decisions += await inSteps(engine, (db) => dropDecisions(db, tenant, ms));
  let kernel = 0;
  for (const table of ['kernel_bindings', 'kernel_denials'] as const)
    kernel += await inSteps(engine, (db) => dropKernel(db, table, ms));
  return { decisions, approvals: await inSteps(engine, (db) => dropApprovals(db, ms)), kernel };
}

async function inSteps({ db }: Engine, step: (transaction: Engine['db']) => Promise<number>): Promise<number> {
  let dropped = 0;
  for (;;) {
    const count = await db.transaction().execute(step);
    dropped += count;
    if (count < ROWS_A_STEP) return dropped;
  }
}

async function dropDecisions(db: Engine['db'], tenant: string, ms: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('decisions')
    .where((row) =>
      row(
        row.refTuple('log', 'idx'),
        'in',
        row
          .selectFrom('decisions')
          .select(['log', 'idx'])
          .where('tenant', '=', tenant)
          .where('at', '<', ms)
          .orderBy('at')
          .limit(ROWS_A_STEP)
          .$asTuple('log', 'idx'),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Days that lie before it as a whole. */
async function dropTraits(db: Engine['db'], tenant: string, agent: string, ms: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('traits')
    .where('tenant', '=', tenant)
    .where('agent', '=', agent)
    .where((row) =>
      row(
        row.refTuple('day', 'aspect', 'name', 'log'),
        'in',
        row
          .selectFrom('traits')
          .select(['day', 'aspect', 'name', 'log'])
          .where('tenant', '=', tenant)
          .where('agent', '=', agent)
          .where('day', '<', Math.floor(ms / DAY_MS))
          .limit(ROWS_A_STEP)
          .$asTuple('day', 'aspect', 'name', 'log'),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function dropKernel(db: Engine['db'], table: 'kernel_bindings' | 'kernel_denials', ms: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where((row) =>
      row(
        row.refTuple('log', 'idx'),
        'in',
        row.selectFrom(table).select(['log', 'idx']).where('at', '<', ms).limit(ROWS_A_STEP).$asTuple('log', 'idx'),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function dropApprovals(db: Engine['db'], ms: number): Promise<number> {
  const stale = await db
    .selectFrom('approvals')
    .select(['log', 'approval'])
    .where((row) =>
      row.or([
        row.and([row('state', '<>', 'pending'), row('touched_at', '<', ms)]),
        row.and([row('state', '=', 'pending'), row('expires_at', '<', ms)]),
      ]),
    )
    .limit(ROWS_A_STEP)
    .execute();
  for (const { log, approval } of stale) {
    for (const table of ['approval_answers', 'approvals'] as const) {
      await db.deleteFrom(table).where('log', '=', log).where('approval', '=', approval).execute();
    }
  }
  return stale.length;
}
