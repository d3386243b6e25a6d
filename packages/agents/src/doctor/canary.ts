/**
 * What a client would send before it runs a command, and whether it would take an answer for a stop: what `capgate doctor`
 * tries hooks with. Held against the adapters, which read and answer the same.
 */
import type { AgentName, HookReply } from '../adapters/adapter.ts';

export interface Canary {
  /** As the client sends it. */
  readonly payload: (command: string, cwd: string) => object;
  /** Whether the client, as measured or documented, runs nothing after this reply. */
  readonly stops: (reply: HookReply) => boolean;
}

const SESSION = 'capgate-doctor';

/** Claude's form, which many took over. */
function claudes(tool_name: string, more: object = {}, event = 'PreToolUse'): Canary['payload'] {
  return (command, cwd) => ({
    session_id: SESSION,
    cwd,
    hook_event_name: event,
    tool_name,
    tool_input: { command },
    ...more,
  });
}

/** An exit of 2 with a text; some run the action where the text is empty. */
function stopsByStatus({ exitCode, stderr }: HookReply): boolean {
  return exitCode === 2 && stderr.trim() !== '';
}

/** The same, or an output at exit 0 that says so. */
function stopsBy(isStop: (output: Readonly<Record<string, unknown>>) => boolean): Canary['stops'] {
  return (reply) => stopsByStatus(reply) || (reply.exitCode === 0 && isStop(outputOf(reply)));
}

const stopsByDecision = stopsBy((output) => {
  const decision = fieldsOf(output['hookSpecificOutput']);
  return decision['permissionDecision'] === 'deny' && isText(decision['permissionDecisionReason']);
});

export const CANARIES: Readonly<Record<AgentName, Canary>> = {
  claude: { payload: claudes('Bash'), stops: stopsByDecision },
  codex: { payload: claudes('Bash', { turn_id: 'turn-1' }), stops: stopsByDecision },
  gemini: {
    payload: claudes('run_shell_command', {}, 'BeforeTool'),
    stops: stopsBy(({ decision, reason }) => decision === 'deny' && isText(reason)),
  },
  qwen: { payload: claudes('run_shell_command', { tool_call_id: 'call-1' }), stops: stopsByDecision },
  copilot: {
    payload: (command, cwd) => ({ sessionId: SESSION, cwd, toolName: 'bash', toolArgs: { command } }),
    // Any end but 0 denies.
    stops: (reply) => reply.exitCode !== 0 || outputOf(reply)['permissionDecision'] === 'deny',
  },
  opencode: {
    payload: (command, cwd) => ({
      hook: 'tool.execute.before',
      input: { tool: 'bash', sessionID: SESSION, callID: 'call-1' },
      output: { args: { command } },
      directory: cwd,
      worktree: cwd,
    }),
    stops: ({ exitCode }) => exitCode !== 0,
  },
  cline: {
    payload: (command, cwd) => ({
      clineVersion: '3',
      hookName: 'tool_call',
      taskId: SESSION,
      workspaceRoots: [cwd],
      preToolUse: { toolName: 'run_commands', parameters: {} },
      tool_call: { name: 'run_commands', input: { commands: [command] } },
    }),
    stops: (reply) => outputOf(reply)['cancel'] === true,
  },
  cursor: {
    payload: (command, cwd) => ({
      conversation_id: SESSION,
      hook_event_name: 'beforeShellExecution',
      workspace_roots: [cwd],
      command,
      cwd,
    }),
    stops: stopsBy(({ permission }) => permission === 'deny'),
  },
  windsurf: {
    payload: (command, cwd) => ({
      agent_action_name: 'pre_run_command',
      trajectory_id: SESSION,
      tool_info: { command_line: command, cwd },
    }),
    stops: stopsByStatus,
  },
  kiro: { payload: claudes('shell', {}, 'preToolUse'), stops: stopsByStatus },
  droid: { payload: claudes('Execute'), stops: stopsByDecision },
  openhands: {
    payload: (command, cwd) => ({
      session_id: SESSION,
      working_dir: cwd,
      tool_name: 'terminal',
      tool_input: { command },
    }),
    stops: stopsByStatus,
  },
  goose: { payload: claudes('developer__shell'), stops: stopsByStatus },
};

function outputOf({ stdout }: HookReply): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(stdout));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
