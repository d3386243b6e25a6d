/** Qwen Code: Claude's events and answers, Gemini's tools. Without a person it denies what it is told to ask. */
import { isAbsolute } from 'node:path/posix';
import { adapterOf } from './adapter.ts';
import { claudeAsk, claudeCall, claudeDeny, hookEventName } from './claude-format.ts';
import { command, fetchUrl, file, nothing, search, toolsOf } from './tools.ts';

const TOOLS = toolsOf({
  run_shell_command: command,
  write_file: file('write', 'file_path'),
  edit: file('write', 'file_path'),
  notebook_edit: file('write', 'notebook_path'),
  read_file: file('read', 'file_path', 'absolute_path'),
  list_directory: file('list', 'path'),
  glob: search('list', 'path'),
  grep_search: search('read', 'path'),
  web_fetch: fetchUrl,
  todo_write: nothing,
  agent: nothing,
  list_agents: nothing,
  tool_search: nothing,
  get_goal: nothing,
  update_goal: nothing,
  ask_user_question: nothing,
  exit_plan_mode: nothing,
});

export const qwen = adapterOf({
  name: 'qwen',
  evidence: 'measured',
  isFrom: (payload) => payload.has('tool_call_id'),
  eventOf: hookEventName,
  parse: (payload, environment, event) =>
    claudeCall(payload, event, {
      agent: 'qwen',
      event: 'PreToolUse',
      tools: TOOLS,
      canAsk: true,
      workspaces: [environment['QWEN_PROJECT_DIR'] ?? ''].filter(isAbsolute),
      folderFields: ['directory'],
    }),
  ask: claudeAsk,
  deny: claudeDeny,
});
