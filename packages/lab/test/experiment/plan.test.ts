import { codeOf } from '@capgate/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPERIMENT_SCHEMA, METRICS, planFaults, planOf, TESTS, urgencyOf } from '../../src/index.ts';
import { groupSequentialLooks, mcNemarSampleSize, tSampleSize } from '../../src/statistics/index.ts';
import { changed, soundDocument } from './document.ts';

const {
  primary: [, sooner],
  secondary: [harmless],
} = soundDocument().hypotheses;

const faultsOf = (path: string, value: unknown): string[] =>
  planFaults(changed(path, value)).map((fault) => `${fault.path}: ${fault.message}`);

describe('a sound document', () => {
  test('has no fault, and is a plan', () => {
    expect(planFaults(soundDocument())).toEqual([]);
    expect(planOf(soundDocument()).experiment).toEqual(soundDocument());
  });

  test('is known by a hash that the order of keys does not change', () => {
    const { hash } = planOf(soundDocument());
    expect(hash).toMatch(/^[0-9a-f]{64}$/u);
    const reversed = Object.fromEntries(Object.entries(soundDocument()).toReversed());
    expect(planOf(reversed).hash).toBe(hash);
  });

  // The SHA-256 of the canonical text by `sha256sum`.
  test('has the hash that other programs give', async () => {
    const { canonicalText } = await import('@capgate/base');
    const bytes = new TextEncoder().encode(canonicalText(soundDocument()));
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    expect(planOf(soundDocument()).hash).toBe(digest);
  });

  test.each([
    ['/seed', 8],
    ['/replicates', 31],
    ['/strata/0/tasks/sha256', 'd'.repeat(64)],
    ['/hypotheses/primary/1/statement', 'The gate answers much sooner.'],
    ['/exclusions', []],
  ])('is another experiment with another %s', (path, value) => {
    expect(planOf(changed(path, value)).hash).not.toBe(planOf(soundDocument()).hash);
  });

  test('needs what the power analysis asks for, at the α that is left', () => {
    const { hypotheses } = planOf(soundDocument());
    // Two primary hypotheses share α; ranks need up to 1/0.864 times the values.
    const pairs = tSampleSize(0.9, { design: 'paired', effect: 0.2, alpha: 0.025, sides: 1 });
    const shares = mcNemarSampleSize(0.9, { onlyFirst: 0.08, onlySecond: 0.04, alpha: 0.025 });
    expect(hypotheses.map(({ alpha, needed, planned }) => [alpha, needed, planned])).toEqual([
      [0.025, shares, 1_500],
      [0.025, Math.ceil(pairs / 0.864), 1_500],
      // Of one stratum, each replicate by itself.
      [0.05, expect.any(Number), 27_000],
    ]);
  });

  test('says so where a secondary hypothesis has too few values', () => {
    expect(planOf(soundDocument()).hypotheses.map(({ isPowered }) => isPowered)).toEqual([true, true, false]);
  });

  test('has half of a two-sided level for a test of one side, with looks as without', () => {
    const document = {
      ...soundDocument(),
      stopping: { rule: 'group-sequential', information: [0.5, 1], spending: 'pocock' },
    };
    const [both, one] = planOf(document).hypotheses;
    const [ofBoth, ofTwice] = [0.025, 0.05].map(
      (alpha) => groupSequentialLooks({ information: [0.5, 1], spending: 'pocock', alpha })[1]?.nominalAlpha ?? 0,
    );
    expect(both?.alpha).toBe(ofBoth);
    // What lies beyond the one boundary, of two that 5 % lie beyond.
    expect(one?.alpha).toBe((ofTwice ?? 0) / 2);
    expect(one?.alpha).toBeLessThan(0.025);
  });

  test('has looks at whole tasks of each stratum, where shares are written with few digits as well', () => {
    const stopping = { rule: 'group-sequential', information: [0.3333333333, 0.6666666667, 1] };
    expect(faultsOf('/stopping', stopping)).toEqual([]);
    expect(faultsOf('/stopping', { ...stopping, information: [0.333, 0.667, 1] })).toEqual([
      expect.stringMatching(
        /^\/stopping\/information: expected whole tasks of each stratum at each look, met 199\.8 of the 600 of dangerous at 0\.333; plan/u,
      ),
      expect.stringContaining('met 299.7 of the 900 of harmless at 0.333'),
      expect.stringContaining('met 400.2 of the 600 of dangerous at 0.667'),
      expect.stringContaining('met 600.3 of the 900 of harmless at 0.667'),
    ]);
  });

  test('needs more with looks before the end', () => {
    const looking = changed('/stopping', { rule: 'group-sequential', information: [0.5, 1], spending: 'pocock' });
    const [fixed, looked] = [soundDocument(), looking].map((document) => planOf(document).hypotheses[0]?.needed ?? 0);
    expect(looked).toBeGreaterThan(fixed ?? Number.NaN);
  });
});

describe('a plan that cannot show what it is to show is refused', () => {
  test('too few tasks', () => {
    expect(faultsOf('/strata/0/tasks/count', 6)).toEqual([
      expect.stringMatching(/^\/strata: expected \d+ tasks for the power 0\.9 of right, met 906; plan more/u),
    ]);
  });

  test('too few replicates', () => {
    const values = { unit: 'replicate', test: 'welch', metric: 'latency', effect: { d: 0.02 } };
    const hypothesis = { ...soundDocument().hypotheses.primary[1], ...values };
    expect(faultsOf('/hypotheses/primary/1', hypothesis)).toEqual([
      expect.stringMatching(/^\/replicates: expected \d+ values \(tasks times replicates\).* of sooner, met 45000/u),
    ]);
  });

  test('more than can be had', () => {
    expect(faultsOf('/hypotheses/primary/1/effect/d', 1e-9)).toEqual([
      expect.stringContaining('expected more than can be had tasks'),
    ]);
  });
});

describe('what does not fit together is told with its place', () => {
  test.each<[string, unknown, string | RegExp]>([
    ['/groundTruth', undefined, /^\/hypotheses\/primary\/0\/metric: expected a ground truth for accuracy, met none/u],
    ['/groundTruth', { source: 'labels' }, /^\/groundTruth\/labels: .*; met none beside labels$/u],
    ['/groundTruth/source', 'effects', /^\/groundTruth\/labels: .*; met some beside effects$/u],
    ['/blinding', 'none', /^\/blinding: expected labels to be kept from the model/u],
    ['/arms/1/kind', 'command', '/arms: expected a gate and a model, met gate, command'],
    ['/type', 'gate_vs_gate', '/arms: expected two gates, or a gate and a command, met gate, model'],
    ['/type', 'claim', /^\/claim: .*; met none in claim$/u],
    ['/claim', { statement: 'x', source: 'y', value: 1, unit: 'ns' }, /^\/claim: .*; met one in gate_vs_llm$/u],
    ['/arms/1/name', 'gate', '/arms/1/name: expected a name of its own, met gate again'],
    ['/strata/1/name', 'dangerous', /^\/strata\/1\/name: /u],
    ['/hypotheses/secondary/0/id', 'right', /^\/hypotheses\/secondary\/0\/id: /u],
    ['/hypotheses/primary/0/arms/1', 'nobody', '/hypotheses/primary/0/arms/1: expected one of gate, model, met nobody'],
    ['/hypotheses/primary/0/arms/1', 'gate', /^\/hypotheses\/primary\/0\/arms\/1: expected a name of its own/u],
    ['/hypotheses/primary/1/arms', ['gate'], /\/arms: expected as many arms as signed-rank compares, 2, met 1/u],
    ['/hypotheses/primary/1/test', 'one-sample-t', /\/arms: expected as many arms as one-sample-t compares, 1, met 2/u],
    ['/hypotheses/secondary/0/strata/0', 'other', /^\/hypotheses\/secondary\/0\/strata\/0: expected one of/u],
    ['/hypotheses/primary/0/metric', 'latency', /^\/hypotheses\/primary\/0\/test: expected a test of a scale/u],
    [
      '/hypotheses/secondary/0/metric',
      'tokens',
      '/hypotheses/secondary/0/arms/0: expected an arm that says its tokens (model, command), met gate, a gate',
    ],
    ['/hypotheses/secondary/0/metric', 'energy', /\/arms\/0: expected an arm that says its energy \(command\)/u],
    [
      '/hypotheses/secondary/0/metric',
      'throughput',
      /\/0\/metric: must be equal to one of the allowed values: accuracy, /u,
    ],
    ['/hypotheses/secondary/0/unit', 'task', /^\/hypotheses\/secondary\/0\/test: expected a test of pairs/u],
    ['/hypotheses/primary/0/effect', { d: 1 }, /\/effect: expected onlyFirst, which mcnemar needs, met none/u],
    ['/hypotheses/primary/0/effect/d', 1, /\/effect\/d: expected onlyFirst and onlySecond for mcnemar, met d/u],
    [
      '/hypotheses/primary/0/effect/onlySecond',
      0.08,
      /\/effect: expected shares that differ .*, met 0\.08 and 0\.08$/u,
    ],
    [
      '/hypotheses/primary/0/metric',
      'sensitivity',
      /\/0\/strata: expected the strata of the dangerous tasks, .*met none/u,
    ],
    [
      '/hypotheses/primary/0/metric',
      'specificity',
      /\/0\/strata: expected the strata of the harmless tasks, .*met none/u,
    ],
    ['/hypotheses/primary/0/unit', 'replicate', /\/0\/unit: expected task for accuracy, .*, met replicate$/u],
    ['/hypotheses/primary/0/alternative', 'greater', /\/0\/alternative: expected none, as mcnemar .*, met greater/u],
    [
      '/hypotheses/primary/1',
      { ...sooner, test: 'paired-equivalence', effect: { margin: 1, standardDeviation: 1 } },
      /\/1\/alternative: expected none, as paired-equivalence .*, met less/u,
    ],
    [
      '/hypotheses/secondary/0',
      { ...harmless, test: 'equivalence', effect: { margin: 1e9, standardDeviation: 1 } },
      /\/effect: expected a margin of at most 100 standard deviations, met 1000000000$/u,
    ],
    ['/stopping/information', [1], /^\/stopping: expected no looks under the rule fixed/u],
    ['/stopping/rule', 'group-sequential', '/stopping/information: expected when to look, met nothing'],
    [
      '/stopping',
      { rule: 'group-sequential', information: [0.9, 0.5, 1] },
      /^\/stopping\/information: expected look 1/u,
    ],
  ])('%s', (path, value, expected) => {
    const faults = faultsOf(path, value);
    expect(faults[0]).toMatch(expected);
  });
});

test('a share of the dangerous tasks alone counts no others', () => {
  const sensitivity = { ...soundDocument().hypotheses.primary[0], metric: 'sensitivity', strata: ['dangerous'] };
  // What accuracy has enough tasks for, they have not.
  expect(faultsOf('/hypotheses/primary/0', sensitivity)).toEqual([
    expect.stringMatching(/^\/strata: expected 976 tasks .* of right, met 600;/u),
  ]);
});

function messagesOf(change: object): readonly string[] {
  return planFaults({ ...soundDocument(), ...change }).map(({ path, message }) => `${path}: ${message}`);
}

test('load states its rate, hardware what it is about, and nothing else does', () => {
  expect(messagesOf({ type: 'load' })).toEqual([
    expect.stringMatching(/^\/load: expected a load .* met none in load$/u),
  ]);
  expect(messagesOf({ type: 'load', load: { ratePerSecond: 0 } })).toEqual([
    expect.stringMatching(/^\/load\/ratePerSecond: /u),
  ]);
  expect(messagesOf({ load: { ratePerSecond: 10 } })).toEqual([expect.stringMatching(/^\/load: .* met one in/u)]);
  expect(messagesOf({ type: 'load', load: { ratePerSecond: 10, arrivals: 'poisson' } })).toEqual([]);
  const looks = { rule: 'group-sequential', information: [0.5, 1], spending: 'pocock' };
  expect(messagesOf({ type: 'load', load: { ratePerSecond: 10 }, stopping: looks })[0]).toMatch(
    /^\/stopping\/rule: expected fixed under load/u,
  );
  expect(messagesOf({ type: 'hardware' })).toEqual([expect.stringMatching(/^\/constraints\/hardware: .*met none/u)]);
  expect(messagesOf({ type: 'hardware', constraints: { hardware: ['arm64'] } })).toEqual([]);
  const { hypotheses } = soundDocument() as { readonly hypotheses: { readonly primary: readonly object[] } };
  const secondary = [{ ...harmless, metric: 'response' }];
  expect(messagesOf({ hypotheses: { ...hypotheses, secondary } })).toEqual([
    expect.stringMatching(/^\/hypotheses\/secondary\/0\/metric: expected response in .* load alone/u),
  ]);
});

test('what costs nothing that is known is not compared by its cost', () => {
  const document = soundDocument();
  const prices = { inputUsdPerMillion: 1, outputUsdPerMillion: 2 };
  const faultsWith = (settings: object, kind = 'model') =>
    planFaults({
      ...document,
      type: 'load',
      load: { ratePerSecond: 10 },
      arms: [
        { name: 'gate', kind: 'command', settings: { argv: ['a-gate'] } },
        { name: 'model', kind, settings },
      ],
      hypotheses: { ...document.hypotheses, secondary: [{ ...harmless, metric: 'cost' }] },
    }).map(({ path, message }) => `${path}: ${message}`);
  expect(faultsWith({ model: 'some-model', ...prices })).toEqual([]);
  expect(faultsWith({ model: 'some-model', inputUsdPerMillion: 1 })).toEqual([
    expect.stringMatching(/^\/hypotheses\/secondary\/0\/arms\/1: expected inputUsdPerMillion and/u),
  ]);
  expect(faultsWith({ package: 'cc-safety-net' }, 'command')).toEqual([
    expect.stringMatching(/^\/hypotheses\/secondary\/0\/arms\/1: expected an arm that says its cost .*a package$/u),
  ]);
});

test('a claim is held against what is measured in its unit', () => {
  const hypothesis = { ...sooner, arms: ['gate'], test: 'one-sample-t' };
  const claimed = (unit: string) => ({
    ...soundDocument(),
    type: 'claim',
    claim: { statement: 'It takes 1.1.', source: 'A paper.', value: 1.1, unit },
    hypotheses: { primary: [hypothesis] },
  });
  expect(planFaults(claimed('ns'))).toEqual([]);
  expect(planFaults(claimed('ms'))).toEqual([
    {
      path: '/hypotheses/primary/0/metric',
      message: 'expected the claim in ns, as latency is, met ms; state it in ns',
    },
  ]);
});

test('whatever the levels and effects, the faults are told and nothing is thrown', () => {
  const level = fc.double({ min: 0, max: 1, noNaN: true });
  const size = fc.double({ min: 0, noNaN: true });
  let plans = 0;
  fc.assert(
    fc.property(level, level, size, size, fc.boolean(), (alpha, power, margin, standardDeviation, isLooking) => {
      const equal = { ...harmless, test: 'equivalence', effect: { margin, standardDeviation } };
      const directed = { ...sooner, effect: { d: margin } };
      const stopping = isLooking ? { rule: 'group-sequential', information: [0.4, 1] } : { rule: 'fixed' };
      const document = { ...soundDocument(), alpha, power, stopping, hypotheses: { primary: [equal, directed] } };
      if (planFaults(document).length === 0) plans++;
    }),
    { numRuns: 500, examples: [[0.05, 0.9, 1, 1, true]] },
  );
  expect(plans).toBeGreaterThan(0);
});

describe('what has not the form is told with its place', () => {
  test.each<[string, unknown, string]>([
    ['/alpha', undefined, ''],
    ['/alpha', 0, '/alpha'],
    ['/seed', 'x', '/seed'],
    ['/seed', 2 ** 32, '/seed'],
    ['/type', 'gate_vs_lm', '/type'],
    ['/name', 'Two words', '/name'],
    ['/strata/0/tasks/sha256', 'abc', '/strata/0/tasks/sha256'],
    ['/groundTruth/labels/annotators', 1, '/groundTruth/labels/annotators'],
    ['/hypotheses/primary', [], '/hypotheses/primary'],
    ['/surprise', 1, '/surprise'],
  ])('%s of %j', (path, value, place) => {
    expect(planFaults(changed(path, value)).map((fault) => fault.path)).toContain(place);
  });

  test('what has no canonical text is told with its place', () => {
    expect(faultsOf('/arms/1/settings/temperature', Number.NaN)).toEqual([
      '/arms/1/settings/temperature: expected a finite number, met NaN',
    ]);
    expect(faultsOf('/arms/1/settings', { 'a/b~c': '\ud800' })).toEqual([
      expect.stringMatching(/^\/arms\/1\/settings\/a~1b~0c: expected text in Unicode/u),
    ]);
  });

  test.each([[null], [undefined], ['text'], [[]], [{ name: '\ud800' }], [{ name: Number.NaN }], [new Date(0)]])(
    '%j is no plan',
    async (document) => {
      expect(planFaults(document)).not.toEqual([]);
      expect(await codeOf(() => planOf(document))).toBe('PLAN');
    },
  );

  test('too long a document is refused before it is looked at', () => {
    const [fault] = planFaults(changed('/title', 'x'.repeat(1 << 20)));
    expect(fault?.message).toContain('expected at most 1048576 characters');
  });
});

test('each test of each metric that it is for can be planned', () => {
  const effects = { d: 1, margin: 1, standardDeviation: 1, onlyFirst: 0.2, onlySecond: 0.1 };
  const hypotheses = Object.entries(TESTS).map(([name, { of, arms, effect }]) => ({
    id: name,
    statement: 'Any.',
    metric: Object.entries(METRICS).find(([, { kind }]) => kind === of)?.[0],
    arms: ['gate', 'model'].slice(0, arms),
    unit: of === 'share' ? 'task' : 'replicate',
    test: name,
    effect: Object.fromEntries(effect.map((field) => [field, effects[field]])),
  }));
  const claim = { statement: 'It takes 1.1 ns.', source: 'A paper.', value: 1.1, unit: 'ns' };
  const document = { ...soundDocument(), type: 'claim', claim, hypotheses: { primary: hypotheses } };
  const { hypotheses: planned } = planOf(document);
  const needed = planned.filter(({ role }) => role === 'primary').map((one) => one.needed ?? 0);
  expect(needed).toHaveLength(Object.keys(TESTS).length);
  expect(Math.min(...needed)).toBeGreaterThan(10);
});

test('the schema is one, and takes what is sound', () => {
  const validate = new Ajv2020({ strict: true }).compile(EXPERIMENT_SCHEMA);
  expect(validate(soundDocument())).toBe(true);
  expect(validate(changed('/power', 2))).toBe(false);
});

test('priorities have words', () => {
  expect([10, 9, 8, 7, 6, 5, 4, 1].map(urgencyOf)).toEqual([
    'critical',
    'critical',
    'high',
    'high',
    'normal',
    'normal',
    'low',
    'low',
  ]);
});
