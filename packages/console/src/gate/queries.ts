/** What the page asks the gate for, and how long it believes an answer. Types are those of the OpenAPI document. */
import { type AnswerOf, ClientError, HttpClient } from '@capgate/client/web';
import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';

/** The browser sends the cookie; nothing in here knows it. */
export const gate = new HttpClient({ origin: location.origin });

export type Me = AnswerOf<'GET', '/v1/caller'>;
export type Status = AnswerOf<'GET', '/v1/status'>;
export type Approval = AnswerOf<'GET', '/v1/approvals/pending'>['items'][number];
export type ApprovalDetail = AnswerOf<'GET', '/v1/approvals/{approval}'>;
export type Explanation = NonNullable<ApprovalDetail['explanation']>;
export type Decision = AnswerOf<'GET', '/v1/decisions'>['items'][number];
export type ExplainedDecision = AnswerOf<'GET', '/v1/decisions/{decision}'>;
export type Verdict = Decision['verdict'];
export type Risk = Decision['risk'];

const ME = 'me';
const RETRIES_MAX = 2;
const STATUS_MS = 5_000;
const SESSION_MS = 10_000;
const SLOW_MS = 15_000;

export const queryClient = new QueryClient({
  // Whoever is signed out elsewhere is so here with the next question, whichever it is.
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      if (isSignedOut(error) && queryKey[0] !== ME) void queryClient.invalidateQueries({ queryKey: [ME] });
    },
  }),
  defaultOptions: { queries: { retry: (count, error) => count < RETRIES_MAX && mayPass(error), staleTime: 1_000 } },
});

/** Whether the same question may be answered a moment later. */
function mayPass(error: unknown): boolean {
  return error instanceof ClientError && ['BUSY', 'UNAVAILABLE', 'CONNECT', 'TIMEOUT'].includes(error.code);
}

/** Whether the person is signed in no more, or never was. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'UNAUTHENTICATED';
}

export const meQuery = queryOptions({
  queryKey: [ME],
  queryFn: () => gate.call('GET', '/v1/caller'),
  staleTime: SLOW_MS,
});

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => gate.call('GET', '/v1/status'),
  refetchInterval: STATUS_MS,
});

export const pendingQuery = queryOptions({
  queryKey: ['approvals', 'pending'],
  queryFn: async () => (await gate.call('GET', '/v1/approvals/pending')).items,
});

export function approvalQuery(approval: string) {
  return queryOptions({
    queryKey: ['approvals', 'one', approval],
    queryFn: () => gate.call('GET', '/v1/approvals/{approval}', { params: { approval } }),
  });
}

const AGENTS_MAX = 1_000;

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: async () => (await gate.call('GET', '/v1/agents', { query: { limit: AGENTS_MAX } })).items,
  refetchInterval: SLOW_MS,
});

export const enforcementQuery = queryOptions({
  queryKey: ['enforcement'],
  queryFn: () => gate.call('GET', '/v1/enforcement'),
  refetchInterval: 4 * SLOW_MS,
});

export const pauseQuery = queryOptions({
  queryKey: ['pause'],
  queryFn: async () => (await gate.call('GET', '/v1/pause')).pause ?? null,
  refetchInterval: STATUS_MS,
});

/** Decisions since `fromMs`, by verdict and risk. */
export function countsQuery(fromMs: number) {
  return queryOptions({
    queryKey: ['counts', fromMs],
    queryFn: async () => (await gate.call('GET', '/v1/decision-counts', { query: { fromMs } })).counts,
    refetchInterval: STATUS_MS,
  });
}

/** A session is known by its agent: another's may have the same name. */
export interface SessionSubject {
  readonly agent: string;
  readonly session: string;
}

export function sessionQuery({ agent, session }: SessionSubject) {
  return queryOptions({
    queryKey: ['sessions', 'one', agent, session],
    queryFn: () => gate.call('GET', '/v1/sessions/{session}', { params: { session }, query: { agent } }),
    refetchInterval: SESSION_MS,
  });
}

/** The last decisions of a session, the newest first. */
export function sessionDecisionsQuery({ agent, session }: SessionSubject, limit: number) {
  return queryOptions({
    queryKey: ['session', agent, session, limit],
    queryFn: async () => (await gate.call('GET', '/v1/decisions', { query: { agent, session, limit } })).items,
  });
}

export function decisionQuery(decision: string) {
  return queryOptions({
    queryKey: ['decision', decision],
    queryFn: () => gate.call('GET', '/v1/decisions/{decision}', { params: { decision } }),
  });
}
