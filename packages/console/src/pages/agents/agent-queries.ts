/** What the pages of agents and sessions ask for. */
import type { AnswerOf } from '@capgate/client/web';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { gate, type SessionSubject } from '../../gate/queries.ts';
import { PARTS, type Subject, type View } from './places.ts';

export type Agent = AnswerOf<'GET', '/v1/agents/{agent}'>;
export type Session = AnswerOf<'GET', '/v1/sessions/{session}'>;
export type Held = Agent['held'][number];
export type Behaviour = AnswerOf<'GET', '/v1/agents/{agent}/behaviour'>;
export type Trait = Behaviour['usual'][number];
export type TimelineEvent = AnswerOf<'GET', '/v1/timeline'>['items'][number];
export type ApprovalInForce = AnswerOf<'GET', '/v1/approvals/in-force'>['items'][number];

const AGAIN_MS = 10_000;
const LIVE_MS = 2_000;
const SESSIONS_COUNT = 50;
const APPROVALS_COUNT = 200;
const TIMELINE_COUNT = 100;
/** Only so many pages are held: who wants what is older says until when. */
const PAGES_MAX = 100;
/** What is usual is that of so many days. */
export const USUAL_DAYS = 30;

export function sessionsQuery(agent: string | undefined) {
  return queryOptions({
    queryKey: ['sessions', 'last', agent],
    queryFn: async () => {
      const query = { limit: SESSIONS_COUNT, ...(agent !== undefined && { agent }) };
      return (await gate.call('GET', '/v1/sessions', { query })).items;
    },
    refetchInterval: AGAIN_MS,
  });
}

export function agentQuery(agent: string) {
  return queryOptions({
    queryKey: ['agents', agent],
    queryFn: () => gate.call('GET', '/v1/agents/{agent}', { params: { agent } }),
    refetchInterval: AGAIN_MS,
  });
}

export function behaviourQuery(agent: string, sinceMs: number) {
  return queryOptions({
    queryKey: ['agents', agent, 'behaviour', sinceMs],
    queryFn: () =>
      gate.call('GET', '/v1/agents/{agent}/behaviour', { params: { agent }, query: { days: USUAL_DAYS, sinceMs } }),
    refetchInterval: AGAIN_MS,
  });
}

export function activityQuery({ agent, session }: SessionSubject, steps: number) {
  return queryOptions({
    queryKey: ['sessions', 'activity', agent, session, steps],
    queryFn: () =>
      gate.call('GET', '/v1/sessions/{session}/activity', { params: { session }, query: { agent, steps } }),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
}

/** Those by which it may still do something. */
export function inForceQuery({ agent, session }: Subject) {
  return queryOptions({
    queryKey: ['approvals', 'in-force', agent, session],
    queryFn: async () => {
      const query = { agent, ...(session !== undefined && { session }) };
      return (await gate.call('GET', '/v1/approvals/in-force', { query })).items;
    },
    refetchInterval: AGAIN_MS,
  });
}

/** The last that were allowed, among them those by a rule. */
export function allowedQuery(agent: string) {
  return queryOptions({
    queryKey: ['approvals', 'allowed', agent],
    queryFn: async () => {
      const query = { agent, state: 'allowed', limit: APPROVALS_COUNT } as const;
      return (await gate.call('GET', '/v1/approvals', { query })).items;
    },
    refetchInterval: AGAIN_MS,
  });
}

/** The newest first. Where they `mayFollow`, the newest are asked for again and again, as long as nothing older is held. */
export function timelineQuery({ agent, session }: Subject, { parts, untilMs, isNotable }: View, mayFollow: boolean) {
  const filter = {
    agent,
    limit: TIMELINE_COUNT,
    ...(session !== undefined && { session }),
    ...(parts.length < PARTS.length && { parts: parts.join(',') }),
    ...(untilMs !== undefined && { beforeMs: untilMs }),
    ...(isNotable && { isNotable }),
  };
  return infiniteQueryOptions({
    queryKey: ['timeline', filter],
    queryFn: ({ pageParam: cursor }) =>
      gate.call('GET', '/v1/timeline', { query: { ...filter, ...(cursor !== '' && { cursor }) } }),
    initialPageParam: '',
    getNextPageParam: ({ next }, pages) => (pages.length < PAGES_MAX ? next : undefined),
    refetchInterval: ({ state: { data } }) => (mayFollow && (data?.pages.length ?? 0) <= 1 ? LIVE_MS : false),
    // Rows that move while they are read help nobody.
    staleTime: mayFollow ? LIVE_MS : Number.POSITIVE_INFINITY,
  });
}
