import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { NatsServer, needsProgram } from '@capgate/testing';
import { expect, test } from 'vitest';
import { seededSource, shuffle } from '../../../src/statistics/random.ts';
import { allOf, expectedKeys, keysOf, openLab, temporaryFolder } from '../harness.ts';
import { COMMANDS, killedExperiment } from './killed-experiment.ts';

const KILLS = 30;
/** From one kill to the next: at times before a process has begun, and at times when it is at work. */
const LIFE_MS_MAX = 2_000;
/** How long a server is away. */
const AWAY_MS_MAX = 500;
/** Before a process that ended by itself, as it found no server, is started again. */
const RESTART_MS = 200;
const TIMEOUT_MS = 600_000;

/** A process that is started again whenever it ends, until it says `last`. */
class Kept {
  readonly #argv: readonly string[];
  readonly #last: string;
  readonly done: Promise<void>;
  #child: ChildProcess | undefined;
  #isStopped = false;

  constructor(program: string, argv: readonly string[], last: string) {
    const path = fileURLToPath(new URL(program, import.meta.url));
    this.#argv = ['--conditions=@capgate/source', path, ...argv];
    this.#last = last;
    this.done = this.#keep();
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.kill();
    await this.done;
  }

  async #keep(): Promise<void> {
    while (!this.#isStopped) {
      const child = spawn(process.execPath, this.#argv, { stdio: ['ignore', 'pipe', 'ignore'] });
      this.#child = child;
      let said = '';
      child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
      await once(child, 'close');
      if (said.trimEnd().endsWith(this.#last)) return;
      await later(RESTART_MS);
    }
  }
}

test(`an experiment whose workers, orchestrator and NATS server are killed at ${KILLS} moments is complete in the end, with nothing twice`, {
  timeout: TIMEOUT_MS,
}, async (context) => {
  const server = await NatsServer.start(needsProgram(context, 'nats-server'));
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  await context.annotate(`SEED=${seed}`);
  const random = seededSource(seed);
  const folder = temporaryFolder();
  const { plan } = killedExperiment(folder);
  const lab = await openLab(folder);
  const workers = [1, 2].map(() => new Kept('worker.ts', [server.address, plan.hash, folder], 'done'));
  const orchestrator = new Kept('orchestrator.ts', [server.address, folder], 'done');
  const kinds = [...workers, orchestrator, server];
  const victims = Array.from({ length: KILLS }, (_, kill) => kinds[kill % kinds.length] as (typeof kinds)[number]);
  shuffle(victims, random);
  let kept = new Map<number, unknown>();
  const sizes: number[] = [];
  const results = async () => ((await lab.experiments({ limit: 1 })).items.length > 0 ? await allOf(lab, plan) : []);
  try {
    for (const victim of victims) {
      await later(random.below(LIFE_MS_MAX));
      await victim.kill();
      if (victim === server) {
        await later(random.below(AWAY_MS_MAX));
        await server.start();
      }
      const now = new Map((await results()).map((result) => [result.position, result]));
      for (const [position, result] of kept) expect(now.get(position), `SEED=${seed}`).toEqual(result);
      kept = now;
      sizes.push(now.size);
    }
    const expected = expectedKeys(plan, COMMANDS);
    // The kills came while there was something to do.
    expect(new Set(sizes).size, `SEED=${seed}: ${sizes.join(' ')}`).toBeGreaterThan(5);
    expect(sizes.at(-1), `SEED=${seed}`).toBeLessThan(expected.length);
    await orchestrator.done;
    const all = await results();
    expect(keysOf(all), `SEED=${seed}`).toEqual(expected);
    expect(all.every(({ outcome }) => outcome === 'answered')).toBe(true);
    for (const result of all.filter((_, i) => i % 97 === 0)) expect(await lab.raw(result)).toHaveProperty('command');
    expect(await lab.find(plan.hash)).toMatchObject({ state: 'finished' });
    expect(await streamsAt(server)).toEqual([]);
  } finally {
    await Promise.all([...workers, orchestrator].map((process) => process.stop()));
    await lab.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function streamsAt({ port }: NatsServer): Promise<readonly string[]> {
  const connection = await connect({ port });
  const names: string[] = [];
  for await (const name of (await jetstreamManager(connection)).streams.names()) names.push(name);
  await connection.close();
  return names;
}
