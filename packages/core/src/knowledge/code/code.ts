/**
 * A light reading of code given as an argument: which effect does running it have? Words of the text
 * are compared with the names that reach files, processes and the network in that language. What is
 * not known to be harmless stays `code.inline`: the text of a program is never silence.
 */
import { hashText } from '../../shell/units.ts';
import { decodeUnits, HASH_BASIS, HASH_PRIME } from '../../shell/reading.ts';
import { AwkReach, awkReach } from './awk.ts';
import { kindOfCode } from './code-kinds.ts';
import { MAX_PHRASED_UNITS, withoutPhrases } from './code-phrases.ts';
import type { EffectName } from '../vocabulary/effects.ts';
import { powershellEffect } from './powershell.ts';
import { SedReach, sedReach } from './sed.ts';
import { withoutSqlTexts } from './sql.ts';
import type { Language } from '../vocabulary/spec.ts';
import { effectNumber, toUnits } from '../tables/tables.ts';
import { holdsHole } from '../paths/url.ts';

/** Words that are enough to make a text of this language more than computing and printing. */
const REACHES: Readonly<Partial<Record<Language, string>>> = {
  python:
    'os subprocess shutil socket pty ctypes pickle cPickle _pickle cloudpickle dill joblib shelve jsonpickle allow_pickle unsafe_load UnsafeLoader marshal urllib requests http ftplib smtplib telnetlib paramiko eval exec compile open __import__ importlib pathlib Path write_text unlink rmtree remove system popen spawn interact InteractiveConsole InteractiveInterpreter pdb webbrowser multiprocessing threading signal runpy codecs base64 getattr globals locals vars builtins __builtins__ __class__ __subclasses__ __globals__ __loader__ breakpoint modules tempfile fileinput mkdir rename touch chmod symlink_to hardlink_to write_bytes rmdir posix _os _posixsubprocess pexpect trust_remote_code create_subprocess_shell create_subprocess_exec __dict__ __getattribute__ __base__ __bases__ __mro__ __reduce__ __code__ __self__ __func__',
  javascript:
    'require import child_process fs net http https dgram tls vm eval Function exec execSync spawn spawnSync fork writeFileSync readFileSync unlinkSync rmSync binding _linkedBinding dlopen mainModule getBuiltinModule fetch XMLHttpRequest WebSocket worker_threads cluster Deno Bun kill constructor __proto__ module _load createRequire shelljs execa rimraf axios superagent undici ssh2 inspector repl',
  perl: 'system exec open unlink rmdir rename socket eval require do qx fork kill opendir mkdir chmod chown symlink link sysopen truncate utime chroot use syscall shell run qqx EVAL spurt Proc NativeCall',
  ruby: 'system exec spawn open File Dir FileUtils IO Socket TCPSocket Net eval instance_eval class_eval require load fork Process Kernel send popen trap unlink delete backtick URI Open3 PTY Fiddle',
  php: 'system exec shell_exec passthru popen proc_open pcntl_exec eval assert include require file_put_contents file_get_contents fopen unlink rmdir rename fsockopen curl_exec mail readfile fwrite chmod copy dl ffi',
  lua: 'os io require dofile loadfile load loadstring package debug execute popen posix unistd exec fork ffi lfs socket',
  r: 'system system2 shell file unlink writeLines readLines download source eval parse socketConnection url pipe setenv install',
  awk: 'system getline',
  // Programs, what a person types or is asked for, files, and the applications that reach those; JavaScript's names, too.
  applescript:
    'do shell script doScript doShellScript ObjC NSTask NSAppleScript keystroke code click clipboard hidden administrator password keychain delete duplicate move empty restart shut eject erase write load run send Terminal iTerm iTerm2 Finder Mail Messages Safari Chrome Firefox Arc Brave System osascript',
};

/** Words of SQL by what they do; read in order, the most severe one wins. */
const SQL_DESTROYS = 'drop truncate flushall flushdb dropdatabase';
const SQL_CHANGES =
  'delete update alter grant revoke replace merge rename copy load outfile dumpfile xp_cmdshell pragma attach call exec execute set program lo_export lo_import lo_unlink load_file load_extension pg_read_file pg_read_binary_file pg_terminate_backend dblink do lock cluster flush purge kill shutdown';
/** What they make is new, and gone again with one statement, or made of what is there; */
const SQL_ADDS = 'insert create into vacuum reindex refresh comment';
/** unless it is an account, or code. */
const SQL_GRAVE =
  'user role login function procedure trigger extension server language event rule publication subscription';

type WordSet = ReadonlySet<number>;

function wordSet(words: string): WordSet {
  return new Set(words.split(' ').map(hashText));
}

const REACHING: ReadonlyMap<Language, WordSet> = new Map(
  Object.entries(REACHES).map(([language, words]) => [language as Language, wordSet(words)]),
);
const DESTROYING_SQL: WordSet = wordSet(SQL_DESTROYS);
const DELETING_SQL: WordSet = wordSet('delete');
const WHERE_SQL: WordSet = wordSet('where limit using');
const CHANGING_SQL: WordSet = wordSet(SQL_CHANGES);
const ADDING_SQL: WordSet = wordSet(SQL_ADDS);
const GRAVE_SQL: WordSet = wordSet(SQL_GRAVE);
/** Commands of database prompts, behind a dot or a backslash, that run programs or write files. */
const ESCAPING_SQL: WordSet = wordSet(
  'shell system import output once backup save restore load read log o w g copy i ir cd',
);
/** The name below which gawk's connections lie: `/inet/tcp/0/HOST/PORT`. */
const CONNECTING_AWK: WordSet = wordSet('inet inet4 inet6');
const MAX_META_UNITS = 12;
const NEWLINE = 0x0a;
const DOT = 0x2e;
const BACKSLASH = 0x5c;
const BANG = 0x21;

const number = (name: EffectName): number => effectNumber(name);
const INLINE = number('code.inline');
const INLINE_SAFE = number('code.inline-safe');
const REMOTE_SHELL = number('code.remote-shell');
const UNRESOLVED = number('code.unresolved');
const INSPECT = number('inspect');
const WRITE = number('file.write');
const QUERY = number('database.query');
const ADD = number('database.add');
const CHANGE = number('database.change');
const DESTROY = number('database.destroy');

/** The effect of running `units[start…end)` as code in `language` (not shell). */
export function codeEffect(language: Language, units: Uint16Array, start: number, end: number): number {
  if (language === 'sql') return sqlEffect(units, start, end);
  if (language === 'awk') return awkEffect(units, start, end);
  if (language === 'sed') return sedEffect(units, start, end);
  if (language === 'powershell') return powershellCodeEffect(units, start, end);
  return language === 'jq' ? INSPECT : generalEffect(language, units, start, end);
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f
  );
}

/** Whether one of `words` stands in the text as a whole word; `fold`: letter case aside. */
function mentions(words: WordSet, units: Uint16Array, start: number, end: number, fold: boolean): boolean {
  let at = start;
  while (at < end) {
    let hash = HASH_BASIS;
    const from = at;
    for (; at < end && isWordUnit(units[at] as number); at++) {
      const unit = units[at] as number;
      hash = Math.imul(hash ^ (fold && unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit), HASH_PRIME);
    }
    if (at > from && words.has(hash)) return true;
    if (at === from) at++;
  }
  return false;
}

function generalEffect(language: Language, units: Uint16Array, start: number, end: number): number {
  const words = REACHING.get(language);
  if (words === undefined) return INLINE;
  const kind = kindOfCode(language, units, start, end);
  if (kind >= 0) return kind;
  if (holdsHole(units, start, end)) return UNRESOLVED;
  if (language === 'perl' || language === 'ruby' || language === 'php') {
    for (let at = start; at < end; at++)
      if (units[at] === 0x60 || (language === 'ruby' && units[at] === 0x25 && isProgramText(units, at, end)))
        return INLINE;
  }
  return mentions(words, units, start, end, false) ? closerEffect(language, words, units, start, end) : INLINE_SAFE;
}

/** The effect of code in which a reaching name stands: perhaps only in a phrase that is harmless. */
function closerEffect(language: Language, words: WordSet, units: Uint16Array, start: number, end: number): number {
  if (end - start > MAX_PHRASED_UNITS) return INLINE;
  const { text, writes } = withoutPhrases(language, decodeUnits(units, start, end));
  const rest = toUnits(text);
  if (mentions(words, rest, 0, rest.length, false)) return INLINE;
  return writes ? WRITE : INLINE_SAFE;
}

/** Whether `%x(…)` of Ruby, or the like, begins at the `%` at `at`. */
function isProgramText(units: Uint16Array, at: number, end: number): boolean {
  return at + 2 < end && units[at + 1] === 0x78 && !isWordUnit(units[at + 2] as number);
}

/** Of SQL that does more than query: what it does without the phrases that only look as if. */
function sqlEffect(units: Uint16Array, start: number, end: number): number {
  const effect = plainSqlEffect(units, start, end);
  if (effect === QUERY || effect === INLINE || end - start > MAX_PHRASED_UNITS) return effect;
  const rest = toUnits(withoutPhrases('sql', withoutSqlTexts(decodeUnits(units, start, end))).text);
  return plainSqlEffect(rest, 0, rest.length);
}

function plainSqlEffect(units: Uint16Array, start: number, end: number): number {
  if (mentions(DESTROYING_SQL, units, start, end, true)) return DESTROY;
  // Of a whole table.
  if (mentions(DELETING_SQL, units, start, end, true) && !mentions(WHERE_SQL, units, start, end, true)) return DESTROY;
  if (mentions(CHANGING_SQL, units, start, end, true)) return CHANGE;
  if (escapes(units, start, end)) return INLINE;
  if (holdsHole(units, start, end)) return CHANGE;
  if (!mentions(ADDING_SQL, units, start, end, true)) return QUERY;
  return mentions(GRAVE_SQL, units, start, end, true) ? CHANGE : ADD;
}

/** Whether a line begins with a command of the prompt that leaves the database. */
function escapes(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (at > start && units[at - 1] !== NEWLINE) continue;
    const unit = units[at] as number;
    if (unit !== DOT && unit !== BACKSLASH) continue;
    if (unit === BACKSLASH && units[at + 1] === BANG) return true;
    if (mentions(ESCAPING_SQL, units, at, Math.min(end, at + MAX_META_UNITS), true)) return true;
  }
  return false;
}

/** awk also runs programs through its functions. */
function awkEffect(units: Uint16Array, start: number, end: number): number {
  const effect = plainAwkEffect(units, start, end);
  if (effect !== INLINE || end - start > MAX_PHRASED_UNITS) return effect;
  const rest = toUnits(withoutPhrases('awk', decodeUnits(units, start, end)).text);
  const closer = plainAwkEffect(rest, 0, rest.length);
  return closer === INSPECT ? INLINE_SAFE : closer;
}

function plainAwkEffect(units: Uint16Array, start: number, end: number): number {
  const words = REACHING.get('awk');
  const reach = awkReach(units, start, end);
  if (reach === AwkReach.BEYOND && mentions(CONNECTING_AWK, units, start, end, false)) return REMOTE_SHELL;
  if (reach === AwkReach.BEYOND || (words !== undefined && mentions(words, units, start, end, false))) return INLINE;
  return reach === AwkReach.WRITES ? WRITE : INSPECT;
}

function powershellCodeEffect(units: Uint16Array, start: number, end: number): number {
  const effect = effectNumber(powershellEffect(String.fromCharCode(...units.subarray(start, end))));
  return effect === INSPECT && holdsHole(units, start, end) ? UNRESOLVED : effect;
}

/** What is no command of sed counts as code. */
function sedEffect(units: Uint16Array, start: number, end: number): number {
  const reach = sedReach(units, start, end);
  if (reach === SedReach.UNRESOLVED) return UNRESOLVED;
  if (reach === SedReach.WRITES) return WRITE;
  return reach === SedReach.BEYOND ? INLINE : INSPECT;
}
