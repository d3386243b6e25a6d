/** The lab is a package of its own. */
import type * as Lab from '@capgate/lab';
import { installed } from '../installed.ts';

/** Throws `CliError` INPUT where it is not installed. */
export function findLab(): Promise<typeof Lab> {
  return installed('@capgate/lab');
}
