/** NATS servers with JetStream, each on a free port with a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';

const START_MS_MAX = 20_000;

export class NatsServer {
  readonly port: number;
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'capgate-nats-'));
  readonly #options: string[];
  #process: ChildProcess | undefined;

  private constructor(program: string, port: number, options: string[]) {
    this.#program = program;
    this.port = port;
    this.#options = options;
  }

  static async start(program: string, options: readonly string[] = ['--jetstream']): Promise<NatsServer> {
    const port = await freePort();
    const server = new NatsServer(program, port, ['--addr', '127.0.0.1', '--port', String(port), ...options]);
    server.#options.push('--store_dir', server.#folder);
    await server.start();
    return server;
  }

  /** One whose configuration says where it listens, which is at `port`, and where it keeps what it has. */
  static async startConfigured(program: string, config: string, port: number): Promise<NatsServer> {
    const server = new NatsServer(program, port, ['--config', config]);
    await server.start();
    return server;
  }

  get address(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again with what it had on the disk. */
  async start(): Promise<void> {
    const child = spawn(this.#program, this.#options, { stdio: 'ignore' });
    this.#process = child;
    // A test that fails leaves none behind.
    const onExit = (): void => void child.kill('SIGKILL');
    process.once('exit', onExit);
    child.once('close', () => process.off('exit', onExit));
    const endMs = performance.now() + START_MS_MAX;
    while (!(await isThere(this.port))) {
      if (performance.now() > endMs) throw new Error('expected a NATS server, met none');
      await later(20);
    }
  }

  /** Has it read its configuration again. */
  reload(): void {
    this.#process?.kill('SIGHUP');
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  /** Whatever it had is lost, once it was killed. */
  wipe(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    this.wipe();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** It greets whoever connects. */
function isThere(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', end(true));
    socket.once('error', end(false));
    socket.once('close', end(false));
  });
}
