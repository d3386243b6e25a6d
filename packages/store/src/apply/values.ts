/** From what a body says to what a row holds. */
import type { CanonicalObject } from '@capgate/base';
import { canonicalText } from '@capgate/base';
import type { ActionBody } from '../records.ts';
import type { ActionColumns } from '../tables.ts';

const REPLACEMENT = '\u{FFFD}';

/**
 * The text as both engines keep it. PostgreSQL takes no NUL, and half a surrogate pair has no form in UTF-8: both become
 * the replacement character, here and in what is searched for. The log has the text as it was.
 */
export function storable(text: string): string {
  if (text.isWellFormed() && !text.includes('\0')) return text;
  return text.toWellFormed().replaceAll('\0', REPLACEMENT);
}

export function storableOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storable(text);
}

/** A list as its canonical text, which escapes a NUL. */
export function listOrNull(list: readonly string[] | undefined): string | null {
  return list === undefined ? null : canonicalText(list);
}

export function actionColumns(action: ActionBody): ActionColumns {
  const { kind } = action;
  const keys = Object.keys(action);
  const command = action['command'];
  if (kind === 'command' && keys.length === 2 && typeof command === 'string' && !command.includes('\0')) {
    return { action_kind: kind, action_text: command, action: null };
  }
  return { action_kind: kind, action_text: storable(textsOf(action)), action: canonicalText(action) };
}

/** The action's own texts, in the order of their names. */
function textsOf(action: CanonicalObject): string {
  const names = Object.keys(action).filter((name) => name !== 'kind');
  return names
    .sort()
    .map((name) => action[name])
    .filter((value) => typeof value === 'string')
    .join(' ');
}
