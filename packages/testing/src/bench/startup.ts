/** How long `capgate check` takes from nothing, beside a Node that does nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcher, missingBuild } from './places.ts';
import { type Section, unmeasured } from './rows.ts';
import { median } from './statistics.ts';

const SPAWNS = 31;
const TITLE = 'cold start of `capgate check "ls -la"`';

/** Spawns both in turn, so that what else the machine does falls on both alike. */
export function measureStartup(): Section {
  const missing = missingBuild();
  if (missing !== undefined) return unmeasured(TITLE, missing);
  const cache = mkdtempSync(join(tmpdir(), 'capgate-bench-'));
  try {
    return compare(cache);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

function compare(cache: string): Section {
  const check = [launcher, 'check', 'ls -la'];
  const nothing = ['-e', '0'];
  const uncachedMs = spawnMs(check, cache);
  const checkMs: number[] = [];
  const nothingMs: number[] = [];
  for (let at = 0; at < SPAWNS; at++) {
    nothingMs.push(spawnMs(nothing, cache));
    checkMs.push(spawnMs(check, cache));
  }
  const ratio = median(checkMs) / median(nothingMs);
  return {
    title: TITLE,
    notes: [`medians of ${SPAWNS} alternating spawns; the compile cache is filled by the first one`],
    rows: [
      { name: 'capgate check', unit: 'ms', value: median(checkMs) },
      { name: 'capgate check, the first time (no compile cache yet)', unit: 'ms', value: uncachedMs },
      { name: 'node -e 0', unit: 'ms', value: median(nothingMs) },
      { name: 'ratio', unit: '×', value: ratio, bar: { limit: 1.6 } },
    ],
  };
}

function spawnMs(arguments_: readonly string[], cache: string): number {
  const start = performance.now();
  const run = spawnSync(process.execPath, arguments_, {
    encoding: 'utf8',
    env: { ...process.env, XDG_STATE_HOME: cache, NODE_OPTIONS: '' },
  });
  const elapsedMs = performance.now() - start;
  if (run.status !== 0)
    throw new Error(`expected ${arguments_.join(' ')} to succeed, met ${run.status}: ${run.stderr}`);
  return elapsedMs;
}
