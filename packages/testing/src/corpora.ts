/**
 * The corpora: command lines that people wrote, from public sources. They lie outside the project, as their licences
 * differ; `CORPUS_DIR` names their folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './root.ts';

/** One file each, named after it: `labelled.jsonl` and so on. */
export const CORPORA = ['labelled', 'gtfobins', 'atomics', 'tldr', 'nl2bash', 'canaries'] as const;
export type CorpusName = (typeof CORPORA)[number];

/** The part of a row that every corpus has. */
export interface CorpusRow {
  readonly corpus: CorpusName;
  readonly id: string;
  readonly source: string;
  readonly command: string;
}

export type CorpusErrorCode = 'ABSENT' | 'ROW';

/** ABSENT: the folder holds no corpus. ROW: a line is not what a corpus consists of. */
export class CorpusError extends Error {
  readonly code: CorpusErrorCode;

  constructor(code: CorpusErrorCode, message: string) {
    super(message);
    this.name = 'CorpusError';
    this.code = code;
  }
}

/** The folder that `CORPUS_DIR` names, else `shared/corpora` beside the repository. */
export function corpusFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CORPUS_DIR'];
  return named ? resolve(named) : join(ROOT, '../shared/corpora');
}

/** Every row of the corpora in `folder`, file after file. Throws `CorpusError` where there is none, or a row is broken. */
export function loadCorpora(folder: string): CorpusRow[] {
  const present = CORPORA.filter((corpus) => existsSync(fileOf(folder, corpus)));
  if (present.length === 0) {
    const remedy = 'name their folder in CORPUS_DIR';
    throw new CorpusError('ABSENT', `expected the corpora in ${folder}, met none of them; ${remedy}`);
  }
  return present.flatMap((corpus) => readCorpus(folder, corpus));
}

/** Each command line once, in the order of its first row. */
export function distinctCommands(rows: readonly CorpusRow[]): string[] {
  return [...new Set(rows.map((row) => row.command))];
}

function fileOf(folder: string, corpus: CorpusName): string {
  return join(folder, `${corpus}.jsonl`);
}

function readCorpus(folder: string, corpus: CorpusName): CorpusRow[] {
  const file = fileOf(folder, corpus);
  const rows: CorpusRow[] = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line !== '') rows.push(readRow(corpus, line, `${file}:${index + 1}`));
  }
  return rows;
}

function readRow(corpus: CorpusName, line: string, place: string): CorpusRow {
  const row = parseObject(line, place);
  const { id, source, command } = row;
  if (typeof id !== 'string' || typeof source !== 'string' || typeof command !== 'string') {
    throw new CorpusError('ROW', `${place}: expected the texts id, source and command, met ${line.slice(0, 80)}`);
  }
  return { corpus, id, source, command };
}

function parseObject(line: string, place: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(line) as Record<string, unknown> | null) };
  } catch {
    throw new CorpusError('ROW', `${place}: expected a line of JSON, met ${line.slice(0, 80)}`);
  }
}
