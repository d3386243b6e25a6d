/**
 * The thread that a confined command is started from. Landlock and seccomp act on the thread that calls, and what it
 * forks inherits from it, so the rest of this process stays as it was. What a message says is in `start.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Writable } from 'node:stream';
import { addressOf, memory, memoryOf } from '../system/memory.ts';
import { systemCall } from '../system/syscall.ts';
import { installListener } from '../tiers/notify/calls.ts';
import { giveListener } from '../tiers/notify/messages.ts';
import { dropCapabilities } from './capabilities.ts';
import { become, type Identity } from './identity.ts';
import { enterDomain } from './landlock.ts';
import type { Confinement } from './confinement.ts';
import type { Asking, FromThread, Start } from './start.ts';

/** `PR_SET_NO_NEW_PRIVS` */
const NO_NEW_PRIVS = 38;
/** `SECCOMP_SET_MODE_FILTER` */
const SET_FILTER = 1;
const INSTRUCTION_BYTES = 8;

/**
 * Waits for a line at its third descriptor, which never comes where the one who would write it is gone, and is then the
 * command. A shell's words for one that is not there or may not be run, and its statuses, 127 and 126.
 */
const HELD = 'read -r _ <&3 || exit 125; exec 3<&-; exec "$@"';

/** The domain is of root's view, which finds every place; the user comes after it, and the filter last. */
function confine({ domain, filter, capabilities }: Confinement, user: Identity | undefined): void {
  if (process.geteuid?.() === 0) dropCapabilities(capabilities);
  systemCall('giving up to gain rights', 'prctl', NO_NEW_PRIVS, 1, 0, 0, 0);
  enterDomain(domain);
  if (user !== undefined) become(user);
  const program = memoryOf(filter);
  const header = memory(16);
  header.writeUInt16LE(filter.length / INSTRUCTION_BYTES, 0);
  header.writeBigUInt64LE(addressOf(program), 8);
  systemCall('setting the filter of calls', 'seccomp', SET_FILTER, 0, addressOf(header));
}

/** From here on somebody must answer, also for what this thread starts. */
function ask({ filter, line }: Asking): void {
  giveListener(line, installListener(filter));
}

function start(port: MessagePort, { confinement, user, command, args, stdio, asking, ...options }: Start): void {
  const tell = (message: FromThread): void => port.postMessage(message);
  confine(confinement, user);
  if (asking !== undefined) ask(asking);
  const child: ChildProcess = spawn('/bin/sh', ['-c', HELD, 'sh', command, ...args], {
    ...options,
    stdio: [...stdio, 'pipe'],
  });
  child.once('error', (error) => {
    tell({ kind: 'failed', message: error.message });
    // Else this thread would keep the process.
    port.close();
  });
  child.once('spawn', () => tell({ kind: 'started', pid: child.pid as number }));
  child.once('exit', (code, signal) => {
    tell({ kind: 'ended', code, signal });
    port.close();
  });
  // One that ended while it was held reads nothing any more: its exit says so.
  const gate = child.stdio[3] as Writable;
  gate.on('error', () => undefined);
  port.once('message', () => gate.end('go\n'));
}

if (parentPort !== null) start(parentPort, workerData as Start);
