/** Commands of a held session as the gate hands them out: their masks, and what was approved of them. */
import * as kernel from '@capgate/kernel';
import { describe, expect, it } from 'vitest';
import { BoundCommands } from '../../src/run/commands.ts';
import type { WantedBinding } from '../../src/run/gate-session.ts';

const WANTED: WantedBinding = { binding: 'b', pid: 7, startTicks: 12, flags: 0x201, approved: [] };
const APPROVED = [
  { effect: 'file.delete-tree', path: '/srv/old', taken: [] },
  { effect: 'file.write', path: '/srv/link/x', taken: [] },
] as const;

const AROUND: kernel.GrantSurroundings = { places: [{ path: '/', scope: 'root' }], withheld: [] };

interface Options {
  readonly isUnbound: boolean;
  readonly grantable: kernel.GrantSurroundings | undefined;
}

/** Of a session that grants all but `missed`. */
function boundIn(
  missed: readonly string[],
  bindCommand: (binding: kernel.Binding) => void = () => {},
  { isUnbound, grantable }: Options = { isUnbound: true, grantable: AROUND },
) {
  const granted: (readonly [string, readonly kernel.Grant[]])[] = [];
  const session = {
    grant: (name: string, grants: readonly kernel.Grant[]) => {
      granted.push([name, grants]);
      return grants.map(({ path }) => path).filter((path) => missed.includes(path));
    },
  } as unknown as kernel.HeldSession;
  const bind = (_: kernel.HeldSession, binding: kernel.Binding): void => bindCommand(binding);
  const fake = { ...kernel, bindCommand: bind, isUnbound: () => isUnbound };
  const commands = new BoundCommands(fake, session, kernel.sessionMask(1n, 'on'), grantable);
  return { commands, granted };
}

describe('a command that is bound', () => {
  it('is granted what was approved of it, in its own group', () => {
    const names: string[] = [];
    const { commands, granted } = boundIn([], ({ name }) => void names.push(name));
    expect(commands.bind({ ...WANTED, approved: APPROVED })).toEqual({ binding: 'b', widened: true });
    expect(granted).toEqual([[names[0], kernel.commandGrants(APPROVED, AROUND)]]);
  });

  it('is said to do more only where something was granted', () => {
    const some = boundIn(['/srv/link/x']).commands.bind({ ...WANTED, approved: APPROVED });
    const none = boundIn(['/srv/old', '/srv/link/x']).commands.bind({ ...WANTED, approved: APPROVED });
    expect([some, none, boundIn([]).commands.bind(WANTED)]).toEqual([
      { binding: 'b', widened: true },
      { binding: 'b' },
      { binding: 'b' },
    ]);
  });

  it('is granted nothing where its shell is of another command, or a profile says what is needed', () => {
    for (const options of [
      { isUnbound: false, grantable: AROUND },
      { isUnbound: true, grantable: undefined },
    ]) {
      const { commands, granted } = boundIn([], () => {}, options);
      expect(commands.bind({ ...WANTED, approved: APPROVED })).toEqual({ binding: 'b' });
      expect(granted).toEqual([[expect.any(String), []]]);
    }
  });

  it('is granted nothing where it is not bound', () => {
    const { commands, granted } = boundIn([], () => {
      throw new Error('another process');
    });
    expect(commands.bind({ ...WANTED, approved: APPROVED })).toEqual({ binding: 'b', error: 'another process' });
    expect(granted).toEqual([]);
  });
});
