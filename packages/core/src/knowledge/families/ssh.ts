/** OpenSSH and its kin: logins, copies, tunnels, keys. */
import type { Family } from '../vocabulary/spec.ts';

/** `-o NAME=VALUE`: some options run a program on this machine, some weaken the check of the other side. */
const SSH_OPTION = {
  'ProxyCommand=none proxycommand=none': 'text',
  'ProxyCommand* proxycommand* LocalCommand* localcommand* KnownHostsCommand* knownhostscommand* PKCS11Provider* pkcs11provider* SecurityKeyProvider* XAuthLocation* Include* Match*':
    'code.hook',
  'PermitLocalCommand=yes permitlocalcommand=yes': 'code.hook',
  'LocalForward* RemoteForward* DynamicForward* Tunnel=yes Tunnel=ethernet Tunnel=point-to-point': 'network.tunnel',
  else: 'text',
} as const;

const SSH_VALUES = {
  '-o': SSH_OPTION,
  '-F': 'code.hook',
  '-I': 'code.load',
  // A port of this machine that leads to one over there.
  '-L': { takes: 'text', does: 'network.listen' },
  '-R -D -w': { takes: 'text', does: 'network.tunnel' },
  '-W': { takes: 'text', does: 'network.tunnel' },
  '-E': 'file.write',
  '-B -b -c -e -i -J -l -m -O -P -p -Q -S': 'text',
} as const;

const COPY_VALUES = {
  '-o': SSH_OPTION,
  '-F': 'code.hook',
  '-S -D': 'code.hook',
  '-c -i -J -l -P -X': 'text',
} as const;

/** A key's file is used here, not shown. */
const RSYNC_TEXT =
  '-T --temp-dir --backup-dir --suffix -B --block-size --chmod --chown --usermap --groupmap --max-delete --max-size --min-size --max-alloc --partial-dir --timeout --contimeout --modify-window -@ -M --remote-option --address --port --sockopts --outbuf --out-format --log-format --log-file-format --password-file --bwlimit --protocol --iconv --checksum-seed --stop-after --stop-at --info --debug --exclude --include -f --filter --checksum-choice --cc --compress-choice --zc --compress-level --zl --skip-compress --compare-dest --copy-dest --link-dest --copy-as --stderr --early-input --config --dparam';

export const ssh: Family = {
  'ssh slogin': {
    operands: ['remote.run', 'source.shell-joined'],
    // What flows in is read by the shell or the command over there.
    stdin: 'source.shell',
    session: true,
    away: true,
    flags: {
      '-V -G': { only: true },
      // Nobody sits at a terminal: ports are forwarded, or the login is tried.
      '-N -T': { turns: { 'shell.interactive': 'text' } },
      '-f -g -K -k -X -Y -x -y -A -a -C -M -n -q -s -t -tt -v -vv -vvv -4 -6 -1 -2': {},
    },
    values: SSH_VALUES,
  },
  autossh: {
    operands: ['network.login', 'source.shell-joined'],
    away: true,
    does: 'network.tunnel',
    values: { ...SSH_VALUES, '-M': 'text' },
  },
  'bssh cssh clusterssh csshx parallel-ssh pssh pdsh': {
    operands: ['network.login', 'source.shell-joined'],
    away: true,
    values: {
      '-h --hosts -H --host -l --user -p --par -t --timeout -O --options -w -x -R -g': 'text',
      '-o --outdir -e --errdir': 'file.create',
    },
  },
  dbclient: {
    operands: ['network.login', 'source.shell-joined'],
    away: true,
    values: {
      '-l -p -i -W -K -I -b -c -m -o -B': 'text',
      '-L -R': { takes: 'text', does: 'network.tunnel' },
      '-J': 'code.hook',
    },
  },
  'putty plink': {
    operands: ['network.login', 'source.shell-joined'],
    away: true,
    style: 'long',
    values: {
      '-P -l -pw -pwfile -i -load -hostkey -sercfg -sshlog -sshrawlog': 'text',
      '-L -R -D -nc': { takes: 'text', does: 'network.tunnel' },
      '-m': 'file.read',
      '-proxycmd': 'code.hook',
    },
  },
  'rlogin rsh remsh': {
    operands: ['network.login', 'source.shell-joined'],
    away: true,
    values: { '-l -e -p': 'text' },
  },
  rexec: { operands: ['network.login', 'source.shell-joined'], away: true, values: { '-l -p': 'text' } },
  mosh: {
    operands: ['network.login', 'command'],
    away: true,
    style: 'posix',
    values: {
      '--ssh --server --client': 'code.hook',
      '--predict --family -p --port --bind-server --experimental-remote-ip': 'text',
    },
  },
  'mosh-server': {
    does: 'network.listen',
    commands: { new: { does: 'network.listen', operands: ['command'], values: { '-p -i -l -c': 'text' } } },
  },
  'mosh-client': 'network.login',
  'et eternalterminal': {
    operands: ['network.login'],
    values: {
      '-p --port -u --username --jport --jumphost --prefix': 'text',
      '-c --command': 'source.shell',
      '-t --tunnel -r --reversetunnel': { takes: 'text', does: 'network.tunnel' },
    },
    away: true,
  },
  scp: {
    operands: ['transfer.from*', 'transfer.to'],
    flags: { '-3 -4 -6 -A -C -O -p -q -r -s -T -v': {} },
    values: COPY_VALUES,
  },
  'pscp pscp.exe': {
    operands: ['transfer.from*', 'transfer.to'],
    style: 'long',
    values: { '-P -l -pw -i -load -hostkey': 'text', '-proxycmd': 'code.hook' },
  },
  'parallel-scp parallel-rsync': {
    operands: ['transfer.from*', 'transfer.to'],
    values: { '-h -H -l -p -t -O -o -e': 'text' },
  },
  'sftp psftp': {
    operands: ['network.login', 'file.write'],
    flags: { '-r -C -a -f -p -q -v -N -4 -6 -A': {} },
    values: { ...COPY_VALUES, '-b': 'file.run', '-s -B -R': 'text' },
  },
  rsync: {
    operands: ['transfer.from*', 'transfer.to'],
    flags: {
      '-n --dry-run --list-only': {
        turns: { 'transfer.to': 'text', 'transfer.mirror': 'text', 'file.delete-tree': 'text', 'file.delete': 'text' },
      },
      // Deletes at the target whatever the source lacks.
      '--del --delete --delete-before --delete-during --delete-delay --delete-after --delete-excluded --delete-missing-args --force':
        { operands: ['transfer.from*', 'transfer.mirror'] },
      '--remove-source-files --remove-sent-files': { turns: { 'transfer.from': 'file.move' } },
      '--daemon': 'network.listen',
      // Begin the names of options with a value.
      '-z --compress -b --backup --partial -c --checksum -g --group --copy-links -L': {},
    },
    values: {
      [RSYNC_TEXT]: 'text',
      '-e --rsh --rsync-path': {
        '*ProxyCommand* *proxycommand* *LocalCommand* *localcommand* *KnownHostsCommand*': 'code.hook',
        'ssh*': 'text',
        else: 'code.hook',
      },
      '--log-file --write-batch --only-write-batch': 'file.write',
      '--files-from --exclude-from --include-from --read-batch': 'file.read',
    },
  },
  'rrsync lsyncd': { does: 'network.send', operands: 'text*', values: { '-delay -exclude -log': 'text' } },
  'unison unison-text': {
    operands: 'text*',
    does: 'network.send',
    style: 'long',
    values: {
      '-sshcmd -servercmd -rshcmd -diff -merge -copyprog -copyprogrest': 'code.hook',
      '-path -ignore -prefer -force -logfile -rootalias -backup -sshargs': 'text',
    },
  },
  sshfs: {
    operands: ['network.login', 'file.create'],
    does: 'disk.mount',
    values: {
      '-o': { '*ssh_command* *ProxyCommand* *sftp_server* *directport*': 'code.hook', else: 'text' },
      '-p -F': 'text',
    },
  },
  'ssh-keygen': {
    does: 'secret.change',
    operands: 'text*',
    flags: {
      '-l -B -H -Q -L': { turns: { 'secret.change': 'inspect' } },
      // Prints the public half.
      '-y -e': { turns: { 'secret.change': 'inspect' } },
      '-h -k -u -A -K -c -p -i -v -q -g -o': {},
    },
    values: {
      '-D -w': 'code.load',
      '-F': { takes: 'text', turns: { 'secret.change': 'inspect' } },
      '-R': { takes: 'text', turns: { 'secret.change': 'config.change' } },
      '-f': 'text',
      '-Y': { takes: 'text', turns: { 'secret.change': 'inspect' } },
      '-b -C -E -I -M -m -n -N -O -P -r -S -s -t -T -V -W -a -z -G -J -j -x': 'text',
    },
  },
  'ssh-add': {
    does: 'secret.change',
    operands: 'text*',
    flags: { '-l -L -T': { turns: { 'secret.change': 'inspect' } }, '-D -d -x -X -K -A -c -k -q -v': {} },
    values: { '-s -S': 'code.load', '-e -t -E -h -H': 'text' },
  },
  'ssh-agent': {
    style: 'posix',
    bare: 'inspect.setup',
    operands: ['command'],
    flags: { '-c -D -d -k -s': {} },
    values: { '-a -E -O -t': 'text', '-P': 'code.load' },
  },
  keychain: {
    does: 'shell.state',
    operands: 'text*',
    values: { '--agents --attempts --dir --host --timeout --systemd --lockwait --confhost': 'text' },
  },
  'ssh-copy-id': {
    does: 'remote.grant',
    operands: ['network.login'],
    flags: { '-n': { turns: { 'remote.grant': 'inspect' } } },
    values: { '-i -p -t': 'text', '-o': SSH_OPTION, '-F': 'code.hook' },
  },
  'ssh-keyscan': { does: 'network.probe', operands: 'text*', values: { '-f': 'file.read', '-p -T -t -O': 'text' } },
  'ssh-audit': {
    does: 'network.probe',
    operands: 'text*',
    values: {
      '-p --port -l --level -t --timeout -L': 'text',
      '-T --targets -P --policy': 'file.read',
      '-M --make-policy': 'file.write',
    },
  },
  'ssh-keysign ssh-pkcs11-helper ssh-sk-helper': 'code.hook',
  // A password that nobody types: also what tries many.
  sshpass: {
    style: 'posix',
    does: 'network.login',
    operands: ['command'],
    flags: { '-e': {} },
    values: { '-f -d -p -P': 'text' },
  },
  sshuttle: {
    does: 'network.tunnel',
    operands: 'text*',
    values: {
      '-r --remote -e --ssh-cmd --python': { 'ssh*': 'text', '*/* *sh*': 'code.hook', else: 'text' },
      '-x --exclude -X -l --listen --dns --ns-hosts --method --pidfile -s': 'text',
    },
  },
  sshd: {
    does: 'network.listen-raw',
    flags: { '-t -T': { turns: { 'network.listen-raw': 'inspect' } } },
    values: { '-f -o': 'code.hook', '-E': 'file.write', '-h -p -C -c -g -u': 'text' },
  },
  'dropbear dropbearmulti': {
    does: 'network.listen-raw',
    values: { '-p -r -b -d -P -W -K -I': 'text', '-c': 'code.hook' },
  },
  dropbearkey: {
    does: 'secret.change',
    flags: { '-y': { turns: { 'secret.change': 'inspect' } } },
    values: { '-t -s -C': 'text', '-f': 'text' },
  },
  dropbearconvert: { operands: ['text', 'text', 'file.read', 'file.write'] },
  'storm sshs sshc ggh': 'network.login',
  // A terminal of this machine for others.
  'tmate upterm tty-share sshx gotty ttyd wetty gotty-client teleconsole': {
    does: 'network.tunnel',
    style: 'posix',
    operands: ['command'],
    values: { '-p --port -i --interface -c --credential -a --address -S -f -t --server --listen': 'text' },
  },
  tsh: {
    bare: 'inspect',
    commands: {
      'status ls clusters apps version show env': 'remote.read',
      'login logout': 'remote.login',
      ssh: {
        operands: ['network.login', 'source.shell-joined'],
        away: true,
        values: { '-L -R -D': { takes: 'text', does: 'network.tunnel' }, '-p -l --login --cluster': 'text' },
      },
      scp: { operands: ['transfer.from*', 'transfer.to'] },
      'db kube app proxy mfa join play request': 'remote.login',
    },
    values: { '--proxy --user --cluster --auth --ttl -i --identity': 'text' },
  },
};
