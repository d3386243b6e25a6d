/**
 * What an answer adds to a start of a program, and to a connection on this machine: each in no session, in a second one
 * such as a control, and in a session of tier 4. Takes no root, and gcc: `npm run bench:notify -- [COUNT]`
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, createWriteStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { landlockVersion, NotifyHolding } from '@capgate/kernel';
import { netRights } from '../../src/backstop/rights.ts';
import { noConfinement } from '../enforcement/answered.ts';
import { openMask } from '../enforcement/world.ts';
import { compare, type Timed, timedBy } from './paired.ts';

const COUNT = Number(process.argv[2] ?? 5000);
const folder = mkdtempSync(join(tmpdir(), 'capgate-bench-notify-'));
const starter = join(folder, 'starts');
const nothing = join(folder, 'nothing');
const source = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
execFileSync('gcc', ['-O1', '-o', starter, source('starts.c')]);
execFileSync('gcc', ['-O1', '-static', '-nostdlib', '-o', nothing, source('nothing.c')]);

const ends: (() => Promise<unknown>)[] = [];

function free(name: string, words: readonly string[]): Timed {
  const child = spawn(starter, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  ends.push(() => {
    child.stdin.end();
    return once(child, 'exit');
  });
  return timedBy(name, child.stdin, child.stdout);
}

const holding = new NotifyHolding();
const confinement = {
  ...noConfinement,
  domain: { ...noConfinement.domain, net: netRights(landlockVersion(), 'connecting') },
};
let count = 0;

async function inSession(name: string, words: readonly string[]): Promise<Timed> {
  const [asking, saying] = ['in', 'out'].map((end) => join(folder, `${end}-${count++}`)) as [string, string];
  execFileSync('mkfifo', [asking, saying]);
  const [input, output] = [openSync(asking, 'r+'), openSync(saying, 'r+')];
  const asked = { command: starter, args: words, cwd: '/', env: process.env, stdio: [input, output, 2] as const };
  const { session, confined } = await holding.start(openMask, { ...asked, confinement });
  const reading = session.read(() => undefined);
  const [writer, reader] = [createWriteStream(asking), createReadStream(saying)];
  ends.push(async () => {
    confined.kill('SIGTERM');
    await confined.exited;
    const { decided, lost } = session.tally();
    console.log(`${name}: ${decided} answered, ${lost} of them not told`);
    await session.end();
    await reading;
    writer.destroy();
    // Of a pipe that has an end here: what reads it is woken by that.
    closeSync(output);
    closeSync(input);
    reader.destroy();
  });
  return timedBy(name, writer, reader);
}

const server = createServer((connection) => connection.destroy()).listen(0, '127.0.0.1');
await once(server, 'listening');
const port = `${(server.address() as AddressInfo).port}`;

const load = (loadavg()[0] ?? 0).toFixed(2);
console.log(`Node ${process.version}, Linux ${release()}, load ${load}, ${COUNT} each`);
await compare(COUNT, [
  free('a program, in no session', [nothing]),
  free('a program, the control', [nothing]),
  await inSession('a program, in a session', [nothing]),
]);
await compare(COUNT, [
  free('a connection, in no session', ['connect', port]),
  free('a connection, the control', ['connect', port]),
  await inSession('a connection, in a session', ['connect', port]),
]);

for (const end of ends) await end();
server.close();
holding.close();
rmSync(folder, { recursive: true });
// A reader of a pipe waits in another thread for what nobody writes any more.
process.exit();
