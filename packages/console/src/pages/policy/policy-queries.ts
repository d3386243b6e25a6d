/** What the page of policies asks for, and what it sends. */
import { type AnswerOf, ClientError } from '@capgate/client/web';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { gate, type Me } from '../../gate/queries.ts';
import type { Conflict } from './merging.ts';
import type { Settings } from './editor/document-text.ts';

export type Version = AnswerOf<'GET', '/v1/policies'>['items'][number];
export type Active = AnswerOf<'GET', '/v1/policies/active'>;
export type Check = AnswerOf<'POST', '/v1/policies/check'>;
export type Rebased = AnswerOf<'POST', '/v1/policies/rebase'>;

export type ActivationMade = AnswerOf<'GET', '/v1/policies/activations'>['items'][number];

const VERSIONS_COUNT = 50;
const ACTIVATIONS_COUNT = 200;
/** Another person's version is seen so soon. */
const AGAIN_MS = 4_000;
/** Each letter makes a document of its own: most are asked about once. */
const CHECK_KEPT_MS = 10_000;

export const activeQuery = queryOptions({
  queryKey: ['policies', 'active'],
  queryFn: () => gate.call('GET', '/v1/policies/active'),
  refetchInterval: AGAIN_MS,
});

export const versionsQuery = infiniteQueryOptions({
  queryKey: ['policies', 'versions'],
  queryFn: ({ pageParam: cursor }) =>
    gate.call('GET', '/v1/policies', { query: { limit: VERSIONS_COUNT, ...(cursor !== '' && { cursor }) } }),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
  refetchInterval: AGAIN_MS,
});

export const activationsQuery = infiniteQueryOptions({
  queryKey: ['policies', 'activations'],
  queryFn: ({ pageParam: cursor }) =>
    gate.call('GET', '/v1/policies/activations', {
      query: { limit: ACTIVATIONS_COUNT, ...(cursor !== '' && { cursor }) },
    }),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
  refetchInterval: AGAIN_MS,
});

/** A version's document never changes. Version 0 is what Capgate comes with: nothing is said in it. */
export function documentQuery(version: number) {
  return queryOptions({
    queryKey: ['policy-document', version],
    queryFn: async (): Promise<Settings> =>
      version === 0 ? {} : (await gate.call('GET', '/v1/policies/{version}', { params: { version } })).document,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const schemaQuery = queryOptions({
  queryKey: ['policy-schema'],
  queryFn: () => gate.call('GET', '/v1/policies/schema'),
  staleTime: Number.POSITIVE_INFINITY,
});

export function checkQuery(document: Settings | undefined) {
  return queryOptions({
    queryKey: ['policy-check', document],
    queryFn: () => gate.call('POST', '/v1/policies/check', { body: { document: document ?? {} } }),
    enabled: document !== undefined,
    // What stands there goes on being said while what is written is looked at.
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: CHECK_KEPT_MS,
  });
}

/** Where both changed, where the refusal is of that kind; undefined for any other error. */
export function conflictsIn(error: unknown): readonly Conflict[] | undefined {
  if (!(error instanceof ClientError) || error.code !== 'CONFLICT') return undefined;
  const { conflicts } = (error.problem ?? {}) as { readonly conflicts?: readonly Conflict[] };
  return conflicts;
}

export function mayChange({ kind, scopes }: Me): boolean {
  return kind === 'person' && scopes.includes('policy');
}

const DOMAINS = ['security', 'statistics', 'performance', 'quality', 'infrastructure'] as const;

/** Who owns which domains, by a document. */
export function ownersIn(
  document: Settings,
): readonly { readonly domain: string; readonly owners: readonly string[] }[] {
  const { owners = {} } = document as { readonly owners?: Readonly<Record<string, readonly string[]>> };
  return DOMAINS.flatMap((domain) => {
    const known = owners[domain];
    return known === undefined ? [] : [{ domain, owners: known }];
  });
}
