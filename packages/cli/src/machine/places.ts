/** Where keys and log lie. Both places are of the scope *gate*: an agent that touches them is denied in every mode. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Io } from '../io.ts';

/** The folder of keys: the one that was named, else the user's own. */
export function keysFolder(io: Io, named: string | undefined): string {
  return absolute(io, named) ?? join(configHome(io), 'capgate/keys');
}

/** The folder of the log: the one that was named, else the user's own. */
export function logFolder(io: Io, named: string | undefined): string {
  return absolute(io, named) ?? join(baseFolder(io, 'XDG_STATE_HOME', '.local/state'), 'capgate/log');
}

/** Where the service keeps what it must not lose: its store and its backups. */
export function stateFolder(io: Io): string {
  return join(baseFolder(io, 'XDG_STATE_HOME', '.local/state'), 'capgate');
}

/** Where compiled code of the program is kept (`bin/capgate.cjs`). */
export function compiledFolder(io: Io): string {
  return join(stateFolder(io), 'compiled');
}

/** Where what `capgate init` installs lies. */
export function dataFolder(io: Io): string {
  return join(baseFolder(io, 'XDG_DATA_HOME', '.local/share'), 'capgate');
}

/** The lab's folder: the one that was named, else the user's own. */
export function labFolder(io: Io, named: string | undefined): string {
  return absolute(io, named) ?? join(dataFolder(io), 'lab');
}

/** Where a fleet or a node of one is kept: the folder that was named, else the user's own. */
export function fleetFolder(io: Io, named: string | undefined): string {
  return absolute(io, named) ?? join(stateFolder(io), 'fleet');
}

/** Where a node is asked that runs in that folder. */
export function nodeSocket(folder: string): string {
  return join(folder, 'node.sock');
}

/** Where the gate notes, below that, what agents have asked their persons about. */
export function askedFolder(data: string): string {
  return join(data, 'asked');
}

/** Where its socket is: the folder that ends with the login, else beside what it keeps. */
export function runtimeFolder(io: Io): string {
  const folder = io.env['XDG_RUNTIME_DIR'] ?? '';
  return isAbsolute(folder) ? join(folder, 'capgate') : join(stateFolder(io), 'run');
}

/**
 * Where the gate is asked: at the socket that was named, else at the system's where it keeps a gate, else at the first of the
 * user's own that is there.
 */
export function socketPath(io: Io, named: string | undefined): string {
  const otherwise = hasSystemGate(io) ? SYSTEM_GATE.socket : ownSocket(io);
  return absolute(io, named) ?? socketPlaces(io).find((path) => existsSync(path)) ?? otherwise;
}

/** Of a gate under a user of its own, which the system keeps for all its users. Root's, all of it but what the gate makes. */
export const SYSTEM_GATE = {
  unit: '/etc/systemd/system/capgate.service',
  config: '/etc/capgate/config.yaml',
  users: '/etc/sysusers.d/capgate.conf',
  socket: '/run/capgate/gate.sock',
  state: '/var/lib/capgate',
  data: '/opt/capgate',
} as const;

/** Whether the system keeps a gate. Then no other is asked, whether it runs or not: anybody could start one elsewhere. */
export function hasSystemGate({ uid }: Io): boolean {
  return uid !== undefined && existsSync(SYSTEM_GATE.unit);
}

/** Where a gate listens that is started in these surroundings. */
export function ownSocket(io: Io): string {
  return join(runtimeFolder(io), SOCKET);
}

/**
 * Where the system's gate or, without one, the user's own may be, whoever started it: one that the system started has a variable which an agent in a
 * container or under cron lacks. The launcher of hooks has the same list (`socket_place` in `capgate-hook.c`).
 */
export function socketPlaces(io: Io): string[] {
  if (hasSystemGate(io)) return [SYSTEM_GATE.socket];
  const runtime = io.env['XDG_RUNTIME_DIR'] ?? '';
  return [
    ...(isAbsolute(runtime) ? [join(runtime, 'capgate', SOCKET)] : []),
    ...(io.uid === undefined ? [] : [join('/run/user', String(io.uid), 'capgate', SOCKET)]),
    join(stateFolder(io), 'run', SOCKET),
  ];
}

const SOCKET = 'gate.sock';

/** Where programs keep what a person sets. */
export function configHome(io: Io): string {
  return baseFolder(io, 'XDG_CONFIG_HOME', '.config');
}

/** The service's configuration. */
export function configFile(io: Io): string {
  return join(configHome(io), 'capgate/config.yaml');
}

function absolute({ cwd }: Io, folder: string | undefined): string | undefined {
  return folder === undefined ? undefined : resolve(cwd, folder);
}

/** XDG Base Directory Specification: a variable that holds a relative path counts as absent. */
function baseFolder({ env, home }: Io, variable: string, otherwise: string): string {
  const folder = env[variable] ?? '';
  return isAbsolute(folder) ? folder : join(home, otherwise);
}
