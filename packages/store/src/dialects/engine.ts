/** What one engine does otherwise than the other. Everything else is said once, through Kysely. */
import type { ColumnDataType, Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { StoreError } from '../error.ts';
import type { DecisionsTable, Tables } from '../tables.ts';

/** The types of columns, and what stands behind a table's columns. */
export interface SchemaWords {
  readonly whole: ColumnDataType;
  readonly bytes: ColumnDataType;
  /** A text that sorts by its code points. */
  readonly text: ColumnDataType | RawBuilder<unknown>;
  /** A whole number that the engine counts up by itself. */
  readonly counter: ColumnDataType;
  readonly tableEnd: RawBuilder<unknown>;
  /** For a table whose rows are kept in the order of its primary key, where the engine can. */
  readonly clusteredEnd: RawBuilder<unknown>;
}

export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Its transactions may write from their beginning on. */
  readonly db: Kysely<Tables>;
  readonly words: SchemaWords;
  /** Resolves once nobody else changes tables' forms until the transaction ends. */
  lockSchema(transaction: Kysely<Tables>): Promise<void>;
  /** Adds rows that are in no table yet, fast. */
  insertDecisions(transaction: Kysely<Tables>, rows: readonly DecisionsTable[]): Promise<void>;
  /** How large the database is. */
  readonly sizeBytes: RawBuilder<number>;
  /** Whether the text has the part in it, letter by letter. */
  readonly contains: (text: Expression<string>, part: string) => Expression<SqlBool>;
  /** What the engine's error means. Its message tells nothing of rows or passwords. */
  errorOf(error: unknown): StoreError;
}
