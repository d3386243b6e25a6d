/**
 * What an agent does day by day: each decision counts for its tool, the flags of its descriptor, the scopes it reaches, the
 * hosts it names, and the hour it fell in. Days and hours are those of UTC.
 */
import { type Kysely, sql } from 'kysely';
import type { DecisionMade } from '../records.ts';
import type { Tables, TraitsTable } from '../tables.ts';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
const FLAG_COUNT = 32;
/** Where the descriptor's hexadecimal digits hold the hash of the tool's name, and the flags. */
const HASH = [12, 20] as const;
const FLAGS = [20, 28] as const;
/** How many rows one statement takes: SQLite has a bound for the values of one. */
const ROWS_A_STATEMENT = 500;

/** What of a decision counts. */
export type NotedDecision = Pick<DecisionMade, 'tenant' | 'agent' | 'verdict' | 'descriptor' | 'scopes' | 'hosts'>;

interface Moment {
  readonly id: string;
  readonly at: number;
}

interface Alike {
  readonly made: NotedDecision;
  readonly hour: number;
  count: number;
  first: Moment;
}

/** Of many decisions most are alike, and those are looked at once. */
export class TraitCounts {
  readonly #alike = new Map<string, Alike>();

  add(made: NotedDecision, moment: Moment): void {
    const { tenant, agent, verdict, descriptor, scopes, hosts } = made;
    const hour = Math.floor(moment.at / HOUR_MS);
    // Names hold no line's end, so nothing else joins to the same text.
    const key = `${tenant}\n${agent}\n${hour}\n${verdict}\n${descriptor}\n${scopes?.join('\n') ?? ''}\n\n${hosts?.join('\n') ?? ''}`;
    const known = this.#alike.get(key);
    if (known === undefined) {
      this.#alike.set(key, { made, hour, count: 1, first: { id: moment.id, at: moment.at } });
      return;
    }
    known.count++;
    if (moment.at < known.first.at) known.first = { id: moment.id, at: moment.at };
  }

  /** A row for each trait of each agent on each day. */
  rows(log: number): TraitsTable[] {
    const days = new Map<string, Map<string, TraitsTable>>();
    for (const alike of this.#alike.values()) {
      const { tenant, agent } = alike.made;
      const day = Math.floor(alike.hour / HOURS_A_DAY);
      const key = `${tenant}\n${agent}\n${day}`;
      let rows = days.get(key);
      if (rows === undefined) days.set(key, (rows = new Map()));
      for (const [aspect, name] of traitsOf(alike.made, alike.hour % HOURS_A_DAY))
        count(rows, { log, tenant, agent, day, aspect, name }, alike);
    }
    return [...days.values()].flatMap((rows) => [...rows.values()]);
  }
}

function count(
  rows: Map<string, TraitsTable>,
  trait: Omit<TraitsTable, 'count' | 'first_at' | 'first_decision'>,
  { count: more, first }: Alike,
): void {
  const key = `${trait.aspect} ${trait.name}`;
  const known = rows.get(key);
  if (known === undefined) {
    rows.set(key, { ...trait, count: more, first_at: first.at, first_decision: first.id });
    return;
  }
  known.count += more;
  if (first.at >= known.first_at) return;
  known.first_at = first.at;
  known.first_decision = first.id;
}

type Trait = readonly [aspect: TraitsTable['aspect'], name: string];

function traitsOf({ verdict, descriptor, scopes, hosts }: NotedDecision, hour: number): Trait[] {
  const traits: Trait[] = [
    ['tool', descriptor.slice(...HASH)],
    ['hour', `${String(hour).padStart(2, '0')} ${verdict}`],
  ];
  const flags = Number.parseInt(descriptor.slice(...FLAGS), 16);
  for (let bit = 0; bit < FLAG_COUNT; bit++) if (((flags >>> bit) & 1) === 1) traits.push(['flag', String(bit)]);
  if (scopes !== undefined) for (const scope of new Set(scopes)) traits.push(['scope', scope]);
  if (hosts !== undefined) for (const host of new Set(hosts)) traits.push(['host', host]);
  return traits;
}

export async function writeTraits(db: Kysely<Tables>, rows: readonly TraitsTable[]): Promise<void> {
  const isEarlier = sql`${sql.ref('excluded.first_at')} < ${sql.ref('traits.first_at')}`;
  const ofEarlier = <Value>(column: 'first_at' | 'first_decision') =>
    sql<Value>`case when ${isEarlier} then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`traits.${column}`)} end`;
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    await db
      .insertInto('traits')
      .values(rows.slice(start, start + ROWS_A_STATEMENT))
      .onConflict((key) =>
        key.columns(['tenant', 'agent', 'day', 'aspect', 'name', 'log']).doUpdateSet({
          count: sql<number>`${sql.ref('traits.count')} + ${sql.ref('excluded.count')}`,
          first_at: ofEarlier<number>('first_at'),
          first_decision: ofEarlier<string>('first_decision'),
        }),
      )
      .execute();
  }
}
