/** The way from what a hook was sent to what it answers. Whatever goes wrong on it stops the action. */
import {
  type Adapter,
  type Environment,
  exit2,
  type HookCall,
  type HookReply,
  NO_OPINION,
} from './adapters/adapter.ts';
import type { GateAnswer } from './answer.ts';
import { recognise } from './recognise.ts';

export interface HookSurroundings {
  readonly environment: Environment;
  /** The client that the settings name. */
  readonly named?: Adapter;
  /** Asks the gate; a rejection stops the action. */
  readonly ask: (call: HookCall) => Promise<GateAnswer>;
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
    return adapter.render(await around.ask(reading), reading.event);
  } catch (error) {
    return adapter.fail(around.failureText(error));
  }
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
