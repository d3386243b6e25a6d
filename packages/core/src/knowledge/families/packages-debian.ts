/** Packages of Debian and its kin. */
import type { Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const REMOVE = { does: 'package.remove-system', operands: { every: stopping('text') } } as const;
const LOOK = { does: 'inspect', operands: 'text*' } as const;

const APT_VALUES = {
  '-o --option': {
    '*Pre-Invoke* *Post-Invoke* *Pre-Install-Pkgs* *Post-Install-Pkgs* *pre-invoke* *post-invoke* *Pager* *ProxyAutoDetect* *Proxy-Auto-Detect* Dir::Bin* Dir::Etc* *Solvers* *Planners* *Methods*':
      'code.hook',
    '*AllowUnauthenticated* *AllowInsecure* *AllowWeakRepositories* *Verify-Peer* *Verify-Host* *AllowDowngradeToInsecure*':
      'package.foreign',
    else: 'text',
  },
  '-c --config-file': 'code.hook',
  '-t --target-release --default-release -a --host-architecture --solver --color --build-profiles -P --format -F -w --width -S --sort --with-source':
    'text',
} as const;

const APT_FLAGS = {
  '-s --simulate --just-print --dry-run --recon --no-act --print-uris': { only: true },
  '--allow-unauthenticated --force-yes --allow-insecure-repositories': 'package.foreign',
  '--allow-remove-essential': 'package.remove-system',
  '--allow-downgrades --allow-change-held-packages': {},
} as const;

export const debianPackages: Family = {
  'apt apt-get nala aptitude': {
    flags: APT_FLAGS,
    values: APT_VALUES,
    bare: 'inspect',
    commands: {
      'install reinstall upgrade dist-upgrade full-upgrade safe-upgrade build-dep satisfy dselect-upgrade forbid-version':
        INSTALL,
      'remove purge autoremove autopurge auto-remove': REMOVE,
      'update fetch': { does: ['network.fetch', 'config.change'], operands: 'text*' },
      'source download': { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'list search show policy depends rdepends showsrc showpkg check changelog indextargets moo help why why-not versions history info':
        LOOK,
      'clean autoclean auto-clean distclean': 'cache.clear',
      'edit-sources modernize-sources': 'config.redirect',
      'hold unhold markauto unmarkauto keep keep-all add-user-tag remove-user-tag': {
        does: 'config.change',
        operands: 'text*',
      },
    },
  },
  'apt-cache apt-config apt-listchanges apt-listbugs apt-rdepends apt-show-versions debtree deborphan apt-forktracer apt-sortpkgs apt-extracttemplates dpigs debgoodies debsecan ubuntu-security-status check-support-status dlocate vrms rmadison dpkg-query dpkg-architecture dpkg-vendor dpkg-parsechangelog dpkg-checkbuilddeps dctrl-tools grep-dctrl grep-available grep-status whohas':
    LOOK,
  'apt-mark': {
    values: { '-o --option': 'text', '-f --file': 'file.read' },
    commands: {
      'showauto showmanual showhold showinstall showremove showpurge': 'inspect',
      'auto manual hold unhold minimize-manual install remove purge': { does: 'config.change', operands: 'text*' },
    },
  },
  'apt-key': {
    commands: {
      'list finger export exportall': 'inspect',
      'add adv del update net-update remove': { does: 'config.redirect', operands: 'text*' },
    },
    values: { '--keyring': 'file.write', '--keyserver --recv-keys': 'text' },
  },
  'add-apt-repository apt-add-repository extrepo': {
    does: 'config.redirect',
    operands: 'text*',
    flags: { '-L --list': { does: 'inspect', only: true } },
    values: { '-P --ppa -C --cloud -U --uri -S --sourceslist -c --component -p --pocket -k --keyserver': 'text' },
    commands: { search: 'inspect' },
  },
  'apt-file': {
    commands: {
      update: { does: ['network.fetch', 'config.change'] },
      'search find list show': LOOK,
      purge: 'cache.clear',
    },
    values: { '-a -s -c --architecture --filter-suites --filter-origins -I': 'text' },
  },
  'apt-ftparchive apt-cdrom apt-move': { does: 'file.create', operands: 'text*' },
  'apt-fast synaptic deb-get pacstall wajig gdebi gdebi-gtk mintinstall gnome-software plasma-discover pkcon apx abroot tasksel dselect topgrade unattended-upgrade unattended-upgrades ubuntu-drivers appstreamcli pi-apps makedeb mpr':
    {
      operands: 'text*',
      does: 'package.install-system',
      flags: { '--dry-run -n': { only: true }, '--list-tasks --list': { does: 'inspect', only: true } },
      commands: {
        'list search show info policy status versions list-installed get-updates get-packages what-provides devices debug detail get-details get-depends news recommended toupgrade whichpkg':
          LOOK,
        'remove purge uninstall autoremove': REMOVE,
        'update refresh': { does: ['network.fetch', 'config.change'] },
        'clean autoclean': 'cache.clear',
      },
    },
  dpkg: {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '-i --install --unpack -A --record-avail': 'package.foreign',
      '-r --remove -P --purge': REMOVE,
      '--configure --triggers-only': 'package.install-system',
      '-x --extract -X --vextract -R --raw-extract -e --control': { operands: ['file.read', 'file.create'] },
      '-b --build': { operands: ['file.read', 'file.write?'] },
      '-c --contents -I --info -f --field': { operands: ['file.read', 'text*'] },
      '--set-selections --clear-selections --merge-avail --update-avail --clear-avail --forget-old-unavail':
        'config.change',
      '--add-architecture --remove-architecture': 'system.change',
      '--force-all --force-remove-essential': 'package.remove-system',
      '--dry-run --simulate --no-act': { only: true },
    },
    values: {
      '--pre-invoke --post-invoke': 'source.shell',
      '--root --admindir --instdir': 'file.list',
      '--force -D --debug --status-fd --abort-after --path-exclude --path-include -B --ignore-depends': {
        takes: 'text',
        attached: true,
      },
    },
  },
  'dpkg-deb': {
    operands: ['file.read', 'file.create?'],
    flags: {
      '-b --build': { operands: ['file.read', 'file.write?'] },
      '-c --contents -I --info -f --field -W --show': { operands: ['file.read', 'text*'] },
    },
    values: { '-z -Z -S -D --showformat': { takes: 'text', attached: true } },
  },
  'dpkg-reconfigure dpkg-divert dpkg-statoverride dpkg-trigger dpkg-maintscript-helper dpkg-preconfigure debconf-set-selections debconf-communicate ucf':
    {
      does: 'system.change',
      operands: 'text*',
      flags: { '--list --listpackage --truename': { does: 'inspect', only: true } },
      values: { '-f --frontend -p --priority --divert --package': 'text' },
    },
  'debconf-show debconf-get-selections': 'inspect',
  'update-alternatives alternatives galternatives': {
    does: 'system.change',
    operands: 'text*',
    flags: { '--display --query --list --get-selections': { does: 'inspect', only: true } },
  },
  'update-java-alternatives update-ca-certificates update-ca-trust trust update-locale locale-gen update-mime-database update-desktop-database update-dictcommon-aspell update-pciids update-usbids update-command-not-found update-ieee-data update-icon-caches gtk-update-icon-cache gio-querymodules fc-cache mkfontscale mkfontdir ldconfig depmod nginx_ensite nginx_dissite':
    {
      does: 'system.change',
      operands: 'text*',
      flags: { '-p --print-cache -n --dry-run --list': { does: 'inspect', only: true } },
      values: { '-f': 'code.hook', '-C -r': 'text' },
    },
  'apache2-maintscript-helper phpquery': 'inspect',
  'do-release-upgrade ubuntu-release-upgrader pro ubuntu-advantage ua': {
    does: 'package.install-system',
    operands: 'text*',
    flags: { '-c --check-dist-upgrade-only': { does: 'inspect', only: true } },
    commands: {
      'status security-status help version fix': 'inspect',
      'enable disable attach detach refresh': 'system.change',
    },
  },
  'debootstrap mmdebstrap multistrap cdebootstrap pacstrap basestrap debman qemu-debootstrap': {
    does: ['package.install-system', 'privilege.raise'],
    operands: ['text?', 'file.create', 'text*'],
    values: { '--arch --variant --include --exclude --components --keyring -C -K -G': 'text' },
  },
  'dpkg-buildpackage debuild pbuilder sbuild gbp dh debhelper dh_make equivs-build equivs-control checkinstall fpm alien debtap lintian debdiff dch debchange debsign dput dupload debrelease uscan uupdate dpkg-source dpkg-gencontrol dpkg-shlibdeps dpkg-genchanges cowbuilder git-buildpackage reprepro aptly':
    { does: 'build', operands: 'text*', commands: { 'publish upload': 'package.publish' } },
};
