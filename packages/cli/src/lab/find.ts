/** The lab is a package of its own, which few need: it is found where it is installed beside this program. */
import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type * as Lab from '@capgate/lab';
import { CliError } from '../error.ts';

const PACKAGE = '@capgate/lab';

/** Throws `CliError` INPUT where `name` is not installed beside `program`, the file that runs. */
export async function findLab(name: string = PACKAGE, program: string = process.argv[1] ?? ''): Promise<typeof Lab> {
  if (!isBeside(name, program)) throw absent(name);
  try {
    // By a name that no bundler sees: it stays outside.
    return (await import(name)) as typeof Lab;
  } catch (error) {
    if (!isAbsent(error, name)) throw error;
    throw absent(name);
  }
}

/**
 * In the very folder into which npm put this program: Node looks in all folders above as well, up to `~/node_modules`, where
 * an agent may write.
 */
function isBeside(name: string, program: string): boolean {
  const path = existsSync(program) ? realpathSync(program) : program;
  if (path.endsWith('.ts')) return true;
  const at = path.lastIndexOf(`${sep}node_modules${sep}`);
  return at >= 0 && existsSync(join(path.slice(0, at), 'node_modules', name, 'package.json'));
}

function absent(name: string): CliError {
  return new CliError(
    'INPUT',
    `expected the package ${name} beside capgate, met none; npm install --global ${name}, of the same version`,
  );
}

/** Whether the package itself is missing, rather than something that it needs. */
function isAbsent(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || !error.message.includes(`'${name}'`)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
}
