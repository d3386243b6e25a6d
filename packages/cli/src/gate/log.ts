/** `capgate log`: what was decided, and what the kernel stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerOf, KernelDenial, SocketClient } from '@capgate/client';
import { visibleJson } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { columnsOf, type Paint, paintFor } from '../style.ts';
import { asking } from './ask.ts';
import { denialText } from './kernel-text.ts';
import { actionText, cutTo, momentText, stoppedText, subagentText, verdictText } from './shown.ts';

type Decision = AnswerOf<'GET', '/v1/decisions'>['items'][number];
type Verdict = Decision['verdict'];
type Risk = Decision['risk'];
/** A denial has an act, and no verdict. */
type Entry = Decision | KernelDenial;
/** Of entries: so many, the newest, from a time on. */
type Part = { readonly limit: number; readonly fromMs?: number };

const DEFAULT_COUNT = 20;
const COUNT_MAX = 1_000;
const POLL_MS = 500;

export function run(args: Arguments, io: Io): Promise<number> {
  const count = args.has('lines') ? args.integer('lines', COUNT_MAX) : DEFAULT_COUNT;
  return asking(args, io, async (client) => {
    const show = shower(args, io);
    const entries = await newest(client, args, { limit: count });
    for (const entry of entries.toReversed()) await show(entry);
    if (args.has('follow')) await follow(client, args, io, entries, show);
    return io.stdout.closed ? ExitStatus.BROKEN_PIPE : ExitStatus.OK;
  });
}

/** The newest first. */
async function newest(client: SocketClient, args: Arguments, part: Part): Promise<readonly Entry[]> {
  const query = { ...filterOf(args), ...part };
  const { items } = await client.call('GET', '/v1/decisions', { query });
  if (!showsDenials(args)) return items;
  const denials = await client.call('GET', '/v1/kernel/denials', { query: { ...sessionOf(args), ...part } });
  return [...items, ...denials.items].sort((one, other) => other.at - one.at).slice(0, part.limit);
}

/** Not where what is asked for is something that only decisions have. */
function showsDenials(args: Arguments): boolean {
  if (['would', 'risk', 'text', 'rule'].some((name) => args.has(name))) return false;
  return (args.value('verdict') ?? 'deny') === 'deny';
}

function sessionOf(args: Arguments) {
  const [agent, session] = [args.value('agent'), args.value('session')];
  return { ...(agent !== undefined && { agent }), ...(session !== undefined && { session }) };
}

function filterOf(args: Arguments) {
  const [text, rule] = [args.value('text'), args.value('rule')];
  const verdict = args.value('verdict') as Verdict | undefined;
  const riskAtLeast = args.value('risk') as Risk | undefined;
  return {
    ...sessionOf(args),
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
  shown: readonly Entry[],
  show: (entry: Entry) => Promise<void>,
): Promise<void> {
  let fromMs = shown[0]?.at ?? Date.now();
  let seen = new Set(shown.map(({ id }) => id));
  while (!io.stdout.closed) {
    await sleep(POLL_MS);
    const entries = await newest(client, args, { fromMs, limit: COUNT_MAX });
    for (const entry of entries.toReversed()) if (!seen.has(entry.id)) await show(entry);
    fromMs = entries[0]?.at ?? fromMs;
    seen = new Set([...entries.map(({ id }) => id), ...(entries.length === 0 ? seen : [])]);
  }
}

function shower(args: Arguments, io: Io): (entry: Entry) => Promise<void> {
  if (args.has('json')) return (entry) => io.stdout.write(`${visibleJson(entry)}\n`);
  const paint = paintFor(io.stdout, io.env);
  const columns = columnsOf(io.stdout);
  return (entry) => {
    const head = `${momentText(entry.at, Date.now())} ${entry.id} `;
    const { said, rest } = 'act' in entry ? textOfDenial(entry, paint) : textOfDecision(entry, paint);
    return io.stdout.write(`${head}${said} ${cutTo(rest, columns - head.length - 6)}\n`);
  };
}

function textOfDecision(decision: Decision, paint: Paint): { said: string; rest: string } {
  const { verdict, judged, risk, agent, action } = decision;
  const would = judged === verdict ? '' : ` (would be ${judged})`;
  const rest = `${risk.padEnd(8)} ${agent}${subagentText(decision)}: ${actionText(action)}${would}`;
  return { said: verdictText(verdict, paint), rest };
}

function textOfDenial(denial: KernelDenial, paint: Paint): { said: string; rest: string } {
  return { said: stoppedText(paint), rest: `kernel   ${denialText(denial)}` };
}
