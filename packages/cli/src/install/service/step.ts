/** The service's part of an installation: its file among the others that change, and after them a gate that answers. */
import { ClientError, SocketClient } from '@capgate/client';
import { quoted } from '@capgate/base';
import { CliError } from '../../error.ts';
import type { Io } from '../../io.ts';
import { socketPath } from '../../machine/places.ts';
import type { Written } from '../journal.ts';
import type { Setup } from '../setup.ts';
import { type Left, type Plan, planOn } from '../targets.ts';
import { type Keeper, keeperFor, keepersOf } from './keeper.ts';
import { until } from './until.ts';

/** Whose the file is, in the journal and where it is shown. */
const SERVICE = 'service';
/** A first start makes keys, a log and a store. */
const START_MS = 30_000;
const ANSWER_MS = 2_000;

export function servicePlan({ placements, scope }: Keeper, project: string): Plan {
  return planOn(placements, { agent: SERVICE, scope, project });
}

/** The keeper of an installation that has one. */
export function installedKeeper(setup: Setup, io: Io): Keeper | undefined {
  return keepersOf(setup.journal.entries(), setup, io).length > 0 ? keeperFor(setup, io) : undefined;
}

export function isService({ agent }: Pick<Written, 'agent'>): boolean {
  return agent === SERVICE;
}

/**
 * Has the gate run from now on and at each login, and waits until it answers; what runs already is started anew where
 * `isStale`. What went wrong.
 */
export async function keepRunning(keeper: Keeper, isStale: boolean, io: Io): Promise<Left[]> {
  try {
    keeper.enable();
    const isKept = keeper.isRunning();
    const isOthers = !isKept && (await answers(io));
    if (!isKept && !isOthers) await io.stdout.write('Starting the gate …\n');
    if (!isOthers && (!isKept || isStale)) await keeper.start();
    await confirmAnswers(keeper, io);
    await io.stdout.write(isOthers ? OTHERS_NOTE : `The gate runs. ${keeper.note}\n`);
    return [];
  } catch (error) {
    if (error instanceof CliError) return [left(keeper, error.message)];
    throw error;
  }
}

const OTHERS_NOTE =
  'A gate answers already that was started otherwise. End it, and call capgate init again, to have it start by itself.\n';

async function confirmAnswers({ journal, isRunning }: Keeper, io: Io): Promise<void> {
  await until(async () => (await answers(io)) || !isRunning(), START_MS);
  if (await answers(io)) return;
  const state = isRunning() ? 'a silent one' : 'one that ended';
  const place = quoted(socketOf(io), 400);
  throw new CliError('FILE', `expected a gate that answers at ${place}, met ${state}; what it says is in: ${journal}`);
}

/** Ends what was installed; what could not be ended. */
export async function ended(keepers: readonly Keeper[]): Promise<Left[]> {
  const all = await Promise.all(keepers.map((keeper) => reasonOf(() => keeper.end(), keeper)));
  return all.flat();
}

/** After its files are gone. */
export async function forgotten(keepers: readonly Keeper[]): Promise<Left[]> {
  const all = await Promise.all(keepers.map((keeper) => reasonOf(async () => keeper.forget(), keeper)));
  return all.flat();
}

async function reasonOf(step: () => Promise<void>, keeper: Keeper): Promise<Left[]> {
  try {
    await step();
    return [];
  } catch (error) {
    if (error instanceof CliError) return [left(keeper, error.message)];
    throw error;
  }
}

function left({ placements }: Keeper, reason: string): Left {
  return { agent: SERVICE, path: placements[0]?.path ?? '', reason };
}

/** Where hooks of these surroundings ask; another place may hold it once it has started. */
export function socketOf(io: Io): string {
  return socketPath(io, io.env['CAPGATE_SOCKET']);
}

async function answers(io: Io): Promise<boolean> {
  const client = new SocketClient({ path: socketOf(io), timeoutMs: ANSWER_MS });
  try {
    await client.call('GET', '/v1/status');
    return true;
  } catch (error) {
    if (error instanceof ClientError) return false;
    throw error;
  } finally {
    client.close();
  }
}
