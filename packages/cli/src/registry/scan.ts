/** `capgate registry scan`: reads names, files and manual pages, and runs nothing of what it finds. */
import { buildRegistry } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { writeBytes } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { compressionOf, Describer, type Page, registryEntries, type ScannedCommand } from './scan/catalogue.ts';
import { type Executable, findExecutables, type Note } from './scan/executables.ts';
import { indexManual, manualFolders, type PageFile, readPage } from './scan/manual.ts';
import { readManualPage } from './scan/manual-page.ts';
import { Progress } from '../progress.ts';
import { type Scan, scanJson, scanText } from './scan/report.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const searchPath = args.value('path') ?? io.env['PATH'] ?? '';
  if (searchPath === '') throw new CliError('INPUT', 'expected folders in PATH or --path, met none');
  const found = findExecutables(searchPath, io.cwd);
  const notes: Note[] = [...found.notes];
  const pages = indexManual(manualFolders(args.value('man'), searchPath, io));
  const commands = await described(found.executables, new Describer((name) => pageOf(io, pages.get(name), notes)), io);
  const { folders, shadowed } = found;
  const written = writtenTo(args.value('output'), commands, io);
  const scan: Scan = { folders, commands, shadowed, notes, compression: compressionOf(commands), written };
  await io.stdout.write(args.has('json') ? scanJson(scan) : scanText(scan));
  return ExitStatus.OK;
}

async function described(executables: readonly Executable[], describer: Describer, io: Io): Promise<ScannedCommand[]> {
  const progress = new Progress(io.stderr, executables.length);
  const commands: ScannedCommand[] = [];
  for (const { name } of executables) {
    await progress.show(commands.length);
    commands.push(describer.describe(name));
  }
  await progress.end();
  return commands;
}

/** A page that cannot be read is none, and is noted. */
function pageOf(io: Io, file: PageFile | undefined, notes: Note[]): Page | undefined {
  if (file === undefined) return undefined;
  try {
    const { text, storedBytes, textBytes } = readPage(io, file);
    return { page: readManualPage(text), section: file.section, storedBytes, textBytes };
  } catch (error) {
    notes.push({ path: file.path, why: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function writtenTo(path: string | undefined, commands: readonly ScannedCommand[], io: Io): Scan['written'] {
  if (path === undefined) return undefined;
  const entries = registryEntries(commands);
  const bytes = buildRegistry(entries);
  writeBytes(io, path, bytes);
  return { path, sizeBytes: bytes.length, count: entries.length };
}
