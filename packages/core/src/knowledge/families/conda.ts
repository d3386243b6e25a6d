/** Conda, pixi and their kin. */
import type { Cases, Family } from '../vocabulary/spec.ts';

const CHANNEL: Cases = {
  'defaults conda-forge bioconda pytorch nvidia anaconda r main free msys2 intel microsoft huggingface rapidsai fastai':
    'text',
  else: 'package.foreign',
};

export const conda: Family = {
  'conda mamba micromamba': {
    bare: 'inspect',
    flags: { '-V -h': { only: true } },
    values: { '-n --name -p --prefix': 'text' },
    commands: {
      'list info search package compare notices doctor repoquery help': 'inspect',
      'install create update upgrade': {
        does: 'package.install',
        flags: { '-d --dry-run': { only: true } },
        values: {
          '-c --channel': CHANNEL,
          '--file -f': 'file.read',
          '-n --name -p --prefix --clone --solver --repodata-fn --subdir --platform --channel-priority': 'text',
        },
      },
      'remove uninstall': {
        does: 'package.remove',
        flags: { '-d --dry-run': { only: true } },
        values: { '-n --name -p --prefix': 'text' },
      },
      env: {
        commands: {
          list: 'inspect',
          'create update': {
            does: 'package.install',
            values: { '-f --file': 'file.read', '-n --name -p --prefix': 'text' },
          },
          export: { does: 'inspect', values: { '-f --file': 'file.write', '-n --name -p --prefix': 'text' } },
          remove: 'package.remove',
          config: { commands: { vars: { commands: { list: 'inspect', '*': 'config.change' } } } },
        },
      },
      export: { does: 'inspect', values: { '-f --file': 'file.write' } },
      'activate deactivate rename': 'config.change',
      'init shell': { does: 'config.redirect' },
      config: {
        flags: { '--show --show-sources --validate --describe': { only: true } },
        values: {
          '--get': { takes: 'text', only: true },
          '--add --append --prepend --set': {
            'channels *_channels *channel* ssl_verify proxy*': 'config.redirect',
            else: 'config.change',
          },
          '--remove --remove-key': 'config.change',
          '--file': 'file.write',
        },
        operands: [{ 'conda-forge defaults bioconda true false strict flexible disabled': 'text', else: 'text' }],
      },
      clean: { does: 'cache.clear', flags: { '-d --dry-run': { only: true } } },
      run: { style: 'posix', operands: 'command', values: { '-n --name -p --prefix --cwd': 'text' } },
      'build skeleton convert index develop render inspect-package debug': 'build',
      'self-update': 'package.install-system',
    },
  },
  pixi: {
    commands: {
      'info list ls tree search completion': 'inspect',
      'add install update upgrade lock reinstall': {
        does: 'package.install',
        values: {
          '-c --channel': CHANNEL,
          '-f --feature -e --environment -p --platform --manifest-path': 'text',
          '--git': 'package.foreign',
        },
      },
      'remove clean': 'package.remove',
      init: { bare: 'file.create', operands: 'file.create*' },
      'run r': {
        style: 'posix',
        bare: 'inspect',
        operands: ['code.project', 'text*'],
        values: { '-e --environment --manifest-path': 'text' },
      },
      'exec x': {
        style: 'posix',
        does: 'code.remote-package',
        operands: 'text*',
        values: { '-s --spec -c --channel': 'text' },
      },
      shell: 'shell.interactive',
      'shell-hook': 'inspect',
      global: {
        commands: {
          list: 'inspect',
          'install update upgrade add sync edit expose': 'package.install-system',
          'uninstall remove': 'package.remove',
        },
      },
      task: { commands: { list: 'inspect', '*': 'vcs.change' } },
      'project workspace config': { commands: { 'list show': 'inspect', '*': 'config.change' } },
      auth: { commands: { '*': 'remote.login' } },
      upload: 'package.publish',
      build: 'build',
      'self-update': 'package.install-system',
    },
  },
};
