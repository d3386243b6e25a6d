/** Raw connections: netcat and its kin. */
import type { Cases, Family } from '../vocabulary/spec.ts';

/** One address of socat: a program, a listening socket, a file, or a connection. */
const SOCAT_ADDRESS = {
  'EXEC:* exec:* Exec:* SYSTEM:* system:* SHELL:* shell:* System:*': 'code.remote-shell',
  '*,exec:* *,system:*': 'code.remote-shell',
  '*LISTEN* *listen* *-RECV* *-recv* *Listen*': 'network.listen-raw',
  '- STDIO* stdio* STDIN* stdin* STDOUT* stdout* STDERR* READLINE* readline*': 'text',
  'PTY* pty* TUN* tun*': 'network.tunnel',
  'OPEN:* open:* CREATE:* create:* FILE:* file:* GOPEN:* gopen:* PIPE:* pipe:*': 'file.write',
  '/* ./*': 'file.write',
  else: 'network.connect',
} as const;

/** Filters that list a domain's machines, trusts, and accounts with rights or weak passwords. */
const MAPPING: Cases = {
  '*objectClass=computer* *objectCategory=computer* *servicePrincipalName=* *adminCount=* *userAccountControl* *ms-Mcs-AdmPwd* *msDS-AllowedTo* *trustedDomain* *userPassword* *unixUserPassword* *sambaNTPassword* *pwdLastSet* *objectCategory=groupPolicy*':
    'network.scan',
  else: 'text',
  dynamic: 'text',
};

export const sockets: Family = {
  'nc netcat ncat nc.traditional nc.openbsd': {
    operands: ['network.connect', 'text*'],
    flags: {
      '-l --listen -L': { does: 'network.listen-raw', operands: 'text*' },
      // Only looks whether the port answers.
      '-z': { operands: ['text*'], does: 'network.probe' },
      '--lua-exec-internal': 'code.remote-shell',
      '-h --help': { only: true },
    },
    values: {
      '-e --exec -c --sh-exec --lua-exec': { takes: 'text', does: 'code.remote-shell' },
      '-o --output -x --hex-dump --pidfile': 'file.write',
      '-p --source-port -s --source -w --wait -q -i --idle-timeout --interval -d --delay -g -G -I -O -P -V -X -T -M -m --max-conns --proxy --proxy-type --proxy-auth --allow --deny --ssl-cert --ssl-key --ssl-trustfile --ssl-ciphers --ssl-alpn --ssl-servername':
        'text',
    },
  },
  'socat socat1': {
    operands: { every: SOCAT_ADDRESS },
    style: 'long',
    values: { '-L -W -r -R': 'file.write', '-lf': 'file.write', '-b -t -T -lp -x': { takes: 'text', attached: true } },
    flags: { '-V -h -hh -hhh -? -?? -???': { only: true } },
  },
  telnet: { operands: ['network.connect', 'text'], values: { '-l -e -S -X -b -k': 'text', '-n': 'file.write' } },
  'cryptcat sbd dbd powercat rlwrap-nc pwncat pwncat-cs': 'attack.tool',
  'rlwrap rlfe ledit': {
    style: 'posix',
    operands: ['command'],
    values: {
      '-f --file': 'file.read',
      '-l --logfile -H --history-filename': 'file.write',
      '-z --filter': 'code.hook',
      '-a -b -C -D -g -k -M -O -p -P -q -s -S -t -w': { takes: 'text', attached: true },
    },
  },
  'uredir tcpsvd udpsvd tcpserver ipsvd s6-tcpserver': {
    style: 'posix',
    does: 'network.listen-raw',
    operands: ['text', 'text', 'command'],
    values: { '-l -u -c -C -b -i -x -t -E -p': 'text' },
  },
  'tcpclient s6-tcpclient': { style: 'posix', operands: ['network.connect', 'text', 'command'] },
  'inetd xinetd': { does: 'network.listen-raw', values: { '-f': 'code.hook' } },
  'croc wormhole magic-wormhole ffsend transfer.sh transfersh send-anywhere portal termbin 0x0 bashupload': {
    does: 'network.send',
    operands: 'text*',
    commands: {
      'send upload': { operands: 'file.upload*', does: 'network.send', values: { '--code -c --text': 'text' } },
      'receive download recv': {
        does: ['network.fetch', 'file.create'],
        operands: 'text*',
        values: { '-o --output-file': 'file.write' },
      },
    },
    values: { '--out --relay --pass --curve --hash --ip --socks5 --connect': 'text' },
  },
  'pastebinit fpaste wgetpaste ix pastery gist pbcli nopaste': {
    operands: 'file.upload*',
    does: 'network.send',
    values: { '-i -b -a -f -t -u -p -d --description --filename --type': 'text' },
  },
  'simplehttpserver http-server http-server-upload serve miniserve live-server darkhttpd webfs webfsd thttpd mini_httpd dufs updog goshs browser-sync devd ran servefile sirv sirv-cli filebrowser gossa airshare simple-http-server sfz':
    {
      does: 'network.listen',
      operands: 'text*',
      values: {
        '-p --port -i --interface -a --auth -l --listen -b --bind -c --cors -d --directory --host -H --addr -r -u --upload-files --route-prefix --index -P --password -A --allow-all -S -C -K --cert --key --ssl-cert --ssl-key --tls-cert --tls-key --config --single --files --log':
          'text',
      },
    },
  'snmpget snmpwalk snmpgetnext snmpbulkwalk snmpbulkget snmptable snmpstatus snmpdelta snmpdf snmpnetstat snmptranslate snmptest braa':
    {
      does: 'remote.read',
      operands: 'text*',
      values: { '-v -c -u -l -a -A -x -X -O -m -M -t -r -n -L -Y -D -C -e -E -I': 'text' },
    },
  snmpset: { does: 'remote.change', operands: 'text*', values: { '-v -c -u -l -a -A -x -X -O -m -M': 'text' } },
  'snmptrap snmpinform': { does: 'network.send', operands: 'text*', values: { '-v -c': 'text' } },
  smbclient: {
    operands: ['network.connect', 'text'],
    flags: { '-N -g -q -k': {} },
    values: {
      '-L --list': { takes: 'text', does: 'remote.read', operands: 'text*' },
      '-c --command': { '*put\t* *mput* *del\t* *rm* *!*': 'remote.change', else: 'text' },
      '-T --tar': { takes: 'text', does: 'network.send' },
      '-U --user -W --workgroup -p --port -I --ip-address -D --directory -m --max-protocol -t -b -A --authentication-file -O -s --configfile -d --debuglevel -n -R -l':
        'text',
    },
  },
  smbget: {
    operands: 'network.fetch*',
    does: 'file.create',
    values: { '-o --outputfile': 'file.write', '-U --user -w --workgroup -b -f --rcfile': 'text' },
  },
  'nmblookup nbtscan showmount rpcinfo avahi-resolve avahi-browse avahi-resolve-host-name dns-sd mdns-scan smbtree findsmb':
    { does: 'network.probe', operands: 'text*', values: { '-U -B -S -p -T -t -n -a -u -d -f -m': 'text' } },
  'mount.cifs mount.nfs smbmount smbumount': 'disk.mount',
  'ldapsearch ldapwhoami ldapcompare ldapurl': {
    does: 'remote.read',
    operands: { every: MAPPING },
    values: { '-H -h -p -D -w -y -b -s -a -l -z -f -S -o -e -E -F -O -U -X -Y -R -Z -T -d -P -c -I': 'text' },
  },
  'ldapadd ldapmodify ldapmodrdn ldappasswd ldapexop': {
    does: 'remote.change',
    operands: 'text*',
    values: { '-f': 'file.read', '-H -h -p -D -w -y -b -s -a -o -e -E -O -U -X -Y -R': 'text' },
  },
  ldapdelete: {
    does: 'remote.delete',
    operands: 'text*',
    flags: { '-r': 'remote.destroy' },
    values: { '-f': 'file.read', '-H -h -p -D -w -y -s': 'text' },
  },
  'slapadd slapmodify slapindex': 'system.change',
  slapcat: { does: 'secret.dump', values: { '-l': 'file.write', '-b -n -f -F -a -s -o': 'text' } },
  'kinit klist kdestroy kvno kpasswd ktutil kadmin kadmin.local kswitch': {
    does: 'secret.change',
    operands: 'text*',
    flags: { '-l -e -f -s -A': {} },
    values: { '-k -t -c -S -r -T -X -p -q -w -V --keytab': 'text' },
  },
  'mosquitto_pub mqttx mqtt hivemq': {
    does: 'network.send',
    values: { '-h -p -t -m -u -P -q -i -f --topic --message --cafile --cert --key': 'text' },
    operands: 'text*',
  },
  mosquitto_sub: {
    does: 'remote.read',
    values: { '-h -p -t -u -P -q -i -C -F -W -T -R --cafile --cert --key': 'text' },
  },
  mosquitto_passwd: { operands: ['file.write', 'text*'], does: 'secret.change' },
  mosquitto: { does: 'network.listen', values: { '-c --config-file -p --port': 'text' } },
  'iperf iperf3 netperf nuttcp qperf': {
    operands: 'text*',
    does: 'network.probe',
    flags: { '-s --server': 'network.listen', '-D --daemon': {} },
    values: {
      '-c --client -p --port -t --time -b --bandwidth --bitrate -n --bytes -l -w -P --parallel -i --interval -f --format -B --bind -J -H -L -M -C -F -T':
        'text',
      '--logfile': 'file.write',
    },
  },
  'netserver sockperf-server': 'network.listen',
};
