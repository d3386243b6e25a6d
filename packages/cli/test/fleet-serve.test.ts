/** A gate that is a local node of a fleet, as people have it: enrolled and configured by commands, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalText } from '@capgate/base';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { SocketClient } from '@capgate/client';
import { QuarantineList, Received, Shelf, signQuarantine } from '@capgate/fleet';
import { Fleet, openNode, serveEnrolment } from '@capgate/fleet/enrolment';
import { nodePrimitives } from '@capgate/keys/node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { capgate } from './harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const PARTS = {
  disk: new NodeDisk(),
  clock: systemClock,
  random: systemRandom,
  primitives: nodePrimitives,
  passphrase: async () => undefined,
};
/** Where no server is. */
const NOWHERE = 'tls://127.0.0.1:9';

let home: string;
let service: ChildProcess | undefined;
const alerts: string[] = [];
const alerted = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    alerts.push(body);
    response.writeHead(204).end();
  });
});

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'capgate-fleet-serve-'));
  const hub = join(home, 'hub');
  const made = await Fleet.make({ folder: hub, node: 'hub-1', hosts: ['127.0.0.1'], port: 1 }, PARTS);
  made.close();
  alerted.listen(0, '127.0.0.1');
  await once(alerted, 'listening');
});

afterAll(() => {
  service?.kill('SIGKILL');
  alerted.close();
  rmSync(home, { recursive: true, force: true });
});

function serve(fleet: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const config = join(home, 'gate.yaml');
  writeFileSync(config, `socket: { path: ${join(home, 'gate.sock')} }\nhttp: false\nfleet: ${fleet}\n`);
  return spawn(process.execPath, ['--conditions=@capgate/source', MAIN, 'serve', '--config', config], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function untilSaid(child: ChildProcess, text: string): Promise<void> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    if (printed.includes(text)) return;
  }
  throw new Error(`expected ${text}, met the end of the program: ${printed}`);
}

/** As `capgate fleet token` and `capgate fleet enrol` do it, at a hub that runs. */
async function enrolled(node: string): Promise<string> {
  const fleet = await Fleet.open(join(home, 'hub'), PARTS);
  const server = await serveEnrolment(fleet, { host: '127.0.0.1', port: 0, clock: systemClock });
  try {
    const made = await fleet.makeToken({ node, tier: 'local', tenant: 'default', parent: 'hub-1' });
    const token = made.replace('@127.0.0.1:1.', `@127.0.0.1:${server.port}.`);
    const folder = join(home, node);
    const outcome = await capgate(['fleet', 'enrol', '--folder', folder, token], { home });
    expect(outcome).toMatchObject({ status: 0, stdout: expect.stringContaining(`Node    ${node}, local, of default`) });
    return folder;
  } finally {
    await server.close();
    fleet.close();
  }
}

describe('capgate serve with a fleet', () => {
  test('is its local node, refuses whom hubs keep apart before any server is reached, and says how it is', async () => {
    const folder = await enrolled('gate-1');
    await keepApart('claude@gate-1', folder);
    service = serve(`{ folder: ${folder}, servers: ['${NOWHERE}'] }`, {
      CAPGATE_FLEET_WEBHOOK_URL: `http://127.0.0.1:${(alerted.address() as AddressInfo).port}/`,
      CAPGATE_FLEET_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    });
    await untilSaid(service, 'Ctrl+C ends it.');
    const client = new SocketClient({ path: join(home, 'gate.sock') });
    try {
      const asked = (agent: string) =>
        client.decide({ action: { kind: 'command', command: 'ls' }, session: 's1', agent, cwd: '/srv/work' });
      expect(await asked('codex')).toMatchObject({ verdict: 'allow' });
      const refused = await asked('claude');
      expect(refused).toMatchObject({ verdict: 'deny', rule: 'quarantine' });
      expect(refused.reasons?.[0]?.message).toContain('signed by hub-1: a drill');
    } finally {
      client.close();
    }
  });

  test('tells its alerts at the address that the environment names', async () => {
    await vi.waitFor(() => expect(alerts).toHaveLength(1));
    expect(JSON.parse(alerts[0] as string)).toMatchObject({
      type: 'fleet.refused',
      data: { node: 'gate-1', severity: 'warning', about: 'gate-1', text: expect.stringContaining('CERTIFICATE') },
    });
  });

  test('is asked by capgate fleet status as other nodes are', async () => {
    const asked = ['fleet', 'status', '--folder', join(home, 'gate-1'), '--socket', join(home, 'gate.sock')];
    const { status, stdout } = await capgate(asked, { home });
    for (const part of [
      'Node       gate-1, local, since',
      'Decide     1 of hub-1',
      '  claude@gate-1 of default, until',
    ])
      expect(stdout).toContain(part);
    expect(status).toBeLessThanOrEqual(1);
    const other = await capgate([...asked.slice(0, -1), join(home, 'nowhere.sock')], { home });
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('expected a gate at') });
  });

  test('tells it by HTTP, of its own tenant alone', async () => {
    const client = new SocketClient({ path: join(home, 'gate.sock') });
    try {
      const answer = await client.call('GET', '/v1/fleet' as never);
      expect(answer).toMatchObject({ isMember: true, name: 'gate-1', tier: 'local', parent: 'hub-1', hubs: ['hub-1'] });
    } finally {
      client.close();
    }
  });

  test('does not begin where nothing is enrolled, and says what to do', async () => {
    const child = serve(`{ folder: ${join(home, 'nothing')}, servers: ['${NOWHERE}'] }`);
    let told = '';
    child.stderr?.on('data', (chunk) => (told += String(chunk)));
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect({ status, told }).toEqual({ status: 2, told: expect.stringContaining('enrol') });
  });
});

/** What this gate has kept of the fleet when it last ran. */
async function keepApart(agent: string, folder: string): Promise<void> {
  const hub = await openNode(join(home, 'hub'), PARTS);
  const nowMs = Date.now();
  const deciders = { hubs: [hub.key.identity], threshold: 1 };
  const shelf = new Shelf({ isOurs: () => true, issuersOf: () => deciders, primitives: nodePrimitives });
  const received = new Received(new QuarantineList(deciders, nodePrimitives), shelf);
  const value = { tenant: 'default', agent, fromMs: nowMs, untilMs: nowMs + 600_000, why: 'a drill' };
  const text = await signQuarantine({ ...value, batch: 'a'.repeat(64), index: 0 }, hub.key, nodePrimitives);
  await received.take(text, nowMs);
  const { certificates, shelf: documents } = JSON.parse(received.written());
  // One that somebody has altered, of which people are to hear.
  const altered = text.replace(agent, 'codex@gate-1');
  const kept = canonicalText({ certificates: [...certificates, altered], shelf: documents });
  writeFileSync(join(folder, 'received.json'), kept);
}
