/** Profiles as files: what was learned comes back as it was, and what is no profile is refused with what was expected. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kernel from '@capgate/kernel';
import { CHANGEABLE, type Profile, REACHES } from '@capgate/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Io } from '../src/io.ts';
import { profileText, readProfile } from '../src/run/profile-file.ts';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'capgate-profile-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function readBack(text: string): Promise<Profile> {
  const path = join(folder, 'profile.yaml');
  writeFileSync(path, text);
  return readProfile(path, { cwd: folder } as Io, kernel);
}

const paths = fc.array(
  fc
    .array(
      fc.string({ minLength: 1, unit: 'binary' }).filter((name) => !/[/\0]|^\.\.?$/u.test(name)),
      { minLength: 1, maxLength: 3 },
    )
    .map((names) => `/${names.join('/')}`),
);

const profiles: fc.Arbitrary<Profile> = fc
  .record({
    connect: fc.subarray([...REACHES]),
    change: fc.subarray([...CHANGEABLE]),
    read: paths,
    write: paths,
    programs: fc.option(paths, { nil: undefined }),
  })
  .map(({ programs, ...rest }) => (programs === undefined ? rest : { ...rest, programs }));

describe('a profile', () => {
  it('comes back as it was from its file, whatever names its files have', async () => {
    await fc.assert(
      fc.asyncProperty(
        profiles,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        async (profile, line, text) => {
          const lesson = { profile, unlearned: [{ text, count: 2 }] };
          expect(await readBack(await profileText(lesson, line, true))).toEqual(profile);
        },
      ),
    );
  });

  it('is said for people', async () => {
    const profile = { connect: ['local', 'public'], change: ['workspace'], read: [], write: ['/srv/cache'] } as const;
    const unlearned = [{ text: 'changing mounts', count: 3 }];
    expect(await profileText({ profile, unlearned }, 'npm test\u001b[2J', false)).toBe(`\
# What this needed: npm test\\x1b[2J
# Use it: capgate run --profile FILE -- …
# Nothing here tells of files, so it may change what any session may.
# Not in here: changing mounts (3 times)
version: 1
connect:
  - local
  - public
change:
  - workspace
read: []
write:
  - /srv/cache
`);
  });

  it('permits nothing that it does not name', async () => {
    expect(await readBack('version: 1')).toEqual({ connect: [], change: [], read: [], write: [] });
  });
});

const REFUSED: readonly [string, string][] = [
  ['', 'expected a profile'],
  ['- 1', 'expected a profile'],
  ['version: 2', 'expected version: 1, met "2"'],
  ['version: 1\nsudo: true', 'expected version, connect, change, read, write, programs, met "sudo"'],
  ['version: 1\nconnect: [world]', 'of connect local, loopback, resolver, private, public, metadata, met "world"'],
  ['version: 1\nchange: [home]', 'of change workspace, temporary, met "home"'],
  ['version: 1\nread: /etc', 'of read a list of at most 10000 texts'],
  ['version: 1\nread: [1]', 'of read a list of at most 10000 texts'],
  ['version: 1\nwrite: [etc]', 'absolute paths without dots in between, met "etc"'],
  ['version: 1\nwrite: [/srv/../etc]', 'absolute paths without dots in between, met "/srv/../etc"'],
  ['version: 1\nprograms: ["/bin/ls\\0x"]', 'absolute paths'],
  ['version: 1\nread: &a [/x]\nwrite: *a', 'expected no aliases'],
];

test.each(REFUSED)('%j is refused', async (text, said) => {
  await expect(readBack(text)).rejects.toThrow(said);
});
