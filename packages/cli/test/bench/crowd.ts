/** Ten thousand connections that all ask, each again as soon as it is answered. */
import type { Socket } from 'node:net';
import { createContext, decide, VERDICTS } from '@capgate/core';
import { setTimeout } from 'node:timers/promises';
import type { Section } from '@capgate/testing';
import { COMMANDS, connected, frameOf } from './asking.ts';
import { type Measured, withServer } from './processes.ts';

const CONNECTIONS = 10_000;
const QUESTIONS_EACH = 20;
const OPENED_AT_ONCE = 100;
/** Time for the gate to take those connections: what waits for that is bounded by the system. */
const ACCEPT_MS = 20;

/** Some that are denied: those are answered once they are in the log. */
const ASKED = [...COMMANDS, 'mkfs.ext4 /dev/sda'];

interface Told {
  readonly tookMs: number;
  readonly isRight: boolean;
}

/** What the core says, in this process. */
const expected = ASKED.map((command) => {
  const context = createContext({
    workingDirectory: '/home/user/work',
    workspace: '/home/user/work',
    home: '/home/user',
  });
  return VERDICTS[decide({ kind: 'command', command }, context).verdict];
});

export async function crowd(): Promise<Section> {
  return withServer('gate', async (server) => {
    const sockets = await opened(server);
    // The gate takes a connection only now and then while others ask: that each was answered once says that all are open.
    await Promise.all(sockets.map((socket, i) => asking(socket, i, 1)));
    const startMs = performance.now();
    const told = (await Promise.all(sockets.map((socket, i) => asking(socket, i, QUESTIONS_EACH)))).flat();
    const tookMs = performance.now() - startMs;
    const rssBytes = server.rssBytes();
    for (const socket of sockets) socket.destroy();
    return {
      title: `${CONNECTIONS} connections of the unix socket, open and asking, log: after`,
      notes: [`each asks ${QUESTIONS_EACH} questions, the next as soon as the last is answered`],
      rows: [
        { name: 'decisions', unit: '/s', value: (told.length / tookMs) * 1_000 },
        {
          name: 'wrong answers and errors',
          unit: 'B',
          value: told.filter(({ isRight }) => !isRight).length,
          bar: { limit: 0 },
        },
        {
          name: 'from question to answer, p99',
          unit: 'ms',
          value: quantile(
            told.map((one) => one.tookMs),
            0.99,
          ),
          bar: { limit: 600 },
        },
        { name: 'memory of the gate', unit: 'MB', value: rssBytes / 1e6, bar: { limit: 400 } },
      ],
    };
  });
}

async function opened({ path }: Measured): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < CONNECTIONS) {
    sockets.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => connected({ path })))));
    await setTimeout(ACCEPT_MS);
  }
  return sockets;
}

/** What is answered to one connection, question after question. */
async function asking(socket: Socket, first: number, count: number): Promise<Told[]> {
  const told: Told[] = [];
  for (let i = first; i < first + count; i++) {
    const which = i % ASKED.length;
    const startMs = performance.now();
    const line = await answered(socket, frameOf(i, ASKED[which] as string, `s${first % 500}`));
    const { id, answer } = JSON.parse(line) as { id: number; answer?: { verdict: string } };
    told.push({ tookMs: performance.now() - startMs, isRight: id === i && answer?.verdict === expected[which] });
  }
  return told;
}

function answered(socket: Socket, frame: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (!text.endsWith('\n')) return;
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(text);
    };
    const onClose = (): void => reject(new Error('expected an answer, met the end of the connection'));
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.write(frame);
  });
}

/** By rank: the smallest of which so large a share is no larger. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
