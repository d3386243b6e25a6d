/** Databases in files: sqlite3, duckdb, and tools over tables of text. */
import type { Family } from '../vocabulary/spec.ts';

/** Dot commands that leave the database. */
const STATEMENT = {
  '.tables* .schema* .databases* .indexes* .indices* .mode* .headers* .dump* .show* .help* .quit* .exit* .stats* .timer* .width* .nullvalue* .fullschema* .dbinfo*':
    'text',
  '*.shell* *.system* .sh* .sy*': 'code.hook',
  '.load* *load_extension(*': 'code.load',
  '.output* .once* .out* .log* .save* .backup* .clone* .restore* .import* .read* .open* .excel* .archive* .ar* .cd* *.output* *.once* *.import* *writefile(* *edit(*':
    'code.inline',
  else: 'source.sql',
} as const;

export const sqlite: Family = {
  'sqlite3 sqlite sqlcipher': {
    style: 'long',
    operands: ['file.read', STATEMENT, STATEMENT],
    flags: { '-A': 'file.write', '-version -help': { only: true } },
    values: {
      '-cmd': STATEMENT,
      '-init': 'file.run',
      '-separator -newline -nullvalue -mmap -pagecache -lookaside -maxsize -vfs -heap': 'text',
    },
    stdin: 'source.sql',
    session: true,
  },
  duckdb: {
    style: 'long',
    operands: ['file.read', STATEMENT],
    values: {
      '-c -s -cmd': STATEMENT,
      '-f -init': 'file.run',
      '-separator -newline -nullvalue -storage_version': 'text',
    },
    flags: { '-unsigned': 'code.load', '-version -help': { only: true } },
    stdin: 'source.sql',
    session: true,
  },
  sqldiff: { style: 'long', operands: 'file.read*', values: { '-changeset': 'file.write', '-table -lib -L': 'text' } },
  'sqlite3_analyzer dbhash': 'file.read',
  litecli: {
    operands: ['file.read'],
    does: 'database.query',
    values: { '-e --execute': 'source.sql', '-D --database -R --prompt': 'text', '--liteclirc': 'code.hook' },
  },
  'sqlite-utils': {
    bare: 'inspect',
    values: {
      '--fmt --nl --pk --not-null --default -c --column --where --order --limit --offset --type': 'text',
      '--load-extension --functions': 'code.load',
      '--attach': 'text',
    },
    commands: {
      'tables views rows schema indexes triggers dump analyze-tables search': { operands: ['file.read', 'text*'] },
      'query memory': { operands: ['file.read', 'source.sql'] },
      'insert upsert bulk create-table create-index create-view create-database enable-fts disable-fts rebuild-fts populate-fts transform extract add-column add-foreign-key add-foreign-keys index-foreign-keys vacuum optimize analyze duplicate rename-table insert-files add-geometry-column create-spatial-index enable-counts reset-counts enable-wal disable-wal':
        { operands: ['file.write', 'text*'] },
      convert: { operands: ['file.write', 'text', 'text', 'source.python'] },
      'drop-table drop-view': { does: 'database.destroy', operands: ['file.write', 'text*'] },
      install: 'package.install-system',
      uninstall: 'package.remove-system',
    },
  },
  'textql dsq octosql trdsql roapi csvq usql dblab clickhouse-local columnq': {
    does: 'database.query',
    operands: 'text*',
    values: {
      '-sql -c --command -q --query': 'source.sql',
      '-o --out --outpath --output': 'file.write',
      '-f --file': 'file.run',
      '-dlm -output-dlm -d --input-delimiter -S --structure -N': 'text',
    },
  },
  litestream: {
    bare: 'inspect',
    commands: {
      'databases generations snapshots wal ltx version status': 'inspect',
      replicate: 'network.send',
      restore: { operands: 'text*', values: { '-o': 'file.write', '-config -replica -generation -timestamp': 'text' } },
    },
    style: 'long',
  },
  'sql-formatter sqlfmt sqlparse sqlformat pgformatter pg_format sqlfluff sql-lint sqlint squawk': {
    operands: 'file.read*',
    commands: {
      'lint parse render version rules dialects': {
        operands: 'file.read*',
        values: {
          '-d --dialect --rules --exclude-rules --format -t --templater --config': 'text',
          '--write-output': 'file.write',
        },
      },
      'fix format': { operands: 'file.write*', values: { '-d --dialect --rules': 'text' } },
    },
    flags: { '-i --inplace --fix': { turns: { 'file.read': 'file.write' } } },
    values: { '-o --output --outfile --output_file': 'file.write', '-l --language -c --config -s --spaces': 'text' },
  },
};
