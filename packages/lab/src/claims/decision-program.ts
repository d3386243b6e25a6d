/** A process that times decisions once: told the seed, it prints the nanoseconds of each line, as JSON. */
import { decisionTimes } from './decisions.ts';

process.stdout.write(JSON.stringify([...decisionTimes(Number(process.argv[2]))]));
