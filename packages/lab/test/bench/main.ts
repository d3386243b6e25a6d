/**
 * `npm run bench:lab [-- rows | readings | threads | load | hardware]`: what the lab itself costs. The figures hold for this machine and its load; the
 * bars are printed beside them, and none is enforced.
 */
import { availableParallelism, loadavg } from 'node:os';
import { formatSection, type Section } from '@capgate/testing';
import { hardware } from './hardware.ts';
import { load } from './load.ts';
import { readings } from './readings.ts';
import { rows } from './rows.ts';
import { threads } from './threads.ts';

const PARTS: Readonly<Record<string, () => Promise<Section>>> = { rows, readings, threads, load, hardware };

const named = process.argv.slice(2);
const unknown = named.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) {
  console.error(`expected parts among ${Object.keys(PARTS).join(', ')}; met ${unknown}`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(2)}\n`);
for (const [name, measure] of Object.entries(PARTS)) {
  if (named.length === 0 || named.includes(name)) console.log(formatSection(await measure()));
}
