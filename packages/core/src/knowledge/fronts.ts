/** The fronts of actions that are no command lines: each turns one into effects. */
import type { Action, FetchAction, FileAction, ToolCallAction } from '../action.ts';
import type { Assessor } from './assess.ts';
import type { EffectName } from './effects.ts';
import { effectNumber } from './tables.ts';

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

/** Assesses any action. An action of no known kind, or with a field that is no text, is one that can't be read. */
export function assessAction(assessor: Assessor, action: Action): void {
  switch (action.kind) {
    case 'command':
      return typeof action.command === 'string' ? assessor.assessCommandLine(action.command) : assessor.assessTarget(UNPARSED, '');
    case 'file':
      return assessFile(assessor, action);
    case 'fetch':
      return assessFetch(assessor, action);
    case 'tool-call':
      return assessToolCall(assessor, action);
    default:
      return assessor.assessTarget(UNPARSED, '');
  }
}

function assessFile(assessor: Assessor, action: FileAction): void {
  const known = Object.hasOwn(FILE_EFFECTS, action.operation) && typeof action.path === 'string';
  assessor.assessTarget(known ? FILE_EFFECTS[action.operation] : UNPARSED, known ? action.path : '');
}

function assessFetch(assessor: Assessor, action: FetchAction): void {
  if (typeof action.url !== 'string') return assessor.assessTarget(UNPARSED, '');
  const method = typeof action.method === 'string' ? action.method.toUpperCase() : 'GET';
  assessor.assessTarget(SAFE_METHODS.has(method) ? FETCH : SEND, action.url);
}

/** A server's word that a tool only reads makes it less than a change, not harmless: strict mode still asks. */
function assessToolCall(assessor: Assessor, action: ToolCallAction): void {
  const { readOnlyHint, destructiveHint } = action.annotations ?? {};
  const effect = destructiveHint === true ? CALLS.destroy : readOnlyHint === true ? CALLS.read : CALLS.change;
  assessor.assessTarget(effect, `${String(action.server)}/${String(action.tool)}`);
}

/** Name that the command hash of such an action is made of: `file write`, `fetch`, `call SERVER/TOOL`. */
export function actionName(action: Exclude<Action, { kind: 'command' }>): string {
  switch (action.kind) {
    case 'file':
      return `file ${String(action.operation)}`;
    case 'fetch':
      return 'fetch';
    case 'tool-call':
      return `call ${String(action.server)}/${String(action.tool)}`;
    default:
      return '';
  }
}
