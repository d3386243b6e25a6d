/**
 * `capgate exec --token`: a line of an agent's begins with it, and goes on where this ends well. It only tells the gate the
 * token, and waits until whoever holds the session has given the calling shell the mask of the decision.
 */
import { ClientError, SocketClient } from '@capgate/client';
import type { Arguments } from '../arguments.ts';
import { refusalOf, socketOf } from '../gate/ask.ts';
import { ExitStatus, type Io } from '../io.ts';

/** As shells report what may not be run. */
const NOT_RUNNABLE = 126;
/** Above the gate's own wait for the mask, so that its reason arrives. */
const TIMEOUT_MS = 8_000;
const TOKEN = /^[0-9a-f]{64}$/u;

export async function bindShell(token: string, args: Arguments, io: Io): Promise<number> {
  if (args.operands.length > 0) throw args.misuse('expected nothing to run beside --token, met words');
  if (!TOKEN.test(token)) throw args.misuse('expected the token that the gate put into this line, met another text');
  const path = socketOf(args, io);
  const client = new SocketClient({ path, timeoutMs: TIMEOUT_MS });
  try {
    await client.call('POST', '/v1/kernel/bindings', { body: { token } });
    return ExitStatus.OK;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    await io.stderr.write(`capgate: ${refusalOf(error, path).message}; nothing was run\n`);
    return NOT_RUNNABLE;
  } finally {
    client.close();
  }
}
