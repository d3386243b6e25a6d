/** MySQL and MariaDB. */
import type { Family } from '../vocabulary/spec.ts';

const CONNECT =
  '-h --host -P --port -u --user -S --socket -D --database --protocol --default-character-set --ssl-ca --ssl-cert --ssl-key --ssl-mode --connect-timeout --max-allowed-packet --login-path --compression-algorithms --bind-address --server-public-key-path --tls-version';
/** Attached only: a word after `-p` is the database. */
const PASSWORD = { takes: 'text', attached: true } as const;
const DEFAULTS = {
  '--defaults-file --defaults-extra-file --defaults-group-suffix': 'text',
  '--plugin-dir --default-auth': 'code.load',
} as const;

export const mysql: Family = {
  'mysql mariadb mycli': {
    does: 'database.session',
    operands: 'text*',
    stdin: 'source.sql',
    session: true,
    flags: { '--ssl --compress -C': {} },
    values: {
      [`${CONNECT} --delimiter --prompt --init-command --select-limit --max-join-size --net-buffer-length`]: 'text',
      '-p --password': PASSWORD,
      '-e --execute': {
        takes: { '*\\!* system*': 'code.hook', else: 'source.sql' },
        turns: { 'database.session': 'text' },
      },
      '--tee -l --logfile': 'file.write',
      '--pager': 'code.hook',
      ...DEFAULTS,
    },
  },
  'mysqldump mariadb-dump mysqlpump mydumper': {
    does: 'remote.read',
    operands: 'text*',
    flags: {
      '--add-drop-database --add-drop-table': {},
      '--delete-master-logs --delete-source-logs': 'database.change',
      '--ssl --compress -C --master-data --source-data --set-gtid-purged': {},
    },
    values: {
      [`${CONNECT} --ignore-table --where -w --fields-terminated-by --lines-terminated-by --compatible --net-buffer-length -B --threads --regex`]:
        'text',
      '-p --password': PASSWORD,
      '-r --result-file -T --tab --log-error -o --outputdir': 'file.write',
      ...DEFAULTS,
    },
  },
  'mysqladmin mariadb-admin': {
    values: { [`${CONNECT} -i --sleep -c --count -w --wait`]: 'text', '-p --password': PASSWORD, ...DEFAULTS },
    commands: {
      'status extended-status processlist proc ping variables version stat': { does: 'remote.read', operands: 'text*' },
      create: 'database.add',
      'flush-hosts flush-logs flush-privileges flush-status flush-tables flush-threads refresh reload kill start-slave stop-slave start-replica stop-replica':
        { does: 'database.change', operands: 'text*' },
      drop: 'database.destroy',
      password: 'database.change',
      shutdown: 'service.change',
      debug: 'database.change',
    },
  },
  'mysqlimport mariadb-import myloader': {
    does: 'database.change',
    operands: ['text', 'file.read*'],
    values: {
      [`${CONNECT} --fields-terminated-by --lines-terminated-by -c --columns --ignore-lines`]: 'text',
      '-p --password': PASSWORD,
      ...DEFAULTS,
    },
  },
  'mysqlcheck mysqlshow mysqlslap mysqlbinlog mariadb-check mariadb-show mariadb-slap mariadb-binlog mysqldiff mysqldbcompare perror my_print_defaults mysql_config mariadb_config innochecksum mysqldumpslow mytop innotop mysqltuner mysqlrplshow':
    {
      does: 'remote.read',
      operands: 'text*',
      flags: { '-r --repair -o --optimize -f --force': 'database.change' },
      values: {
        [`${CONNECT} --start-datetime --stop-datetime --start-position --stop-position -d -j --concurrency --iterations --query --create-schema --number-of-queries -c -i -s`]:
          'text',
        '-p --password': PASSWORD,
        '--result-file': 'file.write',
        ...DEFAULTS,
      },
    },
  mysqlsh: {
    does: 'database.query',
    operands: 'text*',
    values: {
      [CONNECT]: 'text',
      '-p --password': PASSWORD,
      '-e --execute': 'source.other',
      '-f --file': 'file.run',
      '--pym': 'code.load',
    },
  },
  'mysqld mysqld_safe mariadbd mariadbd-safe mysqld_multi': {
    does: 'service.change',
    operands: 'text*',
    values: {
      '--init-file': 'code.hook',
      '--plugin-load --plugin-load-add --early-plugin-load': 'code.load',
      '--datadir --basedir --user --port --socket': 'text',
      ...DEFAULTS,
    },
    flags: { '--skip-grant-tables': 'evade.security' },
  },
  'mysql_secure_installation mysql_install_db mariadb-install-db mysql_upgrade mariadb-upgrade mysql_tzinfo_to_sql mysql_config_editor mariadb-secure-installation':
    {
      does: 'database.change',
      operands: 'text*',
      values: { '-u -h --user --datadir --basedir -G --login-path': 'text', '-p': PASSWORD },
    },
  'mariabackup mariadb-backup xtrabackup innobackupex mysqlhotcopy': {
    does: 'file.create',
    operands: 'text*',
    flags: { '--copy-back --move-back': 'database.change' },
    values: {
      [CONNECT]: 'text',
      '-p --password': PASSWORD,
      '--target-dir': 'file.write',
      '--datadir --incremental-basedir --parallel': 'text',
    },
  },
  'pt-query-digest pt-summary pt-mysql-summary pt-show-grants pt-duplicate-key-checker pt-index-usage pt-stalk pt-diskstats pt-config-diff':
    { does: 'remote.read', operands: 'text*' },
  'pt-online-schema-change pt-archiver pt-kill pt-table-sync pt-slave-restart gh-ost pt-table-checksum': {
    does: 'database.change',
    operands: 'text*',
    flags: { '--dry-run --print': {} },
  },
};
