/** Starting a command under a confinement, while this process stays outside of it. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { KernelError } from '../error.ts';
import type { Line } from '../tiers/notify/messages.ts';
import type { Confinement } from './confinement.ts';
import type { Identity } from './identity.ts';

export interface ConfinedCommand {
  /** A path, or a name that is looked up in the PATH of `env`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly confinement: Confinement;
  /** As whom it runs; only root can name another. */
  readonly user?: Identity;
  /** Descriptors of this process that are its input and outputs; this process's own where absent. */
  readonly stdio?: readonly [number, number, number];
  /** Is done once the process is there and before the command runs in it. Where it throws, nothing runs. */
  readonly beforeStart?: (pid: number) => Promise<void>;
  readonly asking?: Asking;
  /** The module of the thread, where it is not beside this one. */
  readonly thread?: URL;
}

/** Calls that wait for an answer, over the confinement. */
export interface Asking {
  /** The program of seccomp. */
  readonly filter: Uint8Array<ArrayBuffer>;
  /** Where the thread puts the listener, once there is one. Somebody must answer from then on. */
  readonly line: Line;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Confined {
  readonly pid: number;
  readonly exited: Promise<Ending>;
  /** Whether there was a process left to signal. */
  kill(signal: NodeJS.Signals): boolean;
}

/** What the thread is given. */
export interface Start {
  readonly confinement: Confinement;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdio: readonly [number, number, number];
  readonly user?: Identity;
  readonly asking?: Asking;
}

export type FromThread =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

/**
 * Resolves once the command may run. It shares this process's group and terminal. Rejects with `KernelError` where it
 * cannot be confined or started: then nothing has run. A command that is not there ends with 127, as from a shell.
 */
export async function startConfined(asked: ConfinedCommand): Promise<Confined> {
  const { beforeStart, thread, stdio = [0, 1, 2], env, ...rest } = asked;
  // Node's helper threads start with their first work: from the confined thread they would be confined for all.
  await stat('/');
  const workerData: Start = { ...rest, stdio, env: { ...env } };
  const worker = new Worker(thread ?? new URL('./thread.ts', import.meta.url), { workerData });
  const messages = messagesOf(worker, rest.cwd);
  const pid = await messages.started;
  const isLeft = (): boolean => messages.ending === undefined;
  const kill = (signal: NodeJS.Signals): boolean => isLeft() && process.kill(pid, signal);
  try {
    await beforeStart?.(pid);
  } catch (error) {
    kill('SIGKILL');
    await messages.exited;
    throw error;
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  worker.postMessage('go');
  return { pid, exited: messages.exited, kill };
}

/** What crossed from another thread is of no class any more. */
function ofThread(error: unknown): KernelError {
  const { name, code, message } = error as KernelError;
  return new KernelError(name === 'KernelError' ? code : 'SYSTEM', message);
}

interface Messages {
  readonly started: Promise<number>;
  readonly exited: Promise<Ending>;
  /** Once it has. */
  ending: Ending | undefined;
}

function messagesOf(worker: Worker, cwd: string): Messages {
  const started = Promise.withResolvers<number>();
  const exited = Promise.withResolvers<Ending>();
  const messages: Messages = { started: started.promise, exited: exited.promise, ending: undefined };
  const fail = (error: unknown): void => {
    started.reject(error);
    exited.reject(error);
  };
  // Who waits for the start alone is told by it.
  exited.promise.catch(() => undefined);
  worker.once('error', (error) => fail(ofThread(error)));
  worker.once('exit', () => fail(new KernelError('SYSTEM', 'expected the command to end, met the end of its thread')));
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'started') return started.resolve(message.pid);
    if (message.kind === 'failed')
      return fail(new KernelError('SYSTEM', `expected to start a command in ${cwd}, met ${message.message}`));
    messages.ending = { code: message.code, signal: message.signal };
    exited.resolve(messages.ending);
  });
  return messages;
}
