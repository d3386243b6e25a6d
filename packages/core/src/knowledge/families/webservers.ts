/** Web servers, proxies and tunnels out. */
import type { Family } from '../vocabulary/spec.ts';

const SERVER_TEXT =
  '-c -C -p -g -e -d -f -D -k -t -l -L -u -q -n -N -S -w -x -sf -st -m --config --port --host --bind --listen --root --log-level';

export const webservers: Family = {
  nginx: {
    does: 'service.change',
    flags: { '-t -T -v -V -h -?': { turns: { 'service.change': 'inspect', 'code.hook': 'file.read' } } },
    values: { '-c -g': 'code.hook', '-s': 'text', '-p -e': 'text' },
  },
  'openresty tengine angie': {
    does: 'service.change',
    flags: { '-t -T -v -V': { turns: { 'service.change': 'inspect' } } },
    values: { '-c -g': 'code.hook', '-s -p': 'text' },
  },
  'apache2 httpd': {
    does: 'service.change',
    flags: { '-t -S -M -l -L -V -v -T': { turns: { 'service.change': 'inspect' } } },
    values: { '-f': 'file.read', '-C -c -d': 'code.hook', '-k -D -e -E -n': 'text' },
  },
  'apachectl apache2ctl': {
    does: 'service.change',
    operands: 'text*',
    flags: { '-t -S -M -V -v -l': { turns: { 'service.change': 'inspect' } } },
    commands: {
      'configtest status fullstatus': 'inspect',
      'start stop restart graceful graceful-stop startssl': 'service.change',
    },
    values: { '-k -D': 'text', '-f -C -c -d': 'code.hook' },
  },
  'a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf phpenmod phpdismod lighty-enable-mod lighttpd-enable-mod': {
    does: 'system.change',
    operands: 'text*',
    flags: { '-q -f -m -p': {} },
  },
  a2query: 'inspect',
  'apxs apxs2': { does: 'build', operands: 'text*', flags: { '-i -a': 'system.change' } },
  caddy: {
    bare: 'inspect',
    commands: {
      'adapt validate list-modules environ version build-info help hash-password completion manpage': {
        does: 'inspect',
        operands: 'text*',
        values: { '-c --config -a --adapter --plaintext --envfile': 'text' },
      },
      fmt: { operands: 'file.read', flags: { '-w --overwrite': { turns: { 'file.read': 'file.write' } } } },
      'run start file-server reverse-proxy respond': {
        does: 'network.listen',
        operands: 'text*',
        values: {
          '-c --config -a --adapter --envfile --pidfile -r --root -l --listen -d --domain -f --from -t --to -b --body -s --status':
            'text',
        },
      },
      'stop reload': 'service.change',
      'upgrade add-package remove-package': 'package.install-system',
      'trust untrust': 'system.change',
      storage: 'secret.change',
    },
  },
  'haproxy traefik envoy lighttpd varnishd squid h2o monkey hiawatha cherokee tinyproxy privoxy 3proxy polipo dante sockd microsocks ss-server ss-local ss-redir ss-tunnel sslocal ssserver v2ray xray sing-box clash mihomo trojan trojan-go hysteria naive gost goproxy glider sslh stunnel stunnel4 hitch pound nghttpx easegress krakend kong apisix tyk oauth2-proxy pomerium mediamtx minidlna minidlnad jellyfin gerbera mpd icecast icecast2 owncast':
    {
      does: 'network.listen',
      operands: 'text*',
      flags: { '-V -vv': { only: true } },
      commands: { 'version check validate healthcheck help': 'inspect' },
      values: { [SERVER_TEXT]: 'text' },
    },
  'varnishlog varnishstat varnishncsa varnishtop varnishhist varnishtest goaccess awstats webalizer visitors lnav apachetop ngxtop mtail':
    {
      does: 'inspect',
      operands: 'file.read*',
      values: {
        '-q -g -i -I -n -N -X -x -t -F --log-format --date-format --time-format -p --config-file -c -f': 'text',
        '-o --output -w': 'file.write',
        '--ws-url --port --addr': 'text',
      },
    },
  varnishadm: {
    bare: 'inspect',
    operands: 'text*',
    commands: {
      'status ping vcl.list param.show backend.list ban.list panic.show storage.list banner help': 'inspect',
      'vcl.load vcl.use vcl.discard ban start stop param.set backend.set_health panic.clear': 'service.change',
    },
    values: { '-n -S -T -t': 'text' },
  },
  squidclient: {
    operands: 'network.probe*',
    values: {
      '-P': 'file.upload',
      '-m': { 'PUT POST PATCH DELETE PURGE': 'network.send', else: 'text' },
      '-A -h --host -H -i -j -l --local -p -t -T -u -U -V -w -W --cert --params --trusted-ca': 'text',
    },
  },
  'gunicorn uvicorn hypercorn daphne waitress-serve uwsgi gunicorn3 granian puma unicorn thin passenger rackup falcon starman plackup twiggy spawn-fcgi fcgiwrap php-fpm':
    {
      does: ['code.project', 'network.listen'],
      operands: 'text*',
      values: {
        '-b --bind -w --workers -k --worker-class -c --config -t --timeout -p --port -h --host --host-name -e --env -u --user -g --group -n --name --log-level --access-logfile --error-logfile --log-file --pid --threads --reload-dir --app-dir --chdir -C -E --environment -s --server --http --socket --module --wsgi-file --master --processes --listen --url-scheme -x -R -q -a':
          'text',
        '--exec --eval -I --plugin --plugins': 'code.hook',
      },
    },
  ngrok: {
    bare: 'inspect',
    style: 'long',
    commands: {
      'http tcp tls start tunnel start-all service': { does: 'network.tunnel', operands: 'text*', style: 'long' },
      'config authtoken update credits api diagnose': {
        does: 'config.change',
        operands: 'text*',
        commands: { 'check add-authtoken': 'config.change', 'edit upgrade': 'config.change' },
      },
      'version help completion': 'inspect',
    },
    values: {
      '-hostname -subdomain -region -config -log -auth -basic-auth -domain -url -authtoken -oauth -host-header': 'text',
    },
  },
  cloudflared: {
    bare: 'inspect',
    commands: {
      tunnel: {
        does: 'network.tunnel',
        operands: 'text*',
        values: {
          '--url --hello-world --config --token --credentials-file --origincert --loglevel --logfile --name -n --protocol --region --metrics --hostname':
            'text',
        },
        commands: {
          'list info ready diag ingress': 'remote.read',
          login: 'remote.login',
          'create run route vnet cleanup token': 'network.tunnel',
          delete: 'remote.delete',
        },
      },
      access: { does: 'network.tunnel', operands: 'text*', commands: { 'login token curl': 'remote.login' } },
      'proxy-dns tail': 'network.listen',
      service: 'service.enable',
      update: 'package.install-system',
      'version help': 'inspect',
    },
  },
  'lt localtunnel bore frpc frps rathole pagekite inlets inletsctl localxpose loclx zrok expose serveo tunnelto telebit beeceptor packetriot playit pinggy portmap holesail tunnelmole tmole jprq devtunnel nps npc iodine hans ptunnel ptunnel-ng udptunnel dns2tcp httptunnel htc hts corkscrew proxytunnel wstunnel cntlm zerotier-one':
    {
      does: 'network.tunnel',
      operands: 'text*',
      commands: {
        'list status version help show user clusters limits': 'remote.read',
        'delete delete-all': 'remote.delete',
      },
      values: {
        '-p --port -s --subdomain -h --host -l --local-host --to -t --secret -c --config --auth --region': 'text',
      },
    },
  tailscale: {
    bare: 'inspect',
    commands: {
      'status ip ping netcheck version whois bugreport licenses debug dns metrics exit-node help completion': {
        does: 'inspect',
        operands: 'text*',
      },
      'up set switch login logout down lock update configure': {
        does: 'network.configure',
        operands: 'text*',
        values: {
          '--authkey --auth-key --hostname --advertise-routes --advertise-exit-node --exit-node --login-server --operator --accept-routes --accept-dns --ssh --advertise-tags':
            { takes: 'text', attached: true },
        },
      },
      serve: { does: 'network.listen', operands: 'text*', commands: { status: 'inspect', reset: 'config.change' } },
      // Open to everybody on the internet.
      funnel: { does: 'network.tunnel', operands: 'text*', commands: { status: 'inspect' } },
      ssh: { operands: ['network.login', 'source.shell-joined'], away: true },
      nc: { does: 'network.connect', operands: 'text*' },
      file: {
        commands: { cp: { operands: ['file.upload*', 'text'], does: 'network.send' }, get: { operands: 'file.write' } },
      },
      cert: 'secret.change',
      drive: { does: 'network.listen', operands: 'text*', commands: { list: 'inspect' } },
      web: 'network.listen',
    },
    values: { '--socket': 'text' },
  },
  'tailscaled netbird zerotier-cli headscale innernet nebula netmaker': {
    does: 'network.configure',
    operands: 'text*',
    commands: {
      'info listpeers listnetworks status version list peers': 'inspect',
      'up join leave down set': 'network.configure',
    },
    values: { '-k --setup-key -m --management-url -D': 'text' },
  },
  // Hiding where traffic comes from is legitimate, seldom an agent's task.
  'torify torsocks proxychains proxychains4 tsocks graftcp anonsurf': {
    style: 'posix',
    does: 'network.tunnel',
    operands: ['command'],
    values: { '-f': 'code.hook', '-q': { takes: 'text', attached: true }, '-u -p -a -P': 'text' },
  },
  'tor torctl nyx i2pd i2prouter arti snowflake-client obfs4proxy': {
    does: 'network.tunnel',
    operands: 'text*',
    flags: { '--verify-config --hash-password': { only: true }, '--version': { only: true } },
    values: { '-f --defaults-torrc --DataDirectory --SocksPort': 'text' },
  },
  'x0vncserver vncserver x11vnc tigervncserver wayvnc krfb xrdp novnc websockify rustdesk anydesk teamviewer teamviewerd barrier input-leap':
    {
      does: 'network.listen-raw',
      operands: 'text*',
      flags: { '-kill -list': {} },
      values: {
        '-geometry -depth -rfbport -display -rfbauth -PasswordFile -SecurityTypes -localhost -passwd -auth -port':
          'text',
        '-afteraccept -gone -accept -unixpw_cmd -xstartup': 'code.hook',
      },
      style: 'long',
    },
  'xfreerdp xfreerdp3 wlfreerdp rdesktop vncviewer xtightvncviewer remmina krdc virt-viewer remote-viewer spicy x2goclient moonlight parsec gvncviewer bvnc vinagre xpra':
    {
      operands: 'network.connect*',
      style: 'long',
      values: {
        '-u -p -d -g -a -k -r -s -via -passwd -PasswordFile -display -geometry -listen -c -f -connect -hotkeys': 'text',
      },
    },
  waypipe: {
    does: 'network.tunnel',
    commands: {
      ssh: { operands: ['network.login', 'source.shell-joined'], away: true },
      'client server bench recon': { style: 'posix', does: 'network.tunnel', operands: 'command' },
    },
    values: { '-s --socket -c --compress': 'text' },
  },
};
