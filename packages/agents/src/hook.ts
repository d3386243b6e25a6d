/** The way from what a hook was sent to what it answers. Whatever goes wrong on it stops the action. */
import {
  type Adapter,
  type Begun,
  type Environment,
  exit2,
  type HookCall,
  type HookReply,
  NO_OPINION,
  type Prompt,
} from './adapters/adapter.ts';
import { type GateAnswer, reasonText } from './answer.ts';
import { recognise } from './recognise.ts';

/** How a person is asked by a client that asks about some commands, but not for a hook. */
export interface Asking {
  /** The command that the client asks about, and that then runs what was announced; undefined where there can be none. */
  readonly rewritten: (call: HookCall, reason: string) => string | undefined;
  /** The client is about to ask. */
  readonly shown: (prompt: Prompt) => void;
}

export interface HookSurroundings {
  readonly environment: Environment;
  /** The client that the settings name. */
  readonly named?: Adapter;
  /** Asks the gate; a rejection stops the action. */
  readonly ask: (call: HookCall) => Promise<GateAnswer>;
  /** Told where a session begins. */
  readonly begun?: (session: Begun) => void;
  /** Absent where nobody can be asked so. */
  readonly asking?: Asking;
  /** What is said where it rejects. */
  readonly failureText: (error: unknown) => string;
}

/** Never rejects. */
export async function answerHook(text: string, around: HookSurroundings): Promise<HookReply> {
  const { environment, named } = around;
  const payload = parsed(text);
  const adapter = recognise(payload, environment, named);
  if (adapter === undefined) return exit2(UNKNOWN_CLIENT);
  const reading = adapter.read(payload, environment);
  if (reading.kind === 'no-effect') return NO_OPINION;
  if (reading.kind === 'malformed') {
    const reason = `this is not as ${adapter.name} sends it: ${reading.message}; nothing was run`;
    return adapter.render({ verdict: 'deny', reasons: [reason] }, reading.event);
  }
  try {
    if (reading.kind === 'call') return await replyTo(reading, adapter, around);
    if (reading.kind === 'begun') around.begun?.(reading);
    else around.asking?.shown(reading);
    return NO_OPINION;
  } catch (error) {
    return adapter.fail(around.failureText(error));
  }
}

async function replyTo(announced: HookCall, adapter: Adapter, { ask, asking }: HookSurroundings): Promise<HookReply> {
  const { rewrite } = adapter;
  const call = rewrite !== undefined && asking === undefined ? { ...announced, canAsk: false } : announced;
  const answer = await ask(call);
  const isAsked = answer.verdict === 'ask' && answer.approval === undefined && call.canAsk;
  const command = isAsked && rewrite !== undefined ? asking?.rewritten(call, reasonText(answer)) : undefined;
  return command === undefined || rewrite === undefined ? adapter.render(answer, call.event) : rewrite(command);
}

const UNKNOWN_CLIENT =
  'Capgate: expected the hook of a known agent on standard input, met something else; name it: capgate hook AGENT; nothing was run';

/** Undefined, which is nobody's payload, where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
