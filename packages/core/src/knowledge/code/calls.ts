/**
 * Calls in code given as an argument whose first argument is a text that stands there: the path that
 * a program opens or deletes, the command line that it runs, the URL that it fetches.
 */
import { decodeUnits, Hole } from '../../shell/reading.ts';
import type { EffectName } from '../vocabulary/effects.ts';
import type { Language } from '../vocabulary/spec.ts';

type CallRole = EffectName | 'source.shell';

export interface Call {
  readonly role: CallRole;
  readonly text: string;
}

/** Calls in one code that are looked at, and code units of it; what lies beyond is code that nobody knows, as before. */
const MAX_CALLS = 32;
const MAX_CODE_UNITS = 1 << 14;
/** Units before a text in which the name of what is called is looked for. */
const MAX_CALL_UNITS = 64;

const CALLS: readonly (readonly [role: CallRole, names: string])[] = [
  [
    'file.read',
    'open readFileSync readFile createReadStream read file_get_contents readfile readlines read_text read_bytes Path fopen expanduser slurp',
  ],
  [
    'file.write',
    'writeFileSync writeFile appendFileSync appendFile createWriteStream file_put_contents write truncate write_text',
  ],
  ['file.delete', 'unlink unlinkSync remove rmdir rmdirSync delete'],
  ['file.delete-tree', 'rmtree rm_rf rm_r rmSync removedirs remove_tree remove_dir rimraf remove_entry_secure'],
  [
    'source.shell',
    'system popen popen2 popen3 Popen run call check_call check_output getoutput getstatusoutput execSync spawn spawnSync execFile execFileSync shell_exec passthru proc_open capture2 capture2e capture3 execute script',
  ],
  ['network.fetch', 'urlopen urlretrieve get getstore fetch'],
  ['network.send', 'post put patch HTTPConnection HTTPSConnection Request post_form'],
];
const ROLE_OF: ReadonlyMap<string, CallRole> = new Map(
  CALLS.flatMap(([role, names]) => names.split(' ').map((name) => [name, role] as const)),
);
/** Libraries and functions that send what they are given. */
const TALKS =
  /\b(?:requests|urllib|urlopen|httpx|aiohttp|http\.client|smtplib|ftplib|paramiko|boto3|openai|anthropic|cohere|axios|fetch|https?\.request|XMLHttpRequest|WebSocket|nodemailer|sendmail|Net::(?:HTTP|SMTP|FTP)|HTTParty|Faraday|LWP|curl_exec|fsockopen|stream_socket_client|TCPSocket|create_connection)\b/;
/** Languages in which `exec` runs a command line rather than code of their own. */
const EXEC_IS_SHELL: readonly Language[] = ['javascript', 'perl', 'ruby', 'php'];
/** Languages in which backticks run a command line. */
const BACKTICK_IS_SHELL: readonly Language[] = ['perl', 'ruby', 'php'];

/** What is called, before the text that it is called with: `name(`, `name "`, `name([`, `name(Path(`, with `r` and the like before the quote. */
const CALLEE = /(\w+)\s*[(\s]\s*(\[?)\s*((?:[\w.]*\b(?:expanduser|expand_path|Path|str)\(\s*)*)(?:\b[rbfuRBFU]{1,2})?$/;
const WRITES = /^\s*,\s*(?:mode\s*=\s*)?['"][wax]/;
const METHOD = /^\s*\)\s*\.\s*(\w+)/;

/** The calls in `units[start…end)`, in their order. */
export function callsIn(language: Language, units: Uint16Array, start: number, end: number): readonly Call[] {
  const code = decodeUnits(units, start, Math.min(end, start + MAX_CODE_UNITS));
  const calls: Call[] = [];
  for (let at = 0; at < code.length && calls.length < MAX_CALLS; at++) {
    if (!isQuote(code, at)) continue;
    const close = closing(code, at);
    const call = callWith(language, code, at, close);
    if (call !== undefined) calls.push(call);
    at = close;
  }
  // To whom it talks is not said; what it reads may go there.
  if (calls.some(({ role }) => role === 'file.read') && TALKS.test(code))
    calls.push({ role: 'network.send', text: '' });
  return calls;
}

function callWith(language: Language, code: string, open: number, close: number): Call | undefined {
  const text = code.slice(open + 1, close);
  if (code[open] === '`' && BACKTICK_IS_SHELL.includes(language)) return { role: 'source.shell', text };
  const [, name, bracket, path] = CALLEE.exec(code.slice(Math.max(0, open - MAX_CALL_UNITS), open)) ?? [];
  const role = roleOf(name ?? '', language) ?? (path ? 'file.read' : undefined);
  if (role === undefined || text === '') return undefined;
  if (role === 'source.shell') return { role, text: bracket === '[' ? listed(code, open) : text };
  if (!role.startsWith('file.')) return text.includes('://') ? { role, text } : undefined;
  const after = code.slice(close + 1, close + MAX_CALL_UNITS);
  return {
    role: ofPath(role, after),
    text: text.startsWith('~/') ? String.fromCharCode(Hole.HOME) + text.slice(1) : text,
  };
}

function roleOf(name: string, language: Language): CallRole | undefined {
  return name === 'exec' && EXEC_IS_SHELL.includes(language) ? 'source.shell' : ROLE_OF.get(name);
}

/** A mode or a method behind the path may say that it is not read but changed. */
function ofPath(role: CallRole, after: string): CallRole {
  if (role !== 'file.read') return role;
  if (WRITES.test(after)) return 'file.write';
  const changed = ROLE_OF.get(METHOD.exec(after)?.[1] ?? '');
  return changed === 'file.write' || changed === 'file.delete' ? changed : role;
}

/** The texts of a list, from the quote at `open` to the bracket that closes it, as one command line. */
function listed(code: string, open: number): string {
  const texts: string[] = [];
  for (let at = open; at < code.length && code[at] !== ']'; at++) {
    if (!isQuote(code, at)) continue;
    const close = closing(code, at);
    texts.push(quoted(code.slice(at + 1, close)));
    at = close;
  }
  return texts.join(' ');
}

function quoted(text: string): string {
  return /^[\w./:=@%+,~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function isQuote(code: string, at: number): boolean {
  return code[at] === '"' || code[at] === "'" || code[at] === '`';
}

/** Where the text that the quote at `open` begins ends; a backslash takes the meaning of what follows. */
function closing(code: string, open: number): number {
  let at = open + 1;
  while (at < code.length && code[at] !== code[open]) at += code[at] === '\\' ? 2 : 1;
  return Math.min(at, code.length);
}
