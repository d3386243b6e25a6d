/** The action that the options and the operand of `check` describe. */
import type { Action, FileAction, ToolCallAction } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { readInput } from '../files.ts';
import type { Io } from '../io.ts';
import { quoted } from '@capgate/base';

/** Core answers anything up to 1 MiB, and that more than that can't be checked; beyond this it isn't even read. */
const MAX_INPUT_BYTES = 1 << 22;

/** Throws `CliError` where the options contradict each other or the operand is missing. */
export async function actionOf(args: Arguments, io: Io): Promise<Action> {
  const kinds = ['file', 'fetch', 'call'].filter((name) => args.has(name));
  if (kinds.length > 1) throw args.misuse(`expected one of --file, --fetch and --call, met --${kinds.join(' and --')}`);
  if (args.has('annotation') && !args.has('call')) throw args.misuse('expected --call with --annotation, met none');
  if (args.has('no-reasons')) throw args.misuse('expected --jsonl with --no-reasons, met none');
  const operand = args.operands[0];
  if (operand === undefined) {
    throw args.misuse('expected a COMMAND, in quotes, or - to read it from the input; met none');
  }
  if (args.has('file')) return { kind: 'file', operation: operationOf(args), path: operand };
  if (args.has('fetch')) return { kind: 'fetch', url: operand, method: args.value('fetch') ?? 'GET' };
  if (args.has('call')) return toolCall(args, operand);
  return { kind: 'command', command: operand === '-' ? await commandFromInput(io) : operand };
}

/** The parser of the command line has checked the value against the option's choices, which are these. */
function operationOf(args: Arguments): FileAction['operation'] {
  return args.value('file') as FileAction['operation'];
}

function toolCall(args: Arguments, tool: string): ToolCallAction {
  const annotations = Object.fromEntries(args.values('annotation').map((text) => annotation(args, text)));
  return { kind: 'tool-call', server: args.value('call') ?? '', tool, annotations };
}

function annotation(args: Arguments, text: string): [string, boolean] {
  const [, name, value] = /^(readOnlyHint|destructiveHint|openWorldHint)=(true|false)$/u.exec(text) ?? [];
  if (name !== undefined) return [name, value === 'true'];
  const expected = 'readOnlyHint, destructiveHint or openWorldHint with =true or =false';
  throw args.misuse(`expected ${expected} for --annotation, met ${quoted(text)}`);
}

/** A command line from a file or a pipe ends with a line break that is no part of it. */
async function commandFromInput(io: Io): Promise<string> {
  const text = await readInput(io, MAX_INPUT_BYTES);
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** The text that the spans of an explanation refer to. */
export function textOf(action: Action): string {
  if (action.kind === 'command') return action.command;
  if (action.kind === 'file') return action.path;
  return action.kind === 'fetch' ? action.url : action.tool;
}
