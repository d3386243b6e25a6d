/** Command lines of smaller clouds and hosting platforms. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';
import { type Commands, override } from './override.ts';

const CHANGE = 'remote.change';
/** `--version` names what is made, not this program's own version. */
const CHANGES: CommandSpec = { does: CHANGE, operands: 'text*', helpless: true, flags: { '--help': { only: true } } };

/** Verbs as nearly all of them spell them. */
const VERBS: Commands = {
  'list ls get show describe view info status search find logs log tail inspect history options sizes regions versions version help usage whoami check events metrics stats activity ps doctor validate preview diff print ips list-* get-* show-* describe-* *-list *-view *-ls *-show *-get *-info':
    'remote.read',
  'create add new set update edit modify put enable disable start stop restart reboot resize scale deploy publish promote rollback attach detach assign unassign move rename apply import run launch invoke trigger cancel pause resume power-on power-off shutdown poweroff rebuild restore migrate upgrade enable-* disable-* change-* reset reset-* set-* add-* remove-* update-* create-* attach-* detach-* link unlink open up push sync tag untag configure clone fork retry redeploy purge-cache label lock unlock approve reject send install transfer convert':
    CHANGES,
  // Clouds that name their operations in the words of their interface.
  'Describe* List* Get* Query* Check*': 'remote.read',
  'Delete* Release* Terminate* Remove*': 'remote.delete',
  'Create* Run* Modify* Update* Start* Stop* Reboot* Attach* Detach* Set* Add* Authorize* Allocate* Associate*': CHANGE,
  'delete rm remove del destroy terminate purge uninstall delete-* *-delete *-remove *-rm drop erase release':
    'remote.delete',
  'boot *-create *-update *-add *-set *-attach *-detach *-enable *-disable *-run *-edit': CHANGE,
};
const SECRETS: Commands = override(VERBS, {
  'list ls': 'remote.read',
  'get show pull reveal view print export download access': 'remote.secret',
});
/** Losing one of these loses what it held; not so what only belongs to it. */
const WHOLE: CommandSpec = {
  operands: 'text*',
  does: CHANGE,
  commands: override(VERBS, {
    'delete rm remove del destroy terminate': 'remote.destroy',
    'user users role roles pool pools replica replicas firewalls firewall acl configuration config options topics topic logsink private-network privnet backup backups snapshot snapshots node-pool tag tags ip ips nic resources registry password connection-string certificate metadata group groups token tokens branch reverse-dns ipv4 ipv6 events':
      { operands: 'text*', does: CHANGE, commands: VERBS },
    db: {
      operands: 'text*',
      does: CHANGE,
      commands: override(VERBS, { 'delete rm remove destroy': 'remote.destroy' }),
    },
  }),
};
const VALUES =
  '-o --output --format --context --config -c -t --access-token --token --region --zone -r --name -n --size --image --ssh-keys --type --location --datacenter --tag --tags -p --project --profile --org -a --app -e --env --environment --team -s --scope --remote --branch --message -m --stage --filter --limit --page --sort --columns --db --engine --version --vpc --plan --id -f --file --compartment-id --query --user-data --label';

const LOGIN_SHELL: CommandSpec = { does: 'network.login', style: 'posix', operands: 'text*' };
const CLOUD: CommandSpec = {
  bare: 'inspect',
  values: { [VALUES]: 'text' },
  groups:
    'account auth-tokens compute droplet droplets droplet-action databases database db kubernetes cluster node-pool apps app domains domain records volume volumes snapshot snapshots load-balancer firewall firewalls registry cdn certificate projects 1-click balance billing-history invoice vpcs vpc serverless functions monitoring spaces reserved-ip floating-ip uptime security server servers network networks subnet subnets ip ips primary-ip placement-group ssh-key ssh-keys iso image images isos linodes lke nodebalancers objects object-storage instance instances block-storage storage bucket buckets iam role roles policy policies group groups user users member members service services job jobs function namespace namespaces container containers pool pools router port ports flavor keypair stack stacks zone zones metadata permission quota hypervisor aggregate project backup backups plan plans options sks elastic-ip security-group instance-pool nlb dbaas resource resources target catalog cos ks cr is sl dl ecs rds slb oss ram vm k8s bare-metal dedicated apikey api-key extensions addon addons managed postgres mysql redis pg kv d1 r2 queues pages environment environments stage stages deployment deployments release releases build builds site sites pipeline pipelines event webhook webhooks action actions api apis client clients connection connections rule rules log-stream tenant attack-protection branding templates orgs organization organizations email custom-domain terraform test-suite universal-login ul perms',
  commands: override(VERBS, {
    'droplet droplets server servers linodes cluster volume volumes database databases db project projects mysql redis bucket buckets autonomous-database':
      WHOLE,
    auth: {
      bare: 'remote.login',
      operands: 'text*',
      does: 'remote.login',
      commands: { 'list ls whoami status': 'inspect', token: 'remote.secret' },
    },
    'login logout init configure signin signout': { does: 'remote.login', operands: 'text*' },
    completion: 'inspect',
    ssh: LOGIN_SHELL,
    'console shell exec connect attach': LOGIN_SHELL,
    scp: { operands: ['transfer.from', 'transfer.to'] },
    'secret secrets password credentials token tokens': { commands: SECRETS },
    'kubeconfig kube-config': { does: 'config.change', operands: 'text*' },
  }),
};
/** Platforms that run applications: their own words for deploying, and secrets in variables. */
const THINGS: CommandSpec = {
  does: CHANGE,
  operands: 'text*',
  // Of what a store holds.
  groups: 'key bulk object lifecycle',
  commands: override(VERBS, {
    execute: {
      does: 'database.change',
      operands: 'text*',
      values: { '--command': 'source.sql', '--file': 'file.read' },
    },
    'connect proxy psql cli': LOGIN_SHELL,
    'reset recreate': 'remote.destroy',
  }),
};
const PLATFORM: CommandSpec = {
  ...CLOUD,
  commands: override(VERBS, {
    'login logout signup link unlink switch init auth:login auth:logout': { does: 'remote.login', operands: 'text*' },
    auth: {
      bare: 'remote.login',
      operands: 'text*',
      does: 'remote.login',
      commands: { 'list ls whoami status': 'inspect', token: 'remote.secret' },
    },
    // Settings of the project as it runs over there, for working with them here.
    pull: { does: ['network.fetch', 'file.create'], operands: 'text*' },
    'docs dashboard completion completions telemetry autocomplete feedback about platform auth:whoami releases analytics':
      { does: 'remote.read', operands: 'text*', commands: VERBS },
    'dev serve local emulate emulators:start build typegen types generate develop start:local watch': {
      does: 'code.project',
      operands: 'text*',
    },
    'deploy up push publish redeploy promote rollback launch scale restart stop start suspend resume create alias sites site pages machine machines ips certs certificates dns domains domain deployments functions function workers versions triggers kv r2 queues hyperdrive vectorize team teams service services environment environments addons redis pipelines git buildpacks maintenance features webhooks access orgs org members extensions storage blob hosting firestore database auth:import use target experimental dispatch-namespace cert workflows containers migration migrations db branches backups snapshots sso network-bans ssl-enforcement vanity-subdomains encryption api test':
      THINGS,
    'apps volumes project projects d1 pg postgres': {
      ...THINGS,
      commands: override(THINGS.commands as Commands, { 'delete rm remove del destroy terminate': 'remote.destroy' }),
    },
    'env secret secrets config vars variables variable environment-variables': {
      bare: 'remote.secret',
      operands: 'text*',
      commands: SECRETS,
    },
    'env:set env:import env:unset config:set config:unset secrets:set': CHANGE,
    'env:get env:list config:get functions:config:get functions:secrets:access auth:export auth:token': 'remote.secret',
    'run exec': { does: CHANGE, style: 'posix', operands: 'text*' },
    'ssh shell console sftp connect proxy tunnel port-forward': LOGIN_SHELL,
    'apps:destroy projects:delete sites:delete pg:reset': 'remote.destroy',
    '*:list *:info *:get *:status *:logs *:wait *:diff *:describe *:show *:ps *:index logs:*': 'remote.read',
    '*:destroy *:delete *:remove *:rm *:reset *:clear *:prune *:purge *:disable': 'remote.delete',
    '*:credentials *:url *:psql *:credentials:*': 'remote.secret',
    '*:*': CHANGE,
  }),
};

export const clouds: Family = {
  'doctl hcloud exo scw vultr-cli vultr linode-cli upctl civo ovh katapult hetzner-k3s cntb oci ibmcloud aliyun tccli yc ucloud qingcloud openstack metal equinix ionosctl stackit akamai fastly flarectl dnscontrol gandi porkbun triton rumctl tgcloud vastai runpodctl gradient nebius confluent ccloud mongocli atlas ecctl astra planetscale pscale neonctl turso upstash avn cb':
    CLOUD,
  'heroku flyctl fly netlify ntl wrangler firebase railway render koyeb cf dokku gigalixir scalingo clever platform upsun northflank zeabur deployctl begin porter qovery appwrite nhost hasura eas expo-cli shopify zapier space tsuru convox terminus lagoon acli partykit':
    PLATFORM,
  supabase: {
    ...PLATFORM,
    commands: override(PLATFORM.commands as Commands, {
      // What runs in containers here.
      start: { does: 'container.run', operands: 'text*' },
      stop: { does: 'container.change', operands: 'text*', flags: { '--no-backup': 'container.purge' } },
      gen: {
        bare: 'inspect',
        commands: { 'types keys signing-key bearer-jwt': { does: 'remote.read', operands: 'text*' } },
      },
      'migration migrations': {
        bare: 'inspect',
        commands: {
          new: { does: 'file.create', operands: 'text*' },
          'list fetch': { does: 'remote.read', operands: 'text*' },
          up: { does: 'code.project', operands: 'text*' },
          'repair squash': { does: CHANGE, operands: 'text*' },
          down: { does: 'database.reset', operands: 'text*', flags: { '--linked': 'remote.destroy' } },
        },
      },
      db: {
        bare: 'inspect',
        values: { '--db-url -p --password -f --file -s --schema': 'text' },
        commands: {
          'diff lint': 'remote.read',
          dump: { does: 'remote.read', values: { '-f --file': 'file.write' } },
          'start pull': 'code.project',
          push: { does: CHANGE, flags: { '--dry-run': { only: true } } },
          reset: {
            does: 'database.reset',
            flags: { '--linked': 'remote.destroy' },
            values: { '--db-url': { takes: 'text', does: 'remote.destroy' }, '--version --last': 'text' },
          },
        },
      },
    }),
  },
  cli4: {
    does: 'remote.read',
    operands: 'text*',
    flags: { '--post --put --patch': 'remote.change', '--delete': 'remote.delete' },
  },
  // Without a subcommand they publish the working directory.
  'vercel now surge gh-pages': { ...PLATFORM, bare: CHANGE },
  auth0: {
    ...CLOUD,
    commands: override(VERBS, {
      'login logout': 'remote.login',
      test: { bare: 'remote.read', commands: { 'token login': 'remote.secret' } },
      'token secret secrets': { commands: SECRETS },
      'customize update': CHANGE,
      api: { does: CHANGE, operands: 'text*' },
      tenants: { commands: { 'list ls open': 'remote.read', use: 'config.change' } },
      'scopes protection breached-password-detection brute-force-protection suspicious-ip-throttling': {
        groups: 'scopes breached-password-detection brute-force-protection suspicious-ip-throttling bot-detection ips',
        commands: VERBS,
      },
    }),
    values: {
      '--tenant --filter -t -n --name -d --description --number --callbacks --type --scopes --permissions': 'text',
    },
  },
  'okta ory keycloak kcadm.sh kcadm kcreg.sh kc.sh authelia zitadel': { ...CLOUD, operands: 'text*', does: CHANGE },
  stripe: {
    bare: 'inspect',
    groups:
      'charges customers payment_intents _methods invoices subscriptions products prices refunds payouts balance events coupons disputes accounts transfers _transactions invoiceitems plans sources tokens tax_rates promotion_codes webhook_endpoints topups issuing terminal checkout sessions billing_portal reporting files setup_ quotes',
    values: {
      '-d --data --amount --currency --source --customer --email --description -p --project-name --api-key --limit --forward-to --events -e --price --name --starting-after --stripe-account --stripe-version --add --override --remove --format --color':
        'text',
    },
    commands: {
      'list retrieve search': 'remote.read',
      get: 'remote.read',
      'logs resources status version help completion open community samples fixtures serve': {
        does: 'remote.read',
        operands: 'text*',
      },
      'create update confirm capture cancel pay void finalize attach detach post trigger resend apply close send':
        CHANGE,
      delete: 'remote.delete',
      'login logout config': 'remote.login',
      listen: { does: 'network.tunnel' },
    },
  },
  'twilio sendgrid nexmo postmark resend zendesk hs sfdx sf square contentful sanity strapi ghost-cli posthog launchdarkly ldcli algolia cloudinary appcenter lokalise lokalise2 crowdin phrase transifex tx n8n jira slack teams m365 gam gyb pd sentry sentry-cli datadog-ci dog newrelic honeycomb splunk gcx checkly':
    { ...CLOUD, operands: 'text*', does: CHANGE },
  'jf jfrog cloudsmith packagecloud package_cloud': { ...CLOUD, operands: 'text*', does: 'package.publish' },
  'hf huggingface-cli kaggle wandb mlflow dvc clearml comet roboflow replicate modal bentoml openllm together label-studio zenml metaflow prefect dagster airflow':
    {
      bare: 'inspect',
      values: {
        [VALUES]: 'text',
        '--repo-type --revision --include --exclude --local-dir --cache-dir --path -d --dataset -k --value --jobs -j -q':
          'text',
      },
      commands: {
        'auth login logout signup init use': {
          does: 'remote.login',
          operands: 'text*',
          commands: { 'whoami list status': 'inspect', token: 'secret.show' },
        },
        'download pull get fetch import get-url clone restore checkout': {
          does: ['network.fetch', 'file.create'],
          operands: 'text*',
        },
        'upload push submit register publish': { does: 'network.send', operands: 'text*' },
        'whoami version env status list ls search info help cache scan-cache diff metrics params plots root dag data doctor check-ignore show logs config history exp experiments runs dags tasks variables connections pools providers cheat-sheet':
          {
            does: 'inspect',
            operands: 'text*',
            commands: {
              // Of Airflow: runs a task of the project here and now.
              test: { does: 'code.project', operands: 'text*' },
              'set add import create edit run trigger apply push pause unpause clear backfill': CHANGE,
              'delete remove rm': 'remote.delete',
              'list ls show get files status info': 'inspect',
              'pull download output': { does: ['network.fetch', 'file.create'], operands: 'text*' },
            },
          },
        'datasets competitions kernels models c d k m repo repos collection dataset model deployment work-pool work-queue flow flow-run block artifact sweep job jobs launch volume app secret container':
          {
            bare: 'inspect',
            commands: {
              'list ls files status instances get inspect show metadata': 'remote.read',
              'download pull output': { does: ['network.fetch', 'file.create'], operands: 'text*' },
              'create init push submit version versions update set run start upload apply tag deploy': CHANGE,
              'delete rm remove': 'remote.delete',
              variations: CHANGE,
            },
          },
        'run repro serve server standalone webserver scheduler worker celery agent dev ui deploy exec stage add move unfreeze freeze commit install remove rename unprotect destroy update lock migrate':
          { does: 'code.project', operands: 'text*' },
        // What no run or version uses any more is gone for good.
        gc: { does: 'remote.delete', operands: 'text*', flags: { '--dry': { only: true } } },
        db: {
          does: 'code.project',
          operands: 'text*',
          commands: {
            'reset drop': 'database.reset',
            'downgrade clean': 'database.change',
            shell: 'database.session',
          },
        },
        'delete-cache lfs-enable-largefiles remote offline online enabled disabled on off': {
          does: 'config.change',
          operands: 'text*',
        },
      },
    },
  ghost: {
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'ls log doctor status version help check-update': 'inspect',
      'install setup update start stop restart run config buster migrate import export backup': 'service.change',
      uninstall: 'remote.destroy',
    },
  },
};
