/** Package managers and helpers of Ruby and PHP. */
import type { Cases, Family } from '../vocabulary/spec.ts';

const GEM_SOURCE: Cases = { 'https://rubygems.org https://rubygems.org/': 'text', else: 'package.foreign' };

export const rubyPhpPackages: Family = {
  // Ruby.
  gem: {
    bare: 'inspect',
    flags: { '-h': { only: true } },
    values: {
      '-s --source': GEM_SOURCE,
      '--clear-sources': { takes: 'text', attached: true },
      '--config-file': 'config.redirect',
      '-v --version -n --bindir -P --trust-policy -p --http-proxy --platform -B --bulk-threshold': 'text',
      '-i --install-dir': 'file.write',
    },
    commands: {
      'list search query info specification environment env dependency outdated contents which stale check help fetch lock rdoc':
        'inspect',
      'install i update': { does: 'package.install-system', operands: 'text*', values: { '-g --file': 'file.read' } },
      'uninstall cleanup': 'package.remove',
      'build pristine unpack generate_index': 'build',
      'push yank owner': { does: 'package.publish' },
      'signin signout': 'remote.login',
      sources: {
        does: 'inspect',
        values: { '-a --add': 'config.redirect', '-r --remove': 'config.change' },
        flags: { '-c --clear-all': 'config.change' },
      },
      'cert mirror': 'config.redirect',
      open: { does: 'desktop.act', values: { '-e --editor': 'code.hook' } },
      exec: { does: 'code.remote-package' },
      server: 'network.listen',
    },
  },
  'bundle bundler': {
    bare: 'package.install',
    values: { '--gemfile': 'code.project', '-j --jobs --path --with --without --retry -r': 'text' },
    commands: {
      'list show info outdated check platform viz licenses help doctor version env fund audit': 'inspect',
      'install update add cache package lock binstubs inject pristine': {
        does: 'package.install',
        values: {
          '--source': GEM_SOURCE,
          '--git': 'package.foreign',
          '--path --github --branch --group -g --version -v --binstubs': 'text',
        },
      },
      'remove clean': 'package.remove',
      exec: { style: 'posix', operands: 'command' },
      'console open': 'desktop.act',
      config: {
        bare: 'inspect',
        commands: {
          'list get': 'inspect',
          set: {
            operands: [{ 'mirror.* *gem* *.com *.org *.net *ssl*': 'config.redirect', else: 'config.change' }, 'text*'],
          },
          unset: 'config.change',
        },
        operands: ['text', 'config.change*'],
      },
      'init gem': { bare: 'file.create', operands: 'file.create*' },
      plugin: { commands: { list: 'inspect', '*': 'code.load' } },
    },
  },
  rbenv: {
    bare: 'inspect',
    commands: {
      init: 'inspect.setup',
      'versions version which whence root prefix shims commands help': 'inspect',
      install: 'package.install-system',
      'global local shell rehash': 'config.change',
      uninstall: 'package.remove',
      exec: { style: 'posix', operands: 'command' },
    },
  },
  'rvm chruby frum ruby-install ruby-build': {
    does: 'package.install-system',
    commands: {
      'list info current version help': 'inspect',
      'use alias default gemset': 'config.change',
      'remove uninstall implode': 'package.remove',
    },
    operands: 'text*',
  },
  'brakeman reek flog flay bundler-audit bundle-audit ruby-audit fasterer rails_best_practices': {
    does: 'inspect',
    operands: 'text*',
    values: { '-o --output': 'file.write' },
  },
  pod: {
    commands: {
      'list search outdated env repo-list spec-lint lib-lint help': 'inspect',
      'install update': 'package.install',
      deintegrate: 'package.remove',
      repo: { commands: { 'list lint': 'inspect', 'add update push': 'package.foreign', remove: 'package.remove' } },
      trunk: 'package.publish',
      'spec lib': { commands: { 'lint cat which': 'inspect', '*': { bare: 'file.create', operands: 'file.create*' } } },
      cache: 'cache.clear',
      init: { bare: 'file.create', operands: 'file.create*' },
      setup: 'package.install',
    },
  },
  'carthage mint': {
    does: 'package.install',
    commands: {
      'version help validate outdated list which': 'inspect',
      'build archive': 'build',
      run: 'code.remote-package',
    },
    operands: 'text*',
  },

  // PHP.
  composer: {
    bare: 'inspect',
    values: {
      '-d --working-dir': 'directory',
      '--repository --repository-url': 'package.foreign',
      '--ansi --profile -s --stability --prefer-install --apcu-autoloader-prefix': 'text',
    },
    flags: { '-V -h': { only: true } },
    commands: {
      'show info outdated search audit licenses validate diagnose depends why prohibits why-not fund suggests status browse home about check-platform-reqs list help completion bump-check':
        'inspect',
      'install i update u upgrade require r reinstall dump-autoload dumpautoload bump': {
        does: 'package.install',
        flags: { '--dry-run': { only: true } },
        operands: 'text*',
      },
      'remove rm uninstall': { does: 'package.remove' },
      'create-project': { does: 'code.remote-package', operands: ['text', 'file.create', 'text*'] },
      init: { bare: 'file.create', operands: 'file.create*' },
      'run run-script': { style: 'posix', operands: ['code.project', 'text*'] },
      exec: { style: 'posix', operands: 'command' },
      global: { style: 'posix', does: 'package.install-system', operands: 'text*' },
      config: {
        operands: [
          {
            'repositories* repo* allow-plugins* secure-http* disable-tls* github-oauth* http-basic* bearer* vendor-dir bin-dir scripts*':
              'config.redirect',
            else: 'config.change',
          },
          'text*',
        ],
        flags: { '-l --list': { only: true } },
      },
      archive: { does: 'file.create', values: { '--dir --file': 'file.write' } },
      'clear-cache clearcache cc': 'cache.clear',
      'self-update selfupdate': 'package.install-system',
    },
  },
  'pear pecl phive': {
    does: 'package.install-system',
    commands: {
      'list info search remote-info config-show config-get list-upgrades help channel-info status': 'inspect',
      'uninstall remove': 'package.remove',
      'channel-add channel-discover config-set': 'config.redirect',
      'clear-cache': 'cache.clear',
      'run-scripts': 'code.project',
    },
    operands: 'text*',
  },
  'phpenv phpbrew': {
    commands: {
      'list known info versions version env help': 'inspect',
      'install ext self-update': 'package.install-system',
      'use switch off global local rehash': 'config.change',
      'remove uninstall purge': 'package.remove',
    },
  },
};
