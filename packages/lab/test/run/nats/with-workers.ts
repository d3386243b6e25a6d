/** The executor over NATS, with a server and workers of its own for each run: as the suites of executors have it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NatsServer } from '@capgate/testing';
import type { Executor, ExecutorParts } from '../../../src/run/executor.ts';
import { natsExecutorOf } from '../../../src/run/nats/nats-executor.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const WORKERS = 2;

export interface WorkerStart {
  readonly address: string;
  readonly hash: string;
  readonly folder: string;
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** A process of `worker.ts`; the last line that it writes says how it ended. */
export function startWorker({ address, hash, folder, variables = {} }: WorkerStart) {
  const argv = ['--conditions=@capgate/source', WORKER, address, hash, folder];
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
  const ended = once(child, 'close').then(() => said.trimEnd().split('\n').at(-1) ?? '');
  return { child, ended };
}

export function withWorkers(parts: ExecutorParts): Executor {
  return {
    isElsewhere: true,
    async execute(job, watching) {
      const { hash, environment } = job;
      const server = await NatsServer.start('nats-server');
      const start = { address: server.address, hash, ...environment };
      const workers = Array.from({ length: WORKERS }, () => startWorker(start));
      try {
        return await natsExecutorOf(start)(parts).execute(job, watching);
      } finally {
        for (const { child } of workers) child.kill('SIGTERM');
        await Promise.all(workers.map(({ ended }) => ended));
        await server.stop();
      }
    },
  };
}
