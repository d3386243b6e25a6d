/** From the options and the file to how the gate is run. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Places } from '@capgate/gate';
import type { Arguments } from '../arguments.ts';
import { readText } from '../files.ts';
import type { Io } from '../io.ts';
import { configFile, keysFolder, logFolder, runtimeFolder, stateFolder } from '../machine/places.ts';
import { parsePolicy } from '../policy/parse.ts';

const CONFIG_BYTES_MAX = 1 << 20;

export interface ConfigSource {
  /** The plain object of the file; empty where there is none. */
  readonly value: unknown;
  /** Resolves the file's relative paths. */
  readonly absolute: (path: string) => string;
  /** Absolute. */
  readonly path: string | undefined;
}

/** The file that was named, else the user's own if there is one. Throws `CliError` FILE, INPUT. */
export async function readConfig(args: Arguments, io: Io): Promise<ConfigSource> {
  const named = args.value('config');
  const usual = configFile(io);
  const path = named ?? (existsSync(usual) ? usual : undefined);
  if (path === undefined) return { value: {}, absolute: (relative) => resolve(io.cwd, relative), path: undefined };
  const value = await parsePolicy(readText(io, path, CONFIG_BYTES_MAX), path);
  const whole = resolve(io.cwd, path);
  return { value: value ?? {}, absolute: (relative) => resolve(dirname(whole), relative), path: whole };
}

export function placesOf(args: Arguments, io: Io): Places {
  return {
    stateFolder: stateFolder(io),
    runtimeFolder: runtimeFolder(io),
    keysFolder: keysFolder(io, args.value('keys')),
    logFolder: logFolder(io, args.value('log')),
  };
}
