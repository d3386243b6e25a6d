/** Files and folders: making, copying, moving, linking, deleting. GNU coreutils, BSD and macOS. */
import type { Family } from '../vocabulary/spec.ts';

const TREE = { turns: { 'file.delete': 'file.delete-tree' } } as const;
/** A link or an empty folder of that name gives way. */
const REPLACING = { turns: { 'file.write': 'file.replace' } } as const;
const NOT_WRITTEN = { turns: { 'file.create': 'inspect', 'file.write': 'inspect' } } as const;

/** Modes that make a program run as its owner. */
const SET_USER =
  '4755 4711 4750 4710 4700 4751 4555 4551 4511 4550 4500 4754 4775 4777 4111 04755 04711 04750 04777 6755 6711 6750 6775 6777 06755 *u+s* +s* a+s* ug+s* u+xs* u+rxs* u+rwxs* u=rwxs* u=rws* u=srwx*';

export const files: Family = {
  'ls dir vdir gls gdir gvdir': {
    operands: 'file.list*',
    values: {
      '-I --ignore --hide -w --width -T --tabsize --block-size --sort --time --time-style --quoting-style --indicator-style':
        'text',
    },
  },
  'exa eza lsd lla colorls ls++': {
    operands: 'file.list*',
    values: {
      '-s --sort -t --time -I --ignore-glob -L --level --depth --color --icons --time-style -w --width --config-file --theme --git-repos':
        'text',
    },
  },
  'tree broot br': {
    operands: 'file.list*',
    values: {
      '-o --output': 'file.write',
      '-L -P -I -H -T --filelimit --sort --charset --timefmt --infofile --gitfile --max-depth --height': 'text',
      '--fromfile': { takes: 'file.read', attached: true },
      '-c --cmd': 'code.inline',
      '--outcmd --conf': 'file.write',
    },
  },
  'cat tac gcat gtac nl gnl rev pr gpr vis unvis hd': 'file.read',
  'head ghead tail gtail': {
    operands: 'file.read*',
    values: { '-n --lines -c --bytes -s --sleep-interval --pid --max-unchanged-stats -b': 'text' },
  },
  'multitail tailspin tspin swatchdog': {
    operands: 'file.read*',
    values: {
      '-l -L -e -ex -eX': 'source.shell',
      '-c --exec': 'code.inline',
      '-F --config-path': 'code.hook',
      '--listen-command': 'source.shell',
      '-a': 'file.write',
    },
  },
  'rm grm': { operands: 'file.delete*', flags: { '-r -R --recursive': TREE, '--no-preserve-root': 'disk.destroy' } },
  'rmdir grmdir': 'file.delete-empty',
  'unlink gunlink': 'file.delete',
  'rip rmtrash trash trash-put trashy gomi': {
    operands: 'file.move*',
    values: { '--graveyard --trash-dir': 'text' },
    flags: { '-d --decompose --empty -s --seance -l --list': { operands: 'text*' } },
    commands: {
      'list ls': 'inspect',
      'put throw': { operands: 'file.move*' },
      'restore undo': 'file.create',
      empty: 'file.delete-tree',
    },
  },
  'trash-list': 'inspect',
  'trash-restore restore-trash': 'file.create',
  'trash-empty trash-rm': { does: 'file.delete', flags: { '--dry-run': { only: true } } },
  'srm wipe scrub sfill nwipe bleachbit': {
    operands: 'file.delete*',
    flags: {
      '-r -R --recursive': TREE,
      '--preview -l --list --sysinfo': { operands: 'inspect*' },
      '-c --clean --autonuke': 'file.delete',
    },
    values: { '-p --pattern --method -m': 'text' },
  },
  'shred gshred': {
    operands: 'file.delete*',
    values: { '-n --iterations -s --size': 'text', '--random-source': 'file.read' },
  },
  'mkdir gmkdir md': { operands: 'file.create*', values: { '-m --mode': 'text' } },
  // A file named like an option becomes one where a later command's `*` finds it.
  'touch gtouch': {
    operands: {
      every: {
        '--checkpoint* --*=* -e* */--checkpoint* */--*=* */-e*': 'code.plant',
        else: 'file.create',
        dynamic: 'file.create',
      },
    },
    values: {
      '-d --date -t --time -A': { takes: 'text', turns: { 'file.create': 'file.date' } },
      '-r --reference': { takes: 'file.date-like', turns: { 'file.create': 'file.date' } },
    },
  },
  'mkfifo gmkfifo mkfile': { operands: 'file.create*', values: { '-m --mode': 'text' } },
  'mknod gmknod makedev': {
    does: 'system.change',
    operands: ['file.create', 'text*'],
    values: { '-m --mode': 'text' },
  },
  'mktemp gmktemp tempfile': {
    bare: 'file.create',
    operands: 'file.create?',
    flags: { '-u --dry-run': { only: true } },
    values: { '-p': 'file.create', '--tmpdir': { takes: 'file.create', attached: true }, '--suffix': 'text' },
  },
  'cp gcp': {
    operands: ['file.read*', 'file.write'],
    flags: { '-T --no-target-directory': REPLACING },
    values: {
      '-t --target-directory': { takes: 'file.write', operands: 'file.read*' },
      '-S --suffix --sparse --no-preserve': 'text',
    },
  },
  'mv gmv': {
    operands: ['file.move*', 'file.write'],
    flags: {
      '-T --no-target-directory': REPLACING,
      '--exchange': { turns: { 'file.write': 'file.replace', 'file.move': 'file.replace' } },
    },
    values: { '-t --target-directory': { takes: 'file.write', operands: 'file.move*' }, '-S --suffix': 'text' },
  },
  'ditto xcp cpz fcp': {
    operands: ['file.read*', 'file.write'],
    values: { '--bom': 'file.read', '--arch --zlibCompressionLevel --driver -w --workers --block-size': 'text' },
  },
  'ln gln': {
    operands: ['file.read*', 'file.create'],
    flags: {
      '-n --no-dereference -T --no-target-directory': { operands: ['file.read*', 'file.replace'] },
      '-f --force': { turns: { 'file.create': 'file.write' } },
    },
    values: { '-t --target-directory': { takes: 'file.create', operands: 'file.read*' }, '-S --suffix': 'text' },
  },
  'link glink': { operands: ['file.read', 'file.create'] },
  'install ginstall': {
    operands: ['file.read*', 'file.write'],
    flags: { '-d --directory': { operands: 'file.create*' } },
    values: {
      '-t --target-directory': { takes: 'file.write', operands: 'file.read*' },
      '-m --mode': { [SET_USER]: 'privilege.grant', else: 'text' },
      '-o --owner -g --group -S --suffix -B -f -N': 'text',
      '--strip-program': 'code.hook',
    },
  },
  'truncate gtruncate': { operands: 'file.write*', values: { '-s --size': 'text', '-r --reference': 'file.list' } },
  fallocate: { operands: 'file.write*', values: { '-l --length -o --offset': 'text' } },
  'rename prename perl-rename file-rename rename.ul': {
    operands: [{ '*(* *`* *;* s/* y/* tr/* s|* s#* s,*': 'source.perl', else: 'text' }, 'file.replace*'],
    flags: { '-n --nono --no-act --just-print --dry-run': { only: true } },
    values: { '-e --expr': { takes: 'source.perl', operands: 'file.replace*' }, '-M -I': 'code.load' },
  },
  'mmv mcp mad mln nomino rnr f2 massren': {
    operands: ['text', 'text', 'file.replace*'],
    flags: { '-n --dry-run': { only: true } },
    values: { '-f --find -r --replace': 'text' },
  },
  'qmv qcp vidir vimv edir icp renameutils': {
    operands: 'file.list*',
    does: 'desktop.act',
    values: { '-e --editor': 'code.hook' },
  },
  'convmv detox': {
    operands: 'file.write*',
    flags: { '-n --dry-run': { only: true } },
    values: { '-f -t -s': 'text' },
  },
  'sync gsync': 'inspect',
  'rdfind jdupes fdupes rmlint duperemove czkawka_cli dupeguru fclones hardlink': {
    operands: 'file.list*',
    flags: { '-d --delete -N --noprompt -L --linkhard -H -dr': 'file.delete', '-n --dry-run': { only: true } },
    values: {
      '-o --output -O': 'file.write',
      '-deleteduplicates -makehardlinks -makesymlinks': { true: 'file.delete', else: 'text' },
      '-dryrun -minsize -maxsize -checksum -T -S -x --hashfile -b': 'text',
      '-D --delete-method': { 'NONE none': 'text', else: 'file.delete' },
    },
  },
  stow: {
    operands: 'text*',
    does: 'file.create',
    flags: { '-n --no --simulate': { only: true } },
    values: { '-d --dir': 'file.list', '-t --target': 'file.write', '--ignore --defer --override': 'text' },
  },
  'cpio gcpio bsdcpio': {
    operands: 'text*',
    flags: {
      '-i --extract': 'file.create',
      '-t --list': NOT_WRITTEN,
      '-p --pass-through': { operands: 'file.create*' },
    },
    values: {
      '-F -O --file': 'file.write',
      '-I': 'file.read',
      '-E --pattern-file': 'file.read',
      '-D --directory': 'directory',
      '--rsh-command': 'code.hook',
      '-C -H --format -M --message -R --owner': 'text',
    },
  },
};
