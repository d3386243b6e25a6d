/** An analysis as it is written down, and its JSON Schema. */
import { faultFinder, type FormFault } from '@capgate/base/forms';
import { type Static, type TSchema, Type } from 'typebox';
import { METRICS, TESTS } from '../experiment/metrics.ts';
import { ExperimentSchema, oneOf } from '../experiment/schema.ts';
import { QUANTITIES, type Quantity } from '../hardware/reading.ts';
import { COMPARISON_NAMES, FIGURE_NAMES } from '../measure/measured.ts';
import { OUTCOMES } from '../results/result.ts';
import type { Analysis } from './analysis.ts';
import { HYPOTHESIS_VERDICTS } from './hypotheses.ts';
import { LOOK_DECISIONS } from './looks.ts';
import { DIRECTIONS } from './tests.ts';

const closed = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 0 });
const text = Type.String();
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const unit = oneOf(['task', 'replicate'], 'What counts as one value.');
const metric = oneOf(Object.keys(METRICS) as (keyof typeof METRICS)[]);

function object<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, closed);
}

const MeasuredSchema = Type.Object(
  {
    figure: oneOf([...FIGURE_NAMES, ...COMPARISON_NAMES]),
    value: Type.Number(),
    low: Type.Number(),
    high: Type.Number(),
    confidence: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    unit: text,
    n: count,
    against: Type.Optional(count),
    source: hash,
  },
  { ...closed, description: 'A figure with its interval, and the SHA-256 of the rows that it was made of.' },
);

const HypothesisSchema = object({
  id: text,
  role: oneOf(['primary', 'secondary']),
  statement: text,
  metric,
  arms: Type.Array(text),
  strata: Type.Optional(Type.Array(text)),
  unit,
  test: oneOf(Object.keys(TESTS) as (keyof typeof TESTS)[]),
  alternative: oneOf(['two-sided', 'less', 'greater']),
  values: object({ planned: count, needed: Type.Union([count, Type.Null()]), had: count }),
  level: Type.Number(),
  look: Type.Optional(count),
  outcome: Type.Optional(
    object({
      p: Type.Number(),
      statistic: Type.Number(),
      method: text,
      direction: oneOf(DIRECTIONS, 'What the test found the first to be, beside the second or the claim.'),
      adjustedP: Type.Number(),
    }),
  ),
  difference: Type.Optional(MeasuredSchema),
  effect: Type.Optional(MeasuredSchema),
  withheld: Type.Array(text),
  verdict: oneOf(HYPOTHESIS_VERDICTS),
  because: text,
});

const LookSchema = object({
  look: count,
  information: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
  count,
  results: hash,
  hypotheses: Type.Array(
    object({ id: text, p: Type.Union([Type.Number(), Type.Null()]), level: Type.Number(), hasCrossed: Type.Boolean() }),
  ),
  decision: oneOf(LOOK_DECISIONS, 'Whether measuring went on.'),
});

const FigureSchema = object({
  arm: text,
  stratum: Type.Optional(text),
  metric,
  unit,
  n: count,
  measured: Type.Array(MeasuredSchema),
  withheld: Type.Array(object({ figure: oneOf(FIGURE_NAMES), because: text })),
});

const LoadSchema = object({
  arm: text,
  blocks: count,
  offered: Type.Number(),
  achieved: Type.Optional(MeasuredSchema),
  withheld: Type.Optional(text),
  longestWaitNs: count,
});

const OutcomeSchema = object({
  arm: text,
  stratum: text,
  planned: count,
  missing: count,
  stoppedEarly: Type.Optional(count),
  counts: object(
    Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count])) as Record<(typeof OUTCOMES)[number], typeof count>,
  ),
  retries: count,
  cached: count,
  savedUsd: Type.Number({ minimum: 0 }),
});

const EstimateSchema = object({
  value: Type.Number(),
  interval: object({ low: Type.Number(), high: Type.Number(), confidence: Type.Number() }),
});

const TruthSchema = object({
  source: oneOf(['effects', 'labels']),
  agreement: Type.Optional(EstimateSchema),
  notes: Type.Array(text),
  suspicions: Type.Array(text),
  tasks: object({ dangerous: count, harmless: count, untold: count }),
  sha256: hash,
});

const EnvironmentSchema = object({
  cpu: text,
  cores: count,
  memoryMb: count,
  platform: text,
  kernel: text,
  versions: Type.Record(Type.String(), text),
  governor: Type.Optional(text),
  ticks: Type.Optional(object({ total: count, steal: count })),
});

const SeriesSchema = object({
  device: text,
  quantity: oneOf(Object.keys(QUANTITIES) as Quantity[]),
  unit: text,
  n: count,
  mean: Type.Number(),
  least: Type.Number(),
  most: Type.Number(),
  course: Type.Array(object({ at: count, value: Type.Number() })),
});

const FactsSchema = object({
  environment: Type.Optional(EnvironmentSchema),
  machine: Type.Optional(Type.Array(SeriesSchema)),
  arms: Type.Optional(
    Type.Record(Type.String(), Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
  ),
  excluded: Type.Optional(
    Type.Array(object({ stratum: text, task: text, exclusion: count, reason: Type.Optional(text) })),
  ),
  exclusionFiles: Type.Optional(
    object({ taken: Type.Optional(hash), given: Type.Array(object({ sha256: hash, at: count })) }),
  ),
});

const ReportSchema = object({
  version: Type.Literal(1),
  plan: hash,
  experiment: ExperimentSchema,
  verdict: text,
  completeness: object({ planned: count, had: count, missing: count, stoppedEarly: Type.Optional(count) }),
  looks: Type.Optional(Type.Array(LookSchema)),
  hypotheses: Type.Array(HypothesisSchema),
  figures: Type.Array(FigureSchema),
  load: Type.Optional(Type.Array(LoadSchema)),
  outcomes: Type.Array(OutcomeSchema),
  failures: Type.Array(object({ arm: text, failure: text, count })),
  exclusions: Type.Array(object({ text, tasks: count })),
  truth: Type.Optional(TruthSchema),
  facts: FactsSchema,
  limits: Type.Array(text),
  asked: Type.Optional(object({ from: count, to: count })),
  results: hash,
});

export type ReportRecord = Static<typeof ReportSchema>;

/** The JSON Schema (draft 2020-12) of `report.json`. */
export const REPORT_SCHEMA: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Capgate experiment report',
  ...ReportSchema,
};

export const reportFaults: (report: unknown) => readonly FormFault[] = faultFinder(ReportSchema);

/** Plain data: what is undefined is left out, and each figure is its record. */
export function recordOf({ content }: Analysis): ReportRecord {
  const record: unknown = JSON.parse(JSON.stringify({ version: 1, ...content }));
  return record as ReportRecord;
}
