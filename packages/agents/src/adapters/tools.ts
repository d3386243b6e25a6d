/** How the tools of agents become actions. A tool is named with where its operands are; any other is a tool call. */
import { shellQuoted } from '@capgate/base';
import type { Action, FileAction } from '@capgate/core';
import { type Fields, PayloadError } from './fields.ts';
import { patchActions } from './patch.ts';

export type ToolReader = (input: Fields) => readonly Action[];
export type Tools = ReadonlyMap<string, ToolReader>;

export function toolsOf(readers: Readonly<Record<string, ToolReader>>): Tools {
  return new Map(Object.entries(readers));
}

/**
 * For tools that do nothing to judge: lists of things to do, questions, looks at what the client itself has started, agents
 * whose own tools are announced, and searches that the model's own maker does, who sees the whole conversation anyway.
 */
export const nothing: ToolReader = () => [];

export const command: ToolReader = (input) => [{ kind: 'command', command: input.text('command') }];

/** PowerShell's own line: what runs is that program with this code, quoted as a POSIX shell would take it. */
export const powershell: ToolReader = (input) => {
  return [{ kind: 'command', command: `pwsh -NoProfile -Command ${shellQuoted(input.text('command'))}` }];
};

export const fetchUrl: ToolReader = (input) => [{ kind: 'fetch', url: input.text('url') }];

/** Every URL in a text that says in words what is to be fetched. */
export function fetchUrlsIn(name: string): ToolReader {
  return (input) => {
    const urls = input.text(name).match(URLS) ?? [];
    if (urls.length > 0) return urls.map((url) => ({ kind: 'fetch', url }));
    throw new PayloadError(`expected a URL in the tool's ${name}, met none`);
  };
}

const URLS = /[a-z][a-z0-9+.-]*:\/\/\S+/giu;

export const patch: ToolReader = (input) => patchActions(input.text('command'));

/** An operation on the paths in these fields: on each that is there, as nobody knows which one the client takes. */
export function file(operation: FileAction['operation'], ...names: readonly [string, ...string[]]): ToolReader {
  return (input) => {
    const paths = names.flatMap((name) => input.optionalText(name) ?? []);
    if (paths.length === 0) throw new PayloadError(`expected ${names.join(' or ')} in the tool's input, met neither`);
    return paths.map((path) => ({ kind: 'file', operation, path }));
  };
}

/** An operation on folders, one or a list, that is on the working folder where none is named. */
export function search(operation: 'list' | 'read', name: string): ToolReader {
  return (input) => {
    const paths = input.textOrTexts(name);
    return (paths.length === 0 ? ['.'] : paths).map((path) => ({ kind: 'file', operation, path }));
  };
}

/** What a call of the tool does; the client is the server of tools that are in no table. */
export function actionsOf(tools: Tools, client: string, tool: string, input: Fields): readonly Action[] {
  const reader = tools.get(tool);
  if (reader !== undefined) return reader(input);
  const calls = mcpCalls(tool);
  return calls.length === 0 ? [toolCall(client, tool)] : calls;
}

export function toolCall(server: string, tool: string): Action {
  return { kind: 'tool-call', server, tool };
}

/** No name that means something can be parted in more ways. */
const PARTINGS_MAX = 16;

/**
 * Of `mcp__SERVER__TOOL`. Two underscores may belong to either name, so every way to part them counts: else a server by
 * the name `github__x` would be taken for `github`.
 */
function mcpCalls(tool: string): readonly Action[] {
  const names = /^mcp__(?<names>.+)$/su.exec(tool)?.groups?.['names'] ?? '';
  const cuts = [...names.matchAll(/(?<=.)(?=__.)/gsu)].map(({ index }) => index);
  if (cuts.length > PARTINGS_MAX) {
    throw new PayloadError(`expected a tool's name that parts in at most ${PARTINGS_MAX} ways, met more`);
  }
  return cuts.map((at) => toolCall(names.slice(0, at), names.slice(at + 2)));
}
