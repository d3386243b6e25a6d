/** The cluster's neighbours: helm, delivery, local clusters, look-only tools. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';

const HELM_TEXT =
  '-n --namespace --kube-context --kubeconfig --kube-apiserver --kube-as-user --kube-as-group --kube-ca-file --kube-token --kube-tls-server-name --registry-config --repository-cache --repository-config --burst-limit --qps --set --set-string --set-file --set-json --set-literal -f --values --version --repo --username --password --ca-file --cert-file --key-file --keyring --timeout --description --name-template --labels -l --selector --history-max --max --filter -m --offset -o --output --revision --api-versions --kube-version --show-only -s --tail --time-format --post-renderer-args --cascade --template --max-col-width --app-version';
/** `--version` names the chart's version. */
const OF_CHART = { helpless: true } as const;
const HELM_CHANGE: CommandSpec = {
  ...OF_CHART,
  does: 'remote.change',
  operands: 'text*',
  flags: { '--dry-run --help': { only: true } },
  values: { '--post-renderer': 'code.hook' },
};
const RELEASE_READ = { does: 'remote.read', operands: 'text*' } as const;

const CLUSTER_TEXT =
  '-n --name -p --profile -c --config --image --kubeconfig --wait --nodes --agents --servers --driver --cpus --memory --disk-size --kubernetes-version --container-runtime --addons --network --port --volume --registry-create --k3s-arg --api-port -a --apiserver-ips --base-image --cni --feature-gates --extra-config --loglevel -v --output -o --region -f --config-file -r --zone --node-type --nodes-min --nodes-max --cluster --version --timeout --state --cloud --zones --node-count --node-size --control-plane-size --ssh-public-key --dns-zone';

export const kubernetes: Family = {
  'helm helm3 helm2': {
    bare: 'inspect',
    values: { [HELM_TEXT]: 'text' },
    commands: {
      'list ls status history hist env version search show inspect help verify lint': RELEASE_READ,
      completion: 'inspect.setup',
      get: {
        does: 'remote.read',
        commands: { 'all manifest notes hooks metadata values': RELEASE_READ },
        operands: 'text*',
      },
      template: {
        ...OF_CHART,
        does: 'inspect',
        operands: 'text*',
        values: { '--output-dir': 'file.write', '--post-renderer': 'code.hook' },
      },
      'install upgrade rollback test': HELM_CHANGE,
      'uninstall delete del un': { ...HELM_CHANGE, does: 'remote.delete' },
      create: { operands: 'file.create', values: { '-p --starter': 'text' } },
      package: {
        operands: 'file.read*',
        does: 'file.create',
        values: { '-d --destination': 'file.write', '--key --passphrase-file': 'text' },
      },
      pull: {
        ...OF_CHART,
        does: ['network.fetch', 'file.create'],
        operands: 'text*',
        values: { '-d --destination --untardir': 'file.write' },
      },
      fetch: {
        ...OF_CHART,
        does: ['network.fetch', 'file.create'],
        operands: 'text*',
        values: { '-d --destination --untardir': 'file.write' },
      },
      push: 'package.publish',
      'dependency dep dependencies': {
        bare: 'inspect',
        commands: {
          'list ls': 'inspect',
          'update up build': { does: ['network.fetch', 'file.create'], operands: 'text*' },
        },
      },
      repo: {
        bare: 'inspect',
        commands: {
          'list ls': 'inspect',
          'update up': { does: ['network.fetch', 'config.change'], operands: 'text*' },
          add: { does: ['network.fetch', 'config.change'], operands: 'text*' },
          'remove rm': 'config.change',
          index: { operands: 'file.write', values: { '--merge': 'file.read', '--url': 'text' } },
        },
      },
      plugin: {
        bare: 'inspect',
        commands: {
          'list ls': 'inspect',
          'install add update up': 'package.foreign',
          'uninstall rm remove': 'package.remove-system',
        },
      },
      registry: { commands: { 'login logout': 'remote.login' } },
      diff: RELEASE_READ,
      secrets: { does: 'secret.show', operands: 'text*' },
    },
    flags: { '-h': { only: true } },
  },
  helmfile: {
    bare: 'inspect',
    commands: {
      'list template diff lint build status deps version init fetch show-dag write-values print-env': RELEASE_READ,
      'apply sync charts test': 'remote.change',
      'destroy delete': 'remote.destroy',
      cache: 'cache.clear',
    },
    values: {
      '-f --file -e --environment -l --selector -n --namespace --kube-context --state-values-set --state-values-file --set --values --args -b --helm-binary --concurrency --log-level':
        'text',
    },
  },
  kustomize: {
    bare: 'inspect',
    commands: {
      build: {
        does: 'inspect',
        operands: 'text*',
        flags: { '--enable-exec --enable-alpha-plugins': 'code.hook' },
        values: {
          '-o --output': 'file.write',
          '--env -e --load-restrictor --mount --network-name --reorder --helm-command': 'text',
        },
      },
      'create edit fix localize': {
        does: 'file.write',
        operands: 'text*',
        values: { '--resources --namespace --nameprefix --namesuffix --annotations --labels': 'text' },
      },
      'cfg version completion help openapi': 'inspect',
    },
  },
  'kubens kubectx kubie kubeswitch switcher kubectl-ctx kubectl-ns': {
    operands: 'config.change',
    bare: 'inspect',
    flags: { '-c --current': { only: true }, '-u --unset': 'config.change' },
    values: { '-d': { takes: 'text', does: 'config.change' } },
    commands: {
      exec: { style: 'posix', operands: ['text', 'text', 'command'] },
      'info lint edit ctx ns export': 'config.change',
    },
  },
  'k9s kdash kubetui kubenav kui': {
    does: 'desktop.act',
    operands: 'text*',
    values: { '-n --namespace -c --command --context --cluster -l --logLevel -r --refresh --kubeconfig': 'text' },
  },
  'stern kubetail kail ktail kube-capacity popeye kubent pluto kube-score kubeval kubeconform kubelinter kube-linter polaris nova kubescape kube-bench k8sec conftest datree kubepug findpod tailpod checkov kubeaudit kor kubectl-tree kubectl-neat ktop':
    {
      does: 'remote.read',
      operands: 'text*',
      values: {
        '-n --namespace -c --container -l --selector -s --since --tail -t --template -o --output --context -f --file -p --policy --ignore --config --kubeconfig --color --exclude -k --schema-location --skip --framework':
          'text',
      },
    },
  kubeseal: {
    does: 'inspect',
    flags: { '--recovery-unseal': 'secret.show', '--fetch-cert': 'remote.read' },
    values: {
      '--cert --controller-name --controller-namespace -o --format -n --namespace --scope --name --recovery-private-key':
        'text',
      '-w --sealed-secret-file': 'file.write',
      '-f --secret-file': 'file.read',
    },
  },
  'kind k3d minikube ctlptl crc': {
    bare: 'inspect',
    values: { [CLUSTER_TEXT]: 'text' },
    commands: {
      'completion docker-env podman-env': 'inspect.setup',
      'status version ip help logs update-check': { does: 'inspect', operands: 'text*' },
      'create start stop restart pause unpause load image cache addons config profile node tunnel mount update-context options setup cluster registry kubeconfig apply edit service dashboard':
        {
          does: 'container.change',
          operands: 'text*',
          commands: {
            'list ls get status view path images open current': 'inspect',
            'delete remove rm': 'container.purge',
          },
        },
      'delete cleanup': { does: 'container.purge', operands: 'text*' },
      export: { does: 'config.change', operands: 'text*' },
      get: { does: 'inspect', operands: 'text*' },
      build: 'container.change',
      ssh: { style: 'posix', operands: ['command'], away: true },
      'ssh-key ssh-host ssh-cert': 'inspect',
      kubectl: { does: 'remote.change', operands: 'text*' },
      cp: { operands: ['file.read', 'text'] },
      console: 'desktop.act',
      'oc-env': 'inspect',
    },
  },
  kubeadm: {
    bare: 'inspect',
    commands: {
      'version config completion help': 'inspect',
      'init join upgrade certs alpha kubeconfig': 'system.change',
      token: { commands: { list: 'secret.show', 'create generate delete': 'secret.change' } },
      // Asks by itself, unless it is told not to.
      reset: { does: 'remote.delete', flags: { '-f --force': 'remote.destroy' } },
    },
    values: {
      '--config --kubeconfig --token --discovery-token-ca-cert-hash --pod-network-cidr --apiserver-advertise-address --control-plane-endpoint --cri-socket --kubernetes-version':
        'text',
    },
  },
  'kops eksctl rosa aro gardenctl clusterctl talosctl k0sctl rke vcluster': {
    bare: 'inspect',
    values: { [CLUSTER_TEXT]: 'text' },
    commands: {
      'get list ls describe status validate version info utils help completion logs dmesg services dashboard health time stats containers processes memory read conformance inspect verify':
        { does: 'remote.read', operands: 'text*', commands: { delete: 'remote.delete', secrets: 'remote.secret' } },
      'create update replace edit apply set scale upgrade rollback enable associate drain generate config apply-config bootstrap install move init promote restart up pause resume connect rolling-update toolbox export gen patch image':
        { helpless: true, flags: { '--help': { only: true } }, does: 'remote.change', operands: 'text*' },
      'delete disassociate unset remove rm': {
        does: 'remote.delete',
        operands: [{ 'cluster clusters': 'remote.destroy', else: 'text' }, 'text*'],
      },
      'reset shutdown reboot destroy': 'remote.destroy',
      'kubeconfig disconnect login logout': 'remote.login',
      copy: 'remote.read',
    },
  },
  argocd: {
    bare: 'inspect',
    values: {
      '--server --auth-token --config --grpc-web-root-path --header -H --http-retry-max --kube-context --port-forward-namespace --server-crt -o --output -N --app-namespace -p --parameter --path --repo --dest-server --dest-namespace --revision --project --sync-policy --resource --timeout -l --selector --username --password --ssh-private-key-path --name':
        'text',
    },
    commands: {
      'version context help completion': { does: 'inspect', operands: 'text*' },
      'login logout relogin': { does: 'remote.login', operands: 'text*' },
      account: {
        commands: {
          'list get get-user-info can-i': 'remote.read',
          'generate-token update-password delete-token bcrypt': 'remote.grant',
        },
      },
      'app appset proj repo repocreds cluster cert gpg': {
        commands: {
          'list get history diff manifests logs resources wait windows': 'remote.read',
          'create set unset sync rollback edit patch patch-resource add terminate-op actions update rotate-auth add-source remove-source generate add-destination role':
            'remote.change',
          delete: { does: 'remote.delete', flags: { '--cascade': 'remote.delete' } },
          'rm remove delete-resource remove-destination': 'remote.delete',
        },
      },
      admin: {
        commands: {
          'initial-password': 'remote.secret',
          export: 'remote.secret',
          import: 'remote.change',
          'dashboard settings cluster app proj repo notifications': 'remote.read',
        },
      },
      configure: 'config.change',
    },
  },
  flux: {
    bare: 'inspect',
    values: {
      '-n --namespace --context --kubeconfig --source --path --interval --url --branch --export --owner --repository --token-auth --components --timeout --chart --target-namespace':
        'text',
    },
    commands: {
      'get check logs stats tree trace events diff version export build pull list completion debug': {
        does: 'remote.read',
        operands: 'text*',
      },
      'create reconcile resume suspend bootstrap install tag migrate': { does: 'remote.change', operands: 'text*' },
      push: 'package.publish',
      delete: 'remote.delete',
      uninstall: 'remote.destroy',
    },
  },
  'istioctl linkerd cilium hubble calicoctl kumactl meshctl osm antctl subctl': {
    bare: 'inspect',
    values: {
      '-n --namespace --context --kubeconfig -f --filename -o --output --set -r --revision --chart-directory --version':
        'text',
    },
    commands: {
      'analyze analyse version proxy-status ps proxy-config pc describe x experimental validate manifest status observe config list check get edges stat tap top viz routes diagnostics identity node ipam profile completion help bug-report authn jaeger hubble multicluster sysdump connectivity show trace':
        { does: 'remote.read', operands: 'text*' },
      'install upgrade apply create replace label convert enable disable inject kube-inject uninject clustermesh encryption bgp join cloud generate operator tag waypoint create-remote-secret export patch':
        { does: 'remote.change', operands: 'text*' },
      uninstall: { does: 'remote.delete', flags: { '--purge': 'remote.destroy' } },
      delete: 'remote.delete',
      'dashboard dash d port-forward admin': 'network.tunnel',
    },
  },
  velero: {
    bare: 'inspect',
    values: {
      '-n --namespace -l --selector --from-backup --include-namespaces --exclude-namespaces --include-resources --schedule --ttl --provider --bucket --secret-file -o --output --storage-location':
        'text',
    },
    commands: {
      'get describe version completion debug client': 'remote.read',
      'create install set': { does: 'remote.change', operands: 'text*' },
      'backup restore schedule snapshot-location backup-location plugin repo': {
        commands: {
          'get describe logs download': 'remote.read',
          'create set add pause unpause': 'remote.change',
          'delete remove': { does: 'remote.delete', operands: 'text*', flags: { '--all': 'remote.destroy' } },
        },
      },
      delete: { does: 'remote.delete', operands: 'text*', flags: { '--all': 'remote.destroy' } },
      uninstall: 'remote.destroy',
    },
  },
  'skaffold tilt devspace garden okteto telepresence mirrord ksync draft': {
    bare: 'inspect',
    values: {
      '-p --profile -f --filename -n --namespace --port --tag -d --default-repo --context --kubeconfig -m --module --env-file -t --target':
        'text',
    },
    commands: {
      'diagnose config list render schema version status ls logs doctor analyze describe get ci-info completion help args snapshot print':
        'remote.read',
      'dev run deploy debug build apply filter init up ci fix test verify trigger use add enable disable update publish namespace create kubeconfig context open inspect':
        { does: 'remote.change', operands: 'text*' },
      'delete down purge reset remove destroy cleanup': { does: 'remote.delete', operands: 'text*' },
      'connect intercept leave quit exec sync attach enter ssh shell forward': {
        style: 'posix',
        does: 'network.tunnel',
        operands: 'text*',
      },
      login: 'remote.login',
    },
  },
  'kn tkn argo kubeless faas-cli fission nuctl': {
    bare: 'inspect',
    values: {
      '-n --namespace -f --filename -o --output --image --env --context --kubeconfig -l --label -p --param --serviceaccount -w --workspace -s --lang --gateway --name -g':
        'text',
    },
    commands: {
      'version help completion list ls get describe logs status watch lint info': {
        does: 'remote.read',
        operands: 'text*',
      },
      'service revision route source broker trigger channel subscription domain pipeline pipelinerun task taskrun clustertask eventlistener bundle hub customrun template cron cluster-template archive store secret namespace function plugin chain':
        {
          commands: {
            'list ls get describe logs search info export lint': 'remote.read',
            'create update apply start cancel import push sign install run suspend resume submit ping test build':
              'remote.change',
            'delete rm': 'remote.delete',
          },
          bare: 'inspect',
        },
      'submit resubmit retry resume suspend stop terminate node auth deploy create build push up run invoke publish new config environment languages repository subscribe':
        { does: 'remote.change', operands: 'text*' },
      'delete remove rm': 'remote.delete',
      'login logout': 'remote.login',
      server: 'network.listen',
    },
  },
  'kapp ytt kbld imgpkg vendir kwt': {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'deploy app-group': { does: 'remote.change', operands: 'text*' },
      delete: 'remote.delete',
      'list ls inspect logs version describe': 'remote.read',
      push: 'package.publish',
      'sync pull copy': { does: ['network.fetch', 'file.create'], operands: 'text*' },
    },
    values: {
      '-a --app -n --namespace -f --file -i --image -b --bundle -o --output -v --data-value --data-values-file': 'text',
    },
  },
  'kubelet kube-apiserver kube-proxy kube-scheduler kube-controller-manager': 'network.listen',
  'crossplane up kubebuilder operator-sdk kubevela vela rancher cmctl stolonctl': {
    bare: 'inspect',
    operands: 'text*',
    does: 'remote.change',
    commands: {
      'version help completion list ls get status describe inspect validate render trace check logs': {
        does: 'remote.read',
        operands: 'text*',
      },
      'delete uninstall rm': 'remote.delete',
      'login logout': 'remote.login',
    },
  },
};
