/** Packages of Arch and its kin. */
import type { Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const INSTALL = { does: 'package.install-system', operands: 'text*' } as const;
const REMOVE = { does: 'package.remove-system', operands: { every: stopping('text') } } as const;
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
    '-R --remove': REMOVE,
    '-U --upgrade': 'package.foreign',
    '-D --database': 'config.change',
  },
  values: {
    '--config --hookdir --gpgdir --makepkg --mflags --pacman --sudo --editor --git --aururl': 'code.hook',
    '-r --root --sysroot -b --dbpath': 'file.list',
    '--cachedir --logfile --arch --color --ignore --ignoregroup --overwrite --assume-installed --print-format --builddir --sortby --searchby --answerclean --answerdiff --answeredit --answerupgrade':
      'text',
  },
} as const;

export const archPackages: Family = {
  'pacman yay paru trizen pikaur aura pakku aurman powerpill yaourt pacaur': PACMAN,
  pamac: {
    commands: {
      'search list info checkupdates': LOOK,
      'install reinstall build upgrade update': INSTALL,
      remove: REMOVE,
      clean: 'cache.clear',
      clone: REFRESH,
    },
  },
  'pacman-key archlinux-keyring-wkd-sync': {
    does: 'config.redirect',
    operands: 'text*',
    flags: {
      '-l --list-keys --list-sigs -f --finger -v --verify': { does: 'inspect', only: true },
      '--populate --refresh-keys': {},
    },
    values: { '--config --gpgdir --keyserver': 'text' },
  },
  'pacman-conf pactree paclog checkupdates pacsearch expac pkgfile vercmp pacgraph pacreport paccheck pacinfo paclist pacsift paclock auracle aurvote namcap reflector rankmirrors arch-audit pkgstats checkservices package-query cower':
    {
      does: 'inspect',
      operands: 'text*',
      values: {
        '--save -o --output': 'file.write',
        '-c --country -l --latest -p --protocol --sort -n --number --age -f --fastest': 'text',
      },
    },
  paccache: {
    does: 'cache.clear',
    operands: 'text*',
    flags: { '-d --dryrun': { only: true } },
    values: { '-k --keep -c --cachedir -a --arch -i --ignore': 'text' },
  },
  'pacdiff pacsync pacfile mhwd mhwd-kernel eselect archlinux-java gcc-config binutils-config env-update etc-update dispatch-conf steamosctl steamos-update steamos-readonly':
    {
      does: 'system.change',
      operands: 'text*',
      flags: { '-o --output -l --list -li -la -lh': { does: 'inspect', only: true } },
      commands: { 'list show status get help': 'inspect' },
    },
  'makepkg aur ebuild pkgctl devtools extra-x86_64-build makechrootpkg abuild appimagetool appimage-builder linuxdeploy snapcraft flatpak-builder flatpak-node-generator xbps-src nfpm pkgbuild productbuild productsign':
    {
      does: 'build',
      operands: 'text*',
      flags: { '-i --install': 'package.install-system' },
      commands: {
        'search depends repo pkglist diff': 'inspect',
        'upload push': 'package.publish',
        'sync fetch': 'package.install-system',
        release: 'package.publish',
      },
    },
};
