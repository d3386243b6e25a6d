/** Experiments that are planned before they are measured. Their statistics are in `lab/statistics`. */
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
export type { StratumTasks, Task } from './experiment/tasks.ts';
export type { Outcome, Result, ResultKey } from './results/result.ts';
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
