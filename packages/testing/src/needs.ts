/**
 * What some tests need beyond npm. Where it is missing, the test is skipped with a reason, which `npm test` repeats at
 * its end; in CI a missing program fails the test instead, as a run that skips proves nothing.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The part of vitest's test context that skips the running test. */
export interface Skippable {
  skip(reason: string): void;
}

/** The path of `program`, which `scripts/provision.sh` installs. Throws in CI where it is not on PATH, else skips. */
export function needsProgram(context: Skippable, program: string): string {
  const path = findOnPath(program);
  if (path !== undefined) return path;
  needsProvided(context, `${program} is not on PATH; \`sudo scripts/provision.sh\` provides it`);
  return program;
}

/** As `needsProgram`, for what else the script provides: `missing` says what is not there, and is absent where it is. */
export function needsProvided(context: Skippable, missing: string | undefined): void {
  if (missing === undefined) return;
  if (process.env['CI']) throw new Error(missing);
  context.skip(missing);
}

/** Skips the running test where `path`, material that lies outside the project, is absent; `remedy` says how to name it. */
export function needsMaterial(context: Skippable, path: string, remedy: string): void {
  if (!isThere(path, constants.R_OK)) context.skip(`${path} is absent; ${remedy}`);
}

function findOnPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => isThere(path, constants.X_OK));
}

function isThere(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
