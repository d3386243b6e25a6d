/** `capgate approvals`: what waits for a person, and a person's answer. */
import type { AnswerOf, SocketClient } from '@capgate/client';
import { visible, visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { asking } from './ask.ts';
import { detailText, entryText } from './approval-text.ts';
import { allowByRule } from './rule-answer.ts';

type Approval = AnswerOf<'GET', '/v1/approvals/pending'>['items'][number];

/** Where one waits, all of it: it is what the person came for. */
export function list(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { items } = await client.call('GET', '/v1/approvals/pending');
    const [only] = items;
    if (items.length === 1 && only !== undefined) return shown(client, args, io, only.approval);
    const text = args.has('json')
      ? items.map((approval) => `${visibleJson(approval)}\n`).join('')
      : items.map((approval) => `${entryText(approval, io)}\n`).join('') || 'Nothing waits.\n';
    await io.stdout.write(text);
    if (items.length > 1 && !args.has('json')) await io.stdout.write(NEXT);
    return ExitStatus.OK;
  });
}

const NEXT = 'capgate approvals show ID says more; capgate approvals allow ID or deny ID answers.\n';

export function show(args: Arguments, io: Io): Promise<number> {
  return asking(args, io, async (client) => {
    const { approval } = await waiting(client, args.operands[0] ?? '');
    return shown(client, args, io, approval);
  });
}

async function shown(client: SocketClient, args: Arguments, io: Io, approval: string): Promise<number> {
  const detail = await client.call('GET', '/v1/approvals/{approval}', { params: { approval } });
  await io.stdout.write(args.has('json') ? `${visibleJson(detail)}\n` : detailText(detail, io));
  return ExitStatus.OK;
}

export function allow(args: Arguments, io: Io): Promise<number> {
  if (args.has('rule') && args.has('rule-as-proposed')) {
    throw args.misuse('expected --rule or --rule-as-proposed, met both');
  }
  const isByRule = args.has('rule') || args.has('rule-as-proposed');
  if (isByRule && args.has('session')) throw args.misuse('expected --session or a rule, met both');
  if (!isByRule) return answer(args, io, 'allow', args.has('session') ? 'session' : 'once');
  return asking(args, io, async (client) => {
    const { approval } = await waiting(client, args.operands[0] ?? '');
    return allowByRule(client, args, io, approval);
  });
}

export function deny(args: Arguments, io: Io): Promise<number> {
  return answer(args, io, 'deny', 'once');
}

function answer(args: Arguments, io: Io, said: 'allow' | 'deny', scope: 'once' | 'session'): Promise<number> {
  return asking(args, io, async (client) => {
    const { approval, shown: action } = await waiting(client, args.operands[0] ?? '');
    const message = args.value('message');
    const { state, needed, answers } = await client.call('POST', '/v1/approvals/{approval}/answer', {
      params: { approval },
      body: { answer: said, scope, ...(message !== undefined && { message }) },
    });
    const rest = state === 'pending' ? `; ${answers.length} of ${needed} persons have answered` : '';
    await io.stdout.write(`${approval} is ${state}${rest}: ${visible(action)}\n`);
    return ExitStatus.OK;
  });
}

/** The one whose identifier begins so, of those that wait. */
async function waiting(client: SocketClient, beginning: string): Promise<Approval> {
  const { items } = await client.call('GET', '/v1/approvals/pending');
  const found = items.filter(({ approval }) => approval.startsWith(beginning));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const met =
    found.length === 0 ? 'that of none; capgate approvals lists them' : `that of ${found.length}; write more of it`;
  throw new CliError('INPUT', `expected the beginning of one approval that waits, met ${met}`);
}
