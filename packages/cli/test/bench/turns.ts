/** How long the gate takes with a question, from its bytes to its answer, at about half of what it can. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Section } from '@capgate/testing';
import { COMMANDS, connected, countLines, frameOf, rateOf } from './asking.ts';
import { quantile } from './crowd.ts';
import { type Measured, withServer } from './processes.ts';

const CONNECTIONS = 16;
const FULL_MS = 6_000;
const HALF_MS = 5_000;
const TICK_MS = 2;

const questions = COMMANDS.map((command, id) => frameOf(id, command));
const protocol = { questions, counter: countLines('"verdict":"allow"') };

export async function turns(): Promise<Section> {
  return withServer(
    'gate',
    async (server) => {
      const load = { connections: CONNECTIONS, depth: 1, durationMs: FULL_MS };
      const { perSecond } = await rateOf({ path: server.path }, protocol, load);
      await turnsSince(server);
      const asked = await paced(server, perSecond / 2);
      const turnsMs = await turnsSince(server);
      return {
        title: 'from the bytes of a question to the bytes of its answer, in the gate, at half load, log: after',
        notes: [
          `${CONNECTIONS} connections; ${Math.round(perSecond)}/s with all asking at once, ${Math.round(asked)}/s now`,
        ],
        rows: [
          { name: 'p50', unit: 'ns', value: quantile(turnsMs, 0.5) * 1e6 },
          { name: 'p99', unit: 'ns', value: quantile(turnsMs, 0.99) * 1e6, bar: { limit: 100_000 } },
          { name: 'p99.9', unit: 'ns', value: quantile(turnsMs, 0.999) * 1e6 },
        ],
      };
    },
    new URL('turn-times.ts', import.meta.url),
  );
}

/** What the module beside the gate has measured since it was last asked. */
async function turnsSince({ home, process: gate }: Measured): Promise<number[]> {
  const path = join(home, 'turns.json');
  rmSync(path, { force: true });
  gate.kill('SIGUSR2');
  while (!existsSync(path)) await setTimeout(TICK_MS);
  // Written in one go, of which the end may come later.
  for (;;) {
    const text = readFileSync(path, 'utf8');
    if (text.endsWith(']')) return JSON.parse(text) as number[];
    await setTimeout(TICK_MS);
  }
}

/** Asks so many a second, over the connections in turn; answers what it came to. */
async function paced({ path }: Measured, perSecond: number): Promise<number> {
  const sockets: Socket[] = [];
  for (let i = 0; i < CONNECTIONS; i++) sockets.push((await connected({ path })).resume());
  const startMs = performance.now();
  let sent = 0;
  for (let nowMs = startMs; nowMs < startMs + HALF_MS; nowMs = performance.now()) {
    const due = ((nowMs - startMs) / 1_000) * perSecond;
    for (; sent < due; sent++) sockets[sent % CONNECTIONS]?.write(questions[sent % questions.length] as string);
    await setTimeout(TICK_MS);
  }
  for (const socket of sockets) socket.destroy();
  return (sent / (performance.now() - startMs)) * 1_000;
}
