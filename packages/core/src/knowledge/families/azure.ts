/** az and azcopy: the last word before the options is the verb, all before it say what it is about. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';
import { type Commands, override } from './override.ts';

const GLOBAL =
  '-o --output --query --subscription -n --name -g --resource-group -l --location --ids --tags --account-name --account-key --sas-token --connection-string --auth-mode -c --container-name -s --source -d --destination --pattern --vault-name --server --sku --image --size --admin-username --admin-password --ssh-key-values --type --scope --assignee --role --resource-type --resource --organization --org -p --project --repository --branch --plan --settings --runtime --template-file --parameters -f --file --scripts --command-id --address-prefix --vnet-name --subnet --nsg-name --priority --protocol --destination-port-ranges --display-name --user-principal-name --password --id --object-id --member-id --group --app-id --namespace-name --topic-name --queue-name --node-count --min-count --max-count --kubernetes-version --cluster-name --registry --expiry --permissions --public-access --value --key --key-kind --created --interval --timeout -u --username -t --tenant --service-endpoint-name --min-tls-version --size-gb --vm-size --zone --rules --policy --description --start-time --end-time --metric --filter --top --workspace-name --workspace -w --job-id --target --format --url --uri --source-uri --registry-name --slot --src --src-path --src-url';

const CHANGE = 'remote.change';
const VERBS: Commands = {
  'list show exists list-* get get-* show-* check-* summarize browse preview version help logs download download-batch url query what-if validate search describe-* is-* query-items usage tail-log log-tail test-connection':
    'remote.read',
  'list-keys list-connection-strings show-connection-string list-publishing-credentials list-publishing-profiles list-credentials show-access-token get-access-token list-secrets list-key-values generate-sas generate-shared-access-signature get-keys':
    'remote.secret',
  'create update set start stop restart deallocate redeploy resize scale add add-* remove assign attach detach import apply enable disable upgrade invoke run run-* move copy sync publish submit cancel generalize capture convert convert-* reset regenerate* renew rotate* restore failover swap deploy register unregister grant-access revoke-access set-* upload upload-batch approve reject link unlink install export wait configure configure-* begin resume pause open-port create-* update-* start-* stop-* rename up import-* trigger associate disassociate migrate activate reimage perform-maintenance put send receive open':
    CHANGE,
  'delete-batch': 'remote.destroy',
  'delete delete-* purge purge-* destroy clear remove-*': 'remote.delete',
};
/** Losing one of these loses everything in it. */
const WHOLE: Commands = override(VERBS, { 'delete purge': 'remote.destroy' });
/** New and empty, and gone again with one call, unless it costs most, is many or has rights of its own. */
const CREATES: CommandSpec = {
  does: 'remote.create',
  operands: 'text*',
  values: {
    '--size': { '*Standard_N* *Standard_M* *Standard_H*': CHANGE, else: 'text' },
    '--count --assign-identity --role': { takes: 'text', does: CHANGE },
  },
};
const SECRETS: Commands = override(VERBS, { 'list renew regenerate': 'remote.secret', show: 'remote.secret' });

const LOGIN_SHELL: CommandSpec = { does: 'network.login', operands: 'text*' };

export const azure: Family = {
  az: {
    bare: 'inspect',
    values: { [GLOBAL]: 'text' },
    flags: { '-h': { only: true }, '--yes -y --no-wait --only-show-errors --verbose --debug': {} },
    groups:
      'account acr ad advisor afd aks ams apim appconfig appservice arcdata aro artifacts attestation automation backup baremetalinstance batch bicep billing boards bot capacity cdn cloud cognitiveservices communication confcom connectedk8s connectedmachine connection consumption container containerapp cosmosdb costmanagement data-boundary databoxedge databricks datafactory deployment deployment-scripts devops disk disk-access disk-encryption-set dls dms dnc dt elastic eventgrid eventhubs extension feature functionapp grafana graph group hdinsight healthcareapis identity image iot k8s-configuration k8s-extension keyvault kusto lab load lock logicapp managed-cassandra managedapp managedservices maps mariadb ml monitor mysql netappfiles network notification-hub openshift peering pipelines policy portal postgres powerbi ppg private-link provider quantum redis redisenterprise relay repos reservations resource restore-point role scheduled-query search security sentinel servicebus sf sig signalr snapshot spring sql sshkey stack stack-hci staticwebapp storage stream-analytics support synapse tag term ts tsi vm vmss vmware subnet webapp webpubsub workloads ' +
      'management-group subscription tenant table queue blob fs file share directory message entity access metadata lease service-properties cors logging metrics encryption-scope ' +
      'extension-text nic run-command diagnostics boot-diagnostics unmanaged-disk encryption application-gateway vnet nsg rule public-ip lb private-dns zone record-set a aaaa cname mx ns ptr soa srv txt dns firewall front-door express-route vpn-gateway vpn-connection local-gateway route-table route traffic-manager endpoint profile watcher bastion nat gateway private-endpoint private-link-service asg cross-region-lb http-listener url-path-map probe address-pool frontend-ip inbound-nat-rule ' +
      'repository credential-set manifest task taskrun replication scope-map token webhook build cache helm nodepool addon maintenanceconfiguration command draft oidc-issuer ' +
      'config appsettings connection-string ssl hostname source slot container-settings access-restriction log traffic-routing user auth vnet-integration function hybrid-connection ' +
      'server db elastic-pool firewall-rule vnet-rule ad-admin dw mi midb instance failover-group replica flexible-server parameter configuration geo-backup audit-policy threat-policy tde ' +
      'app sp signed-in-user member owner credential permission federated-credential assignment definition set-definition exemption state event remediation ' +
      'pr work-item variable-group variable runs folder agent pool service-endpoint wiki page team project admin banner iteration area ref ' +
      'mongodb gremlin cassandra collection database throttle throughput namespace topic eventhub consumer-group georecovery-alias authorization-rule ' +
      'plan activity-log alert action-group autoscale diagnostic-settings log-analytics log-profiles workspace data-export app-insights component recommendation assessment contact pricing setting ' +
      'job output execution target commitment-plan model compute environment data online-endpoint online-deployment datastore schedule batch-endpoint hub api product operation nv revision named-value',
    commands: override(VERBS, {
      'login logout': 'remote.login',
      'version feedback find interactive self-test survey init next demo': 'inspect',
      upgrade: 'package.install-system',
      rest: {
        does: 'network.fetch',
        values: {
          '-m --method': { 'get GET head HEAD options': 'text', 'delete DELETE': 'remote.delete', else: CHANGE },
          '-u --url --uri --headers -b --body --uri-parameters --resource --skip-authorization-header': 'text',
          '--output-file': 'file.write',
        },
      },
      'configure cache': { does: 'config.change', operands: 'text*' },
      config: {
        groups:
          'appsettings connection-string container ssl hostname access-restriction backup snapshot storage-account registry param-persist vnet-integration',
        bare: CHANGE,
        commands: VERBS,
      },
      account: {
        groups:
          'management-group lock alias subscription tenant deployment commitment-plan network-rule identity private-endpoint-connection encryption-scope',
        commands: override(VERBS, { 'set clear': 'config.change', 'get-access-token': 'remote.secret' }),
      },
      extension: {
        commands: {
          'list list-available list-versions show': 'inspect',
          'add update': 'package.install-system',
          remove: 'package.remove-system',
        },
      },
      bicep: {
        commands: {
          'version list-versions': 'inspect',
          'install upgrade': 'package.install-system',
          uninstall: 'package.remove-system',
          'build decompile format generate-params lint restore publish build-params decompile-params': {
            does: 'file.create',
            values: { '--outfile --outdir': 'file.write' },
          },
        },
      },
      group: { groups: 'lock deployment export', commands: WHOLE },
      // A machine, and what its disks held.
      'vm disk snapshot': {
        groups: 'run-command boot-diagnostics encryption identity secret image',
        commands: override(WHOLE, {
          create: CREATES,
          'extension user nic unmanaged-disk availability-set host diagnostics application monitor': {
            groups: 'group',
            commands: VERBS,
          },
        }),
      },
      aks: {
        groups:
          'nodepool addon maintenanceconfiguration command draft oidc-issuer snapshot mesh approuting machine trustedaccess',
        commands: override(WHOLE, {
          'get-credentials': { does: 'config.change', operands: 'text*' },
          'install-cli': 'package.install-system',
          browse: 'network.tunnel',
        }),
      },
      keyvault: {
        groups: 'role backup security-domain private-endpoint-connection network-rule storage region setting',
        commands: override(WHOLE, {
          secret: {
            commands: override(VERBS, {
              'show download backup': 'remote.secret',
              'list list-versions list-deleted get-versions': 'remote.read',
            }),
          },
          key: { groups: 'rotation-policy', commands: override(VERBS, { 'decrypt backup download': 'remote.secret' }) },
          certificate: {
            groups: 'contact issuer pending',
            commands: override(VERBS, { 'download show list': 'remote.read' }),
          },
          'set-policy delete-policy': 'remote.grant',
        }),
      },
      role: {
        groups: 'definition assignment deployment',
        commands: override(VERBS, {
          'create update': {
            does: 'remote.grant',
            operands: 'text*',
            values: { '--role': { '*Owner *Administrator': 'privilege.grant', else: 'text' } },
          },
        }),
      },
      'postgres mysql mariadb redis redisenterprise': {
        groups:
          'server flexible-server db configuration firewall-rule replica parameter ad-admin server-arc identity microsoft-entra-admin advanced-threat-protection-setting database access-policy access-policy-assignment server-link patch-schedule gtid virtual-endpoint backup migration log',
        commands: WHOLE,
      },
      cosmosdb: {
        groups:
          'mongodb gremlin cassandra sql table collection database container graph keyspace role definition assignment user throughput network-rule postgres cluster',
        commands: override(WHOLE, { keys: { commands: SECRETS } }),
      },
      ad: {
        groups: 'group member owner signed-in-user ds',
        commands: override(VERBS, {
          sp: {
            groups: 'credential owner',
            commands: override(VERBS, { 'create-for-rbac create reset': 'remote.grant' }),
          },
          app: {
            groups: 'credential permission owner federated-credential',
            commands: override(VERBS, { 'reset grant admin-consent add create': 'remote.grant' }),
          },
          user: { commands: override(VERBS, { 'create update': 'remote.grant' }) },
          add: 'remote.grant',
        }),
      },
      keys: { commands: SECRETS },
      key: { commands: SECRETS },
      credential: { commands: SECRETS },
      storage: {
        groups:
          'container table queue share blob fs file directory message entity access policy metadata lease service-properties cors logging metrics encryption-scope',
        commands: override(VERBS, {
          account: {
            groups:
              'encryption-scope management-policy network-rule blob-service-properties private-endpoint-connection local-user or-policy file-service-properties',
            commands: override(WHOLE, { keys: { commands: SECRETS } }),
          },
          'set-permission': 'remote.grant',
          'upload upload-batch': { does: CHANGE, values: { '-f --file -s --source': 'file.upload' } },
          copy: { commands: { 'start start-batch cancel': CHANGE }, does: CHANGE, operands: 'text*' },
          'download download-batch': { does: 'remote.read', values: { '-f --file -d --destination': 'file.write' } },
        }),
      },
      sql: {
        groups:
          'server elastic-pool firewall-rule vnet-rule ad-admin mi midb instance-failover-group failover-group replica audit-policy threat-policy tde dw stg sensitivity vm container database stored-procedure trigger user-defined-function throughput role',
        commands: override(WHOLE, {
          db: { groups: 'audit-policy threat-policy tde ltr-backup ltr-policy replica op', commands: WHOLE },
        }),
      },
      'ssh serial-console': {
        ...LOGIN_SHELL,
        commands: {
          vm: LOGIN_SHELL,
          connect: LOGIN_SHELL,
          arc: LOGIN_SHELL,
          config: 'config.change',
          cert: 'remote.login',
        },
      },
      'rdp tunnel': 'network.tunnel',
      exec: LOGIN_SHELL,
      devops: {
        groups:
          'project team user security group permission service-endpoint wiki page extension admin banner membership invoke',
        commands: override(VERBS, { 'login logout': 'remote.login', configure: 'config.change' }),
      },
    }),
  },
  azcopy: {
    bare: 'inspect',
    commands: {
      'list jobs env doc version help': 'remote.read',
      'copy cp sync': {
        operands: ['transfer.from', 'transfer.to'],
        flags: { '--delete-destination': 'remote.delete' },
        values: {
          '--recursive': { takes: 'text', attached: true },
          '--include-pattern --exclude-pattern --include-path --exclude-path --blob-type --overwrite --from-to --cap-mbps --log-level --s2s-preserve-access-tier':
            'text',
        },
      },
      'remove rm': { does: 'remote.delete', operands: 'text*', flags: { '--recursive': 'remote.destroy' } },
      'make set-properties bench': CHANGE,
      'login logout': 'remote.login',
    },
  },
  'func azurite azd kubelogin swa': {
    bare: 'inspect',
    operands: 'text*',
    values: {
      '-p --port --prefix -l --location -d --debug --language --name --template --slot --subscription -e --environment':
        'text',
    },
    commands: {
      'init new create extensions host start package build restore pack settings': 'code.project',
      'azure deploy provision up publish kubernetes durable pipeline hooks': CHANGE,
      'down delete': 'remote.destroy',
      'login logout auth': 'remote.login',
      'env config template show monitor version help templates': 'inspect',
    },
  },
};
