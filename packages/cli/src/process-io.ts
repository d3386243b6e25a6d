/**
 * The real surroundings. Works on the bare file descriptors, since Node's stream objects cost more to load than a
 * check takes, and asks for those only where a terminal is to be measured.
 */
import { fstatSync, read, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Io, Output } from './io.ts';

const CHUNK_BYTES = 1 << 18;
/** How long to wait where a non-blocking descriptor has nothing to give or no room. */
const PAUSE_MS = 2;

/** What writing answers where the reader has gone: a pipe, a socket, a pipe of Windows. */
const GONE: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'EOF'];

export function processIo(): Io {
  return {
    stdin: chunksOf(0),
    stdinUntil,
    stdout: new DescriptorOutput(1),
    stderr: new DescriptorOutput(2),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    uid: process.getuid?.(),
    platform: process.platform,
    askSecret: async (question) => (await import('./machine/terminal.ts')).askSecret(question),
    askLine: async (question) => (await import('./machine/terminal.ts')).askLine(question),
    edit: async (text) => (await import('./machine/editor.ts')).edit(text, process.env),
  };
}

class DescriptorOutput implements Output {
  closed = false;
  readonly #fd: 1 | 2;

  constructor(fd: 1 | 2) {
    this.#fd = fd;
  }

  get isTerminal(): boolean {
    return isCharacterDevice(this.#fd) && this.#stream.isTTY;
  }

  get columns(): number | undefined {
    return this.isTerminal ? this.#stream.columns : undefined;
  }

  get #stream(): NodeJS.WriteStream {
    return this.#fd === 1 ? process.stdout : process.stderr;
  }

  async write(data: string | Uint8Array): Promise<void> {
    let rest = typeof data === 'string' ? Buffer.from(data) : data;
    while (rest.length > 0 && !this.closed) {
      const writtenBytes = this.#writeSome(rest);
      rest = rest.subarray(writtenBytes);
      if (writtenBytes === 0) await pause();
    }
  }

  /** Bytes written; 0 where there is no room now, or nobody who reads. */
  #writeSome(bytes: Uint8Array): number {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      this.closed = GONE.includes(codeOf(error));
      if (!this.closed && codeOf(error) !== 'EAGAIN') throw error;
      return 0;
    }
  }
}

/** A terminal is a character device; most other outputs are not, and telling so loads nothing. */
function isCharacterDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}

async function* chunksOf(fd: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    const length = await readSome(fd, buffer);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

/** A read of the bare descriptor that nobody answers would hold the process, even at its exit. */
async function* stdinUntil(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { addAbortSignal } = await import('node:stream');
  yield* addAbortSignal(signal, process.stdin);
}

async function readSome(fd: number, buffer: Buffer): Promise<number> {
  for (;;) {
    try {
      return await new Promise<number>((resolve, reject) => {
        read(fd, buffer, 0, buffer.length, null, (error, length) => (error === null ? resolve(length) : reject(error)));
      });
    } catch (error) {
      if (codeOf(error) === 'EOF') return 0;
      if (codeOf(error) !== 'EAGAIN') throw error;
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
