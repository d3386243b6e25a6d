/** Experiments that are planned before they are measured. Their statistics are in `lab/statistics`. */
export {
  type Analysis,
  analyse,
  type AnalysisContent,
  compare,
  type ComparedFigures,
  type ComparedHypotheses,
  type Comparison,
  type ExcludedTask,
  type ExclusionAnalysis,
  type FigureGroup,
  type HypothesisAnalysis,
  type HypothesisVerdict,
  isSimulated,
  type OutcomeCounts,
  recordOf,
  REPORT_SCHEMA,
  type ReportRecord,
  type ReportRows,
  type RunFacts,
  type TruthAnalysis,
  verifyReport,
} from './analysis/index.ts';
export { LabError, type LabErrorCode } from './error.ts';
export { DOCUMENT_LENGTH_MAX, type PlanFault, planFaults } from './experiment/faults.ts';
export { METRICS, type Metric, type MetricName, TESTS, type TestKind, type TestName } from './experiment/metrics.ts';
export { type Plan, planOf, type Urgency, urgencyOf } from './experiment/plan.ts';
export { type Experiment, EXPERIMENT_SCHEMA, EXPERIMENT_TYPES, type Hypothesis } from './experiment/schema.ts';
export { type PlannedHypothesis, taskCount } from './experiment/sizes.ts';
export {
  comparisonText,
  EXPORT_FORMATS,
  type ExportFormat,
  exportResults,
  resultLines,
  writeReport,
} from './report/index.ts';
