/** Variables whose value decides which code later programs run. */
import type { EffectName } from '../../../core/src/knowledge/effects.ts';
import { HIDING, INJECTING, LIBRARIES, STEERING } from '../../../core/src/knowledge/variables.ts';
import { HARMLESS_VALUES, MAX_VALUE_UNITS } from '../../../core/src/knowledge/variable-values.ts';
import { HOLE, holdsOpenHole } from './words.ts';

const PROGRAMS = 'PAGER MANPAGER GIT_PAGER EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR CC CXX LD SHELL BROWSER'.split(
  ' ',
);

/** Programs find their settings below these. */
const SETTINGS_FOLDERS = ['HOME', 'XDG_CONFIG_HOME', 'ZDOTDIR'];

/** The effect of setting a variable. */
export function assignmentEffect(name: string, value: string): EffectName {
  if (isHarmlessValue(name, value))
    return INJECTING.split(' ').includes(name) && holdsOpenHole(value) ? 'shell.poison' : 'shell.environment';
  if (INJECTING.split(' ').includes(name)) return 'shell.inject';
  if (HIDING.split(' ').includes(name)) return switchesHistoryOff(value) ? 'shell.history-off' : 'shell.environment';
  if (SETTINGS_FOLDERS.includes(name) && isShared(value)) return 'shell.poison';
  if (LIBRARIES.split(' ').includes(name) && isShared(value)) return 'shell.inject';
  if (!STEERING.split(' ').includes(name)) return 'shell.environment';
  const isHarmless =
    (name === 'PATH' && !poisonsPath(value)) ||
    (name === 'IFS' && /^[ \n\t,:;]*$/.test(value)) ||
    (PROGRAMS.includes(name) && (/^[a-z0-9+-]*$/.test(value) || value === ':' || value === 'code --wait'));
  return isHarmless ? 'shell.environment' : 'shell.poison';
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

/** Whether a folder stands first in the search path that anybody can write: a temporary one, the working directory. */
function poisonsPath(value: string): boolean {
  if (value === '' || value.startsWith(':') || value.startsWith('.')) return !value.startsWith('./node_modules/.bin');
  return isShared(value);
}

/** A folder that anybody may write to. */
function isShared(value: string): boolean {
  return ['/tmp', '/dev/shm', '/var/tmp', HOLE.TEMPORARY].some((folder) => value.startsWith(folder));
}
