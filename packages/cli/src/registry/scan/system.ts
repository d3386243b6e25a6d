/** The commands of a system: names, files and manual pages are read, and nothing is run of what is found. */
import { CliError } from '../../error.ts';
import type { Io } from '../../io.ts';
import { Progress } from '../../progress.ts';
import { Describer, type Page, type ScannedCommand } from './catalogue.ts';
import { type Executable, findExecutables, type Found, type Note } from './executables.ts';
import { indexManual, manualFolders, type PageFile, readPage } from './manual.ts';
import { readManualPage } from './manual-page.ts';

export interface ScannedSystem {
  readonly found: Found;
  readonly commands: readonly ScannedCommand[];
  /** What was met and left out, in folders and among pages. */
  readonly notes: readonly Note[];
}

/** By PATH and MANPATH where nothing else is named. Throws `CliError` INPUT without a path. */
export async function scanSystem(
  io: Io,
  { path, manual }: { readonly path?: string | undefined; readonly manual?: string | undefined } = {},
): Promise<ScannedSystem> {
  const searchPath = path ?? io.env['PATH'] ?? '';
  if (searchPath === '') throw new CliError('INPUT', 'expected folders in PATH or --path, met none');
  const found = findExecutables(searchPath, io.cwd);
  const notes: Note[] = [...found.notes];
  const pages = indexManual(manualFolders(manual, searchPath, io));
  const describer = new Describer((name) => pageOf(io, pages.get(name), notes));
  return { found, commands: await described(found.executables, describer, io), notes };
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
