/** Codex with hooks that its machine requires: trusted by nobody, and not to be switched off. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { needsMaterial, needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { changesFor, INSTALL_CLIENTS } from '../../src/index.ts';
import { codex } from './agents/codex.ts';
import { type Copies, copies, startGate } from './gate.ts';
import { folderOf } from './install.ts';
import { startModel } from './model-server.ts';
import { World } from './world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let made: Copies;

beforeAll(() => {
  made = copies();
});
afterAll(() => rmSync(made.folder, { recursive: true }));

/** What a program needs of `/etc`. The rest of it may hold secrets. */
const NEEDED = ['passwd', 'group', 'nsswitch.conf'];

/** An `/etc` with the requirements in it, to lie over this machine's for Codex alone. */
function requiredIn(world: World): string {
  const folder = join(world.folder, 'etc');
  mkdirSync(folder);
  for (const name of NEEDED) copyFileSync(join('/etc', name), join(folder, name));
  const around = {
    scope: 'managed',
    home: world.home,
    project: world.work,
    platform: process.platform,
    environment: {},
    launcher: { kind: 'home' },
    list: () => [],
  } as const;
  const placements = INSTALL_CLIENTS.find(({ name }) => name === 'codex')?.placements(around) ?? [];
  for (const { path, after } of placements.flatMap((one) => changesFor(one, () => ({ kind: 'absent' })))) {
    mkdirSync(dirname(join(world.folder, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(world.folder, path), after);
  }
  return folder;
}

test('a dangerous command does not run although its user switches hooks off; a harmless one does', async (context) => {
  needsMaterial(context, folderOf('codex'), '`npm run agents:real -- codex` installs it');
  needsProgram(context, 'unshare');
  if (spawnSync('unshare', ['-Urm', 'true']).status !== 0) context.skip('this machine lets nobody unshare -Urm');
  const world = new World(made.node);
  const key = world.write('.ssh/id_ed25519', 'this is no key');
  const file = join(world.work, 'harmless.txt');
  const model = await startModel({
    calls: [codex.shell(`find ${dirname(key)} -delete`), codex.shell(`touch ${file}`)],
  });
  try {
    const hook = join(world.home, '.local/share/capgate/current/bin/capgate-hook');
    mkdirSync(dirname(hook), { recursive: true });
    copyFileSync(made.hook, hook);
    const over = ['unshare', '-Urm', 'sh', '-c', 'mount --bind "$0" /etc && exec "$@"', requiredIn(world)];
    const program = [...over, made.node, join(folderOf('codex'), codex.program)];
    const setting = { world, program, modelUrl: model.url };
    await codex.configure?.(setting);
    await startGate(world, made.capgate);
    const words = [...program, '--disable', 'hooks', ...codex.words('Do what the script says.', setting)];
    const { stderr } = await world.run(words, codex.environment(setting), 60_000);
    expect(model.called.length, stderr).toBe(2);
    expect(model.asked.flatMap(({ results }) => results).join()).toContain('Capgate denies this');
    expect([existsSync(key), existsSync(file)]).toEqual([true, true]);
  } finally {
    await model.close();
    world.close();
  }
});
