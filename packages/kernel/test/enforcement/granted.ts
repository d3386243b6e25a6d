/** What a person allowed one command beside its mask: at those names, to that command, while it runs. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Grant, type HeldSession, type TierName } from '@capgate/kernel';
import type { Check } from '../guest/suite.ts';
import type { Outcome } from './act.ts';
import type { Stage } from './suite.ts';
import { acted, inSession, inWorld, openMask, unenforced, usualMask, type World } from './world.ts';

interface Case {
  readonly name: string;
  readonly grant: (world: World) => Grant;
  /** What it comes to without a grant is always `refused`. */
  readonly act: (world: World) => readonly string[];
  readonly outcome: Outcome;
}

const alone = { isBelow: false, isSecret: false } as const;
const removing = { acts: ['remove'], ...alone } as const;
const writing = { acts: ['write', 'remove'], ...alone } as const;
const emptying = { acts: ['remove'], isBelow: true, isSecret: false } as const;

const cases: readonly Case[] = [
  {
    name: 'deleting what was granted',
    grant: ({ home }) => ({ path: join(home, 'file'), ...removing }),
    act: ({ home }) => ['unlink', join(home, 'file')],
    outcome: 'done',
  },
  {
    name: 'deleting beside it, by a name that begins with it',
    grant: ({ home }) => ({ path: join(home, 'fil'), ...removing }),
    act: ({ home }) => ['unlink', join(home, 'file')],
    outcome: 'refused',
  },
  {
    name: 'the same name in another folder',
    grant: ({ home }) => ({ path: join(home, 'tree/file'), ...removing }),
    act: ({ home }) => ['unlink', join(home, 'file')],
    outcome: 'refused',
  },
  {
    name: 'writing what may be deleted',
    grant: ({ home }) => ({ path: join(home, 'file'), ...removing }),
    act: ({ home }) => ['write', join(home, 'file')],
    outcome: 'refused',
  },
  {
    name: 'writing what was granted',
    grant: ({ home }) => ({ path: join(home, 'file'), ...writing }),
    act: ({ home }) => ['write', join(home, 'file')],
    outcome: 'done',
  },
  {
    name: 'making what is not there yet',
    grant: ({ home }) => ({ path: join(home, 'new'), ...writing }),
    act: ({ home }) => ['create', join(home, 'new')],
    outcome: 'done',
  },
  {
    name: 'making something below a folder that is there',
    grant: ({ home }) => ({ path: join(home, 'tree'), ...writing }),
    act: ({ home }) => ['create', join(home, 'tree/new')],
    outcome: 'refused',
  },
  {
    name: 'deleting below a granted tree',
    grant: ({ home }) => ({ path: join(home, 'tree'), ...emptying }),
    act: ({ home }) => ['unlink', join(home, 'tree/file')],
    outcome: 'done',
  },
  {
    name: 'deleting below what was granted alone',
    grant: ({ home }) => ({ path: join(home, 'tree'), ...removing }),
    act: ({ home }) => ['unlink', join(home, 'tree/file')],
    outcome: 'refused',
  },
  {
    name: 'reading a credential',
    grant: ({ credentials }) => ({ path: join(credentials, 'file'), acts: ['read'], isBelow: true, isSecret: true }),
    act: ({ credentials }) => ['read', join(credentials, 'file')],
    outcome: 'done',
  },
  {
    name: 'reading credentials below a granted folder that is none',
    grant: ({ home }) => ({ path: home, acts: ['read'], isBelow: true, isSecret: false }),
    act: ({ credentials }) => ['read', join(credentials, 'file')],
    outcome: 'refused',
  },
  {
    name: 'deleting credentials below a granted tree that is none',
    grant: ({ home }) => ({ path: home, ...emptying }),
    act: ({ credentials }) => ['unlink', join(credentials, 'file')],
    outcome: 'refused',
  },
  {
    name: 'deleting below a granted tree of credentials',
    grant: ({ credentials }) => ({ path: credentials, acts: ['remove'], isBelow: true, isSecret: true }),
    act: ({ credentials }) => ['unlink', join(credentials, 'file')],
    outcome: 'done',
  },
  {
    name: 'changing what is the gate’s own',
    grant: ({ gate }) => ({ path: gate, acts: ['read', 'write', 'remove'], isBelow: true, isSecret: true }),
    act: ({ gate }) => ['unlink', join(gate, 'file')],
    outcome: 'refused',
  },
  {
    name: 'behind a link that takes the place of a granted folder',
    grant: ({ workspace }) => ({ path: join(workspace, 'link/file'), ...removing }),
    act: ({ workspace }) => ['unlink', join(workspace, 'link/file')],
    outcome: 'refused',
  },
  {
    name: 'behind a link that has the granted name',
    grant: ({ workspace }) => ({ path: join(workspace, 'to-file'), ...writing }),
    act: ({ workspace }) => ['write', join(workspace, 'to-file')],
    outcome: 'refused',
  },
];

export function grantedChecks(tier: TierName, now: () => Stage): readonly Check[] {
  const within = (use: (world: World, session: HeldSession) => Promise<void>) => () => {
    const { labels, outside, holding } = now();
    assert.ok(holding);
    return inWorld(labels, outside, (world) => {
      furnish(world);
      return inSession(holding, usualMask, (session) => use(world, session));
    });
  };
  if (tier !== 'lsm') return [{ name: 'no file is granted: nothing here holds any', run: within(grantsNothing) }];
  return [
    ...cases.map((item) => ({ name: `granted, ${item.name}: ${item.outcome}`, run: within(checkOf(item)) })),
    { name: 'what is granted is one command’s, and goes with it', run: within(isOneCommands) },
  ];
}

/** What the cases need beside what every world has. */
function furnish({ home, workspace }: World): void {
  mkdirSync(join(home, 'tree'));
  writeFileSync(join(home, 'tree/file'), 'content');
  symlinkSync(home, join(workspace, 'link'));
  symlinkSync(join(home, 'file'), join(workspace, 'to-file'));
}

function checkOf({ grant, act, outcome }: Case): (world: World, session: HeldSession) => Promise<void> {
  return async (world, session) => {
    const command = [world.safe, ...act(world)];
    assert.equal(await inCommand(session, 'before', command), 'refused', 'without a grant');
    assert.equal(await inCommand(session, 'granted', command, [grant(world)]), outcome);
    // A control where it succeeds: nothing else is in its way.
    if (outcome === 'refused') assert.equal(await unenforced(command), 'done', 'where nothing holds it');
  };
}

async function isOneCommands({ safe, home }: World, session: HeldSession): Promise<void> {
  const file = join(home, 'file');
  const [write, grants] = [[safe, 'write', file], [{ path: file, ...writing }]];
  assert.equal(await inCommand(session, 'one', write, grants), 'done');
  assert.equal(await inCommand(session, 'other', write), 'refused', 'by another command at the same time');
  assert.equal(await acted(write, (pid) => session.add(pid)), 'refused', 'by the agent itself');
  assert.ok(session.endCommand('one'));
  assert.equal(await inCommand(session, 'one', write), 'refused', 'by the next command of its name');
}

async function grantsNothing({ home }: World, session: HeldSession): Promise<void> {
  const file = join(home, 'file');
  await acted(['/bin/true'], (pid) => {
    session.addCommand('one', pid, openMask);
    assert.deepEqual(session.grant('one', [{ path: file, ...removing }]), [file]);
  });
  assert.ok(existsSync(file));
}

async function inCommand(
  session: HeldSession,
  name: string,
  command: readonly string[],
  grants: readonly Grant[] = [],
): Promise<Outcome> {
  return acted(command, (pid) => {
    session.addCommand(name, pid, usualMask);
    session.grant(name, grants);
  });
}
