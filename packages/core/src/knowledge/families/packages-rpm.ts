/** Packages of the RPM world: rpm, dnf, yum, zypper and their kin. */
import type { Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const REMOVE = { does: 'package.remove-system', operands: { every: stopping('text') } } as const;
const LOOK = { does: 'inspect', operands: 'text*' } as const;
const MACRO = { '*%(* *%{lua* *%{shell* *%{expr*': 'code.inline', else: 'text' } as const;

/** Queries of `rpm`: the letters i, U, e mean something else beside them. */
const QUERY = {
  does: 'inspect',
  turns: { 'package.foreign': 'inspect', 'package.remove-system': 'inspect', 'system.change': 'inspect' },
} as const;

export const rpmPackages: Family = {
  rpm: {
    operands: 'text*',
    flags: {
      '-i --install -U --upgrade -F --freshen --reinstall': 'package.foreign',
      '-e --erase': REMOVE,
      '--import': 'config.redirect',
      '--rebuilddb --initdb --setperms --setugids --restore': 'system.change',
      '-q --query -V --verify -K --checksig --querytags --showrc': QUERY,
      '--test': { only: true },
      '--nosignature --nodigest --nogpgcheck': 'package.foreign',
    },
    values: {
      '--eval -E -D --define --predefine --load': MACRO,
      '--pipe': 'source.shell',
      '--rcfile --macros': 'code.hook',
      '-r --root --dbpath --prefix --relocate --queryformat --qf --excludepath --undefine --whatprovides --whatrequires':
        'text',
    },
  },
  'rpmquery rpmverify rpmspec rpmdb rpmkeys rpmsort rpmlint rpmgraph rpmdiff rpmdev-vercmp repoquery': {
    does: 'inspect',
    operands: 'text*',
    values: { '--eval -E -D --define': MACRO, '--pipe': 'source.shell', '--queryformat --qf -p --target': 'text' },
    flags: { '--import --delete': 'config.redirect', '--rebuilddb --initdb': 'system.change' },
  },
  rpm2cpio: 'file.read',
  rpm2archive: { operands: 'file.read*', does: 'file.create' },
  'rpmbuild rpmdev-setuptree rpmdev-newspec mock fedpkg spectool koji copr-cli tito mkosi createrepo createrepo_c osbuild lorax':
    {
      does: 'build',
      operands: 'text*',
      values: { '--eval -E -D --define': MACRO, '--pipe': 'source.shell', '--target -r --root --resultdir': 'text' },
      commands: {
        'list-builds list-tags taginfo buildinfo rpminfo taskinfo list-tasks list-pkgs search latest-build hello list-targets':
          'inspect',
        push: 'vcs.push',
      },
    },
  'dnf yum dnf4 dnf5 microdnf tdnf dnf-automatic': {
    flags: {
      '--assumeno --downloadonly': {},
      '--nogpgcheck --no-gpgchecks': 'package.foreign',
    },
    values: {
      '-c --config': 'code.hook',
      '--setopt': {
        '*pluginpath* *pluginconfpath* *reposdir* *gpgcheck=0* *sslverify=*': 'package.foreign',
        else: 'text',
      },
      '--repofrompath': 'package.foreign',
      '--installroot --releasever --enablerepo --disablerepo --repo --repoid -x --exclude --excludepkgs --forcearch --comment -d --debuglevel -e --errorlevel -R --randomwait --destdir --downloaddir --advisory --bz --cve --sec-severity --color --queryformat --qf --whatprovides --whatrequires --disableplugin --enableplugin --arch':
        'text',
    },
    commands: {
      'install reinstall upgrade update upgrade-minimal update-minimal downgrade distro-sync dsync builddep build-dep localinstall swap group groupinstall system-upgrade offline-upgrade offline-distrosync offline do needs-upgrade':
        INSTALL,
      'remove erase rm autoremove': REMOVE,
      'list ls info search provides whatprovides repolist repoinfo repoquery rq updateinfo check check-update check-upgrade changelog deplist help history repograph repoclosure needs-restarting leaves show-leaves environment advisory repodiff show':
        LOOK,
      module: {
        commands: { 'list info provides': 'inspect', 'enable install reset disable update switch-to remove': INSTALL },
      },
      'download reposync debuginfo-install': { does: ['network.fetch', 'file.create'], operands: 'text*' },
      makecache: { does: ['network.fetch', 'config.change'] },
      clean: 'cache.clear',
      'config-manager copr repo': {
        does: 'config.redirect',
        operands: 'text*',
        commands: { 'list search info': 'inspect' },
      },
      'mark versionlock alias': { does: 'config.change', operands: 'text*' },
      shell: { does: 'package.install-system', operands: 'file.run' },
    },
  },
  'yum-config-manager dnf-config-manager': {
    does: 'config.redirect',
    operands: 'text*',
    flags: { '--dump': { does: 'inspect', only: true } },
  },
  'yumdownloader debuginfo-install reposync': {
    does: ['network.fetch', 'file.create'],
    operands: 'text*',
    values: { '--destdir': 'file.create' },
  },
  'package-cleanup needs-restarting yum-complete-transaction': {
    does: 'inspect',
    operands: 'text*',
    flags: { '--oldkernels --cleandupes': 'package.remove-system' },
  },
  'rpm-ostree ostree bootc': {
    commands: {
      'status db version log refs show ls diff cat search': 'inspect',
      'install upgrade update deploy rebase override initramfs kargs compose rollback reset apply-live usroverlay uninstall refresh-md cleanup reload pull checkout commit switch edit finalize-deployment admin':
        { does: 'package.install-system', operands: 'text*' },
    },
  },
  zypper: {
    flags: {
      '--no-gpg-checks --gpg-auto-import-keys --no-gpg-check': 'package.foreign',
      '-D --dry-run': { only: true },
    },
    values: {
      '-R --root -c --config --userdata -x -t --type -r --repo --from -p --plus-repo -C --installroot --reposd-dir':
        'text',
    },
    commands: {
      'install in update up dist-upgrade dup patch install-new-recommends inr verify ve source-install si': INSTALL,
      'remove rm removeptf rmptf': REMOVE,
      'search se info if list-updates lu list-patches lp patch-check pchk patches pch packages pa patterns pt products pd what-provides wp repos lr services ls locks ll licenses targetos tos versioncmp vcmp ps needs-rebooting help list-locales system-architecture history':
        LOOK,
      'refresh ref refresh-services refs': { does: ['network.fetch', 'config.change'] },
      'addrepo ar removerepo rr renamerepo nr modifyrepo mr addservice as modifyservice ms removeservice rs': {
        does: 'config.redirect',
        operands: 'text*',
      },
      'addlock al removelock rl cleanlocks cl addlocale removelocale': { does: 'config.change', operands: 'text*' },
      'clean cc purge-kernels': 'cache.clear',
      download: { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'shell sh': 'desktop.act',
    },
  },
  'urpmi urpmi.update urpmi.addmedia urpmi.removemedia urpme dnfdragora yast yast2 eopkg swupd slackpkg slapt-get slapt-src installpkg upgradepkg removepkg sbopkg tazpkg tlmgr cards prt-get pkgmk pkgadd pkgrm':
    {
      does: 'package.install-system',
      operands: 'text*',
      flags: { '--dry-run --test': { only: true } },
      commands: {
        'list search info show list-installed list-available li la sr dump-tlpdb bundle-list history check-updates bundle-info':
          LOOK,
        'remove rm autoremove uninstall bundle-remove': REMOVE,
        'clean clean-system delete-cache': 'cache.clear',
      },
    },
  'urpmq urpmf eix equery qlist qfile quse qsize qdepends': LOOK,
};
