import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@capgate/base';
import { onTestFinished } from 'vitest';

/** A folder of this test's own. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-base-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The code of the error that `action` ends in; undefined where it ends well. */
export async function codeOf(action: () => unknown): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code as string;
    throw error;
  }
}
