/** A running service takes over another configuration: real processes, real signals, real files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Wire } from '../../gate/test/kill/wire.ts';
import { capgate } from './harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const ALLOWED = { op: 'decide', request: { action: { kind: 'command', command: 'ls -la' }, cwd: '/srv/work' } };

/** On a machine that has much else to do. */
const START_MS = 60_000;

let home: string;
let file: string;
let service: ChildProcess;
let journal: string;
let wire: Wire;

interface Status {
  readonly digest?: string;
  readonly readAt: number;
  readonly waiting: readonly string[];
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'capgate-reload-'));
  file = join(home, 'gate.yaml');
  writeFileSync(file, configuration());
  journal = '';
  service = spawn(process.execPath, ['--conditions=@capgate/source', MAIN, 'serve', '--config', file], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  service.stderr?.on('data', (chunk) => (journal += String(chunk)));
  await new Promise<void>((resolve) => {
    service.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('ends it')) resolve();
    });
  });
  wire = await Wire.open(join(home, 'run/gate.sock'));
}, START_MS);

afterEach(async () => {
  await ended('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function configuration(more = '', socket = 'gate.sock'): string {
  return `socket: { path: ${join(home, 'run', socket)} }\nhttp: { port: 0 }\n${more}`;
}

async function ended(signal: NodeJS.Signals): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const exit = new Promise((resolve) => service.once('exit', resolve));
  service.kill(signal);
  await exit;
}

async function told(path: string): Promise<unknown> {
  return (await wire.ask({ op: 'call', method: 'GET', path })).body;
}

async function config(): Promise<Status> {
  return ((await told('/v1/status')) as { readonly config: Status }).config;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`expected it to come, met the end of patience: ${journal}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The records of a kind, once the service has ended. */
async function records(kind: string): Promise<{ readonly body: Record<string, unknown> }[]> {
  await ended('SIGTERM');
  const { stdout } = await capgate(['audit', 'tail', '--json', '--lines', '1000', '--kind', kind], { home });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as { body: Record<string, unknown> });
}

describe('a service', { timeout: 60_000 }, () => {
  test('takes another configuration over at SIGHUP, while it answers everything it is asked', async () => {
    const over = new AbortController();
    let answered = 0;
    const asking = Array.from({ length: 16 }, async () => {
      while (!over.signal.aborted) {
        expect((await wire.ask(ALLOWED)).answer?.verdict).toBe('allow');
        answered++;
      }
    });
    for (let round = 1; round <= 5; round++) {
      const next = configuration(`log: { retentionDays: ${round} }\n`);
      writeFileSync(file, next);
      service.kill('SIGHUP');
      await until(async () => (await config()).digest === digestOf(next));
    }
    over.abort();
    await Promise.all(asking);
    expect(answered).toBeGreaterThan(100);
    const applied = await records('config.applied');
    expect(applied.filter(({ body }) => (body['changed'] as string[]).includes('log.retentionDays'))).toHaveLength(5);
    expect(applied[0]?.body).toMatchObject({ by: 'SIGHUP', waiting: [] });
    expect(journal).toContain('changed: log.retentionDays');
  });

  test('takes a file over that an editor puts in the place of the one before', async () => {
    const next = configuration('journal: { level: warn }\n');
    writeFileSync(`${file}.new`, next);
    renameSync(`${file}.new`, file);
    await until(async () => (await config()).digest === digestOf(next));
    const [applied] = await records('config.applied');
    expect(applied?.body).toMatchObject({
      by: 'a change of the file',
      changed: ['journal.level'],
      digest: digestOf(next),
    });
  });

  test('says what needs a restart, and goes on with what it has', async () => {
    writeFileSync(file, configuration('log: { retentionDays: 9 }\n', 'other.sock'));
    service.kill('SIGHUP');
    await until(async () => (await config()).waiting.length > 0);
    expect((await config()).waiting).toEqual(['socket.path']);
    expect((await wire.ask(ALLOWED)).answer?.verdict).toBe('allow');
    await until(() => journal.includes(`socket.path needs a restart: still \\"${join(home, 'run/gate.sock')}\\"`));
    const shown = await capgate(['status'], { home, env: { CAPGATE_SOCKET: join(home, 'run/gate.sock') } });
    expect(shown.stdout).toMatch(/Config {5}SHA-256 [0-9a-f]{64}, read .*; waits for a restart: socket\.path\n/u);
  });

  test.each([
    ['what the schema does not know', 'log: { retention: hunter2 }\n'],
    ['what is no YAML', 'store: { kind: postgres, url: "postgres://u:hunter2@h/d\n'],
    ['nothing at all', ''],
  ])('refuses %s, all of it, and says so without what it met', async (_, text) => {
    const before = await config();
    writeFileSync(file, text);
    service.kill('SIGHUP');
    await until(() => journal.includes('the configuration is refused; the one before stays in force'));
    expect(await config()).toEqual(before);
    expect((await wire.ask(ALLOWED)).answer?.verdict).toBe('allow');
    const metrics = String(await told('/metrics'));
    expect(metrics).toContain('tcp_config_last_reload_taken 0\n');
    expect(metrics).toMatch(/^tcp_config_reloads_total\{result="refused"\} [1-9]/mu);
    expect(journal).not.toContain('hunter2');
    const refused = await records('config.refused');
    expect(refused[0]?.body).toMatchObject({ code: expect.stringMatching(/^(?:REQUEST|INPUT)$/u) });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });
});
