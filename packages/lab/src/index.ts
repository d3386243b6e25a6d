/** Experiments that are planned before they are measured, and what runs them. Their statistics are in `lab/statistics`. */
export {
  type Analysis,
  analyse,
  type AnalysisContent,
  compare,
  type ComparedExperiment,
  type ComparedFigures,
  type ComparedHypotheses,
  type Comparison,
  type ExcludedTask,
  type ExclusionAnalysis,
  type ExclusionFiles,
  EXCLUSIONS_BYTES_MAX,
  type FigureGroup,
  type HypothesisAnalysis,
  type HypothesisVerdict,
  isSimulated,
  type LookAnalysis,
  type OutcomeCounts,
  recordOf,
  REPORT_SCHEMA,
  type ReportRecord,
  type ReportRows,
  type RunFacts,
  type TruthAnalysis,
  verifyReport,
} from './analysis/index.ts';
export {
  type Answer,
  type Arm,
  type ArmEnvironment,
  type ArmPlan,
  type Costs,
  openArm,
  type Question,
  type Verdict,
} from './arms/index.ts';
export { LabError, type LabErrorCode } from './error.ts';
export { DOCUMENT_LENGTH_MAX, type PlanFault, planFaults } from './experiment/faults.ts';
export { METRICS, type Metric, type MetricName, TESTS, type TestKind, type TestName } from './experiment/metrics.ts';
export { type Plan, planOf, type Urgency, urgencyOf } from './experiment/plan.ts';
export { type Experiment, EXPERIMENT_SCHEMA, EXPERIMENT_TYPES, type Hypothesis } from './experiment/schema.ts';
export { type PlannedHypothesis, taskCount } from './experiment/sizes.ts';
export {
  type Claim,
  type ClaimResult,
  claimsOf,
  type ClaimSource,
  type ClaimVerdict,
  type CommandSizes,
  type FamilySizes,
  type Means,
  resultOf,
} from './claims/index.ts';
export { type Environment, environmentNow } from './measure/environment.ts';
export type { MeasuredRecord } from './measure/measured.ts';
export {
  comparisonText,
  EXPORT_FORMATS,
  type ExportFormat,
  exportResults,
  resultLines,
  writeComparison,
  writeReport,
} from './report/index.ts';
export { type LabServer, type LabServerParts, type ReadToken, serveLab, tokenIn, tokenOf } from './http/index.ts';
export { type ClusterFacts, jobName, jobOf, openCluster } from './kubernetes/index.ts';
export {
  type Answers,
  armNamed,
  askPeers,
  type AskOptions,
  type Benchmark,
  PEERS_SCHEMA,
  type PeersDocument,
  peersFaults,
  type PeersRecord,
  readBenchmark,
  verifyPeers,
  writePeers,
} from './peers/index.ts';
export { webhookIn } from './notify/notice.ts';
export { bucketIn, type BucketOptions } from './results/s3-objects.ts';
export type { ExperimentRecord } from './results/experiments.ts';
export type { Page, PageRequest } from '@capgate/store/database';
export { type Asked, type AskedTexts, pageAsked, RESULT_QUESTIONS, resultsAsked } from './results/asked.ts';
export type { ResultCounts, ResultFilter } from './results/queries.ts';
export type { ReadingFilter } from './results/readings.ts';
export { type Outcome, OUTCOMES, type Result, type ResultKey } from './results/result.ts';
export type { State } from './results/tables.ts';
export type { Ending, Step } from './run/executor.ts';
export type { AnalysisOptions } from './run/kept.ts';
export type { Lab, LabOptions } from './run/lab.ts';
export type { RunOptions, RunReport } from './run/measuring.ts';
export type { LookDecision } from './run/looks.ts';
export { openLab } from './run/open-lab.ts';
export type { WaitingOptions } from './run/waiting-line.ts';
export { type NatsOptions, overNats } from './run/over-nats.ts';
export { work, type WorkOptions } from './run/work.ts';
export type { Progress } from './run/progress.ts';
export type { StratumTasks, Task } from './experiment/tasks.ts';
export {
  type GroundTruth,
  isRight,
  scoreOf,
  type ShareName,
  suspicions,
  type Truth,
  type TruthOptions,
  truthOf,
  TRUTHS,
} from './truth/index.ts';
