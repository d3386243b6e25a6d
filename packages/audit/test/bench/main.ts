/**
 * `npm run bench:audit [-- --folder FOLDER]`: times the log, on one core and a real disk. The figures hold for this
 * machine and its load; no bar is enforced.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatSection, type Section } from '@capgate/testing';
import { measureAppending } from './appending.ts';
import { measureProofs } from './proofs.ts';
import { measureVerifying } from './verifying.ts';

const SELF = fileURLToPath(import.meta.url);
const PARTS: Readonly<Record<string, (folder: string) => Promise<Section>>> = {
  appending: measureAppending,
  verifying: measureVerifying,
  proofs: measureProofs,
};

/** Each part in a process of its own, held to one core. */
function onOneCore(part: string, folder: string): void {
  const command = [process.execPath, ...process.execArgv, SELF, '--part', part, '--folder', folder];
  const { error, status } = spawnSync('taskset', ['--cpu-list', '0', ...command], { stdio: 'inherit' });
  if (error !== undefined || status !== 0)
    throw error ?? new Error(`expected ${part} to be measured, met status ${status}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { folder: { type: 'string', default: '.' }, part: { type: 'string' } } });
  const measure = PARTS[values.part ?? ''];
  if (measure !== undefined) {
    console.log(formatSection(await measure(values.folder)));
    return;
  }
  console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(2)}\n`);
  const folder = mkdtempSync(join(values.folder, '.bench-audit-'));
  try {
    for (const part of Object.keys(PARTS)) onOneCore(part, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
