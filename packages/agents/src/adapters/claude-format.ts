/** The form of Claude Code's hooks, which several clients have taken over. */
import { posix } from 'node:path';
import type { Action } from '@capgate/core';
import { type GateAnswer, reasonText } from '../answer.ts';
import { callOf, type HookCall, type HookReply, inputWith, NO_EFFECT, type NoEffect, printed } from './adapter.ts';
import { type Fields, PayloadError } from './fields.ts';
import { actionsOf, type Tools } from './tools.ts';

export interface ClaudeFormat {
  readonly agent: string;
  /** The event before a tool runs; every other has no effect. */
  readonly event: string;
  readonly tools: Tools;
  readonly canAsk: boolean;
  readonly workspaces?: readonly string[];
  /** As `folderOf` takes them. */
  readonly folderFields?: readonly string[];
}

export function hookEventName(payload: Fields): string {
  return payload.text('hook_event_name');
}

/** Throws `PayloadError`. */
export function claudeCall(payload: Fields, event: string, format: ClaudeFormat): HookCall | NoEffect {
  if (event !== format.event) return NO_EFFECT;
  const input = payload.object('tool_input');
  const actions = actionsOf(format.tools, format.agent, payload.text('tool_name'), input);
  const session = payload.optionalName('session_id');
  const cwd = folderOf(payload.optionalFolder('cwd'), input, actions, format.folderFields);
  const { agent, canAsk, workspaces = [] } = format;
  return callOf({ event, agent, session, cwd, workspaces, actions, canAsk }, input);
}

/** Fields by which shell tools of these clients run elsewhere than in the session's folder. */
const FOLDER_FIELDS = ['directory', 'dir_path', 'workdir'];

/**
 * Where a command line runs; of other tools these fields are operands. `heeded` are those that the client takes, all where
 * nobody measured it: another is a model's attempt to be judged in a folder where nothing runs. Throws `PayloadError`.
 */
export function folderOf(
  cwd: string | undefined,
  input: Fields,
  actions: readonly Action[],
  heeded: readonly string[] = FOLDER_FIELDS,
): string | undefined {
  if (cwd === undefined || !actions.some(({ kind }) => kind === 'command')) return cwd;
  const stray = FOLDER_FIELDS.find((name) => input.has(name) && !heeded.includes(name));
  if (stray !== undefined)
    throw new PayloadError(`expected no ${stray} beside a command, as it runs elsewhere, met one`);
  const named = heeded.flatMap((name) => input.optionalText(name) ?? []);
  return posix.resolve(cwd, ...named);
}

export function claudeAsk(answer: GateAnswer): HookReply {
  return permission('ask', reasonText(answer));
}

export function claudeDeny(reason: string): HookReply {
  return permission('deny', reason);
}

/** Without an ask no opinion on whether it may run: the person's own rules and questions are about the new command. */
export function claudeRewrite(command: string, call: HookCall, asked?: GateAnswer): HookReply {
  const question = asked && { permissionDecision: 'ask', permissionDecisionReason: reasonText(asked) };
  const decision = { hookEventName: 'PreToolUse', ...question, updatedInput: inputWith(command, call) };
  return printed({ hookSpecificOutput: decision });
}

/** Codex lets an action run whose answer has any further key. */
function permission(permissionDecision: 'ask' | 'deny', permissionDecisionReason: string): HookReply {
  const decision = { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason };
  return printed({ hookSpecificOutput: decision });
}
