/** Errors of disks, keys and logs as the program tells them. */
import { CodedError, DiskError } from '@capgate/base';
import { CliError } from '../error.ts';

/** Runs a step. What goes wrong on the disk is FILE, what was read and cannot be used is INPUT. */
export async function told<Value>(step: () => Promise<Value>): Promise<Value> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof CodedError ? asCliError(error) : error;
  }
}

function asCliError(error: CodedError<string>): CliError {
  return new CliError(error instanceof DiskError ? 'FILE' : 'INPUT', `${error.code}: ${error.message}`);
}
