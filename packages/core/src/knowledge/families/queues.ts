/** Message queues and streams. */
import type { Family } from '../vocabulary/spec.ts';

const KAFKA_TEXT =
  '-bootstrap-server -zookeeper -topic -partitions -replication-factor -config -group -max-messages -property -producer-property -consumer-property -partition -offset -timeout-ms -entity-type -entity-name -add-config -delete-config -command-config -consumer.config -producer.config -broker-list -reassignment-json-file -topics-to-move-json-file -to-offset -to-datetime -shift-by -throughput -num-records -record-size -producer-props -principal -operation -allow-principal -deny-principal -allow-host -time -files -throttle';
const TOPIC = {
  '-list -describe -verify -members -state -offsets -version': { turns: { 'remote.change': 'remote.read' } },
  '-delete -delete-offsets': 'remote.delete',
} as const;

export const queues: Family = {
  'kafka-topics kafka-topics.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-configs kafka-configs.sh kafka-reassign-partitions kafka-reassign-partitions.sh kafka-acls kafka-acls.sh kafka-leader-election kafka-leader-election.sh kafka-share-groups.sh kafka-transactions.sh kafka-features.sh kafka-storage.sh':
    { does: 'remote.change', flags: TOPIC, values: { [KAFKA_TEXT]: 'text' }, style: 'long' },
  'kafka-console-producer kafka-console-producer.sh kafka-producer-perf-test kafka-producer-perf-test.sh kafka-verifiable-producer.sh':
    { does: 'network.send', style: 'long', values: { [KAFKA_TEXT]: 'text' } },
  'kafka-console-consumer kafka-console-consumer.sh kafka-dump-log kafka-dump-log.sh kafka-get-offsets kafka-get-offsets.sh kafka-log-dirs kafka-log-dirs.sh kafka-broker-api-versions kafka-broker-api-versions.sh kafka-consumer-perf-test kafka-consumer-perf-test.sh kafka-metadata-quorum.sh kafka-cluster.sh':
    { does: 'remote.read', style: 'long', values: { [KAFKA_TEXT]: 'text' } },
  'kafka-delete-records kafka-delete-records.sh': {
    does: 'remote.delete',
    style: 'long',
    values: { '-bootstrap-server -offset-json-file': 'text' },
  },
  'kafka-server-start kafka-server-start.sh zookeeper-server-start.sh connect-standalone.sh connect-distributed.sh connect-standalone connect-distributed':
    { does: 'network.listen', operands: 'text*' },
  'kafka-server-stop kafka-server-stop.sh zookeeper-server-stop.sh': 'service.change',
  'kcat kafkacat': {
    does: 'remote.read',
    operands: 'text*',
    flags: { '-L -C': {}, '-P': 'network.send' },
    values: { '-b -t -p -o -c -e -G -D -K -f -F -X -k -H -s -r -d -u': 'text' },
  },
  'kaf kafkactl topicctl zoe plumber': {
    bare: 'inspect',
    commands: {
      'topics nodes groups group topic cluster': {
        operands: 'text*',
        does: 'remote.read',
        commands: {
          'ls describe list lag': 'remote.read',
          'create alter add-partitions commit set-offset update': 'remote.change',
          'delete rm': 'remote.delete',
        },
      },
      'consume get describe query version completion': 'remote.read',
      'produce create alter reset clone apply': 'remote.change',
      config: 'config.change',
      delete: 'remote.delete',
    },
    values: { '-b --brokers -c --cluster --offset -n -g --group -f -k --key -p --partition': 'text' },
  },
  rpk: {
    bare: 'inspect',
    commands: {
      'version help': 'inspect',
      topic: {
        commands: {
          'list describe consume analyze': 'remote.read',
          'create alter-config add-partitions produce': 'remote.change',
          'delete trim-prefix': 'remote.delete',
        },
      },
      'cluster group registry security profile cloud redpanda container acl connect generate debug': {
        operands: 'text*',
        does: 'remote.change',
        commands: { 'list describe info health status metadata': 'remote.read', delete: 'remote.delete' },
      },
    },
    values: { '-X --brokers --profile -p -c -n': 'text' },
  },
  'rabbitmqctl rabbitmq-queues rabbitmq-streams rabbitmq-upgrade rabbitmq-diagnostics rabbitmq-plugins': {
    bare: 'inspect',
    values: { '-n --node -p --vhost -t --timeout --formatter --apply-to --priority --pattern --max-in-flight': 'text' },
    commands: {
      'status list_* cluster_status environment report ping version help node_health_check quorum_status check_* list is_enabled directories stream_status await_* observer consume_event_stream certificates cipher_suites command_line_arguments disk_space erlang_* listeners log_location log_tail memory_breakdown os_env server_version tls_versions runtime_thread_stats schema_info resolve_hostname':
        { does: 'remote.read', operands: 'text*' },
      'start_app stop_app stop shutdown join_cluster forget_cluster_node change_cluster_node_type set_* clear_* add_user add_vhost change_password authenticate_user enable disable rotate_logs sync_queue cancel_sync_queue trace_on trace_off grow shrink rebalance drain revive add_replica delete_replica add_member delete_member restart_stream post_upgrade update_* rename_* hash_password encode decode enable_feature_flag close_connection close_all_connections import_definitions suspend_* resume_*':
        { does: 'remote.change', operands: 'text*' },
      'set_permissions set_user_tags set_topic_permissions': { does: 'remote.grant', operands: 'text*' },
      export_definitions: { does: 'remote.secret', operands: 'file.write' },
      // The node forgets all that it holds.
      'reset force_reset': 'database.destroy',
      'delete_vhost delete_queue purge_queue delete_user delete_shovel remove_*': {
        does: 'remote.delete',
        operands: 'text*',
      },
      eval: 'code.inline',
    },
  },
  rabbitmqadmin: {
    bare: 'inspect',
    values: { '-H --host -P --port -u --username -p --password -V --vhost -f --format -c --config -d --depth': 'text' },
    commands: {
      'list show get help subcommands': { does: 'remote.read', operands: 'text*' },
      'declare publish import close': { does: 'remote.change', operands: 'text*' },
      export: { does: 'remote.secret', operands: 'file.write' },
      'delete purge': { does: 'remote.delete', operands: 'text*' },
    },
  },
  'rabbitmq-server nats-server activemq artemis emqx vernemq beanstalkd nsqd nsqlookupd nsqadmin gearmand': {
    does: 'network.listen',
    operands: 'text*',
    values: { '-c --config -p --port -l -b -m -z -P': 'text' },
  },
  nats: {
    bare: 'inspect',
    values: {
      '-s --server --user --password --creds --nkey --context --timeout --count --subject --storage --retention --replicas':
        'text',
    },
    commands: {
      'sub subscribe rtt latency events traffic account cheat errors reply': { does: 'remote.read', operands: 'text*' },
      'pub publish request req bench': { does: 'network.send', operands: 'text*' },
      'stream str consumer con kv object obj context server auth micro service schema': {
        operands: 'text*',
        does: 'remote.change',
        commands: {
          'ls list info report view get state ping graph find subjects history watch status next select show validate':
            'remote.read',
          'rm del delete purge': 'remote.delete',
        },
      },
    },
  },
  'nats-pub nats-sub nsc': { does: 'remote.change', operands: 'text*' },
  'pulsar-admin pulsar-client pulsar': {
    bare: 'inspect',
    operands: 'text*',
    does: 'remote.change',
    commands: {
      'topics namespaces tenants clusters functions sinks sources brokers schemas': {
        operands: 'text*',
        does: 'remote.change',
        commands: { 'list get get-* stats info status': 'remote.read', 'delete delete-*': 'remote.delete' },
      },
      consume: 'remote.read',
      produce: 'network.send',
    },
  },
  'nsq_tail nsq_stat': {
    does: 'remote.read',
    style: 'long',
    values: { '-topic -channel -lookupd-http-address -nsqd-tcp-address -output-dir': 'text' },
  },
  'celery rq rqworker sidekiq sidekiqctl faktory dramatiq huey_consumer arq': {
    does: 'code.project',
    operands: 'text*',
    commands: {
      'inspect status report events list info': 'inspect',
      'purge empty': 'remote.delete',
      'control multi call migrate requeue suspend resume': 'remote.change',
    },
    values: {
      '-A --app -b --broker -Q --queues -c --concurrency -l --loglevel -P --pool -n --hostname -C -r -q -e -u --url':
        'text',
    },
  },
  'temporal tctl cadence': {
    bare: 'inspect',
    values: { '--address --namespace -n --workflow-id -w --run-id -r --task-queue --type --input -i --query': 'text' },
    commands: {
      'workflow activity schedule task-queue operator batch namespace taskqueue cluster env': {
        operands: 'text*',
        does: 'remote.change',
        commands: {
          'list describe show count trace query stack result health': 'remote.read',
          'delete terminate': 'remote.delete',
        },
      },
      server: 'network.listen',
    },
  },
  'nsq_to_http nsq_to_nsq to_nsq': { does: 'network.send', style: 'long', operands: 'text*' },
  nsq_to_file: {
    does: 'remote.read',
    style: 'long',
    values: { '-output-dir': 'file.write', '-topic -channel -lookupd-http-address -nsqd-tcp-address': 'text' },
  },
};
