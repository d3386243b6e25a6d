/**
 * Fuzzes the two readers of command lines against each other:
 *   node --conditions=@capgate/source scripts/fuzz-shell.ts [--inputs 1000000] [--seed 1]
 * What the scanner accepts must be what the parser lists; neither may throw. Stops at the first
 * difference with exit status 1, and prints the command line and its number for `--seed`.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Origin, parse, Reading, scan, Source } from '../packages/core/src/shell/index.ts';
import { contentOf, hashOf } from '../packages/core/test/shell/content.ts';
import { commandLine, seeded } from '../packages/core/test/shell/generate.ts';

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const origin = new Origin();
const scanned = new Reading();
const parsed = new Reading();
const random = seeded(seed);
const start = performance.now();
let accepted = 0;
let failed = 0;
let slowestMs = 0;
let slowest = '';

function report(input: number): void {
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${input} inputs, seed ${seed}: ${Math.round(input / seconds)}/s, scanner accepted ${accepted}, ` +
      `parser failed ${failed}, slowest ${slowestMs.toFixed(1)} ms: ${JSON.stringify(slowest.slice(0, 100))}`,
  );
}

for (let input = 1; input <= inputs; input++) {
  const text = commandLine(random);
  scanned.reset(text);
  scanned.reserve(text.length);
  const before = performance.now();
  const accepts = scan(scanned, Source.of(text), origin);
  parsed.reset(text);
  parsed.reserve(text.length);
  parse(parsed, text, Source.of(text), origin);
  const tookMs = performance.now() - before;
  if (tookMs > slowestMs) {
    slowestMs = tookMs;
    slowest = text;
  }
  if (parsed.failure !== 0) failed++;
  if (accepts) {
    accepted++;
    const fromScanner = contentOf(scanned);
    const fromParser = contentOf(parsed);
    const hashes = fromScanner.words.every((word) => word.hash === hashOf(word.text));
    if (!hashes || !isDeepStrictEqual(fromScanner, fromParser)) {
      console.error(`difference at input ${input}: ${JSON.stringify(text)}`);
      console.error(JSON.stringify({ fromScanner, fromParser }, null, 1));
      process.exit(1);
    }
  }
  if (input % 1_000_000 === 0) report(input);
}
report(inputs);
