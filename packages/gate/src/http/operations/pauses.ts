/** Pauses: people get the gate out of the way, and it writes that down. */
import { Type } from 'typebox';
import { PAUSE_MS_MAX } from '../../decisions/pauses.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, EmptySchema, ReasonTextSchema, TimeSchema } from '../schemas.ts';

const PauseSchema = Type.Object({
  tenant: Type.String(),
  startedAt: TimeSchema,
  until: TimeSchema,
  by: Type.String(),
  reason: Type.String(),
});

export function pauseOperations({ gate: { pauses } }: OperationParts): readonly Operation[] {
  return [
    {
      id: 'getPause',
      method: 'GET',
      path: '/v1/pause',
      summary: 'The pause in force, if there is one.',
      scope: 'read',
      response: Type.Object({ pause: Type.Optional(PauseSchema) }),
      handle: ({ caller }) => ({ pause: pauses.of(caller.tenant) }),
    },
    {
      id: 'startPause',
      method: 'POST',
      path: '/v1/pause',
      summary: 'From now on the gate allows what it would stop, but for what touches itself, until the time is up.',
      scope: 'admin',
      body: Type.Object(
        { durationMs: Type.Integer({ minimum: 1, maximum: PAUSE_MS_MAX }), reason: ReasonTextSchema },
        closed,
      ),
      status: 201,
      response: PauseSchema,
      handle: ({ body, caller }) => {
        const { durationMs, reason } = body as { readonly durationMs: number; readonly reason: string };
        return pauses.start(caller, durationMs, reason);
      },
    },
    {
      id: 'endPause',
      method: 'DELETE',
      path: '/v1/pause',
      summary: 'Ends the pause now.',
      scope: 'admin',
      response: EmptySchema,
      handle: async ({ caller }) => {
        await pauses.end(caller);
        return {};
      },
    },
  ];
}
