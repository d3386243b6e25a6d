/** Ansible: one command line that changes many machines. */
import type { Family } from '../vocabulary/spec.ts';

export const ansible: Family = {
  ansible: {
    does: 'remote.change',
    operands: 'text',
    away: true,
    flags: {
      '-h': { only: true },
      '-C --check --syntax-check': {},
      '--list-hosts': { turns: { 'remote.change': 'inspect' } },
      '-b --become -K --ask-become-pass': 'privilege.raise',
    },
    values: {
      '-a --args': { '*=*': 'text', else: 'source.shell' },
      '-m --module-name -i --inventory --inventory-file -u --user -f --forks -l --limit -e --extra-vars -t --tree -T --timeout -c --connection -B --background -P --poll --private-key --key-file --become-user --become-method --ssh-common-args --ssh-extra-args --scp-extra-args --sftp-extra-args --vault-id --playbook-dir --task-timeout':
        'text',
      '-M --module-path': 'code.load',
      '--vault-password-file --vault-pass-file --become-password-file --connection-password-file': 'file.read',
    },
  },
  'ansible-playbook': {
    does: 'remote.change',
    operands: 'text*',
    flags: {
      '-h': { only: true },
      // Asks the machines what it would change; look-ups of the playbook run all the same.
      '-C --check': { does: 'code.project', turns: { 'remote.change': 'remote.read' } },
      '-D --diff': {},
      '--list-hosts --list-tasks --list-tags --syntax-check': { turns: { 'remote.change': 'inspect' } },
    },
    values: {
      '-i --inventory --inventory-file -u --user -f --forks -l --limit -e --extra-vars -t --tags --skip-tags --start-at-task -T --timeout -c --connection --private-key --key-file --become-user --become-method --ssh-common-args --ssh-extra-args --scp-extra-args --sftp-extra-args --vault-id':
        'text',
      '-M --module-path': 'code.load',
      '--vault-password-file --vault-pass-file --become-password-file --connection-password-file': 'file.read',
    },
  },
  'ansible-pull': {
    does: ['code.remote-package', 'system.change'],
    operands: 'text*',
    flags: { '--list-hosts --check': {}, '-h': { only: true } },
    values: {
      '-U --url -C --checkout -d --directory -i --inventory -e --extra-vars -t --tags --skip-tags -m --module-name -u --user -l --limit --vault-id -s --sleep -T -c --private-key':
        'text',
    },
  },
  'ansible-console': {
    does: 'remote.change',
    operands: 'text*',
    flags: { '--list-hosts': { turns: { 'remote.change': 'inspect' } } },
    values: { '-i --inventory -u --user -f --forks -l --limit -e -M -T -c --become-user': 'text' },
  },
  'ansible-inventory ansible-doc ansible-lint ansible-config ansible-navigator': {
    does: 'inspect',
    operands: 'text*',
    commands: {
      'dump list view validate doc collections images settings': 'inspect',
      init: { does: 'file.create', operands: 'text*' },
      'run exec': 'remote.change',
    },
    values: {
      '-i --inventory -t --type -M --module-path -p --playbook-dir -l --limit -e --entry-point -r -R -c --config-file -x --exclude -w --warn-list -f --format --project-dir --host --vault-id -s --vault-password-file':
        'text',
      '--output': 'file.write',
    },
    flags: { '--fix --write': 'file.write' },
  },
  'ansible-galaxy': {
    bare: 'inspect',
    values: {
      '-p --roles-path --collections-path -r --role-file --requirements-file -s --server --token --api-key --timeout --api-version --init-path':
        'text',
    },
    commands: {
      'list info search verify': { does: 'inspect', operands: 'text*' },
      'install download': { does: 'package.install', operands: 'text*' },
      'init build': { does: 'file.create', operands: 'text*' },
      'remove delete': 'package.remove',
      'import setup login publish': 'package.publish',
      'collection role': {
        commands: {
          'list info search verify': { does: 'inspect', operands: 'text*' },
          'install download': { does: 'package.install', operands: 'text*' },
          'init build': { does: 'file.create', operands: 'text*' },
          'remove delete': 'package.remove',
          'import setup publish': 'package.publish',
        },
      },
    },
  },
  'ansible-test': {
    bare: 'inspect',
    commands: {
      'sanity units coverage env': { does: 'code.project', operands: 'text*' },
      'integration network-integration windows-integration': {
        does: ['code.project', 'remote.change'],
        operands: 'text*',
      },
      shell: 'shell.interactive',
    },
  },
  molecule: {
    bare: 'inspect',
    commands: {
      'list matrix status': 'inspect',
      'test converge verify create prepare lint syntax idempotence side-effect check dependency init': 'code.project',
      'destroy cleanup reset': 'container.change',
      login: 'shell.interactive',
    },
    values: { '-s --scenario-name -d --driver-name': 'text' },
  },
  'ansible-builder ansible-runner ansible-sign ansible-creator': { does: 'code.project', operands: 'text*' },
};
