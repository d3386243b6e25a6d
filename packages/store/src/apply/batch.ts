/** What records that are applied together come to, gathered so that many of them take few statements. */
import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Engine } from '../engine.ts';
import type { DecisionMade, IndexedRecord, Verdict } from '../records.ts';
import {
  type AgentsTable,
  DECISION_COLUMNS,
  type DecisionsTable,
  type SeenColumns,
  type SessionsTable,
  type Tables,
  type UnreadTable,
} from '../tables.ts';
import { type NotedDecision, TraitCounts, writeTraits } from './traits.ts';

/** How many rows one statement takes: SQLite has a bound for the values of one. */
const ROWS_A_STATEMENT = 500;

type SessionSeen = Pick<SessionsTable, 'log' | 'idx' | 'tenant' | 'agent' | 'session' | keyof SeenColumns>;

export class Batch {
  readonly db: Kysely<Tables>;
  readonly log: number;
  readonly #engine: Engine;
  #decisions: DecisionsTable[] = [];
  #unread: UnreadTable[] = [];
  #agents = new Map<string, AgentsTable>();
  #sessions = new Map<string, SessionSeen>();
  readonly #traits = new TraitCounts();

  constructor(engine: Engine, transaction: Kysely<Tables>, log: number) {
    this.#engine = engine;
    this.db = transaction;
    this.log = log;
  }

  addDecision(row: DecisionsTable, made: NotedDecision): void {
    this.#decisions.push(row);
    this.#traits.add(made, row);
  }

  addUnread(row: UnreadTable): void {
    this.#unread.push(row);
  }

  /** Counts a decision, or without one just sees the session and its agent. */
  see({ at, index }: IndexedRecord, { tenant, agent, session }: Names, verdict?: Verdict): void {
    const { log } = this;
    // Names hold no character for control, so nothing else joins to the same text.
    const agentSeen = entry(this.#agents, `${tenant}\n${agent}`, () => ({ log, tenant, agent, ...unseen(at) }));
    const sessionSeen = entry(this.#sessions, `${tenant}\n${agent}\n${session}`, () => {
      return { log, idx: index, tenant, agent, session, ...unseen(at) };
    });
    count(agentSeen, at, verdict);
    count(sessionSeen, at, verdict);
  }

  /** Writes what sessions and agents came to so far, for a record that changes their rows. */
  async writeSeen(): Promise<void> {
    const agents = [...this.#agents.values()];
    const sessions = [...this.#sessions.values()];
    this.#agents.clear();
    this.#sessions.clear();
    for (const rows of slices(agents)) {
      const insert = this.db.insertInto('agents').values(rows);
      await insert
        .onConflict((key) => key.columns(['log', 'tenant', 'agent']).doUpdateSet(seenUpdate('agents')))
        .execute();
    }
    for (const rows of slices(sessions)) {
      const insert = this.db.insertInto('sessions').values(rows.map((row) => ({ ...row, ...NOT_STARTED })));
      await insert
        .onConflict((key) => key.columns(['log', 'tenant', 'session', 'agent']).doUpdateSet(seenUpdate('sessions')))
        .execute();
    }
  }

  async finish(): Promise<void> {
    await this.writeSeen();
    await writeTraits(this.db, this.#traits.rows(this.log));
    await this.#engine.insertRows(this.db, 'decisions', DECISION_COLUMNS, this.#decisions);
    for (const rows of slices(this.#unread)) await this.db.insertInto('unread').values(rows).execute();
  }
}

type Names = Pick<DecisionMade, 'tenant' | 'agent' | 'session'>;

const NOT_STARTED = {
  started_at: null,
  ended_at: null,
  working_directory: null,
  workspace: null,
  home: null,
  platform: null,
  uid: null,
  pid: null,
} satisfies Partial<SessionsTable>;

function unseen(at: number): SeenColumns {
  return { first_at: at, last_at: at, allow_count: 0, ask_count: 0, deny_count: 0 };
}

function count(seen: SeenColumns, at: number, verdict: Verdict | undefined): void {
  seen.first_at = Math.min(seen.first_at, at);
  seen.last_at = Math.max(seen.last_at, at);
  if (verdict !== undefined) seen[`${verdict}_count`]++;
}

/** `min` of two values is spelled otherwise in each engine; this is not. */
function seenUpdate(table: 'agents' | 'sessions'): Record<keyof SeenColumns, RawBuilder<number>> {
  const old = (column: keyof SeenColumns) => sql.ref(`${table}.${column}`);
  const sum = (column: keyof SeenColumns) => sql<number>`${old(column)} + ${added(column)}`;
  return {
    first_at: sql<number>`case when ${added('first_at')} < ${old('first_at')} then ${added('first_at')} else ${old('first_at')} end`,
    last_at: sql<number>`case when ${added('last_at')} > ${old('last_at')} then ${added('last_at')} else ${old('last_at')} end`,
    allow_count: sum('allow_count'),
    ask_count: sum('ask_count'),
    deny_count: sum('deny_count'),
  };
}

function added(column: keyof SeenColumns): RawBuilder<unknown> {
  return sql.ref(`excluded.${column}`);
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function slices<Row>(rows: readonly Row[]): Row[][] {
  const sliceCount = Math.ceil(rows.length / ROWS_A_STATEMENT);
  return Array.from({ length: sliceCount }, (_, i) => rows.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT));
}
