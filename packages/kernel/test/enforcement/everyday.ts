/**
 * Daily work, each line under the mask of its own verdict, as the gate would have it bound: none is stopped by mistake.
 * Under tracepoints each is done before where nothing holds it, in a workspace of its own.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capabilityNames, createContext, decide } from '@capgate/core';
import {
  beginSession,
  bindCommand,
  type BpfTierName,
  commandMask,
  detachAll,
  enforce,
  type HeldSession,
  holdingOf,
  type KernelEvent,
  processAt,
  sessionMask,
  sessionPlaces,
  shippedObjects,
} from '@capgate/kernel';
import type { Check, Suite } from '../guest/suite.ts';

const NAME = `capgate-everyday-${process.pid}`;
const OBJECTS = fileURLToPath(new URL('../../bpf/', import.meta.url));
const session = sessionMask(1n, 'on');

interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
}

class Work {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-everyday-')));
  readonly workspace = join(this.folder, 'workspace');
  readonly home = join(this.folder, 'home');

  constructor() {
    for (const name of ['workspace', 'home/.ssh', 'tmp/npm']) mkdirSync(join(this.folder, name), { recursive: true });
    writeFileSync(join(this.home, '.ssh/id_test'), 'a secret\n');
    writeFileSync(join(this.workspace, 'work'), 'written by an agent\n');
    writeFileSync(join(this.workspace, 'calls.py'), 'import sys\n');
  }

  /** The shell waits until it is where it belongs, and becomes that of the line. */
  async run(line: string, place: (pid: number) => void): Promise<Ran> {
    const tmp = join(this.folder, 'tmp');
    const child = spawn('bash', ['-c', 'read -r _ && exec bash -c "$1" < /dev/null', 'bash', line], {
      cwd: this.workspace,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
        HOME: this.home,
        TMPDIR: tmp,
        LC_ALL: 'C.UTF-8',
        npm_config_cache: join(tmp, 'npm'),
        npm_config_update_notifier: 'false',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        out = (out + text).slice(-2_000);
      });
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    place(child.pid as number);
    child.stdin.end('\n');
    const [code, signal] = await exited;
    return { code, signal, out };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Stage {
  readonly server: Server;
  readonly held: HeldSession;
  readonly work: Work;
  readonly free: Work;
}

/** `lines`: in their order, in one workspace. */
export function everydaySuite(tier: BpfTierName, name: string, lines: readonly string[], url: string): Suite {
  let stage: Stage | undefined;
  const check = (line: string, index: number): Check => ({
    name: line,
    run: async () => {
      const { server, held, work, free } = stage as Stage;
      const asked = line.replaceAll('@PORT@', String((server.address() as AddressInfo).port));
      // A guest takes a second for each; what needs no kernel of its own is shown here.
      if (tier === 'trace') assertDone(await free.run(asked, () => undefined), 'where nothing holds it');
      const events: KernelEvent[] = [];
      const flags = flagsOf(asked, work);
      const ran = await work.run(asked, (pid) => bind(held, pid, flags, index));
      held.drain((event) => event.isDenied && events.push(event));
      assertDone(ran, `as ${capabilityNames(flags).join(' ')}, denied: ${events.map(textOf).join(', ')}`);
      held.endCommand(`line-${index}`);
    },
  });
  return {
    name: `daily work under tier ${tier}, ${name}`,
    url,
    before: async () => {
      stage = await staged(tier);
    },
    after: async () => {
      stage?.server.close();
      stage?.held.kill();
      if (stage !== undefined) await ended(stage.held);
      stage?.work.remove();
      stage?.free.remove();
      detachAll(NAME);
    },
    checks: lines.map(check),
  };
}

/** Its processes are gone a moment after they were killed. */
async function ended(held: HeldSession): Promise<void> {
  while (!(await held.end())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function staged(tier: BpfTierName): Promise<Stage> {
  const server = createServer((_, response) => response.end('{"answer":1}\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [work, free] = [new Work(), new Work()];
  const places = sessionPlaces({
    workspace: work.workspace,
    home: work.home,
    temporary: [join(work.folder, 'tmp')],
    gate: [],
    secrets: [],
    agent: [],
    agentHooks: 'open',
    readable: [],
    writable: [],
  });
  const holding = holdingOf(enforce(shippedObjects(OBJECTS, [tier]), NAME).enforcement);
  return { server, held: await beginSession(holding, session, places, 0), work, free };
}

/** What the gate answers this very line with. */
function flagsOf(line: string, { workspace, home }: Work): number {
  return decide({ kind: 'command', command: line }, createContext({ workspace, home })).flags;
}

function bind(held: HeldSession, pid: number, flags: number, index: number): void {
  held.add(pid);
  const mask = commandMask(session, flags, BigInt(index + 2));
  bindCommand(held, { name: `line-${index}`, pid, startTicks: processAt(pid)?.startTicks ?? 0, mask });
}

function assertDone({ code, signal, out }: Ran, when: string): void {
  assert.ok(code === 0, `${when}: expected 0, met ${code ?? signal}\n${out}`);
}

function textOf(event: KernelEvent): string {
  if ('address' in event) return `${event.command} connects to ${event.address} port ${event.port}`;
  return `${event.command} ${event.act} ${'path' in event ? event.path : ''}`;
}
