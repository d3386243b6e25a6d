import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectFileOf } from '../../../scripts/bpf.ts';
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
