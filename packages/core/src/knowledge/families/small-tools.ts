/** Small programs of many fields that no other file claims. */
import type { Family } from '../vocabulary/spec.ts';

const LOOK = { does: 'inspect', operands: 'text*' } as const;

export const smallTools: Family = {
  // Comparing and merging on the desktop.
  'meld kdiff3 diffuse kompare xxdiff opendiff bcompare p4merge tkdiff ccdiff diffmerge deltawalker winmerge': {
    does: 'desktop.act',
    operands: 'file.read*',
    values: { '-o --output -merge --out': 'file.write', '-L --label -m --merge-mode': 'text' },
  },
  // Archives.
  'ark file-roller engrampa xarchiver peazip': {
    does: 'desktop.act',
    operands: 'file.read*',
    values: { '-o --destination --extract-to -e': 'file.create', '-t --add-to -a --add': 'file.write' },
  },
  'lrztar lrzuntar': {
    does: 'file.create',
    operands: 'file.read*',
    values: { '-o -O --outdir': 'file.write', '-L -p -T -w --threads --level': 'text' },
  },
  'applesingle macbinary binhex': {
    commands: {
      probe: 'file.read',
      'encode decode': {
        operands: 'file.create*',
        flags: { '-c --pipe --from-stdin --to-stdout': { turns: { 'file.create': 'file.read' } } },
        values: { '-o --rename -C': 'file.write' },
      },
    },
  },
  chdman: {
    commands: {
      'info verify help listtemplates dumpmeta': {
        operands: 'text*',
        does: 'inspect',
        values: { '-i --input': 'file.read', '-o --output': 'file.write' },
      },
      '*': {
        does: 'file.create',
        values: {
          '-i --input -ip --inputparent': 'file.read',
          '-o --output -ob --outputbin': 'file.write',
          '-c --compression -hs -np --numprocessors': 'text',
        },
      },
    },
  },
  ripmime: { values: { '-i': 'file.read', '-d': 'file.create' } },

  // Text and numbers.
  'ansi2html terminal-to-html ansifilter ansi2txt': {
    operands: 'file.read*',
    values: {
      '-f -i --input': 'file.read',
      '-o --output -O --outdir': 'file.write',
      '-s -t --title -l --lang --css -y -L -F --font -e': 'text',
    },
  },
  ansilove: {
    operands: 'file.read*',
    does: 'file.create',
    values: { '-o': 'file.write', '-b -c -f -m -R -S': 'text' },
  },
  'grex rexgen': { does: 'inspect', operands: 'text*', values: { '-f --file': 'file.read' } },
  ffe: {
    operands: 'file.read*',
    values: {
      '-c --configuration': 'file.read',
      '-o --output': 'file.write',
      '-s --structure -p --print -f --field-list -e --expression -r --replace -x --xcase -S --separator': 'text',
    },
  },
  'semver roll rolldice dice blight bitwise dcode nth name-that-hash uuidparse isbn wpm': LOOK,
  'jwt jwt-cli': { commands: { 'decode encode completion help': LOOK } },
  yacas: {
    style: 'posix',
    operands: 'file.run*',
    stdin: 'source.other',
    flags: { '-p -c -f -t': {} },
    values: { '-e': 'source.other' },
  },
  'pocount posegment pogrep poconflicts pofilter poterminology podebug porestructure pomerge pot2po poswap poclean pocompile pretranslate junitmsgfmt':
    {
      operands: 'file.read*',
      values: {
        '-o --output': 'file.write',
        '-i --input -t --template': 'file.read',
        '-P --pot -S --timestamp -f --format -e --regexp': 'text',
      },
    },
  'po2prop prop2po po2json json2po po2html html2po po2csv csv2po po2xliff xliff2po po2ts ts2po po2yaml yaml2po po2php php2po po2ini ini2po po2rc rc2po po2txt txt2po po2sub sub2po po2oo oo2po po2tmx po2wordfast po2dtd dtd2po po2symb symb2po':
    {
      operands: ['file.read', 'file.write'],
      values: { '-o --output': 'file.write', '-i --input -t --template': 'file.read' },
    },
  slimrb: {
    operands: ['file.run', 'file.write?'],
    stdin: 'source.ruby',
    flags: { '-p --pretty -e --erb --rails -c --compile': {} },
    values: { '-r --require -I': 'code.load', '-o --option -l --locals': 'text' },
  },
  'haml haml2html erubis erubi liquidluck': {
    operands: ['file.run', 'file.write?'],
    stdin: 'source.ruby',
    values: { '-r --require -I': 'code.load' },
  },
  nokogiri: {
    operands: 'file.read*',
    values: { '-e': 'source.ruby', '-C': 'file.run', '--rng': 'file.read', '-E --encoding --type': 'text' },
    stdin: 'source.ruby',
  },
  treemd: { operands: 'file.read*', values: { '-q --query -s --section -o --output -l --level -t --theme': 'text' } },
  'sc-im visicalc teapot oleo': {
    operands: 'file.write*',
    flags: { '--nocurses --quit_afterload': {} },
    values: { '--external_functions': 'code.load', '--export_file': 'file.write' },
  },

  // Files and folders on the terminal.
  'ranger nnn lf vifm yazi xplr joshuto felix fff clifm cfiles noice spf superfile walk tere sfm mucommander dolphin nautilus caja thunar pcmanfm pcmanfm-qt doublecmd krusader spacefm':
    {
      does: 'desktop.act',
      operands: 'file.list*',
      values: {
        '--cmd -c -command --command -P --on-load': 'code.inline',
        '--choosefile --choosefiles --choosedir --choose-files -p -selection-path -last-dir-path --chooser-file --cwd-file --selectfile':
          'file.write',
        '-config --config --confdir --datadir -C --config-dir': 'code.hook',
        '-b -T -s -log': 'text',
      },
    },
  ya: {
    commands: {
      'pkg pack': { does: 'package.foreign', commands: { list: 'inspect' }, operands: 'text*' },
      'pub pub-to emit emit-to sub env': { does: 'desktop.act', operands: 'text*' },
    },
  },
  'compsize btdu fadvise': { operands: 'file.list*', does: 'inspect' },

  // Networks and services.
  'netselect netselect-apt speed-test speedtest-net': { does: 'network.probe', operands: 'text*' },
  'rsstail feedreader newsraft snownews canto sfeed rss2email': {
    does: 'network.fetch',
    operands: 'text*',
    values: { '-u': 'text' },
  },
  rpcclient: {
    does: 'network.connect',
    operands: 'text*',
    values: { '-U --user -c --command -I -p -s -l -W --workgroup': 'text' },
  },
  gnmic: {
    values: {
      '-a --address -u --username -p --password --encoding --format --timeout --path': 'text',
      '--config --tls-ca --tls-cert --tls-key': 'file.read',
    },
    commands: {
      'capabilities get subscribe path getset listen prompt version': { does: 'remote.read', operands: 'text*' },
      set: { does: 'remote.change', operands: 'text*' },
    },
  },
  birdc: {
    style: 'posix',
    bare: 'desktop.act',
    commands: {
      'show echo help eval': { does: 'inspect', operands: 'text*' },
      '*': { does: 'network.configure', operands: 'text*' },
    },
    values: { '-s': 'text' },
  },
  vtysh: {
    bare: 'desktop.act',
    values: { '-c --command': { 'show* sh*': 'inspect', else: 'network.configure' }, '-d --daemon -f': 'text' },
    flags: { '-b --boot': 'network.configure' },
  },
  asterisk: { style: 'posix', does: 'service.change', flags: { '-V -h': { only: true } } },
  'fwconsole amportal': { does: 'system.change', operands: 'text*', commands: { 'list help version': 'inspect' } },
  pihole: {
    commands: {
      'status -c chronometer -q query -v version -t tail help': { does: 'inspect', operands: 'text*' },
      'restartdns reloadlists reloaddns enable -g updateGravity updategravity': {
        does: 'service.restart',
        operands: 'text*',
      },
      '-up updatePihole updatechecker -r reconfigure repair': 'package.install-system',
      'disable uninstall flush -f logging': { does: 'service.change', operands: 'text*' },
      '*': { does: 'network.configure', operands: 'text*' },
    },
  },
  uci: {
    commands: {
      'show get export changes help': { does: 'inspect', operands: 'text*' },
      '*': { does: 'system.change', operands: 'text*' },
    },
    values: { '-c -d -f -p -P -t': 'text' },
    flags: { '-q -n -N -m -s -S -X': {} },
  },
  ubus: {
    commands: {
      'list listen monitor subscribe wait_for': { does: 'inspect', operands: 'text*' },
      'call send': { does: 'system.change', operands: 'text*' },
    },
    values: { '-s -t': 'text' },
  },
  'gitea forgejo gogs': {
    commands: {
      'help version keys cert': 'inspect',
      web: 'network.listen',
      doctor: 'inspect',
      dump: { does: 'file.create', values: { '-f --file': 'file.write' } },
      'admin manager migrate restore-repo migrate-storage generate': { does: 'system.change', operands: 'text*' },
    },
    values: { '-c --config -w --work-path -C --custom-path': 'text' },
  },
  'gitlab-ctl': {
    commands: {
      'status tail show-config service-list help diff-config check-config get-redis-master': {
        does: 'inspect',
        operands: 'text*',
      },
      'start restart hup once reconfigure graceful-kill': { does: 'service.restart', operands: 'text*' },
      'uninstall cleanse remove-accounts': 'system.change',
      '*': { does: 'service.change', operands: 'text*' },
    },
  },
  'gitlab-backup': {
    commands: {
      create: { does: 'file.create', operands: 'text*' },
      restore: { does: 'database.change', operands: 'text*' },
    },
  },
  'gitlab-rails': {
    style: 'posix',
    commands: { 'console c dbconsole': 'shell.interactive', 'runner r': { operands: 'source.ruby' } },
    operands: 'text*',
    does: 'code.project',
  },
  'gitlab-rake gitlab-psql': { style: 'posix', does: 'code.project', operands: 'text*' },
  immich: {
    values: { '-d --config-directory -u --url -k --key': 'text' },
    commands: {
      'server-info help version': 'remote.read',
      'login login-key logout': 'remote.login',
      upload: { operands: 'file.upload*', flags: { '-n --dry-run': { only: true } } },
    },
  },
  oauth2c: { does: 'remote.login', operands: 'text*' },
  'knockd fastd pixiecore': { does: 'network.listen', operands: 'text*' },
  'depotdownloader steamcmd lgogdownloader legendary': {
    does: 'network.fetch',
    style: 'long',
    values: { '-dir': 'file.create', '-app -depot -manifest -username -password -branch': 'text' },
    operands: 'text*',
  },
  'debuginfod-find': { does: 'network.fetch', operands: 'text*' },
  dget: {
    does: ['network.fetch', 'file.create'],
    operands: 'text*',
    flags: { '-x --extract -b --build': 'file.create' },
  },
  dscverify: 'file.read',

  // Device trees and firmware images.
  dtc: {
    operands: 'file.read*',
    values: { '-o -d --out --out-dependency': 'file.write', '-I -O -V -b -S -p -a -H -E -W -i -q': 'text' },
  },
  'fdtdump fdtget fdtoverlay fdtgrep dumpimage': {
    operands: ['file.read', 'text*'],
    values: { '-o': 'file.write', '-i': 'file.read', '-t -d -p -l': 'text' },
  },
  fdtput: { operands: ['file.write', 'text*'] },
  'mkimage mkenvimage mkbootimg': {
    operands: 'file.write',
    flags: { '-l': { operands: 'file.read' } },
    values: {
      '-d -f -i --kernel --ramdisk': 'file.read',
      '-o --output': 'file.write',
      '-A -O -T -C -a -e -n -p -s --cmdline --base': 'text',
    },
  },

  // The desktop.
  'i3status i3blocks waybar polybar polybar-msg lemonbar dzen2 twm autoraise ydotoold krfb-virtualmonitor grabc xcolor slurp hyprpicker gpick wps wpp wpspdf calligraflow calligrastage calligraplan':
    { does: 'desktop.act', operands: 'text*' },
  'swappy satty': {
    does: 'desktop.spy',
    operands: 'file.write*',
    values: { '-f --file -o --output-file': 'file.write', '-g --geometry -a --audio -c --codec -r': 'text' },
  },
  xwinwrap: {
    style: 'posix',
    operands: 'command',
    flags: { '-b -nf -ov -fs -s -st -sp -fdt -un -ni': {} },
    values: { '-g -o -sh': 'text' },
  },
  'uvcdynctrl v4l2loopback-ctl': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-l --list -c --clist': { does: 'inspect', only: true } },
    commands: { 'list get-caps': 'inspect' },
  },
  spicetify: {
    does: 'config.change',
    operands: 'text*',
    commands: { 'path color help': 'inspect', upgrade: 'package.install-system' },
  },
  'wifi-password': 'secret.show',
  'istats warp-diag lspath pkginfo pkgchk lsnim lspv': LOOK,
  imgp: { operands: 'file.write*', values: { '-x --res -o --rotate -q --quality -i --includes': 'text' } },
  khard: {
    commands: {
      'list show birthdays email phone addressbooks filename template': { does: 'inspect', operands: 'text*' },
      'new edit add-email merge copy move remove': { does: 'config.change', operands: 'text*' },
    },
  },
  remind: { operands: 'file.run*', flags: { '-r -c -n -s -p -g': {} }, values: { '-k': 'source.shell', '-i': 'text' } },
  vdirsyncer: { commands: { 'discover help': 'remote.read', 'sync repair metasync': 'remote.change' } },

  // Languages and their helpers.
  bob: {
    commands: {
      'list ls list-remote complete help': 'inspect',
      'install use update sync rollback': { does: 'package.install', operands: 'text*' },
      'uninstall rm remove erase': { does: 'package.remove', operands: 'text*' },
    },
  },
  dolt: {
    commands: {
      'status log diff ls blame show version schema fsck conflicts constraints help': {
        does: 'inspect',
        operands: 'text*',
      },
      'clone fetch pull': { does: 'vcs.fetch', operands: 'text*' },
      push: { does: 'vcs.push', operands: 'text*', flags: { '-f --force': 'vcs.force-push' } },
      reset: { does: 'vcs.change', operands: 'text*', flags: { '--hard': 'vcs.discard' } },
      'add commit branch checkout merge tag init table rebase cherry-pick revert stash config remote gc backup': {
        does: 'vcs.change',
        operands: 'text*',
      },
      sql: {
        values: { '-q --query': 'source.sql', '-f --file': 'file.run', '-r --result-format': 'text' },
        stdin: 'source.sql',
      },
      'sql-server': 'network.listen',
      login: 'remote.login',
    },
  },
  goku: { does: 'config.change', flags: { '--dry-run -d': { only: true } }, values: { '-c --config': 'file.read' } },
  gup: {
    commands: {
      'list check version man help': 'inspect',
      'update import': { does: 'package.install', operands: 'text*' },
      export: { does: 'inspect', values: { '--file': 'file.write' } },
      remove: 'package.remove',
    },
  },
  // Passes a line of output of common tools on in fewer words.
  rtk: {
    style: 'posix',
    operands: 'command',
    bare: 'inspect',
    commands: {
      'gain discover session version help learn economics': { does: 'inspect', operands: 'text*' },
      'read ls tree smart json deps log find grep diff wc': { style: 'gnu', operands: 'file.read*' },
      'proxy err test summary run': { style: 'posix', operands: 'command' },
      'init config trust untrust verify': 'config.redirect',
    },
  },
  runlim: { style: 'posix', operands: 'command', values: { '-t -s -r -o': 'text' }, flags: { '-k --kill': {} } },
};
