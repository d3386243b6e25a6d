/** Takes the lock that its argument names, says so, and holds it until it is ended; ends with 3 where another has it. */
import { DiskError } from '@capgate/base';
import { NodeDisk } from '@capgate/base/node';

try {
  await new NodeDisk().lock(process.argv[2] ?? '');
  process.stdout.write('locked\n');
  // Ends with whoever started it.
  process.stdin.resume();
} catch (error) {
  process.exitCode = error instanceof DiskError && error.code === 'LOCKED' ? 3 : 1;
}
