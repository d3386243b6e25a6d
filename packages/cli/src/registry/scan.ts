/** `capgate registry scan`. */
import { buildRegistry } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { writeBytes } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { compressionOf, registryEntries, type ScannedCommand } from './scan/catalogue.ts';
import { type Scan, scanJson, scanText } from './scan/report.ts';
import { scanSystem } from './scan/system.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const { found, commands, notes } = await scanSystem(io, { path: args.value('path'), manual: args.value('man') });
  const { folders, shadowed } = found;
  const written = writtenTo(args.value('output'), commands, io);
  const scan: Scan = { folders, commands, shadowed, notes, compression: compressionOf(commands), written };
  await io.stdout.write(args.has('json') ? scanJson(scan) : scanText(scan));
  return ExitStatus.OK;
}

function writtenTo(path: string | undefined, commands: readonly ScannedCommand[], io: Io): Scan['written'] {
  if (path === undefined) return undefined;
  const entries = registryEntries(commands);
  const bytes = buildRegistry(entries);
  writeBytes(io, path, bytes);
  return { path, sizeBytes: bytes.length, count: entries.length };
}
