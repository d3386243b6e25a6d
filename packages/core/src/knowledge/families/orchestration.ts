/** Schedulers and service catalogues beside Kubernetes: consul, nomad and kin. */
import type { Family } from '../vocabulary/spec.ts';

export const orchestration: Family = {
  consul: {
    bare: 'inspect',
    style: 'long',
    values: {
      '-http-addr -token -token-file -datacenter -namespace -partition -ca-file -client-cert -client-key -tls-server-name -filter -near -service -node -tag -format -name -id -policy-name -description -type':
        'text',
    },
    commands: {
      'members version info validate catalog health monitor rtt debug troubleshoot help': {
        does: 'remote.read',
        operands: 'text*',
        style: 'long',
      },
      kv: {
        commands: {
          'get export': 'remote.read',
          'put import': 'remote.change',
          delete: { style: 'long', does: 'remote.delete', flags: { '-recurse': 'remote.destroy' } },
        },
      },
      'services config intention connect peering resource': {
        commands: {
          'list read check match get export exported-services redirect-traffic': 'remote.read',
          'register write create establish generate-token apply ca envoy proxy': 'remote.change',
          'deregister delete': 'remote.delete',
        },
      },
      acl: {
        operands: 'text*',
        does: 'remote.grant',
        commands: {
          'list read': 'remote.read',
          'token policy role auth-method binding-rule': {
            commands: { 'list read': 'remote.read', 'create update clone': 'remote.grant', delete: 'remote.delete' },
          },
          bootstrap: 'remote.grant',
        },
      },
      operator: {
        operands: 'text*',
        does: 'remote.change',
        commands: {
          raft: { operands: 'text*', does: 'remote.change', commands: { 'list-peers': 'remote.read' } },
          'usage utilization': 'remote.read',
        },
      },
      snapshot: {
        commands: {
          save: { does: 'remote.secret', operands: 'file.write' },
          inspect: 'file.read',
          restore: 'remote.destroy',
          agent: 'remote.read',
        },
      },
      'exec lock watch': { style: 'long', does: 'remote.change', operands: ['text', 'command'] },
      'event force-leave join leave maint reload rotate': 'remote.change',
      keygen: 'secret.change',
      keyring: 'secret.change',
      tls: 'secret.change',
      'agent login logout': {
        does: 'network.listen',
        style: 'long',
        values: { '-config-file -config-dir -data-dir -bind -client -bootstrap-expect -node -retry-join': 'text' },
      },
    },
  },
  'consul-template envconsul': {
    does: 'code.hook',
    style: 'long',
    operands: 'text*',
    values: { '-template -config -exec -once': 'text' },
  },
  nomad: {
    bare: 'inspect',
    style: 'long',
    values: {
      '-address -region -namespace -token -ca-cert -client-cert -client-key -var -var-file -t -job -task -n': 'text',
    },
    commands: {
      'status version plan validate inspect node-status alloc-status eval-status agent-info monitor ui help': {
        does: 'remote.read',
        operands: 'text*',
        style: 'long',
      },
      'run start': { does: 'remote.change', operands: 'text*', style: 'long' },
      stop: { does: 'remote.change', operands: 'text*', style: 'long', flags: { '-purge': 'remote.delete' } },
      'job alloc node deployment eval namespace volume server system operator quota acl var plugin sentinel scaling service login recommendation license setup tls':
        {
          bare: 'inspect',
          style: 'long',
          commands: {
            'status inspect list history allocs plan validate logs fs checks info members list-peers get meta-read allocations deployments':
              { does: 'remote.read', style: 'long', operands: 'text*' },
            'run stop revert promote dispatch periodic scale eval restart signal drain eligibility config apply put lock create register pause resume fail unblock init gc reconcile snapshot bootstrap token policy role meta join force-leave tag start':
              { does: 'remote.change', style: 'long', operands: 'text*' },
            'delete deregister purge remove': 'remote.delete',
            exec: { style: 'posix', does: 'remote.change', operands: ['text', 'command'], away: true },
          },
        },
      exec: { style: 'posix', does: 'remote.change', operands: ['text', 'command'], away: true },
      agent: { does: 'network.listen', style: 'long', values: { '-config -dc -data-dir': 'text' } },
    },
  },
  boundary: {
    bare: 'inspect',
    style: 'long',
    commands: {
      'version help': 'inspect',
      connect: { does: 'network.tunnel', style: 'long', operands: 'text*' },
      authenticate: 'remote.login',
      search: 'remote.read',
    },
    operands: 'text*',
    does: 'remote.change',
  },
  waypoint: {
    bare: 'inspect',
    commands: {
      'status version logs': 'remote.read',
      'up build deploy release init': 'remote.change',
      destroy: 'remote.destroy',
    },
  },
};
