/** Reading comfortably: pagers, manuals, viewers with colour. Daily use only reads; options that name programs are hooks. */
import type { Family } from '../vocabulary/spec.ts';

/** A command of less behind a plus: `!` runs a program, `|` pipes to one, `v` opens the editor. */
const LESS_COMMAND = { '!* #!* |* s* v* *!*': 'code.inline', else: 'text' } as const;

export const pagers: Family = {
  'less gless zless bzless xzless lzless zstdless lz4less slit moar moor ov nless rmore': {
    operands: 'file.read*',
    values: {
      '+': { takes: LESS_COMMAND, attached: true },
      '-o -O --log-file --LOG-FILE': 'file.write',
      '-k --lesskey-file --lesskey-src --lesskey-content': 'code.hook',
      '-T --tag-file': 'file.read',
      '-t --tag -p --pattern -P --prompt -x --tabs -b --buffers -h --max-back-scroll -j --jump-target -y --max-forw-scroll -z --window -D --color -# --shift --rscroll --wheel-lines':
        'text',
    },
  },
  'more gmore zmore bzmore xzmore lzmore pg most xmore': {
    operands: 'file.read*',
    values: { '+': { takes: 'text', attached: true }, '-n --lines': 'text' },
  },
  lesskey: { operands: 'file.read*', values: { '-o --output': 'file.write' } },
  'bat batcat': {
    operands: 'file.read*',
    values: {
      '--pager': 'code.hook',
      '-l --language -m --map-syntax --theme --theme-dark --theme-light --style -r --line-range -H --highlight-line --tabs --wrap --terminal-width --file-name --color --decorations --italic-text --paging --diff-context --strip-ansi --squeeze-limit --binary --nonprintable-notation --ignored-suffix':
        'text',
      '--source --target --completion': 'text',
      '--config-file': 'text',
    },
    commands: { cache: { does: 'config.change', operands: 'text*' } },
  },
  'batgrep batman batwatch batpipe prettybat batdiff': {
    operands: 'file.read*',
    values: { '--pager': 'code.hook', '-x --command': 'source.shell' },
  },
  'pygmentize highlight source-highlight rougify chroma grcat vimcat nvimpager vimpager': {
    operands: 'file.read*',
    flags: { '-x': 'code.load' },
    values: {
      '-o --output --outdir': 'file.write',
      '-l -f -F -P --style -s --syntax -S --lexer --formatter --out-format': 'text',
      '--plug-in --config-file': 'code.hook',
    },
  },
  'man gman manpath': {
    does: 'inspect',
    operands: 'text*',
    flags: { '-l --local-file': { operands: 'file.read*' } },
    values: {
      '-P --pager': 'code.hook',
      '-H --html': { takes: 'code.hook', attached: true },
      '-C --config-file': 'code.hook',
      '-B --browser': 'code.hook',
      '-M --manpath -m --systems -S -s --sections -L --locale -e --extension -R --recode -p --preprocessor -r --prompt -E --encoding':
        'text',
      '-T --troff-device -X --gxditview': { takes: 'text', attached: true },
    },
  },
  'info ginfo pinfo yelp khelpcenter tkman xman gnome-help': {
    does: 'inspect',
    operands: 'text*',
    values: {
      '-o --output --dribble': 'file.write',
      '--restore -f --file': 'file.read',
      '-d --directory -n --node -k --apropos --index-search -v --variable': 'text',
      '--init-file': 'code.hook',
    },
  },
  'tealdeer navi eg bropages wikiman kmdr manly explainshell': {
    does: 'inspect',
    operands: 'text*',
    flags: { '-u --update -c --clear-cache': 'cache.clear', '-e --edit': 'desktop.act' },
    values: { '-L --language -p --platform -s --search -t --tag': 'text', '-f --render': 'file.read' },
  },
  help2man: {
    does: 'file.list',
    operands: 'file.run',
    values: {
      '-o --output': 'file.write',
      '-n --name -s --section -S --source -h --help-option -v --version-option -m --manual': 'text',
      '-i --include -I --opt-include': 'file.read',
    },
  },
  'mandb catman makewhatis gmakewhatis': { does: 'config.change', operands: 'text*' },
  'ccze colortail supercat spc': 'file.read',
  grc: { style: 'posix', operands: 'command', flags: { '--pty -s -e': {} }, values: { '-c --config': 'text' } },
  lwatch: { values: { '-i --input': 'file.read', '-o --output': 'file.write', '-f --file': 'file.read' } },
};
