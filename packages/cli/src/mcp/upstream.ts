/** The server behind the proxy: a process of its own, which ends with its client. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { CliError } from '../error.ts';
import { reasonOf } from '../files.ts';
import { quoted } from '@capgate/base';

/** How long a server may take to end after its input did. */
const GRACE_MS = 3_000;

export class Upstream {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  /** Its exit status; as a shell reports it where a signal ended it. */
  readonly ended: Promise<number>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => resolve(code ?? ENDED_BY_SIGNAL));
    });
    // It may end while it is written to; `ended` says so.
    child.stdin.on('error', () => {});
  }

  /** Throws `CliError` FILE where the program cannot be started. */
  static async start(command: string, words: readonly string[], cwd: string): Promise<Upstream> {
    const child = spawn(command, words, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    const upstream = new Upstream(child);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        reject(new CliError('FILE', `expected to start ${quoted(command)}, met ${reasonOf(error)}`));
      });
    });
    return upstream;
  }

  get output(): Readable {
    return this.#child.stdout;
  }

  write(line: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${line}\n`);
  }

  /** Resolves once it has taken what was written, or is gone. */
  async drained(): Promise<void> {
    if (!this.#child.stdin.writableNeedDrain) return;
    await Promise.race([new Promise((resolve) => this.#child.stdin.once('drain', resolve)), this.ended]);
  }

  /** As the protocol has it: the end of its input first, then a signal, then force. */
  async stop(): Promise<number> {
    this.#child.stdin.end();
    const timers = (['SIGTERM', 'SIGKILL'] as const).map((signal, index) =>
      setTimeout(() => this.#child.kill(signal), GRACE_MS * (index + 1)),
    );
    const status = await this.ended;
    for (const timer of timers) clearTimeout(timer);
    return status;
  }
}

const ENDED_BY_SIGNAL = 128 + 15;
