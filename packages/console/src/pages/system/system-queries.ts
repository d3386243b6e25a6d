/** What the page of the system asks for. */
import type { AnswerOf } from '@capgate/client/web';
import { queryOptions } from '@tanstack/react-query';
import { gate, queryClient } from '../../gate/queries.ts';
import { type Load, loadAfter } from './load.ts';

export type Configuration = AnswerOf<'GET', '/v1/configuration'>;
export type Setting = Configuration['settings'][number];
export type InstalledHooks = AnswerOf<'GET', '/v1/installed-hooks'>;
export type InstalledHook = InstalledHooks['agents'][number];

const SOON_MS = 5_000;
const SELDOM_MS = 30_000;

export const configurationQuery = queryOptions({
  queryKey: ['configuration'],
  queryFn: () => gate.call('GET', '/v1/configuration'),
  refetchInterval: SELDOM_MS,
});

export const installedHooksQuery = queryOptions({
  queryKey: ['installed-hooks'],
  queryFn: () => gate.call('GET', '/v1/installed-hooks'),
  refetchInterval: SELDOM_MS,
});

export const storeQuery = queryOptions({
  queryKey: ['store'],
  queryFn: () => gate.call('GET', '/v1/store'),
  refetchInterval: SELDOM_MS,
});

const LOAD = ['load'];

/** Each reading knows the one before it, as counters say something by what they grew alone. */
export const loadQuery = queryOptions({
  queryKey: LOAD,
  queryFn: async (): Promise<Load> => {
    const { metrics } = await gate.call('GET', '/v1/metrics');
    return loadAfter(queryClient.getQueryData<Load>(LOAD), metrics, Date.now());
  },
  refetchInterval: SOON_MS,
});

/** The chain of keys, as this browser followed it from the first; its code comes with the check of the log. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async () => (await import('../../gate/proofs.ts')).readKeys(),
  refetchInterval: SELDOM_MS,
});
