/** Acting with the rights of another user. */
import type { Family } from '../vocabulary/spec.ts';

const WITH_COMMAND = { turns: { 'privilege.shell': 'privilege.raise' } } as const;

export const privilege: Family = {
  'sudo sudo-rs': {
    style: 'posix',
    does: 'privilege.raise',
    operands: ['assignment', 'command'],
    flags: {
      '-s --shell': 'privilege.shell',
      '-i --login': 'privilege.shell',
      '-e --edit': { operands: 'file.write*' },
      '-l --list': { does: 'inspect', only: true },
      '-k --reset-timestamp -K --remove-timestamp -V': {},
    },
    values: {
      '-u --user -g --group -p --prompt -C --close-from -r --role -t --type -T --command-timeout -U --other-user -h --host -a --auth-type -c --login-class':
        'text',
      '-D --chdir': 'directory',
      '-R --chroot': 'file.list',
    },
  },
  'doas opendoas': {
    style: 'posix',
    does: 'privilege.raise',
    operands: 'command',
    flags: { '-s': 'privilege.shell', '-n -L': {} },
    values: { '-u -a': 'text', '-C': 'file.read' },
  },
  'pkexec run0 gksudo gksu kdesudo kdesu lxqt-sudo beesu ktsuss sux super calife': {
    style: 'posix',
    does: 'privilege.raise',
    operands: 'command',
    bare: 'privilege.shell',
    values: {
      '--user -u --unit --property --description --slice --nice -D --chdir --setenv --background -g --group --machine':
        'text',
      '-m -c': 'text',
    },
  },
  // Without a command of its own it opens a shell.
  su: {
    does: 'privilege.shell',
    operands: 'text*',
    values: {
      '-c --command --session-command': { takes: 'source.shell', ...WITH_COMMAND },
      '-s --shell': 'file.run',
      '-g --group -G --supp-group -w --whitelist-environment': 'text',
    },
  },
  runuser: {
    style: 'posix',
    does: 'privilege.shell',
    operands: 'text*',
    values: {
      '-u --user': { takes: 'text', operands: 'command', ...WITH_COMMAND },
      '-c --command --session-command': { takes: 'source.shell', ...WITH_COMMAND },
      '-s --shell': 'file.run',
      '-g --group -G --supp-group -w --whitelist-environment': 'text',
    },
  },
  'gosu su-exec': { style: 'posix', does: 'privilege.raise', operands: ['text', 'command'] },
  setpriv: {
    style: 'posix',
    does: 'privilege.raise',
    operands: 'command',
    flags: { '-d --dump': { does: 'inspect', only: true } },
    values: {
      '--reuid --regid --ruid --euid --rgid --egid --groups --inh-caps --ambient-caps --bounding-set --securebits --selinux-label --apparmor-profile --pdeathsig --landlock-access --landlock-rule':
        'text',
    },
  },
  sg: { style: 'posix', does: 'privilege.raise', operands: ['text', 'source.shell'], values: { '-c': 'source.shell' } },
  newgrp: { does: 'shell.interactive', operands: 'text*' },
  'newrole runcon sesu': {
    style: 'posix',
    does: 'privilege.raise',
    operands: ['text?', 'command'],
    values: { '-r --role -t --type -u --user -l --level --range': { takes: 'text', operands: 'command' } },
  },
  sudoreplay: { does: 'inspect', operands: 'text*', values: { '-d -f -m -s': 'text' } },
  'login agetty getty mingetty fgetty sulogin': {
    does: 'privilege.shell',
    operands: 'text*',
    values: { '-f -h -n -l -I -H -t -a': 'text' },
  },
  'pkaction pkcheck pkttyagent': {
    does: 'inspect',
    operands: 'text*',
    values: { '-a --action-id -p --process -d --detail': 'text' },
  },
  'cvtsudoers sudo_logsrvd': { operands: 'file.read*', values: { '-o': 'file.write', '-f -m -b -O -d': 'text' } },
};
