/** An action as the log has it. */
import type { Action } from '@capgate/core';
import type { ActionBody } from '@capgate/store';
import type { Primitives } from '@capgate/keys';
import { toHex, utf8 } from '@capgate/base';

/**
 * An action's texts together that are longer than this are logged as their beginnings and hashes: an entry of the log
 * holds 64 KiB, and the marks in the place of secrets may be four times as long as those.
 */
const LOGGED_LENGTH_MAX = 8_192;

/** A well-formed action, keys in canonical order. A text that was cut has the hash and the length of the whole. */
export function actionRecord(action: Action, { sha256 }: Primitives): ActionBody {
  const lengthMax = action.kind === 'tool-call' ? LOGGED_LENGTH_MAX / 2 : LOGGED_LENGTH_MAX;
  const cut = (text: string): string => cutText(text, lengthMax, sha256);
  switch (action.kind) {
    case 'command':
      return { command: cut(action.command), kind: action.kind };
    case 'file':
      return { kind: action.kind, operation: action.operation, path: cut(action.path) };
    case 'fetch':
      return { kind: action.kind, ...(action.method !== undefined && { method: action.method }), url: cut(action.url) };
    case 'tool-call':
  }
  return {
    ...(action.annotations !== undefined && { annotations: { ...action.annotations } }),
    kind: action.kind,
    server: cut(action.server),
    tool: cut(action.tool),
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

function cutText(text: string, lengthMax: number, sha256: Primitives['sha256']): string {
  if (text.length <= lengthMax) return text;
  const beginning = text.slice(0, lengthMax).toWellFormed();
  return `${beginning}… (${text.length} characters, SHA-256 ${toHex(sha256(utf8(text)))})`;
}
