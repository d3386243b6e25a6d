/**
 * OpenCode, by our plugin (`opencode-plugin.ts`), which throws what stands on standard error, and takes another command from
 * standard output. It can ask nobody.
 */
import type { Action } from '@capgate/core';
import { adapterOf, callOf, exit2, type HookCall, NO_EFFECT, type NoEffect, printed } from './adapter.ts';
import { folderOf } from './claude-format.ts';
import type { Fields } from './fields.ts';
import { patchActions } from './patch.ts';
import { actionsOf, command, fetchUrl, file, nothing, search, toolsOf } from './tools.ts';

const TOOLS = toolsOf({
  bash: command,
  write: file('write', 'filePath'),
  edit: file('write', 'filePath'),
  read: file('read', 'filePath'),
  patch: patchText,
  apply_patch: patchText,
  list: search('list', 'path'),
  glob: search('list', 'path'),
  grep: search('read', 'path'),
  webfetch: fetchUrl,
  todowrite: nothing,
  todoread: nothing,
  task: nothing,
});

function patchText(input: Fields): readonly Action[] {
  return patchActions(input.text('patchText'));
}

const EVENT = 'tool.execute.before';

export const opencode = adapterOf({
  name: 'opencode',
  evidence: 'measured',
  isFrom: (payload) => payload.any('hook') === EVENT,
  eventOf: (payload) => payload.text('hook'),
  parse: opencodeParse,
  rewrite: (line) => printed({ command: line }),
  deny: exit2,
});

function opencodeParse(payload: Fields, _environment: unknown, event: string): HookCall | NoEffect {
  if (event !== EVENT) return NO_EFFECT;
  const input = payload.object('input');
  const args = payload.object('output').object('args');
  const actions = actionsOf(TOOLS, 'opencode', input.text('tool'), args);
  const session = input.optionalName('sessionID');
  const folder = payload.optionalFolder('directory');
  const cwd = folderOf(folder, args, actions, ['workdir']);
  // Without a repository its worktree is the root, which is no workspace.
  const worktree = payload.optionalFolder('worktree');
  const workspace = worktree === '/' ? folder : worktree;
  const workspaces = workspace === undefined ? [] : [workspace];
  return callOf({ event, agent: 'opencode', session, cwd, workspaces, actions, canAsk: false }, args);
}
