/** The program: `main` of `cli.ts` in the real surroundings. */
import { main } from './cli.ts';
import { processIo } from './process-io.ts';

// Not awaited at the top level: modules that are loaded later may lie in one file with this one, and would wait for it.
void run();

async function run(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo());
}
