/** `capgate registry build`. */
import { buildRegistry, knownCommands, type RegistryEntry, RegistryError } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { writeBytes } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { lineBatches } from '../lines.ts';
import { readEntry } from './entry.ts';

const MAX_LINE_BYTES = 1 << 16;

export async function run(args: Arguments, io: Io): Promise<number> {
  const path = args.operands[0] ?? '';
  const bytes = built(args.has('builtin') ? knownCommands() : await entriesOf(io));
  writeBytes(io, path, bytes);
  return ExitStatus.OK;
}

/** One entry a line; blank lines are passed over. */
async function entriesOf(io: Io): Promise<RegistryEntry[]> {
  const entries: RegistryEntry[] = [];
  let number = 0;
  for await (const lines of lineBatches(io.stdin, MAX_LINE_BYTES)) {
    for (const line of lines) {
      number++;
      if (line !== '') entries.push(readEntry(line, number));
    }
  }
  return entries;
}

function built(entries: readonly RegistryEntry[]): Uint8Array {
  try {
    return buildRegistry(entries);
  } catch (error) {
    if (error instanceof RegistryError) throw new CliError('INPUT', `${error.code}: ${error.message}`);
    throw error;
  }
}
