import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { needsProgram, needsProvided } from '@capgate/testing';
import { expect, test } from 'vitest';
import { TOLERANCE } from '../close.ts';
import { fixtures } from './fixtures.ts';

const SCRIPT = fileURLToPath(new URL('fixtures.R', import.meta.url));
const run = promisify(execFile);

/** Where two values of JSON differ: texts and forms at all, numbers by more than their last digits. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), 1e-12) ? [] : [`${path}: ${a}, ${b}`];
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b ? [] : [`${path}: ${String(a)}, ${String(b)}`];
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differences(Reflect.get(a, key), Reflect.get(b, key), `${path}/${key}`));
}

/** Says which of R's packages that the script loads are not there. */
const MISSING = 'cat(setdiff(c("boot", "exactRankTests", "mvtnorm"), rownames(installed.packages())))';

test('R says today what was recorded', async (context) => {
  const rscript = needsProgram(context, 'Rscript');
  const { stdout: missing } = await run(rscript, ['-e', MISSING]);
  const remedy = '`sudo scripts/provision.sh` provides them';
  needsProvided(context, missing === '' ? undefined : `R has no packages ${missing}; ${remedy}`);
  const { stdout } = await run(rscript, [SCRIPT], { maxBuffer: 1 << 26 });
  const said: unknown = JSON.parse(stdout);
  expect(differences(said, fixtures)).toEqual([]);
});

test('a figure that differs is told', () => {
  const other = { ...fixtures, wilson: fixtures.wilson.map((row, i) => (i === 3 ? { ...row, trials: 11 } : row)) };
  expect(differences(other, fixtures)).toEqual(['/wilson/3/trials: 11, 10']);
});
