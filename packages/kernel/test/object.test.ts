import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectFileOf } from '../../../scripts/bpf.ts';
import { patiently } from '../src/bpf/call.ts';
import { readObject } from '../src/bpf/object.ts';
import { KernelError } from '../src/error.ts';

const text = readFileSync(objectFileOf('trace'), 'utf8');

describe('an object of programs', () => {
  it('is read', () => {
    const { name, maps, programs, data, instructions } = readObject(text);
    expect([name, maps]).toEqual(['trace', ['held', 'rings', 'settings', 'tools', 'members']]);
    expect(programs).toContainEqual({ name: 'on_connect4', section: 'cgroup/connect4' });
    expect(data.length).toBeGreaterThan(1000);
    expect(instructions.length % 8).toBe(0);
  });

  it('that was cut short is refused', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 3), (length) => {
        expect(() => readObject(text.slice(0, length))).toThrow(KernelError);
      }),
    );
  });

  it.each(['null', '[]', '{}', '{"name":"x","maps":[1],"programs":[],"data":"","instructions":""}'])(
    'that is none is refused: %s',
    (other) => {
      expect(() => readObject(other)).toThrow(KernelError);
    },
  );

  it('whose bytes are others is refused', () => {
    const other = JSON.stringify({ ...(JSON.parse(text) as object), data: 'AAAA' });
    expect(() => readObject(other)).toThrow(/expected data compressed with Brotli/u);
  });
});

describe('what a waiting signal makes the kernel give up', () => {
  const { EAGAIN, EPERM } = constants.errno;

  it.each([
    [[-EAGAIN, -EAGAIN, 7], 7, 3],
    [[-EPERM, 7], -EPERM, 1],
    [[0], 0, 1],
    [Array.from({ length: 9 }, () => -EAGAIN), -EAGAIN, 5],
  ])('is tried again, and no other failure: %j', (answers, result, count) => {
    const left = [...answers];
    expect(patiently(() => left.shift() as number)).toBe(result);
    expect(answers.length - left.length).toBe(count);
  });
});
