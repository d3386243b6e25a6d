/** What stands in settings, run by a real shell: nothing but a clean end of the launcher lets an action go on. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changesFor, failClosedLine, type Found, INSTALL_CLIENTS } from '../../src/index.ts';
import { clineScript } from '../../src/install/cline-script.ts';
import { isOwnCommand } from '../../src/install/launcher.ts';

let home: string;
let path: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "capgate it's "));
  path = join(home, '.local/share/capgate/current/bin/capgate-hook');
  mkdirSync(dirname(path), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Puts a launcher with this body there; none where undefined. */
function launcher(body: string | undefined): void {
  rmSync(path, { force: true });
  if (body !== undefined) writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

function shell(line: string) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { env, input: '{"a":1}', encoding: 'utf8' });
  return { status, stdout, stderr };
}

const FORMS = ['path', 'home'] as const;
const launcherAt = (form: (typeof FORMS)[number]) => (form === 'path' ? { kind: form, path } : { kind: form });

describe.each(FORMS)('a line that names the launcher by %s', (form) => {
  test('gives it the payload and the name, and passes its answer on', () => {
    launcher('echo "$*"; cat');
    expect(shell(failClosedLine(launcherAt(form), 'codex'))).toEqual({
      status: 0,
      stdout: 'codex\n{"a":1}',
      stderr: '',
    });
  });

  test('ends with 2 and its text where it refuses', () => {
    launcher('echo no >&2; exit 2');
    expect(shell(failClosedLine(launcherAt(form), 'codex'))).toEqual({ status: 2, stdout: '', stderr: 'no\n' });
  });

  test.each([
    ['is missing', undefined],
    ['crashes', 'exit 1'],
    ['is killed', 'kill -9 $$'],
    ['ends as a shell without a program does', 'exit 127'],
  ])('ends with 2 and a text where it %s', (_, body) => {
    launcher(body);
    const { status, stderr } = shell(failClosedLine(launcherAt(form), 'codex'));
    expect(status).toBe(2);
    expect(stderr).toContain('nothing was run');
  });

  test('is known again as ours', () => {
    expect(isOwnCommand(failClosedLine(launcherAt(form), 'codex'), launcherAt(form))).toBe(true);
    expect(isOwnCommand('npx capgate-hook codex', launcherAt(form))).toBe(false);
  });
});

describe('the hook of Cline', () => {
  const cline = INSTALL_CLIENTS.find(({ name }) => name === 'cline');

  function script(form: (typeof FORMS)[number], previous?: string): string {
    const file = join(home, 'PreToolUse');
    rmSync(`${file}.before-capgate`, { force: true });
    writeFileSync(file, clineScript(launcherAt(form)), { mode: 0o755 });
    if (previous !== undefined) writeFileSync(`${file}.before-capgate`, `#!/bin/sh\n${previous}\n`, { mode: 0o755 });
    return `'${file.replaceAll("'", String.raw`'\''`)}'`;
  }

  test.each(FORMS)('prints what the launcher says, and runs nothing then: %s', (form) => {
    launcher('cat > /dev/null; echo refusal');
    expect(shell(script(form, 'echo previous'))).toMatchObject({ status: 0, stdout: 'refusal\n' });
  });

  test('runs what was there before where the launcher has no objection', () => {
    launcher('cat > /dev/null');
    expect(shell(script('path', 'cat; echo previous'))).toMatchObject({ status: 0, stdout: '{"a":1}previous\n' });
    expect(shell(script('path'))).toMatchObject({ stdout: '' });
  });

  test.each([undefined, 'exit 1', 'kill -9 $$'])('stops the run where the launcher gives no answer: %s', (body) => {
    launcher(body);
    expect(JSON.parse(shell(script('path', 'echo previous')).stdout)).toMatchObject({ cancel: true });
  });

  test('goes beside the one that is there, once', () => {
    const [placement] =
      cline?.placements({
        scope: 'user',
        home,
        project: home,
        platform: 'linux',
        environment: {},
        launcher: launcherAt('path'),
        list: () => [],
      }) ?? [];
    if (placement?.kind !== 'chain') throw new Error('expected a chain');
    const theirs: Found = { kind: 'file', bytes: Buffer.from('#!/bin/sh\necho hi\n'), mode: 0o700, isReadOnly: false };
    const absent: Found = { kind: 'absent' };
    const changes = changesFor(placement, (at) => (at === placement.path ? theirs : absent));
    expect(changes.map((change) => [change.path, change.mode])).toEqual([
      [placement.previous, 0o700],
      [placement.path, 0o755],
    ]);
    const ours: Found = { ...theirs, bytes: changes[1]?.after ?? Buffer.of() };
    expect(changesFor(placement, (at) => (at === placement.path ? ours : theirs))).toEqual([]);
    expect(() => changesFor(placement, () => theirs)).toThrow('expected nothing at');
  });
});
