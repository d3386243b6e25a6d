/** Load tests and monitoring. */
import type { Family } from '../vocabulary/spec.ts';

const LOAD_TEXT =
  '-n -c -t -d -k -p -T -u -H -A -P -X -x -m -M -s -b -a -C -i -q -z -o -r -w -f -l -g -e -rate -duration -targets -header -body -workers -max-workers -timeout -connections -name --connections --duration --threads --timeout --rate --header --body --method --requests --concurrency --host --users --spawn-rate --run-time --vus --stage --env --tag --iterations --config --latency --cpu --io --vm --vm-bytes --hdd --metrics-brief';

/** Load on this machine is the developer's own business. */
const TARGETS = {
  every: {
    'localhost localhost:* localhost/* 127.* http://localhost http://localhost:* http://localhost/* http://127.* https://localhost:* http://[::1]* http://0.0.0.0:*':
      'network.local',
    '*.* *:* *://*': 'network.scan',
    else: 'text',
    dynamic: 'network.scan',
  },
} as const;

export const observability: Family = {
  // Load on somebody's server.
  'ab wrk wrk2 hey siege bombardier oha autocannon h2load httperf tsung gatling boom plow cassowary fortio ddosify ali ghz jmeter':
    {
      operands: TARGETS,
      values: { [LOAD_TEXT]: 'text', '--script': 'file.run', '--output': 'file.write' },
    },
  k6: {
    bare: 'inspect',
    values: {
      '-e --env -u --vus -d --duration -i --iterations -s --stage --tag --summary-trend-stats -c --config --compatibility-mode --address --rps --summary-mode --execution-segment':
        'text',
      '-o --out': 'text',
      '--summary-export --console-output --log-output': 'file.write',
    },
    commands: {
      // The script is the project's, and so is whom it asks.
      run: { operands: 'file.run' },
      'archive inspect new': { operands: 'file.read', does: 'file.create' },
      'cloud login': 'remote.login',
      'version help stats status scale pause resume': 'inspect',
    },
  },
  vegeta: {
    bare: 'inspect',
    style: 'long',
    commands: {
      attack: {
        does: 'network.scan',
        style: 'long',
        values: {
          '-targets': 'file.read',
          '-output': 'file.write',
          '-rate -duration -header -body -workers -max-workers -timeout -connections -name -cert -key -root-certs -format -max-body -redirects -laddr -resolvers -proxy-header':
            'text',
        },
      },
      'report plot encode dump': {
        operands: 'file.read*',
        style: 'long',
        values: { '-type -every -buckets -to -title -threshold': 'text', '-output': 'file.write' },
      },
    },
  },
  'locust artillery': {
    does: 'code.project',
    operands: 'text*',
    values: {
      '-f --locustfile -H --host -u --users -r --spawn-rate -t --run-time --master-host --master-port -P --web-port --web-host --csv --html --config --tags -L --loglevel --expect-workers -o --output -e --environment --target':
        'text',
    },
    commands: {
      'report version help': 'inspect',
      'run quick': { does: 'code.project', operands: 'text*' },
    },
  },
  'slowloris slowhttptest goldeneye hulk loic t50 mhddos torshammer': 'attack.tool',

  promtool: {
    bare: 'inspect',
    commands: {
      'check test': { does: 'inspect', operands: ['text', 'file.read*'] },
      'query debug push': { does: 'remote.read', operands: 'text*', commands: { metrics: 'network.send' } },
      tsdb: {
        does: 'inspect',
        operands: 'text*',
        commands: { 'create-blocks-from': { does: 'file.create', operands: 'text*' } },
      },
      promql: 'inspect',
    },
  },
  amtool: {
    bare: 'inspect',
    commands: {
      'alert config cluster template': {
        bare: 'remote.read',
        operands: 'text*',
        does: 'remote.read',
        commands: { add: 'remote.change' },
      },
      silence: {
        bare: 'remote.read',
        commands: { query: 'remote.read', 'add expire import update': 'remote.change' },
        operands: 'text*',
      },
      'check-config': 'file.read',
    },
    values: { '--alertmanager.url -o --output -d --duration -c --comment -a --author': 'text' },
  },
  'logcli mimirtool lokitool thanos cortextool tempo-cli': {
    does: 'remote.read',
    operands: 'text*',
    commands: {
      'query instant-query labels series stats volume fmt analyze tools check lint': 'remote.read',
      'rules alertmanager config acl': {
        operands: 'text*',
        does: 'remote.change',
        commands: { 'list get print lint check diff verify': 'remote.read', delete: 'remote.delete' },
      },
      'sidecar store receive compact rule query-frontend': 'network.listen',
    },
    values: {
      '--addr --username --password --limit --since --from --to --output -o --org-id --step --tenant-id --id --key --address':
        'text',
    },
  },
  'prometheus alertmanager node_exporter pushgateway blackbox_exporter loki promtail tempo mimir grafana-agent alloy otelcol zipkin telegraf collectd statsd vector fluent-bit fluentd logstash filebeat metricbeat packetbeat heartbeat auditbeat netdata cadvisor vmagent vmalert graphite carbon-cache snmp_exporter mysqld_exporter postgres_exporter redis_exporter zabbix_server zabbix_agentd zabbix_agent2 zabbix_proxy monit nagios nagios4 icinga2 naemon sensu-agent sensu-backend datadog-agent newrelic-infra osqueryd cockpit-ws':
    {
      does: 'network.listen',
      operands: 'text*',
      flags: { '-test': {} },
      commands: { 'status version check validate test configtest daemon-check help': 'inspect' },
      values: {
        '-config.file -web.listen-address -storage.tsdb.path -storage.tsdb.retention.time -web.config.file -log.level -web.external-url -config -c -C -p -R -T -d -r':
          'text',
      },
      style: 'long',
    },
  osqueryi: { does: 'inspect', operands: 'source.sql', values: { '-A': 'text' } },
  'grafana grafana-cli grafana-server': {
    bare: 'network.listen',
    values: { '--homepath --config --pluginsDir --pluginUrl --repo --configOverrides': 'text' },
    commands: {
      cli: {
        bare: 'inspect',
        commands: {
          plugins: {
            commands: {
              'ls list-remote list-versions': 'inspect',
              'install update update-all upgrade-all': 'package.install-system',
              'uninstall remove': 'package.remove-system',
            },
          },
          admin: {
            commands: { 'reset-admin-password secrets-migration data-migration': 'secret.change' },
            bare: 'inspect',
          },
        },
        values: { '--homepath --config --pluginsDir --pluginUrl --repo': 'text' },
      },
      plugins: {
        commands: {
          'ls list-remote list-versions': 'inspect',
          'install update update-all upgrade-all': 'package.install-system',
          'uninstall remove': 'package.remove-system',
        },
      },
      admin: 'secret.change',
      server: 'network.listen',
    },
  },
  'zabbix_get zabbix_js check_http check_ping check_ssh check_tcp check_load check_disk check_procs check_users check_dns check_smtp check_mysql check_nrpe check_snmp check_ntp_time check_swap check_log check_cups check_statusfile check_icmp check_dhcp check_oracle check_pgsql check_file_age check_mailq check_apt check_uptime check_nt':
    {
      does: 'network.probe',
      operands: 'text*',
      values: {
        '-H -p -w -c -t -u -U -a -l -d -D -A -b -C -i -n -N -s -S -k -z -o -r -R -e -f -F -q -P -E -m -x -L -I -T':
          'text',
      },
    },
  'sysdig csysdig falco tracee tetragon inspektor-gadget': {
    does: 'process.trace',
    operands: 'text*',
    values: { '-r': 'file.read', '-w': 'file.write', '-c -C -n -p -s -M -W': 'text' },
  },
  falcoctl: { bare: 'inspect', operands: 'text*', does: 'system.change' },
  'blackfire tideways newman swagger-cli spectral schemathesis dredd portman restler postman insomnia inso bru step-ci karate hoppscotch pact pact-broker prism mockoon-cli wiremock mountebank mb json-server smocker microcks':
    {
      does: 'code.project',
      operands: 'text*',
      commands: {
        'run curl mock serve start': {
          does: ['code.project', 'network.fetch'],
          operands: 'text*',
          values: {
            '-e --environment --env -o --output -p --port -r --reporters --reporter-html-export --env-var -d --iteration-data':
              'text',
          },
        },
        'lint validate bundle list version': { operands: 'file.read*' },
        'publish login push': 'remote.change',
        import: 'file.create',
      },
      values: {
        '-e --environment -o --output -p --port -r --reporters -f --format --ruleset -g --globals -d -n': 'text',
      },
    },
  zabbix_sender: {
    does: 'network.send',
    operands: 'text*',
    values: { '-z -s -k -o -p -I -c': 'text', '-i --input-file': 'file.upload' },
  },
};
