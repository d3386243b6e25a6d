/** Running one program in this one's place: its input and output, its signals, its status. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { quoted } from '@capgate/base';
import type { Io } from '../io.ts';

/** What a person or a supervisor sends to the program that they believe to run. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** As shells report it: a program that is not there, and one that may not be run. */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
const SIGNALLED = 128;

/** The program's status; 128 and the signal's number where one ended it. No shell reads the words. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  const [program = '', ...words] = argv;
  const child = spawn(program, words, { stdio: 'inherit', cwd: io.cwd, shell: false });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await ended(child);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    await io.stderr.write(`capgate: expected to run ${quoted(program)}, met ${String(code)}\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_RUNNABLE;
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('exit', (code, signal) => resolve(code ?? SIGNALLED + constants.signals[signal ?? 'SIGKILL']));
  return promise;
}
