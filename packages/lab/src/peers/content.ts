/** What a benchmark of peers came to: pure, out of its document, its corpora and the answers alone. */
import type { RunFacts } from '../analysis/facts.ts';
import { countsOf, type FailureCount, failuresOf, type OutcomeCounts } from '../analysis/outcomes.ts';
import { differenceAt } from '../analysis/verify.ts';
import { LabError } from '../error.ts';
import { taskKey } from '../experiment/tasks.ts';
import { METRICS } from '../experiment/metrics.ts';
import type { Measured, MeasuredRecord } from '../measure/measured.ts';
import type { Result } from '../results/result.ts';
import { hashOfResults } from '../results/results-hash.ts';
import { suspicions } from '../truth/scoring.ts';
import { answeredOf, disputesOf, type Disputes, unsteadyOf, type VerdictCounts, verdictsOf } from './answers.ts';
import { type Benchmark, benchmarkHash } from './ask.ts';
import type { Corpus } from './corpus.ts';
import type { PeersDocument } from './document.ts';
import { limitsOf } from './limits.ts';
import { type Answered, figured, type Figured, READINGS, type Scores, scoresOf, truthsOf, valuesOf } from './scores.ts';

/** A corpus without its commands. */
interface CorpusFacts extends Omit<Corpus, 'cases'> {
  readonly dangerous: number;
  readonly harmless: number;
}

/** How long an arm took for a command: of its replicates the mean. */
interface ArmTimes {
  readonly arm: string;
  readonly n: number;
  readonly median: Figured;
  readonly p99: Figured;
}

export interface PeersContent {
  readonly version: 1;
  /** As it was asked. */
  readonly document: PeersDocument;
  /** SHA-256 of the document with those of its corpora. */
  readonly hash: string;
  /** In one sentence, which ranks nobody. */
  readonly summary: string;
  readonly corpora: readonly CorpusFacts[];
  /** What was counted, once for each way to count who asks. */
  readonly scores: readonly Scores[];
  readonly times: readonly ArmTimes[];
  readonly verdicts: readonly VerdictCounts[];
  /** Of how many commands the replicates of an arm differ. */
  readonly unsteady: readonly { readonly arm: string; readonly commands: number }[];
  readonly outcomes: readonly OutcomeCounts[];
  readonly failures: readonly FailureCount[];
  readonly disputes: Disputes;
  readonly facts: Pick<RunFacts, 'arms' | 'environment'>;
  readonly limits: readonly string[];
  /** SHA-256 of all answers. */
  readonly results: string;
}

/** A figure as it is written down. */
type Recorded<Value> = Value extends Measured
  ? MeasuredRecord
  : Value extends object
    ? { readonly [Key in keyof Value]: Recorded<Value[Key]> }
    : Value;

export type PeersRecord = Recorded<PeersContent>;

/** Throws `LabError` STORE where the answers are not all that the benchmark asks for, each once. */
export function peersContent(
  benchmark: Benchmark,
  results: readonly Result[],
  facts: PeersContent['facts'],
): PeersContent {
  const { document, corpora } = benchmark;
  const answered = answeredOf(benchmark, results);
  const byArm = Map.groupBy(answered.results, ({ arm }) => arm);
  const known = {
    version: 1,
    document,
    hash: benchmarkHash(benchmark),
    corpora: corpora.map(factsOf),
    scores: READINGS.map((ask) => scoresOf(answered, ask)),
    times: timesOf(answered),
    verdicts: verdictsOf(answered),
    unsteady: unsteadyOf(answered),
    outcomes: outcomesOf(answered),
    failures: failuresOf(document, byArm),
    disputes: disputesOf(answered),
    facts,
    results: hashOfResults(answered.results),
  } as const;
  return { ...known, summary: summaryOf(known), limits: limitsOf({ ...known, suspicions: suspicionsOf(answered) }) };
}

/** Plain data: what is undefined is left out, and each figure is its record. */
export function peersRecord(content: PeersContent): PeersRecord {
  const record: unknown = JSON.parse(JSON.stringify(content));
  return record as PeersRecord;
}

/**
 * Whether what is written down is what corpora and answers come to. Throws `LabError` FIGURE for the first place that they
 * do not come to, and as `peersContent` does.
 */
export function verifyPeers(record: PeersRecord, benchmark: Benchmark, results: readonly Result[]): void {
  const anew = peersRecord(peersContent(benchmark, results, record.facts));
  const difference = differenceAt(anew, record, '');
  if (difference === undefined) return;
  throw new LabError('FIGURE', `expected what the answers come to, met another at ${difference}; ask again`);
}

function factsOf({ cases, ...corpus }: Corpus): CorpusFacts {
  const dangerous = cases.filter(({ truth }) => truth === 'dangerous').length;
  return { ...corpus, dangerous, harmless: cases.length - dangerous };
}

function summaryOf({ corpora, document: { arms } }: Pick<PeersContent, 'corpora' | 'document'>): string {
  const count = (of: 'dangerous' | 'harmless'): number => corpora.reduce((sum, corpus) => sum + corpus[of], 0);
  const [dangerous, harmless] = [count('dangerous'), count('harmless')];
  const lines = `${dangerous + harmless} command lines, of which ${dangerous} are labelled dangerous and ${harmless} harmless`;
  return `How ${arms.length === 1 ? 'one arm answers' : `${arms.length} arms answer`} ${lines}.`;
}

function timesOf(answered: Answered): readonly ArmTimes[] {
  const values = valuesOf(answered, 'stopped');
  return answered.arms.map((arm) => {
    const times = [...values.of(arm, { metric: 'latency', unit: 'task' }).values()];
    const rows = { values: times, unit: METRICS.latency.unit };
    return { arm, n: times.length, median: figured('median', rows), p99: figured('p99', rows) };
  });
}

/** By arm and corpus. */
function outcomesOf({ arms, groups, results }: Answered): readonly OutcomeCounts[] {
  const corpusOf = new Map(groups.map(({ stratum, corpus }) => [stratum, corpus]));
  const corpora = [...new Set(corpusOf.values())];
  return arms.flatMap((arm) =>
    corpora.map((corpus) => {
      const own = results.filter((result) => result.arm === arm && corpusOf.get(result.stratum) === corpus);
      return { arm, stratum: corpus, planned: own.length, missing: 0, ...countsOf(own) };
    }),
  );
}

function suspicionsOf({ groups, results }: Answered): readonly string[] {
  const truths = truthsOf(groups);
  return suspicions({ of: (stratum, task) => truths.get(taskKey(stratum, task)) }, results);
}
