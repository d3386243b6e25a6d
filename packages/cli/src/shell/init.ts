/** `capgate shell-init`. */
import { resolve } from 'node:path';
import { quoted } from '@capgate/base';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { bashScript } from './bash.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS: Readonly<Partial<Record<string, (options: readonly string[]) => string>>> = {
  bash: bashScript,
  zsh: zshScript,
};

export async function run(args: Arguments, io: Io): Promise<number> {
  const [shell = ''] = args.operands;
  const script = SCRIPTS[shell];
  if (script === undefined) throw args.misuse(`expected bash or zsh, met ${quoted(shell)}`);
  await io.stdout.write(script(answerOptions(args, io)));
  return ExitStatus.OK;
}

/** The shell changes folders: files are named from the root on. */
function answerOptions(args: Arguments, io: Io): readonly string[] {
  const mode = args.value('mode');
  const policies = args.values('policy').map((named) => {
    const [, layer = '', path = ''] = /^((?:organisation|user|project)=)?(.*)$/su.exec(named) ?? [];
    return `--policy=${layer}${resolve(io.cwd, path)}`;
  });
  return [
    ...(mode === undefined ? [] : [`--mode=${mode}`]),
    ...policies,
    ...(args.has('trust-project') ? ['--trust-project'] : []),
  ];
}
