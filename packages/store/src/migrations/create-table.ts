/** Tables whose rows come out of a log, as either engine makes them. */
import type { CreateTableBuilder, Kysely } from 'kysely';
import type { SchemaWords } from '../dialects/engine.ts';
import type { Tables } from '../tables.ts';

/** With `?` where it may be null. */
export type Columns = Readonly<Record<string, 'whole' | 'text' | 'bytes' | 'whole?' | 'text?'>>;

export interface TableForm {
  readonly key: readonly string[];
  readonly columns: Columns;
}

export async function createTable(
  db: Kysely<Tables>,
  words: SchemaWords,
  name: string,
  { key, columns }: TableForm,
): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const type = kind.startsWith('whole') ? words.whole : kind === 'bytes' ? words.bytes : words.text;
    table = table.addColumn(column, type, (of) => (kind.endsWith('?') ? of : of.notNull()));
  }
  await table
    .addPrimaryKeyConstraint(`${name}_key`, [...key])
    .modifyEnd(words.clusteredEnd)
    .execute();
}
