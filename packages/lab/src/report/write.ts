/** Reports and results as files. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Analysis, type Comparison, recordOf } from '../analysis/index.ts';
import { LabError } from '../error.ts';
import type { Result } from '../results/result.ts';
import { csvOf } from './csv.ts';
import { jsonOf } from './json.ts';
import { parquetOf } from './parquet.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * `report.html`, `report.json`, `results.csv` and `results.parquet` in `folder`, which is made where it is not there.
 * Rejects with `LabError` STORE where they cannot be written.
 */
export async function writeReport(analysis: Analysis, folder: string): Promise<void> {
  // The library of plots loads with the first report.
  const { reportPage } = await import('./page.ts');
  const json = `${JSON.stringify(recordOf(analysis), undefined, 2)}\n`;
  await writeTexts(folder, { 'report.html': reportPage(analysis), 'report.json': json });
  await exportResults(analysis.results, 'csv', join(folder, 'results.csv'));
  await exportResults(analysis.results, 'parquet', join(folder, 'results.parquet'));
}

/** The page of a comparison, to the file `path`, which is replaced as a whole. Rejects with `LabError` STORE. */
export async function writeComparison(comparison: Comparison, path: string): Promise<void> {
  const { comparisonPage } = await import('./comparison-page.ts');
  await replace(path, (part) => writeFile(part, comparisonPage(comparison), NEW));
}

/** Writes `results` to the file `path`, which is replaced as a whole. Rejects with `LabError` STORE where that cannot be. */
export async function exportResults(results: readonly Result[], format: ExportFormat, path: string): Promise<void> {
  await replace(path, async (part) => {
    if (format === 'parquet') await writeFile(part, await parquetOf(results), NEW);
    else
      await pipeline(
        Readable.from(resultLines(results, format)),
        createWriteStream(part, { flags: NEW.flag, mode: NEW.mode }),
      );
  });
}

/** The same for a stream of text. */
export function resultLines(results: Iterable<Result>, format: 'csv' | 'json'): Generator<string> {
  return format === 'csv' ? csvOf(results) : jsonOf(results);
}

/** Files of these names in `folder`, which is made where it is not there. Rejects with `LabError` STORE. */
export async function writeTexts(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  await writing(folder, () => mkdir(folder, { recursive: true }));
  for (const [name, text] of Object.entries(texts)) {
    await replace(join(folder, name), (path) => writeFile(path, text, NEW));
  }
}

/** Made anew, for its owner alone: what lies there, a link among it, is not written to. */
const NEW = { flag: 'wx', mode: 0o600 } as const;

/** So that nobody meets half a file. Nobody can have laid anything under a name that nobody can foresee. */
async function replace(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const part = `${path}.${randomBytes(8).toString('hex')}.part`;
  await writing(path, async () => {
    try {
      await write(part);
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw error;
    }
  });
}

/** What the system says of a place is told of that place; what is wrong otherwise stays as it is. */
async function writing(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    throw new LabError('STORE', `expected to write ${path}, met ${code}; name another place with --output`, {
      cause: error,
    });
  }
}
