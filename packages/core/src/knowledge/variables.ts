/** Variables whose value decides which code later programs run. */
import { hashText } from '../shell/units.ts';
import { decodeUnits, Hole, isHole } from '../shell/reading.ts';
import type { EffectName } from './vocabulary/effects.ts';
import { effectNumber, sameUnits, toUnits } from './tables/tables.ts';
import { isDynamic } from './paths/url.ts';
import { HARMLESS_VALUES, MAX_VALUE_UNITS } from './variable-values.ts';

/** Every later program loads what these name. */
export const INJECTING =
  'LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES BASH_ENV ENV PROMPT_COMMAND PS4 PYTHONSTARTUP PERL5OPT PERL5DB RUBYOPT NODE_OPTIONS JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS GCONV_PATH';

/** These name a program, a search path or a source of code for some later program. */
export const STEERING =
  'PATH CDPATH LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FRAMEWORK_PATH PYTHONPATH PYTHONHOME PERL5LIB PERLLIB RUBYLIB NODE_PATH LUA_PATH LUA_CPATH CLASSPATH GIT_SSH GIT_SSH_COMMAND GIT_EDITOR GIT_PAGER GIT_EXTERNAL_DIFF GIT_ASKPASS GIT_PROXY_COMMAND GIT_EXEC_PATH GIT_TEMPLATE_DIR GIT_CONFIG GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_COUNT GIT_SEQUENCE_EDITOR SSH_ASKPASS SUDO_ASKPASS PAGER MANPAGER EDITOR VISUAL BROWSER LESSOPEN LESSCLOSE SHELL IFS TERMINFO GOPROXY GONOSUMDB GOFLAGS GONOSUMCHECK GOSUMDB PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_EXTRA_INDEX_URL NPM_CONFIG_REGISTRY npm_config_registry CARGO_REGISTRIES CARGO_HOME RUSTC_WRAPPER CC CXX LD MAKEFLAGS MAKEFILES DOCKER_HOST KUBECONFIG http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy NODE_TLS_REJECT_UNAUTHORIZED GIT_SSL_NO_VERIFY PYTHONHTTPSVERIFY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE OPENSSL_CONF OPENAI_BASE_URL OPENAI_API_BASE ANTHROPIC_BASE_URL TAR_OPTIONS RSYNC_RSH CVS_RSH GNUPGHOME INPUTRC npm_config_prefix NPM_CONFIG_PREFIX GROFF_BIN_PATH AUTOM4TE MANOPT LESSSECURE VIMINIT EXINIT';

/** Where these lie in a folder that anybody may write to, somebody else's code is what runs. */
export const LIBRARIES =
  'LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FRAMEWORK_PATH PYTHONPATH PYTHONHOME PERL5LIB PERLLIB RUBYLIB NODE_PATH LUA_PATH LUA_CPATH CLASSPATH GIT_EXEC_PATH GIT_SSH GIT_ASKPASS SSH_ASKPASS SUDO_ASKPASS GIT_TEMPLATE_DIR INPUTRC CC CXX LD RUSTC_WRAPPER GCONV_PATH TERMINFO';

/** These hide what was done, where they switch the history off. */
export const HIDING = 'HISTFILE HISTSIZE HISTFILESIZE HISTCONTROL HISTIGNORE SAVEHIST';

/** The value of these is a command line. */
export const COMMANDS =
  'GIT_SSH_COMMAND GIT_EDITOR GIT_PAGER GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND GIT_SEQUENCE_EDITOR PAGER MANPAGER EDITOR VISUAL BROWSER RUSTC_WRAPPER RSYNC_RSH CVS_RSH PROMPT_COMMAND';

const EFFECTS_BY_NAME: ReadonlyMap<number, number> = new Map(
  (
    [
      [INJECTING, 'shell.inject'],
      [STEERING, 'shell.poison'],
      [HIDING, 'shell.history-off'],
    ] as const satisfies readonly (readonly [string, EffectName])[]
  ).flatMap(([names, effect]) => names.split(' ').map((name) => [hashText(name), effectNumber(effect)] as const)),
);

const HARMLESS_BY_NAME: ReadonlyMap<number, RegExp> = new Map(
  HARMLESS_VALUES.flatMap(([names, values]) => names.split(' ').map((name) => [hashText(name), values] as const)),
);

const COMMAND_HASHES: ReadonlySet<number> = new Set(COMMANDS.split(' ').map(hashText));
const PATH_HASH: number = hashText('PATH');
/** Folders that hold settings: steering only where they lie where anybody may write. */
const SETTINGS_FOLDERS: ReadonlySet<number> = new Set(['HOME', 'XDG_CONFIG_HOME', 'ZDOTDIR'].map(hashText));
const LIBRARY_HASHES: ReadonlySet<number> = new Set(LIBRARIES.split(' ').map(hashText));
const INJECT: number = effectNumber('shell.inject');
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const PROJECT_CODE: number = effectNumber('code.project');
const POISON: number = effectNumber('shell.poison');
const IFS_HASH: number = hashText('IFS');
/** Compared as texts: one that runs anything is easily made of the same hash. */
const HARMLESS_PROGRAMS: readonly Uint16Array[] = ['code --wait', ':'].map(toUnits);
const PROGRAMS: ReadonlySet<number> = new Set(
  [
    'PAGER',
    'MANPAGER',
    'GIT_PAGER',
    'EDITOR',
    'VISUAL',
    'GIT_EDITOR',
    'GIT_SEQUENCE_EDITOR',
    'CC',
    'CXX',
    'LD',
    'SHELL',
    'BROWSER',
  ].map(hashText),
);
const HISTORY_OFF: number = effectNumber('shell.history-off');
const SHELL_STATE: number = effectNumber('shell.environment');

/**
 * The effect of setting the variable with the name's hash to `units[start…end)`. A `PATH` that only
 * gains folders behind the known ones, pagers and editors of daily use, and what
 * `variable-values.ts` lists are harmless; one that begins with a folder below the working directory
 * makes any name the project's own code.
 */
export function assignmentEffect(nameHash: number, units: Uint16Array, start: number, end: number): number {
  const effect = EFFECTS_BY_NAME.get(nameHash);
  if (effect === undefined) return SETTINGS_FOLDERS.has(nameHash) && isShared(units, start, end) ? POISON : SHELL_STATE;
  if (LIBRARY_HASHES.has(nameHash) && isShared(units, start, end)) return INJECT;
  if (isHarmless(nameHash, units, start, end))
    return effect === INJECT && isDynamic(units, start, end) ? POISON : SHELL_STATE;
  if (effect === HISTORY_OFF) return switchesOff(units, start, end) ? effect : SHELL_STATE;
  if (nameHash === PATH_HASH) return searchEffect(units, start, end);
  if (nameHash === IFS_HASH) return isBlank(units, start, end) ? SHELL_STATE : effect;
  if (PROGRAMS.has(nameHash) && isPlainProgram(units, start, end)) return SHELL_STATE;
  return effect;
}

/** Whether the value is a command line that is not known to be harmless; `effect`: that of setting it. */
export function runsValue(nameHash: number, effect: number): boolean {
  return (effect === POISON || effect === INJECT) && COMMAND_HASHES.has(nameHash);
}

function isHarmless(nameHash: number, units: Uint16Array, start: number, end: number): boolean {
  const values = HARMLESS_BY_NAME.get(nameHash);
  if (values === undefined || end - start > MAX_VALUE_UNITS) return false;
  return values.test(decodeUnits(units, start, end));
}

/** Nothing, zero, `/dev/null`, or a rule that leaves lines out. */
function switchesOff(units: Uint16Array, start: number, end: number): boolean {
  if (start === end) return true;
  if (end - start === 1 && units[start] === 0x30) return true;
  return (
    startsWithText(units, start, end, '/dev/null') ||
    startsWithText(units, start, end, 'ignore') ||
    units[start] === 0x2a
  );
}

/** Only blanks, commas and the like: the usual way to split lines. */
function isBlank(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x09 && unit !== 0x2c && unit !== 0x3a && unit !== 0x3b)
      return false;
  }
  return true;
}

function isPlainProgram(units: Uint16Array, start: number, end: number): boolean {
  if (HARMLESS_PROGRAMS.some((program) => sameUnits(program, units, start, end))) return true;
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    const plain = (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2b || unit === 0x2d;
    if (!plain) return false;
  }
  return true;
}

/**
 * By the folder that stands first in the search path: `/tmp`, the working directory itself or one above it
 * hold what nobody chose as programs; a folder below holds the project's own; others are the usual ones.
 */
function searchEffect(units: Uint16Array, start: number, end: number): number {
  const first = units[start] as number;
  const isWorking = first === Hole.WORKING_DIRECTORY || first === DOT;
  const isBelow = isWorking && units[start + 1] === SLASH && start + 2 < end && units[start + 2] !== COLON;
  if (start === end || first === COLON || (isWorking && !isBelow)) return POISON;
  if (isShared(units, start, end)) return POISON;
  return isBelow || (first !== SLASH && !isHole(first)) ? PROJECT_CODE : SHELL_STATE;
}

/** A folder that anybody may write to. */
function isShared(units: Uint16Array, start: number, end: number): boolean {
  return (
    (start < end && units[start] === Hole.TEMPORARY) ||
    startsWithText(units, start, end, '/tmp') ||
    startsWithText(units, start, end, '/dev/shm') ||
    startsWithText(units, start, end, '/var/tmp')
  );
}

function startsWithText(units: Uint16Array, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i++) if (units[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
