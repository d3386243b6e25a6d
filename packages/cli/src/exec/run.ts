/** `capgate exec`. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { bindShell } from './bind.ts';
import { commandLine } from './quote.ts';
import { runProgram } from './spawn.ts';
import { verdictOn } from './verdict.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const token = args.value('token');
  if (token !== undefined) return bindShell(token, args, io);
  if (args.operands.length === 0) throw args.misuse('expected CMD ARGS…, met none');
  const verdict = await verdictOn(commandLine(args.operands), args, io);
  if (verdict === 'allow') return runProgram(args.operands, io);
  return verdict === 'deny' ? ExitStatus.DENY : ExitStatus.ASK;
}
