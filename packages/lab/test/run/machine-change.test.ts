import { expect, it } from 'vitest';
import { environmentNow } from '../../src/measure/environment.ts';
import { machineChange } from '../../src/run/machine-change.ts';

it('tells what is other than where an experiment began, and nothing of what changes all the time', () => {
  const first = environmentNow();
  expect(machineChange(first, { ...first, ticks: { total: 1, steal: 0 }, governor: 'other' })).toBeUndefined();
  expect(machineChange({ ...first, kernel: '1.0' }, { ...first, kernel: '2.0' })).toBe(
    'expected the machine where it began, met kernel 2.0, where it was 1.0; the report names the machine of the beginning alone',
  );
  expect(machineChange(first, { ...first, versions: { ...first.versions, node: '1.2.3' } })).toContain(
    'met Node 1.2.3',
  );
  expect(machineChange(first, undefined)).toContain('met workers elsewhere');
});
