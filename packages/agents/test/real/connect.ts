/** Hooks as `capgate init` puts them into the user's settings: what is tried is what people get. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { changesFor, type Found, INSTALL_CLIENTS, type Surroundings } from '../../src/index.ts';
import type { World } from './world.ts';

/** Makes the agent call `hook`, an absolute path, before each tool. */
export function connect(world: World, agent: string, hook: string): void {
  const around: Surroundings = {
    scope: 'user',
    home: world.home,
    project: world.work,
    platform: process.platform,
    environment: {},
    launcher: { kind: 'path', path: hook },
    list: () => [],
  };
  const placements = INSTALL_CLIENTS.find(({ name }) => name === agent)?.placements(around) ?? [];
  if (placements.length === 0) throw new Error(`expected hooks of ${agent}, met none`);
  for (const placement of placements) {
    for (const { path, after, mode } of changesFor(placement, found)) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, after, { mode: mode ?? 0o600 });
    }
  }
}

function found(path: string): Found {
  if (!existsSync(path)) return { kind: 'absent' };
  return { kind: 'file', bytes: readFileSync(path), mode: 0o600, isReadOnly: false };
}
