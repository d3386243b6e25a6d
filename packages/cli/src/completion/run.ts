/** `capgate completion`. */
import type { Arguments } from '../arguments.ts';
import { COMMANDS } from '../commands.ts';
import { ExitStatus, type Io } from '../io.ts';
import { quoted } from '@capgate/base';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const shell = args.operands[0] ?? '';
  await io.stdout.write(scriptFor(shell, args));
  return ExitStatus.OK;
}

function scriptFor(shell: string, args: Arguments): string {
  switch (shell) {
    case 'bash':
      return bashScript(COMMANDS);
    case 'zsh':
      return zshScript(COMMANDS);
    case 'fish':
      return fishScript(COMMANDS);
    default:
      throw args.misuse(`expected bash, zsh or fish, met ${quoted(shell)}`);
  }
}
