/** Which place a path lies in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLACE_NAMES } from '../../src/knowledge/vocabulary/places.ts';
import { PathResolver } from '../../src/knowledge/paths/scope.ts';
import { Hole } from '../../src/shell/index.ts';
import { HOME, WORKSPACE } from './support.ts';

const HOME_HOLE = String.fromCharCode(Hole.HOME);
const UNKNOWN_HOLE = String.fromCharCode(Hole.UNKNOWN);

function placeOf(
  path: string,
  glob = false,
  resolver = new PathResolver(WORKSPACE, WORKSPACE, HOME, []),
): string | undefined {
  const units = Uint16Array.from({ length: path.length }, (_, at) => path.charCodeAt(at));
  return PLACE_NAMES[resolver.placeOf(units, 0, units.length, glob)];
}

describe('places', () => {
  test.each([
    ['src/main.ts', 'workspace'],
    ['./src//main.ts', 'workspace'],
    ['src/../lib', 'workspace'],
    ['.', 'workspace-root'],
    ['src/..', 'workspace-root'],
    [WORKSPACE, 'workspace-root'],
    [`${WORKSPACE}/x`, 'workspace'],
    ['..', 'home-root'],
    ['../other', 'home'],
    ['../../../etc/passwd', 'system-critical'],
    ['/', 'root'],
    ['//', 'root'],
    ['/..', 'root'],
    ['/home', 'home-root'],
    ['/home/bob', 'home-root'],
    ['/home/bob/x', 'home'],
    ['/root', 'home-root'],
    ['/root/.ssh/id_ed25519', 'key'],
    [HOME_HOLE, 'home-root'],
    [`${HOME_HOLE}/.ssh/id_rsa`, 'key'],
    [`${HOME_HOLE}/.ssh/id_rsa.pub`, 'home'],
    [`${HOME_HOLE}/.ssh/known_hosts`, 'home'],
    [`${HOME_HOLE}/.ssh/authorized_keys`, 'logins'],
    [`${HOME_HOLE}/.bashrc`, 'startup'],
    [`${HOME_HOLE}/.aws/credentials`, 'key'],
    [`${HOME_HOLE}/.docker/config.json`, 'token'],
    [`${HOME_HOLE}/Documents`, 'personal'],
    [`${HOME_HOLE}/Documents/x`, 'home'],
    ['.git/config', 'version-control'],
    ['.git/hooks/pre-commit', 'hooks'],
    ['.github/workflows/ci.yml', 'ci'],
    ['.github/CODEOWNERS', 'workspace'],
    ['.env', 'token'],
    ['packages/a/.env.local', 'token'],
    ['.env.example', 'workspace'],
    ['deploy/prod.tfstate', 'token'],
    ['certs/id_rsa', 'key'],
    ['.claude/settings.json', 'agent-hooks'],
    ['.claude/agents/review.md', 'agent-settings'],
    ['/tmp/x', 'temporary'],
    ['/tmp', 'temporary-root'],
    ['/dev/null', 'sink'],
    ['/dev/sda1', 'disk'],
    ['/dev/nvme0n1', 'disk'],
    ['/dev/tcp/10.0.0.1/80', 'connection'],
    ['/dev/ttyUSB0', 'device'],
    ['/proc/cpuinfo', 'kernel'],
    ['/proc/1/environ', 'token'],
    ['/proc/1/mem', 'memory'],
    ['/etc/shadow', 'passwords'],
    ['/etc/hosts', 'system'],
    ['/etc/cron.d/x', 'system-startup'],
    ['/usr/bin/env', 'system-critical'],
    ['/usr/local/bin/x', 'system'],
    ['/var/log/syslog', 'audit-log'],
    ['/var/log/nginx/access.log', 'log'],
    ['/var/run/docker.sock', 'engine-socket'],
    ['/srv/data', 'elsewhere'],
    [`${UNKNOWN_HOLE}/x`, 'unresolved'],
    [`/tmp/${UNKNOWN_HOLE}`, 'temporary'],
    ['', 'unresolved'],
    [`${HOME_HOLE}/.config/capgate/policy.yaml`, 'gate'],
    ['/etc/capgate/policy.yaml', 'gate'],
    ['.capgate/policy.yaml', 'gate'],
  ])('%s is %s', (path, expected) => {
    expect(placeOf(path)).toBe(expected);
  });

  test.each([
    ['*', 'workspace-root'],
    ['./*', 'workspace-root'],
    ['/*', 'root'],
    ['/tmp/*', 'temporary-root'],
    [`${HOME_HOLE}/*`, 'home-root'],
    ['*.o', 'workspace'],
    ['build/*', 'workspace'],
  ])('%s as a glob is %s', (path, expected) => {
    expect(placeOf(path, true)).toBe(expected);
  });

  test('the gate beats the workspace, wherever a context says that it lies', () => {
    const resolver = new PathResolver(WORKSPACE, WORKSPACE, HOME, [`${WORKSPACE}/gate`]);
    expect(placeOf('gate/keys', false, resolver)).toBe('gate');
    expect(placeOf('src', false, resolver)).toBe('workspace');
  });

  test('the workspace beats temporary', () => {
    const resolver = new PathResolver('/tmp/work', '/tmp/work', HOME, []);
    expect(placeOf('x', false, resolver)).toBe('workspace');
    expect(placeOf('/tmp/y', false, resolver)).toBe('temporary');
  });

  test('a path spelled with dots, doubled slashes or from the root means the same', () => {
    const segment = fc.constantFrom(
      'src',
      '.env',
      '.git',
      'hooks',
      'a.b',
      'id_rsa',
      'x.tfstate',
      '.envrc',
      '.ssh',
      'jenkins',
      'Jenkinsfile',
    );
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }),
        (segments, noise) => {
          const plain = segments.join('/');
          const noisy = segments.map((name, at) => ['', './', 'zz/../'][noise[at] ?? 0] + name).join('//');
          expect(placeOf(noisy)).toBe(placeOf(plain));
          expect(placeOf(`${WORKSPACE}/${noisy}`)).toBe(placeOf(plain));
        },
      ),
    );
  });
});
