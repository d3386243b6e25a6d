/** Package managers of C and C++, and tools for microcontrollers. */
import type { Family } from '../vocabulary/spec.ts';

export const nativePackages: Family = {
  // C and C++.
  vcpkg: {
    values: {
      '--triplet --host-triplet --vcpkg-root --x-install-root': 'text',
      '--overlay-ports --overlay-triplets --binarysource': 'package.foreign',
    },
    commands: {
      'list search depend-info version help owns env-vars x-check-support': 'inspect',
      'install update upgrade fetch x-update-baseline': 'package.install',
      remove: 'package.remove',
      'export integrate new add format-manifest': 'build',
      edit: 'desktop.act',
      env: { operands: 'command' },
    },
  },
  conan: {
    commands: {
      'search list inspect info graph version help audit': { does: 'inspect', operands: 'text*' },
      'install download lock': {
        does: 'package.install',
        values: {
          '-r --remote -s --settings -o --options -pr --profile -b --build -c --conf -g --generator': 'text',
          '-of --output-folder -if --install-folder': 'file.write',
        },
      },
      'create build test export export-pkg source package editable': {
        does: 'build',
        values: { '-s -o -pr -b -c -r': 'text' },
      },
      new: { bare: 'file.create', operands: 'file.create*' },
      profile: { commands: { 'list show path detect': 'inspect', '*': 'config.change' } },
      config: { commands: { 'home get list show': 'inspect', 'install set': 'config.redirect', '*': 'config.change' } },
      remote: {
        commands: {
          'list list-users': 'inspect',
          'login logout auth set-user': 'remote.login',
          '*': 'config.redirect',
        },
      },
      remove: 'package.remove',
      upload: 'package.publish',
      cache: { commands: { 'path check-integrity': 'inspect', '*': 'cache.clear' } },
      user: 'remote.login',
    },
  },
  'xmake xrepo': {
    does: 'build',
    commands: {
      'show lua-list search info': 'inspect',
      'lua l': { style: 'posix', operands: ['file.run', 'text*'], values: { '-c --command': 'source.lua' } },
      'require install add': 'package.install',
      uninstall: 'package.remove',
      'run r': 'code.project',
      create: { bare: 'file.create', operands: 'file.create*' },
      clean: 'cache.clear',
      update: 'package.install-system',
    },
    operands: 'text*',
  },
  'hunter cget clib buckaroo': { does: 'package.install' },
  'pio platformio': {
    commands: {
      'boards check system-info help': 'inspect',
      'run test ci debug': {
        does: 'build',
        operands: 'text*',
        values: {
          '-e --environment -t --target --upload-port -d --project-dir -l --lib -b --board -O --project-option': 'text',
        },
      },
      'lib pkg platform': {
        commands: {
          'list show search builtin stats outdated': 'inspect',
          'install update': 'package.install',
          uninstall: 'package.remove',
          'publish unpublish register unregister pack': 'package.publish',
          exec: { style: 'posix', operands: 'command' },
        },
      },
      device: { commands: { list: 'inspect', monitor: 'desktop.act' } },
      'project init': {
        commands: { 'config metadata': 'inspect', init: { bare: 'file.create', operands: 'file.create*' } },
        does: 'file.create',
        operands: 'text*',
      },
      account: {
        commands: {
          show: 'remote.read',
          'login logout register': 'remote.login',
          token: 'secret.show',
          destroy: 'remote.delete',
          '*': 'remote.change',
        },
      },
      'org team access': { commands: { list: 'remote.read', '*': 'remote.grant' } },
      remote: 'network.connect',
      settings: { commands: { get: 'inspect', '*': 'config.change' } },
      system: { commands: { info: 'inspect', prune: 'cache.clear', completion: 'config.change' } },
      home: 'network.listen',
      'upgrade update': 'package.install-system',
    },
  },
  'arduino-cli': {
    commands: {
      'board version help outdated': 'inspect',
      'compile debug': 'build',
      upload: 'build',
      'core lib': {
        commands: {
          'list search examples deps': 'inspect',
          'install update-index download update upgrade': 'package.install',
          uninstall: 'package.remove',
        },
      },
      config: { commands: { 'dump get': 'inspect', '*': 'config.redirect' } },
      sketch: { bare: 'file.create', operands: 'file.create*' },
      cache: 'cache.clear',
      monitor: 'desktop.act',
      daemon: 'network.listen',
      update: 'package.install',
      upgrade: 'package.install',
    },
  },
  'mpremote esptool esptool.py idf.py circup ampy rshell mpfshell bossac dfu-util openocd pyocd probe-rs avrdude stm32flash st-flash picotool rkdeveloptool':
    { does: 'build', operands: 'text*' },
};
