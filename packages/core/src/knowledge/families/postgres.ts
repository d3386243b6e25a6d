/** PostgreSQL: the client, dumps, servers, maintenance. */
import type { Family } from '../vocabulary/spec.ts';

const CONNECT = '-h --host -p --port -U --username -d --dbname --maintenance-db';
/** Backslash commands that leave the database: a shell, files, pipes. */
const STATEMENT = {
  takes: {
    '*\\!* *\\copy* *\\o* *\\g* *\\w* *\\i* *\\setenv*': 'code.hook',
    '\\d* \\l* \\z* \\? \\h* \\conninfo* \\timing* \\x*': 'remote.read',
    else: 'source.sql',
  },
  turns: { 'database.query': 'text' },
} as const;
const DUMP_TEXT = `${CONNECT} -F --format -j --jobs -Z --compress -t --table -T --exclude-table -n --schema -N --exclude-schema -E --encoding -S --superuser --section --role --lock-wait-timeout --exclude-table-data --extra-float-digits --rows-per-insert --snapshot -e --extension --filter --restrict-key --sync-method --database --exclude-database`;
const SERVER_TEXT = `${CONNECT} -D --pgdata -l --log -m --mode -t --timeout -w -s -c -k -S`;

const CREATE_TEXT = `${CONNECT} -O --owner -T --template -E --encoding -D --tablespace -l --locale -c --connection-limit -g --role -m --member -a -v --valid-until --strategy`;

export const postgres: Family = {
  psql: {
    does: 'database.query',
    operands: 'text*',
    flags: { '-l --list -V -?': { only: true } },
    values: {
      [`${CONNECT} -F --field-separator -P --pset -R --record-separator -T --table-attr -v --set --variable`]: 'text',
      '-c --command': STATEMENT,
      '-f --file': { takes: 'file.run' },
      '-o --output': { '|*': 'code.hook', '-': 'text', else: 'file.write' },
      '-L --log-file': 'file.write',
    },
    stdin: 'source.sql',
    session: true,
  },
  pgcli: {
    does: 'database.query',
    operands: 'text*',
    flags: { '-l --list --ping': { turns: { 'database.query': 'remote.read' } } },
    values: {
      [`${CONNECT} -u --user -D --dsn --row-limit --prompt --application-name --ssh-tunnel --list-dsn`]: 'text',
      '--pgclirc --init-command': 'code.hook',
      '--log-file': 'file.write',
    },
  },
  'pg_dump pg_dumpall': {
    does: 'remote.read',
    operands: 'text*',
    values: { [DUMP_TEXT]: 'text', '-f --file': 'file.write' },
  },
  pg_restore: {
    does: 'database.change',
    operands: 'file.read',
    flags: { '-l --list': { turns: { 'database.change': 'inspect' } }, '-c --clean': 'database.change' },
    values: {
      [`${DUMP_TEXT} -P --function -I --index --trigger`]: 'text',
      '-L --use-list': 'file.read',
      '-f --file': { takes: 'file.write', turns: { 'database.change': 'inspect' } },
    },
  },
  createdb: { does: 'database.add', operands: 'text*', values: { [CREATE_TEXT]: 'text' } },
  'createuser createlang': { does: 'database.change', operands: 'text*', values: { [CREATE_TEXT]: 'text' } },
  dropdb: { does: 'database.destroy', operands: 'text*', values: { [CONNECT]: 'text' } },
  'dropuser droplang': { does: 'database.change', operands: 'text*', values: { [CONNECT]: 'text' } },
  'vacuumdb reindexdb clusterdb': {
    does: 'database.change',
    operands: 'text*',
    values: {
      [`${CONNECT} -t --table -j --jobs -P --parallel -n --schema -N --exclude-schema -i --index -S --min-xid-age --min-mxid-age`]:
        'text',
    },
  },
  'pg_isready pg_config pg_waldump pg_controldata pg_amcheck pg_verifybackup pgbadger pg_test_fsync pg_test_timing pg_top pgmetrics pg_activity check_postgres pg_walsummary':
    {
      does: 'inspect',
      operands: 'text*',
      values: {
        [`${CONNECT} -t --timeout -n --limit --path -r --rmgr -s --start -e --end -b -x --xid -m -j --jobs`]: 'text',
        '-o --outfile': 'file.write',
      },
    },
  pg_checksums: {
    does: 'inspect',
    flags: { '-e --enable -d --disable': 'database.change' },
    values: { '-D --pgdata -f --filenode': 'text' },
  },
  'pg_ctl pg_ctlcluster pg_createcluster pg_conftool pg_upgradecluster': {
    does: 'service.change',
    operands: 'text*',
    commands: {
      status: 'inspect',
      'start stop restart reload promote kill register unregister logrotate initdb init': {
        does: 'service.change',
        operands: 'text*',
      },
    },
    values: { [SERVER_TEXT]: 'text' },
  },
  pg_lsclusters: 'inspect',
  pg_dropcluster: { does: 'database.destroy', operands: 'text*' },
  'initdb postgres postmaster pg_virtualenv': {
    does: 'database.change',
    operands: 'text*',
    values: { [`${CONNECT} -D --pgdata -E --encoding -A --auth --locale -X --waldir --pwfile -c -k -N -B`]: 'text' },
  },
  pg_resetwal: {
    does: 'database.destroy',
    operands: 'text*',
    flags: { '-n --dry-run': { only: true } },
    values: { '-D --pgdata -c -e -l -m -o -O -u -x --wal-segsize': 'text' },
  },
  'pg_rewind pg_archivecleanup pg_upgrade pg_createsubscriber pg_combinebackup': {
    does: 'database.change',
    operands: 'text*',
    flags: { '-n --dry-run --check -c': { turns: { 'database.change': 'inspect' } } },
    values: { '-D --target-pgdata --source-pgdata --source-server -b -B -d -j -x': 'text' },
  },
  'pg_basebackup pg_receivewal pg_recvlogical': {
    does: 'remote.read',
    flags: { '--drop-slot --create-slot': 'database.change' },
    values: {
      '-D --pgdata --directory': 'file.write',
      '-f --file': 'file.write',
      [`${CONNECT} -F --format -r --max-rate -T --tablespace-mapping -X --wal-method -Z --compress -c --checkpoint -l --label -s --status-interval -S --slot -o --option -I --startpos -E --endpos -P --plugin -t --target`]:
        'text',
    },
  },
  pgbench: {
    does: 'database.query',
    operands: 'text*',
    flags: { '-i --initialize': 'database.change' },
    values: {
      [`${CONNECT} -c --client -j --jobs -t --transactions -T --time -s --scale -F --fillfactor -M --protocol -R --rate -P --progress -S -b --builtin -D --define -n`]:
        'text',
      '-f --file': 'file.read',
    },
  },
  'pgbouncer pgpool pgcat patroni repmgrd': {
    does: 'network.listen',
    operands: 'text*',
    values: { '-c -f -u': 'text' },
  },
  'repmgr patronictl pg_autoctl': {
    does: 'database.change',
    operands: 'text*',
    commands: {
      'cluster list topology show show-config history version node status': { does: 'inspect', operands: 'text*' },
      remove: 'database.destroy',
    },
    values: { '-f -c -h -U -d': 'text' },
  },
  'pgloader pg_bulkload ora2pg pgcopydb': {
    does: 'database.change',
    operands: 'text*',
    values: { '-c -o -t -b -e --conf': 'text', '-l --load-lisp-file': 'code.load' },
  },
};
