/** Where the configuration has the store. */
import { readFileSync } from 'node:fs';
import { GateError, type Settled } from '@capgate/gate';
import type { StoreOptions } from '@capgate/store';

/** Throws `GateError` REQUEST where PostgreSQL is asked for and no URL is given. */
export function storeOptions({ store }: Settled): StoreOptions {
  if (store.kind === 'sqlite') return store;
  const url = store.url ?? (store.urlFile === undefined ? undefined : readFileSync(store.urlFile, 'utf8').trim());
  if (url !== undefined) return { kind: 'postgres', url };
  throw new GateError('REQUEST', 'expected store.url or store.urlFile for PostgreSQL, met neither');
}
