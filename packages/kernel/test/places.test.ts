/** The places of a session, on a disk as people have it. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KernelError, type Scope, type SessionFolders, sessionMask, sessionPlaces } from '@capgate/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
let home: string;
let session: SessionFolders;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-places-')));
  home = join(folder, 'home');
  make('home/project/.git');
  session = {
    workspace: join(home, 'project'),
    home,
    temporary: [],
    gate: [],
    secrets: [],
    agent: [],
    agentHooks: 'held',
    readable: [],
    writable: [],
  };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function make(name: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

function write(name: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), '');
  return join(folder, name);
}

/** The scope of the nearest place. */
function scopeOf(path: string, of: SessionFolders = session): Scope | undefined {
  const around = sessionPlaces(of).filter((place) =>
    `${path}/`.startsWith(place.path === '/' ? '/' : `${place.path}/`),
  );
  return around.sort((one, other) => other.path.length - one.path.length)[0]?.scope;
}

describe.runIf(process.platform === 'linux')('the places of a session', () => {
  it.each<[string, Scope]>([
    ['/', 'root'],
    ['/srv/data', 'root'],
    ['/usr/bin/env', 'system'],
    ['/etc/hosts', 'system'],
    ['/dev/null', 'temporary'],
    ['/dev/pts/0', 'temporary'],
    ['/dev/mem', 'device'],
    ['/dev/any', 'device'],
    ['/proc/1/environ', 'system'],
    ['/var/tmp/x', 'temporary'],
    ['/usr/share/doc/x', 'system'],
  ])('of %s is %s', (path, scope) => {
    expect(scopeOf(path)).toBe(scope);
  });

  it('of the home is what the core says of what is there', () => {
    const found = [
      'home/.ssh/id_ed25519',
      'home/.ssh/config',
      'home/.npmrc',
      'home/.cache/tool/x',
      'home/.bashrc',
      'home/notes',
    ];
    const scopes = found.map((name) => scopeOf(write(name)));
    expect(scopes).toEqual(['credentials', 'home', 'credentials', 'temporary', 'home', 'home']);
    expect(scopeOf(join(home, 'project/src/a.ts'))).toBe('workspace');
  });

  it('of hooks of agents is the gate’s, and of the agent’s own folder, with what it logs in with, its own', () => {
    const hooks = write('home/.claude/settings.json');
    const login = write('home/.claude/.credentials.json');
    const state = write('home/.claude.json');
    expect([hooks, login, state].map((path) => scopeOf(path))).toEqual(['gate', 'credentials', 'credentials']);
    const agent = [join(home, '.claude'), state];
    const own = { ...session, agent };
    expect([hooks, login, state].map((path) => scopeOf(path, own))).toEqual(['gate', 'workspace', 'workspace']);
    expect(scopeOf(join(home, '.claude/projects/x'), own)).toBe('workspace');
    expect(scopeOf(hooks, { ...own, agentHooks: 'open' })).toBe('workspace');
  });

  it('are those that links lead to', () => {
    symlinkSync(make('elsewhere/keys'), join(home, '.ssh'));
    expect(scopeOf(join(folder, 'elsewhere/keys/id'))).toBe('credentials');
  });

  it('widen by what a person permits, but never over the gate', () => {
    const token = write('home/.config/gh/hosts.yml');
    const data = make('data');
    const gate = make('home/.config/capgate');
    const secrets = make('home/.local/state/capgate');
    const widened = {
      ...session,
      gate: [gate],
      secrets: [secrets],
      readable: [token],
      writable: [data, gate, secrets],
    };
    expect(scopeOf(token)).toBe('credentials');
    expect([token, data, gate, secrets].map((path) => scopeOf(path, widened))).toEqual([
      'home',
      'workspace',
      'gate',
      'credentials',
    ]);
  });

  it('do not take a whole home for a workspace, nor what is none', () => {
    for (const workspace of ['/', folder, home, join(home, 'none'), write('home/file')])
      expect(() => sessionPlaces({ ...session, workspace }), workspace).toThrow(KernelError);
  });

  it('never say anything of this process, though it is what some names lead to', () => {
    const paths = sessionPlaces(session).map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('/proc/'))).toEqual([]);
    expect(sessionPlaces(session).find(({ path }) => path === '/')?.scope).toBe('root');
  });

  it('count what this user cannot read at all only where it could make itself readable', () => {
    const mine = make('home/.gnupg');
    chmodSync(mine, 0o000);
    expect(scopeOf(join(mine, 'x'))).toBe('credentials');
    chmodSync(mine, 0o700);
  });
});

describe('the mask of a session', () => {
  it('changes what is in the workspace and temporary alone, and reads no credentials', () => {
    const { read, write: changes, remove, connect } = sessionMask(7n, 'on');
    expect([...changes]).toEqual(['workspace', 'temporary']);
    expect(remove).toEqual(changes);
    expect(read.has('credentials') || read.has('device')).toBe(false);
    expect(read.has('gate') && read.has('home')).toBe(true);
    expect(connect.has('public') && !connect.has('metadata')).toBe(true);
  });

  it('without a network connects to unix sockets alone', () => {
    expect([...sessionMask(7n, 'off').connect]).toEqual(['local']);
  });
});
