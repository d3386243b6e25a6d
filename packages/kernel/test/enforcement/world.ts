/** A place of its own for each act, what lies outside it, and an enforcement over both. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Capability, commandFields, encodeDescriptor, Risk } from '@capgate/core';
import {
  type Control,
  type HeldSession,
  type Holding,
  type KernelEvent,
  type Labels,
  type Mask,
  REACHES,
  type Reach,
  SCOPES,
  type Scope,
} from '@capgate/kernel';
import { pin } from '../../src/bpf/call.ts';
import { createRing } from '../../src/bpf/ring.ts';
import { cgroupMount } from '../../src/cgroups.ts';
import { actProgram, type Outcome, outcomeOf } from './act.ts';

/** What all acts have in common: it is in no session. */
export interface Outside {
  /** A process, and an address in its memory. */
  readonly outsider: number;
  readonly outsiderAddress: string;
  /** A socket that listens, with a label of its own. */
  readonly socket: string;
  /** A control group. */
  readonly group: string;
}

export interface World extends Outside {
  /** Each with a `file` and an empty folder `empty`. */
  readonly workspace: string;
  readonly home: string;
  readonly credentials: string;
  readonly gate: string;
  /** Programs that do acts: of risk LOW, of risk HIGH, of NETWORK_ACCESS, and one that nothing is known of. */
  readonly safe: string;
  readonly risky: string;
  readonly network: string;
  readonly unknown: string;
  /** What the kernel has by a name below `/sys/fs/bpf`, as the programs that enforce are there. */
  readonly pinned: string;
}

const BPF_FS = '/sys/fs/bpf';

export async function makeOutside(labels: Labels): Promise<Outside & { readonly close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-outside-'));
  const socket = join(folder, 'socket');
  const server = createServer((connection) => connection.destroy()).listen(socket);
  await once(server, 'listening');
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const outsider = child.pid as number;
  labels.labelPlaces([
    { path: socket, scope: 'system' },
    { path: '/dev', scope: 'device' },
    { path: '/dev/null', scope: 'temporary' },
    { path: BPF_FS, scope: 'system' },
  ]);
  return {
    group: cgroupMount(readFileSync('/proc/self/mountinfo', 'utf8')) as string,
    outsider,
    outsiderAddress: readFileSync(`/proc/${outsider}/maps`, 'utf8').split('-', 1)[0] as string,
    socket,
    close: () => {
      child.kill('SIGKILL');
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function descriptorOf(name: string, flags: number): Uint8Array {
  return encodeDescriptor({ ...commandFields(name), flags, executionMs: 0, memoryMb: 0, outputKb: 0 });
}

export const usualMask: Mask = {
  id: 7n,
  riskMax: Risk.MEDIUM,
  forbidden: Capability.NETWORK_ACCESS,
  read: new Set<Scope>(SCOPES.filter((scope) => scope !== 'credentials' && scope !== 'gate')),
  write: new Set<Scope>(['workspace', 'temporary']),
  remove: new Set<Scope>(['workspace', 'temporary']),
  connect: new Set<Reach>(['local', 'loopback', 'resolver']),
  controls: new Set<Control>(['foreign-exec']),
  observe: false,
};

export const openMask: Mask = { ...usualMask, connect: new Set(REACHES) };

/** Built, labelled and registered; taken away again when `use` is through. */
export async function inWorld<Result>(
  labels: Labels,
  outside: Outside,
  use: (world: World) => Promise<Result>,
): Promise<Result> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-world-')));
  const pinned = pinnedRing();
  try {
    const world = { ...build(root), ...outside, pinned };
    label(labels, world, root);
    return await use(world);
  } finally {
    rmSync(root, { recursive: true });
    rmSync(pinned, { force: true });
  }
}

let pinCount = 0;

function pinnedRing(): string {
  const path = `${BPF_FS}/capgate-probe-${process.pid}-${pinCount++}`;
  const ring = createRing();
  pin(ring, path);
  closeSync(ring);
  return path;
}

function build(root: string): Omit<World, keyof Outside | 'pinned'> {
  const folder = (name: string) => {
    const path = join(root, name);
    mkdirSync(join(path, 'empty'), { recursive: true });
    writeFileSync(join(path, 'file'), 'content');
    return path;
  };
  const system = folder('system');
  const program = (name: string) => {
    const path = join(system, name);
    copyFileSync(actProgram(), path);
    chmodSync(path, 0o755);
    return path;
  };
  return {
    workspace: folder('workspace'),
    home: folder('home'),
    credentials: folder('home/.secret'),
    gate: folder('gate'),
    safe: program('safe'),
    risky: program('risky'),
    network: program('network'),
    unknown: program('unknown'),
  };
}

function label(labels: Labels, world: World, root: string): void {
  const missing = [
    ...labels.labelPlaces([
      { path: root, scope: 'system' },
      { path: world.workspace, scope: 'workspace' },
      { path: world.home, scope: 'home' },
      { path: world.credentials, scope: 'credentials' },
      { path: world.gate, scope: 'gate' },
    ]),
    ...labels.registerTools([
      { path: world.safe, descriptor: descriptorOf('safe', 1 << Risk.LOW) },
      { path: world.risky, descriptor: descriptorOf('risky', 1 << Risk.HIGH) },
      { path: world.network, descriptor: descriptorOf('network', (1 << Risk.LOW) | Capability.NETWORK_ACCESS) },
    ]),
  ];
  if (missing.length > 0) throw new Error(`expected to label all of the world, missed ${missing.join(', ')}`);
}

export interface Acted {
  readonly outcome: Outcome;
  readonly events: readonly KernelEvent[];
}

let count = 0;

/** What a command comes to in a session of its own that `mask` holds. */
export function enforced(holding: Holding, mask: Mask, command: readonly string[]): Promise<Acted> {
  return inSession(holding, mask, async (session) => {
    const events: KernelEvent[] = [];
    const outcome = await acted(command, (pid) => session.add(pid));
    session.drain((event) => events.push(event));
    return { outcome, events };
  });
}

/** A session that is ended, with whatever is in it, when `use` is through. */
export async function inSession<Result>(
  holding: Holding,
  mask: Mask,
  use: (session: HeldSession) => Promise<Result>,
): Promise<Result> {
  const session = holding.begin(`test-${process.pid}-${count++}`, mask);
  try {
    return await use(session);
  } finally {
    session.kill();
    await ended(session);
  }
}

/** Its processes are gone a moment after they were killed. */
async function ended(session: HeldSession): Promise<void> {
  while (!(await session.end())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The same where nothing holds it. */
export async function unenforced(command: readonly string[]): Promise<Outcome> {
  return acted(command, () => undefined);
}

/** The shell waits until it is where it belongs, and becomes the command. */
export async function acted(command: readonly string[], place: (pid: number) => void): Promise<Outcome> {
  const child = spawn('/bin/sh', ['-c', 'read -r _ && exec "$@"', 'sh', ...command], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  place(child.pid as number);
  child.stdin?.end('\n');
  return outcomeOf(...(await exited));
}
