/** Sessions of agents. */
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import type { Caller } from '../../callers/caller.ts';
import { GateError } from '../../error.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { EmptySchema, pageAsked, pageOf, pageQuery, TimeSchema, VerdictCountsSchema } from '../schemas.ts';

const SessionSchema = Type.Object({
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

export function sessionOperations(parts: OperationParts): readonly Operation[] {
  const { gate } = parts;
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
        return gate.parts.store.sessions(filter, page);
      },
    },
    {
      id: 'endSession',
      method: 'DELETE',
      path: '/v1/sessions/{session}',
      summary: 'Ends a session: the gate forgets where it worked.',
      scope: 'decide',
      params: Type.Object({ session: NameSchema }),
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
