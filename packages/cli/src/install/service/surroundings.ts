/** The variables with which the gate is started: those that say where things are, and no secret of a person's shell. */
import type { Io } from '../../io.ts';

const PLACES = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'];
const OTHERS = ['PATH', 'LANG', 'TZ', 'TMPDIR', 'XDG_RUNTIME_DIR'];

/** What a manager of services, which knows the home folder, has to be told. */
export function placeVariables(io: Io): [string, string][] {
  return given(PLACES, io);
}

/** All that a process needs which nobody else starts. */
export function ownVariables(io: Io): Record<string, string> {
  return { ...Object.fromEntries(given([...PLACES, ...OTHERS], io)), HOME: io.home };
}

function given(names: readonly string[], { env }: Io): [string, string][] {
  return names.flatMap((name) => {
    const value = env[name] ?? '';
    return value === '' ? [] : [[name, value]];
  });
}
