/** `capgate approvals`: what waits for a person, and a person's answer. */
import type { AnswerOf, SocketClient } from '@capgate/client';
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { distanceText } from '../machine/times.ts';
import { type Paint, paintFor } from '../style.ts';
import { asking } from './ask.ts';

type Approval = AnswerOf<'GET', '/v1/approvals/pending'>['items'][number];

export function list(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { items } = await client.call('GET', '/v1/approvals/pending');
    const paint = paintFor(io.stdout, io.env);
    const text = args.has('json')
      ? items.map((approval) => `${visibleJson(approval)}\n`).join('')
      : items.map((approval) => `${lines(approval, paint).join('\n')}\n`).join('\n') || 'Nothing waits.\n';
    await io.stdout.write(text);
    return ExitStatus.OK;
  });
}

function lines(approval: Approval, paint: Paint): string[] {
  const { approval: id, shown, risk, summary, agent, session, cwd, expiresAt, needed, answers } = approval;
  const people = needed === 2 ? `; ${answers.length} of 2 persons have answered` : '';
  return [
    `${paint('yellow', id.slice(0, 8))} ${paint('bold', visible(shown))}`,
    `  ${risk}: ${visible(summary)}`,
    `  by ${visible(agent)}, session ${visible(session)}, in ${visible(cwd)}`,
    `  waits until ${distanceText(expiresAt, Date.now())}${people}`,
  ];
}

export function allow(args: Arguments, io: Io): Promise<number> {
  return answer(args, io, 'allow');
}

export function deny(args: Arguments, io: Io): Promise<number> {
  return answer(args, io, 'deny');
}

function answer(args: Arguments, io: Io, said: 'allow' | 'deny'): Promise<number> {
  return asking(args, io, async (client) => {
    const approval = await whole(client, args.operands[0] ?? '');
    const message = args.value('message');
    const scope = said === 'allow' && args.has('session') ? 'session' : 'once';
    const { state, needed, answers } = await client.call('POST', '/v1/approvals/{approval}/answer', {
      params: { approval },
      body: { answer: said, scope, ...(message !== undefined && { message }) },
    });
    const rest = state === 'pending' ? `; ${answers.length} of ${needed} persons have answered` : '';
    await io.stdout.write(`${approval} is ${state}${rest}\n`);
    return ExitStatus.OK;
  });
}

/** The identifier that begins so, of those that wait. */
async function whole(client: SocketClient, beginning: string): Promise<string> {
  const { items } = await client.call('GET', '/v1/approvals/pending');
  const found = items.filter(({ approval }) => approval.startsWith(beginning));
  if (found.length === 1 && found[0] !== undefined) return found[0].approval;
  throw new CliError('INPUT', `expected the beginning of one approval that waits, met that of ${found.length}`);
}
