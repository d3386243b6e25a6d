/** Where a store's tables are. */
export type StoreOptions = SqliteOptions | PostgresOptions;

export interface SqliteOptions {
  readonly kind: 'sqlite';
  /** A file's path; made where it is absent, for its user alone. */
  readonly path: string;
}

export interface PostgresOptions {
  readonly kind: 'postgres';
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The most connections at a time; 10 where absent. */
  readonly poolMax?: number;
}
