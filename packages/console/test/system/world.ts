/** A gate as the page of the system shows one: agents as `capgate init` leaves them, settings, keys that were rotated. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkConfig, settle } from '@capgate/gate';
import { installedHooks } from '../../../cli/src/doctor/look.ts';
import type { Io } from '../../../cli/src/io.ts';
import { settingsInForce } from '../../../gate/src/config/settings-in-force.ts';
import type { HttpParts } from '../../../gate/src/http/server.ts';

/** Never to be seen: in a setting, and in an agent's file. */
export const SECRET = 'secret-word';

const PLACES = {
  stateFolder: '/home/user/.local/state/capgate',
  runtimeFolder: '/run/user/1000/capgate',
  keysFolder: '/home/user/.config/capgate/keys',
  logFolder: '/srv/log',
  origins: { runtimeFolder: 'environment', logFolder: 'command line' },
} as const;
const DOCUMENT = {
  site: 'build-farm',
  socket: { users: [1001, 1002] },
  http: { names: ['gate.example.org'] },
  log: { retentionDays: 730 },
};
/** The program as it is built. */
const CAPGATE = fileURLToPath(new URL('../../../cli/bin/capgate.cjs', import.meta.url));
const ENV = { PATH: '/usr/bin:/bin' };

/** Without `store`, that of the gate that runs. */
export function configWith(store?: object): HttpParts['config'] {
  const document = checkConfig({ ...DOCUMENT, ...(store !== undefined && { store }) });
  return () => ({
    readAt: Date.now() - 90_000,
    digest: '3f'.repeat(32),
    file: '/home/user/.config/capgate/config.yaml',
    waiting: ['site'],
    settings: settingsInForce(settle(document, PLACES, (path) => path)),
  });
}

export const SECRET_STORE = { kind: 'postgres', url: `postgres://capgate:${SECRET}@db.example.org/capgate` } as const;

/** Three agents in this home folder: one with its hook, one whose settings switch it off, one without. */
export function installAgents(home: string): void {
  const agents = ['--agent', 'claude', '--agent', 'gemini'];
  const words = [CAPGATE, 'init', '--yes', '--no-service', ...agents];
  execFileSync(process.execPath, words, { cwd: home, env: { ...ENV, HOME: home }, stdio: 'ignore' });
  put(join(home, '.gemini/settings.json'), (before) =>
    before.replace('{', `{ "key": "${SECRET}", "hooksConfig": { "enabled": false },`),
  );
  put(join(home, '.codex/config.toml'), () => `# ${SECRET}\n`);
}

export function lookAt(home: string): ReturnType<typeof installedHooks> {
  const io: Partial<Io> = { home, env: ENV, cwd: home, platform: 'linux' };
  return installedHooks(io as Io);
}

function put(path: string, change: (before: string) => string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, change(textOf(path)));
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
