import {
  type KernelEvent,
  Learned,
  type Place,
  profileMask,
  profilePlaces,
  REACHES,
  sessionMask,
  type Surroundings,
} from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const PLACES: readonly Place[] = [
  { path: '/', scope: 'root' },
  { path: '/home/ada', scope: 'home' },
  { path: '/home/ada/.ssh', scope: 'credentials' },
  { path: '/home/ada/shop', scope: 'workspace' },
  { path: '/home/ada/.config/capgate', scope: 'gate' },
  { path: '/tmp', scope: 'temporary' },
];
const ROOT_MOUNT = { path: '/', type: 'ext4', root: '/' };
const HOME_MOUNT = { path: '/home', type: 'ext4', root: '/' };

function around(existing: readonly string[], mounts = [ROOT_MOUNT]): Surroundings {
  const folders = existing.flatMap((path) =>
    path.split('/').map((_, at, names) => names.slice(0, at).join('/') || '/'),
  );
  const there = new Set([...existing, ...folders, ...PLACES.map(({ path }) => path)]);
  return { mounts, places: PLACES, exists: (path) => there.has(path) };
}

const TOLD = { timeNs: 1n, session: 2n, id: 3n, pid: 4, parentPid: 5, uid: 6, command: 'node', isDenied: false };

function file(act: 'read' | 'write' | 'remove', path: string, scope: Place['scope'], isDenied = true): KernelEvent {
  return { ...TOLD, act, path, scope, isDenied };
}

function isIn(paths: readonly string[], path: string): boolean {
  return paths.some((one) => path === one || path.startsWith(`${one}/`));
}

function lessonOf(events: readonly KernelEvent[], surroundings = around([]), lost = 0n) {
  const learned = new Learned();
  for (const event of events) learned.add(event);
  return learned.lesson(surroundings, lost);
}

describe('of a session nothing is learned', () => {
  it('but unix sockets where it did nothing', () => {
    expect(lessonOf([])).toEqual({
      profile: { connect: ['local'], change: [], read: [], write: [], programs: [] },
      unlearned: [],
    });
  });

  it('that changes the gate, or leaves: it is told', () => {
    const lesson = lessonOf([
      file('write', '/home/ada/.config/capgate/config.yaml', 'gate'),
      { ...TOLD, act: 'control', control: 'leave', isDenied: true },
      { ...TOLD, act: 'control', control: 'leave', isDenied: true },
      { ...TOLD, act: 'exec', path: '/usr/bin/sudo', flags: 0, reason: 'setuid-exec', isDenied: true },
    ]);
    expect(lesson.profile).toMatchObject({ read: [], write: [], programs: [] });
    expect(lesson.unlearned).toEqual([
      { text: "write of the gate's own /home/ada/.config/capgate/config.yaml", count: 1 },
      { text: 'leaving the control group', count: 2 },
      { text: "running a program with another user's rights: /usr/bin/sudo", count: 1 },
    ]);
  });

  it('of which events were lost: that is told as well', () => {
    expect(lessonOf([], around([]), 7n).unlearned).toEqual([{ text: 'acts that nobody could be told of', count: 7 }]);
  });
});

describe('a profile is the least that would have let a session', () => {
  it('names what is withheld, and of what is not only whether it was changed', () => {
    const events = [
      file('read', '/home/ada/.ssh/id_ed25519', 'credentials'),
      file('read', '/home/ada/notes.md', 'home', false),
      file('write', '/home/ada/shop/dist/main.js', 'workspace', false),
      file('write', '/home/ada/.npmrc', 'home'),
    ];
    const there = around(['/home/ada/.ssh/id_ed25519', '/home/ada/.npmrc']);
    expect(lessonOf(events, there).profile).toEqual({
      connect: ['local'],
      change: ['workspace'],
      read: ['/home/ada/.ssh/id_ed25519'],
      write: ['/home/ada/.npmrc'],
      programs: [],
    });
  });

  it('has the folder for files that are gone, and for many', () => {
    const gone = [file('write', '/home/ada/.store/tmp-81', 'home'), file('remove', '/home/ada/.store/tmp-81', 'home')];
    expect(lessonOf(gone, around(['/home/ada/.store/kept'])).profile.write).toEqual(['/home/ada/.store']);
    const many = ['a', 'b', 'c', 'd'].map((name) => `/home/ada/.store/${name}`);
    const events = many.map((path) => file('write', path, 'home'));
    expect(lessonOf(events, around(many)).profile.write).toEqual(['/home/ada/.store']);
    expect(lessonOf(events.slice(1), around(many)).profile.write).toEqual(many.slice(1));
  });

  it('never has the home for files that lie in it', () => {
    const many = ['.a', '.b', '.c', '.d', '.e'].map((name) => `/home/ada/${name}`);
    const events = many.map((path) => file('write', path, 'home'));
    expect(lessonOf(events, around(many)).profile.write).toEqual(many);
    expect(lessonOf([file('write', '/home/ada/.gone', 'home')]).profile.write).toEqual(['/home/ada/.gone']);
  });

  it('says where a path lies whose file system is mounted elsewhere', () => {
    const events = [file('read', '/ada/.ssh/config', 'credentials')];
    const lesson = lessonOf(events, around(['/home/ada/.ssh/config'], [ROOT_MOUNT, HOME_MOUNT]));
    expect(lesson.profile.read).toEqual(['/home/ada/.ssh/config']);
    expect(lessonOf(events, around(['/home/ada/.ssh/config'])).unlearned).toEqual([
      { text: '/ada/.ssh/config, of which nothing is left', count: 1 },
    ]);
  });

  it('has the reaches that it connected to, and programs', () => {
    const lesson = lessonOf(
      [
        { ...TOLD, act: 'connect', address: '1.1.1.1', port: 443, reach: 'public' },
        { ...TOLD, act: 'exec', path: '/usr/bin/node', flags: 0, reason: 'fine' },
        { ...TOLD, act: 'exec', path: '/usr/bin/git', flags: 0, reason: 'fine' },
        { ...TOLD, act: 'exec', path: '/usr/bin/node', flags: 0, reason: 'fine' },
        { ...TOLD, act: 'exec', path: '/ada/shop/build.sh', flags: 0, reason: 'fine' },
      ],
      around(['/usr/bin/node', '/usr/bin/git', '/home/ada/shop/build.sh'], [ROOT_MOUNT, HOME_MOUNT]),
    );
    expect(lesson.profile.connect).toEqual(['local', 'public']);
    expect(lesson.profile.programs).toEqual(['/home/ada/shop/build.sh', '/usr/bin/git', '/usr/bin/node']);
  });

  it('permits again, by its mask and its places, all that was done', () => {
    const scopes = ['home', 'workspace', 'temporary', 'credentials'] as const;
    const base = { home: '/home/ada', workspace: '/home/ada/shop', temporary: '/tmp', credentials: '/home/ada/.ssh' };
    const events = fc.array(
      fc.record({
        act: fc.constantFrom('read', 'write', 'remove'),
        scope: fc.constantFrom(...scopes),
        names: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(events, fc.boolean(), (drawn, isKept) => {
        const session = sessionMask(1n, 'on');
        const acts = drawn.map(({ act, scope, names }) => ({ act, scope, path: `${base[scope]}/${names.join('/')}` }));
        const told = acts.map(({ act, scope, path }) =>
          file(act, path, scope, !(act === 'read' ? session.read : session.write).has(scope)),
        );
        const folders = acts.map(({ path }) => path.slice(0, path.lastIndexOf('/')));
        const { profile } = lessonOf(told, around(isKept ? acts.map(({ path }) => path) : folders));
        const mask = profileMask(profile, 1n);
        for (const { act, scope, path } of acts) {
          const isByPlace = isIn(act === 'read' ? [...profile.read, ...profile.write] : profile.write, path);
          expect(isByPlace || (act === 'read' ? mask.read : mask.write).has(scope)).toBe(true);
        }
      }),
    );
  });

  it('leaves a workspace closed that was not changed, also where something else may be', () => {
    const profile = { connect: [], change: [], read: [], write: ['/srv'] } as const;
    const places: readonly Place[] = [...PLACES, { path: '/srv', scope: 'workspace' }];
    const open = profilePlaces(profile, places).filter(({ scope }) => profileMask(profile, 1n).write.has(scope));
    expect(open).toEqual([{ path: '/srv', scope: 'workspace' }]);
    expect(profilePlaces({ ...profile, change: ['workspace'] }, places)).toBe(places);
  });

  it('is no wider than a session but for reaches that it names', () => {
    const session = sessionMask(1n, 'on');
    const profile = { connect: REACHES, change: ['workspace', 'temporary'] as const, read: [], write: ['/srv'] };
    expect(profileMask(profile, 1n)).toEqual({ ...session, connect: new Set(REACHES) });
    const closed = profileMask({ connect: [], change: [], read: [], write: [], programs: ['/bin/ls'] }, 1n);
    expect(closed).toEqual({
      ...session,
      write: new Set(),
      remove: new Set(),
      connect: new Set(),
      controls: new Set(),
    });
  });
});
