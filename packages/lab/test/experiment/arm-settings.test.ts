import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { armFaults } from '../../src/experiment/arm-settings.ts';
import { planFaults, planOf } from '../../src/index.ts';
import { changed, soundDocument } from './document.ts';

const KINDS = ['gate', 'command', 'model'] as const;

describe('settings of arms', () => {
  test('are a part of what makes a plan, told with their place', () => {
    expect(planFaults(changed('/arms/0/settings', { mode: 'lax' }))).toEqual([
      { path: '/arms/0/settings/mode', message: 'expected one of strict, balanced, observe, met lax' },
    ]);
    expect(planFaults(changed('/arms/1/settings', { temperature: 0 }))[0]?.message).toMatch(/^expected model, which/u);
    expect(planFaults(changed('/arms/0/settings', { 'a/~b': 1 }))[0]?.path).toBe('/arms/0/settings/a~1~0b');
    expect(planFaults(changed('/arms/0/settings', { __proto__: null, constructor: 1 }))).toHaveLength(1);
  });

  test('that are sound make one, lists of words among them', () => {
    const document = soundDocument();
    const arms = [
      ...document.arms,
      { name: 'other', kind: 'command', settings: { argv: ['node', ''], env: ['PATH'] } },
    ];
    expect(planOf({ ...document, arms }).experiment.arms[2]?.settings).toEqual({ argv: ['node', ''], env: ['PATH'] });
  });

  test('are told or taken, whatever they are, and never both', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string()));
    const known = fc.constantFrom('mode', 'socket', 'argv', 'env', 'package', 'model', 'seed', 'workspace');
    const met = new Set<boolean>();
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.dictionary(fc.oneof(known, fc.string()), value), (kind, settings) => {
        const faults = armFaults({ name: 'a', kind, settings });
        met.add(faults.length === 0);
        for (const { path, message } of faults) {
          expect(path).toMatch(/^\/settings/u);
          expect(message).toMatch(/^expected .* met /su);
        }
      }),
      { examples: [['gate', {}]] },
    );
    expect(met.size).toBe(2);
  });
});
