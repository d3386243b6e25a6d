/** `capgate exec`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { commandLine } from './quote.ts';
import { runProgram } from './spawn.ts';
import { verdictOn } from './verdict.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const verdict = await verdictOn(commandLine(args.operands), args, io);
  if (verdict === 'allow') return runProgram(args.operands, io);
  return verdict === 'deny' ? ExitStatus.DENY : ExitStatus.ASK;
}
