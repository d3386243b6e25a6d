/** Which agents post to the gate themselves, and with what: as their settings have it, or as a person asks for it. */
import { type HttpHook, httpHookIn, InstallError, TOKEN_TO_COME } from '@capgate/agents';
import type { Io } from '../../io.ts';
import { machineOf } from '../../machine/machine.ts';
import { DAY_MS } from '../../machine/times.ts';
import { lookAt, settingsText } from '../files.ts';
import type { Journal } from '../journal.ts';
import { placementsOf, type Target } from '../targets.ts';
import { isRefused } from './door.ts';

/** A token that ends sooner is replaced. */
const RENEW_MS = 30 * DAY_MS;

export function takesHttp({ client, scope }: Target): boolean {
  return client.httpScopes?.includes(scope) === true;
}

/** The target with how its settings have it post, where they do. */
export function asInstalled(target: Target, io: Io): Target {
  const http = takesHttp(target) ? installedHook(target, io) : undefined;
  return http === undefined ? target : { ...target, http };
}

/**
 * The target as it is to be: what posts goes on doing so, and so does from now on what takes it where an address is asked
 * for. The token that is there is kept while the gate takes it and it is good for a while.
 */
export async function asAsked(target: Target, asked: string | undefined, journal: Journal, io: Io): Promise<Target> {
  const installed = asInstalled(target, io);
  const address = asked ?? installed.http?.address;
  if (address === undefined || !takesHttp(target)) return installed;
  const { http } = installed;
  const isKept = http?.address === address && isLasting(http, target, journal, io) && !(await isRefused(http));
  return { ...target, http: isKept ? http : { address, token: TOKEN_TO_COME } };
}

/** None in a file that cannot be read: planning says what is wrong with it. */
function installedHook(target: Target, io: Io): HttpHook | undefined {
  for (const placement of placementsOf(target, io)) {
    const text = placement.kind === 'entries' ? settingsText(lookAt(placement.path)) : undefined;
    try {
      const hook = placement.kind === 'entries' && text !== undefined ? httpHookIn(text, placement) : undefined;
      if (hook !== undefined) return hook;
    } catch (error) {
      if (!(error instanceof InstallError)) throw error;
    }
  }
  return undefined;
}

/** As far as the journal knows; whoever put another token there knows better. */
function isLasting({ token }: HttpHook, { client, scope }: Target, journal: Journal, io: Io): boolean {
  if (token === TOKEN_TO_COME) return false;
  const last = journal.entries().findLast((entry) => entry.agent === client.name && entry.scope === scope);
  return last?.token === undefined || last.token.expiresAt - machineOf(io).clock.nowMs() > RENEW_MS;
}
