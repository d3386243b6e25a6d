/** The end of a look at a log: what is wrong with it is an answer, what could not be looked at is none. */
import { AuditError } from '@capgate/audit/verify';
import { KeyError } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { told } from '../machine/told.ts';
import { visible } from '@capgate/base';

/** Something that is wrong with a log, a proof or their keys. */
export type Finding = AuditError | KeyError;

/** Runs a look; `find` tells what it found wrong, and the status is 1 then. */
export async function looked(look: () => Promise<number>, find: (finding: Finding) => Promise<void>): Promise<number> {
  return told(async () => {
    try {
      return await look();
    } catch (error) {
      if (!isFinding(error)) throw error;
      await find(error);
      return ExitStatus.PROBLEM;
    }
  });
}

/** A file that cannot be read, or an algorithm that this Node lacks, says nothing about the log. */
function isFinding(error: unknown): error is Finding {
  return error instanceof AuditError || (error instanceof KeyError && error.code !== 'UNSUPPORTED');
}

/** Tells a finding in one line of standard error. */
export function complain(args: Arguments, io: Io): (finding: Finding) => Promise<void> {
  return ({ code, message }) => io.stderr.write(`${args.command}: ${code}: ${visible(message)}\n`);
}
