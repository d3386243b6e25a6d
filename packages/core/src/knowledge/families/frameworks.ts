/** Server frameworks, database migrations, application servers. Migrations change a database; drops and flushes empty it. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

/** Subcommands of migration tools, by what they do to the data. */
const MIGRATIONS: NonNullable<CommandSpec['commands']> = {
  'status current history heads branches show info list version help check validate validate-checksum diff dryrun migrate:status migration:status migrate:list db:version log pending dbdoc futureRollbackSQL updateSQL update-sql rollback-sql snapshot db-doc lint inspect migrate:currentVersion migration:show':
    'inspect',
  'init revision create new generate add edit stamp merge squash repair baseline migrate:make migration:create migration:generate migration:make model:generate seed:generate seed:make entity:create subscriber:create generateChangeLog generate-changelog hash rehash diff-changelog scaffold entity:generate schema:log':
    { does: 'vcs.change', operands: 'text*' },
  'upgrade up update latest run apply db:migrate migrate:latest migrate:up migration:run db:create create-db seed db:seed seed:run db:seed:all push deploy redo to next forward sync schema:sync db:sync':
    { does: 'code.project', operands: 'text*' },
  'downgrade down rollback undo revert migrate:down migrate:rollback migration:revert db:rollback db:migrate:undo db:seed:undo rollbackCount rollback-count unlock release-locks changelogSyncSQL changelogSync prev backward':
    { does: 'database.change', operands: 'text*' },
  'reset drop clean dropAll drop-all fresh refresh db:drop db:reset migrate:reset migrate:fresh migrate:refresh db:migrate:undo:all schema:drop db:wipe wipe purge schema:drop-tables':
    { does: 'database.reset', operands: 'text*' },
};
const MIGRATOR: CommandSpec = {
  does: 'database.query',
  operands: 'text*',
  values: {
    '-c --config -f --file -n --name --knexfile --cwd -d --dataSource --dir --path -p --url -u --database --env -e --conn --dev-url --to --steps -s --schema --changelog-file --changeLogFile --username --password --driver --classpath --contexts --message -m --rev-id':
      'text',
    '--sql': 'source.sql',
    '--require -r --esm-loader': 'code.load',
  },
  commands: MIGRATIONS,
};
/** A server that loads the project's application. */
const SERVER: CommandSpec = {
  does: ['code.project', 'network.listen'],
  operands: 'text*',
  values: {
    '-b --bind --host --port -w --workers -k --worker-class --reload-dir --log-level --timeout -A --app -t --threads --app-dir --factory --interface --loop --http --ssl-keyfile --ssl-certfile -u --user -g --group':
      'text',
    '-c --config --env-file --ini --yaml --json': 'file.run',
    '--pythonpath --chdir': 'directory',
    '--access-logfile --error-logfile --log-file --pid -p --pidfile --logto --daemonize --access-log-file':
      'file.write',
    '-e --env': 'text',
    '--plugin --plugins': 'code.load',
    '--logger-class --paste': 'text',
  },
};

export const frameworks: Family = {
  'yoyo-migrate piccolo aerich phinx doctrine doctrine-migrations migra pgroll reshape refinery sea sqlx-cli bytebase grate roundhouse ley pgmigrate migrate-mongo mongock mybatis-migrations rel ecto pop kysely neosync schemaspy schemacrawler sqldef psqldef mysqldef':
    { ...MIGRATOR, values: { ...MIGRATOR.values, '--require -r --esm-loader': 'code.load' } },

  // Ruby.
  'rails hanami padrino lotus': {
    bare: 'inspect',
    values: { '-e --environment -b --binding -p --port -u --using': 'text', '-m --template': 'code.remote-package' },
    commands: {
      'routes about stats notes middleware version help -v initializers time:zones db:version db:migrate:status secret':
        'inspect',
      'new': {
        does: 'file.create',
        operands: 'file.create',
        values: { '-m --template': 'code.remote-package', '-d --database -j --javascript -c --css -r --ruby': 'text' },
      },
      'generate g destroy d plugin': { does: 'vcs.change', operands: 'text*' },
      'server s': {
        does: ['code.project', 'network.listen'],
        values: { '-b --binding -p --port -u --using -e --environment -P --pid -c --config': 'text' },
      },
      'console c': 'desktop.act',
      'dbconsole db': 'desktop.act',
      'runner r': {
        style: 'posix',
        operands: [{ '*.rb': 'file.run', else: 'source.ruby' }, 'text*'],
        stdin: 'source.ruby',
        values: { '-e --environment': 'text' },
      },
      'db:drop db:reset db:migrate:reset db:drop:all db:purge db:truncate_all db:drop:_unsafe db:seed:replant db:schema:load':
        'database.reset',
      'db:rollback db:migrate:down db:migrate:redo db:forward': 'database.change',
      'db:migrate db:create db:seed db:setup db:prepare db:schema:dump db:structure:dump db:fixtures:load db:migrate:up db:create:all':
        'code.project',
      'credentials:show credentials:edit encrypted:show encrypted:edit secrets:show secrets:edit': 'secret.show',
      'credentials:diff': 'inspect',
      'test t test:system test:all assets:precompile assets:clean assets:clobber tmp:clear tmp:create log:clear cache:clear yarn:install webpacker:compile zeitwerk:check app:update app:template dev:cache':
        'code.project',
      '*': 'code.project',
    },
  },
  'webrick resque delayed_job good_job foreman overmind hivemind honcho invoker procodile shoryuken sneakers whenever clockwork bluepill':
    {
      ...SERVER,
      values: {
        '-C --config -f --procfile -r --require': 'file.run',
        '-e --environment -p --port -b --bind -t --threads -w --workers -q --queue -c --concurrency -E --env -o --host -s --server -m --formation':
          'text',
        '-P --pidfile -L --logfile': 'file.write',
        '--eval': 'source.ruby',
      },
      commands: {
        check: 'inspect',
        'start run': { style: 'posix', does: 'code.project' },
        export: { does: 'file.create' },
      },
    },

  // Python.
  'django-admin manage.py wagtail mezzanine-project django': {
    bare: 'inspect',
    values: { '--settings --pythonpath -v --verbosity --database --app --noinput': 'text' },
    commands: {
      'help check version diffsettings showmigrations sqlmigrate sqlflush sqlsequencereset inspectdb show_urls findstatic':
        'inspect',
      'runserver testserver runserver_plus': { does: ['code.project', 'network.listen'], operands: 'text*' },
      'migrate createcachetable loaddata': { does: 'database.query', operands: 'text*' },
      'flush reset_db sqlclear': 'database.reset',
      'makemigrations startapp startproject squashmigrations optimizemigration makemessages compilemessages': {
        does: 'vcs.change',
        operands: 'text*',
      },
      shell: {
        does: 'desktop.act',
        stdin: 'source.python',
        values: { '-c --command': 'source.python', '-i --interface': 'text' },
      },
      shell_plus: { does: 'desktop.act', values: { '-c --command': 'source.python' } },
      dbshell: { does: 'desktop.act', values: { '-c': 'source.sql' } },
      dumpdata: {
        does: 'database.query',
        values: { '-o --output': 'file.write', '--format --indent -e --exclude': 'text' },
      },
      'createsuperuser changepassword': 'secret.change',
      'clearsessions collectstatic compress clear_cache': { does: 'code.project', operands: 'text*' },
      test: { does: 'build', operands: 'text*' },
      '*': { does: 'code.project', operands: 'text*' },
    },
  },
  'flask quart sanic fastapi litestar starlette robyn masonite': {
    does: 'code.project',
    bare: 'inspect',
    values: { '-A --app -e --env-file --port -p --host -h --workers': 'text' },
    commands: {
      'routes version help': 'inspect',
      'run dev serve': SERVER,
      shell: 'desktop.act',
      db: { commands: MIGRATIONS },
      '*': { does: 'code.project', operands: 'text*' },
    },
    operands: 'text*',
  },
  'mod_wsgi-express twistd tornado bjoern chaussette': SERVER,
  'huey taskiq flower procrastinate': {
    does: 'code.project',
    values: {
      '-A --app -b --broker --workdir -l --loglevel -Q --queues -c --concurrency -P --pool -n --hostname --url -u':
        'text',
      '--logfile -f --pidfile': 'file.write',
    },
    commands: {
      'status inspect report list events info': 'inspect',
      'worker beat multi': { does: 'code.project', operands: 'text*' },
      'purge empty': 'remote.delete',
      'control call requeue': 'remote.change',
      shell: 'desktop.act',
      flower: 'network.listen',
    },
    operands: 'text*',
  },
  scrapy: {
    does: 'code.project',
    commands: {
      'list version settings bench check': 'inspect',
      'fetch view': { does: 'network.fetch' },
      'crawl runspider parse': {
        does: 'code.project',
        operands: 'text*',
        values: { '-o -O --output': 'file.write', '-a -s -t -L': 'text' },
      },
      shell: { does: 'desktop.act', values: { '-c': 'source.python' } },
      'startproject genspider': { bare: 'file.create', operands: 'file.create*' },
      edit: 'desktop.act',
    },
  },

  // PHP.
  'artisan laravel-zero lumen': {
    bare: 'inspect',
    commands: {
      'list help about env route:list migrate:status config:show db:show db:table model:show schedule:list event:list channel:list queue:monitor inspire --version':
        'inspect',
      'serve octane:start reverb:start': { does: ['code.project', 'network.listen'] },
      'migrate db:seed migrate:install schema:dump': { does: 'code.project', operands: 'text*' },
      'migrate:rollback model:prune': { does: 'database.change', operands: 'text*' },
      'migrate:fresh migrate:refresh migrate:reset db:wipe': 'database.reset',
      'make:* stub:publish vendor:publish lang:publish key:generate storage:link': {
        does: 'vcs.change',
        operands: 'text*',
      },
      '*:clear *:cache optimize': 'cache.clear',
      tinker: { does: 'desktop.act', values: { '--execute': 'source.php' } },
      db: 'desktop.act',
      'down up queue:* schedule:* horizon* test': { does: 'code.project', operands: 'text*' },
      'env:decrypt env:encrypt': 'secret.change',
      '*': { does: 'code.project', operands: 'text*' },
    },
  },
  laravel: {
    bare: 'inspect',
    commands: { list: 'inspect', new: { does: 'package.install', operands: 'file.create' } },
  },
  'valet homestead sail ddev lando wp-env localwp trellis vessel dinghy docksal fin takeout lerd devilbox': {
    does: 'code.project',
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'status list links paths which logs describe info version help config-get parked proxies diagnose log on-latest-version php:list':
        { does: 'inspect', operands: 'text*' },
      'share tunnel expose': 'network.tunnel',
      trust: 'privilege.grant',
      'ssh shell': 'shell.interactive',
      'exec run': { style: 'posix', does: 'code.project' },
      'destroy delete clean poweroff uninstall': { does: 'container.purge', operands: 'text*' },
      'export-db snapshot': { does: 'inspect', values: { '-f --file': 'file.write' } },
      'import-db': 'database.change',
    },
  },
  'symfony console bin/console': {
    does: 'code.project',
    bare: 'inspect',
    commands: {
      'list help about debug:* lint:* check:* local:php:list doctrine:mapping:info doctrine:schema:validate doctrine:migrations:status server:list server:status book:check-requirements router:match local:check:requirements local:check:security security:check':
        'inspect',
      'server:start serve server:ca:install': 'network.listen',
      'doctrine:migrations:migrate doctrine:fixtures:load doctrine:schema:update doctrine:query:sql': 'database.change',
      'doctrine:database:drop doctrine:schema:drop': 'database.reset',
      'cache:*': 'cache.clear',
      'new local:new': 'package.install',
      '*': { does: 'code.project', operands: 'text*' },
    },
  },
  'drush drupal dcg': {
    bare: 'inspect',
    values: { '-r --root -l --uri': 'text', '--ssh-options': 'code.hook' },
    commands: {
      'status st core:status list help version watchdog:* ws pm:list pml config:get cget config:status user:information state:get sget topic about site:status debug:* router:debug':
        'inspect',
      'cr cc cache:rebuild cache:clear cache-rebuild cache-clear rebuild': 'cache.clear',
      'en pm:enable pm:install pm-enable then dl pm:download module:install theme:install': 'package.install',
      'pmu pm:uninstall pm-uninstall module:uninstall': 'package.remove',
      'ev php:eval php-eval ev:eval': { operands: 'source.php' },
      'scr php:script php-script': { operands: 'file.run' },
      'sql:query sqlq sql-query': { operands: 'source.sql' },
      'sql:drop sql-drop site:install si': 'database.destroy',
      'sql:dump sql-dump': { does: 'database.query', values: { '--result-file': 'file.write' } },
      'sql:cli sqlc php core:cli php:cli': 'desktop.act',
      'sql:connect': 'secret.show',
      'uli user:login upwd user:password user:create ucrt user:role:add urol user:cancel': 'secret.change',
      'ssh site:ssh': 'network.login',
      'rsync core:rsync sql:sync sql-sync': 'network.send',
      '*': { does: 'code.project', operands: 'text*' },
    },
  },
  wp: {
    bare: 'inspect',
    values: {
      '--path --url --user --ssh --http --allow-root': 'text',
      '--exec': 'source.php',
      '--require': 'code.load',
    },
    commands: {
      'cli help': {
        commands: {
          'info version param-dump cache has-command check-update alias': 'inspect',
          update: 'package.install-system',
        },
        does: 'inspect',
        operands: 'text*',
      },
      eval: { operands: 'source.php' },
      'eval-file': { operands: 'file.run' },
      shell: 'desktop.act',
      db: {
        commands: {
          'check columns tables size prefix': 'inspect',
          query: { operands: 'source.sql' },
          export: { does: 'database.query', operands: 'file.write' },
          'import repair optimize create': 'database.change',
          'drop reset clean': 'database.destroy',
          cli: 'desktop.act',
          search: 'database.query',
        },
      },
      'plugin theme language': {
        commands: {
          'list get status is-installed is-active path search verify-checksums auto-updates mod': 'inspect',
          'install update': {
            does: 'package.install',
            operands: [{ 'http*': 'package.foreign', else: 'text', dynamic: 'text' }, 'text*'],
          },
          'activate deactivate toggle enable disable': 'config.change',
          'delete uninstall': 'package.remove',
        },
      },
      core: {
        commands: {
          'version check-update is-installed verify-checksums': 'inspect',
          'download install update update-db multisite-install multisite-convert': 'package.install',
        },
      },
      user: { commands: { 'list get check-password': 'inspect', delete: 'database.change', '*': 'secret.change' } },
      'option config': { commands: { 'get list has path pluck': 'inspect', '*': 'config.change' } },
      site: { commands: { list: 'inspect', 'empty delete': 'database.destroy', '*': 'database.change' } },
      'search-replace': { does: 'database.change', flags: { '--dry-run': { only: true } } },
      server: 'network.listen',
      'cache transient rewrite cron': { commands: { 'list get type': 'inspect', '*': 'cache.clear' } },
      'post term comment menu media widget taxonomy post-type role cap super-admin sidebar embed': {
        commands: { 'list get exists': 'inspect', '*': 'database.change' },
      },
      scaffold: { bare: 'file.create', operands: 'file.create*' },
      package: { commands: { 'list browse path': 'inspect', '*': 'package.foreign' } },
      export: { bare: 'file.create', operands: 'file.create*' },
      import: 'database.change',
      '*': 'code.project',
    },
  },
  'magento n98-magerun n98-magerun2 mage2 bin/magento shopware typo3 craft statamic october winter grav cake yii zend bake spiral pimple thinkjs kirby moodle joomla ee easyengine':
    {
      does: 'code.project',
      bare: 'inspect',
      commands: {
        'list help version doctor ls status info:* indexer:info indexer:status': 'inspect',
        'cache:* cache/* clear-cache': 'cache.clear',
        'uninstall setup:uninstall db:drop': 'database.destroy',
      },
      operands: 'text*',
    },
};
