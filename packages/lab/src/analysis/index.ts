/** What an experiment came to: pure, and made of nothing but its plan, its results and what is right. */
export { type AnalysisContent, type Analysis, analyse } from './analysis.ts';
export {
  compare,
  type ComparedExperiment,
  type ComparedFigures,
  type ComparedHypotheses,
  type Comparison,
  isShown,
} from './compare.ts';
export { EXCLUSIONS_BYTES_MAX, exclusionFileHash, readExclusions } from './exclusion-file.ts';
export { type ExclusionAnalysis, exclusionNotes } from './exclusions.ts';
export { type ExcludedTask, type ExclusionFiles, type GivenFile, isSimulated, type RunFacts } from './facts.ts';
export { type FigureGroup } from './figures.ts';
export { type HypothesisAnalysis, type HypothesisVerdict } from './hypotheses.ts';
export { type LookAnalysis, looksAt } from './looks.ts';
export { type OutcomeCounts } from './outcomes.ts';
export { recordOf, REPORT_SCHEMA, type ReportRecord } from './record.ts';
export { type TruthAnalysis } from './truths.ts';
export { type ReportRows, verifyReport } from './verify.ts';
