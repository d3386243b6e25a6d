/** Package managers beside the system's own: Homebrew, MacPorts, snap, Flatpak. */
import type { Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const REMOVE = { does: 'package.remove-system', operands: { every: stopping('text') } } as const;
const LOOK = { does: 'inspect', operands: 'text*' } as const;
const REFRESH = { does: ['network.fetch', 'config.change'], operands: 'text*' } as const;

export const desktopPackages: Family = {
  brew: {
    bare: 'inspect',
    flags: {
      '--prefix --cellar --repository --repo --cache --caskroom --env --config': { does: 'inspect', only: true },
    },
    values: { '--appdir --cc --with-gcc --language': 'text' },
    commands: {
      shellenv: 'inspect.setup',
      'list ls leaves info abv search deps uses outdated config doctor dr desc home homepage cat formulae casks commands log livecheck missing options tap-info which-formula help --version -v docs command command-not-found-init formula nodenv-sync completions':
        LOOK,
      // Even to rehearse, these first fetch the list of what there is.
      'install upgrade': {
        ...INSTALL,
        flags: {
          '-n --dry-run': { turns: { 'package.install-system': 'config.change' } },
          '-i --interactive': 'shell.interactive',
        },
        values: { '--appdir': 'text' },
      },
      'reinstall postinstall post_install migrate': {
        ...INSTALL,
        flags: { '-n --dry-run': { only: true }, '-i --interactive': 'shell.interactive' },
        values: { '--appdir': 'text' },
      },
      update: REFRESH,
      'uninstall remove rm autoremove': { ...REMOVE, flags: { '-n --dry-run': { only: true } } },
      cleanup: {
        does: 'cache.clear',
        operands: 'text*',
        flags: { '-n --dry-run': { only: true } },
        values: { '--prune': 'text' },
      },
      tap: { operands: ['config.redirect', 'config.redirect?'] },
      'untap link ln unlink unpin pin switch analytics developer gist-logs update-reset vendor-install setup-ruby update-if-needed':
        { does: 'config.change', operands: 'text*', flags: { '-n --dry-run': { only: true } } },
      services: {
        bare: 'inspect',
        flags: { '--all': {} },
        values: { '--file': 'file.run', '--sudo-service-user --max-wait': 'text' },
        commands: {
          'list ls info i': 'inspect',
          'restart run': 'service.restart',
          start: 'service.enable',
          'stop kill': 'service.change',
          cleanup: 'cache.clear',
        },
      },
      bundle: {
        does: 'package.install-system',
        values: { '--file': 'file.read' },
        commands: {
          'list check': 'inspect',
          dump: { bare: 'file.write', operands: 'file.write*' },
          cleanup: 'package.remove-system',
          'exec sh env': { style: 'posix', operands: 'command' },
          'install upgrade': 'package.install-system',
          'edit add remove': { does: 'file.write' },
        },
      },
      'edit create': 'desktop.act',
      fetch: { does: 'network.fetch', operands: 'text*' },
      'unpack extract': { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'test audit style linkage readall typecheck tests bottle bump-formula-pr bump-cask-pr bump dispatch-build-bottle pr-pull lgtm':
        { does: 'code.project', operands: 'text*' },
      'sh irb ruby rubocop': 'shell.interactive',
      exec: { operands: 'command' },
    },
  },
  port: {
    commands: {
      'list search info installed outdated deps rdeps contents provides variants echo version help dependents livecheck notes log file dir work':
        LOOK,
      'install upgrade activate deactivate load unload reload fetch extract configure build destroot archive test setrequested select':
        INSTALL,
      'uninstall reclaim': REMOVE,
      'selfupdate sync': REFRESH,
      clean: 'cache.clear',
    },
  },
  fink: {
    commands: {
      'list info search describe': LOOK,
      'install update update-all selfupdate build rebuild': INSTALL,
      'remove purge': REMOVE,
      cleanup: 'cache.clear',
    },
  },
  mas: {
    commands: {
      'list search outdated info account version config': LOOK,
      'install upgrade purchase lucky get': INSTALL,
      uninstall: REMOVE,
      'signin signout': 'remote.login',
      'open home vendor': 'desktop.act',
    },
  },
  snap: {
    commands: {
      'list find search info version changes tasks connections interface interfaces known model services get logs warnings debug whoami help okay':
        LOOK,
      'install refresh try revert': { ...INSTALL, flags: { '--dangerous --devmode': 'package.foreign' } },
      remove: REMOVE,
      'enable disable alias unalias prefer set unset switch ack abort wait save restore check-snapshot forget saved import-snapshot export-snapshot':
        { does: 'config.change', operands: 'text*' },
      'connect disconnect': { does: 'system.change', operands: 'text*' },
      'start restart': 'service.restart',
      stop: 'service.change',
      'login logout': 'remote.login',
      run: { does: 'code.project', operands: 'text*', flags: { '--shell': 'shell.interactive' } },
      download: { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'pack create-key': { does: 'build', operands: 'text*' },
      reboot: 'system.shutdown',
    },
  },
  flatpak: {
    bare: 'inspect',
    values: { '--installation --arch --branch --columns --app': 'text' },
    commands: {
      'list info search remotes remote-ls remote-info history ps documents permissions permission-show document-info':
        LOOK,
      'install update mask pin upgrade': INSTALL,
      'uninstall remove': REMOVE,
      'remote-add remote-modify': { does: 'config.redirect', operands: 'text*' },
      'remote-delete config make-current repair document-export document-unexport permission-remove permission-set permission-reset':
        { does: 'config.change', operands: 'text*' },
      override: { does: 'system.change', operands: 'text*', flags: { '--show': { does: 'inspect', only: true } } },
      run: {
        style: 'posix',
        does: 'code.project',
        operands: 'text*',
        values: {
          '--command': 'code.hook',
          '--filesystem --env --socket --device --share --branch --arch --cwd': 'text',
        },
      },
      enter: { does: 'privilege.raise', operands: ['text', 'command'], away: true },
      kill: 'process.signal',
      'build build-init build-finish build-export build-bundle build-import-bundle build-sign build-update-repo build-commit-from repo create-usb':
        { does: 'build', operands: 'text*' },
    },
  },
};
