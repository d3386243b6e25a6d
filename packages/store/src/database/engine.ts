/** What one engine does otherwise than the other, whatever the tables are. Everything else is said once, through Kysely. */
import type { ColumnDataType, Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { StoreError } from '../error.ts';

/** The types of columns, and what stands behind a table's columns. */
export interface SchemaWords {
  readonly whole: ColumnDataType;
  /** A number of 64 bits with a fraction. */
  readonly real: ColumnDataType;
  readonly bytes: ColumnDataType;
  /** A text that sorts by its code points. */
  readonly text: ColumnDataType | RawBuilder<unknown>;
  /** A whole number that the engine counts up by itself. */
  readonly counter: ColumnDataType;
  readonly tableEnd: RawBuilder<unknown>;
  /** For a table whose rows are kept in the order of its primary key, where the engine can. */
  readonly clusteredEnd: RawBuilder<unknown>;
}

/** What a column of a bulk insert holds. */
export type ColumnKind = 'whole' | 'real' | 'text';

/** All columns of a row. */
export type ColumnKinds<Row> = Readonly<Record<keyof Row & string, ColumnKind>>;

export interface Engine<Tables> {
  readonly name: 'sqlite' | 'postgres';
  /** Its transactions may write from their beginning on. */
  readonly db: Kysely<Tables>;
  readonly words: SchemaWords;
  /** Resolves once nobody else changes tables' forms until the transaction ends. */
  lockSchema(transaction: Kysely<Tables>): Promise<void>;
  /** Adds rows, fast. Rejects where one is there already, unless those are to be left as they are. */
  insertRows<Name extends keyof Tables & string>(
    transaction: Kysely<Tables>,
    table: Name,
    columns: ColumnKinds<Tables[Name]>,
    rows: readonly Tables[Name][],
    present?: 'refused' | 'left',
  ): Promise<void>;
  /** How large the database is. */
  readonly sizeBytes: RawBuilder<number>;
  /** Whether the text has the part in it, letter by letter. */
  readonly contains: (text: Expression<string>, part: string) => Expression<SqlBool>;
  /** What the engine's error means. Its message tells nothing of rows or passwords. */
  errorOf(error: unknown): StoreError;
}

/** The statement's beginning and end, around where the rows come from. */
export function insertText(
  table: string,
  columns: readonly string[],
  source: string,
  present: 'refused' | 'left' = 'refused',
): string {
  const end = present === 'left' ? ' on conflict do nothing' : '';
  return `insert into ${table} (${columns.join(', ')}) ${source}${end}`;
}
