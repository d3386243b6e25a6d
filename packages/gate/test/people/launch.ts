/** Runs the command line that it is given, as an agent runs what it was told to; PARENT in it is this process. */
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
spawn(
  program,
  args.map((arg) => arg.replaceAll('PARENT', String(process.pid))),
  { stdio: 'inherit' },
);
