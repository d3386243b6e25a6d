/**
 * Values under which a variable that could decide which code runs decides nothing of the kind: a
 * heap size among the options of Node, a search path within the project, a proxy on this machine.
 */

/** Longest value that is looked at, in code units. */
export const MAX_VALUE_UNITS = 512;

/** A whole value of blank-separated words, each of which is one of these. */
function words(...forms: readonly string[]): RegExp {
  return new RegExp(`^\\s*(?:(?:${forms.join('|')})(?:\\s+|$))*$`);
}

/** A whole value that is one of these. */
function one(...forms: readonly string[]): RegExp {
  return new RegExp(`^(?:${forms.join('|')})$`);
}

const HOLES = '\\uFDD0-\\uFDEF';
/** At the start of an element, a folder that anybody may write to, or a way through `..` that may lead there. */
const SHARED = '(?:/tmp|/private/tmp|/dev/shm|/var/tmp|\\uFDD3|/[^:;]*/\\.\\.|[^:;]*\\.\\./(?:tmp|var|dev)/)';
const LOCAL_URL = '(?:[a-z]+://)?(?:localhost|127\\.0\\.0\\.1|\\[::1\\]|0\\.0\\.0\\.0)(?::\\d+)?(?:/[\\w./-]*)?';
const BARE_MODULE = '[@a-zA-Z][\\w./@-]*';
const FLAG_VALUE = '[\\w.:,%+-]*';

/** What the variable held before, most likely: not for anybody to know here, but asked about rather than denied. */
const FORMER = '\\uFDD0';

const NODE_OPTION = [
  FORMER,
  '--(?:max-old-space-size|max-semi-space-size|max-http-header-size|stack-trace-limit|unhandled-rejections|dns-result-order|disable-warning|es-module-specifier-resolution|tls-(?:min|max)-v1\\.\\d|v8-pool-size)' +
    `(?:=${FLAG_VALUE})?`,
  '--(?:no-)?(?:trace-[a-z-]+|warnings|deprecation|enable-source-maps|openssl-legacy-provider|preserve-symlinks(?:-main)?|network-family-autoselection|throw-deprecation|pending-deprecation|force-async-hooks-checks)',
  '--(?:no-)?experimental-(?!loader|policy|config|default-config)[a-z-]+(?:=[a-z]+)?',
  '--inspect(?:-brk|-wait)?(?:=(?:(?:localhost|127\\.0\\.0\\.1):)?\\d+)?',
  // A module by its bare name is one that the project has installed.
  `(?:-r|--require|--import|--loader|--experimental-loader)[= ]${BARE_MODULE}`,
];
const JAVA_OPTION = [
  FORMER,
  '-X(?:m[xsn]|ss)\\d+[kmgtKMGT]?',
  '-XX:[+-]\\w+',
  '-XX:(?!On|Flags|VMOptions)\\w+=[\\w.%-]+',
  `-D(?!java\\.(?:ext|class|library|system|security|endorsed)|jdk|sun|com\\.sun|jna|log4j|javax)[\\w.-]+(?:=[\\w./:@,-]*)?`,
  '-(?:ea|da|server|client|Xint|Xrs)',
  '--add-(?:opens|exports|modules|reads)[= ][\\w./=,-]+',
  '--enable-preview|--enable-native-access=[\\w.,-]+',
];
const GO_OPTION = [
  '-(?:mod|buildvcs|tags|count|p|timeout|parallel|covermode|buildmode)=[\\w.,-]+',
  '-(?:v|x|race|trimpath|short|modcacherw|cover|a)',
];
const MAKE_OPTION = [`-?[BeiknsSw]*j?[ ]?[\\d${HOLES}]*`, '--(?:no-)?print-directory', '--(?:silent|keep-going|quiet)'];
const COMPILER = [
  '(?:s?ccache )?(?:/usr(?:/local)?/bin/)?[a-z][\\w+.-]*(?: -(?:m|O|g|W(?!l|p|a)|std=|fPIC|fno-)[\\w=.+-]*)*',
];
/** Allocators, sanitizers and the like, where only an administrator can put them. */
const SYSTEM_LIBRARY = [
  '(?:/usr(?:/local)?)?/lib(?:32|64)?/(?:[\\w+-][\\w.+-]*/)*lib(?:jemalloc|tcmalloc|mimalloc|eatmydata|faketime|asan|tsan|ubsan|lsan|gomp|stdc\\+\\+|hugetlbfs)[\\w+-]*\\.so[\\d.]*',
];
const REGISTRY = [
  LOCAL_URL,
  'https://(?:registry\\.npmjs\\.org|registry\\.yarnpkg\\.com|npm\\.pkg\\.github\\.com|pypi\\.org|files\\.pythonhosted\\.org|download\\.pytorch\\.org)(?:/[\\w./-]*)?',
];
const GO_PROXY = '(?:direct|off|https://(?:proxy\\.golang\\.org|goproxy\\.io|goproxy\\.cn|sum\\.golang\\.org))';
const MODEL_API = [LOCAL_URL, 'https://(?:api\\.openai\\.com|api\\.anthropic\\.com)(?:/[\\w./-]*)?'];

/** Options of `ssh` under which it runs no other program and trusts no other host. */
const SSH_OPTION =
  ' (?:-[46AaCqTvx]+|-i [\\w./~@%+\\uFDD1\\uFDD2-]+|-p ?\\d+|-l [\\w.-]+|-o ?(?:IdentitiesOnly|BatchMode|ConnectTimeout|ServerAliveInterval|ServerAliveCountMax|StrictHostKeyChecking=(?:yes|accept-new)|UserKnownHostsFile=(?!/dev/null)|IdentityFile|Port|User|AddressFamily|Compression|LogLevel|ControlMaster|ControlPersist|ConnectionAttempts|PreferredAuthentications|PasswordAuthentication)(?:[= ]?[\\w./:~@%+-]*))';

/** Names and the values that are harmless for them. */
export const HARMLESS_VALUES: readonly (readonly [names: string, values: RegExp])[] = [
  ['NODE_OPTIONS', words(...NODE_OPTION)],
  ['JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS', words(...JAVA_OPTION)],
  [
    'RUBYOPT',
    words(FORMER, '-[wvU]|-W(?:\\d|:[\\w-]+)?', '--(?:enable|disable)[-=][\\w,-]+', '--y?jit', '-rbundler/setup'),
  ],
  ['PERL5OPT', words(FORMER, '-[wWT]|-C\\w*', '-M(?:strict|warnings|utf8|Devel::Cover)(?:=[\\w,.-]+)?')],
  // Expanded before each traced command; parameters are harmless there, commands are not.
  ['PS4', /^(?:[^$`@\uFDD0-\uFDEF]|\$(?!\(|\[)|[\uFDD5\uFDD7]|\$\(date(?: -u)?(?: ["']?\+[\w%:.T /-]+["']?)?\))*$/],
  ['ENV', one('[\\w-]*')],
  ['LD_PRELOAD', one(`(?:${SYSTEM_LIBRARY.join('')})?`)],
  ['BASH_ENV PYTHONSTARTUP PERL5DB LD_AUDIT DYLD_INSERT_LIBRARIES PROMPT_COMMAND', one('')],
  [
    'LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FRAMEWORK_PATH PYTHONPATH PERL5LIB PERLLIB RUBYLIB NODE_PATH LUA_PATH LUA_CPATH CLASSPATH CDPATH TERMINFO KUBECONFIG',
    new RegExp(`^(?!.*(?:^|[:;])${SHARED})`, 's'),
  ],
  [
    'CARGO_HOME GNUPGHOME npm_config_prefix NPM_CONFIG_PREFIX SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE',
    new RegExp(`^(?!${SHARED})`),
  ],
  ['OPENSSL_CONF INPUTRC', one('', '/dev/null', '/(?:etc|usr)/(?!.*\\.\\.)[\\w./-]+')],
  ['GOFLAGS', words(...GO_OPTION)],
  ['GOPROXY GOSUMDB', one(`${GO_PROXY}(?:[,|]${GO_PROXY})*`, 'sum\\.golang\\.org')],
  ['MAKEFLAGS', words(...MAKE_OPTION)],
  ['CC CXX LD', one(...COMPILER)],
  ['RUSTC_WRAPPER', one('(?:s?ccache)?')],
  ['SHELL', one('/(?:usr/(?:local/)?|opt/homebrew/)?bin/(?:ba|z|da|fi|k|tc|c)?sh')],
  ['PAGER MANPAGER GIT_PAGER', one('(?:less|more|bat|most|delta)(?: -[A-Za-z]+)*', '/(?:usr/)?bin/(?:cat|less|more)')],
  ['EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR', one('(?:vim|nvim|vi|emacs|code|subl|mate)(?: -[A-Za-z]+)*')],
  ['GIT_SSH_COMMAND RSYNC_RSH', one(`(?:/usr/bin/)?ssh(?:${SSH_OPTION})*`)],
  ['GIT_SSH', one('(?:/usr/bin/)?ssh')],
  ['GIT_ASKPASS SSH_ASKPASS SUDO_ASKPASS', one('(?:(?:/usr)?/bin/)?(?:true|false|echo)', '')],
  ['GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM', one('/dev/null', '')],
  ['GIT_SSL_NO_VERIFY', one('0|false|')],
  ['NODE_TLS_REJECT_UNAUTHORIZED PYTHONHTTPSVERIFY LESSSECURE', one('1')],
  ['DOCKER_HOST', one('unix://[\\w./\\uFDD1-]+', LOCAL_URL)],
  ['http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy', one('', LOCAL_URL)],
  [
    'PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_EXTRA_INDEX_URL NPM_CONFIG_REGISTRY npm_config_registry',
    one(...REGISTRY),
  ],
  ['OPENAI_BASE_URL OPENAI_API_BASE ANTHROPIC_BASE_URL', one(...MODEL_API)],
  // What a line of a script saved before.
  ['IFS', /^[\uFDD0-\uFDEF]$/],
  ['HISTCONTROL', one('ignoredups|erasedups|ignoredups:erasedups')],
];
