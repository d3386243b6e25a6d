/**
 * A gate whose log's folder fails and comes back, in a process with mounts of its own: a small file system that fills up, or
 * one that becomes read-only. Says, as JSON, what was answered before, meanwhile and afterwards, and what the log has.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openStore } from '@capgate/store';
import { type Caller, openRecorder, SCOPES } from '../../src/index.ts';
import { optionsIn, prepare, recordsIn, startGate } from '../kill/node-gate.ts';

export interface Answered {
  readonly action: string;
  readonly verdict: string;
  readonly rule: string | undefined;
}

export interface Told {
  readonly before: readonly Answered[];
  readonly meanwhile: readonly Answered[];
  readonly afterwards: readonly Answered[];
  /** Identifiers of decisions that were promised and that the log lacks. */
  readonly lost: readonly string[];
  /** Files that were asked about meanwhile, as the log has them at the end. */
  readonly logged: readonly string[];
  readonly failures: readonly string[];
}

const FILE_SYSTEM_BYTES = 1 << 20;
const PATIENCE_MS = 30_000;

const [folder = '', fault = '', allow = ''] = process.argv.slice(2);
const logFolder = join(folder, 'log');
const filler = join(logFolder, 'filler');
const person: Caller = { kind: 'person', name: 'ada', person: 'ada', tenant: 'default', scopes: SCOPES, way: 'socket' };
const agent: Caller = { kind: 'agent', name: 'coder', tenant: 'default', scopes: ['decide'], way: 'socket' };
const promised: string[] = [];
const failures: string[] = [];

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`expected mount ${args.join(' ')} to work, met ${stderr}`);
}

/** Writes to the end of the file system. */
function fill(): void {
  for (let sizeBytes = FILE_SYSTEM_BYTES; sizeBytes >= 1; sizeBytes /= 2) {
    try {
      writeFileSync(filler, new Uint8Array(sizeBytes), { flag: 'a' });
    } catch {
      // What fits of the rest is written next.
    }
  }
}

const BREAK: Readonly<Record<string, () => void>> = {
  full: fill,
  'read-only': () => {
    mount('--bind', logFolder, logFolder);
    mount('-o', 'remount,bind,ro', logFolder);
  },
};
const MEND: Readonly<Record<string, () => void>> = {
  full: () => rmSync(filler),
  'read-only': () => mount('-o', 'remount,bind,rw', logFolder),
};

async function until(isSo: () => boolean): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error('expected it to come, met the end of patience');
    await setTimeout(20);
  }
}

await prepare(folder);
mkdirSync(logFolder, { mode: 0o700 });
mount('-t', 'tmpfs', '-o', `size=${FILE_SYSTEM_BYTES},mode=700`, 'tmpfs', logFolder);
const onFailure = (part: string): unknown => failures.push(part);
const recorder = await openRecorder(optionsIn(folder), { onFailure });
const gate = await startGate(folder, recorder, await openStore(optionsIn(folder).store), onFailure);

/** One action that is allowed, and one that a person is to be asked about. */
async function ask(name: string): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const path of [`/work/${name}`, `/etc/${name}`]) {
    const request = { action: { kind: 'file', operation: 'write', path }, workspace: '/work', cwd: '/work' } as const;
    const { answer, before } = gate.decide(request, agent);
    const isPromised = await (before ?? Promise.resolve()).then(
      () => true,
      () => false,
    );
    if (before !== undefined && isPromised && answer.decision !== undefined) promised.push(answer.decision);
    // Who asks is told BUSY or UNAVAILABLE where a promise is broken.
    answers.push({ action: path, verdict: isPromised ? answer.verdict : 'refused', rule: answer.rule });
  }
  return answers;
}

await gate.policies.change(person, { parent: 0, document: { security: { log: { allow } } }, reason: 'test' });
await gate.policies.activate(person, { version: 1, reason: 'test' });
const before = await ask('before');
(BREAK[fault] as () => void)();
// What is under way when it breaks is refused or promised, and never lost.
for (let n = 0; recorder.isWorking && n < 1_000; n++) {
  await ask(`breaking-${n}`);
  await setTimeout(5);
}
await until(() => !recorder.isWorking);
const meanwhile = await ask('meanwhile');
(MEND[fault] as () => void)();
await until(() => recorder.isWorking);
const afterwards = await ask('afterwards');
await recorder.seal();
await recorder.settled();
const records = await recordsIn(folder);
const decided = records.filter(({ kind }) => kind === 'decision');
const told: Told = {
  before,
  meanwhile,
  afterwards,
  lost: promised.filter((id) => !decided.some((record) => record.id === id)),
  logged: decided
    .map(({ body }) => String((body['action'] as { path?: unknown }).path))
    .filter((path) => path.endsWith('/meanwhile')),
  failures: [...new Set(failures)],
};
await gate.stop('the test ends');
await recorder.close();
console.log(JSON.stringify(told));
