/** An action as the log has it. */
import type { Action } from '@capgate/core';
import type { ActionBody } from '@capgate/store';
import type { Primitives } from '@capgate/keys';
import { toHex, utf8 } from '@capgate/base';

/**
 * So many bytes of JSON an action's texts and its folder may have; what is longer is logged as its beginning and hash. An
 * entry of the log holds 64 KiB, and the marks in the place of secrets may be five times as long as those.
 */
const ACTION_BYTES_MAX = 6_144;
const FOLDER_BYTES_MAX = 4_096;

/** What is logged of an action and where it runs. */
export interface LoggedAction {
  /** Keys in canonical order. `cut` where the action or the folder is not whole. */
  readonly action: ActionBody;
  readonly cwd: string;
}

/** Of a well-formed action. A text that was cut has the hash and the length of the whole. */
export function loggedAction(action: Action, cwd: string, { sha256 }: Primitives): LoggedAction {
  let isCut = false;
  const within = (bytesMax: number) => (text: string) => {
    const length = fittingLength(text, bytesMax);
    if (length === text.length) return text;
    isCut = true;
    return cutText(text, length, sha256);
  };
  const folder = within(FOLDER_BYTES_MAX)(cwd);
  const body = bodyOf(action, within(action.kind === 'tool-call' ? ACTION_BYTES_MAX / 2 : ACTION_BYTES_MAX));
  return { action: isCut ? withCut(body) : body, cwd: folder };
}

function bodyOf(action: Action, cut: (text: string) => string): ActionBody {
  const { kind } = action;
  if (kind === 'command') return { command: cut(action.command), kind };
  if (kind === 'file') return { kind, operation: action.operation, path: cut(action.path) };
  if (kind === 'fetch') {
    return { kind, ...(action.method !== undefined && { method: action.method }), url: cut(action.url) };
  }
  const { annotations, server, tool } = action;
  return {
    ...(annotations !== undefined && { annotations: { ...annotations } }),
    kind,
    server: cut(server),
    tool: cut(tool),
  };
}

/** A field of its own: a text may end as one that was cut does. It stands after `command` and before `kind`. */
function withCut({ annotations, command, ...others }: ActionBody): ActionBody {
  return {
    ...(annotations !== undefined && { annotations }),
    ...(command !== undefined && { command }),
    cut: true,
    ...others,
  };
}

/** The action with U+FFFD for half surrogate pairs: that is what becomes of them when it runs, and no log can hold them. */
export function wellFormed(action: Action): Action {
  if (action.kind === 'command') {
    return action.command.isWellFormed() ? action : { ...action, command: action.command.toWellFormed() };
  }
  const parts = Object.entries(action).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? value.toWellFormed() : value,
  ]);
  return Object.fromEntries(parts) as Action;
}

function cutText(text: string, length: number, sha256: Primitives['sha256']): string {
  return `${text.slice(0, length).toWellFormed()}… (${text.length} characters, SHA-256 ${toHex(sha256(utf8(text)))})`;
}

/** An escape such as \u0001. */
const BYTES_A_UNIT_MAX = 6;

/** How much of a well-formed text has no more than so many bytes as JSON; all of most is known at once to fit. */
function fittingLength(text: string, bytesMax: number): number {
  if (text.length * BYTES_A_UNIT_MAX <= bytesMax) return text.length;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    bytes += jsonBytesOf(text.charCodeAt(i));
    if (bytes > bytesMax) return i;
  }
  return text.length;
}

/** At least what RFC 8785 makes of a code unit; both halves of a pair are four bytes together. */
function jsonBytesOf(unit: number): number {
  if (unit < 0x20) return BYTES_A_UNIT_MAX;
  if (unit === 0x22 || unit === 0x5c) return 2;
  if (unit < 0x80) return 1;
  return unit < 0x800 ? 2 : 3;
}
