/** What the tier by fanotify reads, and how it decides: no kernel is asked. */
import { readFileSync } from 'node:fs';
import { Capability, Risk } from '@capgate/core';
import { type Control, CONTROLS, KernelError, type Mask } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askerIn, groupIn, namesIn } from '../src/tiers/asker.ts';
import { questionsIn } from '../src/tiers/fanotify/calls.ts';
import { loaderIn } from '../src/tiers/fanotify/loader.ts';
import { execReason } from '../src/tiers/verdict.ts';
import { usualMask } from './enforcement/world.ts';

describe('who asks', () => {
  it.each([
    ['0::/capgate/one\n', '/capgate/one'],
    ['12:pids:/user\n1:name=systemd:/user\n0::/capgate/one/two\n', '/capgate/one/two'],
    ['12:pids:/capgate/one\n', undefined],
    ['', undefined],
  ])('%j is in the group %s of version 2', (text, group) => expect(groupIn(text)).toBe(group));

  it.each([
    ['/capgate/one', { session: 'one', command: undefined }],
    ['/capgate/one/two', { session: 'one', command: 'two' }],
    ['/capgate/one/two/deeper', { session: 'one', command: 'two' }],
    ['/capgate', undefined],
    ['/capgateway/one', undefined],
    ['/user/capgate/one', undefined],
  ])('%s is of the session %j', (path, names) => expect(namesIn(path, '/capgate')).toEqual(names));

  it('has a name, a parent and a user, also where its name looks like another line', () => {
    const status = 'Name:\tPPid:\\t1\nUmask:\t0022\nPid:\t7\nPPid:\t42\nUid:\t1000\t0\t0\t0\n';
    expect(askerIn(status)).toEqual({ command: 'PPid:\\t1', parentPid: 42, uid: 1000 });
    expect(askerIn(readFileSync('/proc/self/status', 'utf8'))).toMatchObject({ parentPid: process.ppid });
  });
});

const question = (fd: number, pid: number, extra = 0): Buffer => {
  const bytes = Buffer.alloc(24 + extra);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes[4] = 3;
  bytes.writeInt32LE(fd, 16);
  bytes.writeInt32LE(pid, 20);
  return bytes;
};

describe('what is asked', () => {
  it('is read question by question, with what a newer kernel says besides', () => {
    const bytes = Buffer.concat([question(5, 100), question(-1, 101), question(6, 0, 16)]);
    expect(questionsIn(bytes)).toEqual([
      { fd: 5, pid: 100 },
      { fd: 6, pid: 0 },
    ]);
  });

  it('is refused where it is cut off, of another version, or no question', () => {
    const other = question(5, 100);
    other[4] = 4;
    for (const bytes of [question(5, 100).subarray(0, 23), other, Buffer.alloc(24)])
      expect(() => questionsIn(bytes)).toThrow(KernelError);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => isReadOrRefused(Buffer.from(bytes))));
  });
});

describe('whether a program may run', () => {
  const plain = { mode: 0o100_755, nlink: 1 };
  const all: Mask = { ...usualMask, riskMax: Risk.CRITICAL, forbidden: 0, controls: new Set(CONTROLS) };
  const without = (control: Control): Mask => ({
    ...all,
    controls: new Set(CONTROLS.filter((one) => one !== control)),
  });

  it.each([
    ['a known one', all, 1 << Risk.CRITICAL, plain, 'fine'],
    ['an unknown one', all, undefined, plain, 'fine'],
    ['an unknown one, where it may not', without('foreign-exec'), undefined, plain, 'foreign-exec'],
    ['a deleted one', without('memory-exec'), 1, { ...plain, nlink: 0 }, 'memory-exec'],
    ["one with its owner's rights", without('setuid-exec'), 1, { ...plain, mode: 0o104_755 }, 'setuid-exec'],
    ["one with its group's rights", without('setuid-exec'), 1, { ...plain, mode: 0o102_755 }, 'setuid-exec'],
    [
      'one that is locked, of a group that may not run it',
      without('setuid-exec'),
      1,
      { ...plain, mode: 0o102_744 },
      'fine',
    ],
    ['one of the risk that may be', { ...all, riskMax: Risk.MEDIUM }, 1 << Risk.MEDIUM, plain, 'fine'],
    ['one of more', { ...all, riskMax: Risk.MEDIUM }, 1 << Risk.HIGH, plain, 'risk'],
    [
      'one that can what is forbidden',
      { ...all, forbidden: Capability.NETWORK_ACCESS },
      1 | Capability.NETWORK_ACCESS,
      plain,
      'capability',
    ],
  ] as const)('%s: by its mask', (_, mask, flags, file, reason) => expect(execReason(mask, flags, file)).toBe(reason));
});

describe('the loader that a program names', () => {
  it('is found in the program that runs this', () => {
    expect(loaderIn(readFileSync('/bin/sh').subarray(0, 4096))).toMatch(/^\/lib.*ld-linux/u);
  });

  it('is none in scripts, in what is cut off, and in what only looks like a program', () => {
    const shell = readFileSync('/bin/sh').subarray(0, 4096);
    expect(loaderIn(Buffer.from('#!/bin/sh\n'.padEnd(100)))).toBeUndefined();
    expect(loaderIn(shell.subarray(0, 100))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 300 }), (noise) => {
        const bytes = Buffer.concat([shell.subarray(0, 16), noise]);
        const loader = loaderIn(bytes);
        expect(loader === undefined || loader.length < bytes.length).toBe(true);
      }),
    );
  });
});

function isReadOrRefused(bytes: Buffer): boolean {
  try {
    return questionsIn(bytes).length * 24 <= bytes.length;
  } catch (error) {
    return error instanceof KernelError;
  }
}
