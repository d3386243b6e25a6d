/** A client that costs little beside what it asks: questions are bytes made before, answers are looked at as text. */
import { connect, type NetConnectOpts, type Socket } from 'node:net';

/** Everyday commands, of which all are allowed. */
export const COMMANDS = [
  'ls -la',
  'git status',
  'npm test',
  'cat src/index.ts',
  'rg -n TODO src',
  'node build.js',
  'git diff --stat',
  'mkdir -p build/out',
];

export function requestOf(command: string, session = 's1'): object {
  const place = { cwd: '/home/user/work', workspace: '/home/user/work', session, agent: 'bench' };
  return { action: { kind: 'command', command }, ...place };
}

/** A question of the socket. */
export function frameOf(id: number, command: string, session?: string): string {
  return `${JSON.stringify({ id, op: 'decide', request: requestOf(command, session) })}\n`;
}

/** What arrived. One reply may hold many decisions. */
interface Counted {
  readonly replies: number;
  readonly answered: number;
  /** Turned away, because the gate had too many. */
  readonly busy: number;
}

/** A way of asking: its questions, and what the answers in each chunk come to. */
export interface Protocol {
  readonly questions: readonly string[];
  /** Counts answers, and throws for one that is none. */
  readonly counter: () => (chunk: Buffer) => Counted;
}

export interface Rate {
  readonly perSecond: number;
  /** Of all questions, those that the gate turned away because it had too many. */
  readonly busyShare: number;
}

/** Answers a second, over some connections that each have so many questions under way at any time. */
export async function rateOf(
  to: NetConnectOpts,
  { questions, counter }: Protocol,
  load: { readonly connections: number; readonly depth: number; readonly durationMs: number },
): Promise<Rate> {
  const startMs = performance.now();
  const endMs = startMs + load.durationMs;
  const counts = await Promise.all(
    Array.from({ length: load.connections }, async (_, first) => {
      const socket = await connected(to);
      return asked(socket, questions, first, counter(), load.depth, endMs);
    }),
  );
  const answered = counts.reduce((sum, count) => sum + count.answered, 0);
  const busy = counts.reduce((sum, count) => sum + count.busy, 0);
  const perSecond = (answered / (performance.now() - startMs)) * 1_000;
  return { perSecond, busyShare: busy / (busy + answered) };
}

export function connected(to: NetConnectOpts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(to, () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

function asked(
  socket: Socket,
  questions: readonly string[],
  first: number,
  answersIn: (chunk: Buffer) => Counted,
  depth: number,
  endMs: number,
): Promise<Omit<Counted, 'replies'>> {
  return new Promise((resolve, reject) => {
    let [sent, answered, busy] = [first, 0, 0];
    const send = (count: number): void => {
      if (count === 0) return;
      let text = '';
      for (let i = 0; i < count; i++) text += questions[sent++ % questions.length] as string;
      socket.write(text);
    };
    const take = (chunk: Buffer): void => {
      const counted = answersIn(chunk);
      answered += counted.answered;
      busy += counted.busy;
      if (performance.now() < endMs) return send(counted.replies);
      socket.destroy();
      resolve({ answered, busy });
    };
    socket.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    });
    socket.once('close', () => reject(new Error('expected an answer, met the end of the connection')));
    send(depth);
  });
}

const LINE_FEED = 0x0a;
const BUSY = '"code":"BUSY"';

/** Lines, each with what an answer has and no error has, or busy. */
export function countLines(expected: string): Protocol['counter'] {
  return () => {
    let rest = '';
    return (chunk) => {
      let count = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) count++;
      const text = rest + chunk.toString('latin1');
      const lines = text.slice(0, text.lastIndexOf('\n') + 1);
      rest = text.slice(lines.length);
      const answered = occurrences(lines, expected);
      const busy = answered === count ? 0 : occurrences(lines, BUSY);
      if (answered + busy === count) return { replies: count, answered, busy };
      throw new Error(`expected answers with ${expected}, met: ${text.slice(0, 300)}`);
    };
  };
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

const HEADERS_END = '\r\n\r\n';

/** Responses of HTTP with a length, each of status 200; each has `expected` in it for each question, or busy. */
export function countResponses(expected: string, questions = 1): Protocol['counter'] {
  return () => {
    let text = '';
    return (chunk) => {
      text += chunk.toString('latin1');
      let [replies, answered, busy] = [0, 0, 0];
      for (let end = endOfResponse(text); end !== undefined; end = endOfResponse(text)) {
        const response = text.slice(0, end);
        const [right, turnedAway] = [occurrences(response, expected), occurrences(response, BUSY)];
        if (!response.startsWith('HTTP/1.1 200') || right + turnedAway !== questions) {
          throw new Error(`expected a response with ${expected}, met: ${response.slice(0, 300)}`);
        }
        text = text.slice(end);
        replies++;
        answered += right;
        busy += turnedAway;
      }
      return { replies, answered, busy };
    };
  };
}

function endOfResponse(text: string): number | undefined {
  const headersEnd = text.indexOf(HEADERS_END);
  if (headersEnd < 0) return undefined;
  const length = /content-length: (\d+)/iu.exec(text.slice(0, headersEnd))?.[1];
  const end = headersEnd + HEADERS_END.length + Number(length);
  return text.length >= end ? end : undefined;
}

/** A POST of JSON on a connection that stays open. */
export function postOf(path: string, token: string, body: object): string {
  const json = JSON.stringify(body);
  const headers = [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return headers.join('\r\n') + HEADERS_END + json;
}
