/**
 * A gate under its own user, set up and attacked for real: in namespaces of its own, where what is written to `/etc`, `/opt`,
 * `/run` and `/var/lib` stays in memory, and no process is another's. Prints what each step came to as JSON.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launcherOf } from '../../../../../scripts/launchers.ts';

const AGENT = 5_001;
const APPROVER = 5_002;
const STRANGER = 5_003;
const SOCKET = '/run/capgate/gate.sock';
const CLI = fileURLToPath(new URL('../../../bin/capgate.cjs', import.meta.url));
/** What the gate's own user is let do of what others are refused. */
const LOOKS = ['list the keys', 'read a key', 'read the log'];
const LAUNCHER = '/run/capgate-hook';
const OVERLAY = 0x794c_7630;
const WRITTEN = ['/etc', '/opt', '/run', '/var/lib'];

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

enclose();
const told: Record<string, unknown> = {};

// Whom it is set up for.
told['for nobody'] = run([process.execPath, CLI, 'init', '--separate-user', '--yes']);
const before = files('/etc');
const INIT = [process.execPath, CLI, 'init', '--separate-user', '--user', 'agent'];
told['dry'] = run([...INIT, '--dry-run'], { SUDO_UID: String(APPROVER) });
told['dry changed'] = changed(before);
told['init'] = run([...INIT, '--yes'], { SUDO_UID: String(APPROVER) });
told['init changed'] = changed(before);
told['config'] = readFileSync('/etc/capgate/config.yaml', 'utf8');
told['again'] = run([process.execPath, CLI, 'init', '--separate-user', '--yes']);
told['modes'] = modes('/run/capgate', SOCKET, '/var/lib/capgate', '/etc/capgate/config.yaml', '/opt/capgate/install');
told['writable by others'] = writable('/opt/capgate').filter((path) => !path.startsWith('/opt/capgate/install'));
const pid = gatePid();
told['gate'] = { uid: statSync(`/proc/${pid}`).uid, capabilities: statusOf(pid, 'CapEff') };

// What the agent's user can do.
told['hook allows'] = hook(AGENT, 'git status');
told['hook stops'] = hook(AGENT, 'rm -rf ~');
told['hook of a stranger'] = hook(STRANGER, 'git status');
told['attacks'] = attacks(AGENT, pid);
told['own'] = attacks(statSync(`/proc/${pid}`).uid, pid, LOOKS);
told['alive'] = existsSync(`/proc/${pid}`);
told['hooks of a user'] = as(AGENT, ['capgate', 'init', '--agent', 'claude', '--yes']);
told['gate of a user'] = existsSync(join(homeOf(AGENT), '.local/state/capgate/run'));
told['hooks of the machine'] = run([
  'capgate',
  'init',
  '--agent',
  'claude',
  '--scope',
  'managed',
  '--no-service',
  '--yes',
]);
const approval = pending();
told['agent approves'] = atTerminal(AGENT, `capgate approvals allow ${approval}`);
told['approver without a terminal'] = as(APPROVER, ['capgate', 'approvals', 'allow', approval]);
told['approver below an unknown agent'] = atTerminal(
  APPROVER,
  `CLAUDECODE=1 sh -c 'capgate approvals allow ${approval}; :'`,
);

// A false gate of the agent's user is asked by nobody, though the gate is gone.
run(['systemctl', 'stop', 'capgate.service']);
told['false gate'] = falseGate();

// Without the capability nobody is known to be a person, and asking goes on.
const unit = readFileSync('/etc/systemd/system/capgate.service', 'utf8');
writeFileSync(
  '/etc/systemd/system/capgate.service',
  unit.replace(/^AmbientCapabilities=.*$/mu, 'AmbientCapabilities='),
);
start();
told['hook allows without the capability'] = hook(AGENT, 'git status');
told['approver without the capability'] = atTerminal(APPROVER, `capgate approvals allow ${approval}`);
writeFileSync('/etc/systemd/system/capgate.service', unit);
start();
told['approver'] = atTerminal(APPROVER, `capgate approvals allow ${approval}`);

run(['capgate', 'init', '--undo', '--yes']);
told['undo'] = run([process.execPath, CLI, 'uninstall', '--separate-user', '--yes']);
told['undo changed'] = changed(before).filter((path) => !/^\/etc\/(?:passwd|group|g?shadow)-?$/u.test(path));
told['left'] = ['/opt/capgate', '/var/lib/capgate'].map((path) => existsSync(path));
console.log(JSON.stringify(told));

/** Nothing from here on changes this machine. */
function enclose(): void {
  // Away from whatever the namespace was made of.
  const mount = (...words: string[]): void => must(['mount', ...words]);
  mount('--make-rprivate', '/');
  mount('-t', 'tmpfs', 'tmpfs', '/mnt');
  for (const folder of WRITTEN) {
    const [upper, work] = ['upper', 'work'].map((name) => join('/mnt', name, folder));
    for (const path of [upper, work]) mkdirSync(path ?? '', { recursive: true });
    mount('-t', 'overlay', '-o', `lowerdir=${folder},upperdir=${upper},workdir=${work}`, 'overlay', folder);
    if (statfsSync(folder).type !== OVERLAY) throw new Error(`expected ${folder} to be this test's own, met another`);
  }
  must(['ip', 'link', 'set', 'lo', 'up']);
  for (const folder of ['/etc/systemd/system', '/run/home', '/run/bin']) mkdirSync(folder, { recursive: true });
  for (const [name, id] of Object.entries({ agent: AGENT, approver: APPROVER, stranger: STRANGER })) {
    must(['useradd', '--create-home', '--home-dir', homeOf(id), '--uid', String(id), '--shell', '/bin/sh', name]);
  }
  const systemctl = fileURLToPath(new URL('systemctl.ts', import.meta.url));
  writeFileSync('/run/bin/systemctl', `#!/bin/sh\nexec '${process.execPath}' '${systemctl}' "$@"\n`, { mode: 0o755 });
  writeFileSync(LAUNCHER, readFileSync(launcherOf(`linux-${process.arch}`)), { mode: 0o755 });
}

function must(words: readonly string[]): void {
  const { status, stderr } = run(words);
  if (status !== 0) throw new Error(`expected ${words.join(' ')} to go well, met ${status}: ${stderr}`);
}

function run([program = '', ...words]: readonly string[], env: object = {}, input = ''): Outcome {
  const around = {
    PATH: '/run/bin:/opt/capgate/current/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/run/home/root',
    LC_ALL: 'C',
    ...env,
  };
  const { status, stdout, stderr } = spawnSync(program, words, { env: around, input, encoding: 'utf8', cwd: '/' });
  return { status, stdout, stderr };
}

function as(uid: number, words: readonly string[], input = ''): Outcome {
  const user = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
  return run(['setpriv', ...user, ...words], { HOME: homeOf(uid) }, input);
}

function homeOf(uid: number): string {
  return `/run/home/${{ [AGENT]: 'agent', [APPROVER]: 'approver' }[uid] ?? 'stranger'}`;
}

/** As Claude Code calls it; what it prints says what became of it. */
function hook(uid: number, command: string): Outcome {
  const tool = { tool_name: 'Bash', tool_input: { command } };
  const payload = { session_id: 'apart', cwd: homeOf(uid), hook_event_name: 'PreToolUse', ...tool };
  return as(uid, [LAUNCHER, 'claude'], JSON.stringify(payload));
}

/** Of a user at a terminal of its own, by a shell. */
function atTerminal(uid: number, line: string): Outcome {
  return as(uid, ['script', '-qec', line, '/dev/null']);
}

/** The identifier of an approval that waits. */
function pending(): string {
  const decide = as(AGENT, ['capgate', 'exec', '--', 'frobnicate']);
  const listed = as(APPROVER, ['capgate', 'approvals', '--json']);
  const [, id] = /"approval":\s*"([^"]+)"/u.exec(listed.stdout) ?? [];
  if (id === undefined) throw new Error(`expected an approval, met ${JSON.stringify([decide, listed])}`);
  return id;
}

function attacks(uid: number, gate: number, only?: readonly string[]): Readonly<Record<string, number | null>> {
  const lines = {
    'kill -9': `kill -9 ${gate}`,
    'kill -STOP': `kill -STOP ${gate}`,
    'read a key': 'cat /var/lib/capgate/keys/chain.json',
    'list the keys': 'ls /var/lib/capgate/keys',
    'read the log': 'ls /var/lib/capgate/log',
    'write the store': 'echo x >> /var/lib/capgate/store.db',
    'remove the socket': `rm -f ${SOCKET}`,
    'move the socket': `mv ${SOCKET} /tmp/`,
    'put one beside': 'touch /run/capgate/other.sock',
    'move its folder': 'mv /run/capgate /run/capgate-old',
    'write the configuration': 'echo >> /etc/capgate/config.yaml',
    'write the unit': 'echo >> /etc/systemd/system/capgate.service',
    'write the program': 'echo >> /opt/capgate/current/bin/capgate',
    'replace the program': 'rm -f /opt/capgate/current',
    'read its environment': `cat /proc/${gate}/environ`,
    'read its memory': `head -c 1 /proc/${gate}/mem`,
    'read the journal of the installation': 'ls /opt/capgate/install',
  };
  const tried = Object.entries(lines).filter(([name]) => only?.includes(name) !== false);
  return Object.fromEntries(tried.map(([name, line]) => [name, as(uid, ['sh', '-c', line]).status]));
}

/** The agent's user listens where its own gate would; what the hook does then. */
function falseGate(): { readonly hook: Outcome; readonly isThere: boolean } {
  const place = join(homeOf(AGENT), '.local/state/capgate/run/gate.sock');
  const code = `
    require('node:fs').mkdirSync(require('node:path').dirname(process.argv[1]), { recursive: true });
    require('node:net').createServer((socket) => {
      socket.on('error', () => {});
      socket.end('{"id":1,"status":200,"body":{"stdout":"","stderr":"","exitCode":0}}\\n');
    }).listen(process.argv[1]);
    setTimeout(() => process.exit(), 20000);
  `;
  const line = `'${process.execPath}' -e "$1" '${place}' & while [ ! -S '${place}' ]; do sleep 0.1; done`;
  as(AGENT, ['sh', '-c', `(${line}) > /dev/null 2>&1`, 'sh', code]);
  return { hook: hook(AGENT, 'git status'), isThere: existsSync(place) };
}

function start(): void {
  must(['systemctl', 'restart', 'capgate.service']);
  for (let tries = 0; tries < 100; tries++) {
    if (run(['capgate', 'status']).status === 0) return;
    spawnSync('sleep', ['0.2']);
  }
  throw new Error(`expected the gate to answer, met: ${readFileSync('/run/fake-journal', 'utf8')}`);
}

/** Whose they are, and what may be done with them. */
function modes(...paths: readonly string[]): Readonly<Record<string, string>> {
  const names: Readonly<Record<number, string>> = { 0: 'root', [statSync(`/proc/${gatePid()}`).uid]: 'capgate' };
  return Object.fromEntries(
    paths.map((path) => {
      const { uid, mode } = lstatSync(path);
      return [path, `${names[uid] ?? uid} ${(mode & 0o777).toString(8)}`];
    }),
  );
}

function gatePid(): number {
  return Number(readFileSync('/run/fake-systemd.pid', 'utf8'));
}

/** What others than root may write, or may not read. */
function writable(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => {
      const stat = lstatSync(path);
      const isReadable = (stat.mode & 0o044) === 0o044;
      return !stat.isSymbolicLink() && (stat.uid !== 0 || (stat.mode & 0o022) !== 0 || !isReadable);
    });
}

function statusOf(process: number, name: string): string {
  return new RegExp(`^${name}:\t(.*)$`, 'mu').exec(readFileSync(`/proc/${process}/status`, 'latin1'))?.[1] ?? '';
}

/** Files below a folder with their content. */
function files(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return new Map(names.filter((path) => lstatSync(path).isFile()).map((path) => [path, readFileSync(path, 'latin1')]));
}

function changed(old: Map<string, string>): string[] {
  const now = files('/etc');
  return [...new Set([...old.keys(), ...now.keys()])].filter((path) => old.get(path) !== now.get(path)).toSorted();
}
