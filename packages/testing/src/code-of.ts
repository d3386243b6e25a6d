import { CodedError } from '@capgate/base';

/** The code of the error that `action` ends in; undefined where it ends well. Any other error goes on. */
export async function codeOf(action: () => unknown): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code as string;
    throw error;
  }
}
