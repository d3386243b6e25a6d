/** Which folders are workspaces: those where projects lie, not whatever folder an agent happens to start in. */
import { describe, expect, test } from 'vitest';
import { type ContextOptions, createContext, decide, VERDICTS } from '../../src/index.ts';
import { PLACE_NAMES } from '../../src/knowledge/vocabulary/places.ts';
import { PathResolver } from '../../src/knowledge/paths/scope.ts';

const HOME = '/home/ada';

/** The place of a path, `.` for the workspace itself, seen from there. */
function placeIn(workspace: string, path: string, home: string = HOME, platform?: string): string | undefined {
  const units = Uint16Array.from({ length: path.length }, (_, at) => path.charCodeAt(at));
  return PLACE_NAMES[new PathResolver(workspace, workspace, home, [], platform).placeOf(units, 0, units.length, false)];
}

function verdictOf(command: string, options: ContextOptions): string {
  return VERDICTS[decide({ kind: 'command', command }, createContext({ home: HOME, ...options })).verdict];
}

describe('a project is a workspace', () => {
  test.each([
    '/home/ada/shop',
    '/home/ada/src/shop',
    '/home/ada/Documents/shop',
    '/home/ada/.cache/shop',
    '/home/ada/.claude/worktrees/shop',
    '/home/ada/.cursor/worktrees/shop/one',
    '/home/ada/shop/.git/worktrees/one',
    '/home/bob/shop',
    '/root/shop',
    '/var/home/ada/shop',
    '/export/home/bob/shop',
    '/srv',
    '/srv/shop',
    '/workspace',
    '/workspaces/shop',
    '/tmp',
    '/tmp/x',
    '/app',
    '/data/shop',
    '/mnt/disk/shop',
    '/opt/app',
    '/usr/app',
    '/usr/src/app',
    '/usr/local/src/shop',
    '/var/www',
    '/var/www/app',
    '/var/lib/jenkins/workspace/shop',
  ])('%s', (workspace) => {
    expect(placeIn(workspace, '.')).toBe('workspace-root');
    expect(placeIn(workspace, 'src/main.ts')).toBe('workspace');
    for (const command of ['rm -rf build', 'find . -name "*.o" -delete', 'echo x > notes.md', './run.sh'])
      expect(verdictOf(command, { workspace }), command).toBe('allow');
  });

  test.each([
    ['/Users/Ada/Shop', '/Users/Ada'],
    ['/private/var/www/shop', '/Users/Ada'],
    ['/private/tmp/shop', '/Users/Ada'],
    ['/Applications/MAMP/htdocs/shop', '/Users/Ada'],
  ])('%s on macOS', (workspace, home) => {
    expect(placeIn(workspace, 'src/main.ts', home, 'darwin')).toBe('workspace');
  });

  test.each([
    ['', '/home/dev/shop'],
    ['/', '/workspace'],
    ['/workspace/.home', '/workspace/shop'],
  ])('with the home %s: %s', (home, workspace) => {
    expect(placeIn(workspace, 'src/main.ts', home)).toBe('workspace');
  });
});

describe('in a workspace that is no project everything keeps its own place', () => {
  test.each([
    ['the home', '/home/ada', '.', 'home-root'],
    ['the home', '/home/ada', 'notes.md', 'home'],
    ['the home', '/home/ada', 'shop/src', 'home'],
    ['the home', '/home/ada', '.bashrc', 'startup'],
    ['the home', '/home/ada', '.ssh', 'key'],
    ['the home', '/home/ada', '.ssh/authorized_keys', 'logins'],
    ['the home', '/home/ada', '.aws/credentials', 'key'],
    ['the home', '/home/ada', 'Documents', 'personal'],
    ['the home, spelled otherwise', '/home/ada/shop/..//', '.bashrc', 'startup'],
    ["another's home", '/home/bob', '.bashrc', 'startup'],
    ['what is above homes', '/home', '.', 'home-root'],
    ['what is above homes', '/home', 'ada', 'home-root'],
    ['what is above homes', '/home', 'ada/.bashrc', 'startup'],
    ['what is above homes', '/Users', 'ada/.zshrc', 'startup'],
    ['what is above homes', '/var/home', 'ada/.zshrc', 'startup'],
    ['what is above homes', '/export', 'home/ada/.zshrc', 'startup'],
    ['the root', '/', '.', 'root'],
    ['the root', '/', 'etc/passwd', 'system-critical'],
    ['the root', '/', 'srv/x', 'elsewhere'],
    ["root's home", '/root', '.', 'home-root'],
    ["root's home", '/root', '.ssh/id_rsa', 'key'],
    ['a system folder', '/etc', '.', 'system'],
    ['a system folder', '/etc', 'shadow', 'passwords'],
    ['a system folder', '/etc', 'cron.d/x', 'system-startup'],
    ['a system folder', '/etc', 'hosts', 'system'],
    ['a system folder', '/etc/nginx', 'nginx.conf', 'system'],
    ['a system folder', '/usr', 'bin/env', 'system-critical'],
    ['a system folder', '/usr/bin', 'env', 'system-critical'],
    ['a system folder', '/usr/local', '.', 'system'],
    ['a system folder', '/usr/local', 'bin/x', 'system'],
    ['a system folder', '/usr/local/bin', 'x', 'system'],
    ['a system folder', '/opt', 'app', 'system'],
    ['a system folder', '/var', 'lib/x', 'system'],
    ['a system folder', '/var/lib/postgresql', 'x', 'system'],
    ['a system folder', '/var/log', 'syslog', 'audit-log'],
    ['devices', '/dev', 'sda', 'disk'],
    ['the kernel', '/proc/sys', 'kernel/core_pattern', 'system-critical'],
    ['secrets', '/home/ada/.ssh', 'config', 'home'],
    ['secrets', '/home/ada/.gnupg', 'x', 'key'],
    ['what shells run', '/home/ada/bin', 'x', 'startup'],
    ['settings of many tools', '/home/ada/.config', 'gcloud/x.db', 'key'],
    ['settings of many tools', '/home/ada/.config', '.', 'personal'],
    ["an agent's hooks", '/home/ada/.claude', 'settings.json', 'agent-hooks'],
    ["an agent's hooks", '/home/ada/shop/.claude', 'settings.json', 'agent-hooks'],
    ["version control's own", '/home/ada/shop/.git', 'hooks/pre-commit', 'hooks'],
    ['what people keep', '/home/ada/Documents', '.', 'personal'],
    ['what people keep', '/home/ada/Downloads', '.', 'personal'],
  ])('%s, %s: %s is %s', (_, workspace, path, place) => {
    expect(placeIn(workspace, path)).toBe(place);
  });

  test('also where the home lies elsewhere, and above it', () => {
    expect(placeIn('/data/users/ada', '.bashrc', '/data/users/ada')).toBe('startup');
    expect(placeIn('/data/users', 'ada/.bashrc', '/data/users/ada')).toBe('startup');
    expect(placeIn('/data/users', '.', '/data/users/ada')).toBe('home-root');
    expect(placeIn('/data', 'x', '/data/users/ada')).toBe('elsewhere');
  });

  test('also on macOS, in any letter case', () => {
    expect(placeIn('/users/ADA', '.ZSHRC', '/Users/Ada', 'darwin')).toBe('startup');
    expect(placeIn('/private/ETC', 'hosts', '/Users/Ada', 'darwin')).toBe('system');
    expect(placeIn('/System/Volumes/Data/Users/Ada', '.zshrc', '/Users/Ada', 'darwin')).toBe('startup');
  });
});

describe('an agent that was started in the home folder', () => {
  test.each([
    ['find . -delete', 'deny'],
    ['find . -type f -delete', 'deny'],
    ['rm -rf .', 'deny'],
    ['rm -rf *', 'deny'],
    ['rm -rf ./*', 'deny'],
    ['rm -rf .[!.]*', 'deny'],
    ['rm -rf .ssh', 'deny'],
    ['rm -rf shop', 'ask'],
    ['rm notes.md', 'ask'],
    ['git clean -xfd', 'ask'],
    ['cat .ssh/id_rsa', 'deny'],
    ['cat .aws/credentials', 'deny'],
    ['echo x >> .bashrc', 'ask'],
    ['tee .profile < x', 'ask'],
    ['echo k >> .ssh/authorized_keys', 'deny'],
    ['cd shop && rm -rf src', 'ask'],
    ['cd shop && npm test', 'allow'],
    ['ls -la', 'allow'],
    ['cat notes.md', 'allow'],
    ['grep -r todo shop', 'allow'],
    ['echo x > notes.md', 'allow'],
    ['mkdir -p shop/src', 'allow'],
    ['git status', 'allow'],
    ['npm test', 'allow'],
    ['rm -rf /tmp/x', 'allow'],
  ])('%s: %s', (command, verdict) => {
    expect(verdictOf(command, { workspace: HOME })).toBe(verdict);
  });

  test.each([
    ['/home', 'rm -rf ada', 'deny'],
    ['/home', 'find . -delete', 'deny'],
    ['/', 'rm -rf *', 'deny'],
    ['/', 'find . -delete', 'deny'],
    ['/', 'rm -rf etc', 'deny'],
    ['/etc', 'find . -delete', 'deny'],
    ['/etc', 'rm -rf *', 'deny'],
    ['/etc', 'echo x > hosts', 'ask'],
    ['/etc', 'echo x > sudoers.d/x', 'deny'],
    ['/etc', 'cat hosts', 'allow'],
    ['/usr', 'rm -rf local', 'deny'],
    ['/usr/local', 'rm -rf bin', 'deny'],
    ['/var', 'find . -delete', 'deny'],
    ['/root', 'cat .ssh/id_rsa', 'deny'],
    ['/root', 'find . -delete', 'deny'],
  ])('or in %s: %s: %s', (workspace, command, verdict) => {
    expect(verdictOf(command, { workspace, home: workspace === '/root' ? '/root' : HOME })).toBe(verdict);
  });
});

describe('in a project', () => {
  test.each([
    ['/home/ada/shop', 'rm -rf *', 'ask'],
    ['/home/ada/shop', 'find . -name x -delete', 'allow'],
    ['/home/ada/shop/src', 'rm -rf .', 'allow'],
    ['/home/ada/shop/src', 'rm -rf *', 'allow'],
    ['/home/ada/shop/src', 'git clean -xfd', 'ask'],
    // A working directory outside has its own scope, whatever the workspace is.
    ['/home/ada', 'rm -rf *', 'deny'],
    ['/home/ada', 'cat .ssh/id_rsa', 'deny'],
    ['/home/ada/other', 'rm -rf src', 'ask'],
    ['/etc', 'rm -rf *', 'deny'],
    ['/srv/data', 'rm -rf x', 'ask'],
    ['/tmp/x', 'rm -rf y', 'allow'],
  ])('from %s: %s: %s', (workingDirectory, command, verdict) => {
    expect(verdictOf(command, { workspace: '/home/ada/shop', workingDirectory })).toBe(verdict);
  });
});
