/** gcloud, gsutil and bq: groups only say what a verb is about. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';
import { type Commands, override } from './override.ts';

const GLOBAL =
  '--account --billing-project --configuration --flags-file --format --impersonate-service-account --log-http --project --trace-token --verbosity --access-token-file --filter --limit --page-size --sort-by --zone --region --location --zones --regions --machine-type --image --image-family --image-project --network --subnet --tags --labels --metadata --metadata-from-file --service-account --scopes --disk --boot-disk-size --boot-disk-type --source --source-ranges --allow --rules --action --priority --target-tags --direction --cluster --num-nodes --size --node-pool --instance --database --tier --database-version --root-password --topic --subscription --message --key --keyring --member --role --roles --description --display-name --runtime --entry-point --trigger-topic --memory --cpu --set-env-vars --update-env-vars --env-vars-file --version --port --platform --revision --to-revisions --repository --repository-format --package --tag --config --substitutions --secret --data-file --replication-policy --folder --organization --type --ttl --rrdatas --name --dns-name --visibility --port-forward --ssh-key-file --stack --timeout --max-instances --min-instances --iam-account --plaintext-file --ciphertext-file --algorithm --purpose --rotation-period --freshness --order --offset --group-by --lines --service --ports --address --backend-service --url-map --health-checks --protocol --target-size --template --base-instance-name';

const CHANGE = 'remote.change';
/** `--version` names a version of the application, not of this program. */
const CHANGES: CommandSpec = { does: CHANGE, operands: 'text*', helpless: true, flags: { '--help': { only: true } } };

const VERBS: Commands = {
  'list describe get-value lookup search info version help topic survey cheat-sheet get-iam-policy get-ancestors-iam-policy get-effective-policies list-tags list-* describe-* get-server-config get-status get-health get-serial-port-output get-guest-attributes get-named-ports get-shielded-identity get-screenshot read tail browse diff check-* test-iam-permissions validate wait query analyze-* export-data lint-condition troubleshoot-* simulate dump ls cat stat du':
    'remote.read',
  'print-identity-token print-access-token print-settings access export-credentials get-public-key-pem decrypt mac-sign generate-login-token reset-windows-password':
    'remote.secret',
  'add-iam-policy-binding': {
    does: 'remote.grant',
    operands: 'text*',
    values: {
      '--role': {
        '*roles/owner *roles/iam.securityAdmin *roles/resourcemanager.*': 'privilege.grant',
        else: 'text',
      },
      '--member --condition --condition-from-file': 'text',
    },
  },
  'set-iam-policy remove-iam-policy-binding add-invoker-policy-binding enable-oslogin': 'remote.grant',
  'create update start stop suspend resume reset restart patch set set-* add-* remove-* enable disable undelete resize move import attach-disk detach-disk rolling-action recreate-instances upgrade promote promote-replica clone failover restore rollback replace replace-traffic submit publish pull ack seek insert call execute cancel encrypt create-* update-* insert-* reschedule rotate switch-version activate deactivate approve reject attach detach bulk modify-* snapshot mute scale invoke apply migrate add release lock unlock acknowledge trigger retry drain rename sign-* simulate-maintenance-event perform-maintenance complete edit register unregister expand copy link unlink':
    CHANGES,
  'delete delete-* destroy purge remove-from* wipe abandon-*': 'remote.delete',
};
/** New and empty, and gone again with one call, unless it costs most or has rights of its own. */
const CREATES: CommandSpec = {
  ...CHANGES,
  does: 'remote.create',
  values: {
    '--machine-type': { 'a2-* a3-* a4* g2-* m1-* m2-* m3-* m4-* x4-* *metal*': CHANGE, else: 'text' },
    '--accelerator --service-account --scopes --count': { takes: 'text', does: CHANGE },
  },
};
const SSH: CommandSpec = {
  does: 'network.login',
  operands: ['text', 'source.shell-joined'],
  away: true,
  values: { '--command': 'source.shell', '--ssh-flag': 'text' },
};

export const gcloud: Family = {
  gcloud: {
    bare: 'inspect',
    values: { [GLOBAL]: 'text' },
    flags: { '-h': { only: true } },
    groups:
      'alpha beta preview access-approval access-context-manager active-directory ai ai-platform anthos api-gateway apigee app apphub artifacts asset assured backup-dr batch bigtable billing bms builds certificate-manager cloud-shell colab composer compute concepts container data-catalog data-fusion database-migration dataflow dataplex dataproc datastore datastream deploy deployment-manager developer-connect dns domains edge-cache edge-cloud emulators endpoints essential-contacts eventarc filestore firebase firestore functions gemini healthcare iap identity ids immersive-stream infra-manager instance-templates kuberun looker lustre managed-kafka memcache metastore ml ml-engine model-garden monitoring netapp network-connectivity network-management network-security network-services notebooks observability org-policies organizations oracle-database parametermanager policy-intelligence policy-troubleshoot privateca publicca pubsub recaptcha recommender redis resource-manager run scc scheduler services service-directory service-extensions source source-manager spanner speech sql storage support tasks telco-automation transcoder transfer vmware workbench workflows workspace-add-ons workstations ' +
      'instances instance-groups managed unmanaged disks snapshots images machine-images networks subnets subnetworks firewall-rules firewall-policies routes routers addresses forwarding-rules backend-services backend-buckets health-checks url-maps target-http-proxies target-https-proxies target-pools target-instances target-vpn-gateways vpn-tunnels vpn-gateways interconnects ssl-certificates ssl-policies security-policies sole-tenancy node-groups zones regions machine-types disk-types accelerator-types operations project-info os-config os-login reservations resource-policies network-endpoint-groups peerings instant-snapshots tpus queued-resources commitments ' +
      'clusters node-pools hub memberships fleet features docker repositories packages versions tags npm python maven apt yum revisions jobs executions domain-mappings databases users backups backup-runs flags tiers ssl client-certs server-ca-certs topics subscriptions schemas lite-topics managed-zones record-sets transaction policies response-policies logs sinks metrics buckets views exclusions dashboards channels channel-descriptors uptime queues triggers worker-pools connections local event-types indexes fields collection-groups documents models custom-jobs hp-tuning-jobs language vision video entities keys service-perimeters levels roles workload-identity-pools workforce-pools providers web tcp settings accounts budgets liens folders tag-keys tag-values tag-bindings certificates maps trust-configs dns-authorizations issuance-configs server-tls-policies client-tls-policies authorization-policies gateways apis api-configs environments workflow-templates autoscaling-policies sessions backup-plans nodegroups hmac objects insights recommendations interactive-docs quotas rollouts releases delivery-pipelines targets application-default',
    commands: override(VERBS, {
      auth: {
        commands: {
          list: 'remote.read',
          'print-access-token print-identity-token': 'remote.secret',
          'login revoke activate-service-account configure-docker application-default': {
            does: 'remote.login',
            operands: 'text*',
            values: { '--key-file --cred-file': 'text' },
          },
        },
      },
      config: {
        commands: {
          'list get get-value': 'inspect',
          'set unset': { does: 'config.change', operands: 'text*' },
          configurations: {
            commands: { 'list describe': 'inspect', 'create activate delete rename': 'config.change' },
          },
        },
      },
      components: {
        commands: {
          list: 'inspect',
          'install update restore reinstall': 'package.install-system',
          remove: 'package.remove-system',
          repositories: 'config.redirect',
        },
      },
      // A group of its own, and a verb of others.
      run: {
        groups: 'services revisions jobs executions regions domain-mappings worker-pools multi-region-services',
        does: CHANGE,
        operands: 'text*',
        commands: VERBS,
      },
      deploy: {
        ...CHANGES,
        groups: 'releases targets delivery-pipelines rollouts automations automation-runs custom-target-types job-runs',
        commands: VERBS,
      },
      init: 'remote.login',
      'info version help topic cheat-sheet feedback': 'inspect',
      projects: { commands: override(VERBS, { delete: 'remote.destroy', undelete: CHANGE, create: CHANGE }) },
      logging: {
        groups: 'logs metrics buckets views exclusions links locations operations settings cmek-settings scopes',
        commands: override(VERBS, { sinks: { commands: override(VERBS, { delete: 'evade.logs' }) } }),
      },
      secrets: {
        groups: 'versions locations replication',
        commands: override(VERBS, {
          access: 'remote.secret',
          create: { does: CHANGE, values: { '--data-file': 'file.upload' } },
        }),
      },
      kms: {
        groups: 'keys keyrings versions locations import-jobs ekm-connections',
        commands: override(VERBS, {
          'decrypt asymmetric-decrypt raw-decrypt': {
            does: 'remote.secret',
            values: { '--plaintext-file': 'file.write' },
          },
          destroy: 'remote.destroy',
        }),
      },
      iam: {
        groups: 'service-accounts roles policies workload-identity-pools workforce-pools providers oauth-clients',
        commands: override(VERBS, {
          keys: {
            commands: {
              create: { does: 'remote.grant', operands: 'file.write' },
              'upload enable': 'remote.grant',
              'list get-public-key': 'remote.read',
              'delete disable': 'remote.delete',
            },
          },
          'create update undelete': 'remote.grant',
        }),
      },
      'ssh connect-to-serial-port': SSH,
      'scp copy-files': { operands: ['transfer.from*', 'transfer.to'] },
      'start-iap-tunnel': 'network.tunnel',
      'config-ssh': { does: 'config.change' },
      'get-credentials': { does: 'config.change', operands: 'text*' },
      // `gcloud storage` has file commands of its own.
      'cp rsync mv': {
        operands: ['transfer.from*', 'transfer.to'],
        values: { '--exclude --predefined-acl -x --canned-acl --content-type': 'text' },
        flags: { '--delete-unmatched-destination-objects': 'remote.delete' },
      },
      rm: {
        does: 'remote.delete',
        operands: 'text*',
        flags: { '-r -R --recursive --all-versions -a': 'remote.destroy' },
      },
      'sign-url hash rb': 'remote.grant',
      sql: {
        groups:
          'instances databases users backups operations flags tiers ssl client-certs server-ca-certs backup-runs export import',
        commands: override(VERBS, {
          connect: 'database.query',
          'generate-login-token': 'remote.secret',
          'sql csv bak': CHANGE,
          delete: 'remote.destroy',
        }),
      },
      // A machine, and what its disks held.
      'instances disks snapshots images': {
        groups: 'network-interfaces os-inventory ops-agents policies managed-instances databases',
        commands: override(VERBS, {
          create: CREATES,
          delete: 'remote.destroy',
          'ssh connect-to-serial-port': SSH,
          'get-serial-port-output get-screenshot': 'remote.read',
        }),
      },
      clusters: {
        commands: override(VERBS, {
          delete: 'remote.destroy',
          'get-credentials': { does: 'config.change', operands: 'text*' },
        }),
      },
    }),
  },
  gsutil: {
    bare: 'inspect',
    values: { '-h -o -u -i': 'text' },
    commands: {
      'ls du cat stat hash version help ver test perfdiag': {
        does: 'remote.read',
        operands: 'text*',
        values: { '-r': 'text' },
      },
      'cp rsync': {
        operands: ['transfer.from*', 'transfer.to'],
        flags: { '-d': 'remote.delete', '-n': {} },
        values: { '-a': { 'public-read*': 'remote.grant', else: 'text' }, '-x -z -j -J -s -L': 'text' },
      },
      mv: { operands: ['transfer.from*', 'transfer.to'], does: 'remote.delete' },
      rm: { does: 'remote.delete', operands: 'text*', flags: { '-r -R -a': 'remote.destroy' } },
      rb: 'remote.delete',
      'mb compose rewrite setmeta notification label versioning lifecycle cors web logging retention defstorageclass requesterpays rpo autoclass ubla pap kms hmac':
        CHANGE,
      'acl defacl iam signurl bucketpolicyonly': {
        commands: { get: 'remote.read', 'set ch': 'remote.grant' },
        operands: 'text*',
        does: 'remote.grant',
      },
      'config update': 'config.change',
    },
  },
  bq: {
    bare: 'inspect',
    values: {
      '--project_id --location --format --dataset_id --job_id --max_results --filter --destination_table --time_partitioning_field --source_format --schema --expiration --description --label --maximum_bytes_billed --parameter --apilog --api --page_token -n --start_row -j --bigqueryrc --service_account':
        'text',
    },
    commands: {
      'ls show head version help info wait get-iam-policy': { does: 'remote.read', operands: 'text*' },
      query: { does: 'database.query', operands: 'source.sql*', flags: { '--dry_run': { only: true } } },
      'load insert mk update cp undelete partition init add-iam-policy-binding remove-iam-policy-binding set-iam-policy':
        CHANGE,
      extract: CHANGE,
      rm: { does: 'remote.delete', flags: { '-r --recursive': 'remote.destroy' } },
      cancel: CHANGE,
      shell: 'database.query',
    },
  },
  'cloud-sql-proxy cloud_sql_proxy alloydb-auth-proxy': 'network.tunnel',
  'gcsfuse s3fs goofys blobfuse blobfuse2 mount-s3 geesefs': {
    does: 'disk.mount',
    operands: 'text*',
    values: { '-o --key-file --only-dir --region --profile --endpoint-url': 'text' },
  },
};
