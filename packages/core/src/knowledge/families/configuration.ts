/** Configuration management other than Ansible: puppet, salt, chef and smaller ones. */
import type { Family } from '../vocabulary/spec.ts';

export const configuration: Family = {
  puppet: {
    bare: 'inspect',
    commands: {
      apply: {
        does: 'system.change',
        operands: 'file.run*',
        flags: { '--noop': { turns: { 'system.change': 'inspect' } } },
        values: {
          '-e --execute': 'source.other',
          '--modulepath --hiera_config --catalog --logdest -l --environment': 'text',
        },
      },
      agent: {
        does: 'system.change',
        operands: 'text*',
        flags: { '--noop': { turns: { 'system.change': 'inspect' } } },
        values: { '--server --certname --environment --tags --masterport': 'text' },
      },
      resource: { does: 'inspect', operands: ['text', 'text', 'system.change*'] },
      module: {
        bare: 'inspect',
        commands: {
          'list search': 'inspect',
          'install upgrade': 'package.install-system',
          uninstall: 'package.remove-system',
          'build generate changes': 'code.project',
        },
      },
      config: { commands: { print: 'inspect', 'set delete': 'config.change' } },
      'describe doc help parser epp lookup facts plugin node catalog report man': {
        does: 'inspect',
        operands: 'text*',
        commands: { clean: 'remote.delete', validate: 'file.read' },
      },
      filebucket: { does: 'inspect', operands: ['text', 'file.read*'] },
      'cert ssl certificate': {
        commands: {
          'list show verify print': 'inspect',
          'sign generate bootstrap submit_request download_cert': 'remote.grant',
          'clean revoke reinventory': 'remote.delete',
        },
      },
      script: { does: 'system.change', operands: 'file.run*' },
      'master server': 'network.listen',
    },
  },
  'facter ohai augtool puppet-lint r10k hiera': {
    does: 'inspect',
    operands: 'text*',
    commands: { deploy: 'system.change', puppetfile: 'package.install' },
  },
  bolt: {
    bare: 'inspect',
    commands: {
      command: { commands: { run: 'remote.change' } },
      'script task plan apply file': { operands: 'text*', does: 'remote.change', commands: { 'show list': 'inspect' } },
      'inventory group module guide lookup secret project': 'inspect',
    },
  },
  'salt salt-ssh': {
    does: 'remote.change',
    operands: [
      'text',
      {
        'test.ping grains.* pillar.get pillar.items status.* sys.* test.version network.* disk.usage service.status pkg.version pkg.list_pkgs':
          'remote.read',
        else: 'remote.change',
      },
      'text*',
    ],
    values: { '-c -t -b -l --out --log-file -E --roster --user -G -L -N -C': 'text' },
  },
  'salt-call': {
    does: 'inspect',
    operands: [
      {
        'test.* grains.* pillar.* status.* sys.* config.get network.* disk.usage state.show*': 'inspect',
        'cmd.* state.* salt.*': 'system.change',
        else: 'system.change',
      },
      'text*',
    ],
    values: { '-c -l --out --log-file --id --pillar-root --file-root': 'text' },
  },
  'salt-key': {
    does: 'inspect',
    flags: {
      '-A --accept-all -D --delete-all -R --reject-all': 'remote.grant',
      '-L --list-all -F --finger-all -P --print-all': 'inspect',
    },
    values: {
      '-a --accept -d --delete -r --reject': { takes: 'text', does: 'remote.grant' },
      '-l --list -f --finger -p --print -c': 'text',
    },
  },
  'salt-run salt-cloud salt-cp': {
    does: 'remote.change',
    operands: 'text*',
    commands: { 'manage.up manage.down manage.status jobs.list_jobs jobs.active jobs.lookup_jid': 'remote.read' },
  },
  'salt-master salt-minion salt-api salt-proxy salt-syndic': 'service.change',
  'chef-client chef-solo chef-apply chef-run cinc-client': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-W --why-run': { turns: { 'system.change': 'inspect' } } },
    values: {
      '-o --override-runlist -j --json-attributes -c --config -E --environment -r --recipe-url -l -N -S -u -i -s':
        'text',
    },
  },
  knife: {
    bare: 'inspect',
    values: {
      '-c --config -s --server-url -u --user -k --key -E --environment -F --format -N --node-name -r --run-list -x --ssh-user -P --ssh-password -i --ssh-identity-file -a --attribute -m':
        'text',
    },
    commands: {
      'status search show list diff help': 'remote.read',
      ssh: { does: 'remote.change', operands: ['text', 'source.shell'], away: true },
      exec: 'code.inline',
      'bootstrap upload download edit deps tag vault ssl configure raise recipe': 'remote.change',
      'node client cookbook role environment user data bag acl group org supermarket': {
        operands: [
          {
            'list show test metadata': 'remote.read',
            'delete bulk': 'remote.delete',
            bag: 'remote.change',
            else: 'remote.change',
          },
          'text*',
        ],
      },
    },
  },
  'chef berks kitchen cookstyle foodcritic inspec chef-shell chef-server-ctl': {
    does: 'code.project',
    operands: 'text*',
    commands: {
      'list show describe-cookbook viz outdated info contingent env verify version help status diagnose': 'inspect',
      'upload push publish': 'remote.change',
      'destroy delete': 'remote.delete',
      login: 'shell.interactive',
      exec: { style: 'posix', operands: ['command'] },
      'install update vendor converge create setup test check generate package apply': 'code.project',
    },
    values: { '-b --berksfile -t --target -i --key-files --user --password -c -p --path': 'text' },
  },
  'pyinfra fab cdist mina cap rex mgmt itamae': {
    does: 'remote.change',
    operands: 'text*',
    flags: { '-l --list --dry --debug-facts': {} },
    values: { '-H --host -i --identity -c -u --user -f --fabfile --limit --data': 'text' },
  },
};
