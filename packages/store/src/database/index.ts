/** Tables of anybody's in SQLite or PostgreSQL: what the log's index rests on, and whoever keeps rows of another kind. */
export { type Columns, createTable, type TableForm } from './create-table.ts';
export type { ColumnKind, ColumnKinds, Engine, SchemaWords } from './engine.ts';
export type { Migrations, TablesChange } from './migrate.ts';
export { openDatabase } from './open.ts';
export type { PostgresOptions, SqliteOptions, StoreOptions } from './options.ts';
export { keyBehind, type Page, PAGE_LIMIT_MAX, pageOf, type PageRequest, rowsFor } from './page.ts';
export { StoreError, type StoreErrorCode } from '../error.ts';
