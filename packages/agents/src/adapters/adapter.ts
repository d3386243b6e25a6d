/** What stands between one coding agent and the gate: pure, total, and the same for every client. */
import type { Action } from '@capgate/core';
import { denialText, type GateAnswer } from '../answer.ts';
import { Fields, PayloadError } from './fields.ts';

/** The variables of a hook's process that adapters read; launchers send these and no other. */
export const HOOK_VARIABLES = [
  'CLAUDE_CODE_SESSION_ATTENDED',
  'CLAUDE_PROJECT_DIR',
  'COPILOT_CLI',
  'COPILOT_PROJECT_DIR',
  'GEMINI_PROJECT_DIR',
  'QWEN_PROJECT_DIR',
] as const;

/** What a hook's process has of them. */
export type Environment = Readonly<Partial<Record<(typeof HOOK_VARIABLES)[number], string | undefined>>>;

/** The clients, as settings and policies name them. */
export type AgentName =
  | 'claude'
  | 'cline'
  | 'codex'
  | 'copilot'
  | 'cursor'
  | 'droid'
  | 'gemini'
  | 'goose'
  | 'kiro'
  | 'opencode'
  | 'openhands'
  | 'qwen'
  | 'windsurf';

/** What an agent is about to do. */
export interface HookCall {
  readonly kind: 'call';
  /** As the client names it. */
  readonly event: string;
  /** The client's name, by which policies name agents; a subagent's too, as its own name is its parent's choice. */
  readonly agent: string;
  /** Where an agent below the session's own acts. */
  readonly subagent?: { readonly id: string; readonly parent: string };
  readonly session?: string;
  /** An absolute path. */
  readonly cwd?: string;
  /** Absolute paths, the main one first. */
  readonly workspaces: readonly string[];
  /** At least one, at most `ACTIONS_MAX`. */
  readonly actions: readonly Action[];
  /** Whether an ask reaches a person, by this client and in its mode. */
  readonly canAsk: boolean;
  /** What the tool is given, where another command may take the place of its `command`: the one action's. */
  readonly input?: Readonly<Record<string, unknown>>;
}

/** What a payload may leave out. */
interface Unsaid {
  readonly session: string | undefined;
  readonly cwd: string | undefined;
}

type Told = Omit<HookCall, 'kind' | 'input' | keyof Unsaid> & Unsaid;

/** A call, without what its payload does not say. `input`: of the tool, where the client may take another in its place. */
export function callOf({ session, cwd, ...call }: Told, input?: Fields): HookCall {
  const [action, ...others] = call.actions;
  const isLine = action?.kind === 'command' && others.length === 0 && input?.any('command') === action.command;
  return {
    kind: 'call',
    ...call,
    ...(session !== undefined && { session }),
    ...(cwd !== undefined && { cwd }),
    ...(isLine && input !== undefined && { input: input.whole }),
  };
}

/** What the tool is given with another command. */
export function inputWith(command: string, { input }: HookCall): object {
  return { ...input, command };
}

/** The client shows its person a command and asks whether it may run. */
export interface Prompt {
  readonly kind: 'prompt';
  readonly event: string;
  readonly session: string;
  /** An absolute path. */
  readonly cwd: string;
  readonly command: string;
}

/** An event or a tool that does nothing to judge. */
export interface NoEffect {
  readonly kind: 'no-effect';
}

/** A session has begun: what its hooks after that may not tell is told now. */
export interface Begun {
  readonly kind: 'begun';
  readonly agent: AgentName;
  readonly session: string;
}

/** A payload that is not as the client sends it: it is denied. */
interface Malformed {
  readonly kind: 'malformed';
  readonly event: string;
  /** What was expected and what was met, without anything of what was met. */
  readonly message: string;
}

export type Reading = HookCall | Prompt | Begun | NoEffect | Malformed;

/** What the hook's process prints, and its exit status. */
export interface HookReply {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Adapter {
  readonly name: AgentName;
  /** Whether its form was seen at a real client, or is only what its documentation says. */
  readonly evidence: 'measured' | 'documented';
  /** Whether a payload bears what only this client's have. */
  isFrom(payload: Fields, environment: Environment): boolean;
  /** Takes any value. */
  read(payload: unknown, environment: Environment): Reading;
  /** An allow is no opinion: nothing is printed, as `allow` would pass the client's own question over. */
  render(answer: GateAnswer, event: string): HookReply;
  /**
   * Lets another command run in the place of the one that was announced, and the client's own question be asked where it can
   * be; absent where the client takes none, or as nobody saw it take one. `asked`: what its person is asked first.
   */
  readonly rewrite?: (command: string, call: HookCall, asked?: GateAnswer) => HookReply;
  /** Whether a person is asked by a command in the place of the announced one, as the client asks about some. */
  readonly asksByLine: boolean;
  /** Whether `rewrite` heeds `asked`: its person is shown the other command, and it is what runs. */
  readonly asksAboutOther: boolean;
  /** What stops the action where there is no answer. */
  fail(message: string): HookReply;
}

type Parsed = HookCall | Prompt | Begun | NoEffect;

export interface Client {
  readonly name: AgentName;
  readonly evidence: Adapter['evidence'];
  /** False where absent: then the client must be named. */
  readonly isFrom?: Adapter['isFrom'];
  /** The event that a payload is of; '' where it says none. */
  readonly eventOf: (payload: Fields) => string;
  /** Throws `PayloadError`. */
  readonly parse: (payload: Fields, environment: Environment, event: string) => Parsed;
  /** How it is told to ask; a deny where absent, as it can ask nobody. */
  readonly ask?: (answer: GateAnswer, event: string) => HookReply;
  readonly rewrite?: Adapter['rewrite'];
  /** False where absent; so is the next. */
  readonly asksByLine?: boolean;
  readonly asksAboutOther?: boolean;
  readonly deny: (reason: string, event: string) => HookReply;
  readonly fail?: (message: string) => HookReply;
}

export const NO_EFFECT: NoEffect = { kind: 'no-effect' };
export const NO_OPINION: HookReply = { stdout: '', stderr: '', exitCode: 0 };
/** More than this in one payload are not judged but denied. */
const ACTIONS_MAX = 256;

export function adapterOf({
  name,
  evidence,
  isFrom,
  eventOf,
  parse,
  ask,
  rewrite,
  asksByLine = false,
  asksAboutOther = false,
  deny,
  fail = exit2,
}: Client): Adapter {
  return {
    name,
    evidence,
    isFrom: isFrom ?? (() => false),
    read: (payload, environment) => reading(payload, eventOf, (fields, event) => parse(fields, environment, event)),
    render: (answer, event) => {
      if (answer.verdict === 'allow') return NO_OPINION;
      if (answer.verdict === 'ask' && answer.approval === undefined && ask !== undefined) return ask(answer, event);
      return deny(denialText(answer), event);
    },
    ...(rewrite && { rewrite }),
    asksByLine,
    asksAboutOther,
    fail,
  };
}

function reading(
  payload: unknown,
  eventOf: Client['eventOf'],
  parse: (payload: Fields, event: string) => Parsed,
): Reading {
  let event = '';
  try {
    const fields = Fields.of(payload, 'the payload');
    event = eventOf(fields);
    return bounded(parse(fields, event));
  } catch (error) {
    if (error instanceof PayloadError) return { kind: 'malformed', event, message: error.message };
    throw error;
  }
}

function bounded(call: Parsed): Parsed {
  if (call.kind !== 'call') return call;
  if (call.actions.length === 0) return NO_EFFECT;
  if (call.actions.length <= ACTIONS_MAX) return call;
  throw new PayloadError(`expected at most ${ACTIONS_MAX} actions at once, met ${call.actions.length}`);
}

/** What every client with hooks as processes takes for a deny; an empty text would let it run. */
export function exit2(message: string): HookReply {
  return { stdout: '', stderr: `${message}\n`, exitCode: 2 };
}

export function printed(output: object): HookReply {
  return { stdout: `${JSON.stringify(output)}\n`, stderr: '', exitCode: 0 };
}
