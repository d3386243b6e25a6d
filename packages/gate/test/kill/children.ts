/** Processes of a test: what they say, and their end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const GATE = fileURLToPath(new URL('gate-process.ts', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far, in whole lines. */
  readonly lines: () => string[];
}

export function run(script: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--conditions=@capgate/source', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return { process: child, lines: () => text.split('\n').slice(0, -1) };
}

/** A gate's process, once its socket answers. */
export async function startGateProcess(folder: string): Promise<Child> {
  const child = run(GATE, [folder]);
  const [said] = await Promise.race([once(child.process.stdout ?? child.process, 'data'), once(child.process, 'exit')]);
  if (Buffer.isBuffer(said)) return child;
  throw new Error(`expected the gate to start, met its end with ${String(said)}`);
}

export async function kill({ process: child }: Child): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
