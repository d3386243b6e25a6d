/**
 * Uses of reaching names that reach nothing harmful: `os.path.join`, a file below the working
 * directory that is read, a module that computes. What of a text lies outside them is still read.
 */
import type { Language } from '../vocabulary/spec.ts';

/** Longest code that is looked at for phrases, in code units. */
export const MAX_PHRASED_UNITS = 2048;

/** Names of files that are not read in passing. */
const SECRET =
  '(?![^\'"]*(?:secret|credential|passw|shadow|token|private|wallet|id_|\\.pem|\\.key|\\.p12|\\.pfx|\\.jks))';
/** A path below the working directory or a temporary one, without hidden folders or `..`. */
const NEAR = `${SECRET}(?:\\./|/tmp/)?(?:[\\w-][\\w.+-]*/)*[\\w-][\\w.+-]*`;
const FILE = `(?:'${NEAR}'|"${NEAR}")`;
const URL = `(?:'https?://(?!169\\.|metadata|100\\.100)[\\w./:?=&%+-]+'|"https?://(?!169\\.|metadata|100\\.100)[\\w./:?=&%+-]+")`;
const NAMES = '\\w+(?:, ?\\w+)*';

type Phrases = readonly (readonly [phrase: RegExp, rest: string])[];

/** Each phrase with what of it is still to be read. */
const PHRASES: Readonly<Partial<Record<Language, Phrases>>> = {
  python: phrases(
    `\\bprint\\((?:'[^'"\\\\]*'|"[^'"\\\\]*")\\)`,
    // Keys of data that came as JSON.
    `\\[(?:'\\w+'|"\\w+")\\]|\\.get\\((?:'\\w+'|"\\w+")`,
    `(?<=\\bimport (?:[\\w.]+, ?)*)(?:os|os\\.path|pathlib|base64|urllib\\.parse|socket|shutil|tempfile|importlib\\.(?:metadata|util)|requests)(?= ?(?:[,;\\n]|$))`,
    `\\bos\\.path\\.(?:exists|isfile|isdir|islink|isabs|join|basename|dirname|abspath|realpath|getsize|getmtime|expanduser|expandvars|split|splitext|normpath|relpath|commonpath|sep)\\b|\\bos\\.(?:getcwd|cpu_count|getpid|getppid|getuid|uname|getlogin|getloadavg|times|stat|lstat|listdir|scandir|walk|access|readlink|environ|getenv|sep|linesep|name|pathsep|curdir)\\b`,
    `\\bopen\\((?:${FILE}|sys\\.argv\\[\\d\\])(?:, ?['"]r[bt]?['"])?(?:, ?encoding=['"][\\w-]+['"])?\\)`,
    `\\bfrom pathlib import Path\\b|\\b(?:pathlib\\.)?Path\\((?:${FILE}|'\\.'|"\\."|)\\)\\.(?:read_text|read_bytes|exists|is_file|is_dir|stat|name|stem|suffix|cwd|glob|rglob|iterdir)\\b|\\bPath\\.(?:cwd|home)\\(\\)`,
    `\\bbase64\\.(?:\\w*b64|b32|b16|a85|b85)(?:en|de)code\\b|\\bfrom base64 import ${NAMES}`,
    `\\burllib\\.parse\\.(?:url\\w+|quote\\w*|unquote\\w*|parse_qs|parse_qsl)\\b|\\bfrom urllib\\.parse import ${NAMES}`,
    `\\bsocket\\.(?:gethostname|getfqdn)\\(\\)`,
    `\\bshutil\\.(?:which|disk_usage|get_terminal_size)\\b|\\btempfile\\.gettempdir\\(\\)`,
    `\\bimportlib\\.(?:metadata\\.(?:version|metadata|distributions)|util\\.find_spec)\\b|\\bfrom importlib\\.metadata import version\\b|\\bfrom importlib import metadata\\b`,
    `\\bre\\.compile\\b`,
    `\\brequests\\.(?:get|head)\\(${URL}\\)`,
  ),
  javascript: [
    ...phrases(
      `\\b(?:const|let|var) fs ?= ?require\\(['"](?:node:)?fs['"]\\)|\\bimport (?:\\* as )?fs from ['"](?:node:)?fs['"]`,
      `(?:\\brequire\\(['"](?:node:)?fs['"]\\)|\\bfs)\\.(?:readFileSync|existsSync|statSync|lstatSync|readdirSync|accessSync)\\((?:${FILE}|process\\.argv\\[\\d\\]|0|'/dev/stdin'|"/dev/stdin"|'\\.'|"\\.")(?=[,)])`,
      `\\brequire\\.resolve\\(['"][\\w@./-]+['"]`,
      `\\bimport\\.meta\\.\\w+|\\bimport\\(['"]\\.\\.?/[\\w./-]+['"]\\)`,
      `\\.constructor\\.name\\b`,
      `/[dgimsuvy]*\\.exec\\(`,
      `\\bfetch\\(${URL}\\)`,
      `\\bhttps?://`,
    ),
    // A module is judged by its name.
    [/\brequire\((?=['"][\w@./:-]+['"]\))/g, '('],
    [/\bimport (?:[\w*{} ,]+ from )?(?=['"][\w@./:-]+['"])/g, ''],
  ],
  perl: [
    ...phrases(
      `\\bdo ?(?=\\{)`,
      `\\bopen ?\\(? ?(?:my ?\\$\\w+|\\w+) ?, ?(?:'<' ?, ?'${NEAR}'|"<" ?, ?"${NEAR}"|'<${NEAR}'|"<${NEAR}")`,
    ),
    [
      /\buse (?=(?:strict|warnings|utf8|feature|integer|bigint|POSIX|List::Util|Scalar::Util|Data::Dumper|JSON(?:::\w+)?|Time::\w+|v?5[\d.]*|Encode|Digest::\w+|MIME::Base64|Text::\w+|File::Basename|Getopt::Long)\b)/g,
      '',
    ],
  ],
  ruby: phrases(
    `\\brequire ?\\(?['"](?:json|yaml|set|date|time|pp|csv|erb|digest|securerandom|bigdecimal|base64|ostruct|benchmark|optparse|rexml/document)['"]\\)?`,
    `\\bFile\\.(?:read|readlines|foreach|size|exist\\?|file\\?|mtime|basename|extname|dirname|join|expand_path)\\(?(?: ?${FILE}| ?ARGV\\[\\d\\])(?=[).; ,]|$)`,
    `\\bFile\\.(?:basename|extname|dirname|join)\\b|\\bDir\\.(?:pwd|glob|exist\\?|entries|children)\\b|\\bDir(?=\\[)`,
  ),
  php: phrases(
    `\\bfile_get_contents\\((?:${FILE}|'php://stdin'|"php://stdin"|\\$argv\\[\\d\\])\\)`,
    `\\brequire(?:_once)? ?\\(?['"](?:\\./)?vendor/autoload\\.php['"]\\)?`,
  ),
  lua: phrases(
    `\\bos\\.(?:time|date|clock|getenv|difftime)\\b|\\bio\\.(?:read|write|lines\\(\\))`,
    `\\brequire ?\\(?['"][\\w.]+['"]\\)?`,
  ),
  sql: statements(
    // What they show is how a thing was made.
    `\\bshow\\s+create\\s+(?:or\\s+replace\\s+)?\\w+`,
    `\\bshow\\s+(?:triggers|grants|events|(?:function|procedure)\\s+status|indexes|privileges|locks?|roles|users|extensions)\\b`,
    `\\bexplain\\s+(?:query\\s+plan\\s+|(?:verbose|extended|format\\s*=\\s*\\w+)\\s+)?(?:select|insert|update|delete|with)\\b[^;\\\\]*`,
    `\\bpragma\\s+(?:\\w+\\.)?(?:table_x?info|table_list|index_x?info|index_list|foreign_key_(?:list|check)|integrity_check|quick_check)(?:\\s*\\([^()]*\\))?\\s*(?=;|$)`,
    `\\bpragma\\s+(?:\\w+\\.)?\\w+\\s*(?=;|$)`,
    // Functions of the names of statements.
    `\\b(?:replace|truncate|insert|lock|comment)(?=\\()`,
    // What is true of every row leaves none out.
    `\\bwhere\\s+(?:true|1|(?:1|'(?:1|a|x)?')\\s*=\\s*(?:1|'(?:1|a|x)?'))\\s*(?=;|$)`,
  ),
  awk: phrases(
    `\\bsystem\\(""\\)`,
    // Programs that only read, compute and print.
    `\\|&? *"(?:sort|uniq|wc|cat|head|tail|column|tr|nl|rev|tac)(?: -[a-npqrt-zA-Z0-9,.]+)*(?: ?1?>&2)?"`,
    `"(?:date|hostname|whoami|pwd|uname|nproc|tput cols)(?: -[a-npqrt-zA-Z0-9,.]+)*(?: \\+[%\\w:-]+)?" *\\| *getline\\b(?: +[$\\w]+)?`,
    `\\bgetline\\b(?: +[$\\w]+(?:\\[\\w+\\])?)? *< *"${NEAR}"`,
    // From its own input.
    `\\bgetline\\b(?: +[$\\w]+(?:\\[\\w+\\])?)?(?! *<| *[$\\w(])`,
  ),
};

/** Phrases that write a file near by. */
const WRITING: Readonly<Partial<Record<Language, RegExp>>> = {
  python: new RegExp(
    `\\bopen\\(${FILE}, ?(?:mode=)?['"](?:[wax]|wb|ab|wt|at|w\\+|a\\+)['"](?:, ?encoding=['"][\\w-]+['"])?\\)|\\b(?:pathlib\\.)?Path\\(${FILE}\\)\\.(?:write_text|write_bytes|touch|mkdir)\\b`,
    'g',
  ),
  javascript: new RegExp(
    `(?:\\brequire\\(['"](?:node:)?fs['"]\\)|\\bfs)\\.(?:writeFileSync|appendFileSync|mkdirSync)\\(${FILE}(?=[,)])`,
    'g',
  ),
  ruby: new RegExp(`\\bFile\\.write\\(?(?: ?${FILE})(?=,)`, 'g'),
};

function phrases(...forms: readonly string[]): Phrases {
  return forms.map((form) => [new RegExp(form, 'g'), ' '] as const);
}

/** Phrases of a language whose words mean the same in capitals. */
function statements(...forms: readonly string[]): Phrases {
  return forms.map((form) => [new RegExp(form, 'gi'), ' '] as const);
}

interface Remainder {
  /** The code without its harmless phrases. */
  readonly text: string;
  /** Whether some of them wrote a file near by. */
  readonly writes: boolean;
}

/** What is left of `code` in `language` once its harmless phrases are taken out. */
export function withoutPhrases(language: Language, code: string): Remainder {
  const writing = WRITING[language];
  let text = writing === undefined ? code : code.replace(writing, ' ');
  const writes = text !== code;
  for (const [phrase, rest] of PHRASES[language] ?? []) text = text.replace(phrase, rest);
  return { text, writes };
}
