import type { Engine } from './dialects/engine.ts';
import type { Dropped } from './store.ts';

/** How many rows one transaction drops: a writer waits no longer than for that. */
const ROWS_A_STEP = 5_000;

/** See `Store.dropBefore`. */
export async function dropBefore(engine: Engine, ms: number): Promise<Dropped> {
  const tenants = await engine.db.selectFrom('agents').select('tenant').distinct().execute();
  let decisions = 0;
  for (const { tenant } of tenants) decisions += await inSteps(() => dropDecisions(engine, tenant, ms));
  return { decisions, approvals: await inSteps(() => dropApprovals(engine, ms)) };
}

async function inSteps(step: () => Promise<number>): Promise<number> {
  let dropped = 0;
  for (;;) {
    const count = await step();
    dropped += count;
    if (count < ROWS_A_STEP) return dropped;
  }
}

async function dropDecisions({ db }: Engine, tenant: string, ms: number): Promise<number> {
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

function dropApprovals({ db }: Engine, ms: number): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const stale = await transaction
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
        await transaction.deleteFrom(table).where('log', '=', log).where('approval', '=', approval).execute();
      }
    }
    return stale.length;
  });
}
