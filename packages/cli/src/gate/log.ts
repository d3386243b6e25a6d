/** `capgate log`: what was decided. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerOf, SocketClient } from '@capgate/client';
import { visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { columnsOf, paintFor } from '../style.ts';
import { asking } from './ask.ts';
import { actionText, cutTo, momentText, subagentText, verdictText } from './shown.ts';

type Decision = AnswerOf<'GET', '/v1/decisions'>['items'][number];
type Verdict = Decision['verdict'];
type Risk = Decision['risk'];

const DEFAULT_COUNT = 20;
const COUNT_MAX = 1_000;
const POLL_MS = 500;

export function run(args: Arguments, io: Io): Promise<number> {
  const count = args.has('lines') ? args.integer('lines', COUNT_MAX) : DEFAULT_COUNT;
  return asking(args, io, async (client) => {
    const show = shower(args, io);
    const { items } = await client.call('GET', '/v1/decisions', { query: { ...filterOf(args), limit: count } });
    for (const decision of items.toReversed()) await show(decision);
    if (args.has('follow')) await follow(client, args, io, items, show);
    return io.stdout.closed ? ExitStatus.BROKEN_PIPE : ExitStatus.OK;
  });
}

function filterOf(args: Arguments) {
  const [agent, session, text, rule] = ['agent', 'session', 'text', 'rule'].map((name) => args.value(name));
  const verdict = args.value('verdict') as Verdict | undefined;
  const riskAtLeast = args.value('risk') as Risk | undefined;
  return {
    ...(agent !== undefined && { agent }),
    ...(session !== undefined && { session }),
    ...(text !== undefined && { text }),
    ...(rule !== undefined && { rule }),
    // What would have been said is what a trial in observe mode is about.
    ...(verdict !== undefined && (args.has('would') ? { judged: verdict } : { verdict })),
    ...(riskAtLeast !== undefined && { riskAtLeast }),
  };
}

/** Asks for what came since, again and again, until nobody reads any more. */
async function follow(
  client: SocketClient,
  args: Arguments,
  io: Io,
  shown: readonly Decision[],
  show: (decision: Decision) => Promise<void>,
): Promise<void> {
  let fromMs = shown[0]?.at ?? Date.now();
  let seen = new Set(shown.map(({ id }) => id));
  while (!io.stdout.closed) {
    await sleep(POLL_MS);
    const { items } = await client.call('GET', '/v1/decisions', {
      query: { ...filterOf(args), fromMs, limit: COUNT_MAX },
    });
    for (const decision of items.toReversed()) if (!seen.has(decision.id)) await show(decision);
    fromMs = items[0]?.at ?? fromMs;
    seen = new Set([...items.map(({ id }) => id), ...(items.length === 0 ? seen : [])]);
  }
}

function shower(args: Arguments, io: Io): (decision: Decision) => Promise<void> {
  if (args.has('json')) return (decision) => io.stdout.write(`${visibleJson(decision)}\n`);
  const paint = paintFor(io.stdout, io.env);
  const columns = columnsOf(io.stdout);
  return (decision) => {
    const { at, verdict, judged, risk, agent, action, id } = decision;
    const would = judged === verdict ? '' : ` (would be ${judged})`;
    const head = `${momentText(at, Date.now())} ${id} `;
    const rest = `${risk.padEnd(8)} ${agent}${subagentText(decision)}: ${actionText(action)}${would}`;
    return io.stdout.write(`${head}${verdictText(verdict, paint)} ${cutTo(rest, columns - head.length - 6)}\n`);
  };
}
