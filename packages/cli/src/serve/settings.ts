/** From the options and the file to how the gate is run. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { codexRules } from '@capgate/agents';
import { quoted, toHex, utf8 } from '@capgate/base';
import type { ConfigRead, Places, SettingOrigin as Origin } from '@capgate/gate';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import {
  askedFolder,
  configFile,
  dataFolder,
  keysFolder,
  logFolder,
  runtimeFolder,
  stateFolder,
} from '../machine/places.ts';
import { parseDocument } from '../documents.ts';
import { launcher } from './program.ts';
import type { RewritingPlaces } from './rewriting.ts';

const CONFIG_BYTES_MAX = 1 << 20;

export interface ConfigSource {
  /** The plain object of the file; empty where there is none. */
  readonly value: unknown;
  /** Resolves the file's relative paths. */
  readonly absolute: (path: string) => string;
  /** Absolute. */
  readonly path: string | undefined;
  /** Whether the file says nothing at all, as one that is being written. */
  readonly isEmpty: boolean;
  readonly read: ConfigRead;
}

/** The file that was named, else the user's own if there is one. Throws `CliError` FILE, INPUT. */
export async function readConfig(args: Arguments, io: Io): Promise<ConfigSource> {
  const path = configPath(args, io);
  const { clock, primitives } = machineOf(io);
  const readAt = clock.nowMs();
  if (path === undefined) {
    const absolute = (relative: string): string => resolve(io.cwd, relative);
    return { value: {}, absolute, path, isEmpty: true, read: { readAt } };
  }
  const text = readText(io, path, CONFIG_BYTES_MAX);
  const value = await parsed(text, path);
  const folder = dirname(path);
  return {
    value: value ?? {},
    absolute: (relative) => resolve(folder, relative),
    path,
    isEmpty: value === null || value === undefined,
    read: { digest: toHex(primitives.sha256(utf8(text))), readAt },
  };
}

function configPath(args: Arguments, io: Io): string | undefined {
  const named = args.value('config');
  if (named !== undefined) return resolve(io.cwd, named);
  const usual = configFile(io);
  return existsSync(usual) ? usual : undefined;
}

/** Without the engine's message about JSON, which quotes what it met: a password may be near. */
async function parsed(text: string, path: string): Promise<unknown> {
  try {
    return await parseDocument(text, path);
  } catch (error) {
    if (!path.endsWith('.json')) throw error;
    throw new CliError('INPUT', `expected ${quoted(path)} to be JSON (RFC 8259), met something else`);
  }
}

export function placesOf(args: Arguments, io: Io): Places {
  const [keys, log] = [args.value('keys'), args.value('log')];
  const byState = originOf(io, undefined, 'XDG_STATE_HOME');
  return {
    stateFolder: stateFolder(io),
    runtimeFolder: runtimeFolder(io),
    keysFolder: keysFolder(io, keys),
    logFolder: logFolder(io, log),
    origins: {
      stateFolder: byState,
      runtimeFolder: originOf(io, undefined, 'XDG_RUNTIME_DIR', byState),
      keysFolder: originOf(io, keys, 'XDG_CONFIG_HOME'),
      logFolder: originOf(io, log, 'XDG_STATE_HOME'),
    },
  };
}

/** What says where a place is, as `machine/places.ts` finds it. */
function originOf({ env }: Io, named: string | undefined, variable: string, otherwise: Origin = 'default'): Origin {
  if (named !== undefined) return 'command line';
  return isAbsolute(env[variable] ?? '') ? 'environment' : otherwise;
}

/** As an installation has them. */
export function rewritingPlacesOf(io: Io): RewritingPlaces {
  const data = dataFolder(io);
  return {
    runner: join(data, 'current/bin/capgate-run'),
    rules: codexRules({ home: io.home, environment: io.env }),
    folder: askedFolder(data),
  };
}

/**
 * The words before a token: what has the shell that calls it held to a decision. The launcher, since Node takes longer to
 * start than a command should wait; by the path that rules of agents can name, where the same one is installed.
 */
export function tokenProgram(io: Io): readonly string[] {
  const own = launcher();
  const installed = join(dataFolder(io), 'current/bin/capgate-hook');
  if (isSameFile(installed, own)) return [installed, '--token'];
  if (isExecutable(own)) return [own, '--token'];
  return [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'exec', '--token'];
}

function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && readFileSync(one).equals(readFileSync(other));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
