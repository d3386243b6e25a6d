/** A benchmark of peers from its document to its page. */
import { isAbsolute, join } from 'node:path';
import { quoted } from '@capgate/base';
import { NodeDisk } from '@capgate/base/node';
import { LabError } from '../error.ts';
import { exportResults, writeTexts } from '../report/write.ts';
import { taskBytes } from '../run/task-files.ts';
import { answeredOf } from './answers.ts';
import type { Answers, Benchmark } from './ask.ts';
import { peersContent, type PeersRecord, peersRecord } from './content.ts';
import { type Corpus, corpusIn } from './corpus.ts';
import { peersDocumentOf } from './document.ts';
import { valuesOf } from './scores.ts';

/**
 * Reads the corpora that a document names; relative paths start at `folder`. Rejects with `LabError` PLAN where it is no
 * such document, TASKS where a file is no such corpus.
 */
export async function readBenchmark(value: unknown, folder: string): Promise<Benchmark> {
  const document = peersDocumentOf(value);
  const disk = new NodeDisk();
  const corpora: Corpus[] = [];
  for (const plan of document.corpora) {
    const bytes = await taskBytes(disk, isAbsolute(plan.path) ? plan.path : join(folder, plan.path), 'a corpus');
    const taken = corpora.map(({ name }) => name);
    const corpus = corpusIn(bytes, plan, taken);
    const twin = corpora.find(({ sha256 }) => sha256 === corpus.sha256);
    if (twin !== undefined) {
      const met = `met ${quoted(corpus.path)} and ${quoted(twin.path)}, which are alike`;
      throw new LabError('TASKS', `expected corpora that differ, ${met}; name one of them`);
    }
    corpora.push(corpus);
  }
  return { document, corpora };
}

/**
 * `peers.html`, `peers.json` and `answers.json` in `folder`, which is made where it is not there. Rejects with `LabError`
 * STORE where they cannot be written, or where the answers are not those of the benchmark.
 */
export async function writePeers(
  benchmark: Benchmark,
  { results, facts }: Answers,
  folder: string,
): Promise<PeersRecord> {
  const record = peersRecord(peersContent(benchmark, results, facts));
  // The library of plots loads with the first page.
  const { peersPage } = await import('./page.ts');
  const json = `${JSON.stringify(record, undefined, 2)}\n`;
  await writeTexts(folder, { 'peers.html': peersPage(record, timesOf(benchmark, results)), 'peers.json': json });
  await exportResults(results, 'json', join(folder, 'answers.json'));
  return record;
}

/** By arm, of each command the mean of its replicates. */
function timesOf(benchmark: Benchmark, results: Answers['results']): ReadonlyMap<string, readonly number[]> {
  const answered = answeredOf(benchmark, results);
  const values = valuesOf(answered, 'stopped');
  return new Map(answered.arms.map((arm) => [arm, [...values.of(arm, { metric: 'latency', unit: 'task' }).values()]]));
}
