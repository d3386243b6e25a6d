/** Gemini CLI. It has no documented way to ask. */
import { isAbsolute } from 'node:path/posix';
import { adapterOf, type Environment, type HookCall, inputWith, type NoEffect, printed } from './adapter.ts';
import { claudeCall, hookEventName } from './claude-format.ts';
import type { Fields } from './fields.ts';
import { command, fetchUrl, fetchUrlsIn, file, nothing, search, toolCall, toolsOf } from './tools.ts';

const TOOLS = toolsOf({
  run_shell_command: command,
  write_file: file('write', 'file_path'),
  replace: file('write', 'file_path'),
  read_file: file('read', 'file_path', 'absolute_path'),
  list_directory: file('list', 'dir_path', 'path'),
  glob: search('list', 'dir_path'),
  grep_search: search('read', 'dir_path'),
  web_fetch: (input) => (input.has('url') ? fetchUrl : fetchUrlsIn('prompt'))(input),
  google_web_search: nothing,
  write_todos: nothing,
  update_topic: nothing,
  invoke_agent: nothing,
  list_background_processes: nothing,
  read_background_output: nothing,
  enter_plan_mode: nothing,
  exit_plan_mode: nothing,
});

export const gemini = adapterOf({
  name: 'gemini',
  evidence: 'measured',
  isFrom: (payload) => payload.any('hook_event_name') === 'BeforeTool',
  eventOf: hookEventName,
  parse: geminiParse,
  rewrite: (line, call) => printed({ hookSpecificOutput: { tool_input: inputWith(line, call) } }),
  deny: (reason) => printed({ decision: 'deny', reason }),
});

function geminiParse(payload: Fields, environment: Environment, event: string): HookCall | NoEffect {
  const call = claudeCall(payload, event, {
    agent: 'gemini',
    event: 'BeforeTool',
    tools: TOOLS,
    canAsk: false,
    workspaces: [environment['GEMINI_PROJECT_DIR'] ?? ''].filter(isAbsolute),
    folderFields: ['dir_path'],
  });
  if (call.kind !== 'call' || !payload.has('mcp_context')) return call;
  const context = payload.object('mcp_context');
  return { ...call, actions: [toolCall(context.text('server_name'), context.text('tool_name'))] };
}
