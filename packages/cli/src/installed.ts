/** Packages of ours that few need: each is found where it is installed beside this program. */
import { isBeside } from '@capgate/base/node';
import { CliError } from './error.ts';

/**
 * What the package `name` exports at `door`, such as `/simulation`; at its front where absent. Throws `CliError` INPUT where
 * it is not installed beside `program`, the file that runs.
 */
export async function installed<Module>(
  name: string,
  door = '',
  program: string = process.argv[1] ?? '',
): Promise<Module> {
  if (!isBeside(name, program)) throw absent(name);
  try {
    // By a name that no bundler sees: it stays outside.
    return (await import(name + door)) as Module;
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
