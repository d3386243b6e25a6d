/** Errors of disks, keys and logs as the program tells them. */
import type { CodedError } from '@capgate/base';
import { CliError } from '../error.ts';

/** Runs a step. What goes wrong on the disk is FILE, what was read and cannot be used is INPUT. */
export async function told<Value>(step: () => Promise<Value>): Promise<Value> {
  try {
    return await step();
  } catch (error) {
    throw isCoded(error) ? asCliError(error) : error;
  }
}

/** By its form: the service is a bundle of its own, with classes of its own. */
function isCoded(error: unknown): error is CodedError<string> {
  if (!(error instanceof Error) || error.name === 'Error') return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z_]+$/u.test(code);
}

function asCliError(error: CodedError<string>): CliError {
  return new CliError(error.name === 'DiskError' ? 'FILE' : 'INPUT', `${error.code}: ${error.message}`);
}
