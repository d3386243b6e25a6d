/** The end of a confined command, as its starter tells it on; signals reach it meanwhile. */
import { constants } from 'node:os';
import type { Confined, Ending } from '@capgate/kernel';

/** A terminal sends these to the command as well, which decides what becomes of it. */
const LEFT_TO_IT = ['SIGINT', 'SIGQUIT'] as const;
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
const SIGNALLED = 128;

/** Without it the signal would end this program as well. */
function left(): void {}

/** As a shell reports it. A signal that comes before the command is there reaches it as soon as it is. */
export async function ended(starting: Promise<Confined>): Promise<number> {
  let confined: Confined | undefined;
  const early: NodeJS.Signals[] = [];
  const forward = (signal: NodeJS.Signals): void => {
    if (confined === undefined) early.push(signal);
    else confined.kill(signal);
  };
  for (const signal of LEFT_TO_IT) process.on(signal, left);
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    confined = await starting;
    for (const signal of early) confined.kill(signal);
    return statusOf(await confined.exited);
  } finally {
    for (const signal of LEFT_TO_IT) process.off(signal, left);
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}

function statusOf({ code, signal }: Ending): number {
  return code ?? SIGNALLED + constants.signals[signal ?? 'SIGKILL'];
}
