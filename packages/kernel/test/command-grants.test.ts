import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, decide, EFFECT_NAMES, effectOf, namedPaths } from '@capgate/core';
import { commandGrants, type Grant, type Place } from '@capgate/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A home in which the gate has its own, and a folder beside it. */
let root: string;
let home: string;
let srv: string;
let places: readonly Place[];
let withheld: readonly string[];

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-grants-')));
  [home, srv] = [join(root, 'home'), join(root, 'srv')];
  for (const folder of ['home/.ssh', 'home/.config/capgate', 'home/project', 'srv/d'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['home/.ssh/config', 'home/.bashrc', 'srv/x']) writeFileSync(join(root, file), '');
  places = [
    { path: '/', scope: 'root' },
    { path: home, scope: 'home' },
    { path: join(home, '.ssh'), scope: 'credentials' },
    { path: join(home, '.config/capgate'), scope: 'gate' },
  ];
  withheld = [join(home, '.config/capgate'), join(home, '.claude/settings.json')];
});
afterAll(() => rmSync(root, { recursive: true }));

function real(text: string): string {
  return text.replace('SRV', srv).replace('HOME', home);
}

function grantsOf(line: string): readonly Grant[] {
  const context = createContext({ workspace: join(home, 'project'), home, namesPaths: true });
  decide({ kind: 'command', command: line }, context);
  return commandGrants(namedPaths(context), { places, withheld });
}

const plain = { isBelow: false, isSecret: false };
const writes = ['write', 'remove'] as const;

describe('what an approved command is granted', () => {
  it.each<[string, string, readonly Grant[]]>([
    ['deleting', 'rm SRV/x', [{ path: 'SRV/x', acts: ['remove'], ...plain }]],
    ['deleting a tree', 'rm -rf SRV/d', [{ path: 'SRV/d', acts: ['remove'], isBelow: true, isSecret: false }]],
    [
      'deleting what is found',
      'find SRV/d -delete',
      [{ path: 'SRV/d', acts: ['remove'], isBelow: true, isSecret: false }],
    ],
    ['appending', 'echo x >> ~/.bashrc', [{ path: 'HOME/.bashrc', acts: writes, ...plain }]],
    [
      'reading a credential',
      'cat ~/.ssh/config',
      [{ path: 'HOME/.ssh/config', acts: ['read'], isBelow: true, isSecret: true }],
    ],
    ['looking at credentials', 'ls ~/.ssh', [{ path: 'HOME/.ssh', acts: ['read'], isBelow: false, isSecret: true }]],
    ['making folders', 'mkdir -p SRV/new/a/b', [{ path: 'SRV/new', acts: writes, isBelow: true, isSecret: false }]],
    [
      'writing in a folder that is missing',
      'echo x > SRV/new/a',
      [{ path: 'SRV/new/a', acts: writes, isBelow: true, isSecret: false }],
    ],
  ])('for %s: %s', (_, line, grants) => {
    expect(grantsOf(real(line))).toEqual(grants.map((grant) => ({ ...grant, path: real(grant.path) })));
  });

  it.each([
    ['a pattern', 'rm SRV/*'],
    ['nothing of files', 'curl -s https://example.com'],
    ['what any session may read', 'cat SRV/x'],
    ['a home that is looked at', 'ls -la ~ && npm publish'],
    ['a home that is read', 'grep -rn TODO ~ ; npm publish'],
    ['who may use a file', 'chmod 600 ~/.ssh/config'],
    ['the gate’s own', 'rm -rf ~/.config/capgate'],
    ['what lies among it', 'rm ~/.config/capgate/keys/x'],
    ['what lies above it', 'mv ~/.config ~/x'],
    ['a home that is unpacked into', 'tar xf a.tar -C ~'],
    ['a folder of hooks that is not there yet', 'echo x > ~/.claude/settings.json'],
    ['the folder above those', 'mkdir -p ~/.claude/x'],
  ])('is nothing for %s: %s', (_, line) => {
    const ours = grantsOf(line.replace('SRV', srv)).filter(({ path }) => !path.startsWith(join(home, 'x')));
    expect(ours.filter(({ path }) => !path.startsWith(join(home, 'project')))).toEqual([]);
  });

  it('is what it takes along, by its name in a folder, and not the folder', () => {
    const granted = grantsOf(`cp a b ${srv}/d`).filter(({ acts }) => acts.includes('write'));
    expect(granted).toEqual([
      { path: `${srv}/d`, acts: writes, ...plain },
      { path: `${srv}/d/a`, acts: writes, isBelow: true, isSecret: false },
      { path: `${srv}/d/b`, acts: writes, isBelow: true, isSecret: false },
    ]);
  });

  it('is bounded', () => {
    expect(grantsOf(Array.from({ length: 500 }, (_, i) => `rm ${srv}/${i}`).join('; ')).length).toBe(128);
  });

  /** To the kernel it is writing what is in the file, or it touches none that it names. */
  const UNGRANTED =
    'file.permit file.narrow file.permit-tree file.open file.date file.date-like file.run evade.attributes'.split(' ');

  it('is known for every effect on a path', () => {
    const path = join(home, '.ssh/config');
    const onPaths = EFFECT_NAMES.filter((effect) => effectOf(effect).path !== undefined);
    const without = onPaths.filter(
      (effect) => commandGrants([{ effect, path, taken: [] }], { places, withheld }).length === 0,
    );
    expect(without).toEqual(UNGRANTED);
  });

  it('is nothing that changes files for an effect that only observes', () => {
    const changing = EFFECT_NAMES.filter((effect) =>
      commandGrants([{ effect, path: `${srv}/x`, taken: [] }], { places, withheld }).some(
        ({ acts }) => !acts.includes('read'),
      ),
    );
    expect(changing.filter((effect) => effectOf(effect).path !== 'change')).toEqual([]);
    expect(changing.length).toBeGreaterThan(8);
  });
});
