/** Asking the network: names, routes, reachability. */
import type { Family } from '../vocabulary/spec.ts';

const PROBE_TEXT =
  '-c -C -i -I -l -m -M -n -p -Q -s -S -t -T -w -W -g -G -b -B -e -H -k -r -R -u -a -A -z -d -D -O --count --interval --size --timeout --deadline --ttl --pattern --iface --src';

export const dns: Family = {
  'dig kdig delv doggo q dnslookup drill kzonecheck': {
    does: 'network.probe',
    operands: 'text*',
    // A zone transfer lists a whole domain.
    commands: { 'axfr AXFR': 'network.scan' },
    values: {
      '-f': 'file.read',
      '-b -c -k -p -q -x -y -n --nameserver -T --class': 'text',
      '-t --type': { 'axfr AXFR': 'network.scan', else: 'text' },
    },
  },
  'host nslookup': {
    does: 'network.probe',
    operands: 'text*',
    flags: { '-l': 'network.scan' },
    values: { '-t -c -N -R -W -m': 'text' },
  },
  whois: {
    does: 'network.probe',
    operands: 'text*',
    values: { '-h --host': { takes: 'text', does: 'network.connect' }, '-p --port -T -t -v -q -i -s': 'text' },
  },
  'ping ping6 oping noping arping gping prettyping tcping bping bgpgrep': {
    does: 'network.probe',
    operands: 'text*',
    values: { [PROBE_TEXT]: 'text', '-f': { takes: 'text', attached: true } },
  },
  fping: {
    does: 'network.probe',
    operands: 'text*',
    flags: { '-g --generate': 'network.scan' },
    values: {
      '-f --file': 'file.read',
      '-b -B -c -C -H -i -I -O -p -Q -r -S -t -T --size --backoff --count --vcount --ttl --interval --iface --period --squiet --retry --src --timeout --tos':
        'text',
    },
  },
  'traceroute traceroute6 tracert tracepath tcptraceroute paris-traceroute scamper trip trippy': {
    does: 'network.probe',
    operands: 'text*',
    values: {
      '-f -g -i -m -N -p -q -s -t -w -z -M -O -P -l --first --max-hops --port --queries --wait --protocol --mode --tos --source':
        'text',
    },
  },
  'mtr mtr-packet mtr-tiny': {
    does: 'network.probe',
    operands: 'text*',
    values: {
      '-F --filename': 'file.read',
      '-a --address -c --report-cycles -f --first-ttl -i --interval -I --interface -m --max-ttl -o --order -P --port -s --psize -B --bitpattern -G --gracetime -Q --tos -U --max-unknown -y --ipinfo -Z --timeout -L -M --mark --localport':
        'text',
    },
  },
  'dnsx massdns dnsrecon dnsenum dnsmap fierce dnswalk puredns shuffledns altdns dnsgen': {
    does: 'network.scan',
    operands: 'text*',
    values: { '-d -D -r -t -w -l -n -o -c -s -j --domain --dictionary': 'text' },
  },
  'named-checkconf unbound-checkconf nsd-checkconf nsd-checkzone dnssec-verify': 'file.read',
  'rndc knotc unbound-control nsd-control pdnsutil pdns_control': {
    does: 'service.change',
    commands: {
      'status stats stats_noreset conf-check zone-check zone-status zone-read conf-read list_local_zones dumpdb recursing check-zone list-all-zones list-zone show-zone version uptime':
        'inspect',
      'reload stop flush flushname freeze thaw sync retransfer notify querylog trace zone-set zone-reload zone-begin zone-commit addzone delzone modzone':
        'service.change',
    },
  },
  'nsupdate knsupdate': { does: 'remote.change', operands: 'text*', values: { '-k -y -t -r -p -R -u': 'text' } },
  'dnssec-keygen dnssec-signzone ldns-keygen': {
    does: ['secret.change', 'file.create'],
    operands: 'text*',
    values: { '-a -b -K -f -n -o -k -N -e -s -r -L -c -t -T -P -A': 'text' },
  },
  'named bind9 dnsmasq unbound nsd knotd coredns dnscrypt-proxy stubby pdns_server AdGuardHome blocky smartdns': {
    does: 'network.listen',
    operands: 'text*',
    values: {
      '-C --conf-file --conf -config --config -c -6 --dhcp-script --conf-script --dhcp-luascript': 'code.hook',
      '-p --port -u --user -g --group -s -a --listen-address -i --interface -A --address -S --server -r --resolv-file -h':
        'text',
    },
    flags: { '--test': { only: true } },
  },
  'resolvectl systemd-resolve': {
    bare: 'inspect',
    commands: {
      'status query service openpgp tlsa statistics show-cache show-server-state log-level monitor': 'network.probe',
      'flush-caches reset-statistics reset-server-features': 'cache.clear',
      'dns domain default-route llmnr mdns dnsovertls dnssec nta revert': {
        operands: ['text', 'network.configure*'],
        does: 'inspect',
      },
    },
    operands: 'text*',
    values: { '-i --interface -p --protocol -t --type -c --class': 'text' },
    flags: { '--status --statistics': 'inspect', '--flush-caches': 'cache.clear' },
  },
  'ipcalc ipcalc-ng sipcalc subnetcalc grepcidr aggregate netmask cidrmerge prips rgxg mapcidr iprange whatmask ipv6calc geoiplookup geoiplookup6 mmdblookup ipinfo ip2region':
    { does: 'inspect', operands: 'text*', values: { '-s -f --file --ip': 'text' } },
  'dhclient dhcpcd udhcpc udhcpd dhcpd kea-dhcp4 dhcping': {
    does: 'network.configure',
    operands: 'text*',
    values: { '-sf -s --script -c': 'code.hook', '-cf -lf -pf -p -i -x -n -t -T': 'text' },
  },
  'ntpdate ntpd sntp chronyd htpdate rdate tlsdate ntpq ntpdc': {
    does: 'network.probe',
    operands: 'text*',
    flags: { '-s -u -b -B': 'system.change' },
    values: { '-c -p -t -f -o': 'text' },
  },
  chronyc: {
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'tracking sources sourcestats activity clients ntpdata serverstats rtcdata authdata': 'inspect',
      'makestep burst online offline add delete settime shutdown reset waitsync cyclelogs': 'system.change',
    },
  },
  'named-checkzone': {
    operands: ['text', 'file.read'],
    values: { '-o': 'file.write', '-c -f -F -i -J -k -m -M -n -r -s -S -T -t -w -W': 'text' },
  },
};
