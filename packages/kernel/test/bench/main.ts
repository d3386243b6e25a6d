/**
 * `npm run bench:kernel [-- --seconds 60 --runs 20000 --tools 30000 PART…]`: times tier `trace` on this kernel. Needs root,
 * gcc, and what `npm run bpf` needs. The figures hold for this machine and its load; no bar is enforced. Names of parts
 * choose among them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatSection, type Section } from '@capgate/testing';
import { missingCompiler } from '../../../../scripts/bpf.ts';
import { decisionTimes } from './decision.ts';
import { eventsOfConnections, eventsOfStarts } from './events.ts';
import type { Bench } from './options.ts';
import { startTimes } from './starts.ts';
import { compilePrograms } from './worker.ts';

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Section>>> = {
  decision: decisionTimes,
  starts: startTimes,
  events: eventsOfStarts,
  connections: eventsOfConnections,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    runs: { type: 'string', default: '20000' },
    tools: { type: 'string', default: '30000' },
  },
});

/** Why nothing can be measured; undefined where it can. */
function obstacle(): string | undefined {
  const unknown = positionals.find((name) => PARTS[name] === undefined);
  if (unknown !== undefined) return `expected parts among ${Object.keys(PARTS).join(', ')}; met ${unknown}`;
  for (const [name, countMax] of [
    ['seconds', 3_600],
    ['runs', 32_768],
    ['tools', 65_536],
  ] as const)
    if (!(Number(values[name]) >= 1 && Number(values[name]) <= countMax))
      return `expected --${name} from 1 to ${countMax}, met ${values[name]}`;
  return process.getuid?.() === 0 ? missingCompiler() : 'expected root on Linux, which loads programs into the kernel';
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-bench-kernel-'));
  const load = (loadavg()[0] ?? 0).toFixed(2);
  console.log(`Node ${process.version}, Linux ${release()}, ${availableParallelism()} cores, load ${load}\n`);
  try {
    const bench = {
      folder,
      programs: compilePrograms(folder),
      toolCount: Number(values.tools),
      runCount: Number(values.runs),
      seconds: Number(values.seconds),
    };
    for (const [name, measured] of Object.entries(PARTS))
      if (positionals.length === 0 || positionals.includes(name)) console.log(formatSection(await measured(bench)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const reason = obstacle();
if (reason !== undefined) {
  console.error(reason);
  process.exitCode = 2;
} else await measure();
