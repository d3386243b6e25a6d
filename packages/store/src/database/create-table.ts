/** Tables kept in the order of their primary key, as either engine makes them. */
import type { CreateTableBuilder, Kysely } from 'kysely';
import type { SchemaWords } from './engine.ts';

/** With `?` where it may be null. */
export type Columns = Readonly<Record<string, 'whole' | 'text' | 'bytes' | 'real' | 'whole?' | 'real?' | 'text?'>>;

export interface TableForm {
  readonly key: readonly string[];
  readonly columns: Columns;
}

export async function createTable<Tables>(
  db: Kysely<Tables>,
  words: SchemaWords,
  name: string,
  { key, columns }: TableForm,
): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const isNullable = kind.endsWith('?');
    const type = words[(isNullable ? kind.slice(0, -1) : kind) as 'whole' | 'real' | 'bytes' | 'text'];
    table = table.addColumn(column, type, (of) => (isNullable ? of : of.notNull()));
  }
  await table
    .addPrimaryKeyConstraint(`${name}_key`, [...key])
    .modifyEnd(words.clusteredEnd)
    .execute();
}
