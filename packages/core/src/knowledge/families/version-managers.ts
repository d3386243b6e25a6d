/** Managers of many languages and tools at once. */
import type { Family } from '../vocabulary/spec.ts';

export const versionManagers: Family = {
  // Several languages at once.
  'mise rtx': {
    bare: 'inspect',
    values: { '-C --cd': 'directory', '-E --env -j --jobs': 'text' },
    commands: {
      'ls list ls-remote current where which bin-paths doctor version help outdated latest registry search completion fmt tool config-ls generate cfg asdf test-tool':
        { does: 'inspect' },
      'activate hook-env env e': 'inspect.setup',
      'install i use u upgrade up sync': {
        does: 'package.install-system',
        operands: [{ '*http* *git+* ubi:* github:*': 'package.foreign', else: 'text' }, 'text*'],
      },
      'uninstall unuse prune implode rm remove': 'package.remove',
      'set unset alias settings config shell deactivate link reshim': { does: 'config.change', operands: 'text*' },
      trust: 'config.redirect',
      'plugins plugin p': {
        commands: {
          'ls list list-all ls-remote': 'inspect',
          'install i add a': 'package.foreign',
          'uninstall rm remove': 'package.remove',
          '*': 'package.install-system',
        },
      },
      'exec x': {
        style: 'posix',
        operands: 'command',
        commands: { '*@* node python ruby go java rust deno bun terraform': { style: 'posix', operands: 'command' } },
        values: { '-c --command': 'source.shell' },
      },
      'run r': { style: 'posix', bare: 'inspect', operands: ['code.project', 'text*'] },
      'tasks task t': {
        bare: 'inspect',
        commands: {
          'ls info deps validate': 'inspect',
          run: { style: 'posix', operands: ['code.project', 'text*'] },
          '*': 'vcs.change',
        },
      },
      watch: 'code.project',
      backends: 'inspect',
      cache: 'cache.clear',
      'self-update': 'package.install-system',
      'set-env': 'config.change',
    },
    operands: ['code.project', 'text*'],
  },
  asdf: {
    bare: 'inspect',
    commands: {
      'list list-all current where which info help latest shim-versions shimversions completion version cmd-list':
        'inspect',
      plugin: {
        commands: {
          'list list-all': 'inspect',
          'add push': 'package.foreign',
          'update remove': 'package.install-system',
        },
      },
      'plugin-list plugin-list-all': 'inspect',
      'plugin-add': 'package.foreign',
      'plugin-update plugin-remove': 'package.install-system',
      'install update': 'package.install-system',
      'global local shell set reshim': 'config.change',
      uninstall: 'package.remove',
      exec: { style: 'posix', operands: 'command' },
      env: { style: 'posix', operands: ['text', 'command'] },
    },
  },
  'proto moon': {
    does: 'package.install-system',
    commands: {
      'list list-remote bin outdated status versions help diagnose env project project-graph query': 'inspect',
      'run ci check exec': 'code.project',
      'use pin alias unalias unpin': 'config.change',
      'uninstall clean': 'package.remove',
      plugin: 'package.foreign',
    },
    operands: 'text*',
  },
  'aqua vfox vmr': {
    does: 'package.install-system',
    commands: { 'list search info which current': 'inspect' },
    operands: 'text*',
  },
};
