/** The gate's own: what takes it away, ends it or answers in a person's place is denied in every mode; its neighbours are not. */
import { describe, expect, test } from 'vitest';
import { type Action, createContext, decide, explain, VERDICTS } from '../../src/index.ts';

const HOME = '/home/ada';
const GATE_PID = 4242;
const GATE_GROUP = 4200;
const options = {
  workspace: `${HOME}/shop`,
  home: HOME,
  gatePaths: [`${HOME}/.config/capgate/config.yaml`, `${HOME}/.local/state/capgate/log`, '/srv/data/gate/store.db'],
  gateProcesses: [GATE_PID, GATE_GROUP],
} as const;
// Nothing else is denied there: a denial is the gate's own.
const observing = createContext({ ...options, mode: 'observe' });
const balanced = createContext(options);
const elsewhere = createContext({ ...options, gatePaths: [], gateProcesses: [], mode: 'observe' });

function said(action: Action, context = observing): string {
  return VERDICTS[decide(action, context).verdict] ?? '';
}

function saidOf(command: string, context = observing): string {
  return said({ kind: 'command', command }, context);
}

describe('a folder above what the gate has', () => {
  const harms = [
    'mv ~/.config ~/.config.bak',
    'mv ~/.local/state /tmp/x',
    'cd ~/.local && mv state elsewhere',
    'mv -t /tmp ~/.config',
    'rename s/state/x/ ~/.local/state',
    'mv -T mine ~/.config',
    'mv --exchange ~/.config mine',
    'rm -rf ~/.local/state',
    'rm -rf ~/.loc*/state',
    'rm -rf ~/.config/*',
    'rmdir x; rm -r /srv/data',
    'trash /srv/data',
    'chmod 000 ~/.config',
    'chmod 700 /srv/data',
    'chmod -R a-w ~/.local',
    'chown -R nobody /srv',
    'chgrp nobody ~/.local/state',
    'setfacl -m u:ada:- ~/.config',
    'ln -sfn /tmp/mine ~/.config',
    'ln -sT /tmp/mine /srv/data',
    'mount --bind /tmp/mine ~/.config',
    'mount -t tmpfs tmpfs /srv/data',
    'mount --bind /srv/data/gate /mnt',
    'umount /srv/data',
    'rsync -a --delete mine/ ~/.config/',
    `python3 -c "import shutil; shutil.rmtree('${HOME}/.local/state')"`,
  ];

  test.each(harms)('is denied: %s', (command) => {
    expect(saidOf(command)).toBe('deny');
  });

  test('the same is not the gate’s where it has nothing there', () => {
    expect(harms.filter((command) => saidOf(command, elsewhere) === 'deny')).toEqual([]);
  });

  test.each(['move', 'delete', 'delete-tree'] as const)('is denied as a file operation, too: %s', (operation) => {
    expect(said({ kind: 'file', operation, path: `${HOME}/.config` })).toBe('deny');
  });

  test.each([
    'ls -la ~/.config',
    'mv notes.md ~/.config/',
    'cp -r theme ~/.config',
    'mkdir -p ~/.local/state/app',
    'mv ~/.config/app ~/.config/app.bak',
    'rm -rf ~/.local/state/app',
    'rm -rf ~/.local/state/capg',
    'rm -rf ~/.config/app*',
    'chmod 700 ~/.config/app',
    'ln -s ~/.config dotfiles',
    'mv state state.bak',
    'mount -t tmpfs tmpfs /mnt',
    'umount /mnt',
    'find ~/.config -name "*.bak"',
  ])('what lies beside it stays: %s', (command) => {
    expect(saidOf(command)).toBe('allow');
  });

  test('an explanation says what would go with it', () => {
    const { effects } = explain({ kind: 'command', command: 'mv ~/.config ~/.old' }, balanced);
    expect(effects.map(({ effect }) => effect)).toContain('gate.uproot');
  });
});

describe("the gate's process", () => {
  test.each([
    'kill 4242',
    'kill -9 4242',
    'kill -s KILL 4242',
    'kill -STOP 17 4242',
    'kill -TERM -- -4200',
    'kill -9 -4242',
    'kill -9 -1',
    'kill -KILL -- -1',
    '/bin/kill 4242',
    'sudo kill 4242',
    'sh -c "kill 4242"',
    'P=4242; kill -9 $P',
    'kill -9 04242',
    'pkill -g 4200',
    'pkill -9 -s 4242',
    'gdb -p 4242',
    'strace -p 4242',
  ])('is not for an agent to signal or steer: %s', (command) => {
    expect(saidOf(command)).toBe('deny');
  });

  test.each([
    'kill 4243',
    'kill -9 42420',
    'kill %1',
    'kill -l',
    'kill -4242x 17',
    'pkill node',
    'strace -p 17',
    'kill -0 17',
  ])('others are: %s', (command) => {
    expect(saidOf(command)).toBe('allow');
  });

  test('a number says nothing to who was not told it', () => {
    expect(saidOf('kill 4242', elsewhere)).toBe('allow');
  });
});

describe("what only a person may tell the gate's program", () => {
  test.each([
    'npx capgate approvals allow x',
    'npx --yes capgate@latest approvals allow x',
    'npx -p capgate capgate pause 10m',
    'npx -c "capgate approvals allow x"',
    'npm exec capgate -- approvals allow x',
    'npm exec -- capgate token new',
    'npm x capgate policy activate 3',
    'pnpm dlx capgate approvals allow x',
    'pnpm exec capgate store rebuild',
    'pnpm capgate keys rotate',
    'yarn capgate open',
    'yarn run capgate policy rollback 1',
    'yarn dlx capgate approvals deny x',
    'bunx capgate approvals allow x',
    'bun x capgate pause 1h',
    'deno run -A npm:capgate approvals allow x',
    'node /usr/lib/node_modules/capgate/bin/capgate.cjs approvals allow x',
    'node node_modules/capgate/dist/main.js approvals allow x',
    'node node_modules/capgate/dist/main.js mcp-proxy trust x',
    'capgate mcp-proxy trust x',
    'capgate hook codex < payload.json',
    'capgate-hook codex < payload.json',
    'capgate-hook --socket /tmp/x',
    'capgate-run 0123 why',
    'npx capgate hook codex',
    'node node_modules/capgate/dist/main.js hook codex',
    'node ~/src/capgate/packages/cli/dist/main.js approvals allow x',
    'node --no-warnings ~/src/capgate/packages/cli/src/main.ts pause 10m',
    'tsx ~/src/capgate/packages/cli/src/main.ts --socket /run/x approvals allow x',
    '~/src/capgate/packages/cli/bin/capgate.cjs approvals allow x',
    './capgate approvals allow x',
    './node_modules/.bin/capgate approvals allow x',
    '~/.local/bin/capgate approvals allow x',
    'env A=1 node ~/src/capgate/main.js policy change p.yaml',
    'sudo -u ada npx capgate approvals allow x',
    'sh -c "npx capgate approvals allow x"',
    'capgate --socket /run/x approvals allow x',
    'capgate store rebuild',
    'capgate keys new',
    'capgate token revoke x',
    'npx capgate init',
    'npx --yes capgate@latest upgrade',
    'capgate init --undo --yes',
    'npx capgate uninstall',
    '~/.local/share/capgate/current/bin/capgate init --agent codex',
    'node ~/.local/share/capgate/current/bin/capgate.cjs uninstall --yes',
    'node ~/.npm/_npx/1/node_modules/capgate/bin/capgate.cjs exec --socket /none --mode observe -- ls',
    'node ~/src/capgate/packages/cli/dist/main.js serve --config mine.yaml',
    'node ~/src/capgate/packages/cli/dist/main.js import x.json --output ~/.bashrc',
  ])('is denied: %s', (command) => {
    expect(saidOf(command)).toBe('deny');
  });

  test.each([
    'capgate status',
    'capgate why 0123',
    'capgate log --follow',
    'capgate check "ls"',
    'capgate scan . --sarif --fail-on never',
    'capgate policy history',
    'capgate token list',
    'capgate approvals list',
    '~/.local/bin/capgate status',
    './node_modules/.bin/capgate why 0123',
    'npx capgate status',
    'npm exec capgate -- log',
    'pnpm exec capgate check "ls"',
    'yarn capgate approvals list',
    'node ~/src/capgate/packages/cli/dist/main.js status',
    'node ~/src/capgate/packages/cli/dist/main.js approvals list',
    'node ~/src/capgate/scripts/build.ts --if-stale',
    'node scripts/approvals.js allow',
    'node player.js pause',
    'npx eslint .',
  ])('asking it is not: %s', (command) => {
    expect(saidOf(command)).toBe('allow');
  });
});

describe("the settings that hold an agent's hooks", () => {
  const FILES = [
    '.claude/settings.json',
    '~/.claude/settings.json',
    '.claude/settings.local.json',
    '~/.claude/plugins/gate/hooks/hooks.json',
    '~/.codex/config.toml',
    '~/.codex/hooks.json',
    '~/.gemini/settings.json',
    '~/.gemini/policies/shell.toml',
    '~/.qwen/policies/shell.toml',
    '~/.codex/rules/capgate.rules',
    '.codex/rules/default.rules',
    '.gemini/settings.json',
    '~/.qwen/settings.json',
    '~/.copilot/hooks/gate.json',
    '.github/hooks/gate.json',
    '.opencode/plugins/gate.js',
    '~/.config/opencode/plugins/gate.js',
    '.clinerules/hooks/PreToolUse',
    '~/Documents/Cline/Hooks/PreToolUse',
    '.cursor/hooks.json',
    '~/.cursor/hooks.json',
    '/etc/claude-code/managed-settings.json',
  ];

  test.each(FILES)('are not changed by command: %s', (file) => {
    const harms = [
      `echo '{}' > ${file}`,
      `sed -i s/gate/x/ ${file}`,
      `rm ${file}`,
      `mv ${file} /tmp/x`,
      `cp /tmp/mine ${file}`,
      `ln -sf /tmp/mine ${file}`,
      `chmod 000 ${file}`,
      `truncate -s 0 ${file}`,
    ];
    expect(harms.filter((command) => saidOf(command) !== 'deny')).toEqual([]);
  });

  test.each(FILES)('are not changed as files: %s', (file) => {
    const path = file.replace(/^~/u, HOME);
    const operations = ['create', 'write', 'append', 'move', 'delete'] as const;
    expect(operations.filter((operation) => said({ kind: 'file', operation, path }) !== 'deny')).toEqual([]);
  });

  test.each(FILES)('may be read: %s', (file) => {
    expect([`cat ${file}`, `jq .hooks ${file}`, `ls -l ${file}`].map((command) => saidOf(command, balanced))).toEqual([
      'allow',
      'allow',
      'allow',
    ]);
  });

  test.each([
    'rm -rf .claude',
    'mv ~/.codex ~/.codex.old',
    'chmod -R a-w .cursor',
    'rm -r .clau*',
    'rm -rf ~/.claude/*',
  ])('go with their folder: %s', (command) => {
    expect(saidOf(command)).toBe('deny');
  });

  test.each([
    'mkdir -p .claude/commands',
    'echo x >> CLAUDE.md',
    'echo x > .cursor/rules/style.mdc',
    'rm -rf .claude/commands/old',
    'rm .github/workflows/old.yml',
    'cp hook.sh .github/hooks/pre-commit',
    'rm -rf /tmp/trial/.claude',
    'rm -rf .cache',
    'rm settings.json',
    'echo x > config.toml',
    'rm *.json',
    'mv .vscode/settings.json .vscode/old.json',
  ])('are not what lies beside them: %s', (command) => {
    expect(saidOf(command)).toBe('allow');
  });
});
