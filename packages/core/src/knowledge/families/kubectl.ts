/** kubectl and oc: reading a cluster is free, changing it is asked, emptying it is refused. */
import type { CommandSpec, Family } from '../vocabulary/spec.ts';
import { type Commands, override } from './override.ts';

const GLOBAL =
  '-n --namespace -s --server --context --cluster --user --as --as-group --as-uid --token --username --password --certificate-authority --client-certificate --client-key --tls-server-name --request-timeout --cache-dir --profile --profile-output --log-file --log-dir -v --vmodule --log-flush-frequency';
const SELECT =
  '-l --selector --field-selector --label-columns -L --sort-by --template --chunk-size --subresource --field-manager';
/** `-o yaml` and its kin print whole objects; `turns` what was only named. */
const OUTPUT = { takes: 'text', turns: { inspect: 'remote.secret' } } as const;
const FILES = { '-f --filename -k --kustomize': 'text' } as const;
const DRY = { takes: { 'none false': 'text', else: 'only' }, attached: true } as const;

/** Things whose loss takes everything in them along; a pod by its name comes back at once. */
const DELETED = {
  'pod pods po pod/* pods/* po/*': 'remote.restart',
  'namespace namespaces ns namespace/* ns/* node nodes no node/* pv persistentvolume persistentvolumes persistentvolume/* pv/* crd crds customresourcedefinition customresourcedefinitions crd/* project projects all':
    'remote.destroy',
  else: 'remote.delete',
} as const;
/** All of them in a namespace: with the claims go the volumes. */
const DELETED_ALL = {
  'pvc persistentvolumeclaim persistentvolumeclaims pvc,* *,pvc statefulset statefulsets sts secret secrets':
    'remote.destroy',
  ...DELETED,
} as const;
const BINDING = {
  'clusterrolebinding* clusterrole* rolebinding* role role/* roles serviceaccount* token': 'remote.grant',
  else: 'remote.change',
} as const;

const CHANGE: CommandSpec = {
  does: 'remote.change',
  operands: [BINDING, { 'cluster-admin* system:masters': 'privilege.grant', else: 'text', dynamic: 'text' }, 'text*'],
  flags: { '--prune --server-side --all': {} },
  values: {
    ...FILES,
    '--dry-run': DRY,
    [SELECT]: 'text',
    '-o --output -p --patch --patch-file --type --overrides --image --port --replicas --resource-version --current-replicas --min --max --cpu-percent --name --labels --annotations --protocol --target-port --external-ip --session-affinity --cluster-ip --load-balancer-ip --generator --timeout --grace-period --prune-allowlist --prune-whitelist --from --env -e --containers -c --limits --requests --schedule --restart --tcp --node-port --class --rule --default-backend --from-literal --hard --scopes --verb --resource --resource-name --api-group --aggregation-rule --non-resource-url --cert --key --docker-server --docker-username --docker-password --docker-email --value --description --to-revision --revision --duration --audience --bound-object-kind --bound-object-name --source --add-stage --min-available --max-unavailable':
      'text',
    '--from-file --from-env-file --prefix': 'text',
    // The binding's role and who gets it.
    '--clusterrole --role --serviceaccount --group --user': {
      takes: { '*cluster-admin* system:masters': 'privilege.grant', else: 'text' },
      does: 'remote.grant',
    },
  },
};
const READ: CommandSpec = {
  does: 'remote.read',
  operands: 'text*',
  values: {
    ...FILES,
    [SELECT]: 'text',
    '-o --output --output-directory --api-version --api-group --categories --verbs --for --timeout --revision --type --since --until --interval':
      'text',
  },
};
const SECRET = { '*secret*': 'inspect', else: 'text' } as const;

const EXEC: CommandSpec = {
  does: 'remote.read',
  operands: ['text', 'command'],
  away: true,
  values: { '-c --container --pod-running-timeout': 'text', ...FILES },
};

const KUBECTL_COMMANDS: Commands = {
  get: {
    does: 'remote.read',
    operands: [SECRET, 'text*'],
    values: {
      ...FILES,
      [SELECT]: 'text',
      '-o --output': OUTPUT,
      '--raw': { '*/secrets*': 'remote.secret', else: 'text' },
    },
  },
  'describe explain api-resources api-versions version events options kustomize wait top help': {
    ...READ,
    operands: 'text*',
  },
  completion: 'inspect.setup',
  'cluster-info': {
    ...READ,
    commands: {
      dump: { does: 'remote.read', values: { '--output-directory': 'file.write', '--namespaces -o': 'text' } },
    },
  },
  logs: {
    does: 'remote.read',
    operands: 'text*',
    values: {
      '-c --container --since --since-time --tail -l --selector --max-log-requests --limit-bytes --pod-running-timeout':
        'text',
    },
  },
  diff: READ,
  auth: {
    commands: { 'can-i whoami': READ, reconcile: { does: 'remote.grant', values: { ...FILES, '--dry-run': DRY } } },
    values: { '-o --output': 'text' },
  },
  config: {
    bare: 'inspect',
    commands: {
      'current-context get-contexts get-clusters get-users': {
        does: 'inspect',
        operands: 'text*',
        values: { '-o --output': 'text' },
      },
      view: { does: 'inspect', flags: { '--raw': 'secret.show' }, values: { '-o --output --template': 'text' } },
      'use-context use set-context rename-context delete-context delete-cluster delete-user unset': {
        does: 'config.change',
        operands: 'text*',
      },
      'set set-cluster set-credentials': {
        does: 'config.change',
        operands: 'text*',
        values: {
          '--exec-command --exec-arg --exec-env --auth-provider': 'code.hook',
          '--exec-api-version --server --certificate-authority --embed-certs --client-certificate --client-key --token --username --password --proxy-url':
            'text',
        },
      },
    },
  },
  'apply create replace expose scale autoscale label annotate patch set edit taint': CHANGE,
  delete: {
    operands: [DELETED, 'text*'],
    // With files only, no operand says what goes.
    bare: 'remote.delete',
    flags: {
      '--force --now': 'remote.delete',
      '--all': { does: 'remote.delete', operands: [DELETED_ALL, 'text*'] },
      '-A --all-namespaces': 'remote.destroy',
    },
    values: {
      ...FILES,
      '--dry-run': DRY,
      [SELECT]: { takes: 'text', does: 'remote.delete' },
      '--grace-period --timeout -o --output': 'text',
      '--raw': { takes: 'text', does: 'remote.delete' },
    },
  },
  rollout: {
    commands: { 'status history': READ, restart: { ...READ, does: 'remote.restart' }, 'undo pause resume': CHANGE },
  },
  drain: {
    does: 'remote.delete',
    operands: 'text*',
    values: {
      '--dry-run': DRY,
      '--grace-period --timeout -l --selector --pod-selector --skip-wait-for-delete-timeout --chunk-size': 'text',
    },
  },
  'cordon uncordon': {
    does: 'remote.change',
    operands: 'text*',
    values: { '--dry-run': DRY, '-l --selector': 'text' },
  },
  exec: EXEC,
  attach: { does: 'remote.change', operands: 'text*', values: { '-c --container': 'text' } },
  debug: {
    does: 'remote.change',
    operands: ['text', 'command'],
    away: true,
    values: { '--image -c --container --copy-to --target --profile --set-image --env --custom': 'text' },
  },
  run: {
    does: 'remote.change',
    operands: ['text', 'command'],
    away: true,
    flags: { '--privileged': 'container.escape' },
    values: {
      '--dry-run': DRY,
      '--image --restart --port --env -l --labels --limits --requests --image-pull-policy --annotations --field-manager -o --output --timeout --pod-running-timeout':
        'text',
      '--overrides': { '*privileged* *hostPID* *hostNetwork* *hostPath*': 'container.escape', else: 'text' },
    },
  },
  cp: {
    operands: [
      { '*:*': 'remote.read', else: 'file.upload' },
      { '*:*': 'remote.change', else: 'file.write' },
    ],
    values: { '-c --container --retries': 'text' },
  },
  'port-forward': { does: 'network.listen', operands: 'text*', values: { '--address --pod-running-timeout': 'text' } },
  proxy: {
    does: 'network.tunnel',
    values: {
      '-p --port --address --accept-hosts --accept-paths --api-prefix --reject-methods --reject-paths -u --unix-socket -w --www -P --www-prefix':
        'text',
    },
  },
  certificate: {
    commands: { approve: { does: 'remote.grant', values: FILES }, deny: { does: 'remote.change', values: FILES } },
  },
  plugin: 'inspect',
  convert: { does: 'inspect', values: { ...FILES, '-o --output --output-version': 'text' } },
};

export const kubectl: Family = {
  'kubectl kubecolor microk8s.kubectl k': {
    bare: 'inspect',
    values: { [GLOBAL]: 'text', '--kubeconfig': 'file.run' },
    commands: override(KUBECTL_COMMANDS, {
      krew: {
        bare: 'inspect',
        commands: {
          'list search info version help': 'inspect',
          'install upgrade index': 'package.install-system',
          update: 'network.fetch',
          uninstall: 'package.remove-system',
        },
      },
    }),
  },
  oc: {
    bare: 'inspect',
    values: { [GLOBAL]: 'text', '--kubeconfig': 'file.run' },
    commands: override(KUBECTL_COMMANDS, {
      'status projects whoami': { does: 'remote.read', flags: { '-t --show-token': 'secret.show' } },
      project: { does: 'config.change', operands: 'text*' },
      'login logout': {
        does: 'remote.login',
        operands: 'text*',
        values: { '-u --username -p --password --token --certificate-authority': 'text' },
      },
      'new-project new-app new-build start-build cancel-build import-image rollback tag process idle image': {
        ...CHANGE,
        operands: 'text*',
      },
      rsh: {
        does: 'network.login',
        style: 'posix',
        operands: ['text', 'command'],
        away: true,
        values: { '-c --container --shell --timeout': 'text' },
      },
      rsync: {
        operands: ['transfer.from', 'transfer.to'],
        flags: { '--delete': 'remote.delete' },
        values: { '-c --strategy --include --exclude': 'text' },
      },
      adm: {
        bare: 'inspect',
        operands: 'text*',
        does: 'remote.change',
        commands: {
          'top inspect must-gather node-logs release': 'remote.read',
          policy: { does: 'remote.grant', operands: 'text*' },
          'drain prune': 'remote.delete',
        },
      },
      policy: { does: 'remote.grant', operands: 'text*' },
      'serviceaccounts sa secrets': { does: 'remote.secret', operands: 'text*' },
      registry: 'remote.login',
      observe: { does: 'remote.read', operands: ['text', 'command'] },
      extract: { does: 'remote.secret', operands: 'text*', values: { '--to': 'file.write', '--keys': 'text' } },
    }),
  },
  'k3s rke2 k0s microk8s': {
    bare: 'inspect',
    commands: {
      kubectl: {
        bare: 'inspect',
        values: { [GLOBAL]: 'text', '--kubeconfig': 'file.run' },
        commands: KUBECTL_COMMANDS,
      },
      'status version config sysinfo inspect help check-config': 'inspect',
      'server agent controller worker install start stop enable disable join leave reset refresh-certs add-node remove-node certificate etcd-snapshot secrets-encrypt token kubeconfig backup restore etcd':
        'system.change',
      'ctr crictl helm helm3 istioctl linkerd images dbctl addons': { does: 'remote.change', operands: 'text*' },
    },
  },
};
