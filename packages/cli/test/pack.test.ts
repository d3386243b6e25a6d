/** What a user gets: the packed packages, installed in an empty folder without a network. */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The Node that runs this test goes first: it need not be the one that the system has. */
const ENVIRONMENT = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` };
const TIMEOUT_MS = 120_000;
const FINGERPRINT = /[0-9a-f]{64}/u;

function run(
  cwd: string,
  command: string,
  ...argv: string[]
): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: ENVIRONMENT,
  });
  return { status, stdout, stderr };
}

function must(cwd: string, command: string, ...argv: string[]): string {
  const { status, stdout, stderr } = run(cwd, command, ...argv);
  if (status !== 0)
    throw new Error(`expected ${command} ${argv.join(' ')} to succeed, met ${status}: ${stderr}${stdout}`);
  return stdout;
}

/** Packs the package in `folder` of this project, and returns the path of the tarball. */
function pack(folder: string, destination: string): string {
  const output = must(
    ROOT,
    'npm',
    'pack',
    join(ROOT, folder),
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    destination,
  );
  const [{ filename }] = JSON.parse(output);
  return join(destination, filename);
}

function install(tarballs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-install-'));
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  must(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs);
  return folder;
}

function sizeBytes(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, entry) => sum + sizeBytes(join(path, entry)), 0);
}

describe('the packed packages', () => {
  const tarballs = mkdtempSync(join(tmpdir(), 'capgate-pack-'));

  beforeAll(() => {
    const missing = ['packages/core/dist/index.js', 'packages/cli/dist/main.cjs'].find(
      (path) => !existsSync(join(ROOT, path)),
    );
    if (missing !== undefined) throw new Error(`expected ${missing}, met nothing; run npm run build first`);
  });

  it('capgate runs alone, in an empty folder', { timeout: TIMEOUT_MS }, () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    // The socket's other end is named by the system alone, which takes koffi; everything else is bundled.
    expect(installed).toEqual(['@koromix', 'capgate', 'koffi']);
    expect(sizeBytes(join(folder, 'node_modules'))).toBeLessThanOrEqual(15 * 1000 * 1000);

    const denied = run(folder, 'npx', 'capgate', 'check', 'sudo rm -rf /var/lib/postgresql');
    expect(denied.status).toBe(4);
    expect(denied.stdout).toContain('^^^^^^^^^^^^^^^^^^^');
    expect(run(folder, 'npx', 'capgate', 'check', 'ls').status).toBe(0);
    expect(run(folder, 'npx', 'capgate', 'check', 'git push --force').status).toBe(3);
    expect(run(folder, 'npx', 'capgate', 'chekc').status).toBe(2);
    expect(run(folder, 'npx', 'capgate', '--version').stdout).toMatch(/^capgate \d+\.\d+\.\d+\n$/u);
  });

  it('serves, and is asked by its own commands', { timeout: TIMEOUT_MS }, async () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const program = join(folder, 'node_modules/capgate/bin/capgate.cjs');
    writeFileSync(join(folder, 'gate.yaml'), 'socket: { path: run/gate.sock }\nhttp: { port: 0 }\n');
    const env = { ...ENVIRONMENT, HOME: folder, XDG_STATE_HOME: '', XDG_CONFIG_HOME: '', XDG_RUNTIME_DIR: '' };
    const service = spawn(process.execPath, [program, 'serve', '--config', 'gate.yaml'], { cwd: folder, env });
    const ended = new Promise<number | null>((resolve) => service.once('exit', resolve));
    let said = '';
    for await (const chunk of service.stdout) {
      said += String(chunk);
      if (said.includes('ends it')) break;
    }
    const socket = join(folder, 'run/gate.sock');
    expect(must(folder, process.execPath, program, 'status', '--socket', socket)).toContain('Log        works');
    expect(must(folder, process.execPath, program, 'approvals', 'list', '--socket', socket)).toContain('Nothing waits');
    const page = await fetch(/and at (http:\S+)/u.exec(said)?.[1] ?? '');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toMatch(/src="\/assets\/index-[\w-]+\.js"/u);
    service.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('init installs it whole, starts the gate, proves it, and needs nothing of npm’s afterwards', {
    timeout: TIMEOUT_MS,
  }, () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const home = mkdtempSync(join(tmpdir(), 'capgate-home-'));
    const places = { HOME: home, XDG_DATA_HOME: '', XDG_STATE_HOME: '', XDG_CONFIG_HOME: '' };
    // Neither the manager of a person's services nor a gate of theirs is met by that.
    const env = { ...ENVIRONMENT, ...places, XDG_RUNTIME_DIR: join(home, 'runtime'), DBUS_SESSION_BUS_ADDRESS: '' };
    mkdirSync(join(home, '.config/capgate'), { recursive: true });
    writeFileSync(join(home, '.config/capgate/config.yaml'), 'http: { port: 0 }\n');
    const init = ['capgate', 'init', '--yes', '--agent', 'claude'];
    const bin = join(home, '.local/share/capgate/current/bin');
    onTestFinished(() => void spawnSync(join(bin, 'capgate'), ['uninstall', '--yes'], { env }));
    const begun = spawnSync('npx', init, { cwd: folder, env, encoding: 'utf8' });
    expect(begun).toMatchObject({ status: 0, stderr: '' });
    expect(begun.stdout).toMatch(/^Claude Code \(user\) +yes +yes +yes +\d+\.\d ms$/mu);
    rmSync(folder, { recursive: true });
    const denied = spawnSync(join(bin, 'capgate'), ['check', 'rm -rf /'], { env, encoding: 'utf8' });
    expect(denied).toMatchObject({ status: 4, stderr: '' });
    const proof = spawnSync(join(bin, 'capgate'), ['doctor', '--agent', 'claude'], {
      cwd: home,
      env,
      encoding: 'utf8',
    });
    expect(proof).toMatchObject({ status: 0, stderr: '', stdout: expect.not.stringContaining('(project)') });
    const hook = spawnSync(join(bin, 'capgate-hook'), ['claude'], { env, input: '{', encoding: 'utf8' });
    expect(hook.stdout).toContain('"permissionDecision":"deny"');
    const settings = readFileSync(join(home, '.claude/settings.json'), 'utf8');
    expect(settings).toContain(JSON.stringify(join(bin, 'capgate-hook')));
    const undone = spawnSync(join(bin, 'capgate'), ['uninstall', '--yes'], { env, encoding: 'utf8' });
    expect(undone).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(join(home, '.local/share/capgate'))).toBe(false);
    expect(existsSync(join(home, 'runtime/capgate/gate.sock'))).toBe(false);
    expect(existsSync(join(home, '.claude'))).toBe(false);
    rmSync(home, { recursive: true });
  });

  it('every command of capgate finds what it loads', { timeout: TIMEOUT_MS }, () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const capgate = (...argv: string[]) =>
      must(folder, process.execPath, join(folder, 'node_modules/capgate/bin/capgate.cjs'), ...argv);
    writeFileSync(join(folder, 'policy.yaml'), 'version: 1\nrules: []\n');
    expect(capgate('policy', 'lint', 'policy.yaml')).toBe('');
    expect(capgate('policy', 'test', 'policy.yaml')).toContain('0 examples, 0 failed');
    expect(capgate('policy', 'explain', 'policy.yaml')).toContain('user: policy.yaml');
    expect(capgate('check', '--policy', 'policy.yaml', 'ls')).toContain('allow');
    expect(capgate('explain', 'file.read')).toContain('file.read (effect)');
    capgate('registry', 'build', '--builtin', 'all.tcpr');
    expect(capgate('registry', 'inspect', 'all.tcpr')).toContain('git push');
    const hex = /[0-9a-f]{48}/u.exec(capgate('registry', 'lookup', 'all.tcpr', 'git push'))?.[0] ?? '';
    expect(capgate('descriptor', 'decode', hex)).toContain('command_length  8');
    expect(capgate('descriptor', 'diff', hex, hex)).toBe('');
    expect(capgate('descriptor', 'encode', 'rm', '--risk', 'LOW')).toMatch(/^[0-9a-f]{48}\n$/u);
    expect(capgate('completion', 'bash')).toContain('complete -F _capgate capgate');
    expect(capgate('check', '--help')).toContain('Examples');
  });

  it('finds the lab where it is installed beside it, and says what to install where it is not', {
    timeout: TIMEOUT_MS,
  }, () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const schema = (below = '') =>
      run(folder, process.execPath, join(folder, below, 'node_modules/capgate/bin/capgate.cjs'), 'lab', 'schema');
    expect(schema()).toMatchObject({ status: 2, stderr: expect.stringContaining('npm install --global @capgate/lab') });

    const lab = join(folder, 'node_modules/@capgate/lab');
    mkdirSync(lab, { recursive: true });
    must(lab, 'tar', '--extract', '--strip-components=1', '--file', pack('packages/lab', tarballs));
    expect(readdirSync(lab).toSorted()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    // A client of clusters alone has 17 MB: what npm installs is not bundled in as well.
    const sizes = readdirSync(join(lab, 'dist')).map((name) => statSync(join(lab, 'dist', name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
    // What it needs comes from this project: there is no network to install it from.
    symlinkSync(join(ROOT, 'node_modules'), join(lab, 'node_modules'));
    expect(schema()).toMatchObject({ status: 0, stderr: '' });
    const loaded = must(
      lab,
      process.execPath,
      '-p',
      "import('@capgate/lab/statistics').then(({ mean }) => console.log(mean([1, 3])))",
    );
    expect(loaded).toContain('2\n');
    // In a folder above, where Node would look too, anybody may have put it.
    cpSync(join(folder, 'node_modules/capgate'), join(folder, 'below/node_modules/capgate'), { recursive: true });
    expect(schema('below')).toMatchObject({ status: 2, stdout: '' });
    rmSync(folder, { recursive: true });
  });

  it('fleet is found where it is installed beside it', { timeout: TIMEOUT_MS }, () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const capgate = (...argv: string[]) =>
      run(folder, process.execPath, join(folder, 'node_modules/capgate/bin/capgate.cjs'), 'fleet', ...argv);
    const init = ['init', '--node', 'hub-1', '--host', 'localhost', '--folder', join(folder, 'fleet')];
    expect(capgate(...init)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('npm install --global @capgate/fleet'),
    });
    const fleet = join(folder, 'node_modules/@capgate/fleet');
    mkdirSync(fleet, { recursive: true });
    must(fleet, 'tar', '--extract', '--strip-components=1', '--file', pack('packages/fleet', tarballs));
    expect(readdirSync(fleet).toSorted()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const sizes = readdirSync(join(fleet, 'dist')).map((name) => statSync(join(fleet, 'dist', name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
    symlinkSync(join(ROOT, 'node_modules'), join(fleet, 'node_modules'));
    expect(capgate(...init)).toMatchObject({ status: 0, stderr: '' });
    expect(capgate('server-config', 'hub-1', '--alone', '--folder', join(folder, 'fleet')).stdout).toContain(
      'CN=hub-1,O=fleet',
    );
    expect(capgate('status', '--folder', join(folder, 'fleet')).stderr).toContain('UNREACHABLE');
    const output = join(folder, 'simulated');
    expect(capgate('simulate', '--agents', '30', '--windows', '1', '--output', output)).toMatchObject({ status: 0 });
    expect(readFileSync(join(output, 'report.html'), 'utf8')).toContain('<svg');
    rmSync(folder, { recursive: true });
  });

  it('keeps and verifies a log, without a word but its answers', { timeout: TIMEOUT_MS }, () => {
    const folder = install([pack('packages/cli', tarballs)]);
    const capgate = (...argv: string[]) => {
      const bin = join(folder, 'node_modules/capgate/bin/capgate.cjs');
      const { status, stdout, stderr } = run(folder, process.execPath, bin, ...argv);
      expect({ argv, status, stderr }).toEqual({ argv, status: 0, stderr: '' });
      return stdout;
    };
    const [keys, log] = [
      ['--keys', 'keys'],
      ['--log', 'log'],
    ] as const;
    const first = FINGERPRINT.exec(capgate('keys', 'new', '--no-passphrase', ...keys, ...log))?.[0] ?? '';
    capgate('keys', 'rotate', ...keys, ...log);
    capgate('keys', 'revoke', first.slice(0, 8), '--reason', 'a test', ...keys, ...log);
    expect(capgate('keys', 'show', ...keys)).toContain('a test');
    expect(capgate('audit', 'tail', ...log)).toContain('capgate revocation v1');
    expect(capgate('audit', 'stats', ...log)).toContain('Entries      3');
    const current = FINGERPRINT.exec(capgate('keys', 'show', ...keys))?.[0] ?? '';
    capgate('audit', 'export', 'bundle', ...log);
    capgate('audit', 'prove', '1', '--output', 'proof', ...log);
    rmSync(join(folder, 'keys'), { recursive: true });
    rmSync(join(folder, 'log'), { recursive: true });
    expect(capgate('audit', 'verify', 'bundle', '--key', current)).toContain('VERIFIED');
    expect(capgate('audit', 'verify', 'bundle', '--proof', 'proof', '--key', current)).toContain('VERIFIED');
    const altered = join(folder, 'bundle/tile/entries/000.p/3');
    const bytes = readFileSync(altered);
    bytes[50] = (bytes[50] as number) ^ 1;
    writeFileSync(altered, bytes);
    expect(run(folder, 'npx', 'capgate', 'audit', 'verify', 'bundle', '--key', current).status).toBe(1);
  });

  it('core is imported by its name', { timeout: TIMEOUT_MS }, () => {
    const folder = install([pack('packages/core', tarballs), pack('node_modules/unbash', tarballs)]);
    const code = `import { createContext, decide } from '@capgate/core';
      console.log(decide({ kind: 'command', command: 'rm -rf /' }, createContext()).verdict);`;
    expect(must(folder, process.execPath, '--input-type=module', '--eval', code)).toBe('2\n');
  });
});
