/** Variables whose value decides which code later programs run. */
import type { EffectName } from '../../../core/src/knowledge/vocabulary/effects.ts';
import { COMMANDS, HIDING, INJECTING, LIBRARIES, STEERING } from '../../../core/src/knowledge/variables.ts';
import { HARMLESS_VALUES, MAX_VALUE_UNITS } from '../../../core/src/knowledge/variable-values.ts';
import type { Assigned } from './outline.ts';
import { HOLE, holdsHole, holdsOpenHole } from './words.ts';

const PROGRAMS = 'PAGER MANPAGER GIT_PAGER EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR CC CXX LD SHELL BROWSER'.split(
  ' ',
);

/** Programs find their settings below these. */
const SETTINGS_FOLDERS = ['HOME', 'XDG_CONFIG_HOME', 'ZDOTDIR'];

const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['HOME', HOLE.HOME],
  ['PWD', HOLE.WORKING_DIRECTORY],
  ['TMPDIR', HOLE.TEMPORARY],
]);
const MAX_ASSIGNED = 8;

/** Notes what a folder's variable is set to: paths from there may lead to the old value and to this one. */
export function noteAssignment(assigned: Assigned[], name: string, value: string): void {
  const hole = FOLDERS.get(name);
  if (hole !== undefined) assigned.push({ hole, value: assigned.length < MAX_ASSIGNED ? value : HOLE.UNKNOWN });
}

/** The effect of setting a variable. */
export function assignmentEffect(name: string, value: string): EffectName {
  if (isHarmlessValue(name, value))
    return INJECTING.split(' ').includes(name) && holdsOpenHole(value) ? 'shell.poison' : 'shell.environment';
  if (INJECTING.split(' ').includes(name)) return 'shell.inject';
  if (HIDING.split(' ').includes(name)) return switchesHistoryOff(value) ? 'shell.history-off' : 'shell.environment';
  if (SETTINGS_FOLDERS.includes(name) && isShared(value)) return 'shell.poison';
  if (LIBRARIES.split(' ').includes(name) && isShared(value)) return 'shell.inject';
  if (!STEERING.split(' ').includes(name)) return 'shell.environment';
  if (name === 'PATH') return searchEffect(value);
  const isHarmless =
    (name === 'IFS' && /^[ \n\t,:;]*$/.test(value)) ||
    (PROGRAMS.includes(name) && (/^[a-z0-9+-]*$/.test(value) || value === ':' || value === 'code --wait'));
  return isHarmless ? 'shell.environment' : 'shell.poison';
}

/** Whether the value is a command line that is not known to be harmless; `effect`: that of setting it. */
export function runsValue(name: string, effect: EffectName): boolean {
  return COMMANDS.split(' ').includes(name) && (effect === 'shell.poison' || effect === 'shell.inject');
}

function isHarmlessValue(name: string, value: string): boolean {
  if (value.length > MAX_VALUE_UNITS) return false;
  return HARMLESS_VALUES.some(([names, values]) => names.split(' ').includes(name) && values.test(value));
}

/** Nothing, zero, `/dev/null`, or a rule that leaves lines out. */
function switchesHistoryOff(value: string): boolean {
  return (
    value === '' ||
    value === '0' ||
    value.startsWith('/dev/null') ||
    value.startsWith('ignore') ||
    value.startsWith('*')
  );
}

/** By the folder that stands first in the search path: one below the working directory holds the project's own programs. */
function searchEffect(value: string): EffectName {
  const [first = ''] = value.replace(HOLE.WORKING_DIRECTORY, '.').split(':', 1);
  if (first === '' || /^\.(?!\/.)/s.test(first) || isShared(value)) return 'shell.poison';
  return first.startsWith('/') || holdsHole(first.slice(0, 1)) ? 'shell.environment' : 'code.project';
}

/** A folder that anybody may write to. */
function isShared(value: string): boolean {
  return ['/tmp', '/dev/shm', '/var/tmp', HOLE.TEMPORARY].some((folder) => value.startsWith(folder));
}
