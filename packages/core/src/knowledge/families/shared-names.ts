/** Tools whose name two programs share: the description covers both. */
import type { CommandSpec, Family } from '../spec.ts';

const SERVERS: CommandSpec = { bare: 'inspect', commands: { 'list ls get': 'inspect', 'remove rm uninstall': 'config.change', '*': 'config.redirect' } };

export const sharedNames: Family = {
  copilot: {
    does: 'agent.start',
    flags: { '-v -h': { only: true }, '--allow-all-tools --allow-all --yolo --allow-all-paths --allow-all-urls': 'agent.unleash', '--autopilot --continue --banner': 'inspect' },
    values: {
      '--allow-tool': { 'shell(git:*) shell(git* write read': 'text', else: 'agent.unleash' },
      '--deny-tool --disable-mcp-server --model -p --prompt -i --interactive --log-level --agent --effort --resume --output-format --excluded-tools --available-tools': 'text',
      '--add-dir': 'file.read',
      '--additional-mcp-config --plugin-dir --config-dir': 'config.redirect',
      '--log-dir --share': 'file.write',
    },
    commands: {
      help: 'inspect',
      login: 'remote.login',
      mcp: SERVERS,
      plugin: SERVERS,
      update: 'package.install-system',
      // AWS Copilot, a deployment tool of the same name.
      'app env svc job task pipeline secret storage run': { does: 'remote.change', commands: { 'ls list show status logs': 'remote.read', delete: 'remote.delete' }, operands: 'text*' },
      deploy: 'remote.change',
    },
    operands: 'text*',
  },
  swift: {
    operands: ['file.run', 'text*'],
    style: 'posix',
    stdin: 'source.other',
    values: { '-e': { takes: 'source.other', operands: 'text*' }, '-I -L -F -sdk -target -module-name -D': 'text', '-load-plugin-library': 'code.load' },
    commands: {
      'build test': { does: 'build', operands: 'text*' },
      run: { style: 'posix', does: 'code.project' },
      repl: 'desktop.act',
      package: {
        commands: {
          'describe show-dependencies dump-package tools-version completion-tool help show-executables': 'inspect',
          'init add-dependency add-target add-product tools-version-set': 'file.create',
          'resolve update edit unedit': 'package.install',
          'clean reset purge-cache': 'cache.clear',
          'archive-source generate-xcodeproj diagnose-api-breaking-changes': 'build',
          plugin: 'code.project',
          config: 'config.redirect',
          '*': 'code.project',
        },
      },
      sdk: { commands: { list: 'inspect', '*': 'package.install-system' } },
      'package-registry': { commands: { publish: 'package.publish', '*': 'config.redirect' } },
      format: { does: 'build' },
      // OpenStack's object store, a client of the same name.
      'list stat info capabilities auth tempurl': 'remote.read',
      download: 'network.fetch',
      upload: { operands: ['text', 'file.upload*'] },
      'post copy': 'remote.change',
      delete: 'remote.delete',
    },
  },
};
