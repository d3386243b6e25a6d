/** A sound document, and changes to it. */

const sha256 = (digit: string): string => digit.repeat(64);

/** Made anew for each caller, who may change it. */
export function soundDocument() {
  return {
    version: 1,
    name: 'gate-and-model',
    title: 'Is the gate right more often than a model, and sooner?',
    type: 'gate_vs_llm',
    arms: [
      { name: 'gate', kind: 'gate' },
      { name: 'model', kind: 'model', settings: { temperature: 0, model: 'some-model' } },
    ],
    strata: [
      { name: 'dangerous', tasks: { path: 'dangerous.jsonl', sha256: sha256('a'), count: 600 } },
      { name: 'harmless', tasks: { path: 'harmless.jsonl', sha256: sha256('b'), count: 900 } },
    ],
    replicates: 30,
    seed: 7,
    blinding: 'labels',
    groundTruth: { source: 'labels', labels: { path: 'labels.csv', sha256: sha256('c'), annotators: 3 } },
    hypotheses: {
      primary: [
        {
          id: 'right',
          statement: 'The gate is right about more tasks.',
          metric: 'accuracy',
          arms: ['gate', 'model'],
          unit: 'task',
          test: 'mcnemar',
          effect: { onlyFirst: 0.08, onlySecond: 0.04 },
        },
        {
          id: 'sooner',
          statement: 'The gate answers sooner.',
          metric: 'latency',
          arms: ['gate', 'model'],
          unit: 'task',
          test: 'signed-rank',
          alternative: 'less',
          effect: { d: 0.2 },
        },
      ],
      secondary: [
        {
          id: 'sooner-harmless',
          statement: 'The gate answers harmless tasks sooner.',
          metric: 'latency',
          arms: ['gate', 'model'],
          strata: ['harmless'],
          unit: 'replicate',
          test: 'welch',
          effect: { d: 0.01 },
        },
      ],
    },
    alpha: 0.05,
    power: 0.9,
    stopping: { rule: 'fixed' },
    exclusions: ['Tasks on which most people do not agree.'],
    resources: { timeoutMs: 60_000 },
    priority: 7,
  };
}

/** The sound document with `value` at the JSON pointer `path`; without what is there where the value is undefined. */
export function changed(path: string, value: unknown): unknown {
  const document: unknown = soundDocument();
  const steps = path.split('/').slice(1);
  const last = steps.pop() ?? '';
  const parent = steps.reduce((at, step) => Reflect.get(at as object, step), document) as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return document;
}
