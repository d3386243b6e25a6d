/** Asking the running gate, by its socket. */
import { ClientError, SocketClient } from '@capgate/client';
import { quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { socketPath } from '../machine/places.ts';

/** Runs a step with a client. What the gate refuses is told as it says it. */
export async function asking(
  args: Arguments,
  io: Io,
  step: (client: SocketClient) => Promise<number>,
): Promise<number> {
  const path = socketOf(args, io);
  const client = new SocketClient({ path });
  try {
    return await step(client);
  } catch (error) {
    throw error instanceof ClientError ? refusalOf(error, path) : error;
  } finally {
    client.close();
  }
}

/** Where the gate is: as it was named, else the user's own. */
export function socketOf(args: Arguments, io: Io): string {
  return socketPath(io, args.value('socket') ?? io.env['CAPGATE_SOCKET']);
}

export function refusalOf(error: ClientError, path: string): CliError {
  if (error.code !== 'CONNECT') return new CliError('INPUT', `${error.code}: ${error.message}`);
  return new CliError('FILE', `expected a gate at ${quoted(path, 400)}, met none; capgate serve starts one`);
}
