/** What a session wrote is judged when that session runs it. Nothing here is ever run: files are written by the test. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Action } from '@capgate/core';
import type { Decision } from '@capgate/store';
import { needsProgram } from '@capgate/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PATHS_MAX } from '../src/decisions/written-paths.ts';
import type { DecideAnswer, DecideRequest } from '../src/index.ts';
import { FILE_BYTES_MAX, FILES_MAX } from '../src/decisions/histories.ts';
import { recompute } from '../src/http/recompute.ts';
import { AGENT, bodiesOf, newWorld, person, type Running, startGate, temporaryFolder, type World } from './harness.ts';

const HOSTILE = '#!/bin/sh\necho start\nrm -rf ~\n';
const HARMLESS = '#!/bin/sh\nset -e\necho hello\nls -l\n';

let world: World;
let running: Running;
/** The workspace. */
let work: string;

beforeEach(async () => {
  work = realpathSync(temporaryFolder());
  world = await newWorld();
  running = await startGate(world, { gatePaths: [join(work, 'gate')] });
});

async function ask(action: Action, more: Partial<DecideRequest> = {}): Promise<DecideAnswer> {
  const request = { action, cwd: work, workspace: work, session: 's', agent: 'coder', attended: true, ...more };
  const { answer, before } = running.gate.decide(request, AGENT);
  await before;
  return answer;
}

function run(command: string, more: Partial<DecideRequest> = {}): Promise<DecideAnswer> {
  return ask({ kind: 'command', command }, more);
}

/** As an agent's file tool does it. */
async function write(name: string, content: string | Uint8Array, more: Partial<DecideRequest> = {}): Promise<void> {
  const path = join(work, name);
  const { verdict } = await ask({ kind: 'file', operation: 'write', path }, more);
  expect(verdict).toBe('allow');
  put(name, content);
}

/** By somebody else. */
function put(name: string, content: string | Uint8Array): void {
  const path = join(work, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A decision as the store has it, a moment later. */
function stored({ decision = '' }: DecideAnswer): Promise<Decision> {
  return vi.waitFor(async () => {
    const found = await running.store.decision('default', decision);
    if (found === undefined) throw new Error('expected the decision in the store');
    return found;
  });
}

describe('a script that the session wrote', () => {
  test('flows where it is harmless', async () => {
    await write('x.sh', HARMLESS);
    expect(await run('bash x.sh')).toMatchObject({ verdict: 'allow' });
    expect(await run('./x.sh')).toMatchObject({ verdict: 'allow' });
  });

  test('that deletes the home is denied, with a reason that names the file', async () => {
    await write('x.sh', HOSTILE);
    const answer = await run('bash x.sh');
    expect(answer).toMatchObject({ verdict: 'deny', risk: 'CRITICAL' });
    expect(answer.reasons?.[0]?.message).toContain(`in "${work}/x.sh", which this session wrote: deletes`);
  });

  test.each([
    ['a redirection', 'cat > x.sh'],
    ['tee, below another folder', 'cd sub && cat | tee ../x.sh'],
    ['a copy into the folder', 'cp tools/x.sh .'],
    ['a move', 'mv sub/y.sh x.sh'],
    ['an append', 'printf "%s" a >> ./x.sh'],
    ['a download', 'curl -o x.sh https://example.com/y'],
  ])('by %s counts as written', async (_, command) => {
    expect((await run(command)).verdict).not.toBe('deny');
    put('x.sh', HOSTILE);
    expect(await run('./x.sh')).toMatchObject({ verdict: 'deny' });
  });

  test.each([
    ['through another folder', 'cd sub && sh ../x.sh'],
    ['by its absolute path', 'WORK/x.sh'],
    ['by another interpreter', 'env -i zsh x.sh'],
    ['by reading it in', 'source ./x.sh'],
    ['behind other commands', 'ls && (sleep 1; sh x.sh) | cat'],
    ['by a pattern', 'sh ./x*'],
    ['from its input', 'sh < x.sh'],
  ])('is judged where it is run %s', async (_, command) => {
    await write('x.sh', HOSTILE);
    expect(await run(command.replace('WORK', work))).toMatchObject({ verdict: 'deny' });
  });

  test('is judged through links to it and to its folder', async () => {
    await write('sub/x.sh', HOSTILE);
    symlinkSync(join(work, 'sub'), join(work, 'link'));
    expect(await run('sh link/x.sh')).toMatchObject({ verdict: 'deny' });
    expect((await run('ln -s sub/x.sh y.sh')).verdict).toBe('allow');
    symlinkSync(join(work, 'sub/x.sh'), join(work, 'y.sh'));
    expect(await run('./y.sh')).toMatchObject({ verdict: 'deny' });
  });

  test('is judged by what is in it now', async () => {
    await write('x.sh', HARMLESS);
    expect((await run('sh x.sh')).verdict).toBe('allow');
    put('x.sh', HOSTILE);
    expect((await run('sh x.sh')).verdict).toBe('deny');
  });

  test('and runs another one is judged with that', async () => {
    await write('x.sh', 'sh lib/y.sh\n');
    await write('lib/y.sh', HOSTILE);
    const answer = await run('sh x.sh');
    expect(answer.verdict).toBe('deny');
    expect(answer.reasons?.[0]?.message).toContain('lib/y.sh');
  });

  test('is asked about beyond the files that are read for one action', async () => {
    for (let i = 0; i <= FILES_MAX; i++) await write(`${i}.sh`, `sh ${i + 1}.sh\n`);
    await write(`${FILES_MAX + 1}.sh`, HOSTILE);
    expect(await run('sh 0.sh')).toMatchObject({ verdict: 'ask' });
    expect(await run('sh 5.sh')).toMatchObject({ verdict: 'deny' });
  });

  test('is judged also after more files than are kept', async () => {
    await write('x.sh', HOSTILE);
    const others = Array.from({ length: PATHS_MAX + 1 }, (_, i) => `: > ${i}.txt`);
    expect(await run(others.join('; '))).toMatchObject({ verdict: 'allow' });
    expect(await run('sh x.sh')).toMatchObject({ verdict: 'deny' });
  });

  test('in another language is judged as that', async () => {
    await write('x.py', 'print(1 + 1)\n');
    expect((await run('python3 x.py')).verdict).toBe('allow');
    await write('x.py', "import shutil\nshutil.rmtree('/home/user')\n");
    expect((await run('python3 x.py')).verdict).toBe('ask');
  });
});

describe('a manifest that the session wrote', () => {
  test('is judged by the script that is run', async () => {
    await write('package.json', JSON.stringify({ scripts: { test: 'vitest run', clean: 'rm -rf ~' } }));
    expect((await run('npm test')).verdict).toBe('allow');
    expect((await run('npm run clean')).verdict).toBe('deny');
  });

  test('whose code is not read is asked about', async () => {
    await write('Makefile', 'all:\n\techo a\n');
    const answer = await run('make');
    expect(answer.verdict).toBe('ask');
    expect(answer.reasons?.[0]?.message).toContain('Makefile');
  });
});

describe('what cannot be read is asked about:', () => {
  test.each<[string, (path: string) => void]>([
    ['a file that is gone', (path) => rmSync(path)],
    ['a large file', (path) => writeFileSync(path, 'echo a\n'.repeat(FILE_BYTES_MAX / 7 + 1))],
    ['a binary', (path) => writeFileSync(path, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1))],
    ['what is no UTF-8', (path) => writeFileSync(path, Uint8Array.of(0x65, 0xff, 0xfe))],
    ['a folder', (path) => (rmSync(path), mkdirSync(path))],
    ['a link to a device', (path) => (rmSync(path), symlinkSync('/dev/zero', path))],
    ['a link into the system', (path) => (rmSync(path), symlinkSync('/proc/self/cmdline', path))],
    ["a link to the gate's own", (path) => (rmSync(path), symlinkSync(join(work, 'gate/key'), path))],
  ])('%s', async (_, spoil) => {
    put('gate/key', HOSTILE);
    await write('x.sh', HARMLESS);
    spoil(join(work, 'x.sh'));
    const answer = await run('sh x.sh');
    expect(answer.verdict).toBe('ask');
    expect(answer.reasons?.[0]?.message).toContain(
      'x.sh", which this session wrote and whose content could not be read',
    );
  });

  test('a FIFO, which is not waited for', async (context) => {
    const mkfifo = needsProgram(context, 'mkfifo');
    expect((await run('cat > x.sh')).verdict).toBe('allow');
    execFileSync(mkfifo, [join(work, 'x.sh')]);
    expect((await run('sh x.sh')).verdict).toBe('ask');
  });

  test('a file that the gate may not read', async (context) => {
    if (process.getuid?.() === 0) context.skip('root may read everything');
    await write('x.sh', HARMLESS);
    chmodSync(join(work, 'x.sh'), 0o000);
    expect((await run('sh x.sh')).verdict).toBe('ask');
  });
});

describe('files that the session did not write', () => {
  test('are not read', async () => {
    put('x.sh', HOSTILE);
    expect((await run('sh x.sh')).verdict).toBe('allow');
    await write('other.sh', HARMLESS);
    expect((await run('sh x.sh')).verdict).toBe('allow');
  });

  test('are those of another session, agent or tenant', async () => {
    await write('x.sh', HOSTILE);
    expect((await run('sh x.sh', { session: 'another' })).verdict).toBe('allow');
    expect((await run('sh x.sh', { agent: 'another' })).verdict).toBe('allow');
    expect((await run('sh x.sh')).verdict).toBe('deny');
  });

  test('are those that it was denied to write', async () => {
    const path = '/usr/lib/x.sh';
    expect((await ask({ kind: 'file', operation: 'delete-tree', path: '/usr/lib' })).verdict).toBe('deny');
    expect((await run(`cat > ${path}; rm -rf /`)).verdict).toBe('deny');
    const decisions = await bodiesOf(world, running.recorder, 'decision');
    await run(`sh ${path}`);
    const [made] = (await bodiesOf(world, running.recorder, 'decision')).slice(decisions.length);
    expect(made).not.toHaveProperty('files');
  });
});

describe('a subagent', () => {
  test('shares what its session wrote, and is in the record', async () => {
    await write('x.sh', HOSTILE, { subagent: { id: 'sub-1', parent: 'claude' } });
    expect((await run('sh x.sh')).verdict).toBe('deny');
    const [first, second] = await bodiesOf(world, running.recorder, 'decision');
    expect(first).toMatchObject({ subagent: { id: 'sub-1', parent: 'claude' } });
    expect(second).not.toHaveProperty('subagent');
  });
});

describe('the record of a decision', () => {
  test('has the hash of what was judged, by which it is explained again', async () => {
    await write('x.sh', HOSTILE);
    const found = await stored(await run('sh x.sh'));
    expect(found.files).toEqual([{ path: join(work, 'x.sh'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/u) }]);
    const again = await recompute(running.gate, found);
    expect(again).toMatchObject({ isSame: true, explanation: { verdict: 'deny' } });
    expect(again).not.toHaveProperty('changed');
    put('x.sh', HARMLESS);
    const changed = await recompute(running.gate, found);
    expect(changed).toMatchObject({ isSame: false, changed: [join(work, 'x.sh')] });
  });

  test('says that a file could not be read', async () => {
    await write('x.sh', HARMLESS);
    rmSync(join(work, 'x.sh'));
    const found = await stored(await run('sh x.sh'));
    expect(found.files).toEqual([{ path: join(work, 'x.sh') }]);
    expect(await recompute(running.gate, found)).toMatchObject({ isSame: true });
  });
});

describe('an approval', () => {
  test('is for the content that was asked about, and for no other', async () => {
    await write('x.py', "import os\nos.remove('a')\n");
    const asked = await run('python3 x.py', { attended: false });
    expect(asked.verdict).toBe('ask');
    const answer = { answer: 'allow', scope: 'session' } as const;
    await running.gate.approvals.answer(person('alice'), asked.approval ?? '', answer);
    put('x.py', "import os\nos.remove('/etc/passwd')\n");
    const changed = await run('python3 x.py', { attended: false });
    expect([changed.verdict, changed.approval === asked.approval]).toEqual(['ask', false]);
    put('x.py', "import os\nos.remove('a')\n");
    expect(await run('python3 x.py', { attended: false })).toMatchObject({
      verdict: 'allow',
      approval: asked.approval,
    });
  });
});

test('nothing here was run', async () => {
  await write('x.sh', `touch ${join(work, 'ran')}\n`);
  await run('sh x.sh');
  expect(existsSync(join(work, 'ran'))).toBe(false);
});
