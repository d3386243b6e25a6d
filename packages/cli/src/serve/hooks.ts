/** Agents' hooks, answered by the running gate: launchers send what an agent sent them, and print what comes back. */
import {
  adapterNamed,
  AGENT_NAMES,
  answerHook,
  askGate,
  type Asking,
  type Binding,
  type Environment,
  HOOK_VARIABLES,
  type HookReply,
  NO_OPINION,
} from '@capgate/agents';
import { clipped } from '@capgate/base';
import type { DecideAnswer } from '@capgate/client';
import { type Caller, type Extension, type Gate, GateError, JsonText, type Operation, whenLogged } from '@capgate/gate';
import { Type } from 'typebox';
import { BegunSessions } from './begun-sessions.ts';
import { HookCounts, type HookResult } from './hook-counts.ts';
import { workspaceOf } from '../check/worktree.ts';

const PAYLOAD_LENGTH_MAX = 1 << 23;
const VARIABLE_LENGTH_MAX = 4_096;
const closed = { additionalProperties: false } as const;

const AgentSchema = Type.Enum([...AGENT_NAMES]);
const VariableSchema = Type.Optional(Type.String({ maxLength: VARIABLE_LENGTH_MAX }));

interface Sent {
  readonly agent?: string;
  readonly payload: string;
  readonly environment?: Environment;
  readonly agentPid?: number;
  readonly cwd?: string;
}

const SentSchema = Type.Object(
  {
    agent: Type.Optional(AgentSchema),
    payload: Type.String({ maxLength: PAYLOAD_LENGTH_MAX, description: 'What the agent sent, unaltered.' }),
    environment: Type.Optional(
      Type.Object(Object.fromEntries(HOOK_VARIABLES.map((name) => [name, VariableSchema])), closed),
    ),
    agentPid: Type.Optional(Type.Integer({ minimum: 1, description: 'As `decide` takes it.' })),
    cwd: Type.Optional(
      Type.String({ description: 'Where the hook runs, for agents that do not say where they work.' }),
    ),
  },
  closed,
);

const ReplySchema = Type.Object({ stdout: Type.String(), stderr: Type.String(), exitCode: Type.Integer() });

/** What a launcher's caller has beside the gate's answer; none of it for hooks that post, of which no process is known. */
export interface HookWays {
  /** How callers' agents ask their persons, where they can; see `Rewriting`. */
  readonly askingFor?: (caller: Caller) => Asking | undefined;
  /** How their commands are held to what was decided, where they can be; see `Kernel`. */
  readonly bindingFor?: (caller: Caller) => Binding | undefined;
}

export function hooksOf(ways: HookWays = {}): Extension {
  const [counts, begun] = [new HookCounts(), new BegunSessions()];
  return {
    name: 'hooks',
    routes: (gate) => [launched({ gate, counts, begun }, ways), posted({ gate, counts, begun })],
    metrics: () => [counts.metric()],
  };
}

interface Answering {
  readonly gate: Gate;
  readonly counts: HookCounts;
  readonly begun: BegunSessions;
}

function launched(answering: Answering, { askingFor, bindingFor }: HookWays): Operation {
  return {
    id: 'answerHook',
    method: 'POST',
    path: '/v1/hooks',
    summary: "Answers the hook of a coding agent in the agent's own form; for launchers.",
    scope: 'decide',
    body: SentSchema,
    bodyBytesMax: PAYLOAD_LENGTH_MAX,
    response: ReplySchema,
    handle: ({ body, caller }) => {
      const sent = body as Sent;
      noteAgent(answering, caller, sent);
      return replyTo(answering, caller, sent, askingFor?.(caller), bindingFor?.(caller));
    },
  };
}

function posted(answering: Answering): Operation {
  return {
    id: 'answerHttpHook',
    method: 'POST',
    path: '/v1/hooks/{agent}',
    summary: 'Answers the hook of a coding agent that posts its payload itself; whatever else is no answer.',
    scope: 'decide',
    params: Type.Object({ agent: AgentSchema }),
    body: Type.Object({}, { description: 'As the agent sends it.' }),
    bodyBytesMax: PAYLOAD_LENGTH_MAX,
    response: Type.Unknown({ description: 'As the agent takes it; an empty object where nothing is said against it.' }),
    handle: async ({ body, params, caller }) => {
      const { agent } = params as { readonly agent: string };
      const around = answering.begun.of(caller, agent, (body as { readonly session_id?: unknown }).session_id);
      const sent = { agent, payload: JSON.stringify(body), ...around };
      const { stdout, stderr, exitCode } = await replyTo(answering, caller, sent);
      // An agent heeds no status of its own making here: what is no success stops the action.
      if (exitCode !== 0) throw new GateError('REQUEST', clipped(stderr.trim()));
      return new JsonText(stdout === '' ? '{}' : stdout);
    },
  };
}

/** Whatever the hook says: of sessions that post, nothing but their beginning comes by a launcher. */
function noteAgent({ gate }: Answering, caller: Caller, { agentPid }: Sent): void {
  if (agentPid !== undefined && caller.pid !== undefined) gate.parts.noteAgent?.(agentPid, caller.pid, caller);
}

async function replyTo(
  answering: Answering,
  caller: Caller,
  sent: Sent,
  asking?: Asking,
  binding?: Binding,
): Promise<HookReply> {
  const { gate, counts, begun } = answering;
  const { agent, payload, environment = {}, agentPid, cwd } = sent;
  const named = agent === undefined ? undefined : adapterNamed(agent);
  let asked: string = named?.name ?? 'unknown';
  let result: HookResult | undefined;
  const reply = await answerHook(payload, {
    environment,
    ...(named && { named }),
    ...(asking && { asking }),
    ...(binding && { binding }),
    begun: (one) => begun.begin(caller, one, { environment, ...(cwd !== undefined && { cwd }) }),
    ask: async (call) => {
      asked = call.agent;
      const answer = await askGate({ decide: (request) => decided(gate, caller, request) }, call, {
        ...(agentPid !== undefined && { agentPid }),
        ...(cwd !== undefined && { cwd }),
        workspaceOf,
      });
      result = answer.verdict;
      return answer;
    },
    failureText: (error) => {
      result = 'failed';
      return failureText(error);
    },
  });
  counts.add(asked, result ?? (reply === NO_OPINION ? 'passed' : 'refused'));
  return reply;
}

async function decided(gate: Gate, caller: Caller, request: Parameters<Gate['decide']>[0]): Promise<DecideAnswer> {
  const ruling = gate.decide(request, caller);
  await whenLogged(ruling);
  return ruling.answer;
}

/** A fault's own text may hold anything. */
function failureText(error: unknown): string {
  const why = error instanceof GateError ? `${error.code}: ${clipped(error.message)}` : 'a fault of the gate';
  return `Capgate: the gate gives no answer (${why}); nothing was run`;
}
