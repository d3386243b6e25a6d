/** The context of a check, from its options and the surroundings. */
import type { ContextOptions, Mode } from '@capgate/core';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';

/** What `createContext` takes; throws `CliError` where a policy can't be used. */
export async function circumstances(args: Arguments, io: Io): Promise<ContextOptions> {
  const workingDirectory = resolve(io.cwd, args.value('cwd') ?? '.');
  const workspace = args.value('workspace');
  const mode = args.value('mode') as Mode | undefined;
  const agent = args.value('agent');
  const policy = args.has('policy') ? await loadPolicy(args, io) : undefined;
  return {
    workingDirectory,
    workspace: workspace === undefined ? workspaceAround(workingDirectory) : resolve(io.cwd, workspace),
    home: resolve(io.cwd, args.value('home') ?? io.home),
    platform: args.value('platform') ?? io.platform,
    attended: !args.has('unattended'),
    ...(mode === undefined ? {} : { mode }),
    ...(agent === undefined ? {} : { agent }),
    ...(policy === undefined ? {} : { policy }),
  };
}

/** The nearest folder around `folder`, itself included, that holds a `.git`; `folder` where none does. */
export function workspaceAround(folder: string): string {
  for (let around = folder; ; around = dirname(around)) {
    if (existsSync(join(around, '.git'))) return around;
    if (dirname(around) === around) return folder;
  }
}

/** Reading YAML is costly to load: only who names a policy pays for it. */
async function loadPolicy(args: Arguments, io: Io): Promise<ContextOptions['policy']> {
  const { policyFrom } = await import('../policy/files.ts');
  return policyFrom(args, io);
}
