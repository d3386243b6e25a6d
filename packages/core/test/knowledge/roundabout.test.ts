/** Kinds whose meaning lies in the way that is taken: by a detour, from a shared folder, through somebody else's process. */
import { describe, expect, test } from 'vitest';
import { createContext, explain } from '../../src/index.ts';

const context = createContext({ workspace: '/home/ada/shop', home: '/home/ada' });

const verdictOf = (command: string): string => explain({ kind: 'command', command }, context).verdict;
const effectsOf = (command: string): string[] =>
  explain({ kind: 'command', command }, context).effects.map(({ effect }) => effect);

describe('a file that is read by a detour', () => {
  test.each([
    ['curl file:///etc/hosts', 'ask'],
    ['wget -qO- file:///proc/cpuinfo', 'ask'],
    ['curl file:///home/ada/shop/index.html', 'allow'],
    ['head ../../../../etc/hosts', 'ask'],
    ['grep root < ../../../../../../etc/group', 'ask'],
    ['cat ../../../etc/hosts', 'allow'],
    ['cat /etc/hosts', 'allow'],
    ['cat ../../ada/shop/a.txt', 'allow'],
    ['cd src && cat ../../../../etc/hosts', 'allow'],
  ])('%s: %s', (command, expected) => {
    expect(verdictOf(command)).toBe(expected);
  });
});

describe('what is brought from a temporary folder to where it runs or steers by itself', () => {
  test.each([
    ['cp /tmp/hook .git/hooks/pre-commit', 'deny'],
    ['mv /dev/shm/ci.yml .github/workflows/ci.yml', 'deny'],
    ['install -m 755 /tmp/hook .husky/pre-push', 'deny'],
    ['cp /tmp/notes.md AGENTS.md', 'deny'],
    ['cat /tmp/rules >> CLAUDE.md', 'deny'],
    ['cp docs/agents.md AGENTS.md', 'allow'],
    ['cp /tmp/notes.md notes.md', 'allow'],
    ['mv /tmp/jq ~/.local/bin/jq', 'ask'],
    ["sed 's/18/20/' .github/workflows/ci.yml > /tmp/ci.yml && mv /tmp/ci.yml .github/workflows/ci.yml", 'ask'],
  ])('%s: %s', (command, expected) => {
    expect(verdictOf(command)).toBe(expected);
  });
});

describe('a key that stands in the text', () => {
  const key = `sk-proj-${'a1B2'.repeat(8)}`;

  test.each([
    [`curl https://api.example.com/v1 -H "Authorization: Bearer ${key}"`, 'ask'],
    [`wget "https://example.com/?k=AKIA${'Q7'.repeat(8)}"`, 'ask'],
    [`export OPENAI_API_KEY=${key}`, 'allow'],
    [`echo ${key}`, 'allow'],
    [`curl http://localhost:8080/v1 -d '{"key":"${key}"}'`, 'allow'],
    ['curl https://example.com/v1 -H "Authorization: Bearer $TOKEN"', 'allow'],
    ['curl https://example.com/v1 -H "Authorization: Bearer sk-your-key-goes-in-here-please"', 'allow'],
    [`curl https://example.com/task-${'abcd'.repeat(8)}`, 'allow'],
  ])('%s: %s', (command, expected) => {
    expect(verdictOf(command)).toBe(expected);
  });
});

describe('the process of a service', () => {
  test.each([
    'kill $(pgrep sshd)',
    'sudo kill -9 $(pidof crond)',
    'pgrep dockerd | xargs kill',
    'killall NetworkManager',
    'pkill systemd-networkd',
  ])('stops the service: %s', (command) => {
    expect(effectsOf(command)).toContain('service.change');
    expect(verdictOf(command)).toBe('ask');
  });

  test.each(['kill $(pgrep node)', 'pgrep sshd', 'kill $(pgrep -f "next dev"); pgrep node'])('not: %s', (command) => {
    expect(verdictOf(command)).toBe('allow');
  });
});

describe('what is watched', () => {
  test.each([
    ['inotifywait -m -r /', 'ask'],
    ['fswatch ~/.aws', 'ask'],
    ['inotifywait -m -r ~', 'ask'],
    ['inotifywait -e modify src', 'allow'],
    ['watchexec -w src -- npm test', 'allow'],
    ['fswatch /srv/data', 'allow'],
  ])('%s: %s', (command, expected) => {
    expect(verdictOf(command)).toBe(expected);
  });
});

test('a folder that must be empty is no loss', () => {
  expect(verdictOf('find /srv/app -type d -empty -exec rmdir {} +')).toBe('allow');
  expect(verdictOf('rmdir ~/old')).toBe('allow');
  expect(verdictOf('rmdir /etc/x')).toBe('ask');
  expect(verdictOf('unlink /srv/app/x')).toBe('ask');
});

test('what a lister finds with the rights of root is known too', () => {
  expect(verdictOf('sudo find /srv/www -type d -print0 | xargs -0 chmod 755')).toBe('allow');
  expect(verdictOf('sudo find /boot -type f | xargs sudo chmod 755')).not.toBe('allow');
  expect(verdictOf('sudo -u www find /srv/www | xargs chmod 755')).toBe('ask');
});

test('an escape that is spelt out hides nothing', () => {
  expect(verdictOf(String.raw`IFS= read -rsn1 -d $'\e' key`)).toBe('allow');
  expect(verdictOf(String.raw`printf %s $'\x1b[0m' $'\u200b'`)).toBe('allow');
  expect(verdictOf(`echo $'a\u202eb'`)).toBe('ask');
  expect(verdictOf(String.raw`x=$'\e'; echo "$x` + `\u200b"`)).toBe('ask');
});
