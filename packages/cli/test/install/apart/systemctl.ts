/**
 * Does with the system's unit what systemd would, as far as these tests look: starts its command line as its user, with its
 * variables and capabilities, in its folders, and what is to be read-only so. Called as `systemctl`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const UNIT = '/etc/systemd/system/capgate.service';
const ENABLED = '/etc/systemd/system/multi-user.target.wants';
const PID_FILE = '/run/fake-systemd.pid';
const STOP_MS = 20_000;

const verb = process.argv.slice(2).find((word) => !word.startsWith('-')) ?? '';
const verbs: Readonly<Record<string, () => Promise<void> | void>> = {
  show: () => {},
  'daemon-reload': () => {},
  'is-active': () => process.exit(isAlive() ? 0 : 3),
  enable: () => writeFileSync(`${ENABLED}.capgate`, ''),
  restart,
  stop,
  disable: async () => {
    await stop();
    rmSync(`${ENABLED}.capgate`, { force: true });
  },
};
await verbs[verb]?.();

async function restart(): Promise<void> {
  await stop();
  const unit = readFileSync(UNIT, 'utf8');
  const [uid, gid] = ['-u', '-g'].map((option) => idOf(option, settingIn(unit, 'User')));
  for (const [folder, mode] of [
    [`/var/lib/${settingIn(unit, 'StateDirectory')}`, settingIn(unit, 'StateDirectoryMode')],
    [`/run/${settingIn(unit, 'RuntimeDirectory')}`, settingIn(unit, 'RuntimeDirectoryMode')],
  ] as const) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, Number(uid), Number(gid));
    chmodSync(folder, Number.parseInt(mode, 8));
  }
  const [, program = '', rest = ''] = /^ExecStart=\/bin\/sh "(.*?)" (.*)$/mu.exec(unit) ?? [];
  const capabilities = capabilitiesIn(unit)
    .map((name) => `,+${name}`)
    .join('');
  const words = [
    ...['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups', '--no-new-privs'],
    ...['--inh-caps', '--ambient-caps', '--bounding-set'].flatMap((option) => [option, `-all${capabilities}`]),
    ...['/bin/sh', program, ...rest.split(' ')],
  ];
  const readOnly = settingIn(unit, 'ReadOnlyPaths');
  const closed = `mount --bind ${readOnly} ${readOnly} && mount -o remount,bind,ro ${readOnly} && exec "$@"`;
  const output = openSync('/run/fake-journal', 'a');
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environmentIn(unit) };
  const child = spawn('unshare', ['-m', 'sh', '-c', closed, 'sh', 'setpriv', ...words], {
    detached: true,
    stdio: ['ignore', output, output],
    env,
    cwd: '/',
  });
  writeFileSync(PID_FILE, String(child.pid));
  child.unref();
}

async function stop(): Promise<void> {
  if (isAlive()) process.kill(pid(), 'SIGTERM');
  for (const endMs = Date.now() + STOP_MS; isAlive() && Date.now() < endMs; ) await setTimeout(20);
}

function pid(): number {
  return existsSync(PID_FILE) ? Number(readFileSync(PID_FILE, 'utf8')) : 0;
}

function isAlive(): boolean {
  return pid() > 0 && existsSync(`/proc/${pid()}`) && !readFileSync(`/proc/${pid()}/stat`, 'latin1').includes(') Z ');
}

function settingIn(unit: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'mu').exec(unit)?.[1] ?? '';
}

/** As setpriv(1) names them. */
function capabilitiesIn(unit: string): string[] {
  return settingIn(unit, 'AmbientCapabilities')
    .split(' ')
    .filter(Boolean)
    .map((name) => name.replace(/^CAP_/u, '').toLowerCase());
}

function environmentIn(unit: string): Record<string, string> {
  const all = [...unit.matchAll(/^Environment=(.*)$/gmu)].flatMap(([, text = '']) => text.split(' '));
  return Object.fromEntries(all.map((entry) => entry.split(/=(.*)/su, 2) as [string, string]));
}

function idOf(option: string, user: string): string {
  return spawnSync('id', [option, user], { encoding: 'utf8' }).stdout.trim();
}
