import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOfResults } from '../../src/results/results-hash.ts';
import { plan, results } from '../analysis/world.ts';
import { experimentOf, openLab } from '../run/harness.ts';

it('of the results is one, in the log, in the status and in the report', async () => {
  const { folder, plan: small } = experimentOf({ first: ['allow', 'deny', 'allow'], second: ['deny', 'allow'] });
  const lab = await openLab(folder);
  const { record } = await lab.run(small, folder);
  const { content } = await lab.analysis(small.hash);
  expect(record.resultsHash).toMatch(/^[0-9a-f]{64}$/u);
  expect(content.results).toBe(record.resultsHash);
  await lab.close();
});

it('of the results is the same in any order, and another with anything changed', () => {
  const [first, ...others] = results;
  if (first === undefined) throw new Error(`expected results of ${plan.hash}, met none`);
  const hash = hashOfResults(results);
  fc.assert(
    fc.property(fc.shuffledSubarray(results, { minLength: results.length }), (shuffled) => {
      expect(hashOfResults(shuffled)).toBe(hash);
    }),
    { numRuns: 5 },
  );
  for (const change of [{ startedAt: first.startedAt + 1 }, { position: results.length }, { worker: 'w-2' }])
    expect(hashOfResults([{ ...first, ...change }, ...others])).not.toBe(hash);
});

it('of the results takes half a surrogate pair for what files make of it', () => {
  const [first, ...others] = results.map((result) => ({ ...result, failure: '\ud800' }));
  if (first === undefined) throw new Error('expected results, met none');
  expect(hashOfResults([first, ...others])).toBe(hashOfResults([{ ...first, failure: '\ufffd' }, ...others]));
});
