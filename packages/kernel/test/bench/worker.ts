/** The programs that the benchmark starts: compiled into a folder of its own, and one that is told what to do. */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Programs {
  readonly worker: string;
  /** Ends at once. */
  readonly nothing: string;
}

export function compilePrograms(folder: string): Programs {
  return {
    worker: compiled(folder, 'worker', ['-O2']),
    nothing: compiled(folder, 'nothing', [
      '-O2',
      '-static',
      '-nostdlib',
      '-s',
      '-Wl,-z,noseparate-code,--build-id=none',
    ]),
  };
}

function compiled(folder: string, name: string, flags: readonly string[]): string {
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  const to = join(folder, name);
  execFileSync('gcc', ['-Wall', '-Wextra', '-Werror', ...flags, '-o', to, source], { stdio: 'inherit' });
  return to;
}

const NUMBER_BYTES = 8;

export class Worker {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  /** `words`: what worker.c says of itself. */
  constructor({ worker }: Programs, words: readonly string[]) {
    this.#child = spawn(worker, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** One order; `numberCount` is how many numbers it answers with. */
  async do(much: number, numberCount: number): Promise<number[]> {
    const pieces: Buffer[] = [];
    let missing = numberCount * NUMBER_BYTES;
    this.#child.stdin.write(`${much}\n`);
    for await (const piece of this.#child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      pieces.push(piece);
      missing -= piece.length;
      if (missing <= 0) break;
    }
    if (missing !== 0) throw new Error(`expected ${numberCount} numbers of a worker, met its end`);
    const bytes = Buffer.concat(pieces);
    return Array.from({ length: numberCount }, (_, index) => Number(bytes.readBigUInt64LE(index * NUMBER_BYTES)));
  }

  /** Once it is gone: its control group may go then. */
  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await gone;
  }
}
