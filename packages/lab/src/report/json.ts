/** Results as one array of JSON, a line each. */
import type { Result } from '../results/result.ts';
import { cellOf, COLUMNS } from './columns.ts';

export function* jsonOf(results: Iterable<Result>): Generator<string> {
  let before = '[\n';
  for (const result of results) {
    const cells = COLUMNS.map(({ name }) => [name, cellOf(result, name)] as const).filter(([, cell]) => cell !== null);
    yield before + JSON.stringify(Object.fromEntries(cells));
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
