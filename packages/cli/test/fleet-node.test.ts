import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import type { FleetStatus } from '@capgate/fleet/run';
import { freePort, NatsServer, needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusText } from '../src/fleet/status.ts';
import { capgate, type Outcome, type Surroundings } from './harness.ts';

const root = mkdtempSync(join(tmpdir(), 'capgate-node-'));
const [hub, region] = [join(root, 'hub-1'), join(root, 'region-1')];
/** A window of the aggregator, and the hub's look at who was heard. */
const HEARD_MS = 40_000;

const ask = (argv: readonly string[], around: Surroundings = {}): Promise<Outcome> =>
  capgate(['fleet', ...argv], { home: join(root, 'home'), cwd: root, ...around });
const must = async (argv: readonly string[], around: Surroundings = {}): Promise<string> => {
  const { status, stdout, stderr } = await ask(argv, around);
  if (status !== 0) throw new Error(`expected fleet ${argv.join(' ')} to succeed, met ${status}: ${stderr}`);
  return stdout;
};
const statusOf = async (folder: string): Promise<FleetStatus> =>
  JSON.parse((await ask(['status', '--json', '--folder', folder])).stdout);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + HEARD_MS;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error('expected it in time, met the end of that');
    await later(100);
  }
}

/** Runs a node until a person ends it; resolves once it can be asked. */
async function started(folder: string, server: string): Promise<() => Promise<Outcome>> {
  const ended = ask(['node', '--nats', server, '--folder', folder]);
  const onSignal = new Set(process.listeners('SIGINT'));
  const own = () => process.listeners('SIGINT').find((listener) => !onSignal.has(listener));
  // It can be asked before it listens to signals.
  await until(async () => own() !== undefined && (await ask(['status', '--folder', folder])).stdout !== '');
  const end = own();
  return () => {
    // As Node calls it at Ctrl+C.
    end?.('SIGINT');
    return ended;
  };
}

let ports: { readonly enrolment: number; readonly clients: number; readonly leaves: number };
beforeAll(async () => {
  ports = { enrolment: await freePort(), clients: await freePort(), leaves: await freePort() };
  const { enrolment } = ports;
  await must(['init', '--node', 'hub-1', '--host', 'localhost', '--port', String(enrolment), '--folder', hub]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('fleet node, status and release', () => {
  it('run a hub that enrols, and an aggregator that it hears, over a server that is configured by the fleet', {
    timeout: 2 * HEARD_MS,
  }, async (context) => {
    const program = needsProgram(context, 'nats-server');
    const address = `tls://localhost:${ports.clients}`;
    const endHub = await started(hub, address);
    expect(statSync(join(hub, 'node.sock')).mode & 0o777).toBe(0o600);
    const token = await must([
      'token',
      '--node',
      'region-1',
      '--tier',
      'regional',
      '--parent',
      'hub-1',
      '--folder',
      hub,
    ]);
    await must(['enrol', '--folder', region], { input: token });
    const doors = ['--clients', `localhost:${ports.clients}`, '--leaves', `localhost:${ports.leaves}`];
    const config = join(root, 'nats.conf');
    writeFileSync(config, await must(['server-config', 'hub-1', '--alone', ...doors, '--folder', hub]));
    const server = await NatsServer.startConfigured(program, config, ports.clients);
    const endRegion = await started(region, address);
    try {
      await until(async () =>
        (await statusOf(hub)).nodes.some(({ name, isUp = false }) => name === 'region-1' && isUp),
      );
      expect(await must(['status', '--folder', hub])).toMatch(/^ {2}region-1 +regional of fleet, heard of/mu);
      expect(await must(['status', '--folder', region])).toContain('Node       region-1, regional, since');
      expect(await ask(['release', 'nobody', '--tenant', 'acme', '--why', 'x', '--folder', hub])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('VALUE: expected an agent in quarantine, met nobody'),
      });
      expect(await ask(['quarantine', 'nobody', '--tenant', 'acme', '--folder', hub])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('VALUE: expected an agent that a person is to decide on, met nobody'),
      });
      const policy = join(root, 'organisation.json');
      writeFileSync(policy, JSON.stringify({ version: 1, rules: [] }));
      expect(await must(['issue', 'policy', policy, '--tenant', 'acme', '--folder', hub])).toMatch(
        /^Version \d+ of the policy for the gates of acme is handed down, signed by hub-1\.\n$/u,
      );
      expect((await statusOf(hub)).documents).toMatchObject([{ kind: 'policy', tenant: 'acme', signers: ['hub-1'] }]);
      expect(await ask(['issue', 'policy', policy, '--folder', region])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('SOURCE: expected a hub that decides (hub-1), met region-1'),
      });
      expect(await ask(['node', '--nats', address, '--folder', hub])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('met one that runs'),
      });
    } finally {
      const outcomes = [await endRegion(), await endHub()];
      await server.stop();
      expect(outcomes.map(({ status }) => status)).toEqual([0, 0]);
      expect(outcomes[1]?.stdout).toContain(`Nodes enrol at localhost:${ports.enrolment}`);
      expect(outcomes[0]?.stdout).not.toContain('Nodes enrol');
    }
    expect(await ask(['status', '--folder', hub])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('UNREACHABLE: expected a node at'),
    });
  });

  it.each([
    [['node'], 'expected --nats with a server, tls://HOST:PORT, met none'],
    [['node', '--nats', 'tls://localhost:4222', '--folder', '/nowhere/at/all'], 'FOLDER: expected a node in'],
    [['quarantine', 'agent-1'], 'expected --tenant with whose agent it is, met none'],
    [['issue', 'gossip', 'x.yaml'], 'expected indicators, policy, baseline or registry before the file'],
    [['issue', 'registry', 'x.bin'], 'expected --name with the name of the registry, met none'],
    [['issue', 'policy', 'x.yaml', '--name', 'x'], 'expected --name for a baseline or a registry alone'],
    [['issue', 'policy', 'nowhere.yaml'], 'expected to read "nowhere.yaml"'],
    [['countersign', 'nowhere.txt'], 'expected to read "nowhere.txt"'],
    [['deciders', 'hub-1', '--threshold', '2'], 'expected an integer from 1 to 1 for --threshold'],
    [['release', 'agent-1', '--why', 'x'], 'expected --tenant with whose agent it is, met none'],
    [['release', 'agent-1', '--tenant', 'acme'], 'expected --why with a reason, met none'],
  ])('say what they need: %j', async (argv, message) => {
    expect(await ask(argv)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });
});

describe('the text of a status', () => {
  const NOW = Date.UTC(2026, 5, 1);
  const STATUS: FleetStatus = {
    tier: 'hub',
    name: 'hub-1',
    hubs: ['hub-1', 'hub-2'],
    threshold: 2,
    waiting: 2,
    sinceMs: NOW - 120_000,
    partition: { kind: 'partial', peers: 3, silent: 1 },
    nodes: [{ name: 'region-1', tier: 'regional', tenant: 'fleet', score: 0.8, isUp: false }],
    cohorts: [
      {
        tenant: 'acme',
        cohort: 'developer',
        nodes: 2,
        agents: 4_000,
        findings: 1,
        most: [{ behaviour: 'decisions', location: 1.234 }],
      },
    ],
    wholeAgeMs: 61_000,
    isStale: true,
    quarantines: [
      {
        tenant: 'acme',
        agent: 'a\u001b[31mb',
        fromMs: NOW,
        untilMs: NOW + 86_400_000,
        why: 'exfiltration',
        signers: ['hub-1'],
        quarantine: 'q',
      },
    ],
    held: [
      {
        tenant: 'acme',
        agent: 'c',
        sinceMs: NOW - 60_000,
        why: 'more of it',
        next: { decision: 'dismissed', windows: 3 },
      },
    ],
    alerts: Array.from({ length: 12 }, (_, i) => ({
      kind: 'gap' as const,
      severity: 'warning' as const,
      atMs: NOW - i,
      about: 'region-1',
      text: `lost ${i}.`,
      count: 1,
    })),
    documents: [
      { kind: 'policy', tenant: 'acme', version: 7, signers: ['hub-1'], ageMs: 61_000, isOld: false },
      { kind: 'registry', name: 'tools', tenant: null, version: 1, signers: ['hub-2'], ageMs: 61_000, isOld: true },
    ],
  };

  it('says who is silent, what is old, who is in quarantine, and the last alerts', () => {
    const text = statusText(STATUS, NOW);
    for (const part of [
      'Fleet      partial, 1 of 3 silent',
      'Heard      1 minute ago, which is too long',
      '  region-1                 regional of fleet, silent, relied on by 0.80',
      '  developer of acme: 4000 at 2 nodes, 1 changed; decisions 1.2',
      'exfiltration; signed by hub-1',
      '  c of acme, 1 minute ago: more of it; its next 3 windows: dismissed',
      '  policy for acme, version 7, issued 1 minute ago; signed by hub-1',
      '  registry tools for all, version 1, issued 1 minute ago, which is too long; signed by hub-2',
      'lost 9.',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('lost 10.');
  });

  it('lets nothing steer a terminal', () => {
    expect(statusText(STATUS, NOW)).not.toContain('\u001b');
  });
});
