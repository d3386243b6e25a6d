/** Tools whose name two programs share: the description covers both. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const SERVERS: CommandSpec = {
  bare: 'inspect',
  commands: { 'list ls get': 'inspect', 'remove rm uninstall': 'config.change', '*': 'config.redirect' },
};

export const sharedNames: Family = {
  // Foundry's builder of contracts, and an agent.
  forge: {
    does: 'agent.start',
    values: {
      '--use': 'code.hook',
      '--root': 'directory',
      '--private-key --mnemonic --rpc-url --fork-url -f --match-test --match-contract --mt --mc --remappings -C --contracts --libraries -p --prompt -c --command --agent --model':
        'text',
      '-o --out --cache-path': 'file.write',
    },
    flags: { '--ffi': 'code.hook', '--broadcast': 'remote.change' },
    commands: {
      'build b compile test t coverage snapshot fmt doc flatten bind lint geiger inspect tree config remappings cache clean generate eip712 compiler soldeer':
        { does: 'build', operands: 'text*' },
      'script create verify-contract verify-bytecode clone': { does: 'code.project', operands: 'text*' },
      'install i update u init': { does: 'package.install', operands: 'text*' },
      'remove rm': 'package.remove',
      'help version completions info list': 'inspect',
    },
    operands: 'text*',
  },
  // GitHub's agent, and AWS's deployment tool.
  copilot: {
    does: 'agent.start',
    flags: {
      '-v -h': { only: true },
      '--allow-all-tools --allow-all --yolo --allow-all-paths --allow-all-urls': 'agent.unleash',
    },
    values: {
      '--allow-tool': { 'shell(git:*) shell(git* write read': 'text', else: 'agent.unleash' },
      '--deny-tool --disable-mcp-server --model -p --prompt -i --interactive --log-level --agent --effort --resume --output-format --excluded-tools --available-tools -n --name -e --env -a --app':
        'text',
      '--add-dir': 'file.read',
      '--additional-mcp-config --plugin-dir --config-dir': 'config.redirect',
      '--log-dir --share': 'file.write',
    },
    commands: {
      'help version docs': 'inspect',
      login: 'remote.login',
      'mcp plugin': SERVERS,
      update: 'package.install-system',
      'app env svc job task pipeline secret storage run': {
        does: 'remote.change',
        commands: { 'ls list show status logs': 'remote.read', delete: 'remote.delete' },
        operands: 'text*',
      },
      'init deploy': 'remote.change',
    },
    operands: 'text*',
  },
  // An agent, and a migration tool.
  goose: {
    does: 'agent.start',
    values: { '-dir -table -env': 'text' },
    commands: {
      'info help status version validate': { does: 'inspect', operands: 'text*' },
      configure: 'config.redirect',
      update: 'package.install-system',
      'session s run project projects p': {
        does: 'agent.start',
        operands: 'text*',
        values: {
          '-i --instructions --recipe': 'file.read',
          '-t --text -n --name': 'text',
          '--with-extension --with-remote-extension --with-streamable-http-extension': 'code.hook',
        },
        commands: { 'list export': 'inspect', remove: 'config.change' },
      },
      'mcp acp': 'agent.start',
      schedule: { commands: { list: 'inspect', '*': 'schedule.install' } },
      web: 'network.listen',
      'create fix': { does: 'vcs.change', operands: 'text*' },
      'up up-by-one up-to': { does: 'code.project', operands: 'text*' },
      'down down-to redo reset': { does: 'database.change', operands: 'text*' },
    },
    operands: ['text', 'text', 'text*'],
  },
  // Apple's language, and OpenStack's object store.
  swift: {
    operands: ['file.run', 'text*'],
    style: 'posix',
    stdin: 'source.other',
    values: {
      '-e': { takes: 'source.other', operands: 'text*' },
      '-I -L -F -sdk -target -module-name -D': 'text',
      '-load-plugin-library': 'code.load',
    },
    commands: {
      'build test': { does: 'build', operands: 'text*' },
      run: { style: 'posix', does: 'code.project' },
      repl: 'desktop.act',
      package: {
        commands: {
          'describe show-dependencies dump-package completion-tool show-executables': 'inspect',
          'init add-dependency add-target add-product tools-version': { bare: 'file.create', operands: 'file.create*' },
          'resolve update edit unedit': 'package.install',
          'clean reset purge-cache': 'cache.clear',
          'archive-source diagnose-api-breaking-changes': 'build',
          config: 'config.redirect',
          '*': 'code.project',
        },
      },
      sdk: { commands: { list: 'inspect', '*': 'package.install-system' } },
      'package-registry': { commands: { publish: 'package.publish', '*': 'config.redirect' } },
      format: 'build',
      'list stat info capabilities': { does: 'remote.read', operands: 'text*' },
      download: { does: 'network.fetch', operands: 'text*' },
      upload: { operands: ['text', 'file.upload*'] },
      'post copy': { does: 'remote.change', operands: 'text*' },
      delete: { does: 'remote.delete', operands: 'text*' },
    },
  },
};
