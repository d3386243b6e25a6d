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
    const rows = new Map<string, TraitsTable>();
    for (const { made, hour, count, first } of this.#alike.values()) {
      const { tenant, agent } = made;
      const day = Math.floor(hour / HOURS_A_DAY);
      for (const [aspect, name] of traitsOf(made, hour % HOURS_A_DAY)) {
        const key = `${tenant}\n${agent}\n${day}\n${aspect}\n${name}`;
        const row = { log, tenant, agent, day, aspect, name, count, first_at: first.at, first_decision: first.id };
        const known = rows.get(key);
        rows.set(key, known === undefined ? row : joined(known, row));
      }
    }
    return [...rows.values()];
  }
}

type Trait = readonly [aspect: TraitsTable['aspect'], name: string];

function traitsOf({ verdict, descriptor, scopes = [], hosts = [] }: NotedDecision, hour: number): Trait[] {
  const flags = Number.parseInt(descriptor.slice(...FLAGS), 16);
  const bits = Array.from({ length: FLAG_COUNT }, (_, bit) => bit).filter((bit) => ((flags >>> bit) & 1) === 1);
  return [
    ['tool', descriptor.slice(...HASH)],
    ['hour', `${String(hour).padStart(2, '0')} ${verdict}`],
    ...bits.map((bit): Trait => ['flag', String(bit)]),
    ...[...new Set(scopes)].map((scope): Trait => ['scope', scope]),
    ...[...new Set(hosts)].map((host): Trait => ['host', host]),
  ];
}

function joined(known: TraitsTable, row: TraitsTable): TraitsTable {
  const count = known.count + row.count;
  return row.first_at < known.first_at ? { ...row, count } : { ...known, count };
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
