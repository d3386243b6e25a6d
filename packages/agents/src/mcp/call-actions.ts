/**
 * What a call of a tool does, as far as anybody but its server can tell: the call itself, and what its arguments hold
 * under the names by which tools take command lines, paths and URLs. An argument can only make the answer stricter.
 */
import { shellQuoted } from '@capgate/base';
import type { Action, FileAction, ToolCallAction } from '@capgate/core';
import { PayloadError } from '../adapters/fields.ts';
import { isObject, type JsonObject, objectAt } from './messages.ts';

/** Names of arguments without case, `-` and `_`. */
const COMMANDS = wordsOf('command commands cmd cmds commandline shellcommand shell bash script');
const URLS = wordsOf('url urls uri uris href link links endpoint webhook baseurl targeturl');
const PATHS = wordsOf(
  `path paths file files filepath filepaths filename filenames abspath absolutepath relativepath dir directory folder
   directorypath folderpath root source src sourcepath sourcefile destination dest dst destinationpath destinationfile
   target targetpath targetfile oldpath newpath inputpath outputpath outputfile localpath`,
);

/** Words of a tool's name. Beside it stands the call itself, which no name makes milder. */
const READS = wordsOf(
  'read get list ls search find grep glob view show stat stats info describe cat head tail tree diff lookup query count open',
);
const DELETES = wordsOf('delete remove rm rmdir unlink destroy erase purge wipe trash');
const MOVES = wordsOf('move mv rename');

const ACTIONS_MAX = 64;
const DEPTH_MAX = 16;
const TEXT_LENGTH_MAX = 1 << 20;

export interface ToolCall {
  readonly server: string;
  readonly tool: string;
  /** As the server states them. */
  readonly annotations: JsonObject | undefined;
  readonly arguments: unknown;
}

/** Throws `PayloadError` where there is more in the arguments than can be judged. */
export function actionsOfCall(call: ToolCall): readonly [Action, ...Action[]] {
  const found = new Found(operationOf(call));
  found.walk(call.arguments, 0);
  return [toolCallOf(call), ...found.actions];
}

function toolCallOf({ server, tool, annotations }: ToolCall): ToolCallAction {
  const hints = (['readOnlyHint', 'destructiveHint', 'openWorldHint'] as const).flatMap((name) => {
    const hint = annotations?.[name];
    return typeof hint === 'boolean' ? [[name, hint] as const] : [];
  });
  return { kind: 'tool-call', server, tool, annotations: Object.fromEntries(hints) };
}

/** What a tool of this name does to a path: nothing less than writing, unless all its name says is that it reads. */
function operationOf({ tool, annotations }: ToolCall): FileAction['operation'] {
  const words = tool
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/gu, ' ')
    .toLowerCase()
    .split(/[^a-z\d]+/u);
  if (words.some((word) => DELETES.has(word))) return 'delete-tree';
  if (words.some((word) => MOVES.has(word))) return 'move';
  const isReading = words.some((word) => READS.has(word)) && annotations?.['destructiveHint'] !== true;
  return isReading ? 'read' : 'write';
}

class Found {
  readonly actions: Action[] = [];
  readonly #operation: FileAction['operation'];

  constructor(operation: FileAction['operation']) {
    this.#operation = operation;
  }

  walk(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null) return;
    if (depth > DEPTH_MAX) throw new PayloadError(`expected arguments at most ${DEPTH_MAX} deep, met deeper ones`);
    if (Array.isArray(value)) for (const one of value) this.walk(one, depth + 1);
    else if (isObject(value)) {
      for (const [name, one] of Object.entries(value)) this.#take(plain(name), one, value);
      for (const one of Object.values(value)) this.walk(one, depth + 1);
    }
  }

  #take(name: string, value: unknown, among: JsonObject): void {
    if (COMMANDS.has(name)) this.#takeCommands(value, among);
    else if (URLS.has(name)) for (const url of textsOf(value)) this.#takePlace(url, among);
    else if (PATHS.has(name)) for (const path of textsOf(value)) this.#takePlace(path, among, true);
  }

  /** A list may be one command's words or several commands: it is judged as both. */
  #takeCommands(value: unknown, among: JsonObject): void {
    const texts = textsOf(value);
    const more = Object.entries(among).flatMap(([name, one]) => (ARGUMENTS.has(plain(name)) ? textsOf(one) : []));
    for (const text of texts) this.#add({ kind: 'command', command: [text, ...more.map(shellQuoted)].join(' ') });
    if (texts.length > 1) this.#add({ kind: 'command', command: texts.map(shellQuoted).join(' ') });
  }

  /** A path may be given where a URL is asked for, and the other way round: what it looks like counts. */
  #takePlace(text: string, among: JsonObject, isPath = false): void {
    if (/^file:/iu.test(text) || (isPath && !/^[a-z][a-z\d+.-]*:\/\//iu.test(text))) {
      this.#add({ kind: 'file', operation: this.#operation, path: text });
    } else this.#add({ kind: 'fetch', url: text, method: methodOf(among) });
  }

  #add(action: Action): void {
    if (this.actions.length === ACTIONS_MAX) {
      throw new PayloadError(`expected at most ${ACTIONS_MAX} commands, paths and URLs in one call, met more`);
    }
    this.actions.push(action);
  }
}

const ARGUMENTS = wordsOf('args arguments argv');
const BODIES = wordsOf('body data payload json content form');

function methodOf(among: JsonObject): string {
  const named = Object.entries(among).find(([name]) => plain(name) === 'method')?.[1];
  if (typeof named === 'string') return named.slice(0, METHOD_LENGTH_MAX);
  return Object.keys(among).some((name) => BODIES.has(plain(name))) ? 'POST' : 'GET';
}

/** As the gate takes it. */
const METHOD_LENGTH_MAX = 32;

function textsOf(value: unknown): string[] {
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  if (texts.every((text) => text.length <= TEXT_LENGTH_MAX)) return texts;
  throw new PayloadError(`expected arguments of at most ${TEXT_LENGTH_MAX} characters, met a longer one`);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/gu, '');
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u));
}

/** The annotations of a tool's definition. */
export function annotationsOf(definition: JsonObject): JsonObject | undefined {
  return objectAt(definition, 'annotations');
}
