/** One change of one file, so that a kill at any moment leaves the old file or the new, and a way back. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { type Change, type Found, InstallError, type Scope } from '@capgate/agents';
import { type Files, lookAt, missingFolders } from './files.ts';
import { hashOf, type Journal } from './journal.ts';
import type { TokenNote } from './posting/door.ts';

/** A change with whose it is, and the file that it is made in, behind links. */
export interface Step {
  readonly agent: string;
  readonly scope: Scope;
  readonly project: string;
  readonly target: string;
  readonly change: Change;
  /** Where the settings have the agent post, while their token is to be made. */
  readonly address?: string;
  /** The token that they hold. */
  readonly token?: TokenNote;
}

/** What others may do with a file that was not there: read it in a project and on a machine, nothing in a home folder. */
const NEW_MODE: Readonly<Record<Scope, number>> = { user: 0o600, project: 0o644, managed: 0o644 };
const FOLDER_MODE: Readonly<Record<Scope, number>> = { user: 0o700, project: 0o755, managed: 0o755 };

/** Makes the change. Throws `InstallError` CHANGED where the file is not as it was planned on, and what the disk throws. */
export function apply(step: Step, journal: Journal, files: Files): void {
  const { agent, scope, project, target, change, token } = step;
  const { found, owner } = lookAt(target);
  confirmUnchanged(found, change);
  const oldMode = found.kind === 'file' ? found.mode : NEW_MODE[scope];
  const temporary = join(dirname(target), `.${basename(target)}.capgate-${randomUUID()}`);
  const folders = missingFolders(target);
  journal.add({
    agent,
    scope,
    project,
    target,
    mode: oldMode,
    temporary,
    folders,
    before: change.before === undefined ? null : Buffer.from(change.before).toString('base64'),
    after: hashOf(change.after),
    removal: change.removal,
    ...(token !== undefined && { token }),
  });
  for (const folder of folders) files.makeFolder(folder, FOLDER_MODE[scope]);
  files.writeNew(temporary, change.after, change.mode ?? oldMode, owner);
  confirmUnchanged(lookAt(target).found, change);
  files.rename(temporary, target);
  confirmWritten(lookAt(target).found, change);
}

function confirmUnchanged(found: Found, { before }: Change): void {
  const isSame =
    before === undefined ? found.kind === 'absent' : found.kind === 'file' && hashOf(found.bytes) === hashOf(before);
  if (isSame) return;
  throw new InstallError('CHANGED', 'expected the file as it was shown, met another; it was left, run it again');
}

function confirmWritten(found: Found, { after }: Change): void {
  if (found.kind === 'file' && hashOf(found.bytes) === hashOf(after)) return;
  throw new InstallError(
    'CHANGED',
    'expected the file as it was written, met another; somebody writes to it, look at it',
  );
}
