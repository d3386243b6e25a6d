/**
 * The thread that answers. It waits for nobody: what it decides by it was told before, and what it reads to decide lies
 * in /proc, which is never marked. A file that it opened where it answers for would wait for itself.
 */
import { fstatSync, readFileSync, readlinkSync } from 'node:fs';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { KernelEvent } from '../../event.ts';
import { type Mask, narrowed } from '../../mask.ts';
import { sinceBoot } from '../../system/clock.ts';
import { askerIn, groupIn, namesIn } from '../asker.ts';
import type { FileKey } from '../files.ts';
import { type Counts, tell } from '../told.ts';
import { type ExecReason, execReason } from '../verdict.ts';
import { answer, type Question, readQuestions, release, waitForQuestions } from './calls.ts';
import { BEAT, type ListenerStart, ROUND_MS, type ToListener } from './messages.ts';

interface Known {
  readonly id: bigint;
  mask: Mask;
  readonly commands: Map<string, Mask>;
  readonly counts: Counts;
  readonly events: MessagePort;
}

const tools = new Map<FileKey, number>();
const sessions = new Map<string, Known>();

function learn(message: ToListener): void {
  if (message.kind === 'tools') {
    for (const [key, flags] of message.tools) tools.set(key, flags);
    return;
  }
  if (message.kind === 'begin') {
    sessions.set(message.name, { ...message, commands: new Map() });
    return;
  }
  const session = sessions.get(message.name);
  if (session === undefined) return;
  if (message.kind === 'mask') session.mask = message.mask;
  else if (message.kind === 'end') forget(message.name, session);
  else if (message.mask === undefined) session.commands.delete(message.command);
  else session.commands.set(message.command, message.mask);
}

function forget(name: string, { events }: Known): void {
  sessions.delete(name);
  events.close();
}

function learnAll(port: MessagePort): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
    learn(next.message as ToListener);
}

/** Undefined for a process of nobody's session. */
function judged(pid: number, folder: string): { session: Known; mask: Mask } | undefined {
  const group = groupIn(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  const names = group === undefined ? undefined : namesIn(group, folder);
  const session = names && sessions.get(names.session);
  if (session === undefined) return undefined;
  const command = names?.command === undefined ? undefined : session.commands.get(names.command);
  return { session, mask: command === undefined ? session.mask : narrowed(session.mask, command) };
}

function isDenied({ fd, pid }: Question, folder: string): boolean {
  // This process's own, and those that no session can hold.
  if (pid === process.pid || pid === 0) return false;
  const by = judged(pid, folder);
  if (by === undefined) return false;
  const { dev, ino, mode, nlink } = fstatSync(fd, { bigint: true });
  const flags = tools.get(`${dev}:${ino}`);
  const reason = execReason(by.mask, flags, { mode: Number(mode), nlink: Number(nlink) });
  const { id, counts, events } = by.session;
  tell(counts, events, reason !== 'fine', () => eventOf(id, by.mask, { fd, pid }, flags ?? 0, reason));
  return reason !== 'fine' && !by.mask.observe;
}

function eventOf(session: bigint, { id }: Mask, { fd, pid }: Question, flags: number, reason: ExecReason): KernelEvent {
  return {
    timeNs: sinceBoot(),
    session,
    id,
    pid,
    ...askerIn(readFileSync(`/proc/${pid}/status`, 'utf8')),
    isDenied: reason !== 'fine',
    act: 'exec',
    path: readlinkSync(`/proc/self/fd/${fd}`),
    flags,
    reason,
  };
}

/** What cannot be decided does not run: most of all, a process that is gone by now. */
function answerTo(listener: number, question: Question, folder: string): void {
  let denied = true;
  try {
    denied = isDenied(question, folder);
  } catch {
    denied = true;
  } finally {
    answer(listener, question, denied);
    release(question);
  }
}

function listen(port: MessagePort, { listener, folder, beat }: ListenerStart): void {
  while (Atomics.load(beat, BEAT.isEnding) === 0) {
    Atomics.add(beat, BEAT.rounds, 1);
    Atomics.notify(beat, BEAT.rounds);
    const isAsked = waitForQuestions(listener, ROUND_MS);
    learnAll(port);
    if (!isAsked) continue;
    const questions = readQuestions(listener);
    if (questions === undefined) break;
    // Again: what was sent before they were asked holds for them.
    learnAll(port);
    for (const question of questions) answerTo(listener, question, folder);
  }
  port.close();
}

if (parentPort !== null) listen(parentPort, workerData as ListenerStart);
