import { createContext, decide, EFFECT_NAMES, effectOf, namedPaths } from '@capgate/core';
import { commandGrants, type Grant } from '@capgate/kernel';
import { describe, expect, it } from 'vitest';

const context = createContext({ workspace: '/home/me/project', home: '/home/me', namesPaths: true });

function grantsOf(line: string): readonly Grant[] {
  decide({ kind: 'command', command: line }, context);
  return commandGrants(namedPaths(context));
}

describe('what an approved command is granted', () => {
  it.each<[string, readonly Grant[]]>([
    ['rm -rf /srv/old', [{ path: '/srv/old', acts: ['remove'], below: 'always' }]],
    ['rm /srv/x', [{ path: '/srv/x', acts: ['remove'], below: 'never' }]],
    ['cat ~/.ssh/config', [{ path: '/home/me/.ssh/config', acts: ['read'], below: 'always' }]],
    ['echo x >> ~/.bashrc', [{ path: '/home/me/.bashrc', acts: ['write', 'remove'], below: 'if-new' }]],
    ['chmod +x /srv/x', [{ path: '/srv/x', acts: ['write'], below: 'never' }]],
    ['find /srv/old -delete', [{ path: '/srv/old', acts: ['remove'], below: 'always' }]],
    ['rm /srv/*', []],
    ['curl -s https://example.com', []],
  ])('%s', (line, grants) => expect(grantsOf(line)).toEqual(grants));

  it('is what it takes along, by its name in a folder, and not the folder', () => {
    expect(grantsOf('cp a b /srv/d').filter(({ acts }) => acts.includes('write'))).toEqual([
      { path: '/srv/d', acts: ['write', 'remove'], below: 'if-new' },
      { path: '/srv/d/a', acts: ['write', 'remove'], below: 'if-new' },
      { path: '/srv/d/b', acts: ['write', 'remove'], below: 'if-new' },
    ]);
  });

  /** What touches no file that it names: its dates are lent, it is run, or it loses attributes that no mask speaks of. */
  const UNGRANTED = ['file.date-like', 'file.run', 'evade.attributes'];

  it('is known for every effect on a path', () => {
    const onPaths = EFFECT_NAMES.filter((effect) => effectOf(effect).path !== undefined);
    const without = onPaths.filter((effect) => commandGrants([{ effect, path: '/x', taken: [] }]).length === 0);
    expect(without).toEqual(UNGRANTED);
  });

  it('is nothing that changes files for an effect that only observes', () => {
    const changing = EFFECT_NAMES.filter((effect) =>
      commandGrants([{ effect, path: '/x', taken: [] }]).some(({ acts }) => !acts.includes('read')),
    );
    expect(changing.filter((effect) => effectOf(effect).path !== 'change')).toEqual([]);
    expect(changing.length).toBeGreaterThan(10);
  });
});
