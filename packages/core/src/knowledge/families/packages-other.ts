/** Packages of smaller systems: Alpine, Gentoo, Void, the BSDs, Windows; single-file applications. */
import type { Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const REMOVE = { does: 'package.remove-system', operands: { every: stopping('text') } } as const;
const LOOK = { does: 'inspect', operands: 'text*' } as const;
const REFRESH = { does: ['network.fetch', 'config.change'], operands: 'text*' } as const;

export const otherPackages: Family = {
  apk: {
    values: {
      '-p --root --cache-dir --repositories-file --keys-dir --wait --arch --cache-max-age --progress-fd': 'text',
      '-X --repository': 'package.foreign',
    },
    flags: { '--allow-untrusted': 'package.foreign', '-s --simulate': { only: true } },
    commands: {
      'add upgrade fix': INSTALL,
      del: REMOVE,
      'info list search policy stats version dot audit manifest verify query': LOOK,
      update: REFRESH,
      fetch: { does: ['network.fetch', 'file.create'], operands: 'text*', values: { '-o --output': 'file.create' } },
      cache: 'cache.clear',
    },
  },
  'setup-alpine setup-disk setup-apkrepos setup-xorg-base lbu': { does: 'system.change', operands: 'text*' },
  'emerge emaint layman easybuild kiss carbs cast scribe': {
    does: 'package.install-system',
    operands: 'text*',
    flags: {
      '-s --search -S --searchdesc -p --pretend --info -V --version': { does: 'inspect', only: true },
      '--sync': { does: 'network.fetch' },
      '-C --unmerge -c --depclean -P --prune': 'package.remove-system',
    },
    values: { '-j --jobs --exclude --backtrack --with-bdeps --root -l --load-average': 'text' },
    commands: { 'list find search info show': LOOK, 'uninstall remove r': REMOVE },
  },
  'eclean eclean-dist eclean-pkg': 'cache.clear',
  'xbps-install': {
    does: 'package.install-system',
    operands: 'text*',
    flags: { '-n --dry-run -M': {} },
    values: { '-R --repository': 'package.foreign', '-C -r -c': 'text' },
  },
  'xbps-remove': {
    does: 'package.remove-system',
    operands: 'text*',
    flags: { '-n --dry-run': { only: true }, '-O --clean-cache': {} },
  },
  'xbps-query xbps-checkvers xbps-dgraph xlocate xcheckrestart': 'inspect',
  'xbps-reconfigure xbps-pkgdb xbps-alternatives xbps-rindex': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-l --list': { does: 'inspect', only: true } },
  },
  'opkg ipkg opkg-cl tce-load tce pkgin pkg-static entware': {
    operands: 'text*',
    values: { '--root -d --dest -f --conf': 'text' },
    commands: {
      'list list-installed list-upgradable list-changed-conffiles files search find info status whatdepends whatprovides avail show-deps show-required compare-versions print-architecture ls se':
        LOOK,
      'install upgrade configure flag in ug': INSTALL,
      'remove rm autoremove': REMOVE,
      'update up': REFRESH,
      clean: 'cache.clear',
      download: { does: ['network.fetch', 'file.create'], operands: 'text*' },
    },
  },
  pkg: {
    values: { '-o -j -c -r -C -R': 'text' },
    commands: {
      'info search query rquery version which list stats audit check shlib config help plugins updating alias list-all list-installed show files contents history property verify publisher mediator facet variant':
        LOOK,
      'install upgrade add register fetch create lock unlock set repo annotate bootstrap reinstall fix change-variant change-facet set-mediator set-publisher':
        INSTALL,
      'delete remove autoremove uninstall': REMOVE,
      'update refresh': REFRESH,
      clean: 'cache.clear',
      shell: 'desktop.act',
    },
  },
  'pkg_info pkg_version freebsd-version': 'inspect',
  'pkg_add portsnap portmaster portupgrade freebsd-update synth poudriere sysupgrade syspatch fw_update': {
    does: 'package.install-system',
    operands: 'text*',
    commands: { 'fetch cron': REFRESH, IDS: 'inspect', 'status list': 'inspect' },
    flags: { '-l -L': { does: 'inspect', only: true } },
    values: { '-r -b -d': 'text' },
  },
  'pkg_delete pkg_deinstall': 'package.remove-system',
  'choco chocolatey scoop winget ninite cinst': {
    operands: 'text*',
    values: {
      '-s --source --params --package-parameters --install-arguments --ia -e --id --name -q --query -v --version --scope -l --location --moniker --tag -n --count':
        'text',
      '--execution-timeout --timeout --override --custom': 'text',
      '-m --manifest': 'package.foreign',
    },
    commands: {
      'list search find info show outdated status which home depends prefix cat help features checkup known why virustotal':
        LOOK,
      'install upgrade update add import reinstall repair': INSTALL,
      'uninstall remove rm': REMOVE,
      'cleanup cache': 'cache.clear',
      'source bucket feature config settings apikey pin hold unhold reset alias shim create': {
        does: 'config.redirect',
        operands: 'text*',
        commands: { 'list known': 'inspect' },
      },
      export: { operands: 'text*', values: { '-o --output': 'file.write' }, does: 'file.create' },
      download: { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'push new pack': 'package.publish',
      configure: 'system.change',
      'hash validate': 'file.read',
    },
  },
  'appimaged AppImageLauncher appman zap bauh soar bin eget ubi install-release stew deb2appimage appimageupdatetool': {
    does: 'package.foreign',
    operands: 'text*',
    commands: { 'list search info about ls': LOOK, 'remove uninstall': { does: 'package.remove', operands: 'text*' } },
    values: { '--to -t --tag -a --asset -s --system': 'text' },
  },
};
