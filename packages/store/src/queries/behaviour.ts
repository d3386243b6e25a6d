/** What an agent usually does, and what it did for the first time. */
import { DAY_MS, HOUR_MS } from '../apply/traits.ts';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import {
  ASPECTS,
  type Aspect,
  type Behaviour,
  type BehaviourFilter,
  type BehaviourHour,
  type Trait,
} from '../store.ts';
import type { TraitsTable } from '../tables.ts';
import { whole } from './numbers.ts';

/** Rows of so many are looked at, the newest days first: more have those alone who make up names. */
const ROWS_MAX = 50_000;
/** Of one aspect no more is looked through that is of today, nor told than a person reads. */
const FRESH_ROWS_MAX = 2_000;
const FRESH_MAX = 100;
const USUAL_MAX = 50;

type Grouped = Pick<TraitsTable, 'aspect' | 'name' | 'count' | 'first_at' | 'first_decision'>;

export async function behaviourOf(engine: Engine, filter: BehaviourFilter): Promise<Behaviour> {
  const { rows, isWhole } = await usualRows(engine, filter);
  const fresh: Trait[] = [];
  let isAllLookedAt = isWhole;
  for (const aspect of ASPECTS) {
    const found = await freshTraits(engine, filter, aspect);
    fresh.push(...found.traits);
    isAllLookedAt &&= found.isWhole;
  }
  fresh.sort((a, b) => a.firstAt - b.firstAt || (a.name < b.name ? -1 : 1));
  return {
    usual: ASPECTS.flatMap((aspect) => mostOf(rows, aspect)),
    hours: await hoursOf(engine, filter),
    fresh: fresh.slice(0, FRESH_MAX),
    isWhole: isAllLookedAt && fresh.length <= FRESH_MAX,
  };
}

async function usualRows({ db }: Engine, { tenant, agent, fromMs }: BehaviourFilter) {
  const newest = db
    .selectFrom('traits')
    .select(['aspect', 'name', 'count', 'first_at', 'first_decision'])
    .where('tenant', '=', storable(tenant))
    .where('agent', '=', storable(agent))
    .where('day', '>=', dayOf(fromMs, 'fromMs'))
    .where('aspect', '<>', 'hour')
    .orderBy('day', 'desc')
    .limit(ROWS_MAX);
  const rows = await db
    .selectFrom(newest.as('newest'))
    .select(['aspect', 'name'])
    .select(({ fn }) => [
      fn.sum<number>('count').as('count'),
      fn.min<number>('first_at').as('first_at'),
      fn.min<string>('first_decision').as('first_decision'),
      fn.countAll<number>().as('rows'),
    ])
    .groupBy(['aspect', 'name'])
    .execute();
  return { rows, isWhole: rows.reduce((sum, row) => sum + row.rows, 0) < ROWS_MAX };
}

function mostOf(rows: readonly Grouped[], aspect: Aspect): Trait[] {
  return rows
    .filter((row) => row.aspect === aspect)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, USUAL_MAX)
    .map((row) => traitOf(row, aspect));
}

/**
 * What there was no time before `sinceMs`, as far back as the store remembers; `isWhole`: where not, some of what is of
 * today was not looked at.
 */
async function freshTraits({ db }: Engine, { tenant, agent, sinceMs }: BehaviourFilter, aspect: Aspect) {
  const since = whole(sinceMs, 'sinceMs');
  const lately = db
    .selectFrom('traits')
    .select(['name', 'count', 'first_at', 'first_decision'])
    .where('tenant', '=', storable(tenant))
    .where('agent', '=', storable(agent))
    .where('day', '>=', dayOf(since, 'sinceMs'))
    .where('aspect', '=', aspect)
    .where('first_at', '>=', since)
    .limit(FRESH_ROWS_MAX);
  const { looked } = await db
    .selectFrom(lately.as('lately'))
    .select(({ fn }) => fn.countAll<number>().as('looked'))
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom(lately.as('lately'))
    .select('name')
    .select(({ fn }) => [
      fn.sum<number>('count').as('count'),
      fn.min<number>('first_at').as('first_at'),
      fn.min<string>('first_decision').as('first_decision'),
    ])
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('traits')
            .select('traits.day')
            .where('traits.tenant', '=', storable(tenant))
            .where('traits.agent', '=', storable(agent))
            .where('traits.aspect', '=', aspect)
            .whereRef('traits.name', '=', 'lately.name')
            .where('traits.first_at', '<', since),
        ),
      ),
    )
    .groupBy('name')
    .execute();
  return { traits: rows.map((row) => traitOf({ ...row, aspect }, aspect)), isWhole: looked < FRESH_ROWS_MAX };
}

function traitOf({ name, count, first_at, first_decision }: Grouped, aspect: Aspect): Trait {
  return { aspect, name, count, firstAt: first_at, firstDecision: first_decision };
}

async function hoursOf({ db }: Engine, { tenant, agent, fromMs }: BehaviourFilter): Promise<BehaviourHour[]> {
  const rows = await db
    .selectFrom('traits')
    .select(['day', 'name'])
    .select(({ fn }) => fn.sum<number>('count').as('count'))
    .where('tenant', '=', storable(tenant))
    .where('agent', '=', storable(agent))
    .where('day', '>=', dayOf(fromMs, 'fromMs'))
    .where('aspect', '=', 'hour')
    .groupBy(['day', 'name'])
    .execute();
  const hours = new Map<number, BehaviourHour>();
  for (const { day, name, count } of rows) {
    const [hour = '', verdict = ''] = name.split(' ');
    const at = day * DAY_MS + Number(hour) * HOUR_MS;
    hours.set(at, { ...(hours.get(at) ?? { at, allow: 0, ask: 0, deny: 0 }), [verdict]: count });
  }
  return [...hours.values()].sort((a, b) => a.at - b.at);
}

function dayOf(ms: number, name: string): number {
  return Math.floor(whole(ms, name) / DAY_MS);
}
