import { Capability, type CapabilityName, createContext, decide, Risk } from '@capgate/core';
import { commandMask, type Mask, sessionMask } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMask, permitsNoMore } from './masks.ts';

const names = Object.keys(Capability) as CapabilityName[];
const someFlags = fc
  .tuple(fc.constantFrom(...Object.values(Risk)), fc.subarray(names))
  .map(([risk, some]) => flagsOf(risk, some));
const session = sessionMask(1n, 'on');

function flagsOf(risk: Risk, some: readonly CapabilityName[]): number {
  return some.reduce((flags, name) => flags | Capability[name], 1 << risk) >>> 0;
}

function maskOf(line: string): Mask {
  const context = createContext({ workspace: '/home/me/project', home: '/home/me' });
  return commandMask(session, decide({ kind: 'command', command: line }, context).flags, 2n);
}

describe('the mask of a command', () => {
  it('never permits more than that of its session', () => {
    fc.assert(fc.property(anyMask, someFlags, (outer, flags) => permitsNoMore(commandMask(outer, flags, 9n), outer)));
  });

  it('permits no more for fewer flags', () => {
    fc.assert(
      fc.property(anyMask, someFlags, fc.nat(0xff_ff_ff_ff), (outer, flags, kept) =>
        permitsNoMore(commandMask(outer, flags & kept, 9n), commandMask(outer, flags, 9n)),
      ),
    );
  });

  it('is told from others by the number that it is given', () => {
    expect(commandMask(session, 0, 77n).id).toBe(77n);
  });

  it.each([
    ['reads', 'git status', { write: ['temporary'], remove: ['temporary'], connect: ['local', 'resolver'] }],
    ['asks a server', 'curl -s https://example.com', { write: ['temporary'], connect: [...session.connect] }],
    [
      'writes',
      'sed -i s/a/b/ f',
      { write: [...session.write], remove: [...session.remove], connect: ['local', 'resolver'] },
    ],
    ['deletes', 'rm f', { write: [...session.write], remove: [...session.remove], connect: ['local', 'resolver'] }],
    ['runs code of the project', 'npm test', { write: [...session.write], connect: [...session.connect] }],
    ['is a program that nothing is known of', './x', { write: [...session.write], connect: [...session.connect] }],
  ])('that %s: %s', (_, line, expected) => {
    const mask = maskOf(line);
    for (const [field, members] of Object.entries(expected))
      expect(new Set(mask[field as 'write' | 'remove' | 'connect']), field).toEqual(new Set(members));
  });

  it.each(['DESTRUCTIVE', 'SYSTEM_MODIFICATION', 'PERSISTENCE', 'NETWORK_ACCESS', 'REMOTE_MUTATION'] as const)(
    'gives for %s alone what the flag says',
    (name) => {
      const { write, connect } = commandMask(session, flagsOf(Risk.LOW, [name]), 2n);
      const seen = [write.has('workspace'), connect.has('public')];
      expect(seen).toEqual([name !== 'NETWORK_ACCESS', name === 'NETWORK_ACCESS' || name === 'REMOTE_MUTATION']);
    },
  );
});
