/** The gate's door for what posts, and the tokens that open it. */
import { ClientError, SocketClient } from '@capgate/client';
import type { HttpHook } from '@capgate/agents';
import { quoted } from '@capgate/base';
import { CliError } from '../../error.ts';
import { refusalOf } from '../../gate/ask.ts';
import { DAY_MS } from '../../machine/times.ts';
import type { Io } from '../../io.ts';
import { machineOf } from '../../machine/machine.ts';
import { socketOf } from '../service/step.ts';

/** What the journal keeps of a token: enough to revoke it, nothing to use it by. */
export interface TokenNote {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const ANSWER_MS = 5_000;
/** As long as the gate lets any live. */
const LIFETIME_MS = 366 * DAY_MS;
const UNAUTHENTICATED = 401;

/** Whether the gate says that it does not take the token; one that does not answer says nothing. */
export async function isRefused(hook: HttpHook): Promise<boolean> {
  return (await statusOf(hook.address, { authorization: `Bearer ${hook.token}` })) === UNAUTHENTICATED;
}

/** Throws `CliError` FILE where no gate is known by how it refuses a stranger; shows it no token. */
export async function confirmDoor(address: string): Promise<void> {
  const status = await statusOf(address, {});
  if (status === UNAUTHENTICATED) return;
  const met = status === undefined ? 'none' : 'something else';
  throw new CliError(
    'FILE',
    `expected a gate that answers by HTTP at ${quoted(address)}, met ${met}; http in its configuration opens that, --address names another`,
  );
}

async function statusOf(address: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  try {
    const reply = await fetch(`${address}/v1/hooks/claude`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{}',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await reply.body?.cancel();
    return reply.status;
  } catch {
    return undefined;
  }
}

/** A new token that may ask for decisions, as that agent, and do nothing else. Throws `CliError`. */
export async function newToken(agent: string, io: Io): Promise<{ readonly secret: string; readonly note: TokenNote }> {
  const expiresAt = machineOf(io).clock.nowMs() + LIFETIME_MS;
  const { token, tokenId } = await called(io, (client) =>
    client.call('POST', '/v1/tokens', {
      body: { name: agent, subject: 'agent', scopes: ['decide'], lifetimeMs: LIFETIME_MS },
    }),
  );
  return { secret: token, note: { id: tokenId, expiresAt } };
}

/** One that the gate does not know any more is no longer a token. Throws `CliError`. */
export async function revokeToken(id: string, io: Io): Promise<void> {
  await called(io, async (client) => {
    try {
      await client.call('DELETE', '/v1/tokens/{token}', { params: { token: id } });
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'NOT_FOUND') throw error;
    }
  });
}

async function called<Result>(io: Io, step: (client: SocketClient) => Promise<Result>): Promise<Result> {
  const path = socketOf(io);
  const client = new SocketClient({ path, timeoutMs: ANSWER_MS });
  try {
    return await step(client);
  } catch (error) {
    throw error instanceof ClientError ? refusalOf(error, path) : error;
  } finally {
    client.close();
  }
}
