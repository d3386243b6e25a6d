/** Programmable filters: sed, awk, jq and their kin, and tools for tables. */
import type { Family } from '../vocabulary/spec.ts';

const IN_PLACE = { turns: { 'file.read': 'file.write' } } as const;
const OUTPUT = { '-o --output': 'file.write' } as const;

export const streams: Family = {
  'sed gsed ssed super-sed bsdsed': {
    operands: ['source.sed', 'file.read*'],
    flags: { '-s --separate -u -z -n -r -E': {} },
    values: {
      '-e --expression': { takes: 'source.sed', operands: 'file.read*' },
      '-f --file': { takes: 'file.run', operands: 'file.read*' },
      '-i -I --in-place': { takes: 'text', attached: true, ...IN_PLACE },
      '-l --line-length': 'text',
    },
  },
  'sd ambr ambs sad fastmod codemod rpl replace-text amber gsar rexreplace ruplacer repren': {
    operands: ['text', 'text', 'file.write*'],
    flags: { '-p --preview -n --dry-run --print-changed-files -d': { turns: { 'file.write': 'file.read' } } },
    values: { '--max-replacements -f --flags -e --extensions --exclude -m': 'text', '--pager': 'code.hook' },
  },
  'awk gawk mawk nawk original-awk goawk frawk bioawk': {
    style: 'posix',
    operands: ['source.awk', 'file.read*'],
    values: {
      '-F --field-separator -v --assign -W -M': 'text',
      '-f --file': { takes: 'file.run', operands: 'file.read*' },
      '-E --exec': { takes: 'file.run', operands: 'text*' },
      '-e --source': { takes: 'source.awk', operands: 'file.read*' },
      '-i --include': { takes: { inplace: 'text', else: 'code.load' }, turns: { 'file.read': 'file.write' } },
      '-l --load': 'code.load',
      '-o --pretty-print -p --profile -d --dump-variables': { takes: 'file.write', attached: true },
      '-D --debug -L --lint': { takes: 'text', attached: true },
    },
  },
  'jq gojq jaq jqn jql fx': {
    operands: ['source.jq', 'file.read*'],
    flags: {
      '-n --null-input': {},
      '-i --in-place': IN_PLACE,
      '--args --jsonargs': { operands: ['source.jq', 'text*'] },
      '-s --slurp': {},
    },
    values: {
      '-f --from-file': { takes: 'file.run', operands: 'file.read*' },
      '-L --library-path': 'text',
      '--arg --argjson': { takes: 'text', operands: ['text', 'source.jq', 'file.read*'] },
      '--slurpfile --rawfile --argfile': { takes: 'text', operands: ['file.read', 'source.jq', 'file.read*'] },
      '--indent --tab-width': 'text',
    },
  },
  yq: {
    operands: ['source.jq', 'file.read*'],
    flags: {
      '-i --inplace --in-place': IN_PLACE,
      '-s --split-exp': 'file.create',
      '-n --null-input': { operands: 'source.jq' },
    },
    values: {
      '--from-file': { takes: 'file.run', operands: 'file.read*' },
      '-p --input-format -o --output-format -I --indent --xml-attribute-prefix --xml-content-name --header-preprocess --csv-separator --tsv-separator -f --front-matter --string-interpolation -w --width --arg --argjson':
        'text',
      '--split-exp-file': 'file.read',
    },
    commands: {
      'eval e': { operands: ['source.jq', 'file.read*'] },
      'eval-all ea': { operands: ['source.jq', 'file.read*'] },
      'read r compare validate v prefix p': { operands: ['file.read', 'text*'] },
      'write w delete d merge m': { operands: ['file.read', 'text*'] },
      'shell-completion completion': 'inspect',
    },
  },
  dasel: {
    operands: 'text*',
    does: 'inspect',
    values: {
      '-f --file -i': 'file.read',
      '-o --out': 'file.write',
      '-s --selector -r --read -w --write -p --parser -v --value -t --type': 'text',
    },
    commands: {
      put: { does: 'file.create', operands: 'text*', values: { '-f --file': 'file.write' } },
      delete: { does: 'file.create', operands: 'text*', values: { '-f --file': 'file.write' } },
      select: 'inspect',
      validate: 'file.read',
    },
  },
  'gron ungron': 'file.read',
  'jless jid jp jo jtbl json_pp json_reformat yj prettyjson': {
    operands: 'file.read*',
    values: { '-f -i --indent -s --separator': 'text' },
  },
  taplo: {
    bare: 'inspect',
    commands: {
      'check lint validate get config lsp help completions': { does: 'inspect', operands: 'file.read*' },
      'format fmt': {
        bare: 'build',
        operands: 'file.write*',
        flags: { '--check --diff': { turns: { 'file.write': 'file.read', build: 'inspect' } } },
      },
    },
    values: { '-c --config --schema --colors -o --option': 'text' },
  },
  'hjson toml json5 jsonnet jsonnetfmt dhall dhall-to-json dhall-to-yaml nickel': {
    operands: ['text?', 'file.read*'],
    flags: { '-i --in-place --inplace': IN_PLACE, '-e --exec': {} },
    values: {
      '-o --output-file -m --multi': 'file.write',
      '-J --jpath -V --ext-str -A --tla-str --ext-code --tla-code --file -c --config': 'text',
    },
  },
  xmllint: {
    operands: 'file.read*',
    flags: { '--shell': 'desktop.act' },
    values: {
      '-o --output': 'file.write',
      '--xpath --encode --maxmem --pattern --encoding --pretty': 'text',
      '--schema --dtdvalid --relaxng --schematron --path': 'file.read',
      '--dtdvalidfpi': 'text',
    },
  },
  'xsltproc saxon xalan': {
    operands: 'file.read*',
    values: {
      '-o --output': 'file.write',
      '--param --stringparam --path --maxdepth --encoding': 'text',
      '--writesubtree': 'file.write',
    },
  },
  'xmlstarlet xml': {
    operands: 'text*',
    does: 'inspect',
    commands: {
      'ed edit': {
        operands: 'file.read*',
        flags: { '-L --inplace': IN_PLACE },
        values: {
          '-d --delete -u --update -i --insert -a --append -s --subnode -r --rename -m --move -v --value -t --type -n -N -x --expr --var':
            'text',
        },
      },
      'sel select': {
        operands: 'file.read*',
        values: {
          '-t -m --match -v --value-of -c --copy-of -n -o --output -i --if -e --elem -a --attr -N -s --sort --var -f':
            'text',
        },
      },
      'fo format val validate c14n ls pyx depyx elements el esc escape unesc unescape p2x tr transform canonic':
        'file.read',
    },
  },
  'xq xpath hxselect hxnormalize hxextract hxpipe hxunpipe hxremove': { operands: ['text', 'file.read*'] },
  'tidy tidy5': {
    operands: 'file.read*',
    flags: { '-m -modify': IN_PLACE },
    values: { '-o -output -output-file': 'file.write', '-config -file -f': 'file.write', '-w -wrap': 'text' },
  },
  'mlr miller': {
    operands: 'text*',
    does: 'inspect',
    flags: { '-I': 'file.write', '--icsv --ojson --c2p --c2j --json --csv --tsv': {} },
    values: {
      '--from': 'file.read',
      '-n --ifs --ofs --irs --ors --ips --ops --nr-progress-mod': 'text',
      '--load --mload': 'code.load',
      '-s': 'file.run',
    },
    commands: {
      'put filter': {
        operands: ['source.other', 'file.read*'],
        values: { '-f': { takes: 'file.run', operands: 'file.read*' }, '-e -s': 'source.other' },
      },
      'split tee case': { operands: 'file.write*' },
    },
  },
  'csvcut csvgrep csvsort csvjoin csvlook csvstat csvjson csvstack csvclean csvformat in2csv csvtk xsv qsv xan tsv-filter tsv-select tsv-summarize tsv-join tsv-sample tsv-uniq tsv-split csv2tsv tsv-append tsv-pretty keep-header csvlens tidy-viewer vd visidata tad datamash gdatamash csv-diff csvdiff st ministat':
    {
      operands: ['text?', 'file.read*'],
      values: {
        '-o --output --out-file': 'file.write',
        '-d --delimiter -c --columns -m --match -r --regex -f -k -F --header -t -s --sort -n -l -g --group': 'text',
      },
    },
  csvsql: {
    operands: 'file.read*',
    values: {
      '--query --before-insert --after-insert': 'source.sql',
      '--db': 'database.change',
      '-i --dialect --tables -d -e': 'text',
    },
  },
  'csvpy csvtool': {
    operands: ['text?', 'file.read*'],
    values: { ...OUTPUT, '-t -u': 'text' },
    commands: { call: { operands: ['source.shell', 'file.read*'] } },
  },
  'xslt recsel rec2csv csv2rec recinf': { operands: 'file.read*', values: { '-e -p -P -R -t -n -m -q -s': 'text' } },
  'recdel recins recset': { operands: 'file.write*', values: { '-e -f -v -t -n -r -s -a -S -m': 'text' } },
  'jshon jsonlint': {
    operands: 'file.read*',
    flags: { '-I -i --in-place': { turns: { 'file.read': 'file.write' } } },
    values: { '-F': 'file.read', '-e -s -n -d -V --indent -t': 'text' },
  },
  jello: { operands: 'source.python', values: { '-f': 'file.read', '-q': 'source.python' } },
  jc: { style: 'posix', operands: 'command' },
  'json2csv json2yaml yaml2json': {
    operands: 'file.read*',
    values: { '-o --output --save': 'file.write', '-i --input': 'file.read', '-f -d --delimiter --indent': 'text' },
  },
  recfix: { operands: 'file.write*', flags: { '--check': { turns: { 'file.write': 'file.read' } } } },
};
