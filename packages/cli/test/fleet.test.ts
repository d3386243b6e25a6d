import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { type EnrolmentServer, Fleet, serveEnrolment } from '@capgate/fleet/enrolment';
import { nodePrimitives } from '@capgate/keys/node';
import { freePort, needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installed } from '../src/installed.ts';
import { capgate, type Outcome, type Surroundings } from './harness.ts';

const root = mkdtempSync(join(tmpdir(), 'capgate-fleet-'));
const home = join(root, 'home');
const hub = join(root, 'hub');
let port: number;

const ask = (argv: readonly string[], around: Surroundings = {}): Promise<Outcome> =>
  capgate(['fleet', ...argv], { home, cwd: root, ...around });
const must = async (argv: readonly string[], around: Surroundings = {}): Promise<string> => {
  const { status, stdout, stderr } = await ask(argv, around);
  if (status !== 0) throw new Error(`expected fleet ${argv.join(' ')} to succeed, met ${status}: ${stderr}`);
  return stdout;
};
const tokenFor = (...argv: readonly string[]) => must(['token', '--folder', hub, ...argv]);

let fleet: Fleet;
let server: EnrolmentServer;

beforeAll(async () => {
  port = await freePort();
  await must(['init', '--node', 'hub-1', '--host', 'localhost', '--port', String(port), '--folder', hub]);
  const parts = {
    disk: new NodeDisk(),
    clock: systemClock,
    random: systemRandom,
    primitives: nodePrimitives,
    passphrase: async () => undefined,
  };
  fleet = await Fleet.open(hub, parts);
  server = await serveEnrolment(fleet, { host: '127.0.0.1', port, clock: systemClock });
});

afterAll(async () => {
  await server.close();
  fleet.close();
  rmSync(root, { recursive: true, force: true });
});

describe('fleet init', () => {
  it('makes a fleet in the folder of the user’s own state, and says where nodes enrol', async () => {
    const stdout = await must(['init', '--node', 'hub-a', '--host', 'hub-a.example.com']);
    expect(stdout).toContain('Enrolment    hub-a.example.com:7443');
    expect(stdout).toMatch(/Fingerprint {2}[0-9a-f]{64}\n/u);
    expect(readdirSync(join(home, '.local/state/capgate/fleet'))).toContain('fleet.json');
  });

  it('leaves a fleet alone that is there', async () => {
    expect(await ask(['init', '--node', 'hub-2', '--host', 'localhost', '--folder', hub])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('ENROLLED: expected neither a fleet nor a node'),
    });
  });

  it.each([
    [['--host', 'localhost'], 'expected --node with the name of this hub, met none'],
    [['--node', 'hub-2'], 'expected --host with a name of this machine, met none'],
  ])('asks for what it needs: %j', async (argv, message) => {
    expect(await ask(['init', ...argv])).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });

  it('keeps private keys by a passphrase, where there is a file with one', async () => {
    const [folder, file] = [join(root, 'kept'), join(root, 'passphrase')];
    writeFileSync(file, 'correct horse\n');
    await must(['init', '--node', 'hub-3', '--host', 'localhost', '--folder', folder, '--passphrase-file', file]);
    expect((await ask(['nodes', '--folder', folder])).status).toBe(2);
    expect(await must(['nodes', '--folder', folder, '--passphrase-file', file])).toContain('hub-3');
  });
});

describe('fleet token', () => {
  it('is all that is on standard output, and is kept nowhere', async () => {
    const token = await tokenFor('--node', 'region-9', '--tier', 'regional', '--parent', 'hub-1');
    expect(token).toMatch(/^capgate-enrol-v1\.fleet\/region-9@localhost:\d+\.\S+\n$/u);
    const secret = token.trim().split('.').at(-1) ?? '';
    expect(readFileSync(join(hub, 'fleet.json'), 'utf8')).not.toContain(secret);
    expect(await must(['nodes', '--folder', hub])).toMatch(/^region-9 +regional may enrol until /mu);
  });

  it.each([
    [['--node', 'gate-9', '--tier', 'local'], 'expected --tenant with whose agents it watches'],
    [['--node', 'region-8', '--tier', 'regional', '--tenant', 'acme'], 'expected --tenant for local nodes alone'],
    [['--node', 'region-8', '--tier', 'regional', '--parent', 'nowhere'], 'SOURCE: expected a node that is enrolled'],
    [['--node', 'region-8', '--tier', 'regional', '--hours', '169'], 'expected an integer from 0 to 168 for --hours'],
  ])('is refused for what cannot be: %j', async (argv, message) => {
    const { status, stdout, stderr } = await ask(['token', '--folder', hub, ...argv]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('fleet enrol, nodes and revoke', () => {
  it('enrol a node, once, list it, and let nothing of it count any more', async () => {
    const token = await tokenFor('--node', 'region-1', '--tier', 'regional', '--parent', 'hub-1');
    const folder = join(root, 'region-1');
    expect(await must(['enrol', '--folder', folder], { input: token })).toContain(
      'Node    region-1, regional, of fleet',
    );
    expect(await ask(['enrol', token.trim(), '--folder', join(root, 'other')])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('TOKEN'),
    });
    const { nodes } = JSON.parse(await must(['nodes', '--json', '--folder', hub]));
    expect(nodes).toContainEqual(
      expect.objectContaining({
        node: 'region-1',
        parent: 'hub-1',
        identity: expect.stringMatching(/^[0-9a-f]{64}$/u),
      }),
    );
    await must(['revoke', 'region-1', '--why', 'a lost laptop', '--folder', hub]);
    const listed = await must(['nodes', '--folder', hub]);
    expect(listed).toMatch(/^region-1 +revoked since \S+: a lost laptop$/mu);
    expect(listed).not.toMatch(/^region-1 +regional of/mu);
  });

  it('enrol another in its place only where that is said', async () => {
    const folder = join(root, 'again');
    const first = await tokenFor('--node', 'region-2', '--tier', 'regional', '--parent', 'hub-1');
    await must(['enrol', '--folder', folder], { input: first });
    const second = await tokenFor('--node', 'region-3', '--tier', 'regional', '--parent', 'hub-1');
    expect(await ask(['enrol', '--folder', folder], { input: second })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('ENROLLED'),
    });
    await must(['enrol', '--again', '--folder', folder], { input: second });
  });

  it('say where nobody answers, where there is no fleet, and which node is none', async () => {
    const away = join(root, 'away');
    const free = String(await freePort());
    await must(['init', '--node', 'hub-4', '--host', 'localhost', '--port', free, '--folder', away]);
    const token = await must([
      'token',
      '--node',
      'region-4',
      '--tier',
      'regional',
      '--parent',
      'hub-4',
      '--folder',
      away,
    ]);
    expect(await ask(['enrol', '--folder', join(root, 'none')], { input: token })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('UNREACHABLE: expected a hub of this fleet at localhost'),
    });
    expect(await ask(['nodes', '--folder', join(root, 'none')])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('FOLDER: expected a fleet'),
    });
    expect(await ask(['revoke', 'nobody', '--why', 'x', '--folder', hub])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('expected a node that is enrolled, met "nobody"'),
    });
  });
});

describe('fleet deciders, renew, issue and countersign', () => {
  it('have two hubs decide, and hand on what one has signed to the other', async () => {
    const second = join(root, 'hub-2');
    await must(['enrol', '--folder', second], { input: await tokenFor('--node', 'hub-2', '--tier', 'hub') });
    expect(await must(['deciders', 'hub-1', 'hub-2', '--folder', hub])).toMatch(/^2 of hub-1, hub-2 have to sign/u);
    expect(await must(['renew', '--folder', second])).toMatch(/^Renewed\. 2 of hub-1, hub-2 decide;/u);
    writeFileSync(join(root, 'bad.yaml'), '[]\n');
    const first = await ask(['issue', 'indicators', 'bad.yaml', '--days', '7', '--folder', hub]);
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining('is signed by hub-1; 1 more have to') });
    writeFileSync(join(root, 'signed.txt'), first.stdout);
    // By both, it is for a hub to hand down, and none runs here.
    expect(await ask(['countersign', 'signed.txt', '--folder', second])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('UNREACHABLE: expected a node at'),
    });
    expect(await ask(['deciders', 'hub-1', 'nobody', '--folder', hub])).toMatchObject({ status: 2 });
    await must(['deciders', 'hub-1', '--folder', hub]);
  });
});

describe('fleet server-config', () => {
  beforeAll(async () => {
    const gate = ['--node', 'gate-1', '--tier', 'local', '--tenant', 'acme', '--parent', 'region-5'];
    const region = await tokenFor(
      '--node',
      'region-5',
      '--tier',
      'regional',
      '--parent',
      'hub-1',
      '--host',
      'localhost',
    );
    await must(['enrol', '--folder', join(root, 'region-5')], { input: region });
    await must(['enrol', '--folder', join(root, 'gate-1')], { input: await tokenFor(...gate) });
  });

  it('names every node where one server is all there is', async () => {
    const config = await must(['server-config', 'hub-1', '--alone', '--folder', hub]);
    for (const user of ['CN=hub-1,O=fleet', 'CN=region-5,O=fleet', 'CN=gate-1,O=acme'])
      expect(config).toContain(JSON.stringify(user));
  });

  it('names the servers below, and not their nodes, where there are some', async () => {
    const config = await must(['server-config', 'hub-1', '--folder', hub]);
    expect(config).toContain('"CN=region-5,O=fleet"');
    expect(config).not.toContain('"CN=gate-1,O=acme"');
    const at = ['--above', 'hub-1.example.com:7422', '--at', '/srv/fleet'];
    const below = await must(['server-config', 'region-5', ...at, '--folder', hub]);
    expect(below).toContain('"CN=gate-1,O=acme"');
    expect(below).toContain('"/srv/fleet/tls.pem"');
    expect(below).toContain('tls://hub-1.example.com:7422');
  });

  const CLUSTER = ['--cluster', 'eu', '--route', 'a.example.com:6222', '--route', 'b.example.com:6222'];
  const GATEWAYS = ['--gateway', 'eu=a.example.com:7222', '--gateway', 'us=c.example.com:7222'];

  it('has the cluster of a hub’s servers, and those beyond it', async () => {
    const config = await must(['server-config', 'hub-1', ...CLUSTER, ...GATEWAYS, '--folder', hub]);
    expect(config).toMatch(/^cluster: \{\n {2}"name": "eu",\n {2}"listen": "a\.example\.com:6222"/mu);
    expect(config).toContain('"tls://b.example.com:6222"');
    expect(config).toMatch(/^gateway: \{\n {2}"name": "eu",\n {2}"listen": "a\.example\.com:7222"/mu);
    expect(config).toContain('"tls://c.example.com:7222"');
  });

  it('is one that a nats-server takes', async (context) => {
    const program = needsProgram(context, 'nats-server');
    const path = join(root, 'nats.conf');
    const tested = (config: string) => {
      writeFileSync(path, config);
      return spawnSync(program, ['-t', '-c', path], { encoding: 'utf8' });
    };
    const config = await must(['server-config', 'hub-1', '--alone', '--folder', hub]);
    expect(tested(config)).toMatchObject({ status: 0 });
    const clustered = await must(['server-config', 'hub-1', ...CLUSTER, ...GATEWAYS, '--folder', hub]);
    expect(tested(clustered)).toMatchObject({ status: 0 });
    expect(tested(config.replace('verify_and_map', 'verify_and_nothing')).status).not.toBe(0);
  });

  it.each([
    [['server-config', 'nobody'], 'expected a node that is enrolled, met "nobody"'],
    [['server-config', 'region-5'], 'expected --above with the leaf door of the server above, met none'],
    [['server-config', 'hub-1', '--cluster', 'eu'], 'expected --cluster with a name and --route with the door'],
    [['server-config', 'hub-1', ...CLUSTER, '--gateway', 'x:1'], 'expected CLUSTER=HOST:PORT for --gateway, met "x:1"'],
    [['server-config', 'hub-1', ...CLUSTER, '--gateway', 'us=x:1'], 'expected --gateway eu=HOST:PORT with the door'],
    [['server-config', 'hub-1', '--clients', 'x'], 'expected HOST:PORT for --clients, met "x"'],
    [['server-config', 'hub-1', '--clients', 'x:0'], 'VALUE: expected a host by its name, and a port'],
    [['server-config', 'hub-1', '--at', 'srv'], 'expected an absolute path for --at, met another'],
  ])('is refused for what cannot be: %j', async (argv, message) => {
    expect(await ask([...argv, '--folder', hub])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(message),
    });
  });
});

describe('fleet simulate', () => {
  it('writes a page and its figures, and tells what came of it', { timeout: 240_000 }, async () => {
    const argv = ['simulate', '--agents', '60', '--windows', '3', '--turned', '8', '--output', 'out'];
    const { status, stdout, stderr } = await ask(argv, { errorColumns: 120 });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /^Simulated: 60 agents at 1 local nodes, 3 windows[^]*\nPage {6}\S+\/out\/report\.html\n$/u,
      ),
    });
    expect(stderr).toContain('learning what is usual of simulated agents');
    expect(stderr).toContain('60 agents, window 1 of 3, node 0 of 1');
    const record = JSON.parse(readFileSync(join(root, 'out/report.json'), 'utf8'));
    expect(record).toMatchObject({ simulated: true, asked: { agents: 60, windows: 3, seed: 1, turned: 8 } });
    expect(record.windows).toHaveLength(3);
    expect(readFileSync(join(root, 'out/report.html'), 'utf8')).toContain('A simulated fleet of 60 agents');
  });

  it.each([
    [['--agents', '0'], 'expected an integer from 1 to 1000000 for --agents, met "0"'],
    [['--agents', '1000001'], 'expected an integer from 1 to 1000000 for --agents'],
    [['--agents', '10', '--turned', '11'], 'expected an integer from 0 to 10 for --turned'],
    [['--windows', '0'], 'expected an integer from 1 to 1000 for --windows, met "0"'],
  ])('is refused for what cannot be: %j', async (argv, message) => {
    expect(await ask(['simulate', ...argv])).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });
});

describe('where the fleet is not installed', () => {
  it('says what to install', async () => {
    await expect(installed('@capgate/nowhere', '/simulation')).rejects.toThrow(
      /npm install --global @capgate\/nowhere/u,
    );
  });
});
