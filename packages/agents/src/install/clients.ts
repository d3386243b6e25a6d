/**
 * Every agent that hooks can be installed for: how one knows that it is here, where its settings are in each scope, and
 * what is put there. What the evidence for each is, its adapter says.
 */
import { dirname, isAbsolute, join } from 'node:path/posix';
import type { AgentName } from '../adapters/adapter.ts';
import { opencodePlugin } from '../opencode-plugin.ts';
import { clineScript } from './cline-script.ts';
import { httpHandler } from './http-hook.ts';
import { failClosedLine, TIMEOUT_S } from './launcher.ts';
import type { EntriesPlacement, Entry, Json, Placement, Scope, Surroundings } from './placement.ts';

export interface InstallClient {
  /** As its adapter is named. */
  readonly name: AgentName;
  /** As people know it. */
  readonly title: string;
  /** Folders in the home folder, and programs, of which one is there where the agent is. */
  readonly folders: readonly string[];
  /** What it keeps in the home folder besides, and in no such folder. */
  readonly keeps?: readonly string[];
  /** Whether it works where nothing new can be made beside its hooks, as it was seen to (`npm run agents:real`). */
  readonly worksClosed?: true;
  readonly programs: readonly string[];
  readonly scopes: readonly Scope[];
  /** The scopes whose settings may hold a token with which the agent posts to the gate itself; none where absent. */
  readonly httpScopes?: readonly Scope[];
  /** None where the scope has no file for it. */
  readonly placements: (around: Surroundings) => readonly Placement[];
  /** What a person must know or do besides. */
  readonly note?: string;
}

const TIMEOUT_MS = TIMEOUT_S * 1000;

/**
 * Every tool, also those that come with a later version: which of them have an effect, adapters know. A list of names would
 * let the others run unseen, as Claude Code's `Monitor`, which runs commands.
 */
const EVERY_TOOL = '.*';

const claude: InstallClient = {
  name: 'claude',
  title: 'Claude Code',
  folders: ['.claude'],
  keeps: ['.claude.json'],
  worksClosed: true,
  programs: ['claude'],
  scopes: ['user', 'project', 'managed'],
  httpScopes: ['user'],
  placements: (around) => [
    settings(around, claudeFile(around), claudeEntries(around), { isSecret: around.http !== undefined }),
  ],
};

/** What posts tells the gate of no process, so one is started where a session begins. */
function claudeEntries(around: Surroundings): Entry[] {
  const limits = { timeout: TIMEOUT_S, onFailure: 'block' };
  const command = claudeCommand(around);
  const hook = around.http === undefined ? command : httpHandler(around.http, 'claude');
  const stops = { list: ['hooks', 'PreToolUse'], item: { matcher: EVERY_TOOL, hooks: [{ ...hook, ...limits }] } };
  if (around.http === undefined) return [stops];
  return [
    stops,
    { list: ['hooks', 'SessionStart'], item: { hooks: [{ ...command, timeout: TIMEOUT_S }] }, tells: true },
  ];
}

function claudeFile(around: Surroundings): string {
  const ofMachine = around.platform === 'darwin' ? '/Library/Application Support/ClaudeCode' : '/etc/claude-code';
  return fileOf(around, {
    user: join(homeFolder(around, 'CLAUDE_CONFIG_DIR', '.claude'), 'settings.json'),
    project: '.claude/settings.json',
    managed: join(ofMachine, 'managed-settings.d/capgate.json'),
  });
}

/** Without a shell where the path is known: there is nothing to quote, and `onFailure` covers what is missing. */
function claudeCommand({ launcher }: Surroundings): { readonly [key: string]: Json } {
  if (launcher.kind === 'path') return { type: 'command', command: launcher.path, args: ['claude'] };
  return { type: 'command', command: failClosedLine(launcher, 'claude') };
}

/** The second tells what Codex is about to show its person. */
const CODEX_EVENTS = ['PreToolUse', 'PermissionRequest'];
/** A terminal that stays open is typed into past every hook. */
const NO_TERMINAL = { kind: 'key', table: 'features', key: 'unified_exec_tty', value: false } as const;

const codex: InstallClient = {
  name: 'codex',
  title: 'Codex CLI',
  folders: ['.codex'],
  programs: ['codex'],
  scopes: ['user', 'project', 'managed'],
  placements: (around) => {
    if (around.scope === 'managed') return [codexRequirements(around)];
    const folder = fileOf(around, { user: codexFolder(around), project: '.codex' });
    const item = { matcher: EVERY_TOOL, hooks: [{ ...shellHook(around, 'codex'), timeout: TIMEOUT_S }] };
    return [
      settings(
        around,
        join(folder, 'hooks.json'),
        CODEX_EVENTS.map((event) => ({ list: ['hooks', event], item })),
      ),
      ...codexRule(around),
      { ...NO_TERMINAL, path: join(folder, 'config.toml') },
    ];
  },
  note: 'Codex runs a hook only once it is trusted, and a project’s hooks only in a trusted project: /hooks in Codex shows them.',
};

/** Trusted without asking, and not to be switched off by whoever uses the machine. */
function codexRequirements({ launcher }: Surroundings): Placement {
  return {
    kind: 'requirements',
    path: '/etc/codex/requirements.toml',
    keys: [{ kind: 'key', table: 'features', key: 'hooks', value: true }, NO_TERMINAL],
    events: CODEX_EVENTS,
    command: failClosedLine(launcher, 'codex'),
    timeoutS: TIMEOUT_S,
  };
}

/** Where a person's own settings of Codex are. */
function codexFolder(around: Pick<Surroundings, 'home' | 'environment'>): string {
  return homeFolder(around, 'CODEX_HOME', '.codex');
}

/** Where the rule is by which Codex asks a person. */
export function codexRules(around: Pick<Surroundings, 'home' | 'environment'>): string {
  return join(codexFolder(around), 'rules/capgate.rules');
}

/** Names a program by its path, so it is not for files that people share. */
function codexRule(around: Surroundings): Placement[] {
  if (around.launcher.kind !== 'path') return [];
  const runner = join(dirname(around.launcher.path), 'capgate-run');
  const rule = `prefix_rule(pattern = [${JSON.stringify(runner)}], decision = "prompt", justification = "Capgate asks about this")`;
  return [{ kind: 'own', path: codexRules(around), text: `# Made by Capgate.\n${rule}\n`, role: 'rules' }];
}

const gemini: InstallClient = {
  name: 'gemini',
  title: 'Gemini CLI',
  folders: ['.gemini'],
  programs: ['gemini'],
  scopes: ['user', 'project', 'managed'],
  placements: (around) => {
    const hook = { ...shellHook(around, 'gemini'), name: 'capgate', timeout: TIMEOUT_MS };
    const path = fileOf(around, {
      user: join(around.home, '.gemini/settings.json'),
      project: '.gemini/settings.json',
      managed: '/etc/gemini-cli/settings.json',
    });
    return [
      settings(
        around,
        path,
        [{ list: ['hooks', 'BeforeTool'], item: { matcher: EVERY_TOOL, hooks: [hook] } }],
        COMMENTED,
      ),
    ];
  },
  note: 'Gemini drops a project’s hooks in folders that it does not trust.',
};

const qwen: InstallClient = {
  name: 'qwen',
  title: 'Qwen Code',
  folders: ['.qwen'],
  programs: ['qwen'],
  scopes: ['user', 'project'],
  placements: (around) => {
    const hook = { ...shellHook(around, 'qwen'), timeout: TIMEOUT_MS };
    const path = fileOf(around, {
      user: join(around.home, '.qwen/settings.json'),
      project: '.qwen/settings.json',
    });
    return [
      settings(
        around,
        path,
        [{ list: ['hooks', 'PreToolUse'], item: { matcher: EVERY_TOOL, hooks: [hook] } }],
        COMMENTED,
      ),
    ];
  },
};

const copilot: InstallClient = {
  name: 'copilot',
  title: 'Copilot CLI',
  folders: ['.copilot'],
  programs: ['copilot'],
  scopes: ['user', 'project', 'managed'],
  placements: (around) => {
    const bash = failClosedLine(around.launcher, 'copilot');
    const path = fileOf(around, {
      user: join(around.home, '.copilot/hooks/capgate.json'),
      project: '.github/hooks/capgate.json',
      managed: '/etc/github-copilot/policy.d/capgate.json',
    });
    // Without a matcher, which is every tool.
    const item = { type: 'command', bash, timeoutSec: TIMEOUT_S };
    return [settings(around, path, [{ list: ['hooks', 'preToolUse'], item }], { needs: { version: 1 } })];
  },
  note: 'Copilot reads a project’s hooks only in folders that it trusts, and Claude Code’s settings too.',
};

const opencode: InstallClient = {
  name: 'opencode',
  title: 'OpenCode',
  folders: ['.config/opencode'],
  keeps: ['.local/share/opencode', '.local/state/opencode'],
  programs: ['opencode'],
  scopes: ['user', 'project'],
  placements: (around) => [
    {
      kind: 'own',
      path: fileOf(around, {
        user: join(homeFolder(around, 'XDG_CONFIG_HOME', '.config'), 'opencode/plugins/capgate.js'),
        project: '.opencode/plugins/capgate.js',
      }),
      text: opencodePlugin(around.launcher),
      role: 'plugin',
    },
  ],
  note: 'OpenCode runs without its plugins under --pure.',
};

const cline: InstallClient = {
  name: 'cline',
  title: 'Cline',
  folders: ['Documents/Cline', '.cline'],
  programs: ['cline'],
  scopes: ['user', 'project'],
  placements: (around) => {
    const path = fileOf(around, {
      user: join(around.home, 'Documents/Cline/Hooks/PreToolUse'),
      project: '.clinerules/hooks/PreToolUse',
    });
    const previous = `${path}.before-capgate`;
    return [{ kind: 'chain', path, previous, text: clineScript(around.launcher) }];
  },
  note: 'Cline goes on where a hook cannot be started at all.',
};

const cursor: InstallClient = {
  name: 'cursor',
  title: 'Cursor',
  folders: ['.cursor'],
  keeps: ['.config/cursor'],
  programs: ['cursor', 'cursor-agent'],
  scopes: ['user', 'project', 'managed'],
  placements: (around) => {
    // Without failClosed, under which Cursor blocks what an allow is here: no answer.
    const item = { command: failClosedLine(around.launcher, 'cursor'), timeout: TIMEOUT_S };
    const path = fileOf(around, {
      user: join(around.home, '.cursor/hooks.json'),
      project: '.cursor/hooks.json',
      managed: '/etc/cursor/hooks.json',
    });
    const entries = ['beforeShellExecution', 'beforeMCPExecution'].map((event) => ({ list: ['hooks', event], item }));
    return [settings(around, path, entries, { needs: { version: 1 } })];
  },
};

const windsurf: InstallClient = {
  name: 'windsurf',
  title: 'Windsurf',
  folders: ['.codeium/windsurf'],
  programs: ['windsurf'],
  scopes: ['user', 'project', 'managed'],
  placements: (around) => {
    const item = { command: failClosedLine(around.launcher, 'windsurf') };
    const path = fileOf(around, {
      user: join(around.home, '.codeium/windsurf/hooks.json'),
      project: '.windsurf/hooks.json',
      managed: '/etc/windsurf/hooks.json',
    });
    const entries = ['pre_run_command', 'pre_mcp_tool_use'].map((event) => ({ list: ['hooks', event], item }));
    return [settings(around, path, entries)];
  },
};

const kiro: InstallClient = {
  name: 'kiro',
  title: 'Kiro CLI',
  folders: ['.kiro'],
  keeps: ['.local/share/kiro-cli'],
  programs: ['kiro-cli', 'kiro'],
  scopes: ['user', 'project'],
  placements: (around) => {
    const folder = fileOf(around, { user: join(around.home, '.kiro/agents'), project: '.kiro/agents' });
    const item = { command: failClosedLine(around.launcher, 'kiro'), matcher: 'shell', timeout_ms: TIMEOUT_MS };
    return around
      .list(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => settings(around, join(folder, name), [{ list: ['hooks', 'preToolUse'], item }]));
  },
  note: 'Kiro’s hooks belong to an agent: one that is made later needs capgate init again.',
};

const droid: InstallClient = {
  name: 'droid',
  title: 'Droid',
  folders: ['.factory'],
  programs: ['droid'],
  scopes: ['user', 'project'],
  placements: (around) => {
    const hook = { ...shellHook(around, 'droid'), timeout: TIMEOUT_S };
    const path = fileOf(around, { user: join(around.home, '.factory/hooks.json'), project: '.factory/hooks.json' });
    const matcher = '^(Execute|Create|Edit|Read|mcp__.*)$';
    return [settings(around, path, [{ list: ['hooks', 'PreToolUse'], item: { matcher, hooks: [hook] } }])];
  },
};

const openhands: InstallClient = {
  name: 'openhands',
  title: 'OpenHands',
  folders: ['.openhands'],
  programs: ['openhands'],
  scopes: ['project'],
  placements: (around) => {
    const hook = { ...shellHook(around, 'openhands'), timeout: TIMEOUT_S };
    const path = fileOf(around, { project: '.openhands/hooks.json' });
    return [settings(around, path, [{ list: ['pre_tool_use'], item: { matcher: 'terminal', hooks: [hook] } }])];
  },
};

const goose: InstallClient = {
  name: 'goose',
  title: 'Goose',
  folders: ['.config/goose', '.agents/plugins'],
  keeps: ['.local/share/goose', '.local/state/goose'],
  programs: ['goose'],
  scopes: ['user'],
  placements: (around) => {
    const hook = { ...shellHook(around, 'goose'), on_failure: 'block' };
    const path = join(around.home, '.agents/plugins/capgate/hooks/hooks.json');
    const item = { matcher: '^developer__shell$', hooks: [hook] };
    return [settings(around, path, [{ list: ['hooks', 'PreToolUse'], item }])];
  },
};

/** In the order in which they are shown. */
export const INSTALL_CLIENTS: readonly InstallClient[] = [
  claude,
  codex,
  gemini,
  qwen,
  copilot,
  opencode,
  cline,
  cursor,
  windsurf,
  kiro,
  droid,
  openhands,
  goose,
];

/** Gemini CLI and Qwen Code were seen to read comments and trailing commas; Claude Code and Codex to ignore such a file. */
const COMMENTED = { takesComments: true };

function settings(
  { launcher }: Surroundings,
  path: string,
  entries: readonly Entry[],
  {
    needs = {},
    takesComments = false,
    isSecret = false,
  }: Partial<Pick<EntriesPlacement, 'needs' | 'takesComments' | 'isSecret'>> = {},
): EntriesPlacement {
  return { kind: 'entries', path, entries, needs, launcher, takesComments, isSecret };
}

function shellHook({ launcher }: Surroundings, agent: string): { readonly type: string; readonly command: string } {
  return { type: 'command', command: failClosedLine(launcher, agent) };
}

/** The file of the scope; those of a project are said from its root. A scope that the client does not have is a bug. */
function fileOf({ scope, project }: Surroundings, files: { readonly [scope in Scope]?: string }): string {
  const file = files[scope];
  if (file === undefined) throw new TypeError(`no file in the scope ${scope}`);
  return isAbsolute(file) ? file : join(project, file);
}

/** The folder that a variable names, else the one in the home folder. */
function homeFolder(
  { environment, home }: Pick<Surroundings, 'home' | 'environment'>,
  variable: string,
  otherwise: string,
): string {
  const folder = environment[variable] ?? '';
  return isAbsolute(folder) ? folder : join(home, otherwise);
}
