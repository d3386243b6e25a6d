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
  /**
   * The command that the client asks about, and that then runs what was announced; undefined where there can be none. `guard`:
   * what must end well before it runs, where there is something.
   */
  readonly rewritten: (call: HookCall, reason: string, guard?: string) => string | undefined;
  /** The client is about to ask. */
  readonly shown: (prompt: Prompt) => void;
}

/** How a command is held to what was decided about it, by what holds the client's processes. */
export interface Binding {
  /**
   * A command that has the shell which runs it held to the answer, and ends well once it is; undefined where it cannot be. Each
   * is for one run.
   */
  readonly guard: (call: HookCall, answer: GateAnswer) => string | undefined;
  /** Whether `guard` was answered for this command of this session, and it was not run yet. */
  readonly isOwn: (guard: string, command: string, call: HookCall) => boolean;
  /** For a client that takes no other command than its own: it runs as it was announced. */
  readonly await: (call: HookCall, answer: GateAnswer) => void;
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
  /** Absent where nothing holds the client's processes. */
  readonly binding?: Binding;
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

async function replyTo(announced: HookCall, adapter: Adapter, around: HookSurroundings): Promise<HookReply> {
  const { ask, asking, binding } = around;
  const bound = binding && originalOf(announced, binding);
  // Another hook of ours has it bound already, and this one is shown what that made of it.
  if (bound !== undefined) return adapter.render(await ask(bound), bound.event);
  const call = adapter.asksByLine && asking === undefined ? { ...announced, canAsk: false } : announced;
  const answer = await ask(call);
  return rewritten(call, answer, adapter, around) ?? adapter.render(answer, call.event);
}

/** Undefined where what was announced may run as it is, or may not run. */
function rewritten(
  call: HookCall,
  answer: GateAnswer,
  { rewrite, asksByLine, asksAboutOther }: Adapter,
  { asking, binding }: HookSurroundings,
): HookReply | undefined {
  const [action] = call.actions;
  if (rewrite === undefined || call.input === undefined || action?.kind !== 'command') {
    if (answer.verdict === 'allow') binding?.await(call, answer);
    return undefined;
  }
  const isAsked = answer.verdict === 'ask' && answer.approval === undefined && call.canAsk;
  if (isAsked && asksByLine) {
    const command = asking?.rewritten(call, reasonText(answer), binding?.guard(call, answer));
    return command === undefined ? undefined : rewrite(command, call);
  }
  if (answer.verdict !== 'allow' && !(isAsked && asksAboutOther)) return undefined;
  const guard = binding?.guard(call, answer);
  return guard === undefined
    ? undefined
    : rewrite(boundLine(guard, action.command), call, isAsked ? answer : undefined);
}

/**
 * On lines of its own, as the client's own rules look at what they can read there; within `eval` they would see nothing. Where
 * the first ends otherwise than well, the shell goes no further.
 */
function boundLine(guard: string, command: string): string {
  return `${guard}${GOES_ON}${command}`;
}

const GOES_ON = ' || exit 126\n';

/** The call as it was before a hook of ours had its command bound; undefined where none had. */
function originalOf(call: HookCall, binding: Binding): HookCall | undefined {
  const [action] = call.actions;
  if (call.input === undefined || action?.kind !== 'command') return undefined;
  const end = action.command.indexOf(GOES_ON);
  if (end < 0) return undefined;
  const command = action.command.slice(end + GOES_ON.length);
  if (!binding.isOwn(action.command.slice(0, end), command, call)) return undefined;
  return { ...call, actions: [{ kind: 'command', command }] };
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
