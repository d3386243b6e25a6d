/** Package managers and builders of Dart, Flutter and Swift. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const PUB: CommandSpec = {
  commands: {
    'deps outdated help version uploader-list': 'inspect',
    'get add upgrade downgrade cache bump': {
      does: 'package.install',
      values: { '--hosted-url --git-url': 'package.foreign', '--git-ref --git-path --path --sdk': 'text' },
      operands: 'text*',
    },
    remove: 'package.remove',
    global: {
      commands: {
        list: 'inspect',
        activate: {
          does: 'package.install-system',
          values: { '-s --source -x --executable': 'text', '-u --hosted-url': 'package.foreign' },
        },
        deactivate: 'package.remove',
        run: { style: 'posix', does: 'code.project' },
      },
    },
    run: { style: 'posix', does: 'code.project' },
    publish: { does: 'package.publish', flags: { '-n --dry-run': { only: true } } },
    'login logout token': 'remote.login',
    unpack: 'package.install',
  },
};

export const mobilePackages: Family = {
  // Dart, Flutter, Swift.
  dart: {
    bare: 'inspect',
    operands: ['file.run', 'text*'],
    style: 'posix',
    commands: {
      'analyze info help devtools': 'inspect',
      fix: { does: 'inspect', flags: { '--apply': 'build' } },
      format: {
        operands: 'file.write*',
        values: { '-o --output': { 'none show json': 'only', else: 'text' }, '-l --line-length': 'text' },
      },
      'compile doc build': { does: 'build', operands: 'text*', style: 'gnu', values: { '-o --output': 'file.write' } },
      create: { does: 'file.create', style: 'gnu', operands: 'file.create', values: { '-t --template': 'text' } },
      run: { style: 'posix', operands: ['file.run?', 'text*'], bare: 'code.project' },
      test: 'code.project',
      pub: PUB,
    },
  },
  pub: PUB,
  'flutter fvm': {
    bare: 'inspect',
    values: { '-d --device-id': 'text' },
    flags: { '-v -h --disable-analytics --enable-analytics': 'inspect' },
    commands: {
      'doctor devices emulators analyze channel logs screenshot symbolize help list releases': 'inspect',
      'build assemble gen-l10n test drive clean bundle': { does: 'build', operands: 'text*' },
      'run attach': { does: 'code.project', operands: 'text*' },
      create: {
        does: 'file.create',
        operands: 'file.create',
        values: { '--org --template -t --platforms --project-name --description -i -a': 'text' },
      },
      pub: PUB,
      packages: PUB,
      install: 'package.install',
      'upgrade downgrade precache use global': 'package.install-system',
      config: 'config.change',
      'custom-devices': 'config.change',
      'dart flutter exec spawn': { style: 'posix', does: 'code.project' },
      remove: 'package.remove',
      format: 'build',
    },
  },
  melos: {
    does: 'code.project',
    commands: {
      list: 'inspect',
      'bootstrap bs': 'package.install',
      clean: 'cache.clear',
      version: 'vcs.change',
      publish: { does: 'inspect', flags: { '--no-dry-run': 'package.publish' } },
      exec: { style: 'posix', operands: 'source.shell-joined' },
    },
    operands: 'text*',
  },
  swiftc: {
    does: 'build',
    operands: 'file.read*',
    values: {
      '-o -emit-module-path': 'file.write',
      '-I -L -F -sdk -target -module-name -D -framework -l -Xlinker -Xcc -O': 'text',
      '-load-plugin-library -load-plugin-executable -plugin-path': 'code.load',
    },
  },
  'swiftformat swift-format': {
    operands: 'file.write*',
    flags: { '--lint --dryrun --dump-configuration': { turns: { 'file.write': 'file.read' } } },
    values: { '--config --configuration': 'file.read', '--rules --disable --enable --swiftversion --exclude': 'text' },
    commands: {
      lint: { operands: 'file.read*' },
      format: { operands: 'file.read*', flags: { '-i --in-place': { turns: { 'file.read': 'file.write' } } } },
    },
  },
  swiftlint: {
    does: 'inspect',
    operands: 'text*',
    flags: { '--fix --autocorrect': 'build' },
    commands: {
      'lint analyze rules reporters version docs': { does: 'inspect', flags: { '--fix': 'build' } },
      autocorrect: 'build',
    },
  },
  'swiftly swiftenv': {
    does: 'package.install-system',
    commands: {
      'list list-available versions version which': 'inspect',
      'use global local': 'config.change',
      uninstall: 'package.remove',
      run: { style: 'posix', operands: 'command' },
    },
    operands: 'text*',
  },
};
