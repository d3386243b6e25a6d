/** aws: verbs are spelled alike in every service, so a verb's first word says what it does; services that differ follow first. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';
import { type Commands, override } from './override.ts';

const GLOBAL =
  '--profile --region --output --query --endpoint-url --ca-bundle --cli-read-timeout --cli-connect-timeout --color --cli-binary-format --page-size --max-items --starting-token --cli-input-json --cli-input-yaml';

/** What every service's verbs do, by their first word. */
const VERBS: Commands = {
  'help wait query scan tail ls': 'remote.read',
  'describe-* list-* head-* search-* lookup-* batch-get-* batch-describe-* get-* admin-list-* admin-get-* transact-get-items batch-get-item':
    'remote.read',
  'preview-* estimate-* validate-* verify-* test-* simulate-* check-* filter-* select-* view-* download-* discover-* detect-* batch-detect-* analyze-* compare-* classify-* translate-* decode-* count-* show-* predict-* evaluate-* receive-message generate-credential-report scan-* contains-* is-* can-*':
    'remote.read',
  'execute-command start-session resume-session': 'network.login',
  'delete-* batch-delete-* terminate-* remove-* purge-* deregister-* schedule-key-deletion admin-delete-* bulk-delete-* destroy-* abort-* close-* wipe-*':
    'remote.delete',
  'disassociate-* detach-* release-* cancel-* revoke-* unsubscribe* reset-* untag-* unlink-* stop-* reboot-* disable-* restore-* failover-* switchover-* rollback-* replace-* reject-*':
    'remote.change',
  // New and empty, and gone again with one call.
  'create-bucket create-table create-queue create-topic create-volume create-snapshot create-snapshots create-image create-tags create-log-group create-log-stream create-repository create-vpc create-subnet create-security-group create-internet-gateway create-db-instance create-db-cluster create-db-snapshot create-db-subnet-group create-file-system create-load-balancer create-target-group create-hosted-zone create-stream create-cluster create-cache-cluster create-backup create-secret create-key create-alias create-launch-template create-auto-scaling-group create-nodegroup create-distribution create-app create-project':
    'remote.create',
  'create-* update-* modify-* put-* add-* attach-* associate-* register-* start-* run-* set-* tag-* enable-* import-* copy-* publish* send-* invoke* allocate-* authorize-* change-* apply-* deploy* upload-* batch-* execute-* accept-* activate-* deactivate-* admin-* assign-* complete-* confirm-* configure-* connect-* convert-* generate-* initiate-* issue-* label-* lock-* merge-* migrate-* move-* notify-* post-* promote-* provision-* purchase-* push record-* redrive-* refresh-* renew-* request-* resend-* resize-* respond-* resume-* retry-* rotate-* signal-* split-* subscribe* suspend-* swap-* sync* transact-write-items transfer-* unassign-* unlock-* upgrade-* export-* encrypt sign terminate build package *':
    'remote.change',
};

const GRANT = 'remote.grant';
const SECRET = 'remote.secret';
const service = (special: Commands): CommandSpec => ({ commands: override(VERBS, special) });

const TRANSFER: CommandSpec = {
  operands: ['transfer.from', 'transfer.to'],
  flags: { '--dryrun': { only: true }, '--delete': 'remote.delete' },
  values: {
    '--acl': { 'public-read public-read-write authenticated-read': GRANT, else: 'text' },
    '--exclude --include --storage-class --sse --sse-c --sse-c-key --sse-kms-key-id --content-type --cache-control --content-disposition --content-encoding --content-language --expires --website-redirect --source-region --metadata --metadata-directive --expected-size --request-payer --copy-props --grants --checksum-algorithm --checksum-mode':
      'text',
  },
};

export const aws: Family = {
  localstack: {
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'status logs config completion help ps': { does: 'inspect', operands: 'text*' },
      'start restart wait ssh': { does: 'container.run', operands: 'text*' },
      'stop update extensions license': { does: 'container.change', operands: 'text*' },
      'auth login logout': 'remote.login',
      state: {
        commands: {
          'export inspect': { does: 'file.create', operands: 'text*' },
          import: { does: 'container.change', operands: 'text*' },
          reset: 'container.purge',
        },
      },
    },
  },
  'aws awslocal': {
    bare: 'inspect',
    values: { [GLOBAL]: 'text' },
    flags: { '--generate-cli-skeleton': { only: true }, '--dry-run': { only: true } },
    commands: {
      help: 'inspect',
      s3: {
        bare: 'inspect',
        commands: {
          'ls help': 'remote.read',
          'cp sync': TRANSFER,
          mv: { ...TRANSFER, does: 'remote.delete' },
          rm: {
            does: 'remote.delete',
            flags: { '--dryrun': { only: true }, '--recursive': 'remote.destroy' },
            operands: 'text*',
            values: { '--exclude --include --request-payer': 'text' },
          },
          rb: { does: 'remote.delete', flags: { '--force': 'remote.destroy' } },
          mb: 'remote.create',
          website: 'remote.change',
          // A link that lets anybody read the object.
          presign: { does: GRANT, operands: 'text*', values: { '--expires-in': 'text' } },
        },
      },
      s3api: service({
        'get-object get-object-torrent': {
          does: 'remote.read',
          operands: 'file.write',
          values: {
            '--bucket --key --range --version-id --if-match --part-number --request-payer --checksum-mode': 'text',
          },
        },
        'put-object upload-part': {
          does: 'remote.change',
          values: { '--body': 'file.upload', '--acl': { 'public-*': GRANT, else: 'text' } },
        },
        'put-bucket-acl put-object-acl put-bucket-policy put-public-access-block delete-public-access-block put-bucket-ownership-controls put-bucket-cors delete-bucket-policy put-bucket-website':
          GRANT,
        'delete-bucket delete-objects delete-object put-bucket-lifecycle* delete-bucket-*': 'remote.delete',
        'select-object-content': { does: 'remote.read', operands: 'file.write' },
      }),
      configure: {
        bare: 'config.change',
        commands: {
          'list list-profiles': 'inspect',
          get: { operands: { '*secret_access_key *session_token': 'secret.show', else: 'inspect' }, does: 'inspect' },
          set: {
            does: 'config.change',
            operands: [{ '*credential_process *endpoint_url *ca_bundle': 'config.redirect', else: 'text' }, 'text'],
          },
          'import sso sso-session add-model': { does: 'config.change', values: { '--csv': 'file.read' } },
          'export-credentials': 'secret.show',
        },
      },
      sso: service({ 'login logout': 'remote.login', 'get-role-credentials': SECRET }),
      sts: service({
        'get-caller-identity get-access-key-info decode-authorization-message help': 'remote.read',
        'assume-role* get-session-token get-federation-token get-web-identity-token': SECRET,
      }),
      iam: service({
        'generate-credential-report generate-service-last-accessed-details generate-organizations-access-report':
          'remote.read',
        'create-access-key create-login-profile update-login-profile put-* add-user-to-group update-assume-role-policy create-policy-version set-default-policy-version add-role-to-instance-profile create-service-specific-credential reset-service-specific-credential upload-ssh-public-key update-access-key delete-user-permissions-boundary delete-role-permissions-boundary create-saml-provider create-open-id-connect-provider update-account-password-policy':
          GRANT,
        'attach-user-policy attach-role-policy attach-group-policy': {
          does: GRANT,
          values: {
            '--policy-arn': { '*AdministratorAccess *IAMFullAccess *PowerUserAccess': 'privilege.grant', else: 'text' },
            '--user-name --role-name --group-name': 'text',
          },
        },
        'deactivate-mfa-device delete-virtual-mfa-device': 'evade.security',
      }),
      secretsmanager: service({
        'get-secret-value batch-get-secret-value get-random-password': SECRET,
        'put-resource-policy': GRANT,
        'delete-secret': { does: 'remote.delete', flags: { '--force-delete-without-recovery': 'remote.destroy' } },
      }),
      ssm: service({
        'get-parameter get-parameters get-parameters-by-path get-parameter-history': {
          does: 'remote.read',
          flags: { '--with-decryption': SECRET },
        },
        'send-command start-automation-execution': { does: 'remote.change', operands: 'text*' },
        'start-session': {
          does: 'network.login',
          values: { '--document-name': { '*PortForwarding*': 'network.tunnel', else: 'text' } },
        },
      }),
      kms: service({
        decrypt: { does: SECRET },
        'generate-data-key generate-data-key-pair': SECRET,
        'create-grant put-key-policy': GRANT,
        'schedule-key-deletion delete-imported-key-material': 'remote.destroy',
        'disable-key disable-key-rotation': 'remote.delete',
      }),
      ec2: service({
        'get-password-data': SECRET,
        'create-key-pair': GRANT,
        'authorize-security-group-* modify-snapshot-attribute modify-image-attribute modify-instance-metadata-options create-instance-connect-endpoint':
          GRANT,
        'run-scheduled-instances': 'remote.change',
        'run-instances': {
          does: 'remote.create',
          operands: 'text*',
          values: {
            // Those that cost most, many at once, or with rights of their own.
            '--instance-type': {
              'p2.* p3.* p3dn.* p4* p5* p6* g4* g5* g6* gr6* trn* inf* dl* x1* x2* x8* u-* *metal*': 'remote.change',
              else: 'text',
            },
            '--count': { '1 2 3 4 5': 'text', else: 'remote.change' },
            '--iam-instance-profile': { takes: 'text', does: 'remote.change' },
          },
        },
        'get-console-output get-console-screenshot get-launch-template-data': 'remote.read',
        'delete-flow-logs': 'evade.logs',
        'terminate-instances delete-volume delete-snapshot deregister-image': 'remote.destroy',
      }),
      'ec2-instance-connect': service({
        ssh: { does: 'network.login' },
        'open-tunnel': 'network.tunnel',
        'send-ssh-public-key send-serial-console-ssh-public-key': GRANT,
      }),
      'ecr ecr-public': service({
        'get-login-password get-authorization-token get-login': 'remote.login',
        'set-repository-policy': GRANT,
        'delete-repository': { does: 'remote.delete', flags: { '--force': 'remote.destroy' } },
      }),
      eks: service({
        'get-token': 'remote.login',
        'update-kubeconfig': {
          does: 'config.change',
          operands: 'text*',
          values: { '--name --kubeconfig --role-arn --alias --user-alias': 'text' },
        },
        'delete-cluster': 'remote.destroy',
        'create-access-entry associate-access-policy': GRANT,
      }),
      ecs: service({
        'delete-cluster': 'remote.delete',
        'execute-command': {
          does: 'network.login',
          away: true,
          values: { '--command': 'source.shell', '--cluster --task --container': 'text' },
        },
      }),
      rds: service({
        'generate-db-auth-token': SECRET,
        'delete-db-instance delete-db-cluster': {
          does: 'remote.destroy',
          values: {
            '--final-db-snapshot-identifier': { takes: 'text', turns: { 'remote.destroy': 'remote.delete' } },
          },
        },
        'delete-global-cluster delete-db-snapshot delete-db-cluster-snapshot delete-db-instance-automated-backup':
          'remote.destroy',
        'modify-db-snapshot-attribute modify-db-cluster-snapshot-attribute': GRANT,
        'download-db-log-file-portion': 'remote.read',
      }),
      'redshift redshift-serverless': service({
        'get-cluster-credentials* get-credentials': SECRET,
        'delete-cluster delete-namespace': 'remote.destroy',
      }),
      dynamodb: service({
        'delete-table': 'remote.destroy',
        'execute-statement batch-execute-statement execute-transaction': {
          does: 'database.query',
          values: { '--statement': 'source.sql' },
        },
      }),
      'rds-data redshift-data': service({
        'execute-statement batch-execute-statement': {
          does: 'database.query',
          values: {
            '--sql': 'source.sql',
            '--resource-arn --secret-arn --database --cluster-identifier --db-user': 'text',
          },
        },
      }),
      athena: service({
        'start-query-execution': {
          does: 'remote.change',
          values: {
            '--query-string': { takes: 'source.sql', turns: { 'remote.change': 'database.query' } },
            '--query-execution-context --result-configuration --work-group --client-request-token': 'text',
          },
        },
      }),
      lambda: service({
        invoke: {
          does: 'remote.change',
          operands: 'file.write',
          values: { '--function-name --payload --invocation-type --log-type --client-context --qualifier': 'text' },
        },
        'add-permission add-layer-version-permission create-function-url-config update-function-url-config': GRANT,
      }),
      logs: service({
        'tail start-query stop-query start-live-tail test-metric-filter': 'remote.read',
        'delete-log-group delete-log-stream': 'remote.delete',
      }),
      cloudtrail: service({ 'stop-logging delete-trail put-event-selectors': 'evade.logs' }),
      'guardduty securityhub inspector2 macie2 detective': service({
        'delete-detector disable-security-hub disable disable-macie disassociate-from-* delete-graph create-filter':
          'evade.security',
      }),
      configservice: service({
        'stop-configuration-recorder delete-configuration-recorder delete-delivery-channel': 'evade.logs',
      }),
      cloudwatch: service({ 'delete-alarms disable-alarm-actions': 'remote.delete' }),
      cloudformation: service({
        'delete-stack delete-stack-set': 'remote.destroy',
        'package deploy': {
          does: 'remote.change',
          values: {
            '--template-file --stack-name --s3-bucket --parameter-overrides --capabilities --role-arn --s3-prefix --kms-key-id --tags':
              'text',
            '--output-template-file': 'file.write',
          },
        },
        'detect-stack-drift detect-stack-resource-drift detect-stack-set-drift validate-template estimate-template-cost':
          'remote.read',
      }),
      organizations: service({
        'close-account remove-account-from-organization delete-organization leave-organization': 'remote.destroy',
        'attach-policy detach-policy create-account': GRANT,
      }),
      account: service({ 'close-account': 'remote.destroy' }),
      // Whole stores: what they held is gone.
      'efs fsx docdb neptune elasticache memorydb opensearch es kafka emr dax keyspaces qldb timestream dms': service({
        'delete-file-system delete-db-cluster delete-db-instance delete-cache-cluster delete-replication-group delete-domain delete-cluster delete-keyspace delete-ledger delete-database delete-volume delete-snapshot':
          'remote.destroy',
      }),
      'backup glacier': service({
        'delete-backup-vault delete-recovery-point delete-vault delete-archive': 'remote.destroy',
      }),
      'sns sqs': service({ 'add-permission set-topic-attributes set-queue-attributes': GRANT }),
      'cognito-idp cognito-identity': service({
        'admin-set-user-password admin-add-user-to-group': GRANT,
        'get-credentials-for-identity admin-initiate-auth initiate-auth': SECRET,
        'delete-user-pool': 'remote.destroy',
        'admin-delete-user': 'remote.delete',
        'admin-list-* admin-get-*': 'remote.read',
      }),
      codeartifact: service({ 'login get-authorization-token': 'remote.login' }),
      lightsail: service({
        'download-default-key-pair get-instance-access-details get-relational-database-master-user-password create-key-pair':
          SECRET,
      }),
      deploy: service({
        push: { does: 'remote.change', values: { '--source': 'file.upload' } },
        'install uninstall': 'system.change',
      }),
      '*': { commands: VERBS },
    },
  },
  'aws_completer aws-shell saw awslogs cw': {
    does: 'remote.read',
    operands: 'text*',
    values: { '-s --start -e --end -f --filter-pattern -q --query --profile --aws-region -g -w': 'text' },
  },
  awscurl: {
    operands: 'network.fetch',
    values: {
      '-X --request': { 'GET HEAD': 'text', else: 'remote.change' },
      '-d --data': { takes: 'text', does: 'remote.change' },
      '-H --header --service --region --profile --access_key --secret_key --session_token': 'text',
    },
  },
  s3cmd: {
    bare: 'inspect',
    values: {
      '-c --config --access_key --secret_key --region --host --host-bucket --exclude --include --acl-grant --acl-revoke --storage-class --mime-type -m --add-header --expires --limit-rate --max-delete --rexclude --exclude-from':
        'text',
    },
    flags: {
      '-n --dry-run': { only: true },
      '--configure': 'config.change',
      '-P --acl-public': GRANT,
      '--delete-removed': 'remote.delete',
    },
    commands: {
      'ls la du info accesslog payer getlifecycle getpolicy getcors getownership multipart listmp ws-info cflist cfinfo gettagging':
        'remote.read',
      get: { does: 'network.fetch', operands: ['text', 'file.write'] },
      put: { does: 'remote.change', operands: ['file.upload*', 'text'] },
      'sync cp mv modify restore fixbucket': { operands: ['transfer.from*', 'transfer.to'] },
      'mb ws-create setlifecycle setcors setownership cfcreate cfmodify cfinvalinfo settagging setversioning':
        'remote.change',
      'setacl setpolicy delpolicy signurl': GRANT,
      'del rm delete rb abortmp dellifecycle delcors ws-delete cfdelete expire deltagging': {
        does: 'remote.delete',
        flags: { '-r --recursive': 'remote.destroy', '-f --force': {} },
      },
    },
  },
  's5cmd s4cmd': {
    bare: 'inspect',
    values: { '--endpoint-url --profile --numworkers --retry-count --log --exclude --include': 'text' },
    flags: { '--dry-run': { only: true } },
    commands: {
      'ls du cat head select version': 'remote.read',
      'cp sync put get': { operands: ['transfer.from*', 'transfer.to'] },
      mv: { operands: ['transfer.from*', 'transfer.to'], does: 'remote.delete' },
      'rm del rb': 'remote.delete',
      'mb pipe presign run': 'remote.change',
    },
  },
  'aws-nuke cloud-nuke': { does: 'remote.destroy', operands: 'text*', flags: { '--dry-run': { only: true } } },
  'prowler scoutsuite scout cloudsplaining steampipe cloudquery cloudmapper custodian parliament cloudfox': {
    does: 'remote.read',
    operands: 'text*',
    values: { '-p --profile -o --output-directory -M -f --filter-region -c --check -s --services -r --region': 'text' },
  },
};
