/** Filters: tools that read text and print it changed. */
import type { Family } from '../vocabulary/spec.ts';

const OUTPUT = { '-o --output': 'file.write' } as const;
const IN_PLACE = { turns: { 'file.read': 'file.write' } } as const;

/** Letters written as numbers. */
const ESCAPED = { '*\\x* *\\u00* *\\1* *\\06* *\\07*': 'inspect.decoded', else: 'text', dynamic: 'text' } as const;

export const textutils: Family = {
  'wc gwc': { operands: 'file.read*', values: { '--files0-from': 'file.read', '--total': 'text' } },
  'cut gcut': {
    operands: 'file.read*',
    values: { '-b --bytes -c --characters -d --delimiter -f --fields --output-delimiter': 'text' },
  },
  'paste gpaste': { operands: 'file.read*', values: { '-d --delimiters': 'text' } },
  'expand gexpand unexpand gunexpand': { operands: 'file.read*', values: { '-t --tabs': 'text' } },
  'fold gfold': { operands: 'file.read*', values: { '-w --width': 'text' } },
  'fmt gfmt': { operands: 'file.read*', values: { '-w --width -p --prefix -g --goal': 'text' } },
  'comm gcomm': { operands: 'file.read*', values: { '--output-delimiter': 'text' } },
  'join gjoin': { operands: 'file.read*', values: { '-1 -2 -j -a -e -o -t -v': 'text' } },
  'tsort gtsort': 'file.read',
  'ptx gptx': {
    operands: 'file.read*',
    flags: { '-G --traditional': { operands: ['file.read?', 'file.write?'] } },
    values: {
      '-b --break-file -i --ignore-file -o --only-file': 'file.read',
      '-F --flag-truncation -M --macro-name -S --sentence-regexp -W --word-regexp -g --gap-size -w --width --format':
        'text',
    },
  },
  'tr gtr seq gseq yes gyes factor gfactor expr gexpr numfmt gnumfmt jot primes': {
    operands: 'text*',
    does: 'inspect',
    helpless: true,
  },
  'echo gecho': { operands: { every: ESCAPED }, does: 'inspect', helpless: true, prints: true },
  'printf gprintf': {
    style: 'posix',
    operands: { every: ESCAPED },
    does: 'inspect',
    prints: true,
    // A variable's name, whose subscript bash evaluates.
    values: { '-v': { '*[$(* *[`* *[${*': 'code.unresolved', else: 'text', dynamic: 'text' } },
    helpless: true,
  },
  'sort gsort msort': {
    operands: 'file.read*',
    values: {
      '-o --output': 'file.write',
      '--compress-program': 'code.hook',
      '--files0-from --random-source': 'file.read',
      '-k --key -t --field-separator -S --buffer-size -T --temporary-directory --batch-size --parallel --sort': 'text',
    },
  },
  'shuf gshuf': {
    operands: 'file.read*',
    flags: { '-e --echo': { operands: 'text*' } },
    values: { '-o --output': 'file.write', '-n --head-count -i --input-range': 'text', '--random-source': 'file.read' },
  },
  'uniq guniq': {
    operands: ['file.read?', 'file.write?'],
    values: { '-f --skip-fields -s --skip-chars -w --check-chars': 'text' },
  },
  'huniq runiq': 'file.read',
  'tee gtee sponge': { operands: 'file.write*', flags: { '-a --append': { turns: { 'file.write': 'file.append' } } } },
  pee: { operands: 'source.shell*' },
  'split gsplit': {
    operands: ['file.read', 'file.write?'],
    does: 'file.create',
    values: {
      '--filter': 'source.shell',
      '-a --suffix-length -b --bytes -C --line-bytes -l --lines -n --number -t --separator -p --additional-suffix':
        'text',
    },
  },
  'csplit gcsplit': {
    operands: ['file.read', 'text*'],
    does: 'file.create',
    values: { '-f --prefix': 'file.write', '-b --suffix-format -n --digits': 'text' },
  },
  'sdiff gsdiff': {
    operands: 'file.read*',
    values: { ...OUTPUT, '--diff-program': 'code.hook', '-I --ignore-matching-lines -w --width --tabsize': 'text' },
  },
  'diff3 gdiff3': { operands: 'file.read*', values: { '--diff-program': 'code.hook', '-L --label': 'text' } },
  'diff gdiff bdiff': {
    operands: 'file.read*',
    values: {
      ...OUTPUT,
      '--diff-program': 'code.hook',
      '--from-file --to-file -X --exclude-from': 'file.read',
      '-U --unified -C --context -F --show-function-line -I --ignore-matching-lines -x --exclude -L --label -W --width --tabsize --horizon-lines -S --starting-file --color --palette --line-format --old-line-format --new-line-format --unchanged-line-format --GTYPE-group-format':
        'text',
    },
  },
  'cmp gcmp': { operands: ['file.read', 'file.read', 'text*'], values: { '-i --ignore-initial -n --bytes': 'text' } },
  'colordiff wdiff dwdiff icdiff diffr riff ydiff dyff jd zdiff bzdiff xzdiff zcmp bzcmp xzcmp lzdiff zstdiff': {
    operands: 'file.read*',
    values: {
      '--pager --paging': 'code.hook',
      '-U --width --syntax-theme --features --context --display --color --exclude -x --config': 'text',
    },
  },
  'xdelta xdelta3 bsdiff bspatch rdiff vcdiff': {
    operands: ['text?', 'file.read', 'file.read', 'file.write'],
    values: { '-s': 'file.read', '-S -A -B -W -I': 'text' },
  },
  'column gcolumn colrm col gcol colcrt ul rs lam': {
    operands: 'file.read*',
    values: {
      '-s --separator -o --output-separator -c --output-width -N --table-columns -n --table-name -R --table-right -H --table-hide -O --table-order -T --table-truncate -W --table-wrap -E --table-noextreme -l -r':
        'text',
    },
  },
  'iconv giconv uconv recode enca enconv nkf': {
    operands: 'file.read*',
    flags: { '--overwrite': IN_PLACE, '-x': {} },
    values: { ...OUTPUT, '-f --from-code -t --to-code -L --language -b': 'text' },
  },
  'dos2unix unix2dos mac2unix unix2mac fromdos todos': {
    operands: 'file.write*',
    flags: {
      '-n --newfile': { operands: ['file.read', 'file.write'] },
      '-i --info -O --to-stdout': { operands: 'file.read*' },
    },
    values: { '-c --convmode': 'text' },
  },
  'envsubst genvsubst': { operands: 'text*', does: 'inspect' },
  'strings gstrings llvm-strings': {
    operands: 'file.read*',
    values: { '-n --bytes -t --radix -e --encoding -T --target -s --output-separator': 'text' },
  },
  'aspell hunspell ispell spell enchant codespell typos cspell vale proselint': {
    operands: 'file.read*',
    does: 'inspect',
    flags: { '-w --write-changes': IN_PLACE },
    values: {
      '-d --dict -l --lang -p --personal -c --config --config-path --ignore-words-list -L -S --skip -I --ignore-words --minAlertLevel --output --ext':
        'text',
    },
    commands: { check: 'file.write', 'list pipe dump dicts': 'inspect', lint: 'file.read' },
  },
  'groff nroff troff tbl eqn neqn pic refer soelim zsoelim mandoc roff preconv grn': {
    operands: 'file.read*',
    flags: { '-U': 'code.inline' },
    values: { '-m -T -r -d -P -L -K -w -W -n -o -F -M -I': 'text', '-O': 'text' },
  },
  'm4 gm4': {
    operands: 'file.run*',
    values: { ...OUTPUT, '-D -U -I -F -R -t -s -B -L': 'text', '-d --debug': { takes: 'text', attached: true } },
    stdin: 'source.other',
  },
  'unifdef unifdefall coan': {
    operands: 'file.read*',
    values: { ...OUTPUT, '-D -U -i -x': 'text' },
    flags: { '-m': IN_PLACE },
  },
  'crudini ini jinja j2 mustache gomplate dasel-render': {
    operands: 'file.read*',
    values: {
      ...OUTPUT,
      '--set --get --del --merge': 'text',
      '-f --file': 'file.read',
      '-i --in': 'text',
      '--plugin': 'code.hook',
      '-d --datasource -c --context': 'network.fetch',
    },
  },
  'htmlq pup xidel html2text html2markdown unrtf antiword catdoc catppt xls2csv docx2txt odt2txt doxx mdcat mdless mdp slides frogmouth rich':
    {
      operands: 'file.read*',
      values: {
        ...OUTPUT,
        '-s --style -w --width -f --filename -p --color -i --indent -e --extract -a --attribute -t --text': 'text',
      },
    },
  glow: { operands: 'file.read*', values: { '-s --style -w --width --config': 'text' } },
  'ramfetch pridecat gunits uuidgen guuidgen uuid ulid nanoid mcookie dictd translate-shell ascii unicode uni hr rickroll':
    'inspect',
  'pv gpv progress cv': {
    operands: 'file.read*',
    values: {
      '-o --output': 'file.write',
      '-N --name -s --size -L --rate-limit -B --buffer-size -i --interval -w --width -H --height -F --format -d --watchfd -R --remote -P --pidfile -D --delay-start':
        'text',
    },
  },
  'mbuffer buffer bfr cstream throttle': {
    operands: 'text*',
    does: 'inspect',
    values: {
      '-i': 'file.read',
      '-o -l': 'file.write',
      '-I': 'network.listen-raw',
      '-O': 'network.connect',
      '-m -s -b -r -R -p -P -t -u -z': 'text',
    },
  },
  'ts errno gnomon isutf8': 'inspect',
  vipe: { does: 'desktop.act', values: { '--suffix': 'text' } },
  ifne: { style: 'posix', operands: 'command', flags: { '-n': {} } },
  chronic: { style: 'posix', operands: 'command' },
  combine: { operands: 'text*', does: 'inspect' },
  zrun: { style: 'posix', operands: 'command' },
  mispipe: { operands: 'source.shell*' },
};
