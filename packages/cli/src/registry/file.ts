/** Registry files as they are read from disk. */
import { openRegistry, type Registry, RegistryError } from '@capgate/core';
import { CliError } from '../error.ts';
import { readBytes } from '../files.ts';
import type { Io } from '../io.ts';
import { quoted } from '@capgate/base';

/** The greatest registry: as many entries as are allowed, each with a name of the greatest length. */
const MAX_REGISTRY_BYTES = 300 * 2 ** 20;

/** Opens and checks the registry at `path`. Throws `CliError`. */
export function openFile(io: Io, path: string): Registry {
  const bytes = readBytes(io, path, MAX_REGISTRY_BYTES);
  try {
    return openRegistry(bytes);
  } catch (error) {
    if (error instanceof RegistryError) throw new CliError('INPUT', `${quoted(path)}: ${error.code}: ${error.message}`);
    throw error;
  }
}
