/** Command lines of graphical code editors: opening files is daily work, extensions are code. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const VSCODE: CommandSpec = {
  bare: 'desktop.act',
  does: 'desktop.act',
  operands: 'file.read*',
  flags: {
    '-v -h -s --status --list-extensions --show-versions': { only: true },
    '-w --wait -n --new-window -r --reuse-window -a --add -g --goto --disable-extensions': 'desktop.act',
    '-d --diff -m --merge': { operands: 'file.read*' },
    '--update-extensions': 'package.install',
    '--no-sandbox --disable-web-security --disable-workspace-trust': 'evade.attributes',
  },
  values: {
    '--install-extension --extensionDevelopmentPath --extensionTestsPath --extensions-dir --enable-proposed-api':
      'code.load',
    '--uninstall-extension --disable-extension': 'config.change',
    '--user-data-dir --profile --locale --sync --log --category --inspect-extensions --telemetry --prof-startup-prefix':
      'text',
    '--add-mcp': 'config.redirect',
    '--folder-uri --file-uri --remote': { 'vscode-remote:* ssh-remote* ssh-remote+*': 'network.login', else: 'text' },
    '--locate-shell-integration-path': 'text',
  },
  commands: {
    tunnel: { does: 'network.tunnel', commands: { 'status help': 'inspect', '*': 'network.tunnel' } },
    'serve-web': 'network.listen',
    chat: { does: 'agent.start', operands: 'text*' },
    agent: 'agent.start',
  },
};
const JETBRAINS: CommandSpec = {
  bare: 'desktop.act',
  does: 'desktop.act',
  operands: 'file.read*',
  values: { '--line -l --column -c --wait': 'text' },
  commands: {
    diff: 'file.read',
    merge: { operands: 'file.write*' },
    format: {
      operands: 'file.write*',
      values: { '-m --mask -s --settings -charset': 'text' },
      flags: { '-d -dry': { turns: { 'file.write': 'file.read' } } },
    },
    inspect: { does: 'build', operands: 'text*' },
    installPlugins: { does: 'code.load' },
  },
};

export const codeEditors: Family = {
  void: VSCODE,
  'charm pstorm mine dataspell android-studio appcode mps': JETBRAINS,
  'zed-editor codelite anjuta builder gnome-builder arduino Projucer light-table komodo ultraedit sourcetrail lazarus drracket processing':
    {
      bare: 'desktop.act',
      does: 'desktop.act',
      operands: 'file.read*',
      flags: { '-v -h': { only: true } },
      values: { '--command --user-data-dir --profile -b': 'text', '--dev-server-token': 'text' },
    },
  'xcodes xcode-select': {
    does: 'system.change',
    flags: { '-p --print-path -v -h': { only: true } },
    commands: {
      'list installed select-list version': 'inspect',
      'install download update signout select runtimes': 'package.install-system',
      uninstall: 'package.remove-system',
    },
    operands: 'text*',
  },
  apm: {
    does: 'package.install',
    commands: {
      'list ls search view outdated docs featured stars': 'inspect',
      'publish unpublish star': 'package.publish',
      'uninstall remove': 'package.remove',
      login: 'remote.login',
    },
    operands: 'text*',
  },
  'vsce ovsx': {
    does: 'build',
    commands: {
      'ls show search verify-pat list help version get': 'inspect',
      'publish unpublish create-namespace': 'package.publish',
      'login logout': 'remote.login',
      package: { does: 'build', values: { '-o --out': 'file.write' } },
    },
    operands: 'text*',
  },
  // They load the project's own plug-ins and build descriptions.
  'typescript-language-server pyright-langserver pylsp jdtls lua-language-server bash-language-server yaml-language-server vscode-json-language-server solargraph ruby-lsp elixir-ls metals omnisharp tailwindcss-language-server marksman texlab nil nixd jedi-language-server intelephense phpactor helm-ls dockerfile-language-server':
    'code.project',
};
