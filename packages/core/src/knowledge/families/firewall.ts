/** Packet filters. Emptying or opening one is worse than adding a rule. */
import type { Family } from '../vocabulary/spec.ts';

const CONFIGURE = 'network.configure';
const OFF = 'network.firewall-off';
const RULES = {
  '-p --protocol -s --source --src -d --destination --dst -j --jump -g --goto -i --in-interface -o --out-interface -m --match -t --table -c --set-counters -w --wait -W --dport --destination-port --sport --source-port --dports --sports --ports --state --ctstate --to-destination --to-source --to-ports --to-port --comment --limit --limit-burst --log-prefix --log-level --mac-source --icmp-type --icmpv6-type --tcp-flags --uid-owner --gid-owner --set-mark --mark --set-xmark --save-mark --on-port --tproxy-mark --reject-with --name --seconds --hitcount --string --algo --hex-string --probability --mode --tos --ttl-set --match-set --src-range --dst-range --pkt-type --physdev-in --physdev-out -M --modprobe':
    'text',
  '-A --append -I --insert -D --delete -R --replace -N --new-chain -E --rename-chain': {
    takes: 'text',
    does: CONFIGURE,
  },
  '-P --policy': { takes: 'text', does: CONFIGURE, operands: { 'ACCEPT accept': OFF, else: 'text' } },
} as const;

const SAVE = { does: 'inspect', values: { '-f --file': 'file.write', '-t --table -M --modprobe': 'text' } } as const;
const RESTORE = {
  does: CONFIGURE,
  operands: 'file.read',
  flags: { '-t --test': { only: true } },
  values: { '-T --table -M --modprobe -w -W': 'text' },
} as const;

export const firewall: Family = {
  'iptables ip6tables iptables-nft ip6tables-nft iptables-legacy ip6tables-legacy ebtables arptables': {
    operands: 'text*',
    does: 'inspect',
    flags: {
      '-L --list -S --list-rules -C --check -n --numeric -v --verbose -x --exact --line-numbers': 'inspect',
      '-F --flush': OFF,
      '-X --delete-chain -Z --zero': CONFIGURE,
    },
    values: RULES,
  },
  'iptables-save ip6tables-save iptables-legacy-save iptables-nft-save ebtables-save arptables-save': SAVE,
  'iptables-restore ip6tables-restore iptables-legacy-restore iptables-nft-restore ebtables-restore arptables-restore iptables-apply':
    RESTORE,
  'iptables-xml iptables-translate ip6tables-translate iptables-restore-translate ip6tables-restore-translate':
    'inspect',
  'xtables-monitor nfbpf_compile': 'inspect',
  nft: {
    bare: 'inspect',
    flags: { '-c --check': { only: true }, '-i --interactive': CONFIGURE },
    values: { '-f --file': { takes: 'file.read', does: CONFIGURE }, '-I --includepath -D --define': 'text' },
    commands: {
      'list monitor describe get': 'inspect',
      'add insert create replace rename reset import': CONFIGURE,
      flush: { does: CONFIGURE, operands: { 'ruleset table chain': OFF, else: 'text' } },
      'delete destroy': { does: CONFIGURE, operands: { 'table chain': OFF, else: 'text' } },
    },
  },
  ufw: {
    bare: 'inspect',
    flags: { '--dry-run': { only: true }, '--force': {} },
    commands: {
      'status version show': 'inspect',
      app: { commands: { 'list info': 'inspect', 'update default': CONFIGURE } },
      'disable reset': OFF,
      'enable reload allow deny reject limit delete insert prepend route': CONFIGURE,
      rule: CONFIGURE,
      logging: { operands: { 'off OFF': 'evade.logs', else: CONFIGURE } },
      default: {
        commands: {
          allow: { bare: OFF, operands: { 'outgoing routed': CONFIGURE, else: OFF } },
          'deny reject': CONFIGURE,
        },
      },
    },
  },
  gufw: 'desktop.act',
  'firewall-cmd firewall-offline-cmd': {
    does: CONFIGURE,
    style: 'long',
    flags: {
      '-state -list-all -list-all-zones -get-zones -get-active-zones -get-default-zone -list-services -list-ports -list-sources -list-interfaces -list-rich-rules -list-protocols -list-source-ports -list-forward-ports -list-icmp-blocks -get-services -get-icmptypes -query-masquerade -query-panic -get-log-denied -list-lockdown-whitelist-commands -get-policies -get-active-policies -get-ipsets -get-helpers -check-config':
        { turns: { [CONFIGURE]: 'inspect' } },
      '-panic-off': {},
    },
    values: {
      '-zone -timeout -policy -permanent': { takes: 'text', attached: true },
      '-info-zone -info-service -info-ipset -info-icmptype -query-service -query-port -query-source -query-interface -query-rich-rule -get-zone-of-interface -get-zone-of-source':
        { takes: 'text', turns: { [CONFIGURE]: 'inspect' } },
      '-set-default-zone': { trusted: OFF, else: 'text' },
      '-set-log-denied': { off: 'text', else: 'text' },
      '-set-target': { ACCEPT: OFF, else: 'text' },
    },
  },
  pfctl: {
    does: CONFIGURE,
    operands: 'text*',
    flags: { '-d': OFF, '-e': CONFIGURE },
    values: {
      '-f': { takes: 'file.read' },
      '-F': OFF,
      '-s': { takes: 'text', turns: { [CONFIGURE]: 'inspect' } },
      '-a -i -k -K -t -T -p -x -o -D': 'text',
    },
  },
  ipfw: {
    bare: 'inspect',
    commands: {
      'list show print': 'inspect',
      'add delete zero resetlog set table nat pipe queue enable': CONFIGURE,
      'flush disable': OFF,
    },
  },
  npfctl: { commands: { 'show stats validate list debug': 'inspect', 'start reload': CONFIGURE, 'stop flush': OFF } },
  'fail2ban-client': {
    bare: 'inspect',
    commands: {
      'status ping version get banned': 'inspect',
      'start reload restart add set unban': 'service.change',
      stop: 'evade.security',
    },
  },
  'fail2ban-regex': 'file.read',
  'csf denyhosts shorewall firehol sshguard crowdsec': {
    does: CONFIGURE,
    operands: 'text*',
    flags: { '-x --disable': OFF, '-l -g -t -v': {} },
    commands: {
      'status show check version list': 'inspect',
      'start restart reload try': CONFIGURE,
      'stop clear panic': OFF,
    },
  },
  cscli: {
    bare: 'inspect',
    commands: {
      'decisions alerts bouncers machines hub collections parsers scenarios postoverflows metrics config lapi capi version explain simulation notifications dashboard console setup support':
        {
          bare: 'inspect',
          commands: {
            'list inspect show status validate': 'inspect',
            'add delete remove install upgrade update register enable disable import prune': CONFIGURE,
          },
        },
    },
  },
  opensnitchd: 'service.change',
};
