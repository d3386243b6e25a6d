import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bootstrap, hedgesG, mean, tSampleSize, welchTest } from '../src/statistics/index.ts';

const PAGE = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README shows what the functions answer', () => {
  const before = [12.1, 11.8, 12.6, 12.0, 12.4, 11.9];
  const after = [11.2, 11.5, 11.1, 11.9, 11.4, 11.3];
  const { difference, interval, p } = welchTest(before, after);
  const ends = [difference, interval.low, interval.high].map((figure) => figure.toFixed(2)).join(' ');
  expect(PAGE).toContain(`// ${ends} ${p.toFixed(4)}\n`);
  expect(PAGE).toContain(`// ${hedgesG(before, after).value.toFixed(2)}\n`);
  expect(PAGE).toContain(`// ${tSampleSize(0.9, { design: 'two-sample', effect: 0.5 })} values a group\n`);
  const { bca } = bootstrap(before, mean, { seed: 1 });
  expect(bca && bca.low < mean(before) && mean(before) < bca.high).toBe(true);
});
