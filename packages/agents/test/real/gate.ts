/** The built `capgate` for a user of a world, its gate, and what may stand in the gate's place. */
import type { ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { World } from './world.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CLI = join(ROOT, 'packages/cli');
/** By default below the home, as where no login gives a folder. */
const SOCKET = '.local/state/capgate/run/gate.sock';

/** Copies of what is installed, which the users of worlds may read and not write, in a folder of their own. */
export interface Copies {
  readonly folder: string;
  readonly capgate: string;
  /** The launcher, which speaks for hooks without a start of Node. */
  readonly hook: string;
  readonly node: string;
}

export function copies(): Copies {
  if (!existsSync(join(CLI, 'dist/main.cjs')))
    throw new Error('expected packages/cli/dist; make it with npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'capgate-real-program-'));
  chmodSync(folder, 0o755);
  for (const part of ['bin', 'dist', 'package.json', 'README.md', 'LICENSE'])
    cpSync(join(CLI, part), join(folder, part), { recursive: true });
  for (const name of ['koffi', '@koromix']) {
    cpSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
  const node = join(folder, 'bin/node');
  copyFileSync(process.execPath, node);
  const hook = join(folder, `dist/launcher/linux-${process.arch}/capgate-hook`);
  return { folder, node, capgate: join(folder, 'bin/capgate.cjs'), hook };
}

export async function startGate(world: World, capgate: string): Promise<ChildProcess> {
  return (await startGateWithDoor(world, capgate)).gate;
}

/** With where it answers by HTTP. */
export async function startGateWithDoor(
  world: World,
  capgate: string,
): Promise<{ readonly gate: ChildProcess; readonly address: string }> {
  world.write('.config/capgate/config.yaml', 'http: { port: 0 }\n');
  world.hand();
  const gate = world.start([capgate, 'serve'], {}, ['ignore', 'pipe', 'pipe']);
  let printed = '';
  gate.stderr?.on('data', (chunk) => (printed += String(chunk)));
  for await (const chunk of gate.stdout ?? []) {
    printed += String(chunk);
    const [, address] = /^and at (\S+)$/mu.exec(printed) ?? [];
    if (printed.includes('Ctrl+C ends it.') && address !== undefined) return { gate, address };
  }
  throw new Error(`expected the gate to start, met the end of it: ${printed}`);
}

/** At once, as a crash would; its socket stays behind. */
export async function kill(gate: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => gate.once('exit', resolve));
  gate.kill('SIGKILL');
  await ended;
}

/** Something at the gate's place that does this to whoever asks. */
export async function standIn(world: World, answer: (connection: Socket) => void): Promise<Server> {
  const path = join(world.home, SOCKET);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.once('data', () => answer(connection));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  world.hand();
  return server;
}
