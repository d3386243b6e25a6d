/** The program: `main` of `cli.ts` in the real surroundings. */
import { main } from './cli.ts';
import { processIo } from './process-io.ts';

process.exitCode = await main(process.argv.slice(2), processIo());
