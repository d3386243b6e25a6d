/** A command without programs in the kernel: under a thread that answers for it, where there can be one. */
import type { Confined, ConfinedCommand, Confinement, Mask, NotifySession } from '@capgate/kernel';
import type { Io } from '../io.ts';
import { Stopped } from './held.ts';
import type { Kernel } from './kernel.ts';
import { answeringThread } from './program.ts';

export interface Answerable {
  readonly mask: Mask;
  readonly asked: Omit<ConfinedCommand, 'confinement'>;
  readonly confine: (tier: 'notify' | undefined) => Confinement;
  /** Says what holds it; before it runs. `without`: why no thread answers, where none does. */
  readonly said: (isAnswered: boolean, without: string | undefined) => Promise<void>;
  readonly ended: (confined: Confined) => Promise<number>;
}

/** Answers its status, as a shell has it. */
export async function answered(kernel: Kernel, command: Answerable, io: Io): Promise<number> {
  const started = await startAnswered(kernel, command);
  if (typeof started !== 'string') return watched(started.session, command.ended(started.confined), io);
  await command.said(false, started);
  return command.ended(await kernel.startConfined({ ...command.asked, confinement: command.confine(undefined) }));
}

/** Why nobody answers is said in words; then nothing has run. */
async function startAnswered(
  kernel: Kernel,
  { mask, asked, confine, said }: Answerable,
): Promise<{ readonly session: NotifySession; readonly confined: Confined } | string> {
  try {
    const holding = new kernel.NotifyHolding(answeringThread());
    const beforeStart = (): Promise<void> => said(true, undefined);
    return await kernel.startAnswered(holding, mask, { ...asked, confinement: confine('notify'), beforeStart });
  } catch (error) {
    if (error instanceof kernel.KernelError && error.code !== 'SYSTEM') return error.message;
    throw error;
  }
}

async function watched(session: NotifySession, status: Promise<number>, io: Io): Promise<number> {
  const stopped = new Stopped();
  const reading = session.read((event) => stopped.add(event));
  try {
    return await status;
  } finally {
    const isOver = await session.end();
    await session.close();
    await reading;
    const { lost } = session.tally();
    if (!isOver)
      await io.stderr.write('capgate: what it started still runs; it can start no program and connect nowhere now\n');
    await stopped.tell(lost, io);
  }
}
