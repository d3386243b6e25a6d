/** A program that answers a line with a line, started without a shell and ended with everything that it started. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { clipped } from '@capgate/base';
import { LabError } from '../../error.ts';
import { unlessAborted } from '../unless-aborted.ts';

export interface ProgramOptions {
  /** The program and its words; not empty. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** All that it finds in its environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Of an answer, with its end. */
const ANSWER_BYTES_MAX = 1 << 20;
/** Of what it says beside, the end is kept. */
const SAID_BYTES_MAX = 4_096;
/** What a program gets to end by itself once nothing more is asked. */
const GRACE_MS = 500;
const NEWLINE = 0x0a;

export class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #kill = (): void => this.#killGroup();
  #answering: PromiseWithResolvers<string> | undefined;
  /** Why it can be asked nothing more. */
  #fault: LabError | undefined;
  #met: Buffer[] = [];
  #metBytes = 0;
  #said = Buffer.alloc(0);

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#keep(chunk));
    // A program that reads no more is told apart by its end, or by its silence.
    child.stdin.on('error', () => {});
    // What it left running may hold its output open.
    child.once('exit', () => this.#killGroup());
    child.once('close', (status, signal) => this.#fail(`its end (${signal ?? `status ${status}`})`));
    process.once('exit', this.#kill);
  }

  /** Rejects with `LabError` ARM where there is no such program. */
  static async start({ argv: [file = '', ...words], cwd, variables }: ProgramOptions): Promise<Program> {
    const child = spawn(file, words, { cwd, env: { ...variables }, stdio: 'pipe', detached: true, windowsHide: true });
    try {
      await once(child, 'spawn');
    } catch (error) {
      const { message } = error as Error;
      const remedy = 'name it by its path, or PATH among env';
      throw new LabError('ARM', `expected a program ${file} that starts in ${cwd}, met: ${message}; ${remedy}`);
    }
    child.on('error', () => {});
    return new Program(child);
  }

  /**
   * Writes `line` and answers the one line that comes back, without its end. Rejects with `LabError` ARM where something
   * else comes, where the program ends, and where `signal` does; then it can only be ended.
   */
  async ask(line: string, signal: AbortSignal): Promise<string> {
    if (this.#fault !== undefined) throw this.#fault;
    this.#answering = Promise.withResolvers();
    this.#child.stdin.write(line);
    return unlessAborted(this.#answering.promise, signal);
  }

  /** Lets it end by itself, `isBroken` aside, and then kills its whole group. */
  async end(isBroken = false): Promise<void> {
    const { stdin, stdout, stderr } = this.#child;
    this.#fault ??= new LabError('ARM', 'expected an arm that is open, met one that was closed');
    stdin.end();
    if (!this.#hasEnded && !isBroken)
      await Promise.race([once(this.#child, 'exit'), sleep(GRACE_MS, undefined, { ref: false })]);
    if (!this.#hasEnded) {
      const ended = once(this.#child, 'exit');
      this.#killGroup();
      await ended;
    }
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    process.removeListener('exit', this.#kill);
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #take(chunk: Buffer): void {
    const end = chunk.indexOf(NEWLINE);
    this.#metBytes += chunk.length;
    if (this.#metBytes > ANSWER_BYTES_MAX) return this.#fail(`more than ${ANSWER_BYTES_MAX} bytes`);
    this.#met.push(chunk);
    if (this.#answering === undefined) return this.#fail(`${JSON.stringify(this.#line())}, which nobody asked for`);
    if (end < 0) return;
    if (end < chunk.length - 1) return this.#fail('more than one line');
    const { resolve } = this.#answering;
    const line = this.#line();
    this.#answering = undefined;
    this.#met = [];
    this.#metBytes = 0;
    resolve(line.slice(0, -1));
  }

  #line(): string {
    return Buffer.concat(this.#met).toString('utf8');
  }

  #keep(chunk: Buffer): void {
    this.#said = Buffer.concat([this.#said, chunk]).subarray(-SAID_BYTES_MAX);
  }

  /** The first fault counts. It is ended at once: what sends without end would be read without end. */
  #fail(met: string): void {
    if (this.#fault !== undefined) return;
    const said = clipped(this.#said.toString('utf8').trim(), SAID_BYTES_MAX);
    const beside = said === '' ? 'it said nothing beside' : `it said beside: ${said}`;
    this.#fault = new LabError('ARM', `expected one line for an answer, met ${clipped(met)}; ${beside}`);
    this.#answering?.reject(this.#fault);
    this.#child.stdout.destroy();
    this.#killGroup();
  }

  #killGroup(): void {
    try {
      process.kill(-(this.#child.pid as number), 'SIGKILL');
    } catch {
      // None of its group is left.
    }
  }
}
