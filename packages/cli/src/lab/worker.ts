/** `capgate lab worker`. */
import { visible } from '@capgate/base';
import type { Ending, Step } from '@capgate/lab';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { findLab } from './find.ts';
import { untilInterrupted } from '../interrupted.ts';
import { workersOf } from './running.ts';

/** For machines whose environment is all that somebody else can set. */
const ADDRESS_VARIABLE = 'CAPGATE_NATS_URL';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { work } = await findLab();
  const address = args.value('nats') ?? io.env[ADDRESS_VARIABLE];
  if (address === undefined) throw args.misuse(`expected --nats URL, or ${ADDRESS_VARIABLE} in the environment`);
  const tally = { stored: 0, failed: 0 };
  const onStep = ({ stored, failed }: Step): void => {
    tally.stored += stored;
    tally.failed += failed;
  };
  const onWait = (): void => void io.stderr.write('Waiting for the experiment to begin.\n');
  const workers = workersOf(args);
  const ending = await untilInterrupted((signal) =>
    told(() =>
      work({
        address,
        hash: args.operands[0] ?? '',
        folder: io.cwd,
        variables: io.env,
        signal,
        onWait,
        onStep,
        ...(workers !== undefined && { workers }),
      }),
    ),
  );
  await io.stdout.write(
    `${SAYS[ending.kind]} Of its results, ${tally.stored} are from here (${tally.failed} failed).\n`,
  );
  if (ending.kind === 'failed') await io.stdout.write(`${visible(ending.why)}\n`);
  return ending.kind === 'failed' ? ExitStatus.PROBLEM : ExitStatus.OK;
}

const SAYS: Readonly<Record<Ending['kind'], string>> = {
  done: 'The experiment is over.',
  stopped: 'Interrupted; others do the rest.',
  cancelled: 'The experiment was ended.',
  failed: 'It cannot go on here, and so nowhere.',
};
