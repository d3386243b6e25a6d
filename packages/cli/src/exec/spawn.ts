/** Running one program in this one's place: its input and output, its signals, its status. */
import { type ChildProcess, spawn } from 'node:child_process';
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
  let child: ChildProcess | undefined;
  const early: NodeJS.Signals[] = [];
  const forward = (signal: NodeJS.Signals): void => {
    if (child === undefined) early.push(signal);
    else send(child, signal);
  };
  // Before it starts: it may be heard of by who then ends it before this program goes on.
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    child = spawn(program, words, { stdio: 'inherit', cwd: io.cwd, shell: false });
    for (const signal of early) send(child, signal);
    return await ended(child);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    await io.stderr.write(`capgate: expected to run ${quoted(program)}, met ${String(code)}\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_RUNNABLE;
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

/** One that could not be started has no number: a signal to none would reach this program's whole group. */
function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) child.kill(signal);
}

function ended(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('exit', (code, signal) => resolve(code ?? SIGNALLED + constants.signals[signal ?? 'SIGKILL']));
  return promise;
}
