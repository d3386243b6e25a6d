/** `capgate token new | list | revoke`: tokens of callers by HTTP. */
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { DAY_MS, timeText } from '../machine/times.ts';
import { asking } from './ask.ts';

const DEFAULT_DAYS = 90;
const DAYS_MAX = 366;
const SCOPES = ['decide', 'read', 'approve', 'policy', 'admin'] as const;
type Scope = (typeof SCOPES)[number];
type Subject = 'person' | 'agent' | 'service';

export function create(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const days = args.has('days') ? args.integer('days', DAYS_MAX) : DEFAULT_DAYS;
    const owner = args.value('owner');
    const named = args.values('scope').map((scope) => SCOPES.find((known) => known === scope) as Scope);
    const { token, tokenId } = await client.call('POST', '/v1/tokens', {
      body: {
        name: args.operands[0] ?? '',
        subject: (args.value('subject') ?? 'agent') as Subject,
        scopes: named.length === 0 ? ['decide'] : named,
        lifetimeMs: days * DAY_MS,
        ...(owner !== undefined && { owner }),
      },
    });
    await io.stdout.write(`${token}\n`);
    await io.stderr.write(`Its identifier is ${tokenId}; the token is shown this once.\n`);
    return ExitStatus.OK;
  });
}

export function list(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { items } = await client.call('GET', '/v1/tokens', { query: { limit: 1_000 } });
    const lines = items.map((token) => {
      const { tokenId, name, subject, scopes, expiresAt, revokedAt } = token;
      const state = revokedAt === undefined ? `until ${timeText(expiresAt)}` : 'revoked';
      return args.has('json')
        ? visibleJson(token)
        : `${tokenId}  ${visible(name)}  ${subject}  ${scopes.join(' ')}  ${state}`;
    });
    await io.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return ExitStatus.OK;
  });
}

export function revoke(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    await client.call('DELETE', '/v1/tokens/{token}', { params: { token: args.operands[0] ?? '' } });
    await io.stdout.write('Revoked.\n');
    return ExitStatus.OK;
  });
}
