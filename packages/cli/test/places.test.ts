/** Where the gate's socket is looked for: by the program and by the launcher of hooks alike. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launcherOf } from '../../../scripts/launchers.ts';
import type { Io } from '../src/io.ts';
import { ownSocket, socketPath, socketPlaces } from '../src/machine/places.ts';
import { Home } from './install/home.ts';

const HOME = new Home();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-places-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => HOME.remove());

function io(env: Readonly<Record<string, string>>, uid?: number): Io {
  return { ...HOME.io(), env, home: join(folder, 'home'), cwd: folder, uid };
}

const RUNTIME = { name: 'a folder for the login', env: () => ({ XDG_RUNTIME_DIR: join(folder, 'runtime') }) };
const STATE = { name: 'a folder of state', env: () => ({ XDG_STATE_HOME: join(folder, 'state') }) };
const NEITHER = { name: 'neither', env: () => ({}) };
const RELATIVE = { name: 'relative ones', env: () => ({ XDG_RUNTIME_DIR: 'runtime', XDG_STATE_HOME: 'state' }) };

describe('the gate’s socket', () => {
  test.for([RUNTIME, STATE, NEITHER, RELATIVE])(
    'is looked for by the launcher where the program has it, with $name',
    ({ env }, context) => {
      const strace = needsProgram(context, 'strace');
      const around = { HOME: join(folder, 'home'), ...env() };
      const words = ['-s', '200', '-e', 'trace=connect', launcherOf(`linux-${process.arch}`), 'claude'];
      const { status, stderr } = spawnSync(strace, words, { env: around, cwd: folder, input: '{}', encoding: 'utf8' });
      const tried = [...stderr.matchAll(/sun_path="(?<path>[^"]+)"/gu)].map(({ groups }) => groups?.['path']);
      expect([tried, status]).toEqual([socketPlaces(io(env(), process.getuid?.())), 2]);
      expect(stderr).toContain(`the gate does not answer at "${ownSocket(io(env()))}"`);
    },
  );

  test('is the first that is there, else where a gate that is started here will be', () => {
    const [inRuntime, inState] = [
      join(folder, 'runtime/capgate/gate.sock'),
      join(folder, 'home/.local/state/capgate/run/gate.sock'),
    ];
    const here = io(RUNTIME.env());
    expect(socketPath(here, undefined)).toBe(inRuntime);
    touch(inState);
    expect(socketPath(here, undefined)).toBe(inState);
    touch(inRuntime);
    expect(socketPath(here, undefined)).toBe(inRuntime);
    expect(socketPath(here, 'named')).toBe(join(folder, 'named'));
  });
});

function touch(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}
