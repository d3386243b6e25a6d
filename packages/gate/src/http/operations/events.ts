/** Watching what happens. */
import { Type } from 'typebox';
import { watch } from '../events.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed } from '../schemas.ts';

const KINDS_LENGTH_MAX = 500;

export function eventOperations({ gate }: OperationParts): readonly Operation[] {
  return [
    {
      id: 'watchEvents',
      method: 'GET',
      path: '/v1/events',
      summary:
        'Server-sent events: decision, approval, policy.activated, session.started, kernel; dropped, where a slow client missed some; where kinds name it, pulse, once a second, with what was counted since the start. Ends with what the caller showed, and after ten minutes: come again.',
      scope: 'read',
      query: Type.Object(
        {
          kinds: Type.Optional(
            Type.String({
              maxLength: KINDS_LENGTH_MAX,
              description: 'Those alone, with commas between; all where absent.',
            }),
          ),
        },
        closed,
      ),
      response: Type.String(),
      gives: 'text/event-stream',
      handle: ({ query, caller, signal }) => {
        const kinds = query['kinds'] as string | undefined;
        return watch(gate, caller, kinds?.split(','), signal);
      },
    },
  ];
}
