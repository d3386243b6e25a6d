/** What can be asked of the kernel's side of the gate, by its socket alone: who calls is a process. */
import type { Operation } from '@capgate/gate';
import type { Binder } from './binder.ts';
import {
  BindingsSchema,
  BODY_BYTES_MAX,
  EmptySchema,
  type EventBody,
  EventsSchema,
  HeldParams,
  type MatchBody,
  MatchedSchema,
  MatchSchema,
  type NextBody,
  NextSchema,
  RegisteredSchema,
  type RegistrationBody,
  RegistrationSchema,
  type Tally,
  TallySchema,
  TokenSchema,
} from './schemas.ts';
import type { Held, HeldSessions } from './sessions.ts';

export interface OperationsParts {
  readonly sessions: HeldSessions;
  readonly binder: Binder;
  readonly onStarted: (session: Held, body: RegistrationBody, uid: number) => void;
  readonly onEvents: (session: Held, events: readonly EventBody[], lost: number) => void;
  readonly onEnded: (session: Held, tally: Tally) => void;
}

export function kernelOperations(parts: OperationsParts): readonly Operation[] {
  return [registering(parts), asking(parts), telling(parts), ending(parts), matching(parts), binding(parts)];
}

function registering({ sessions, onStarted }: OperationsParts): Operation {
  return {
    id: 'holdSession',
    method: 'POST',
    path: '/v1/kernel/sessions',
    summary:
      'Registers a session that the kernel holds, by the process that has started its first one and stays outside. By the socket.',
    scope: 'decide',
    body: RegistrationSchema,
    response: RegisteredSchema,
    handle: ({ body, caller }) => {
      const registration = body as RegistrationBody;
      const session = sessions.register(registration, caller);
      onStarted(session, registration, caller.uid ?? 0);
      return { held: session.held };
    },
  };
}

function asking({ sessions }: OperationsParts): Operation {
  return {
    id: 'nextBindings',
    method: 'POST',
    path: '/v1/kernel/sessions/{held}/next',
    summary:
      'Which processes are to get the mask of which decision: what waits, or none after 20 s. Takes what has become of those before. By the socket.',
    scope: 'decide',
    params: HeldParams,
    body: NextSchema,
    response: BindingsSchema,
    handle: async ({ body, params, caller, signal }) => {
      const { deliveries } = sessions.for(caller, params['held'] as string);
      for (const done of (body as NextBody).done ?? []) deliveries.done(done);
      return { bindings: await deliveries.next(signal) };
    },
  };
}

function telling({ sessions, onEvents }: OperationsParts): Operation {
  return {
    id: 'tellKernelEvents',
    method: 'POST',
    path: '/v1/kernel/sessions/{held}/events',
    summary: 'What the kernel decided in a session; what it stopped goes into the log. By the socket.',
    scope: 'decide',
    params: HeldParams,
    body: EventsSchema,
    bodyBytesMax: BODY_BYTES_MAX,
    response: EmptySchema,
    handle: ({ body, params, caller }) => {
      const { events, lost } = body as { readonly events: readonly EventBody[]; readonly lost: number };
      onEvents(sessions.for(caller, params['held'] as string), events, lost);
      return {};
    },
  };
}

function ending({ sessions, onEnded }: OperationsParts): Operation {
  return {
    id: 'endHeldSession',
    method: 'POST',
    path: '/v1/kernel/sessions/{held}/end',
    summary: 'Says that a session has ended, and how much was decided in it. By the socket.',
    scope: 'decide',
    params: HeldParams,
    body: TallySchema,
    response: EmptySchema,
    handle: ({ body, params, caller }) => {
      const session = sessions.for(caller, params['held'] as string);
      sessions.end(session);
      onEnded(session, body as Tally);
      return {};
    },
  };
}

function matching({ sessions, binder }: OperationsParts): Operation {
  return {
    id: 'matchCommand',
    method: 'POST',
    path: '/v1/kernel/sessions/{held}/matches',
    summary:
      'Which decision a process runs, by the kernel’s own copy of what it was started with: the only one that it can be, or none. By the socket.',
    scope: 'decide',
    params: HeldParams,
    body: MatchSchema,
    bodyBytesMax: BODY_BYTES_MAX,
    response: MatchedSchema,
    handle: ({ body, params, caller }) => {
      const found = binder.match(sessions.for(caller, params['held'] as string), body as MatchBody);
      return found === undefined ? {} : { binding: found };
    },
  };
}

function binding({ binder }: OperationsParts): Operation {
  return {
    id: 'bindCommand',
    method: 'POST',
    path: '/v1/kernel/bindings',
    summary:
      'Has the shell that called this one held to the decision of a token; answered once it is. For capgate exec --token, by the socket.',
    scope: 'decide',
    body: TokenSchema,
    response: EmptySchema,
    handle: async ({ body, caller }) => {
      await binder.bind((body as { readonly token: string }).token, caller);
      return {};
    },
  };
}
