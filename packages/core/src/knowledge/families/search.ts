/** Finding files by name, and text in files. */
import type { Family } from '../vocabulary/spec.ts';
import { SOUGHT } from './guards.ts';

const PATTERN_FIRST = [SOUGHT, 'file.read*'] as const;

/** Names that only keys and passwords have. */
const KEY_NAMES = {
  'id_rsa* id_dsa* id_ecdsa* id_ed25519* *.kdbx *.ppk *.keytab shadow gshadow .netrc .pgpass .git-credentials credentials credentials.db credentials.json credentials.xml accessTokens.json access_tokens.db logins.json key4.db wallet.dat *.ovpn .htpasswd *_history .aws .ssh .gnupg':
    'secret.hunt',
  else: 'text',
  dynamic: 'text',
} as const;
/** Deletes only what a test lets through. */
const SOME = { turns: { 'file.delete-found': 'file.delete' } } as const;

export const search: Family = {
  'find gfind bfs': {
    style: 'long',
    operands: 'file.list*',
    bare: 'file.list',
    feeds: true,
    flags: {
      // Without a test of names, sizes or dates everything goes.
      '-delete': { operands: 'file.delete-found*' },
      '-print -print0 -ls -prune -quit -depth -d -xdev -mount -daystart -follow -noleaf -readable -writable -executable':
        {},
      '-empty -nouser -nogroup': SOME,
      '-H -L -P -E -X -s -x': {},
    },
    values: {
      '-exec -execdir -ok -okdir': 'command',
      '-fprint -fprint0 -fls -fprintf': 'file.write',
      '-files0-from': 'file.read',
      '-newer -anewer -cnewer -samefile -newerXY -neweraa -neweram -newermm -newercm -newercc': {
        takes: 'file.list',
        ...SOME,
      },
      '-newermt -newerat -newerct -newerBt': { takes: 'text', ...SOME },
      '-name -iname -path -ipath': { takes: KEY_NAMES, ...SOME },
      '-wholename -iwholename -regex -iregex -lname -ilname -size -perm -user -uid -group -gid -links -inum -used -mtime -atime -ctime -mmin -amin -cmin -Bmin -Btime':
        { takes: 'text', ...SOME },
      '-regextype -type -xtype -fstype -context -flags -printf -maxdepth -mindepth -D -f -noignore -xattrname': 'text',
    },
  },
  'fd fdfind': {
    operands: ['text?', 'file.list*'],
    feeds: true,
    values: {
      '-x --exec -X --exec-batch': 'command',
      '-C --base-directory': 'directory',
      '--ignore-file': 'file.read',
      '--search-path': 'file.list',
      '-e --extension -E --exclude -t --type -d --max-depth --min-depth --exact-depth -S --size -o --owner -j --threads':
        'text',
      '-c --color --changed-within --changed-before --newer --older --max-results --batch-size --path-separator --and --format --max-buffer-time':
        'text',
    },
  },
  'xargs gxargs': {
    style: 'posix',
    operands: 'command',
    feeds: true,
    values: {
      '-a --arg-file': 'file.read',
      '-n --max-args -P --max-procs -L -d --delimiter -E -s --max-chars -R -S --process-slot-var': 'text',
      '-I -J': 'placeholder',
      '-i --replace': { takes: 'placeholder', attached: true },
      '-l --max-lines -e --eof': { takes: 'text', attached: true },
    },
  },
  'locate plocate mlocate slocate glocate': {
    operands: 'text*',
    does: 'inspect',
    values: { '-d --database -l --limit -n -S': 'text' },
  },
  'updatedb gupdatedb': {
    does: 'config.change',
    values: {
      '-o --output': 'file.write',
      '-U --database-root': 'file.list',
      '--prunepaths --localpaths --netpaths': 'text',
    },
  },
  'which whereis gwhich apropos whatis': 'inspect',
  mdfind: { does: 'inspect', operands: 'text*', values: { '-onlyin': 'file.list', '-name -attr -s': 'text' } },
  mdls: { operands: 'file.list*', values: { '-name -n -nullMarker': 'text', '-plist': 'file.write' } },
  'grep ggrep egrep gegrep fgrep gfgrep bgrep': {
    operands: PATTERN_FIRST,
    values: {
      '-e --regexp': { takes: SOUGHT, operands: 'file.read*' },
      '-f --file': { takes: 'file.read', operands: 'file.read*' },
      '-A --after-context -B --before-context -C --context -m --max-count -d --directories -D --devices --label --binary-files':
        'text',
      '--include --exclude --exclude-dir --include-dir --group-separator': 'text',
      '--exclude-from': 'file.read',
    },
  },
  'zgrep zegrep zfgrep bzgrep bzegrep bzfgrep xzgrep xzegrep xzfgrep lzgrep zstdgrep lz4grep': {
    operands: PATTERN_FIRST,
    values: {
      '-e --regexp': { takes: SOUGHT, operands: 'file.read*' },
      '-f --file': { takes: 'file.read', operands: 'file.read*' },
      '-A -B -C -m --max-count': 'text',
    },
  },
  'rg ripgrep rga ripgrep-all': {
    operands: PATTERN_FIRST,
    flags: { '--files --type-list': { operands: 'file.list*' } },
    values: {
      '--pre --hostname-bin --rga-adapters': 'code.hook',
      '-e --regexp': { takes: SOUGHT, operands: 'file.read*' },
      '-f --file': { takes: 'file.read', operands: 'file.read*' },
      '--ignore-file': 'file.read',
      '-A --after-context -B --before-context -C --context -m --max-count -M --max-columns -g --glob --iglob --pre-glob':
        'text',
      '-t --type -T --type-not --type-add --type-clear -r --replace -j --threads -d --max-depth --maxdepth -E --encoding --engine':
        'text',
      '--color --colors --sort --sortr --max-filesize --context-separator --field-match-separator --field-context-separator --path-separator --dfa-size-limit --regex-size-limit --generate --hyperlink-format':
        'text',
    },
  },
  'ag pt sift ucg ugrep ug hgrep': {
    operands: PATTERN_FIRST,
    values: {
      '--pager': 'code.hook',
      '--filter': 'source.shell',
      '-p --path-to-ignore --ignore-file': 'file.read',
      '-A --after -B --before -C --context -G --file-search-regex -m --max-count --depth -W --width --workers --ignore --ignore-dir --color-line-number --color-match --color-path':
        'text',
      '-e --regexp': { takes: SOUGHT, operands: 'file.read*' },
      '-f --file': { takes: 'file.read', operands: 'file.read*' },
      '-g --glob': 'text',
    },
  },
  'ack ack-grep': {
    operands: PATTERN_FIRST,
    flags: { '-f': { operands: 'file.list*' }, '-g': { operands: ['text', 'file.list*'] } },
    values: {
      '--pager': 'code.hook',
      '--ackrc': 'code.hook',
      '--output': 'text',
      '-A -B -C -m --max-count --type -t --ignore-dir --ignore-file --type-add --type-set --match': 'text',
      '--files-from': 'file.read',
    },
  },
  'vgrep ast-grep comby': {
    operands: 'text*',
    does: 'inspect',
    flags: { '-U --update-all --in-place -i -s --show': 'file.write' },
    values: {
      '-p --pattern -r --rewrite -l --lang -matcher -f -filter --context -j': 'text',
      '-c --config -templates': 'file.read',
    },
  },
  look: { operands: ['text', 'file.read?'], values: { '-t --terminate': 'text' } },
  'pcregrep pcre2grep agrep tre-agrep sgrep cgrep xmlgrep': {
    operands: PATTERN_FIRST,
    values: {
      '-e --regex --regexp': { takes: SOUGHT, operands: 'file.read*' },
      '-f --file': { takes: 'file.read', operands: 'file.read*' },
      '--output': 'text',
      '-A -B -C -m -D -d --include --exclude': 'text',
    },
  },
  fzf: {
    does: 'inspect',
    flags: { '--listen --listen-unsafe': 'network.listen-raw' },
    values: {
      '--bind': { '*execute* *become* *reload* *transform* *preview(*': 'code.hook', else: 'text' },
      '--preview': 'source.shell',
      '--with-shell': 'code.hook',
      '--history': 'file.write',
      '-q --query -f --filter -d --delimiter -n --nth --with-nth --accept-nth --prompt --pointer --marker --header --header-lines --expect --color':
        'text',
      '--height --min-height --layout --border --margin --padding --info --preview-window --tiebreak --scheme --algo --tabstop --walker --walker-root --walker-skip --style --history-size --jump-labels --ellipsis --separator':
        'text',
    },
  },
  'sk skim': {
    does: 'inspect',
    values: {
      '--bind': { '*execute* *reload*': 'code.hook', else: 'text' },
      '-c --cmd --preview': 'source.shell',
      '-q --query -f --filter -d -n --nth --with-nth -p --prompt --height --color': 'text',
    },
  },
  'fzy peco percol pick sentaku gof zf choose fselect tv': {
    operands: 'text*',
    does: 'inspect',
    values: { '-q --query -p --prompt -l --lines --exec': 'text' },
  },
  gum: {
    commands: {
      'choose confirm file filter format input join pager style table write log': {
        does: 'inspect',
        operands: 'text*',
      },
      spin: { operands: 'command', values: { '-s --spinner --title --align': 'text' } },
    },
  },
};
