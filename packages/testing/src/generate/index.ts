/** Generators of command lines: for tests, that shrink what fails, and for the offline fuzzer, from a seed alone. */
import fc from 'fast-check';
import { commandLine } from './lines.ts';

export { commandLine } from './lines.ts';
export { seeded } from './random.ts';

/** Command lines of real tools, well formed and broken; shrinks through the numbers that made them. */
export const commandLines: fc.Arbitrary<string> = fc
  .array(fc.nat(0xffff), { minLength: 1, maxLength: 400 })
  .map((numbers) => {
    let next = 0;
    // Used up, they answer with what ends every list.
    return commandLine((below) => (numbers[next++] ?? below - 1) % below);
  });

/** Command lines, and texts of any kind. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: commandLines },
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'binary-ascii' }),
);
