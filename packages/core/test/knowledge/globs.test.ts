/** Paths that mean many names, and names that mean one file whatever their letters: where they lie. */
import { describe, expect, test } from 'vitest';
import { PLACE_BITS } from '../../src/knowledge/paths/glob-places.ts';
import { type ContextOptions, createContext, explain, PLACE_NAMES } from '../../src/index.ts';
import { holdsGlob, mayMeanPart, meansName, patternOf } from '../../src/knowledge/paths/glob.ts';

const FOLDERS: ContextOptions = { workspace: '/home/ada/shop', home: '/home/ada' };

/** Verdict of balanced mode, and the place of the command's last effect. */
function answer(command: string, options: ContextOptions = {}): string {
  const { verdict, effects } = explain({ kind: 'command', command }, createContext({ ...FOLDERS, ...options }));
  return `${verdict} ${effects.at(-1)?.place}`;
}

describe('a glob', () => {
  test.each([
    ['*', 'passwd', true],
    ['*', '.env', false],
    ['.*', '.env', true],
    ['sh?dow', 'shadow', true],
    ['s*d*w', 'shadow', true],
    ['s*d*x', 'shadow', false],
    ['sha[a-e]ow', 'shadow', true],
    ['sha[!a-e]ow', 'shadow', false],
    ['sha[[:alpha:]]ow', 'shadow', true],
    ['sha[]d]ow', 'shadow', true],
    ['sha[', 'sha[', true],
    ['sh@(a|b)dow', 'shadow', true],
    ['shadow?', 'shadow', false],
    ['', 'shadow', false],
  ])('%s means %s: %s', (glob, name, isMeant) => {
    expect(meansName(patternOf(glob), name)).toBe(isMeant);
  });

  test.each([
    ['.env*', '.env.', false, true],
    ['.e', '.env.', false, false],
    ['*env.x', '.env.', false, false],
    ['*.p?m', '.pem', true, true],
    ['x.pem', '.pem', true, true],
    ['*x', '.pem', true, false],
  ])('%s may mean a name with %s: %s', (glob, part, isEnd, isMeant) => {
    expect(mayMeanPart(patternOf(glob), part, isEnd)).toBe(isMeant);
  });

  test('is told from plain text', () => {
    expect(['a*', 'a?', '[ab]', '+(a)', 'a[b', 'ab'].map((text) => holdsGlob(patternOf(text)))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('a bit for each place fits in an integer', () => {
    const bits = Array.from(PLACE_BITS).filter((bit) => bit !== 0);
    expect(PLACE_NAMES.length - bits.length).toBe(6);
    expect(new Set(bits).size).toBe(bits.length);
  });
});

describe('a path with globs lies where the riskiest of its names does', () => {
  test.each([
    ['cat ~/.s*/id*', 'deny key'],
    ['cat /etc/sh?dow', 'deny passwords'],
    ['cat /home/*/.ssh/id_rsa', 'deny key'],
    ['cat /h*/ada/.aws/cred*', 'deny key'],
    ['rm -rf /b*', 'deny system-critical'],
    ['rm -rf /h*', 'deny home-root'],
    ['rm -rf ~/Doc*', 'deny personal'],
    ['cat .e?v', 'ask token'],
    ['cat deploy/*.tfstate', 'ask token'],
    ['cat ../*/.env', 'ask token'],
    ['cd src && cat ../.en*', 'ask token'],
    ['cat /proc/[0-9]*/environ', 'ask token'],
    ['echo x > ~/.c*/policy.yaml', 'deny gate'],
    ['cat ~/.capg*/policy.yaml', 'deny gate'],
    ['rm /etc/*/policy.yaml', 'deny gate'],
    ['rm -rf /home/*/.ssh', 'deny key'],
    ['cd /e* && rm -rf cron.d', 'ask unresolved'],
    ['dd if=x of=/dev/s?a', 'deny disk'],
  ])('%s: %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test.each([
    ['cat *.log', 'allow workspace'],
    ['cat *.json', 'allow workspace'],
    ['rm *.json', 'allow workspace'],
    ['ls src/*', 'allow workspace'],
    ['rm /tmp/*.txt', 'allow temporary'],
    ['cat /etc/*release', 'allow system'],
    ['cat /etc/*/*.txt', 'allow system'],
    ['cat /proc/*/status', 'allow kernel'],
    ['ls ~/.c*', 'allow home'],
    ['rm -rf node_modules/c*', 'allow workspace'],
    ['cat ~/notes/*.md', 'allow home'],
    ['cd pack*/core && rm -rf dist', 'allow workspace'],
  ])('a harmless one stays harmless: %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test('the gate’s own files of the context are met by a glob', () => {
    expect(answer('cat /srv/g*te/policy', { gatePaths: ['/srv/gate'] })).toBe('deny gate');
  });
});

describe('letter case', () => {
  const MAC: ContextOptions = { workspace: '/Users/Ada/Shop', home: '/Users/Ada', platform: 'darwin' };

  test.each([
    ['cat /ETC/master.passwd', 'deny passwords'],
    ['cat ~/.SSH/ID_RSA', 'deny key'],
    ['cat ~/.ſſh/id_rsa', 'deny key'],
    ['cat .ENV', 'ask token'],
    ['cat .E*V', 'ask token'],
    ['rm -rf /USERS/ada/shop/SRC', 'allow workspace'],
    ['rm -rf /Users/bob', 'deny home-root'],
    ['rm -rf ~/documents', 'deny personal'],
    ['cat /private/etc/master.passwd', 'deny passwords'],
    ['rm -rf /private/etc', 'deny system'],
    ['rm -rf /private/tmp/x', 'allow temporary'],
    ['cat /System/Volumes/Data/Users/ada/.ssh/id_rsa', 'deny key'],
    ['cat /var/root/.ssh/id_rsa', 'deny key'],
    ['cat SRC/Main.ts', 'allow workspace'],
  ])('means nothing on macOS: %s', (command, expected) => {
    expect(answer(command, MAC)).toBe(expected);
  });

  test('means nothing on Windows', () => {
    expect(answer('cat ~/.SSH/id_rsa', { platform: 'win32' })).toBe('deny key');
  });

  test.each([
    ['cat ~/.SSH/id_rsa2', 'allow home'],
    ['cat .ENV', 'allow workspace'],
    ['cat /ETC/shadow', 'allow elsewhere'],
  ])('counts on Linux: %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test('a gate’s own path is met in any letters', () => {
    expect(answer('cat /srv/GATE/x', { platform: 'darwin', gatePaths: ['/srv/gate'] })).toBe('deny gate');
  });
});

test('what longer rules say of names that are written out holds for what a glob means there', () => {
  expect(answer('rm -rf /var/tmp/build-*')).toBe('allow temporary');
  expect(answer('rm -rf /var/cache/apt/archives/*.deb')).toBe('allow cache');
  expect(answer('rm -rf /v*r/t*p/build-*')).toBe('deny system');
  expect(answer('rm -rf /var/lib/*.d')).toBe('deny system');
  expect(answer('cat /proc/self/root/etc/h*')).toBe('deny memory');
});
