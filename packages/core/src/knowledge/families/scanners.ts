/** Scanners and traffic recorders. */
import type { Family } from '../vocabulary/spec.ts';

const TCPDUMP_TEXT =
  '-B --buffer-size -c --count -C -i --interface -j --time-stamp-type -m -M -s --snapshot-length -T -W -y --linktype -E -G -Z --relinquish-privileges -Q --direction --immediate-mode --time-stamp-precision';
const CAPTURES = { 'network.capture': 'text' } as const;
const TSHARK_TEXT =
  '-i --interface -f -s --snapshot-length -y --linktype -c -a --autostop -b --ring-buffer -B --buffer-size -R --read-filter -Y --display-filter -N -d --decode-as -H --disable-protocol --enable-protocol -F -T -j -J -e -E -t -u -z -o -K -O -S --color -x -C -2 --export-objects --export-tls-session-keys --elastic-mapping-filter --capture-comment';

export const scanners: Family = {
  nmap: {
    operands: {
      every: { 'localhost 127.0.0.1 ::1': 'network.local', else: 'network.scan', dynamic: 'network.scan' },
    },
    style: 'long',
    flags: {
      // Without a port scan it only asks which hosts are there.
      '-sL -sn -sP': { turns: { 'network.scan': 'network.probe' } },
      '-V -h -version -script-updatedb -iflist': { only: true },
      '-interactive': 'shell.interactive',
    },
    values: {
      '-script': {
        'default safe discovery version http-* ssl-* ssh-* dns-* banner smb-os-discovery': 'text',
        '/* ./* ../* *.nse': 'code.hook',
        '*vuln* *exploit* *brute* *dos* *malware* *intrusive*': 'attack.tool',
        else: 'network.scan',
      },
      '-script-args -script-args-file -script-help -p -top-ports -exclude-ports -exclude -e -S -g -source-port -data -data-string -data-length -ip-options -ttl -spoof-mac -proxies -D -b -PS -PA -PU -min-hostgroup -max-hostgroup -min-parallelism -max-parallelism -min-rtt-timeout -max-rtt-timeout -initial-rtt-timeout -max-retries -host-timeout -scan-delay -max-scan-delay -min-rate -max-rate -dns-servers -version-intensity -mtu -stylesheet -T -port-ratio -max-os-tries -sI':
        'text',
      '-iL': { takes: 'file.read', does: 'network.scan' },
      '-iR': { takes: 'text', does: 'network.scan' },
      '-excludefile -resume': 'file.read',
      '-oN -oX -oG -oA -oS -oM': 'file.write',
      '-datadir -servicedb -versiondb': 'code.load',
    },
  },
  'masscan zmap unicornscan rustscan naabu zgrab zgrab2 sx angryip ipscan pnscan nimscan furious smap arp-scan netdiscover knockpy nbtscan-unixwiz onesixtyone ike-scan svmap autorecon':
    {
      does: 'network.scan',
      operands: 'text*',
      flags: { '--readscan': { turns: { 'network.scan': 'inspect' } } },
      values: {
        '-p --ports --rate -c --conf -e -i --interface --exclude --excludefile -iL -a --addresses -t --timeout -b --batch-size -u --ulimit --range --top-ports -host -port -list --script':
          'text',
        '-oX -oJ -oG -oL -o --output -oB --output-file': 'file.write',
      },
    },
  'tcpdump windump tcpdump-uw': {
    does: 'network.capture',
    operands: 'text*',
    flags: {
      '-D --list-interfaces -L --list-data-link-types': { turns: CAPTURES },
      '-d -dd -ddd': { turns: CAPTURES },
    },
    values: {
      [TCPDUMP_TEXT]: 'text',
      '-r': { takes: 'file.read', turns: CAPTURES },
      '-F -V': 'file.read',
      '-w': 'file.write',
      '-z': 'code.hook',
    },
  },
  'tshark rawshark tfshark': {
    does: 'network.capture',
    operands: 'text*',
    flags: { '-D --list-interfaces -L --list-data-link-types -v': { turns: CAPTURES } },
    values: {
      [TSHARK_TEXT]: 'text',
      '-r --read-file': { takes: 'file.read', turns: CAPTURES },
      '-w': 'file.write',
      '-X': 'code.load',
      '-G': { takes: 'text', turns: CAPTURES },
      '-q -Q': { takes: 'text', attached: true },
    },
  },
  dumpcap: {
    does: 'network.capture',
    flags: { '-D -L -S': { turns: CAPTURES } },
    values: { '-w': 'file.write', '-i -f -s -y -c -a -b -B -N -C --capture-comment': 'text' },
  },
  wireshark: {
    does: 'desktop.act',
    operands: 'file.read*',
    values: { '-i -f -Y -R -o': 'text', '-X': 'code.load', '-r': 'file.read', '-w': 'file.write' },
    flags: { '-k': 'network.capture' },
  },
  termshark: {
    does: 'desktop.act',
    operands: 'text*',
    values: {
      '-r': 'file.read',
      '-i': { takes: 'text', does: 'network.capture' },
      '-Y -f': 'text',
      '-w': 'file.write',
    },
  },
  'editcap mergecap text2pcap reordercap': {
    operands: ['file.read*', 'file.write'],
    values: {
      '-w': { takes: 'file.write', operands: 'file.read*' },
      '-F -T -c -i -A -B -d -D -s -t -S -l -o -u -E -C': 'text',
    },
  },
  'capinfos captype': 'file.read',
  'ngrep tcpflow tcpick dsniff driftnet ssldump httpry justniffer tcptrack netsniff-ng sniffglue httpflow stratoshark p0f passivedns urlsnarf filesnarf mailsnarf msgsnarf webspy pktmon goreplay gor':
    {
      does: 'network.capture',
      operands: 'text*',
      values: {
        '-r -I': { takes: 'file.read', turns: CAPTURES },
        '-d -i -W -n -S -w -f -s -c -o --interface': 'text',
        '-O': 'file.write',
      },
    },
  'mitmproxy mitmdump mitmweb burpsuite zaproxy zap.sh charles fiddler proxyman proxify hetty': {
    does: 'network.capture',
    operands: 'text*',
    values: {
      '-s --scripts': 'code.load',
      '-w --save-stream-file': 'file.write',
      '-r --rfile -C': 'file.read',
      '-p --listen-port -m --mode --set --listen-host --certs -n': 'text',
    },
  },
  'tcpreplay tcprewrite tcpprep nping hping hping2 hping3 scapy packeth ostinato yersinia nemesis sendip': {
    does: 'network.scan',
    operands: 'text*',
    values: {
      '-i --intf1 -c --count -p --destport -s --baseport -d --data -I --interface -E --file -l --loop --mbps --topspeed -t --ttl -a --spoof --tcp --udp':
        'text',
    },
  },
  'snort suricata zeek bro maltrail': {
    does: 'network.capture',
    operands: 'text*',
    flags: { '-T': { turns: CAPTURES } },
    values: { '-c -i -l -A -S -s --user --group': 'text', '-r': { takes: 'file.read', turns: CAPTURES } },
  },
  'sslscan testssl testssl.sh sslyze tlsx tls-scan cipherscan ssl-cert-check gixy gixy-next': {
    does: 'network.probe',
    operands: 'text*',
    values: {
      '--json_out --xml --csvfile --jsonfile --logfile --htmlfile --certout': 'file.write',
      '--targets --port --sni-name -u -p -l -H -P': 'text',
    },
  },
  check_ssl_cert: {
    does: 'network.probe',
    operands: 'text*',
    values: {
      '--openssl --curl-bin --grep-bin --dig-bin --nmap-bin --file-bin --date': 'code.hook',
      '-H --host -p --port -w -c -t --timeout -r --rootcert -n --cn -i --issuer -P --protocol -f --file -C --clientcert -K --clientkey -s':
        'text',
    },
  },
};
