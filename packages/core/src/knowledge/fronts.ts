/** The fronts of actions that are no command lines: each turns one into effects. */
import type { Action, FetchAction, FileAction, ToolCallAction } from '../action.ts';
import type { Assessor } from './assess.ts';
import type { Contents } from './flows/session-files.ts';
import type { EffectName } from './vocabulary/effects.ts';
import { effectNumber } from './tables/tables.ts';

const FILE_EFFECTS: Readonly<Record<FileAction['operation'], number>> = {
  list: effectNumber('file.list'),
  read: effectNumber('file.read'),
  create: effectNumber('file.create'),
  write: effectNumber('file.write'),
  append: effectNumber('file.append'),
  move: effectNumber('file.move'),
  delete: effectNumber('file.delete'),
  'delete-tree': effectNumber('file.delete-tree'),
};

const FETCH: number = effectNumber('network.fetch');
const SEND: number = effectNumber('network.send');
const UNPARSED: number = effectNumber('text.unparsed');
const CALLS: Readonly<Record<'read' | 'change' | 'destroy', number>> = {
  read: effectNumber('call.read' satisfies EffectName),
  change: effectNumber('call.change'),
  destroy: effectNumber('call.destroy'),
};

/** Methods of HTTP that only read (RFC 9110 §9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Assesses any action. One of no known kind, or with a field that is no text, is one that can't be read. */
export function assessAction(assessor: Assessor, action: Action, contents?: Contents): void {
  if (!isAction(action)) return assessor.assessTarget(UNPARSED, '');
  switch (action.kind) {
    case 'command':
      return assessor.assessCommandLine(action.command, contents);
    case 'file':
      return assessor.assessTarget(FILE_EFFECTS[action.operation], action.path);
    case 'fetch':
      return assessFetch(assessor, action);
    case 'tool-call':
      return assessToolCall(assessor, action);
  }
}

/** Whether a value from who knows where is an action: callers in plain JavaScript pass what they have. */
export function isAction(value: unknown): value is Action {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as { readonly [name: string]: unknown };
  switch (fields['kind']) {
    case 'command':
      return typeof fields['command'] === 'string';
    case 'file':
      return (
        typeof fields['path'] === 'string' &&
        typeof fields['operation'] === 'string' &&
        Object.hasOwn(FILE_EFFECTS, fields['operation'])
      );
    case 'fetch':
      return typeof fields['url'] === 'string';
    case 'tool-call':
      return typeof fields['server'] === 'string' && typeof fields['tool'] === 'string';
    default:
      return false;
  }
}

function assessFetch(assessor: Assessor, action: FetchAction): void {
  const method = typeof action.method === 'string' ? action.method.toUpperCase() : 'GET';
  assessor.assessTarget(SAFE_METHODS.has(method) ? FETCH : SEND, action.url);
}

/**
 * A hint only makes a call stricter. That a tool only reads is its server's word, and a server that is not
 * trusted says what it likes; the effect of its own is there for rules that trust the server.
 */
function assessToolCall(assessor: Assessor, action: ToolCallAction): void {
  const { readOnlyHint, destructiveHint } = action.annotations ?? {};
  const effect = destructiveHint === true ? CALLS.destroy : readOnlyHint === true ? CALLS.read : CALLS.change;
  assessor.assessTarget(effect, `${action.server}/${action.tool}`);
}

/** Name that the command hash of an action other than a command line is made of: `file write`, `fetch`, `call SERVER/TOOL`. */
export function actionName(action: Action): string {
  if (!isAction(action) || action.kind === 'command') return '';
  if (action.kind === 'file') return `file ${action.operation}`;
  return action.kind === 'fetch' ? 'fetch' : `call ${action.server}/${action.tool}`;
}
