/**
 * `npm run bench:gate`: `capgate serve` as it is built, logged after the answer (`log: after`), beside servers that echo, in
 * the same run. The figures hold for this machine and its load; no bar is enforced. Names of parts choose among them; `soak`,
 * ten million decisions, and `mcp`, which `npm run bench:mcp` names, run only where they are named.
 */
import { availableParallelism, loadavg } from 'node:os';
import { formatSection, type Section } from '@capgate/testing';
import { crowd } from './crowd.ts';
import { hookTimes } from './hooks.ts';
import { httpRates, socketRates } from './rates.ts';
import { mcp } from './mcp.ts';
import { soak } from './soak.ts';
import { turns } from './turns.ts';

const PARTS: Readonly<Record<string, () => Promise<Section>>> = {
  socket: socketRates,
  turns,
  http: httpRates,
  crowd,
  hooks: hookTimes,
  soak,
  mcp,
};

const ONLY_NAMED = ['soak', 'mcp'];

const named = process.argv.slice(2);
const unknown = named.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) {
  console.error(`expected parts among ${Object.keys(PARTS).join(', ')}; met ${unknown}`);
  process.exit(2);
}
console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(2)}\n`);
for (const [name, measure] of Object.entries(PARTS)) {
  const isAsked = named.length === 0 ? !ONLY_NAMED.includes(name) : named.includes(name);
  if (isAsked) console.log(formatSection(await measure()));
}
