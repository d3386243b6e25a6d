/** A number that another process gets between two looks: it ends where it was, and nobody has the mask. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  bindCommand,
  type HeldSession,
  makeGroup,
  membersOf,
  moveInto,
  removeGroup,
  sessionsFolder,
} from '@capgate/kernel';
import { needsProvided } from '@capgate/testing';
import { expect, test, vi } from 'vitest';
import { groupPathOf } from '../src/cgroups.ts';
import { processAt } from '../src/system/processes.ts';
import { usualMask } from './enforcement/world.ts';

vi.mock(import('../src/system/processes.ts'), async (original) => {
  const actual = await original();
  return { ...actual, processAt: vi.fn<typeof actual.processAt>(actual.processAt) };
});

const missing = process.getuid?.() === 0 ? undefined : 'root alone makes control groups';

test('a process that got the number meanwhile goes back to where its parent is', async (context) => {
  needsProvided(context, missing);
  const folder = sessionsFolder(`capgate-bind-${process.pid}`);
  const group = makeGroup(folder, 'session');
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const pid = child.pid as number;
  moveInto(group, pid);
  const born = processAt(pid)?.startTicks ?? 0;
  // What binding uses of a session. Once it is moved, the number is somebody else's.
  const session = {
    group,
    addCommand: (name: string, moved: number) => {
      const command = makeGroup(group, name);
      moveInto(command, moved);
      expect(membersOf(command)).toEqual([pid]);
      vi.mocked(processAt).mockReturnValue({ parentPid: process.pid, startTicks: born + 1, command: 'another' });
      return command;
    },
    endCommand: (name: string) => removeGroup({ path: `${group.path}/${name}`, id: 0n }),
  } as unknown as HeldSession;
  expect(() => bindCommand(session, { name: 'one', pid, startTicks: born, mask: usualMask })).toThrow(/met another/u);
  expect(groupPathOf(pid)).toBe(groupPathOf(process.pid));
  expect(existsSync(`${group.path}/one`)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([removeGroup(group), removeGroup(folder)]).toEqual([true, true]);
});
