/** The manual pages of a system, found and read without `man`. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CliError } from '../../error.ts';
import { readBytes } from '../../files.ts';
import type { Io } from '../../io.ts';
import { includedPage } from './manual-page.ts';

/** The longest pages of real tools have a few hundred kilobytes. */
const MAX_PAGE_BYTES = 8 << 20;
const INCLUDES_MAX = 4;
/** Where pages are, beside what the search path suggests. */
const USUAL_FOLDERS = ['/usr/local/share/man', '/usr/share/man'];
/** Sections with commands, the likeliest first; 2, 3, 4, 5, 7 and 9 are about other things. */
const SECTIONS = ['1', '8', '6'];
const PAGE_NAME = /^(?<name>.+)\.(?<section>[168][a-z]*)(?:\.gz)?$/u;

export interface PageFile {
  readonly path: string;
  /** `1`, `8`, `1ssl`. */
  readonly section: string;
  /** The manual folder that it belongs to; includes are relative to it. */
  readonly root: string;
}

export interface PageText {
  readonly text: string;
  /** Bytes as the file lies on the disk, usually compressed. */
  readonly storedBytes: number;
  readonly textBytes: number;
}

/** The folders to look in: those that are named, else MANPATH's, else those beside the search path's. */
export function manualFolders(named: string | undefined, searchPath: string, io: Io): string[] {
  const written = named ?? io.env['MANPATH'];
  const beside = searchPath.split(':').flatMap((folder) => {
    const above = dirname(resolve(io.cwd, folder));
    return [join(above, 'share/man'), join(above, 'man')];
  });
  const usual = [...beside, ...USUAL_FOLDERS];
  // An empty part of MANPATH stands for the usual folders.
  const folders = written === undefined ? usual : written.split(':').flatMap((part) => (part === '' ? usual : [part]));
  return [...new Set(folders.map((folder) => resolve(io.cwd, folder)))];
}

/** Every page of a command by its name; of several the one in the likelier section, then in the earlier folder. */
export function indexManual(folders: readonly string[]): Map<string, PageFile> {
  const pages = new Map<string, PageFile>();
  for (const section of SECTIONS) {
    for (const root of folders) {
      const folder = join(root, `man${section}`);
      for (const file of namesIn(folder)) addPage(pages, root, folder, file);
    }
  }
  return pages;
}

function addPage(pages: Map<string, PageFile>, root: string, folder: string, file: string): void {
  const { name = '', section = '' } = PAGE_NAME.exec(file)?.groups ?? {};
  if (name !== '' && !pages.has(name)) pages.set(name, { path: join(folder, file), section, root });
}

/** Sorted, so that the same tree gives the same index; a folder that cannot be read has nothing to offer. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The page's text, behind its includes. Throws `CliError` where it is no file, too long, damaged or led outside. */
export function readPage(io: Io, page: PageFile): PageText {
  let path = page.path;
  for (let includes = 0; includes <= INCLUDES_MAX; includes++) {
    const read = readPageFile(io, path);
    const included = includedPage(read.text);
    if (included === undefined) return read;
    path = pathOfInclude(page.root, included);
  }
  throw new CliError('INPUT', `expected at most ${INCLUDES_MAX} pages that only name another, met more`);
}

function readPageFile(io: Io, path: string): PageText {
  // A pipe under the name of a page would be waited for.
  if (!statSync(path).isFile()) throw new CliError('FILE', 'expected a file, met something else');
  const stored = readBytes(io, path, MAX_PAGE_BYTES);
  const bytes = path.endsWith('.gz') ? unpacked(stored) : stored;
  return { text: Buffer.from(bytes).toString('utf8'), storedBytes: stored.length, textBytes: bytes.length };
}

function unpacked(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_PAGE_BYTES });
  } catch (error) {
    const isLong = error instanceof RangeError;
    throw new CliError('INPUT', isLong ? `more than ${MAX_PAGE_BYTES} bytes when unpacked` : 'no sound gzip');
  }
}

/** `man1/other.1`, with or without the ending that its file has; never outside the manual's folder. */
function pathOfInclude(root: string, included: string): string {
  const plain = resolve(root, included);
  const path = isThere(`${plain}.gz`) ? `${plain}.gz` : plain;
  if (isThere(path) && realpathSync(path).startsWith(`${realpathSync(root)}/`)) return path;
  throw new CliError('FILE', 'names a page that is not there');
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
