/** The document of an experiment, as people write it before anything is measured. */
import { type Static, Type } from 'typebox';
import { LOOKS_MAX, SAMPLE_SIZE_MAX } from '../statistics/index.ts';
import { ARM_KINDS, METRICS, type MetricName, TESTS, type TestName } from './metrics.ts';

const closed = { additionalProperties: false } as const;
const described = (description: string) => ({ description });

/** One of so many words: as `enum`, so that an error can list them. */
export function oneOf<Word extends string>(words: readonly Word[], description?: string) {
  return Type.Unsafe<Word>({ type: 'string', enum: [...words], ...(description !== undefined && { description }) });
}

const NameSchema = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 64 });
export const TextSchema = Type.String({ minLength: 1, maxLength: 2_000 });
/** Of a command, or names of variables. */
const WordsSchema = Type.Array(Type.String({ maxLength: 4_096 }), { maxItems: 256 });
const ShareSchema = Type.Number({ minimum: 0, maximum: 1 });
/** Beyond, sizes are no longer told apart. */
const LEVEL_MIN = 1e-9;
export const PathSchema = Type.String({
  minLength: 1,
  maxLength: 4_096,
  ...described('Relative ones start at the document.'),
});
export const HashSchema = Type.String({
  pattern: '^[0-9a-f]{64}$',
  ...described('The SHA-256 of the file: with other contents it is another experiment.'),
});

export const EXPERIMENT_TYPES = ['gate_vs_llm', 'gate_vs_gate', 'hardware', 'load', 'claim'] as const;

export const ArmSchema = Type.Object(
  {
    name: NameSchema,
    kind: oneOf(ARM_KINDS, 'A gate, a language model, or any command that answers.'),
    settings: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 64 }),
        Type.Union([TextSchema, Type.Number(), Type.Boolean(), WordsSchema]),
        { maxProperties: 100, ...described('What an arm takes depends on its kind: docs/lab.md has the table.') },
      ),
    ),
  },
  closed,
);

const StratumSchema = Type.Object(
  {
    name: NameSchema,
    tasks: Type.Object(
      { path: PathSchema, sha256: HashSchema, count: Type.Integer({ minimum: 1, maximum: SAMPLE_SIZE_MAX }) },
      closed,
    ),
  },
  closed,
);

const GroundTruthSchema = Type.Object(
  {
    source: oneOf(['effects', 'labels'], 'What a command did in a sandbox, or what several people say.'),
    labels: Type.Optional(
      Type.Object(
        {
          path: PathSchema,
          sha256: HashSchema,
          annotators: Type.Integer({
            minimum: 2,
            maximum: 1_000,
            ...described('Independent people; their agreement is reported.'),
          }),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** In standard deviations: two values would show more. */
export const EFFECT_MAX = 100;

const EffectSchema = Type.Object(
  {
    d: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: EFFECT_MAX,
        ...described("Cohen's d; of pairs, that of their differences."),
      }),
    ),
    margin: Type.Optional(Type.Number({ exclusiveMinimum: 0, ...described('In the unit of the metric.') })),
    standardDeviation: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        ...described('As expected, in the unit of the metric; of pairs, of their differences.'),
      }),
    ),
    onlyFirst: Type.Optional({
      ...ShareSchema,
      ...described('The share of tasks that the first arm alone has right.'),
    }),
    onlySecond: Type.Optional({ ...ShareSchema, ...described('The share that the second alone has right.') }),
  },
  { ...closed, ...described('The smallest effect that matters.') },
);

const HypothesisSchema = Type.Object(
  {
    id: NameSchema,
    statement: TextSchema,
    metric: oneOf(Object.keys(METRICS) as MetricName[]),
    arms: Type.Array(NameSchema, {
      minItems: 1,
      maxItems: 2,
      ...described('The first is compared with the second; one alone, with the claim.'),
    }),
    strata: Type.Optional(
      Type.Array(NameSchema, {
        minItems: 1,
        maxItems: 100,
        ...described('Whose tasks count; those of all where absent.'),
      }),
    ),
    unit: oneOf(
      ['task', 'replicate'],
      'What counts as one value: a task, its replicates taken together, or each replicate by itself.',
    ),
    test: oneOf(Object.keys(TESTS) as TestName[]),
    alternative: Type.Optional(
      oneOf(
        ['two-sided', 'less', 'greater'],
        'Of the first arm; mcnemar and the tests of equivalence take no direction.',
      ),
    ),
    effect: EffectSchema,
  },
  closed,
);

const StoppingSchema = Type.Object(
  {
    rule: oneOf(['fixed', 'group-sequential']),
    information: Type.Optional(
      Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 1 }), {
        minItems: 1,
        maxItems: LOOKS_MAX,
        ...described('The share of all values that is in at each look; the last is 1.'),
      }),
    ),
    spending: Type.Optional(oneOf(['obrien-fleming', 'pocock'])),
  },
  closed,
);

const ClaimSchema = Type.Object(
  { statement: TextSchema, source: TextSchema, value: Type.Number(), unit: Type.String({ maxLength: 32 }) },
  closed,
);

const LoadSchema = Type.Object(
  {
    ratePerSecond: Type.Number({
      minimum: 0.001,
      maximum: 100_000,
      ...described('How many questions are due in a second, whether those before are answered or not.'),
    }),
    arrivals: Type.Optional(
      oneOf(['fixed', 'poisson'], 'All at the same distance, or as of many who do not know of each other; fixed.'),
    ),
  },
  closed,
);

const ResourcesSchema = Type.Object(
  {
    timeoutMs: Type.Integer({ minimum: 1, maximum: 86_400_000, ...described('Of one task.') }),
    workers: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    memoryMb: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_048_576 })),
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
  },
  closed,
);

const ConstraintsSchema = Type.Object(
  {
    hardware: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 16 })),
    region: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    lowLatency: Type.Optional(Type.Boolean()),
  },
  closed,
);

const HYPOTHESES_MAX = 32;

export const ExperimentSchema = Type.Object(
  {
    version: Type.Literal(1),
    name: NameSchema,
    title: TextSchema,
    type: oneOf(EXPERIMENT_TYPES),
    arms: Type.Array(ArmSchema, { minItems: 1, maxItems: 16 }),
    strata: Type.Array(StratumSchema, { minItems: 1, maxItems: 100 }),
    replicates: Type.Integer({ minimum: 1, maximum: 1_000_000, ...described('Of each task in each arm.') }),
    seed: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }),
    blinding: oneOf(
      ['none', 'labels', 'labels-and-arms'],
      'From whom is kept what: labels from the arms; also the arm from who scores an answer.',
    ),
    groundTruth: Type.Optional(GroundTruthSchema),
    claim: Type.Optional(ClaimSchema),
    load: Type.Optional(LoadSchema),
    hypotheses: Type.Object(
      {
        primary: Type.Array(HypothesisSchema, { minItems: 1, maxItems: HYPOTHESES_MAX }),
        secondary: Type.Optional(Type.Array(HypothesisSchema, { maxItems: HYPOTHESES_MAX })),
      },
      closed,
    ),
    alpha: Type.Number({
      minimum: LEVEL_MIN,
      exclusiveMaximum: 0.5,
      ...described('Of all primary hypotheses together, and of all secondary ones.'),
    }),
    power: Type.Number({ exclusiveMinimum: 0, maximum: 1 - LEVEL_MIN }),
    stopping: StoppingSchema,
    exclusions: Type.Array(TextSchema, {
      maxItems: 100,
      ...described('What will not count, and why; none is an empty list.'),
    }),
    resources: ResourcesSchema,
    priority: Type.Integer({
      minimum: 1,
      maximum: 10,
      ...described('Critical from 9, high from 7, normal from 5, else low.'),
    }),
    constraints: Type.Optional(ConstraintsSchema),
  },
  closed,
);

export type Experiment = Static<typeof ExperimentSchema>;
export type Hypothesis = Static<typeof HypothesisSchema>;

/** The JSON Schema (draft 2020-12) of the document, for editors. */
export const EXPERIMENT_SCHEMA: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Capgate experiment',
  ...ExperimentSchema,
};
