import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from '../../src/analysis/index.ts';
import { experimentOf, openLab } from './harness.ts';

it('a plan that is measured in two labs is compared, and a lab with its copy is not', async () => {
  const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'wait 1', 'wait 2'] });
  const [one, other] = [await openLab(folder), await openLab(folder, { folder: join(folder, 'other') })];
  await one.run(plan, folder);
  await other.run(plan, folder);
  const [first, second] = [await one.analysis(plan.hash), await other.analysis(plan.hash)];
  const { isReproduction, experiments, notes } = compare(first, second);
  expect(isReproduction).toBe(true);
  expect(experiments[0].plan).toBe(experiments[1].plan);
  expect(experiments[0].results).not.toBe(experiments[1].results);
  expect(notes[0]).toContain('Both measured one plan');
  await one.close();
  await other.close();

  cpSync(join(folder, 'lab'), join(folder, 'copy'), { recursive: true });
  const copy = await openLab(folder, { folder: join(folder, 'copy') });
  const copied = await copy.analysis(plan.hash);
  expect(() => compare(first, copied)).toThrow('in another lab');
  await copy.close();
});
