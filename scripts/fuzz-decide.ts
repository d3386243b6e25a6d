/**
 * Fuzzes `decide` against the slow reference of `packages/testing`:
 *   node --conditions=@capgate/source scripts/fuzz-decide.ts [--inputs 100000] [--seed 1] [--seconds 30]
 * Stops after that many inputs, or that many seconds where they are given. Prints what it did, and
 * each command line on which the two differ, made as small as it still shows the difference. Exits
 * with 1 where there is one, or where either throws.
 */
import { parseArgs } from 'node:util';
import { commandLine, seeded } from '../packages/testing/src/generate/index.ts';
import { Comparison, FOLDERS } from '../packages/testing/src/reference/difference.ts';

/** Differences after which it stops. */
const MAX_FOUND = 20;

const { values } = parseArgs({
  options: { inputs: { type: 'string' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string' } },
});
const limitMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : 1000 * Number(values.seconds);
const inputs = Number(values.inputs ?? (values.seconds === undefined ? 100_000 : Number.MAX_SAFE_INTEGER));
const random = seeded(Number(values.seed));
/** Most lines are compared as on Linux; every fourth as on macOS, where letter case means nothing. */
const comparisons = ['linux', 'linux', 'linux', 'darwin'].map((platform) => new Comparison({ ...FOLDERS, platform }));
let comparison = comparisons[0] as Comparison;

/** What is wrong with the answers to a command line. */
function faults(line: string): string[] {
  try {
    return comparison.differences(line);
  } catch (error) {
    return [`throws ${String(error)}`];
  }
}

/** Leaves out pieces, long ones first, as long as something stays wrong. */
function smallest(line: string): string {
  let small = line;
  for (let length = small.length >> 1; length > 0; ) {
    let isSmaller = false;
    for (let at = 0; at < small.length; ) {
      const without = small.slice(0, at) + small.slice(at + length);
      if (without !== small && faults(without).length > 0) {
        small = without;
        isSmaller = true;
      } else at += length;
    }
    if (!isSmaller) length >>= 1;
  }
  return small;
}

const start = performance.now();
let input = 0;
let units = 0;
const found = new Set<string>();
while (input < inputs && performance.now() - start < limitMs && found.size < MAX_FOUND) {
  const line = commandLine(random);
  comparison = comparisons[input++ % comparisons.length] as Comparison;
  units += line.length;
  if (faults(line).length === 0) continue;
  const small = smallest(line);
  if (found.has(small)) continue;
  found.add(small);
  console.error(`input ${input}: ${JSON.stringify(small)}\n  ${faults(small).join('\n  ')}`);
}
const seconds = (performance.now() - start) / 1000;
const perSecond = `${Math.round(input / seconds)} inputs/s, ${Math.round(units / seconds)} code units/s`;
console.log(`${input} inputs, seed ${values.seed}, ${found.size} differences, ${perSecond}`);
process.exitCode = found.size === 0 ? 0 : 1;
