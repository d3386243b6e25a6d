/** What the gate takes: memory of the loaded core, bytes of the installed package. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.ts';
import { builtCore, missingBuild } from './places.ts';
import { type Section, unmeasured } from './rows.ts';
import { median } from './statistics.ts';

const BYTES_PER_MB = 1e6;
const PROCESSES = 5;
const TITLE = 'footprint';

/** Measures the built core in fresh processes, and what npm would install. */
export function measureFootprint(): Section {
  const missing = missingBuild();
  if (missing !== undefined) return unmeasured(TITLE, missing);
  const runs = Array.from({ length: PROCESSES }, addedMemory);
  return {
    title: TITLE,
    notes: [
      `memory: medians of ${PROCESSES} fresh processes that load the built core and decide once, after a collection`,
    ],
    rows: [
      {
        name: 'resident memory added by the loaded core',
        unit: 'MB',
        value: median(runs.map((run) => run.rss)),
        bar: { limit: 30 },
      },
      { name: 'heap added by the loaded core', unit: 'MB', value: median(runs.map((run) => run.heap)) },
      { name: 'installed size of capgate without Node', unit: 'MB', value: installedMb(), bar: { limit: 15 } },
    ],
  };
}

const script = `
const before = (gc(), process.memoryUsage());
const { createContext, decide } = await import(${JSON.stringify(pathToFileURL(builtCore).href)});
globalThis.context = createContext({ workspace: '/home/dev/project' });
decide({ kind: 'command', command: 'ls -la' }, context);
const after = (gc(), process.memoryUsage());
console.log(JSON.stringify({ rss: after.rss - before.rss, heap: after.heapUsed - before.heapUsed }));
`;

function addedMemory(): { rss: number; heap: number } {
  const output = outputOf(process.execPath, ['--expose-gc', '--input-type=module', '--eval', script]);
  const { rss, heap } = JSON.parse(output) as { rss: number; heap: number };
  return { rss: rss / BYTES_PER_MB, heap: heap / BYTES_PER_MB };
}

/** Unpacked size of the tarball: the package bundles what it needs, so nothing else is installed with it. */
function installedMb(): number {
  const output = outputOf('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--workspace', 'capgate']);
  const [packed] = JSON.parse(output) as { unpackedSize: number }[];
  if (packed === undefined) throw new Error('expected npm pack to name one package, met none');
  return packed.unpackedSize / BYTES_PER_MB;
}

function outputOf(program: string, arguments_: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, arguments_, { encoding: 'utf8', cwd: ROOT });
  if (status !== 0) throw new Error(`expected ${program} ${arguments_[0]} to succeed, met ${status}: ${stderr}`);
  return stdout;
}
