/** A command that runs held, from its start to its end. */
import { basename } from 'node:path';
import { visible } from '@capgate/base';
import type { ConfinedCommand, Confinement, GrantSurroundings, KernelEvent, Mask, Tally } from '@capgate/kernel';
import type { Io } from '../io.ts';
import { BoundCommands } from './commands.ts';
import { ended } from './ended.ts';
import type { Holder, Started } from './holders.ts';
import type { Kernel } from './kernel.ts';
import { Telling } from './telling.ts';

/** What is known of a command before it is known what holds it. */
export type Asked = Omit<ConfinedCommand, 'confinement' | 'beforeStart'>;

export interface Watch {
  readonly kernel: Kernel;
  readonly mask: Mask;
  /** The one that holds most first; the others follow where it cannot. */
  readonly holders: readonly Holder[];
  readonly confine: (holder: Holder) => Confinement;
  readonly workspace: string;
  /** What a command may be granted where a person approved it; undefined where nothing is. */
  readonly grantable: GrantSurroundings | undefined;
  /** Where the gate is asked. */
  readonly socket: string;
  readonly isVerbose: boolean;
  /** Says what holds it, before it runs. `without`: why those before it do not. */
  readonly say: (holder: Holder, without: readonly string[]) => Promise<void>;
  /** Whether the agent's hooks can have its shells name their commands; of what is no agent there is nothing to name. */
  readonly namesCommands: boolean;
  /** Told of every event, of what was allowed too. */
  readonly note?: (event: KernelEvent) => void;
}

/** What came of it. */
export interface Ran {
  /** As a shell has it. */
  readonly status: number;
  readonly holder: Holder;
  readonly tally: Tally;
}

export async function watched(asked: Asked, watch: Watch, io: Io): Promise<Ran> {
  const { kernel, mask, holders, socket, note } = watch;
  const session = holders[0]?.session;
  const commands = session && new BoundCommands(kernel, session, mask, watch.grantable);
  const unnamed = watch.namesCommands ? undefined : session;
  const telling = new Telling({ kernel, socket, commands, unnamed, note });
  const begin = async ({ tier }: Holder, pid: number): Promise<void> => {
    await telling.begin({ pid, tier, name: basename(asked.command), workspace: watch.workspace, mask });
    const { unboundReason } = telling;
    if (watch.isVerbose && unboundReason !== undefined)
      await io.stderr.write(`capgate: commands are not held to their own verdicts: ${visible(unboundReason)}\n`);
  };
  try {
    const running = startedUnder(watch, asked, begin).then((found) => ({
      ...found,
      reading: telling.read(found.started),
    }));
    const status = await ended(running.then(({ started }) => started.confined));
    const { started, holder, reading } = await running;
    const tally = await telling.finish(started, io);
    await reading;
    return { status, holder, tally };
  } finally {
    await telling.end(io);
  }
}

/** Under the first that can; why those before it cannot is told on. */
async function startedUnder(
  { kernel, holders, confine, say }: Watch,
  asked: Asked,
  begin: (holder: Holder, pid: number) => Promise<void>,
): Promise<{ readonly started: Started; readonly holder: Holder }> {
  const without: string[] = [];
  for (const [at, holder] of holders.entries()) {
    const beforeStart = async (pid: number): Promise<void> => {
      await say(holder, without);
      await begin(holder, pid);
    };
    try {
      return { started: await holder.start({ ...asked, confinement: confine(holder), beforeStart }), holder };
    } catch (error) {
      const isOfTier = error instanceof kernel.KernelError && error.code !== 'SYSTEM';
      if (!isOfTier || at === holders.length - 1) throw error;
      without.push(error.message);
    }
  }
  throw new Error('expected something that holds a session, met nothing');
}
