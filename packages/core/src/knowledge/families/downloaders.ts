/** Programs that download: wget and its kin, HTTP clients for people, media fetchers. */
import type { Family } from '../vocabulary/spec.ts';

/** Written elsewhere than to a name taken from the URL, or nowhere. */
const NAMED = { 'file.create': 'text' } as const;
const SENDS = { 'network.fetch': 'network.send' } as const;

const WGET_TEXT =
  '-t --tries -T --timeout --dns-timeout --connect-timeout --read-timeout -w --wait --waitretry --bind-address --limit-rate -Q --quota --start-pos --progress --local-encoding --remote-encoding --prefer-family --user --password --default-page --header --max-redirect --proxy-user --proxy-password --referer -U --user-agent --secure-protocol --ciphers --certificate --certificate-type --private-key --private-key-type --ca-certificate --ca-directory --crl-file --pinnedpubkey --random-file --egd-file --ftp-user --ftp-password -l --level -A --accept -R --reject --accept-regex --reject-regex --regex-type -D --domains --exclude-domains --follow-tags --ignore-tags -I --include-directories -X --exclude-directories --cut-dirs --report-speed --restrict-file-names --dns-servers --bind-dns-address -B --base --retry-on-http-error --max-threads --http-proxy --https-proxy --input-metalink --preferred-location --metalink-index';

const HTTPIE = {
  // The first word may be a method; with `name=value` words behind it the default is POST.
  operands: [
    {
      'GET HEAD OPTIONS TRACE get head options trace': 'text',
      'DELETE delete': 'remote.delete',
      'POST PUT PATCH post put patch': 'remote.change',
      else: 'network.fetch',
    },
    {
      '*://* :*': 'network.fetch',
      '*=@* *:=@*': 'file.upload',
      '*==*': 'text',
      '*=*': 'remote.change',
      else: 'network.fetch',
    },
    { '*=@* *:=@*': 'file.upload', '*==*': 'text', '*=*': 'remote.change', else: 'text' },
    { '*=@* *:=@*': 'file.upload', '*==*': 'text', '*=*': 'remote.change', else: 'text' },
  ],
  flags: { '-d --download': 'file.create', '--offline': { only: true }, '-f --form --multipart -j --json': {} },
  values: {
    '--raw': 'text',
    '-o --output': 'file.write',
    '--session --session-read-only': 'text',
    '-a --auth -A --auth-type --bearer --style -s --pretty -p --print --format-options --response-charset --response-mime --verify --ssl --ciphers --cert --cert-key --cert-key-pass --proxy --max-redirects --max-headers --timeout --default-scheme --history-print -P --boundary --http-version --resolve --interface --unix-socket --generate':
      'text',
  },
} as const;

const AXEL_TEXT =
  '-s --max-speed -n --num-connections --max-redirect -S --search -H --header -U --user-agent -T --timeout';

const YTDL = {
  operands: 'network.fetch*',
  does: 'file.create',
  flags: {
    '-F --list-formats -j --dump-json -J --dump-single-json -g --get-url -e --get-title --get-id --get-thumbnail --get-description --get-duration --get-filename --get-format -s --simulate --list-subs --list-extractors --extractor-descriptions --list-thumbnails --dump-user-agent --list-impersonate-targets --skip-download':
      { turns: NAMED },
    '-U --update': 'package.install-system',
    '--rm-cache-dir': 'cache.clear',
  },
  values: {
    '--exec --exec-before-download': 'code.hook',
    '--external-downloader --downloader --ffmpeg-location --config-locations --config-location --plugin-dirs --js-runtimes --netrc-cmd --alias':
      'code.hook',
    '--external-downloader-args --downloader-args --postprocessor-args --ppa --use-postprocessor': 'code.hook',
    '-a --batch-file --load-info-json --load-info': 'file.read',
    '--cookies --download-archive --print-to-file': 'file.write',
    '-o --output': { '-': 'text', '/*': 'file.write', else: 'file.create' },
    '-P --paths': { '/*': 'file.write', else: 'file.create' },
    // Takes the logins out of a browser's profile.
    '--cookies-from-browser': 'secret.dump',
    '-f --format -S --format-sort -r --limit-rate -R --retries -N --concurrent-fragments -I --playlist-items --playlist-start --playlist-end --match-title --reject-title --match-filters --match-filter --audio-format --audio-quality --remux-video --recode-video --merge-output-format --sub-langs --sub-lang --sub-format --convert-subs --convert-thumbnails -u --username -p --password -2 --twofactor --proxy --source-address --user-agent --referer --add-header --add-headers --extractor-args --sleep-interval --min-sleep-interval --max-sleep-interval --sleep-requests --date --datebefore --dateafter --min-filesize --max-filesize --age-limit --max-downloads --buffer-size --http-chunk-size --cache-dir --socket-timeout --geo-bypass-country --xff --default-search --ap-mso --video-password --sponsorblock-mark --sponsorblock-remove --download-sections --split-chapters --output-na-placeholder --parse-metadata --replace-in-metadata --write-pages --print -O --progress-template --trim-filenames --throttled-rate --fragment-retries --file-access-retries --extractor-retries --wait-for-video --impersonate --preset-alias -t --netrc-location --client-certificate --encoding --break-match-filters --compat-options':
      'text',
  },
} as const;

const BROWSER = { operands: 'network.fetch*' } as const;

export const downloaders: Family = {
  'wget wget2': {
    operands: 'network.fetch*',
    does: 'file.create',
    flags: {
      '--spider': { turns: NAMED },
      '-m --mirror -r --recursive -p --page-requisites -k --convert-links -c --continue -N --timestamping -nc --no-clobber -b --background':
        {},
    },
    values: {
      [WGET_TEXT]: 'text',
      '-O --output-document': { takes: 'file.write', turns: NAMED },
      '-o --output-file -a --append-output --save-cookies --hsts-file --warc-file --warc-tempdir --warc-cdx --rejected-log --stats-site --stats-dns --stats-tls':
        'file.write',
      '-P --directory-prefix': 'file.create',
      '-i --input-file --load-cookies': 'file.read',
      '--post-file --body-file': { takes: 'file.upload', turns: SENDS },
      '--post-data --body-data': { takes: 'text', turns: SENDS },
      '--method': { 'GET HEAD OPTIONS get head': 'text', 'DELETE delete': 'remote.delete', else: 'remote.change' },
      '-e --execute': {
        'robots=* timeout=* tries=* http_proxy=* https_proxy=* ftp_proxy=* use_proxy=*': 'text',
        else: 'code.hook',
      },
      '--config --use-askpass': 'code.hook',
    },
  },
  'aria2c aria2': {
    operands: 'network.fetch*',
    does: 'file.create',
    flags: { '-S --show-files': { only: true } },
    values: {
      '-o --out -d --dir': 'file.write',
      '-l --log --save-session --save-cookies --server-stat-of --dht-file-path': 'file.write',
      '-i --input-file --load-cookies -T --torrent-file -M --metalink-file --server-stat-if': 'file.read',
      '--on-download-complete --on-download-start --on-download-stop --on-download-pause --on-download-error --on-bt-download-complete --conf-path --netrc-path':
        'code.hook',
      '--enable-rpc': { takes: { false: 'text', else: 'network.listen' }, attached: true },
      '-x --max-connection-per-server -s --split -j --max-concurrent-downloads -k --min-split-size -t --timeout -m --max-tries --retry-wait --connect-timeout --max-overall-download-limit --max-download-limit --max-overall-upload-limit -u --max-upload-limit --seed-time --seed-ratio --listen-port --dht-listen-port --user-agent -U --referer --header --http-user --http-passwd --ftp-user --ftp-passwd --all-proxy --http-proxy --https-proxy --checksum --select-file -O --index-out --gid --rpc-secret --rpc-listen-port --bt-tracker --file-allocation --lowest-speed-limit --stop --console-log-level --log-level --summary-interval --interface --dir-mode --auto-save-interval --disk-cache --piece-length --uri-selector --certificate --private-key --ca-certificate --bt-max-peers --peer-id-prefix':
        'text',
    },
  },
  'http https xh xhs': HTTPIE,
  httpie: {
    bare: 'inspect',
    commands: {
      cli: {
        commands: {
          plugins: {
            commands: {
              'list check-updates': 'inspect',
              'install upgrade': 'package.install-system',
              uninstall: 'package.remove-system',
            },
          },
          'sessions export-args check-updates': 'inspect',
        },
      },
      plugins: {
        commands: { list: 'inspect', 'install upgrade': 'package.install-system', uninstall: 'package.remove-system' },
      },
    },
  },
  curlie: {
    operands: 'network.fetch*',
    values: {
      '-X': { 'GET HEAD': 'text', else: 'remote.change' },
      '-d --data -F': { takes: 'text', turns: SENDS },
      '-H -u': 'text',
      '-o': 'file.write',
    },
  },
  hurl: {
    operands: 'code.project',
    flags: { '--test': 'code.project' },
    values: {
      '-o --output --report-html --report-json --report-junit --report-tap -c --cookie-jar': 'file.write',
      '--variable --variables-file --glob --retry --retry-interval -u --user --cacert -E --cert --key --proxy -m --max-time --connect-timeout --from-entry --to-entry --resolve --connect-to -A --user-agent -b --cookie --jobs --parallel --error-format --delay --secret':
        'text',
      '--file-root': 'file.read',
    },
  },
  hurlfmt: {
    operands: 'file.read*',
    flags: { '--in-place': { turns: { 'file.read': 'file.write' } } },
    values: { '-o --output': 'file.write', '--out --in': 'text' },
  },
  grpcurl: {
    operands: ['network.send', { 'list describe': 'only', else: 'text' }, 'text*'],
    values: {
      '-d -H -rpc-header -reflect-header -import-path -authority -cacert -cert -key -connect-timeout -max-time -max-msg-sz -format -servername -user-agent -protoset -proto -keepalive-time':
        'text',
      '-protoset-out -proto-out-dir': 'file.write',
    },
    style: 'long',
  },
  'evans websocat wscat': {
    operands: 'network.connect',
    values: {
      '-c --connect': 'network.connect',
      '-l --listen -s': { takes: 'text', does: 'network.listen' },
      '-H --header -x --execute -p --port --path --host --auth --origin -w --wait': 'text',
    },
  },
  axel: {
    operands: 'network.fetch*',
    does: 'file.create',
    values: { [AXEL_TEXT]: 'text', '-o --output': { takes: 'file.write', turns: NAMED } },
  },
  lynx: {
    style: 'long',
    operands: 'network.fetch*',
    values: {
      '-cfg -editor -lss': 'code.hook',
      '-cookie_save_file -cmd_log -crawl_file': 'file.write',
      '-cookie_file -cmd_script': 'file.read',
      '-get_data': 'text',
      '-auth -pauth -display_charset -assume_charset -assume_local_charset -width -dump_width -link -useragent -connect_timeout -read_timeout -homepage -index -anonymous -restrictions -term -tempdir -realm':
        { takes: 'text', attached: true },
    },
    flags: { '-post_data': { turns: SENDS } },
  },
  w3m: {
    operands: 'network.fetch*',
    values: {
      '-config -o': 'code.hook',
      '-cookie-jar': 'file.write',
      '-T -t -I -O -l -B -cols -ppc -ppl -header -post -bookmark': 'text',
    },
    style: 'long',
  },
  'links links2 elinks': {
    style: 'long',
    operands: 'network.fetch*',
    values: {
      '-lookup -width -html-user-agent -http-proxy -socks-proxy -max-connections -receive-timeout -language -driver -mode -font-size -dump-width -dump-charset -session-ring -config-dir':
        'text',
      '-eval -config-file -base-session': 'code.hook',
    },
  },
  'browsh carbonyl chawan cha': BROWSER,
  'yt-dlp youtube-dl youtube-dlc': YTDL,
  'you-get annie lux svtplay-dl gallery-dl spotdl deemix streamlink ytmdl ani-cli ytfzf instaloader scdl bandcamp-dl': {
    operands: 'network.fetch*',
    does: 'file.create',
    values: {
      '-o --output -O --output-filename --output-path -d --dest --destination --directory -p --path': 'file.create',
      '-f --format -q --quality -Q --stream-quality -l --login -u --username --password --proxy -s -x --http-proxy -t --timeout -n':
        'text',
      '--player --exec --config --config-file --ffmpeg': 'code.hook',
      '-c --cookies': 'file.read',
      '--cookies-from-browser': 'secret.dump',
    },
  },
  'gdown megatools megadl megadl-cli puf saldl snarf lftpget ncftpget urlwatch': {
    operands: 'network.fetch*',
    does: 'file.create',
    values: {
      '-O --output -o --path': 'file.write',
      '--id -c --limit-speed -u -p': 'text',
      '--hooks --config': 'code.hook',
    },
  },
  'lwp-download': { operands: ['network.fetch', 'file.write'] },
  'lwp-request GET HEAD': {
    operands: 'network.fetch*',
    values: { '-m': { 'GET HEAD': 'text', else: 'remote.change' }, '-b -t -i -c -C -p -o -H -P': 'text' },
  },
  POST: 'network.send',
  'monolith pageres pageres-cli single-file shot-scraper httrack webhttrack website-scraper cutycapt': {
    operands: ['network.fetch', 'text*'],
    does: 'file.create',
    values: { '-o --output -O --path': 'file.write', '-w -s -c --config': 'text' },
  },
  'rtorrent transmission-cli webtorrent peerflix ctorrent deluge-console qbittorrent-nox': {
    operands: ['network.fetch*'],
    does: 'file.create',
    flags: { '--vlc --mpv --mplayer --chromecast --airplay --xbmc -k': {} },
    values: {
      '-o --out -d -w --download-dir -f': 'file.create',
      '-p --port -u -s --select --on-done --on-exit': { '*.sh': 'code.hook', else: 'text' },
    },
  },
  'transmission-remote': {
    does: 'network.probe',
    flags: {
      '-l --list -si --session-info -i --info -st -f': 'remote.read',
      '-r --remove -rad --remove-and-delete': 'remote.delete',
      '-s --start -S --stop -v --verify': 'remote.change',
    },
    values: {
      '-a --add': { takes: 'network.fetch', does: 'file.create' },
      '-t --torrent -n --auth -N -d -u -p -w --download-dir': 'text',
      '--torrent-done-script': 'code.hook',
    },
  },
  'transmission-create mktorrent': {
    operands: 'file.read*',
    values: {
      '-o --output --outfile': 'file.write',
      '-a -t --tracker -c --comment -s --piecesize -l -n -w -p -x --source': 'text',
    },
  },
  'transmission-show torrentcheck': 'file.read',
  'transmission-edit': { operands: 'file.write*', values: { '-a --add -d --delete -r --replace': 'text' } },
  'transmission-daemon': { does: 'network.listen', values: { '-c -e -w -g -p -u -v': 'text', '-f': 'text' } },
  'ddgr googler surfraw sr howdoi how2 tldr cht.sh cheat trans wikit hn tuir rtv newsboat': {
    does: 'network.fetch',
    values: { '-n --num -r --reg -w --site -t --time -l --lang -c --count -b -i -p --platform -L --language': 'text' },
  },
  'speedtest speedtest-cli speedtest-go speedtest-rs fast fast-cli networkquality librespeed-cli': {
    does: 'network.probe',
    values: { '--server --source --timeout --mini --exclude -s --server-id -f --format -i -I': 'text' },
  },
  'wttr ansiweather weather wego wthrr girouette': {
    does: 'network.fetch',
    values: { '-l --location -u -f -d': 'text' },
  },
  'linkchecker lychee muffet htmltest hyperlink linkcheck is-up httping httpstat httprobe': {
    does: 'network.probe',
    operands: 'text*',
    values: {
      '-o --output --report --file-output': { '*/*': 'file.write', else: 'text' },
      '-t --timeout -c --count -i --interval -r -m -u -p -g -G -F -h --max-concurrency --exclude --include --accept':
        'text',
    },
  },
  wait4x: {
    does: 'network.probe',
    operands: 'text*',
    flags: { '--': { operands: ['text', 'text', 'command'] } },
    values: {
      '-t --timeout -i --interval --request-header --expect-status-code --backoff-policy --backoff-exponential-max-interval --expect-body-regex':
        'text',
    },
  },
  'wait-for': {
    does: 'network.probe',
    operands: 'text*',
    flags: { '--': { operands: ['text', 'command'] } },
    values: { '-t --timeout': 'text' },
  },
  buku: {
    does: 'config.change',
    operands: 'text*',
    flags: { '-p --print -s --sany -S --sall': { does: 'inspect', only: true } },
  },
  'wait-for-it wait-on waitfor': {
    does: 'network.probe',
    operands: 'text*',
    flags: { '--': { operands: ['text', 'command'] } },
    values: { '-t --timeout -i --interval -h --host -p --port -l --log -d --delay -w --window --config': 'text' },
  },
  dockerize: {
    style: 'posix',
    operands: 'command',
    values: {
      '-wait -timeout -wait-retry-interval -wait-http-header -stdout -stderr -delims': 'text',
      '-template': 'file.write',
      '-env': 'file.read',
    },
  },
};
