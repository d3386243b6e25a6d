/** Owners, modes, access lists and attributes of files. */
import type { Family } from '../vocabulary/spec.ts';

const PERMIT_TREE = { turns: { 'file.permit': 'file.permit-tree', 'file.narrow': 'file.permit-tree' } } as const;

/** Modes under which a program runs as its owner, whoever starts it. */
const SET_USER =
  '4755 4711 4750 4710 4700 4751 4555 4551 4511 4550 4500 4754 4775 4777 4111 04755 04711 04750 04777 6755 6711 6750 6775 6777 06755 *u+s* +s* a+s* ug+s* u+xs* u+rxs* u+rwxs* u=rwxs* u=rws* u=srwx*';
const SET_GROUP = '2755 2711 2750 2710 2700 2751 2555 2551 2511 02755 02711 02750 g+s* g+xs* g+rxs* g=rxs* g=rws*';
const EVERYONE =
  '777 0777 666 0666 776 767 775,o+w 757 0757 722 733 *o+w* *o+rw* *o=rw* *a+w* *a+rw* *a=rw* *a=w* ugo+w* ugo+rw* ugo=rw* *o=w*';

const ATTRIBUTES = {
  operands: ['text', 'file.permit*'],
  flags: { '-R': PERMIT_TREE, '-i -a +i +a +ia +ai +iu +ui +aui': { operands: 'evade.attributes*' } },
  values: { '-v -p': 'text' },
} as const;

export const permissions: Family = {
  'chmod gchmod': {
    operands: [
      {
        [SET_USER]: 'privilege.grant',
        [SET_GROUP]: 'privilege.set-group',
        [EVERYONE]: 'file.permit-everyone',
        else: 'text',
      },
      'file.permit*',
    ],
    flags: {
      '-R --recursive': PERMIT_TREE,
      // Modes that take rights away look like options.
      '-N -E -C -I -r -w -x -X -s -t': { operands: 'file.permit*' },
    },
    values: { '--reference': { takes: 'file.list', operands: 'file.permit*' }, '+a =a -a': 'text' },
    // Modes that leave a file to its owner alone.
    commands: { '600 0600 400 0400 700 0700 500 0500 go-rwx og-rwx go= u=rw,go=': { operands: 'file.narrow*' } },
  },
  'chown gchown chgrp gchgrp': {
    operands: ['text', 'file.permit*'],
    flags: { '-R --recursive': PERMIT_TREE },
    values: { '--from': 'text', '--reference': { takes: 'file.list', operands: 'file.permit*' } },
  },
  'chattr chattr2': ATTRIBUTES,
  lsattr: 'file.list',
  chflags: {
    operands: [
      {
        'hidden *hidden* *uchg* *schg* uappnd sappnd uchange schange *nouchg* *noschg*': 'evade.attributes',
        else: 'text',
      },
      'file.permit*',
    ],
    flags: { '-R': PERMIT_TREE },
  },
  setfacl: {
    operands: 'file.permit*',
    flags: { '-R --recursive': PERMIT_TREE, '--test': { only: true } },
    values: {
      '-m --modify -x --remove --set': 'text',
      '-M --modify-file -X --remove-file --set-file --restore': 'file.read',
    },
  },
  'getfacl nfs4_getfacl': { operands: 'file.list*' },
  'nfs4_setfacl nfs4_editfacl': {
    operands: 'file.permit*',
    flags: { '-R --recursive': PERMIT_TREE },
    values: { '-a -x -s -m': 'text', '-A -X -S': 'file.read' },
  },
  'setcap filecap setpcaps': {
    operands: [
      {
        '*cap_setuid* *cap_setgid* *cap_sys_admin* *cap_dac_* *cap_sys_ptrace* *cap_sys_module* *cap_sys_rawio* *cap_chown* *cap_fowner* *cap_setfcap* *cap_setpcap* all* =*':
          'privilege.grant',
        else: 'system.change',
      },
      'file.permit*',
    ],
    flags: { '-r -v': { operands: 'file.permit*' } },
    values: { '-n': 'text' },
  },
  'getcap getpcaps pscap netcap captest': 'file.list',
  capsh: {
    style: 'posix',
    operands: 'text*',
    values: {
      // What follows are the words of a shell.
      '-- ==': { takes: { '-c': 'text', else: 'file.run' }, operands: ['source.shell', 'text*'] },
      '--chroot': 'directory',
      '--uid --gid --user --drop --caps --inh --addamb --delamb --has-p --has-i --keep --secbits --mode --decode --supports':
        'text',
    },
    flags: { '--print --license --current': 'inspect' },
    bare: 'shell.interactive',
  },
  setfattr: {
    operands: 'file.permit*',
    values: { '-n --name -v --value -x --remove': 'text', '--restore': 'file.read' },
  },
  getfattr: { operands: 'file.list*', values: { '-n --name -e --encoding -m --match': 'text' } },
  attr: {
    operands: ['file.permit'],
    flags: { '-l -q': { operands: 'file.list*' } },
    values: { '-s -g -r -V': 'text' },
  },
  xattr: {
    operands: ['file.list*'],
    flags: {
      '-r': PERMIT_TREE,
      '-c': { does: 'evade.attributes', operands: 'file.permit*' },
      '-w': { operands: ['text', 'text', 'file.permit*'] },
    },
    values: {
      '-p': 'text',
      '-d': { takes: { 'com.apple.quarantine': 'evade.attributes', else: 'text' }, operands: 'file.permit*' },
    },
  },
  'chcon gchcon restorecon setfiles fixfiles': {
    operands: ['text?', 'file.permit*'],
    flags: { '-R -r --recursive': PERMIT_TREE, '-n': { only: true } },
    values: { '-t --type -u --user --role -l --range -e': 'text', '--reference': 'file.list', '-f': 'file.read' },
  },
  namei: 'file.list',
  chacl: { operands: ['text', 'file.permit*'], flags: { '-R': 'file.permit', '-r': PERMIT_TREE } },
  setfile: {
    operands: 'file.permit*',
    values: { '-a': { 'V *V*': 'evade.attributes', else: 'text' }, '-c -d -m -t': 'text' },
  },
  getfileinfo: 'file.list',
};
