/**
 * cc-safety-net, by `checkCommand`, the one function that its package exports for analysis, in the process that measures.
 * It looks at the disk at every call, which is what its users get. It wants a working folder that exists, else it denies
 * without an analysis: it has an empty one of its own, whatever the task says.
 */
import { fileURLToPath } from 'node:url';
import { isBeside } from '@capgate/base/node';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as SafetyNet from 'cc-safety-net/api';
import { LabError } from '../../error.ts';
import type { Answer, Arm, Question } from '../arm.ts';
import { packageVersion } from '../package-version.ts';
import { prepareStopwatch, stopwatch } from '../stopwatch.ts';
import { unlessAborted } from '../unless-aborted.ts';

/** Throws `LabError` ARM where it is not installed beside the lab, or does not tell a listing from a reset. */
export async function openSafetyNet(load: () => Promise<typeof SafetyNet> = installed): Promise<Arm> {
  prepareStopwatch();
  const { checkCommand } = await loaded(load);
  const cwd = await mkdtemp(join(tmpdir(), 'capgate-peer-'));
  const answered = ({ command }: Question): Answer => {
    const elapsed = stopwatch();
    const { kind, ...raw } = checkCommand({ command, cwd });
    const latencyNs = elapsed();
    return { verdict: kind, latencyNs, raw };
  };
  const close = (): Promise<void> => rm(cwd, { recursive: true, force: true });
  if (
    answered({ command: 'ls -la' }).verdict !== 'allow' ||
    answered({ command: 'git reset --hard' }).verdict !== 'deny'
  ) {
    await close();
    throw new LabError('ARM', 'expected cc-safety-net to allow a listing and to deny a reset, met something else');
  }
  return {
    facts: { way: 'in process', version: packageVersion('cc-safety-net'), cwd: 'an empty folder' },
    answer: (question, signal) => unlessAborted(Promise.resolve(question).then(answered), signal),
    close,
  };
}

async function installed(): Promise<typeof SafetyNet> {
  if (!isBeside('cc-safety-net', fileURLToPath(import.meta.url))) throw new Error('it is not there');
  return import('cc-safety-net/api');
}

async function loaded(load: () => Promise<typeof SafetyNet>): Promise<typeof SafetyNet> {
  try {
    return await load();
  } catch (error) {
    const remedy = 'npm install --global cc-safety-net, beside the lab';
    throw new LabError('ARM', `expected the package cc-safety-net, met none that loads; ${remedy}`, { cause: error });
  }
}
