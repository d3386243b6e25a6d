/** Tools whose purpose is attacking others' systems or passwords, and miners. */
import type { Family } from '../vocabulary/spec.ts';

export const attack: Family = {
  // Passwords.
  'hydra hydra-gtk pw-inspector medusa ncrack patator crowbar thc-pptp-bruter brutespray kerbrute o365spray trevorspray sprayhound legba':
    'attack.tool',
  john: {
    does: 'secret.show',
    operands: 'file.read*',
    flags: { '--test --list -h': { only: true } },
    values: {
      '--external': 'code.inline',
      '--config': 'code.hook',
      '--pot --session --log-stderr': { takes: 'file.write', attached: true },
    },
  },
  'hashcat hashcat.bin': {
    does: 'secret.show',
    operands: 'text*',
    flags: { '--example-hashes --hash-info -I --backend-info -V --version --benchmark -b': { only: true } },
    values: { '-m --hash-type -a --attack-mode -r --rules-file -o --outfile -w -i -1 -2 -3 -4': 'text' },
  },
  'ophcrack rcrack rainbowcrack samdump2 bkhive pwdump fgdump creddump unshadow aireplay-ng airbase-ng airdecloak-ng airgeddon besside-ng wesside-ng reaver wash bully pixiewps wifite wifiphisher fluxion cowpatty hcxtools mdk3 mdk4 eaphammer hostapd-wpe btlejack bettercap ettercap arpspoof dnsspoof macof sslstrip sslsniff mitm6 evilginx evilginx2 modlishka muraena gophish zphisher setoolkit king-phisher blackeye socialfish shellphish':
    'attack.tool',
  'hashid hash-identifier': 'inspect',
  // Recovering one's own password is what their manuals describe; whose it is nobody can see.
  'fcrackzip pdfcrack rarcrack cmospwd chntpw ssh2john zip2john rar2john pdf2john keepass2john office2john gpg2john luks2john aircrack-ng airdecap-ng crackle hcxpcapngtool pyrit':
    {
      does: 'secret.show',
      operands: 'file.read*',
      values: { '-o -w -p -D --dictionary -b --bssid -e --essid -l -u -c --charset -n --minlen -x -t -i': 'text' },
    },
  'flask-unsign jwt_tool jwt-cracker': { does: 'secret.show', operands: 'text*' },
  'kismet airodump-ng airmon-ng hcxdumptool ubertooth-btle': {
    does: 'network.capture',
    operands: 'text*',
    values: { '-w --write -o': 'file.write', '-c --channel -i -b --bssid --essid --output-format': 'text' },
  },
  // They collect people's addresses, accounts and leaked passwords.
  'recon-ng spiderfoot maltego theHarvester theharvester osrframework finalrecon h8mail holehe infoga ghunt':
    'attack.tool',
  cewl: { does: 'network.scan', operands: 'text*', values: { '-w --write': 'file.write' } },
  'crunch cupp maskprocessor statsprocessor princeprocessor rsmangler wordlistctl kwprocessor': {
    does: 'attack.tool',
    operands: 'text*',
    values: { '-o --outfile': 'file.write' },
  },

  // Frameworks, implants, command and control.
  'msfconsole msfvenom msfdb msfd msfrpc msfrpcd msfcli msfpayload msfencode armitage teamserver cobaltstrike sliver sliver-server sliver-client empire powershell-empire starkiller covenant merlin merlinserver mythic mythic-cli havoc havoc-client villain hoaxshell poshc2 koadic pupy pupysh quasar metasploit beef beef-xss xsser routersploit rsf.py exploitdb commix veil veil-evasion shellter unicorn.py donut scarecrow nimcrypt sharpshooter macro_pack':
    'attack.tool',
  searchsploit: {
    does: 'network.probe',
    operands: 'text*',
    flags: { '-m --mirror': 'file.create', '-u --update': 'package.install-system' },
  },
  'weevely webacoo phpsploit antsword behinder china-chopper': 'attack.tool',
  'chisel ligolo ligolo-ng ligolo-agent reGeorg neoreg neoreg.py pivotnacci stowaway iox ew lcx earthworm dnscat dnscat2 dnsteal icmpsh icmptunnel gsocket gs-netcat':
    'attack.tool',

  // Windows domains.
  'mimikatz pypykatz lazagne LaZagne laZagne lsassy donpapi dploot rubeus certipy certipy-ad certify whisker pywhisker sharphound bloodhound bloodhound-python azurehound rusthound crackmapexec cme netexec nxc evil-winrm smbexec psexec wmiexec atexec dcomexec responder Responder.py inveigh ntlmrelayx krbrelayx petitpotam PetitPotam.py coercer dfscoerce printerbug.py zerologon kekeo seatbelt sharpup winpeas winPEAS powerup powerview ridenum gpp-decrypt aadinternals bloodyAD bloodyad':
    'attack.tool',
  'impacket-secretsdump impacket-psexec impacket-smbexec impacket-wmiexec impacket-atexec impacket-dcomexec impacket-ntlmrelayx impacket-GetNPUsers impacket-GetUserSPNs impacket-getTGT impacket-getST impacket-ticketer impacket-addcomputer impacket-goldenPac impacket-raiseChild impacket-rbcd impacket-dpapi impacket-mimikatz':
    'attack.tool',
  'secretsdump.py psexec.py smbexec.py wmiexec.py atexec.py dcomexec.py ntlmrelayx.py GetNPUsers.py GetUserSPNs.py getTGT.py getST.py ticketer.py addcomputer.py goldenPac.py raiseChild.py rbcd.py dpapi.py mimikatz.py karmaSMB.py kintercept.py':
    'attack.tool',

  // What only asks a domain's servers, with rights that somebody gave.
  'ldapdomaindump windapsearch enum4linux enum4linux-ng smbmap polenum ldeep pywerview nxcdb roadrecon adidnsdump GetADUsers.py findDelegation.py wmiquery.py impacket-findDelegation impacket-GetADUsers impacket-wmiquery':
    { does: 'network.scan', operands: 'text*' },
  'impacket-ticketConverter': 'secret.change',

  // Clients of the same library that have uses beside an attack.
  'DumpNTLMInfo.py ping6.py sniffer.py sniff.py ntfs-read.py reg.py services.py netview.py registry-read.py rpcdump.py samrdump.py lookupsid.py smbclient.py smbserver.py mssqlclient.py impacket-smbserver impacket-smbclient impacket-lookupsid impacket-mssqlclient impacket-reg impacket-rpcdump impacket-samrdump impacket-services impacket-netview impacket-sniffer impacket-ping':
    { does: 'network.connect', operands: 'text*' },

  // Web and discovery: loud, and aimed at somebody.
  'sqlmap sqlmap.py sqlninja bbqsql jsql nosqlmap ghauri tplmap sstimap arachni skipfish w3af w3af_console uniscan vega joomscan cmseek xsstrike dalfox jaeles kxss crlfuzz ssrfmap smuggler padbuster fuxploider davtest dotdotpwn wfuzz':
    'attack.tool',
  // Scanners that people run against what is theirs.
  'nikto wapiti openvas gvm-cli gvmd gvm-start nessus nessuscli nexpose nuclei wpscan droopescan cmsmap': {
    does: 'network.scan',
    operands: 'text*',
    values: { '-o --output -oN -json-export': 'file.write', '-u -url --url -h -host -t -l': 'text' },
  },
  'gobuster ffuf feroxbuster dirb dirbuster dirsearch kiterunner kr rustbuster meg arjun x8 paramspider gau waybackurls waymore hakrawler gospider katana cariddi httpx httpx-toolkit whatweb wafw00f webanalyze aquatone gowitness eyewitness subjack subzy subfinder amass assetfinder sublist3r findomain chaos dnstwist shodan censys sherlock maigret phoneinfoga onionsearch tookie-osint photon social-analyzer socialscan buster metagoofil foca creepy twint blackbird uncover asnmap alterx interactsh-client trawl':
    {
      does: 'network.scan',
      operands: 'text*',
      values: {
        '-o --output -of': 'file.write',
        '-u --url -w --wordlist -d --domain -t --threads -p -x -e -H -b -c -l -i -s -r -f -m -ports -target -path --timeout -k -L -A -n':
          'text',
      },
      commands: { 'wordlist list kb version help info search myip stats host count': 'network.fetch' },
    },

  // On a machine already reached.
  'linpeas linpeas.sh linenum LinEnum.sh lse.sh linux-smart-enumeration linux-exploit-suggester linux-exploit-suggester.sh les.sh unix-privesc-check pspy pspy32 pspy64 pspy32s pspy64s beroot traitor suid3num.py sudo_killer deepce.sh deepce peirates kube-hunter kubeletctl botb amicontained mimipenguin mimipenguin.sh 3snake swap_digger keytabextract logkeys ttysnoop dirtycow dirtypipe pwnkit':
    'attack.tool',
  'diamorphine reptile azazel jynx2 vlany bdvl father kovid': 'attack.tool',
  pacu: 'attack.tool',
  'stratus weirdaal cloudbrute cloud_enum s3scanner lazys3 bucket_finder gcpbucketbrute microburst': {
    does: 'attack.tool',
    operands: 'text*',
    commands: { 'list show version status': 'inspect' },
  },
  'tor-hammer saphyra xerxes ufonet pyloris ddos-ripper byob': 'attack.tool',

  // Analysis of programs: read-only, but tools of a trade.
  'binwalk binwalk3': {
    operands: 'file.read*',
    flags: { '-e --extract -M --matryoshka': 'file.create', '--run-as': 'privilege.raise' },
    values: {
      '-C --directory -f --log': 'file.write',
      '-D --dd': 'code.hook',
      '-y -x -n -l -o -R -m -d -b -j -z -K -A': 'text',
    },
  },
  'stegsnow steghide outguess stegseek stegcracker zsteg stegoveritas stegdetect snow openstego stegolsb': {
    operands: 'file.read*',
    does: 'file.create',
    values: { '-p --passphrase -C -m -f -d -S -l -Q -cf -ef -sf -xf -wl': 'text' },
    commands: { info: { operands: 'file.read*' }, 'embed extract': { does: 'file.create', operands: 'text*' } },
  },
  'yara yr': { operands: 'file.read*', values: { '-d -t -i -p -l -x -k -a': 'text', '-C': 'text' } },
  'volatility vol vol.py volatility3 rekal bulk_extractor foremost scalpel photorec testdisk autopsy tsk_recover fls icat ils istat mmls mmstat fsstat fcat ffind blkcat blkls blkstat ifind img_cat img_stat jcat jls mactime sigfind sorter srch_strings tsk_comparedir tsk_gettimes tsk_loaddb log2timeline plaso psort pinfo.py psteal regripper rip.pl hfind ewfacquire ewfinfo ewfmount ewfverify dc3dd guymager':
    {
      does: 'inspect',
      operands: 'text*',
      values: { '-o -d --output-dir': 'file.create', '-f -i -t -b -r -p -m -s -z -w -e': 'text' },
    },
  'ropper ROPgadget ropgadget one_gadget checksec checksec.sh pwn cwe_checker angr-management': {
    operands: 'text*',
    does: 'inspect',
    values: { '--file -f --binary --search --chain --only -a -b': 'text' },
    commands: {
      'checksec asm disasm cyclic elfdiff elfpatch hex unhex constgrep errno phd pwnstrip scramble template version':
        'inspect',
      'shellcraft debug': 'code.inline',
      update: 'package.install-system',
    },
  },

  // Cryptocurrency.
  'xmrig xmrig-nvidia xmrig-amd xmr-stak xmr-stak-rx xmr-stak-cpu cpuminer cpuminer-multi cpuminer-opt minerd minergate minergate-cli cgminer bfgminer sgminer ccminer ethminer t-rex lolminer lolMiner nbminer gminer phoenixminer PhoenixMiner teamredminer nanominer claymore srbminer SRBMiner-MULTI bzminer rigel wildrig miniZ ewbf ewbfminer nheqminer cryptonight nicehash nhm2 moneroocean p2pool xmrig-proxy kdevtmpfsi kinsing rhminer verusminer hellminer hminer cnrig astrominer dero-miner progpowminer':
    'mining',
  yarac: { operands: ['file.read*', 'file.write'], values: { '-d': 'text' } },
};
