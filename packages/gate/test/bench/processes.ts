/** Servers in processes of their own, each with a folder of its own, gone when they are no longer measured. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ready, Report } from './server.ts';

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url));

export type ServerKind = 'echo' | 'gate';

export interface Measured extends Ready {
  readonly path: string;
  /** What the server says of itself now; a gate's alone. */
  readonly report: () => Promise<Report>;
}

export async function withServer<Result>(
  kind: ServerKind,
  measure: (server: Measured) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-bench-'));
  const path = join(folder, 'socket');
  const child = fork(SERVER, [kind, join(folder, kind), path]);
  try {
    const ready = await told<Ready>(child);
    const report = (): Promise<Report> => {
      const answered = told<Report>(child);
      child.send('report');
      return answered;
    };
    return await measure({ ...ready, path, report });
  } finally {
    await killed(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

function told<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('expected a server that answers, met its end'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
