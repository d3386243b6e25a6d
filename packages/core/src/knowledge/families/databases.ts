/** Other databases: document stores, key-value stores, warehouses, search, time series, graphs; schema migration. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const SHELL: CommandSpec = { does: 'database.query', operands: 'text*' };

/** Mongo's shell speaks JavaScript with database calls in it. */
const MONGO_TEXT =
  '--host -h --port -u --username -p --password --authenticationDatabase --authenticationMechanism --gssapiServiceName --apiVersion --tlsCAFile --tlsCertificateKeyFile --tlsCertificateKeyFilePassword --sslCAFile --sslPEMKeyFile --uri -d --db -c --collection --readPreference --gssapiHostName --networkMessageCompressors --json --numParallelCollections -j --config';
const MONGO_STATEMENT = {
  '*dropDatabase* *.drop()* *dropUser* *dropAllUsers* *deleteMany({})* *remove({})* *.drop({*': 'database.destroy',
  '*child_process* *require(* *execSync* *load(* *run(* *runProgram*': 'code.inline',
  '*update* *delete* *remove* *replaceOne* *bulkWrite* *createUser* *createRole* *drop* *rename* *save( *shutdownServer* *grant* *fsync*':
    'database.change',
  '*insert* *create*': 'database.add',
  else: 'inspect',
} as const;

/** Redis commands are read in any case. */
const both = (names: string): string => `${names} ${names.toLowerCase()}`;
/** Answers by itself: no prompt is opened. */
const ALONE = { turns: { 'shell.interactive': 'text' } } as const;
const REDIS: CommandSpec = {
  does: 'database.query',
  stdin: 'source.other',
  values: {
    '-h -p -t -s -a -n -r -i -d -D -u -X --user --pass --cacert --cacertdir --cert --key --tls-ciphers --sni --pattern --quoted-pattern --memkeys-samples --intrinsic-latency --lru-test --pipe-timeout --show-pushes --count':
      'text',
    '--rdb --functions-rdb': { takes: 'file.write', ...ALONE },
    '--eval': 'file.run',
  },
  flags: {
    '--pipe': 'database.change',
    '--bigkeys --hotkeys --memkeys --stat --latency --scan --latency-history --latency-dist': {
      does: 'remote.read',
      ...ALONE,
    },
  },
  operands: 'text*',
  commands: {
    [both(
      'GET MGET GETRANGE STRLEN EXISTS TTL PTTL TYPE KEYS SCAN SSCAN HSCAN ZSCAN HGET HGETALL HMGET HKEYS HVALS HLEN HEXISTS LRANGE LLEN LINDEX SMEMBERS SCARD SISMEMBER SRANDMEMBER ZRANGE ZREVRANGE ZRANGEBYSCORE ZSCORE ZCARD ZCOUNT ZRANK XLEN XRANGE XREVRANGE XINFO XREAD BITCOUNT GETBIT PFCOUNT GEOPOS GEODIST GEOSEARCH DBSIZE INFO PING ECHO TIME RANDOMKEY OBJECT DUMP COMMAND ROLE LASTSAVE SLOWLOG WAIT PUBSUB MONITOR SUBSCRIBE PSUBSCRIBE HELLO AUTH SELECT',
    )]: 'remote.read',
    [both('CLUSTER CLIENT MEMORY LATENCY')]: {
      does: 'remote.read',
      operands: [
        { [both('RESET FAILOVER FORGET FLUSHSLOTS KILL PAUSE PURGE DELSLOTS')]: 'database.change', else: 'text' },
        'text*',
      ],
    },
    [both('CONFIG')]: {
      does: 'remote.read',
      operands: [
        { [both('SET REWRITE RESETSTAT')]: 'database.change', else: 'text' },
        { 'dir dbfilename DIR DBFILENAME': 'config.redirect', else: 'text' },
        'text*',
      ],
    },
    [both('FLUSHALL FLUSHDB SWAPDB')]: 'database.destroy',
    // What adds to a key, and overwrites none.
    [both(
      'SETNX MSETNX APPEND INCR INCRBY INCRBYFLOAT DECR DECRBY LPUSH RPUSH LPUSHX RPUSHX SADD HSETNX HINCRBY ZADD ZINCRBY XADD PFADD GEOADD EXPIRE PEXPIRE EXPIREAT PERSIST TOUCH PUBLISH',
    )]: 'database.add',
    // Loading code, or letting another server write the data: the usual ways in.
    [both('MODULE SLAVEOF REPLICAOF MIGRATE DEBUG')]: 'code.load',
    [both('EVAL EVALSHA FCALL SCRIPT FUNCTION')]: { does: 'database.change', operands: 'text*' },
    [both('SHUTDOWN')]: 'service.change',
    [both('ACL')]: { does: 'remote.grant', operands: 'text*' },
    '*': 'database.change',
  },
};

export const databases: Family = {
  'mongosh mongo': {
    does: 'database.query',
    operands: ['text', { '*.js *.mongodb': 'file.run', else: 'text' }],
    stdin: 'source.other',
    session: true,
    values: { [MONGO_TEXT]: 'text', '--eval': MONGO_STATEMENT, '-f --file': 'file.run' },
  },
  mongodump: {
    does: 'remote.read',
    values: { [`${MONGO_TEXT} -q --query`]: 'text', '-o --out --archive': 'file.write', '--queryFile': 'file.read' },
  },
  mongoexport: {
    does: 'remote.read',
    values: {
      [`${MONGO_TEXT} -q --query -f --fields --fieldFile --type --sort --limit --skip`]: 'text',
      '-o --out': 'file.write',
    },
  },
  'mongorestore mongoimport': {
    does: 'database.change',
    flags: { '--drop': 'database.destroy', '--dryRun': { only: true } },
    operands: 'file.read',
    values: {
      [`${MONGO_TEXT} -f --fields --type --mode --upsertFields --nsInclude --nsExclude --nsFrom --nsTo --numInsertionWorkersPerCollection`]:
        'text',
      '--file --archive --dir --fieldFile': 'file.read',
    },
  },
  'mongostat mongotop bsondump mongoperf': {
    does: 'remote.read',
    operands: 'text*',
    values: { [MONGO_TEXT]: 'text', '--outFile': 'file.write' },
  },
  mongofiles: {
    does: 'remote.read',
    operands: 'text*',
    commands: {
      'list search': 'remote.read',
      'get get_id get_regex': { does: 'file.create', operands: 'text*' },
      'put put_id': { does: 'database.change', operands: 'file.upload' },
      'delete delete_id': 'database.change',
    },
    values: { [MONGO_TEXT]: 'text', '-l --local': 'file.write' },
  },
  'mongod mongos': {
    does: 'network.listen',
    values: { '--dbpath --port --bind_ip --logpath --replSet -f --config': 'text' },
  },
  'redis-cli valkey-cli keydb-cli iredis': REDIS,
  'redis-server valkey-server redis-sentinel keydb-server dragonfly memcached': {
    does: 'network.listen',
    operands: 'text*',
    values: { '--port -p --bind --dir --loadmodule -l -m -c -u --requirepass': 'text' },
  },
  'redis-benchmark memtier_benchmark redis-check-aof redis-check-rdb': {
    does: 'database.query',
    operands: 'text*',
    flags: { '--fix': 'file.write' },
    values: { '-h -p -s -a -n -c -d -r -P -t -q': { takes: 'text', attached: true } },
  },
  'etcdctl etcdutl': {
    bare: 'inspect',
    values: {
      '--endpoints --cacert --cert --key --user --password -w --write-out --command-timeout --dial-timeout --lease --limit --rev --order --sort-by --name --initial-cluster --initial-advertise-peer-urls --initial-cluster-token --peer-urls':
        'text',
      '--data-dir': 'file.write',
    },
    commands: {
      'get watch version completion check endpoint help ls': { does: 'remote.read', operands: 'text*' },
      'put set mk mkdir update txn lease lock elect compaction defrag move-leader migrate downgrade make-mirror': {
        does: 'database.change',
        operands: 'text*',
      },
      'del rm rmdir': { does: 'database.change', flags: { '--prefix --from-key --recursive': 'database.destroy' } },
      snapshot: {
        commands: {
          save: { does: 'remote.secret', operands: 'file.write' },
          status: 'file.read',
          restore: { does: 'file.create', operands: 'file.read' },
        },
      },
      member: { commands: { list: 'remote.read', 'add update promote': 'remote.change', remove: 'remote.delete' } },
      'user role auth alarm': {
        commands: {
          'list get status': 'remote.read',
          'add grant-role grant-permission passwd enable revoke-role revoke-permission': 'remote.grant',
          'delete disable disarm': 'remote.delete',
        },
      },
    },
  },
  'etcd zookeeper-server-start zkServer.sh': { does: 'network.listen', operands: 'text*' },
  'zkCli.sh zookeeper-shell': SHELL,
  'cqlsh ycqlsh cqlsh.py': {
    does: 'database.query',
    stdin: 'source.sql',
    session: true,
    operands: 'text*',
    values: {
      '-e --execute': { takes: 'source.sql', turns: { 'database.query': 'text' } },
      '-f --file': 'file.run',
      '-u --username -p --password -k --keyspace --request-timeout --connect-timeout --encoding --cqlversion --cqlshrc':
        'text',
    },
  },
  nodetool: {
    bare: 'inspect',
    values: { '-h --host -p --port -u -pw -pwf': 'text' },
    commands: {
      'status info ring describecluster describering tablestats cfstats tpstats netstats compactionstats gossipinfo version getlogginglevels proxyhistograms tablehistograms toppartitions listsnapshots getendpoints statusgossip':
        'remote.read',
      'repair cleanup compact flush drain snapshot decommission removenode assassinate rebuild refresh scrub upgradesstables enable* disable* set* move join bootstrap stop clearsnapshot truncatehints invalidate*':
        { does: 'database.change', operands: 'text*' },
    },
  },
  'sstableloader sstabledump sstablemetadata cassandra-stress dsbulk': {
    does: 'database.query',
    operands: 'text*',
    commands: { load: 'database.change', 'unload count': 'database.query' },
  },
  'cypher-shell': {
    does: 'database.query',
    operands: [
      {
        '*DELETE* *delete* *DROP* *drop*': 'database.change',
        '*CREATE* *MERGE* *SET* *create* *merge*': 'database.change',
        else: 'text',
      },
    ],
    values: {
      '-f --file': 'file.run',
      '-a --address -u --username -p --password -d --database --format -P --param': 'text',
    },
  },
  'neo4j-admin neo4j': {
    bare: 'inspect',
    commands: {
      'status version console': 'inspect',
      'start stop restart': 'service.change',
      'server dbms': {
        commands: {
          'status report get-server-id validate-config memory-recommendation': 'inspect',
          'start stop restart console': 'service.change',
          'set-initial-password set-default-admin unbind-system-db': 'database.change',
        },
      },
      database: {
        commands: {
          'info check': 'inspect',
          'dump backup': { does: 'file.create', operands: 'text*', values: { '--to-path': 'file.write' } },
          'load restore import migrate copy upload aggregate-backup': { does: 'database.change', operands: 'text*' },
        },
      },
      'dump load import backup restore set-initial-password memrec check-consistency': 'database.change',
    },
    values: { '--database --from-path --to-path --from --to': 'text' },
  },
  'clickhouse-client clickhouse clickhouse-cli': {
    does: 'database.query',
    stdin: 'source.sql',
    operands: 'text*',
    commands: {
      'client local': {
        does: 'database.query',
        values: {
          '-q --query': { takes: 'source.sql', turns: { 'database.query': 'text' } },
          '-h --host --port -u --user --password -d --database --format -f': 'text',
          '--queries-file': 'file.run',
        },
      },
      'server keeper': 'network.listen',
      'format compressor obfuscator benchmark': 'inspect',
      install: 'system.change',
    },
    values: {
      '-q --query': { takes: 'source.sql', turns: { 'database.query': 'text' } },
      '--queries-file': 'file.run',
      '-h --host --port -u --user --password -d --database -f --format --max_memory_usage -C --config-file': 'text',
    },
  },
  'sqlcmd bcp go-sqlcmd fisql tsql isql osql': {
    does: 'database.query',
    stdin: 'source.sql',
    session: true,
    operands: 'text*',
    values: {
      '-Q -q --query --initial-query': {
        takes: { '*xp_cmdshell* *:!!* !!*': 'code.hook', else: 'source.sql' },
        turns: { 'database.query': 'text' },
      },
      '-i --input-file': 'file.run',
      '-o --output-file': 'file.write',
      '-S --server -U --user-name -P --password -d --database-name -H -t -l -s -w -h -v -y -Y -r -m -V -a -c -K -M -f -D -J -p':
        'text',
    },
    commands: {
      create: {
        does: 'container.change',
        operands: 'text*',
        values: { '--tag --using --user-database --password-length --name': 'text' },
      },
      'start stop': 'container.change',
      delete: 'container.purge',
      query: { does: 'database.query', operands: 'source.sql' },
      config: { does: 'config.change', operands: 'text*' },
      open: 'desktop.act',
    },
  },
  'sqlplus sqlldr expdp impdp rman exp imp sql tnsping adrci dgmgrl lsnrctl srvctl asmcmd mssql-cli': {
    does: 'database.query',
    operands: 'text*',
    commands: { 'status services': 'inspect' },
  },
  snowsql: {
    does: 'database.query',
    operands: 'text*',
    values: {
      '-q --query': { takes: 'source.sql', turns: { 'database.query': 'text' } },
      '-f --filename': 'file.run',
      '-a --accountname -u --username -d --dbname -s --schemaname -r --rolename -w --warehouse -h --host -p --port -c --connection -o --option -D --variable --config --region --authenticator --private-key-path':
        'text',
    },
  },
  'db2 hdbsql nzsql vsql bteq presto trino beeline hive impala-shell spark-sql athenacli databricks exaplus ksql rsql ysqlsh cockroach dbaccess mclient crate crash':
    {
      does: 'database.query',
      operands: 'text*',
      values: {
        '-e --execute -q --query -c --command': 'source.sql',
        '-f --file': 'file.run',
        '-u -U --user -p --password -h --host --server --catalog --schema -d --database -P --port -n --profile --url --output-format --certs-dir':
          'text',
      },
      commands: {
        'sql shell': {
          does: 'database.query',
          values: {
            '-e --execute': 'source.sql',
            '-f --file': 'file.run',
            '--host --user --certs-dir --url -d --database --format': 'text',
          },
        },
        'start start-single-node demo': 'network.listen',
        init: 'database.change',
        node: {
          does: 'database.change',
          operands: 'text*',
          commands: { 'status ls': { does: 'remote.read', operands: 'text*' } },
        },
        'version debug gen': 'inspect',
        cert: 'secret.change',
        'clusters jobs runs workspace fs secrets repos libraries pipelines': {
          does: 'remote.change',
          operands: 'text*',
          commands: {
            'list ls get cat get-run list-runs': 'remote.read',
            'delete rm permanent-delete': 'remote.delete',
          },
        },
      },
    },
  'influx influxd influx_inspect': {
    bare: 'desktop.act',
    operands: 'text*',
    commands: {
      'query v1 version ping help': { does: 'database.query', operands: 'text*' },
      'write restore setup bucket org user auth task apply remote replication secret template stack telegrafs dashboards export config':
        {
          does: 'database.change',
          operands: 'text*',
          commands: { 'list ls find': 'remote.read', 'delete rm': 'database.destroy' },
        },
      backup: { does: 'remote.read', operands: 'file.write' },
      delete: 'database.destroy',
      run: 'network.listen',
    },
    values: {
      '-execute': 'source.sql',
      '-host -port -database -username -password -t -token -o -org -b -bucket -n -name -f -file -r -retention -format -precision':
        'text',
    },
    style: 'long',
  },
  'elasticsearch opensearch solr meilisearch typesense qdrant weaviate couchdb couchbase-server rethinkdb arangod orientdb dgraph surreal tarantool riak':
    {
      does: 'network.listen',
      operands: 'text*',
      commands: {
        'status version healthcheck': 'inspect',
        'create delete': 'database.change',
        'sql query': 'database.query',
      },
    },
  'elasticsearch-users elasticsearch-reset-password elasticsearch-setup-passwords elasticsearch-keystore elasticsearch-service-tokens elasticsearch-create-enrollment-token elasticsearch-certutil elasticsearch-certgen elasticsearch-syskeygen elasticsearch-saml-metadata':
    {
      does: 'secret.change',
      operands: 'text*',
      values: { '-u --username -s --scope --url -p -r': 'text' },
      commands: { list: 'inspect', show: 'secret.show' },
    },
  'elasticsearch-plugin': {
    commands: { list: 'inspect', install: 'package.install-system', remove: 'package.remove-system' },
  },
  'elasticsearch-shard elasticsearch-node elasticsearch-croneval elasticsearch-sql-cli': {
    does: 'database.query',
    operands: 'text*',
    commands: { 'remove-corrupted-data repurpose unsafe-bootstrap detach-cluster': 'database.destroy' },
  },
  'elasticdump multielasticdump esrally': {
    does: 'database.change',
    values: { '--input --output --type --limit --searchBody': 'text' },
  },
  'couchbase-cli cbq cbbackupmgr cbimport cbexport arangosh arangodump arangorestore aql': {
    does: 'database.change',
    operands: 'text*',
    commands: {
      'server-list bucket-list host-list user-manage-list info': 'remote.read',
      'bucket-delete bucket-flush': 'database.destroy',
    },
  },
  // Schemas: forward is ordinary work of a project, back or empty is not.
  'flyway liquibase dbmate migrate sql-migrate sqitch skeema alembic yoyo diesel sqlx sea-orm-cli prisma sequelize sequelize-cli typeorm knex drizzle-kit mikro-orm db-migrate node-pg-migrate umzug graphile-migrate graphile-worker tern rambler':
    {
      does: 'code.project',
      operands: 'text*',
      commands: {
        'info status validate history current heads branches show check list version log show-sql print format generate studio help offline diff update-sql snapshot verify doctor introspect pull':
          { does: 'code.project', operands: 'text*' },
        'clean drop dropAll drop-all-tables undo schema:drop db:drop': { does: 'database.destroy', operands: 'text*' },
        'reset revert': { does: 'database.reset', operands: 'text*' },
        'downgrade down rollback rollback-count rollback-to migration:revert migrate:rollback db:migrate:undo db:migrate:undo:all':
          { does: 'database.change', operands: 'text*' },
        'up upgrade apply update deploy baseline repair push seed stamp run migrate:latest db:migrate db:seed migration:run':
          { does: 'code.project', operands: 'text*' },
        'db database schema migrate migration migrations': {
          bare: 'code.project',
          operands: 'text*',
          does: 'code.project',
          commands: {
            drop: 'database.destroy',
            reset: 'database.reset',
            execute: 'database.change',
            'push setup create run apply deploy up seed': {
              does: 'code.project',
              flags: { '--accept-data-loss --force-reset': 'database.reset' },
            },
            'dev pull status diff add info inspect lint hash new generate': 'code.project',
            'revert down redo': 'database.change',
          },
        },
        'init create new revision edit merge model:generate model:create migration:create migration:generate migrate:make init:config add':
          { does: 'code.project', operands: 'text*' },
      },
      values: {
        '-m --message -n --name -c --config --schema --url -d --database-url --dir -path -database -source --env -e --database --rev-id --head --branch-label --entities --changelog-file --classpath --datasource -configFiles -locations -f --dataSource':
          'text',
      },
    },
};
