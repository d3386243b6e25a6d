/** Sessions of agents. */
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import type { Caller } from '../../callers/caller.ts';
import { GateError } from '../../error.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { HeldSchema } from './kernel.ts';
import { closed, EmptySchema, pageAsked, pageOf, pageQuery, TimeSchema, VerdictCountsSchema } from '../schemas.ts';

export const SessionSchema = Type.Object({
  tenant: Type.String(),
  agent: Type.String(),
  session: Type.String(),
  firstSeenAt: TimeSchema,
  lastSeenAt: TimeSchema,
  counts: VerdictCountsSchema,
  startedAt: Type.Optional(TimeSchema),
  endedAt: Type.Optional(TimeSchema),
  workingDirectory: Type.Optional(Type.String()),
  workspace: Type.Optional(Type.String()),
  home: Type.Optional(Type.String()),
  platform: Type.Optional(Type.String()),
  uid: Type.Optional(Type.Integer()),
  pid: Type.Optional(Type.Integer()),
});

const ActivitySchema = Type.Object(
  {
    fromMs: TimeSchema,
    stepMs: Type.Integer({ minimum: 1 }),
    steps: Type.Array(VerdictCountsSchema),
  },
  { description: 'How many decisions fell into each step of the session’s time.' },
);
const STEPS_MAX = 1_000;
const STEPS = 120;

const SessionParams = Type.Object({ session: NameSchema });
/** Agents may have sessions of one name. */
const OfAgent = { agent: NameSchema };

export function sessionOperations(parts: OperationParts): readonly Operation[] {
  return [...looking(parts), ...ending(parts)];
}

function looking({ gate }: OperationParts): readonly Operation[] {
  const { store } = gate.parts;
  return [
    {
      id: 'listSessions',
      method: 'GET',
      path: '/v1/sessions',
      summary: 'Sessions, by when they were first seen, the newest first.',
      scope: 'read',
      query: pageQuery({ agent: Type.Optional(NameSchema), hasEnded: Type.Optional(Type.Boolean()) }),
      response: pageOf(SessionSchema),
      handle: (input) => {
        const { page, filter } = pageAsked(input);
        return store.sessions(filter, page);
      },
    },
    {
      id: 'getSession',
      method: 'GET',
      path: '/v1/sessions/{session}',
      summary: 'One session of an agent, and what the kernel held it by.',
      scope: 'read',
      params: SessionParams,
      query: Type.Object(OfAgent, closed),
      response: Type.Object({ session: SessionSchema, held: Type.Array(HeldSchema) }),
      handle: async ({ params: { session: name }, query, caller: { tenant } }) => {
        const names = { tenant, agent: query['agent'] as string, session: name as string };
        const session = await store.session(names);
        if (session === undefined) throw noSession();
        return { session, held: await store.kernelSessionsOf(names) };
      },
    },
    {
      id: 'getSessionActivity',
      method: 'GET',
      path: '/v1/sessions/{session}/activity',
      summary: 'When a session of an agent was busy, from its first moment to its last.',
      scope: 'read',
      params: SessionParams,
      query: Type.Object(
        { ...OfAgent, steps: Type.Optional(Type.Integer({ minimum: 1, maximum: STEPS_MAX, default: STEPS })) },
        closed,
      ),
      response: ActivitySchema,
      handle: async ({ params: { session }, query, caller: { tenant } }) => {
        const { agent, steps = STEPS } = query as { readonly agent: string; readonly steps?: number };
        const activity = await store.activity({ tenant, agent, session: session as string }, steps);
        if (activity === undefined) throw noSession();
        return activity;
      },
    },
  ];
}

function noSession(): GateError {
  return new GateError('NOT_FOUND', 'expected a session of that agent; a new one takes a moment to be found');
}

function ending(parts: OperationParts): readonly Operation[] {
  return [
    {
      id: 'endSession',
      method: 'DELETE',
      path: '/v1/sessions/{session}',
      summary: 'Ends a session: the gate forgets where it worked.',
      scope: 'decide',
      params: SessionParams,
      response: EmptySchema,
      handle: async ({ params, caller }) => {
        await endSession(parts, caller, params['session'] as string);
        return {};
      },
    },
  ];
}

/** An agent ends its own sessions alone. */
async function endSession({ gate }: OperationParts, caller: Caller, session: string): Promise<void> {
  const isAgent = caller.kind === 'agent' && caller.way === 'token';
  const known = [...gate.sessions.all()].some(
    (one) => one.tenant === caller.tenant && one.session === session && (!isAgent || one.agent === caller.name),
  );
  if (!known) throw new GateError('NOT_FOUND', 'expected a session that goes on, met none');
  gate.sessions.end(caller.tenant, session);
  await gate.recorder.recorded('session.ended', { tenant: caller.tenant, session });
}
