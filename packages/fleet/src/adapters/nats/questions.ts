/** Questions to a node, and what it answers; nothing of it is kept. */
import { headers, type Msg } from '@nats-io/transport-node';
import type { Stop } from '../../node/carrier.ts';
import { checkBody, checkName } from '../bounds.ts';
import { FleetError } from '../../error.ts';
import { type Link, unreachable } from './link.ts';
import { askSubject } from './subjects.ts';

/** At a time; whoever asks more is refused. */
const ANSWERED_MAX = 32;
const REFUSED = 'Fleet-Refused';

type Reply = (question: Uint8Array) => Promise<Uint8Array>;

/** Rejects with `FleetError` UNREACHABLE where nothing comes within the time, or nothing but a refusal, and VALUE. */
export async function askNode(link: Link, node: string, question: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
  checkName(node);
  checkBody(question);
  const expected = `an answer of ${node} within ${timeoutMs} ms`;
  let answer: Msg;
  try {
    answer = await link.connection.request(askSubject(node), question, { timeout: timeoutMs });
  } catch (error) {
    throw unreachable(expected, error);
  }
  if (answer.headers?.has(REFUSED) !== true) return answer.data;
  throw new FleetError('UNREACHABLE', `expected ${expected}, met its refusal`);
}

export async function answerTo(link: Link, node: string, reply: Reply): Promise<Stop> {
  checkName(node);
  let answered = 0;
  const answer = async (question: Msg): Promise<void> => {
    if (answered >= ANSWERED_MAX) return refuse(question);
    answered++;
    try {
      const body = await reply(question.data);
      checkBody(body);
      question.respond(body);
    } catch {
      refuse(question);
    } finally {
      answered--;
    }
  };
  const connection = link.anyway;
  const subscription = connection.subscribe(askSubject(node), {
    callback: (error, question) => {
      if (error === null) void answer(question);
    },
  });
  await link.connection.flush();
  return async () => {
    if (!connection.isClosed()) subscription.unsubscribe();
  };
}

function refuse(question: Msg): void {
  const why = headers();
  why.set(REFUSED, '1');
  question.respond(new Uint8Array(), { headers: why });
}
