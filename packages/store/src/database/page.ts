/** Pages: so many rows behind the last one of the page before. */
import { fromBase64, fromUtf8, toBase64, utf8 } from '@capgate/base';
import { StoreError } from '../error.ts';

/** The most that a page may hold. */
export const PAGE_LIMIT_MAX = 1_000;

export interface PageRequest {
  /** From 1 to `PAGE_LIMIT_MAX`. */
  readonly limit: number;
  /** What the page before gave as `next`; the first page where absent. Of a query with the same filter. */
  readonly cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Leads to the page after this one; absent on the last. */
  readonly next?: string;
}

/** The values of the columns that the rows are ordered by. */
export type Key = readonly (string | number)[];

const CURSOR_LENGTH_MAX = 4_096;

/** How many rows to ask for: one more than the page has tells whether another page follows. Throws QUERY. */
export function rowsFor({ limit }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= PAGE_LIMIT_MAX) return limit + 1;
  throw new StoreError('QUERY', `expected a limit from 1 to ${PAGE_LIMIT_MAX}, met ${limit}`);
}

/** The key that the page is to begin behind; undefined for the first page. Throws QUERY for what is no cursor of such keys. */
export function keyBehind<const Kinds extends readonly ('string' | 'number')[]>(
  { cursor }: PageRequest,
  kinds: Kinds,
): { [I in keyof Kinds]: Kinds[I] extends 'string' ? string : number } | undefined {
  if (cursor === undefined) return undefined;
  const key = decoded(cursor);
  if (Array.isArray(key) && key.length === kinds.length && key.every((value, i) => isOf(value, kinds[i]))) {
    return key as never;
  }
  throw new StoreError('QUERY', 'expected the cursor that the page before gave, met another text');
}

function isOf(value: unknown, kind: 'string' | 'number' | undefined): boolean {
  return kind === 'string' ? typeof value === 'string' : Number.isSafeInteger(value);
}

function decoded(cursor: string): unknown {
  const bytes = cursor.length <= CURSOR_LENGTH_MAX ? fromBase64(cursor) : undefined;
  const text = bytes && fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The page of `rows`, of which there is one more than the page holds where another follows. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  keyOf: (row: Row) => Key,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit).map(itemOf);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: toBase64(utf8(JSON.stringify(keyOf(last)))) };
}
