/** Results as Parquet. */
import type { Result } from '../results/result.ts';
import { cellOf, COLUMNS, type ColumnKind } from './columns.ts';

const TYPES = { TEXT: 'STRING', COUNT: 'INT64', NUMBER: 'DOUBLE' } as const satisfies Record<ColumnKind, string>;

/** A file of all columns, compressed by Snappy. */
export async function parquetOf(results: readonly Result[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = COLUMNS.map(({ name, kind, isOptional }) => ({
    name,
    type: TYPES[kind],
    nullable: isOptional,
    data: results.map((result) => {
      const cell = cellOf(result, name);
      return kind === 'COUNT' && typeof cell === 'number' ? BigInt(cell) : cell;
    }),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
