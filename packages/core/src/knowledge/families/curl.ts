/** curl. Fetching is harmless; every option that sends, writes or names code is told apart. */
import type { Family } from '../vocabulary/spec.ts';

const SENDS = { 'network.fetch': 'network.send' } as const;
/** `@FILE` sends the file, everything else is the data itself. */
const DATA = { takes: { '@-': 'text', '@*': 'file.upload', else: 'text' }, turns: SENDS } as const;

const TEXT_SHORT = '-A -C -e -m -P -r -t -u -U -x -y -Y -z -h';
const TEXT_NAMES =
  '--user-agent --continue-at --referer --max-time --ftp-port --range --telnet-option --user --proxy-user --proxy --speed-time --speed-limit --time-cond --help';
const TEXT_TLS =
  '-E --cert --cert-type --key --key-type --pass --cacert --capath --crlfile --ciphers --curves --tls13-ciphers --tls-max --tlsauthtype --tlspassword --tlsuser --pinnedpubkey --pubkey --ech --signature-algorithms';
const TEXT_PROXY =
  '--proxy-cacert --proxy-capath --proxy-cert --proxy-cert-type --proxy-ciphers --proxy-crlfile --proxy-header --proxy-key --proxy-key-type --proxy-pass --proxy-pinnedpubkey --proxy-service-name --proxy-tls13-ciphers --proxy-tlsauthtype --proxy-tlspassword --proxy-tlsuser --proxy1.0 --preproxy --noproxy --socks4 --socks4a --socks5 --socks5-hostname --socks5-gssapi-service --haproxy-clientip';
const TEXT_NET =
  '--connect-timeout --connect-to --resolve --interface --local-port --dns-interface --dns-ipv4-addr --dns-ipv6-addr --dns-servers --doh-url --expect100-timeout --happy-eyeballs-timeout-ms --keepalive-time --keepalive-cnt --limit-rate --rate --max-filesize --max-redirs --parallel-max --parallel-max-host --retry --retry-delay --retry-max-time --proto --proto-default --proto-redir --ip-tos --vlan-priority --ipfs-gateway --tftp-blksize';
const TEXT_AUTH =
  '--aws-sigv4 --oauth2-bearer --delegation --krb --login-options --mail-auth --sasl-authzid --service-name --netrc-file --hostpubmd5 --hostpubsha256 --ftp-account --ftp-alternative-to-user --ftp-method --ftp-ssl-ccc-mode --egd-file --random-file --variable --expand-url --request-target --url-query --create-file-mode --trace-config';

export const curl: Family = {
  curl: {
    operands: 'network.fetch*',
    flags: {
      '-O --remote-name --remote-name-all -J --remote-header-name': 'file.create',
      '-V --version -M --manual': { only: true },
      // The data goes into the address.
      '-G --get': { turns: { 'network.fetch': 'network.fetch' } },
      // Begin the names of options with a value.
      '-I --head --crlf --netrc --parallel --ssl --ftp-ssl --ftp-ssl-ccc --socks5-gssapi': {},
    },
    values: {
      [TEXT_SHORT]: 'text',
      [TEXT_NAMES]: 'text',
      [TEXT_TLS]: 'text',
      [TEXT_PROXY]: 'text',
      [TEXT_NET]: 'text',
      [TEXT_AUTH]: 'text',
      '--url': 'network.fetch',
      '-H --header': 'text',
      '-b --cookie': { '*=*': 'text', '-': 'text', else: 'file.read' },
      '-X --request': {
        'GET HEAD OPTIONS TRACE PROPFIND REPORT get Get head Head options trace': 'text',
        'DELETE delete Delete DELE': 'remote.delete',
        else: 'remote.change',
      },
      '-d --data --data-ascii --data-binary --json --expand-data': DATA,
      '--data-raw': { takes: 'text', turns: SENDS },
      '--data-urlencode': { takes: { '@-': 'text', '@*': 'file.upload', else: 'text' }, turns: SENDS },
      '-F --form': { takes: { '*=@-': 'text', '*=@* *=<*': 'file.upload', else: 'text' }, turns: SENDS },
      '--form-string': { takes: 'text', turns: SENDS },
      '-T --upload-file': { takes: { '- .': 'text', else: 'file.upload' }, turns: SENDS },
      '--mail-from --mail-rcpt': { takes: 'text', turns: SENDS },
      '-Q --quote': {
        'LIST* STAT* PWD* NOOP* SYST* FEAT* HELP* SIZE* MDTM* pwd* ls*': 'text',
        'DELE* RMD* rm* rmdir*': 'remote.delete',
        else: 'remote.change',
      },
      '-o --output -D --dump-header -c --cookie-jar --trace --trace-ascii --stderr --libcurl': 'file.write',
      '--etag-save --hsts --alt-svc --ssl-sessions': 'file.write',
      '--etag-compare': 'file.read',
      '--output-dir': 'file.create',
      '-w --write-out': { '*%output{*': 'file.write', '@-': 'text', '@*': 'file.read', else: 'text' },
      // A configuration file may hold any other option.
      '-K --config': 'code.hook',
      '--engine': { list: 'text', else: 'code.load' },
      // Whoever talks to an engine's socket steers the machine: the path's place tells.
      '--unix-socket --abstract-unix-socket': 'file.write',
    },
  },
  'curl-config': 'inspect',
};
