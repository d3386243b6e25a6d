/** How long `capgate check` takes from nothing, beside a Node that does nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../error.ts';
import { Measured, nowNs } from '../measure/index.ts';
import type { Means, Unmeasurable } from './claim.ts';

const PAIRS = 31;

/** One value a pair: both are started in turn, so that what else the machine does falls on both alike. */
export function startRatio({ program }: Means): Measured | Unmeasurable {
  if (program === undefined) return { why: 'expected the built program capgate, met its sources; install it' };
  const state = mkdtempSync(join(tmpdir(), 'capgate-claims-'));
  try {
    const check = [program, 'check', 'ls -la'];
    // The first start fills the cache of compiled code.
    spawnNs(check, state);
    const values = Array.from({ length: PAIRS }, () => {
      const nothingNs = spawnNs(['-e', '0'], state);
      return spawnNs(check, state) / nothingNs;
    });
    return Measured.of('median', { values, unit: '1' });
  } finally {
    rmSync(state, { recursive: true });
  }
}

function spawnNs(words: readonly string[], state: string): number {
  const start = nowNs();
  const { status, error } = spawnSync(process.execPath, words, {
    env: { PATH: process.env['PATH'], HOME: state, XDG_STATE_HOME: state },
    stdio: 'ignore',
  });
  const elapsedNs = nowNs() - start;
  if (status === 0) return elapsedNs;
  throw new LabError('RUN', `expected ${words.join(' ')} to end with status 0, met ${status ?? String(error)}`);
}
