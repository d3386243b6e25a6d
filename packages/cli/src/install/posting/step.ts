/** The part of an installation that needs a gate that runs: tokens, and the settings that hold them. */
import { InstallError, TOKEN_TO_COME } from '@capgate/agents';
import { fromUtf8, utf8 } from '@capgate/base';
import { CliError } from '../../error.ts';
import { reasonOf } from '../../files.ts';
import type { Io } from '../../io.ts';
import { timeText } from '../../machine/times.ts';
import { apply, type Step } from '../apply.ts';
import { machineFiles } from '../files.ts';
import type { Written } from '../journal.ts';
import type { Setup } from '../setup.ts';
import type { Left } from '../targets.ts';
import { confirmDoor, newToken, revokeToken } from './door.ts';

/** A step whose settings hold a token that is to be made. */
export interface PostingStep extends Step {
  readonly address: string;
}

export function isPosting(step: Step): step is PostingStep {
  return step.address !== undefined;
}

/** Makes each its token and changes its settings as they were shown; what went wrong. */
export async function applyPosting(steps: readonly PostingStep[], setup: Setup, io: Io): Promise<Left[]> {
  const left: Left[] = [];
  for (const step of steps) {
    try {
      await applyOne(step, setup, io);
    } catch (error) {
      const isKnown = error instanceof CliError || error instanceof InstallError;
      const reason = isKnown ? error.message : `expected to change it, met ${reasonOf(error)}`;
      left.push({ agent: step.agent, path: step.target, reason });
    }
  }
  return left;
}

async function applyOne(step: PostingStep, { journal }: Setup, io: Io): Promise<void> {
  await confirmDoor(step.address);
  const { secret, note } = await newToken(step.agent, io);
  const after = utf8((fromUtf8(step.change.after) ?? '').replaceAll(TOKEN_TO_COME, () => secret));
  try {
    apply({ ...step, change: { ...step.change, after }, token: note }, journal, machineFiles);
  } catch (error) {
    await revokeToken(note.id, io);
    throw error;
  }
  await io.stdout.write(
    `The token in ${step.target} ends on ${timeText(note.expiresAt)}; capgate upgrade renews it.\n`,
  );
}

/** Revokes the tokens of what is undone; those that could not be. */
export async function revokedTokens(entries: readonly Written[], io: Io): Promise<Left[]> {
  const left: Left[] = [];
  for (const { agent, token } of entries) {
    if (token === undefined) continue;
    try {
      await revokeToken(token.id, io);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      left.push({
        agent,
        path: '',
        reason: `${error.message}; its token is not revoked: capgate token revoke ${token.id}`,
      });
    }
  }
  return left;
}
