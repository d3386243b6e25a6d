/** The lab is a package of its own, which few need: it is found where it is installed beside this program. */
import { isBeside } from '@capgate/base/node';
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
