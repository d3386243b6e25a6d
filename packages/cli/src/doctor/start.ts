/** Starting a hook as its agent does. */
import { spawn } from 'node:child_process';
import type { HookReply, HookRun } from '@capgate/agents';

/** What agents are told to wait; whoever is later is not waited for, and most then run the action. */
export const HOST_TIMEOUT_MS = 10_000;
export const OUTPUT_LENGTH_MAX = 1 << 20;

export type StartedRun = Exclude<HookRun, { readonly kind: 'http' }>;

export interface Tried extends HookReply {
  /** From the start to the end. */
  readonly tookMs: number;
  /** Whether it could be started, and ended in time; of what is posted, whether the agent takes what came for an answer. */
  readonly hasEnded: boolean;
}

/** Calls the function of a plugin as OpenCode does; what it throws is what the model is told. */
const PLUGIN_HOST = `
const [path] = process.argv.slice(1);
const { hook, input, output, ...around } = JSON.parse(await new Response(process.stdin).text());
const { Capgate } = await import(path);
try {
  await (await Capgate(around))[hook](input, output);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}`;

export function start(
  run: StartedRun,
  payload: object,
  around: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Tried> {
  const [command, words] = wordsOf(run);
  const startMs = performance.now();
  const child = spawn(command, words, { ...around, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => (output[name] = (output[name] + String(chunk)).slice(0, OUTPUT_LENGTH_MAX)));
  }
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(payload));
  return new Promise((resolve) => {
    const ended = (exitCode: number, hasEnded: boolean): void => {
      clearTimeout(timer);
      resolve({ ...output, exitCode, hasEnded, tookMs: performance.now() - startMs });
    };
    const timer = setTimeout(() => {
      // With what a shell started.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      ended(-1, false);
    }, HOST_TIMEOUT_MS);
    child.once('error', () => ended(-1, false));
    child.once('close', (code) => ended(code ?? -1, true));
  });
}

function wordsOf(run: StartedRun): [string, readonly string[]] {
  if (run.kind === 'program') return [run.path, run.words];
  if (run.kind === 'line') return ['/bin/sh', ['-c', run.line]];
  return [process.execPath, ['--input-type=module', '--eval', PLUGIN_HOST, run.path]];
}
