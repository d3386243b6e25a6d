/**
 * `npm run bench:fleet [-- PART ...]`: what the fleet does, part by part (`PARTS`). The figures hold
 * for this machine and its load, and for simulated agents; the bars are printed beside them, and none is enforced.
 */
import { availableParallelism, loadavg } from 'node:os';
import { formatSection, type Section } from '@capgate/testing';
import { detection, falseAlarms } from './detection.ts';
import { down } from './down.ts';
import { evidence } from './evidence.ts';
import { overhead, scaling, whole } from './whole.ts';
import { lying } from './lying.ts';
import { nats } from './nats.ts';
import { quarantine } from './quarantine.ts';

const PARTS: Readonly<Record<string, () => Section | Promise<Section>>> = {
  evidence,
  whole,
  scaling,
  overhead,
  down,
  detection,
  lying,
  nats,
  quarantine,
  'false-alarms': falseAlarms,
};

const named = process.argv.slice(2);
const unknown = named.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) throw new Error(`expected ${Object.keys(PARTS).join(', ')}, met ${unknown}`);
console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(2)}, Node ${process.version}\n`);
for (const [name, measure] of Object.entries(PARTS))
  if (named.length === 0 || named.includes(name)) console.log(formatSection(await measure()));
