/** Packages of Arch, Alpine, Gentoo, Nix, BSD, macOS and Windows, and formats that work everywhere. */
import type { Family } from '../spec.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const REMOVE = { does: 'package.remove-system', operands: 'text*' } as const;
const LOOK = { does: 'inspect', operands: 'text*' } as const;
const REFRESH = { does: ['network.fetch', 'config.change'], operands: 'text*' } as const;

/** `-S` installs, but with these letters beside it only asks the database. */
const ASK = { turns: { 'package.install-system': 'inspect' } } as const;

const PACMAN = {
  does: 'inspect',
  operands: 'text*',
  flags: {
    '-S --sync': 'package.install-system',
    '-s --search -i --info -g --groups -l --list -p --print': ASK,
    '-c --clean': { turns: { 'package.install-system': 'cache.clear' } },
    '-R --remove': 'package.remove-system',
    '-U --upgrade': 'package.foreign',
    '-D --database': 'config.change',
  },
  values: {
    '--config --hookdir --gpgdir --makepkg --mflags --pacman --sudo --editor --git --aururl': 'code.hook',
    '-r --root --sysroot -b --dbpath': 'file.list',
    '--cachedir --logfile --arch --color --ignore --ignoregroup --overwrite --assume-installed --print-format --builddir --sortby --searchby --answerclean --answerdiff --answeredit --answerupgrade': 'text',
  },
} as const;

export const otherPackages: Family = {
  'pacman yay paru trizen pikaur aura pakku aurman powerpill yaourt pacaur': PACMAN,
  pamac: { commands: { 'search list info checkupdates': LOOK, 'install reinstall build upgrade update': INSTALL, remove: REMOVE, clean: 'cache.clear', clone: REFRESH } },
  'pacman-key archlinux-keyring-wkd-sync': {
    does: 'config.redirect',
    operands: 'text*',
    flags: { '-l --list-keys --list-sigs -f --finger -v --verify': { does: 'inspect', only: true }, '--populate --refresh-keys': {} },
    values: { '--config --gpgdir --keyserver': 'text' },
  },
  'pacman-conf pactree paclog checkupdates pacsearch expac pkgfile vercmp pacgraph pacreport paccheck pacinfo paclist pacsift paclock auracle aurvote namcap reflector rankmirrors arch-audit pkgstats checkservices package-query cower': {
    does: 'inspect',
    operands: 'text*',
    values: { '--save -o --output': 'file.write', '-c --country -l --latest -p --protocol --sort -n --number --age -f --fastest': 'text' },
  },
  'paccache': { does: 'cache.clear', operands: 'text*', flags: { '-d --dryrun': { only: true } }, values: { '-k --keep -c --cachedir -a --arch -i --ignore': 'text' } },
  'pacdiff pacsync pacfile mhwd mhwd-kernel eselect archlinux-java gcc-config binutils-config env-update etc-update dispatch-conf steamosctl steamos-update steamos-readonly': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-o --output -l --list -li -la -lh': { does: 'inspect', only: true } },
    commands: { 'list show status get help': 'inspect' },
  },
  'makepkg aur ebuild pkgctl devtools extra-x86_64-build makechrootpkg abuild appimagetool appimage-builder linuxdeploy snapcraft flatpak-builder flatpak-node-generator xbps-src nfpm pkgbuild productbuild productsign': {
    does: 'build',
    operands: 'text*',
    flags: { '-i --install': 'package.install-system' },
    commands: { 'search depends repo pkglist diff': 'inspect', 'upload push': 'package.publish', 'sync fetch': 'package.install-system', release: 'package.publish' },
  },
  apk: {
    values: { '-p --root --cache-dir --repositories-file --keys-dir --wait --arch --cache-max-age --progress-fd': 'text', '-X --repository': 'package.foreign' },
    flags: { '--allow-untrusted': 'package.foreign', '-s --simulate': { only: true } },
    commands: {
      'add upgrade fix': INSTALL,
      'del': REMOVE,
      'info list search policy stats version dot audit manifest verify query': LOOK,
      update: REFRESH,
      fetch: { does: ['network.fetch', 'file.create'], operands: 'text*', values: { '-o --output': 'file.create' } },
      cache: 'cache.clear',
    },
  },
  'setup-alpine setup-disk setup-apkrepos setup-xorg-base lbu': { does: 'system.change', operands: 'text*' },
  'brew': {
    bare: 'inspect',
    flags: { '--prefix --cellar --repository --repo --cache --caskroom --env --config': { does: 'inspect', only: true } },
    values: { '--appdir --cc --with-gcc --language': 'text' },
    commands: {
      'list ls leaves info abv search deps uses outdated config doctor dr desc home homepage cat formulae casks commands log livecheck missing options tap-info which-formula shellenv help --version -v docs command command-not-found-init formula nodenv-sync completions':
        LOOK,
      'install reinstall upgrade postinstall post_install migrate': { ...INSTALL, flags: { '-n --dry-run': { only: true }, '-i --interactive': 'shell.interactive' }, values: { '--appdir': 'text' } },
      update: REFRESH,
      'uninstall remove rm autoremove': { ...REMOVE, flags: { '-n --dry-run': { only: true } } },
      cleanup: { does: 'cache.clear', operands: 'text*', flags: { '-n --dry-run': { only: true } }, values: { '--prune': 'text' } },
      tap: { operands: ['config.redirect', 'config.redirect?'] },
      'untap link ln unlink unpin pin switch analytics developer gist-logs update-reset vendor-install setup-ruby update-if-needed': { does: 'config.change', operands: 'text*', flags: { '-n --dry-run': { only: true } } },
      services: {
        bare: 'inspect',
        flags: { '--all': {} },
        values: { '--file': 'file.run', '--sudo-service-user --max-wait': 'text' },
        commands: { 'list ls info i': 'inspect', 'restart run': 'service.restart', start: 'service.enable', 'stop kill': 'service.change', cleanup: 'cache.clear' },
      },
      bundle: {
        does: 'package.install-system',
        values: { '--file': 'file.read' },
        commands: { 'list check': 'inspect', dump: { bare: 'file.write', operands: 'file.write*' }, cleanup: 'package.remove-system', 'exec sh env': { style: 'posix', operands: 'command' }, 'install upgrade': 'package.install-system', 'edit add remove': { does: 'file.write' } },
      },
      'edit create': 'desktop.act',
      fetch: { does: 'network.fetch', operands: 'text*' },
      'unpack extract': { does: ['network.fetch', 'file.create'], operands: 'text*' },
      'test audit style linkage readall typecheck tests bottle bump-formula-pr bump-cask-pr bump dispatch-build-bottle pr-pull lgtm': { does: 'code.project', operands: 'text*' },
      'sh irb ruby rubocop': 'shell.interactive',
      exec: { operands: 'command' },
    },
  },
  port: {
    commands: { 'list search info installed outdated deps rdeps contents provides variants echo version help dependents livecheck notes log file dir work': LOOK, 'install upgrade activate deactivate load unload reload fetch extract configure build destroot archive test setrequested select': INSTALL, 'uninstall reclaim': REMOVE, 'selfupdate sync': REFRESH, clean: 'cache.clear' },
  },
  fink: { commands: { 'list info search describe': LOOK, 'install update update-all selfupdate build rebuild': INSTALL, 'remove purge': REMOVE, cleanup: 'cache.clear' } },
  mas: { commands: { 'list search outdated info account version config': LOOK, 'install upgrade purchase lucky get': INSTALL, uninstall: REMOVE, 'signin signout': 'remote.login', 'open home vendor': 'desktop.act' } },
  snap: {
    commands: {
      'list find search info version changes tasks connections interface interfaces known model services get logs warnings debug whoami help okay': LOOK,
      'install refresh try revert': { ...INSTALL, flags: { '--dangerous --devmode': 'package.foreign' } },
      'remove': REMOVE,
      'enable disable alias unalias prefer set unset switch ack abort wait save restore check-snapshot forget saved import-snapshot export-snapshot': { does: 'config.change', operands: 'text*' },
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
      'list info search remotes remote-ls remote-info history ps documents permissions permission-show document-info': LOOK,
      'install update mask pin upgrade': INSTALL,
      'uninstall remove': REMOVE,
      'remote-add remote-modify': { does: 'config.redirect', operands: 'text*' },
      'remote-delete config make-current repair document-export document-unexport permission-remove permission-set permission-reset': { does: 'config.change', operands: 'text*' },
      override: { does: 'system.change', operands: 'text*', flags: { '--show': { does: 'inspect', only: true } } },
      run: { style: 'posix', does: 'code.project', operands: 'text*', values: { '--command': 'code.hook', '--filesystem --env --socket --device --share --branch --arch --cwd': 'text' } },
      enter: { does: 'privilege.raise', operands: ['text', 'command'], away: true },
      kill: 'process.signal',
      'build build-init build-finish build-export build-bundle build-import-bundle build-sign build-update-repo build-commit-from repo create-usb': { does: 'build', operands: 'text*' },
    },
  },
  'nix': {
    groups: 'profile flake store derivation key hash nar registry config ',
    values: {
      '--option -I --arg --argstr --override-input --include -A --attr -f --file --inputs-from --extra-experimental-features --experimental-features -j --max-jobs --system --store --eval-store --builders': 'text',
      '-c --command': 'command',
      '-E --expr --apply': 'source.other',
      '-o --out-link --profile --json-log-path': 'file.write',
      '--post-build-hook --plugin-files --pre-build-hook --diff-hook --build-hook': 'code.hook',
    },
    commands: {
      'list show search metadata info eval log show-config path-info why-depends diff-closures history ls cat dump-path verify doctor help help-stores show-derivation ping to-base16 to-base32 to-base64 to-sri file path check':
        LOOK,
      'run shell develop print-dev-env': { does: 'code.remote-package', operands: ['text', 'text*'] },
      'build bundle prefetch prefetch-file': { does: 'build', operands: 'text*' },
      'install upgrade upgrade-nix': INSTALL,
      'remove rollback wipe-history': { does: 'package.remove', operands: 'text*' },
      'update lock init new clone archive add add-file add-path pin edit fmt realisation sign copy-sigs generate-secret convert-secret-to-public': { does: 'file.create', operands: 'text*' },
      'gc optimise delete repair': 'cache.clear',
      copy: { does: 'network.send', operands: 'text*' },
      repl: 'desktop.act',
    },
  },
  'nix-env': {
    does: 'inspect',
    operands: 'text*',
    flags: { '-i --install -u --upgrade -S --switch-profile --set --set-flag': 'package.install-system', '-e --uninstall --delete-generations --rollback': 'package.remove', '-q --query': {} },
    values: { '-f --file -p --profile -A --attr -I --arg --argstr --option -G --switch-generation': 'text', '-E --from-expression': 'source.other' },
  },
  'nix-shell': {
    operands: ['file.run?', 'text*'],
    does: 'package.install',
    flags: { '--pure': {} },
    values: { '-p --packages': { takes: 'text', operands: 'text*' }, '--run --command': 'source.shell', '-E --expr': 'source.other', '-I --arg --argstr -A --attr --option --keep -i --interpreter': 'text', '-f --file': 'file.run' },
  },
  'nix-build nix-instantiate nix-prefetch-url nix-prefetch-git nix-hash nix-info nix-index nix-locate nix-diff nix-tree nix-du nixos-option nixos-version nixos-generators statix deadnix nvd nom nix-output-monitor devenv devbox flox nurl nix-init nix-update':
    {
      does: 'build',
      operands: 'text*',
      values: { '-o --out-link': 'file.write', '-E --expr': 'source.other', '-A --attr -I --arg --argstr --option': 'text' },
      commands: { 'run': { operands: 'command' }, 'shell up': 'code.project', 'search info list version': 'inspect' },
    },
  'nix-store': { does: 'inspect', operands: 'text*', flags: { '-r --realise --realize -l --add --add-fixed --import --restore --repair-path --optimise --load-db --register-validity': 'package.install', '--gc': 'cache.clear', '--delete': 'file.delete', '--serve': 'network.listen' } },
  'nix-collect-garbage': { does: 'cache.clear', flags: { '-d --delete-old': {}, '--dry-run': { only: true } }, values: { '--delete-older-than': 'text' } },
  'nix-channel': { does: 'inspect', operands: 'text*', flags: { '--add': 'config.redirect', '--update --remove --rollback': 'config.change' } },
  'nix-copy-closure': { does: 'network.send', operands: 'text*' },
  'nixos-rebuild darwin-rebuild home-manager nh nixos-install nixos-generate-config guix deploy-rs colmena nixops': {
    does: 'system.change',
    operands: 'text*',
    values: { '--flake -I --target-host --build-host --profile-name --option -A -f': 'text' },
    commands: {
      'build dry-build dry-activate dry-run build-vm repl completions search show describe list-generations generations packages news size weather edit lint option': { does: 'build', operands: 'text*' },
      'install package pull upgrade': INSTALL,
      'remove gc clean': 'cache.clear',
      'shell environment': { does: 'package.install', operands: ['text*'] },
      'switch boot test rollback reconfigure system os home init expire-generations remove-generations deploy apply': { does: 'system.change', operands: 'text*' },
    },
  },
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
  'xbps-install': { does: 'package.install-system', operands: 'text*', flags: { '-n --dry-run -M': {} }, values: { '-R --repository': 'package.foreign', '-C -r -c': 'text' } },
  'xbps-remove': { does: 'package.remove-system', operands: 'text*', flags: { '-n --dry-run': { only: true }, '-O --clean-cache': {} } },
  'xbps-query xbps-checkvers xbps-dgraph xlocate xcheckrestart': 'inspect',
  'xbps-reconfigure xbps-pkgdb xbps-alternatives xbps-rindex': { does: 'system.change', operands: 'text*', flags: { '-l --list': { does: 'inspect', only: true } } },
  'opkg ipkg opkg-cl tce-load tce pkgin pkg-static entware': {
    operands: 'text*',
    values: { '--root -d --dest -f --conf': 'text' },
    commands: {
      'list list-installed list-upgradable list-changed-conffiles files search find info status whatdepends whatprovides avail show-deps show-required compare-versions print-architecture ls se':
        LOOK,
      'install upgrade configure flag in ug': INSTALL,
      'remove rm autoremove': REMOVE,
      'update up': REFRESH,
      'clean': 'cache.clear',
      download: { does: ['network.fetch', 'file.create'], operands: 'text*' },
    },
  },
  pkg: {
    values: { '-o -j -c -r -C -R': 'text' },
    commands: {
      'info search query rquery version which list stats audit check shlib config help plugins updating alias list-all list-installed show files contents history property verify publisher mediator facet variant': LOOK,
      'install upgrade add register fetch create lock unlock set repo annotate bootstrap reinstall fix change-variant change-facet set-mediator set-publisher': INSTALL,
      'delete remove autoremove uninstall': REMOVE,
      'update refresh': REFRESH,
      'clean': 'cache.clear',
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
    values: { '-s --source --params --package-parameters --install-arguments --ia -e --id --name -q --query -v --version --scope -l --location --moniker --tag -n --count': 'text', '--execution-timeout --timeout --override --custom': 'text', '-m --manifest': 'package.foreign' },
    commands: {
      'list search find info show outdated status which home depends prefix cat help features checkup known why virustotal': LOOK,
      'install upgrade update add import reinstall repair': INSTALL,
      'uninstall remove rm': REMOVE,
      'cleanup cache': 'cache.clear',
      'source bucket feature config settings apikey pin hold unhold reset alias shim create': { does: 'config.redirect', operands: 'text*', commands: { 'list known': 'inspect' } },
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
