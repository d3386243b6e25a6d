/** Accounts, groups, passwords, key rings of the system. */
import type { Family } from '../vocabulary/spec.ts';

/** Groups whose members are as good as root. */
const STRONG = 'sudo wheel admin root docker lxd libvirt disk shadow kvm adm *sudo* *wheel* *docker* *lxd* *admin*';
const TO_GROUP = { [STRONG]: 'privilege.grant', else: 'text' } as const;
const USER_ID = { '0 +0': 'privilege.grant', else: 'text' } as const;

const ACCOUNT = {
  does: 'user.change',
  operands: 'text*',
  flags: { '-o --non-unique': 'user.change', '-D --defaults': 'system.change' },
  values: {
    '-G --groups -g --gid --ingroup --group': TO_GROUP,
    '-u --uid': USER_ID,
    '-c --comment --gecos -d --home-dir --home -b --base-dir --base -e --expiredate -f --inactive -k --skel -K --key -s --shell -p --password -R --root -P --prefix -l --login -Z --selinux-user -v --add-subuids -w --add-subgids --conf --firstuid --lastuid --firstgid --lastgid':
      'text',
  },
} as const;

export const users: Family = {
  'useradd usermod': ACCOUNT,
  adduser: { ...ACCOUNT, operands: ['text?', TO_GROUP] },
  'userdel deluser remuser rmuser lchage luserdel luseradd lusermod': {
    does: 'user.change',
    operands: 'text*',
    values: { '-R --root -P --prefix --conf --backup-to --group -u': 'text' },
  },
  'groupadd groupmod groupdel addgroup delgroup lgroupadd lgroupmod lgroupdel groupmems newusers newgidmap newuidmap chgpasswd pwconv pwunconv grpconv grpunconv pwck grpck':
    {
      does: 'user.change',
      operands: 'text*',
      values: { '-a --add': 'text', '-g --gid -d --delete -n --new-name -p --password -R --root -P -K': 'text' },
      flags: { '-r --read-only -q': {} },
    },
  gpasswd: {
    does: 'user.change',
    operands: [TO_GROUP, 'text*'],
    values: { '-a --add -d --delete -M --members -A --administrators -Q --root': 'text' },
  },
  passwd: {
    does: 'user.change',
    operands: 'text*',
    flags: {
      '-S --status': { does: 'inspect', only: true },
      // Without a password anybody logs in.
      '-d --delete': { does: 'user.change', operands: { root: 'privilege.grant', else: 'text' } },
      '-u --unlock': 'user.change',
    },
    values: { '-n --mindays -x --maxdays -w --warndays -i --inactive -R --root -r --repository': 'text' },
  },
  'chpasswd chpass ypchpass chfn chsh ypchsh yppasswd lpasswd ypchfn': {
    does: 'user.change',
    operands: 'text*',
    values: { '-s --shell': 'code.hook', '-c --crypt-method -R --root -f -r -p -h -o -a -e': 'text' },
    flags: { '-l --list-shells': { does: 'inspect', only: true } },
  },
  chage: {
    does: 'user.change',
    operands: 'text*',
    flags: { '-l --list': { does: 'inspect', only: true } },
    values: { '-d --lastday -E --expiredate -I --inactive -m --mindays -M --maxdays -W --warndays -R --root': 'text' },
  },
  'faillock faillog pam_tally pam_tally2': {
    does: 'inspect',
    operands: 'text*',
    flags: { '--reset -r': 'user.change' },
    values: { '--user -u --dir -m -l -t': 'text' },
  },
  'pam-auth-update authconfig authselect pam-config': {
    does: 'evade.security',
    commands: { 'current list show check test': 'inspect' },
    operands: 'text*',
    values: { '--package --root': 'text' },
  },
  homectl: {
    commands: {
      'list inspect authenticate': 'inspect',
      'create update passwd resize lock lock-all unlock activate deactivate deactivate-all adopt register unregister': {
        does: 'user.change',
        operands: 'text*',
      },
      remove: { does: ['user.change', 'file.delete'], operands: 'text*' },
      with: { operands: ['text', 'command'] },
    },
  },
  userdbctl: {
    does: 'inspect',
    operands: 'text*',
    flags: { '--chain': { operands: ['text', 'text', 'command'] } },
    values: { '-s --service': 'text' },
  },
  mkhomedir_helper: { does: 'user.change', operands: 'text*' },
  mksmbpasswd: { does: 'inspect', operands: 'text*' },
  pw: {
    commands: {
      'usershow groupshow usernext groupnext': 'inspect',
      'useradd usermod adduser userdel groupadd groupmod groupdel lock unlock user group add mod del': {
        does: 'user.change',
        operands: 'text*',
        values: { '-g -G': TO_GROUP, '-u': USER_ID, '-s -h -d -c -e -p -L -k -n -w': 'text' },
      },
    },
  },
  'quota repquota quotastats': 'inspect',
  'edquota setquota quotaon quotaoff quotacheck': {
    does: 'system.change',
    operands: 'text*',
    values: { '-p -u -g -t -T': 'text' },
  },
  'smbpasswd pdbedit': {
    does: 'user.change',
    operands: 'text*',
    values: { '-U -r -u -c -s': 'text' },
    flags: { '-L --list': 'inspect' },
  },
  'fprintd-enroll fprintd-delete': { does: 'user.change', operands: 'text*' },
  'fprintd-list fprintd-verify': { does: 'inspect', operands: 'text*', values: { '-f --finger': 'text' } },
  keyctl: {
    commands: {
      'show list rlist describe rdescribe search request id get_persistent supports': 'inspect',
      'print read pipe': 'secret.show',
      'add padd new_session newring link unlink setperm chown chgrp timeout revoke clear purge invalidate update pupdate instantiate negate reject move':
        { does: 'secret.change', operands: 'text*' },
      session: { style: 'posix', operands: ['text', 'command'] },
      'dh_compute pkey_query pkey_encrypt pkey_decrypt pkey_sign pkey_verify watch': {
        does: 'secret.show',
        operands: 'text*',
      },
    },
  },
};
