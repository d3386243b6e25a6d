/** The machine's own network: addresses, links, routes, radios. */
import type { Family } from '../vocabulary/spec.ts';

const CONFIGURE = 'network.configure';
/** `ip` takes any unambiguous beginning of a word. */
const SHOW = 'show sh sho s list l li lis ls lst get g ge help';
const CHANGE =
  'add a ad append app change ch chg replace re repl delete d de del flush f fl save restore set se up down bringdown';
const OBJECT = { bare: 'inspect', commands: { [SHOW]: 'inspect', [CHANGE]: CONFIGURE } } as const;

export const netconfig: Family = {
  ip: {
    bare: 'inspect',
    style: 'long',
    values: {
      '-f -family -l -loops -rc -rcvbuf': 'text',
      '-n -netns': 'text',
      '-b -batch': { takes: 'file.read', does: CONFIGURE },
    },
    flags: {
      '-V -Version': { only: true },
      '-a -all -s -stats -statistics -d -details -r -resolve -h -human -human-readable -iec -4 -6 -B -M -0 -o -oneline -t -timestamp -ts -tshort -j -json -p -pretty -br -brief -c -color -N -Numeric -echo -force':
        {},
    },
    commands: {
      help: 'inspect',
      'address a ad add addr addre addres': OBJECT,
      'addrlabel addrl addrla addrlab': OBJECT,
      'link l li lin': {
        bare: 'inspect',
        commands: {
          [SHOW]: 'inspect',
          'xstats afstats property-show': 'inspect',
          [CHANGE]: CONFIGURE,
          property: CONFIGURE,
        },
      },
      'neighbour neighbor neigh n ne nei neighb': OBJECT,
      'route r ro rou rout': OBJECT,
      'rule ru rul': OBJECT,
      'ntable nt nta': OBJECT,
      'maddress maddr m ma mad madd': OBJECT,
      'mroute mr mro': OBJECT,
      'mrule mru': OBJECT,
      'tunnel t tu tun tunl': OBJECT,
      'tuntap tunt tap': OBJECT,
      'token tok': OBJECT,
      'macsec mac': OBJECT,
      'tcp_metrics tcpmetrics tcp tcpm': OBJECT,
      'xfrm x xf': {
        bare: 'inspect',
        commands: {
          'state policy s p': {
            bare: 'inspect',
            commands: {
              'list show get count l s ls': 'inspect',
              'add update delete deleteall flush allocspi set a u d f': CONFIGURE,
            },
          },
          'monitor m': 'inspect',
        },
      },
      'netns netn': {
        bare: 'inspect',
        commands: {
          'list ls show identify pids list-id monitor': 'inspect',
          'add delete del attach set': CONFIGURE,
          'exec e ex exe': { style: 'posix', operands: ['text', 'command'], does: 'privilege.raise' },
        },
      },
      vrf: {
        bare: 'inspect',
        commands: {
          'show list identify pids': 'inspect',
          exec: { style: 'posix', operands: ['text', 'command'], does: 'privilege.raise' },
        },
      },
      'netconf netc': OBJECT,
      'monitor mo mon moni': 'inspect',
      'stats st sta stat': { bare: 'inspect', commands: { 'show s sh': 'inspect', set: CONFIGURE } },
      'l2tp l2': OBJECT,
      'fou gue ila ioam sr nexthop nexth mptcp mp seg6 vdpa dcb': {
        bare: 'inspect',
        commands: {
          'show list get limits endpoint monitor': 'inspect',
          'add del delete set flush replace change': CONFIGURE,
        },
      },
    },
  },
  ifconfig: {
    does: 'inspect',
    style: 'long',
    operands: ['text', { 'inet inet6 ether lladdr': 'text', else: CONFIGURE }, 'network.configure*'],
    flags: { '-arp -promisc -allmulti -dynamic -trailers -multicast -pointopoint -broadcast -alias': CONFIGURE },
  },
  iwconfig: { does: 'inspect', operands: ['text', 'network.configure*'] },
  'iwlist iwgetid iwspy nm-online ifstat nload bmon vnstat dstat-net iftop bandwhich nettop ifquery ethstatus slurm speedometer nethogs iptraf iptraf-ng rdisc6 ndisc6 lldpctl ipaggcreate ifplugstatus wavemon':
    { does: 'inspect', operands: 'text*', values: { '-i -u -t -f -d -n -l -c -h -r --iface --dbdir': 'text' } },
  'ifup ifdown ifrename ifmetric ifenslave ifcfg wondershaper': CONFIGURE,
  rfkill: {
    bare: 'inspect',
    commands: { 'list event help': 'inspect', 'block unblock toggle': CONFIGURE },
    values: { '-o --output': 'text' },
  },
  route: {
    does: 'inspect',
    operands: 'text*',
    values: { '-A': 'text' },
    commands: { 'add del delete change flush': CONFIGURE, 'get monitor show': 'inspect' },
  },
  'arp ndp': {
    does: 'inspect',
    operands: 'text*',
    flags: { '-d --delete -s --set': CONFIGURE },
    values: { '-i --device -H --hw-type': 'text', '-f --file': { takes: 'file.read', does: CONFIGURE } },
  },
  'brctl bridge': {
    bare: 'inspect',
    commands: {
      'show showmacs showstp': 'inspect',
      'addbr delbr addif delif stp setageing setbridgeprio setfd sethello setmaxage setpathcost setportprio hairpin':
        CONFIGURE,
      'link fdb mdb vlan vni monitor mst': {
        bare: 'inspect',
        commands: { 'show list': 'inspect', 'add del delete set append replace flush': CONFIGURE },
      },
    },
  },
  'ethtool mii-tool': {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '-s --change -A --pause-set -C --coalesce-set -G --set-ring -K --features --offload -E --change-eeprom -r --negotiate -p --identify -t --test -L --set-channels -X --rxfh-indir -N --config-nfc -f --flash --reset --set-priv-flags -W --set-dump':
        CONFIGURE,
    },
  },
  tc: {
    bare: 'inspect',
    commands: {
      'qdisc class filter chain action monitor': {
        bare: 'inspect',
        commands: {
          'show list ls s l get help': 'inspect',
          'add del delete change replace link a d c r flush': CONFIGURE,
        },
      },
    },
    values: { '-b -batch -n -netns': 'text' },
  },
  nmcli: {
    bare: 'inspect',
    values: {
      '-a --ask': { takes: 'text', attached: true },
      '-f --fields -g --get-values -c --colors -e --escape -m --mode -w --wait': 'text',
    },
    flags: { '-s --show-secrets': 'secret.show' },
    commands: {
      'general g ge gen': {
        bare: 'inspect',
        commands: {
          'status permissions reload': 'inspect',
          'hostname logging': { does: 'inspect', operands: ['system.change*'] },
        },
      },
      'networking n net': { bare: 'inspect', commands: { connectivity: 'inspect', 'on off': CONFIGURE } },
      'radio r rad': {
        bare: 'inspect',
        commands: { 'wifi wwan all': { does: 'inspect', operands: { 'on off': CONFIGURE, else: 'text' } } },
      },
      'connection c con conn': {
        bare: 'inspect',
        commands: {
          'show s sh monitor': 'inspect',
          'up down add modify clone edit delete reload load migrate u d a m e': CONFIGURE,
          import: CONFIGURE,
          // The file holds the connection's keys.
          export: { does: 'secret.show', operands: ['text', 'file.write'] },
        },
      },
      'device d de dev': {
        bare: 'inspect',
        commands: {
          'status show s monitor lldp': 'inspect',
          'wifi w': {
            bare: 'inspect',
            commands: { 'list l rescan': 'inspect', 'connect hotspot c': CONFIGURE, 'show-password': 'secret.show' },
          },
          'connect disconnect up down reapply modify delete set checkpoint': CONFIGURE,
        },
      },
      agent: 'inspect',
      'monitor m': 'inspect',
    },
  },
  'nmtui nm-applet nm-connection-editor wicd-curses wifi-menu': { does: 'desktop.act', operands: 'text*' },
  connmanctl: {
    operands: 'text*',
    commands: {
      'state technologies services tethering-show scan monitor peers': 'inspect',
      'enable disable connect disconnect config tether session': CONFIGURE,
    },
  },
  iwctl: {
    does: CONFIGURE,
    commands: {
      'station adapter device known-networks': {
        does: CONFIGURE,
        operands: ['text', { 'show list get-networks scan get-hidden-access-points': 'inspect', else: CONFIGURE }],
      },
    },
    values: { '-P --passphrase -u -p': 'text' },
  },
  iw: {
    bare: 'inspect',
    flags: { '--debug': {} },
    commands: {
      'list event features phy help reg': {
        bare: 'inspect',
        operands: [{ 'set reload': CONFIGURE, else: 'text' }],
        flags: { '-t -r -f': {} },
      },
      'dev wdev': {
        bare: 'inspect',
        operands: ['text', { 'info link scan survey station get mpath': 'inspect', else: CONFIGURE }],
      },
    },
    operands: ['text', CONFIGURE],
  },
  'wpa_supplicant hostapd wpa_cli hostapd_cli': {
    does: CONFIGURE,
    operands: 'text*',
    values: { '-B -D -i -c -p -P -f -a': 'text' },
  },
  wpa_passphrase: { does: 'secret.show', operands: 'text*' },
  hostnamectl: {
    bare: 'inspect',
    commands: {
      'status show': 'inspect',
      'set-hostname hostname set-icon-name icon-name set-chassis chassis set-deployment deployment set-location location':
        { does: 'inspect', operands: 'system.change*' },
    },
  },
  networkctl: {
    bare: 'inspect',
    commands: {
      'list status lldp label cat': 'inspect',
      'up down renew forcerenew reconfigure reload delete edit mask unmask': CONFIGURE,
    },
  },
  netplan: {
    bare: 'inspect',
    commands: {
      'get info ip status help': 'inspect',
      generate: 'system.change',
      'apply try set migrate rebind': CONFIGURE,
    },
    values: { '--root-dir': 'text' },
  },
  'wg wireguard': {
    bare: 'inspect',
    commands: {
      // Prints private keys where the caller may read them.
      showconf: 'secret.show',
      show: { does: 'inspect', operands: ['text', { 'private-key preshared-keys dump': 'secret.show', else: 'text' }] },
      'set setconf addconf syncconf': CONFIGURE,
      'genkey genpsk': 'secret.change',
      pubkey: 'inspect',
    },
  },
  'wg-quick awg-quick': { does: CONFIGURE, commands: { 'up down save': CONFIGURE, strip: 'secret.show' } },
  'ipsec swanctl strongswan': {
    bare: 'inspect',
    commands: {
      'status statusall version leases list-sas list-conns stats log': 'inspect',
      'start stop restart up down reload update rereadall initiate terminate load-all load-conns load-creds route unroute':
        CONFIGURE,
    },
  },
  'openconnect vpnc pppd pptp pon poff xl2tpd fortivpn openfortivpn nordvpn mullvad expressvpn protonvpn protonvpn-cli windscribe mozillavpn warp-cli piactl surfshark-vpn f5fpc globalprotect vpn-slice':
    {
      does: CONFIGURE,
      operands: 'text*',
      commands: {
        'status account version relay-list countries cities groups settings get regions servers list': 'inspect',
        'connect disconnect c d login logout set register up down start stop': CONFIGURE,
      },
      values: {
        '-s --script -S --script-tun --up --down --csd-wrapper': 'code.hook',
        '-u --user -p --passwd -g --authgroup --protocol -c --certificate -k --sslkey --servercert -i --interface':
          'text',
      },
    },
  'openvpn openvpn3': {
    does: CONFIGURE,
    style: 'long',
    operands: 'code.hook',
    commands: {
      'configs-list sessions-list version log': 'inspect',
      'config-import config-manage session-start session-manage config-remove session-acl session-auth config-acl': {
        does: CONFIGURE,
        operands: 'text*',
      },
    },
    values: {
      '-up -down -route-up -route-pre-down -tls-verify -auth-user-pass-verify -client-connect -client-disconnect -learn-address -ipchange -config -plugin -tls-crypt-v2-verify':
        'code.hook',
      '-script-security': { '0 1': 'text', else: 'code.hook' },
      '-log -log-append -status -writepid': 'file.write',
      '-remote -dev -proto -port -ca -cert -key -dh -cipher -auth -auth-user-pass -secret -ifconfig -lport -rport -dev-type -verb -cd -user -group':
        'text',
    },
    flags: { '-genkey': 'secret.change' },
  },
  macchanger: {
    does: CONFIGURE,
    operands: 'text*',
    flags: { '-s --show -l --list -V --version': { turns: { 'network.configure': 'inspect' } } },
    values: { '-m --mac': 'text' },
  },
  upnpc: { does: CONFIGURE, operands: 'text*', flags: { '-l -s -i': { turns: { 'network.configure': 'inspect' } } } },
  'conntrack ipset ipvsadm': {
    does: 'inspect',
    operands: 'text*',
    flags: {
      '-D --delete -F --flush -I --create -U --update -A -E -C -R -a -e -d': CONFIGURE,
      '-L --dump -S -G': 'inspect',
    },
    commands: {
      'list test save version help': 'inspect',
      'create add del destroy flush rename swap restore': CONFIGURE,
    },
  },
  'networkd-dispatcher': { does: 'service.restart', values: { '-S --script-dir': 'file.run' } },
  vnstati: {
    does: 'inspect',
    values: { '-o --output': 'file.write', '-i --iface -c --cache --style --locale': 'text' },
  },
  lldpcli: {
    style: 'posix',
    bare: 'desktop.act',
    commands: {
      'show watch help': { does: 'inspect', operands: 'text*' },
      '*': { does: 'network.configure', operands: 'text*' },
    },
    values: { '-c': 'file.run', '-f -u': 'text' },
  },
};
