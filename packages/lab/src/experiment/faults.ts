/** What is wrong with the document of an experiment, place by place. */
import { CANONICAL_DEPTH_MAX, CanonicalError, canonicalText, type CanonicalObject } from '@capgate/base';
import { faultFinder, type FormFault } from '@capgate/base/forms';
import { LabError } from '../error.ts';
import { groupSequentialLooks } from '../statistics/index.ts';
import { armFaults } from './arm-settings.ts';
import { dividedTasks } from './looks.ts';
import { type ArmKind, METRICS, type EffectField, type Metric, TESTS } from './metrics.ts';
import { EFFECT_MAX, type Experiment, ExperimentSchema, type Hypothesis } from './schema.ts';
import { plannedHypotheses } from './sizes.ts';
import { typeFaults } from './type-faults.ts';

/** A place, as a JSON pointer, and what was expected there. */
export type PlanFault = FormFault;

/** Of the canonical text. */
export const DOCUMENT_LENGTH_MAX = 1 << 20;

const formFaults = faultFinder(ExperimentSchema);

/**
 * Everything that is wrong: first with the form; in a document of the right form, with what it says; and where that is
 * sound, with how many values it plans. Nothing where it is a plan.
 */
export function planFaults(document: unknown): readonly PlanFault[] {
  const unfit = unfitFor(document);
  if (unfit !== undefined) return [unfit];
  const form = formFaults(document);
  if (form.length > 0) return form;
  const experiment = document as Experiment;
  const meaning = [
    ...namesFaults(experiment),
    ...partsFaults(experiment),
    ...typeFaults(experiment),
    ...hypothesesFaults(experiment),
    ...settingsFaults(experiment),
  ];
  return meaning.length > 0 ? meaning : sizeFaults(experiment);
}

/** Why it has no canonical text, or too long a one. */
function unfitFor(document: unknown): PlanFault | undefined {
  try {
    const { length } = canonicalText(document as CanonicalObject);
    if (length <= DOCUMENT_LENGTH_MAX) return undefined;
    return fault('', `expected at most ${DOCUMENT_LENGTH_MAX} characters, met ${length}; keep tasks in files`);
  } catch (error) {
    if (!(error instanceof CanonicalError)) throw error;
    return fault(placeOf(document, 0), error.message);
  }
}

/** Where the innermost part lies that has no canonical text, as a JSON pointer. */
function placeOf(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null || depth === CANONICAL_DEPTH_MAX) return '';
  const unfit = Object.entries(value).find(([, part]) => !hasCanonicalText(part));
  if (unfit === undefined) return '';
  const [key, part] = unfit;
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${placeOf(part, depth + 1)}`;
}

function hasCanonicalText(part: unknown): boolean {
  try {
    canonicalText(part as CanonicalObject);
    return true;
  } catch {
    return false;
  }
}

function namesFaults({ arms, strata, hypotheses }: Experiment): readonly PlanFault[] {
  const { primary, secondary = [] } = hypotheses;
  return [
    ...twice(
      arms.map(({ name }) => name),
      (i) => `/arms/${i}/name`,
    ),
    ...twice(
      strata.map(({ name }) => name),
      (i) => `/strata/${i}/name`,
    ),
    ...twice(
      [...primary, ...secondary].map(({ id }) => id),
      (i) => `${pointer(primary.length, i)}/id`,
    ),
  ];
}

function settingsFaults({ arms }: Experiment): readonly PlanFault[] {
  return arms.flatMap((arm, i) => armFaults(arm).map(({ path, message }) => fault(`/arms/${i}${path}`, message)));
}

function twice(names: readonly string[], pathOf: (i: number) => string): readonly PlanFault[] {
  return names.flatMap((name, i) =>
    faultUnless(names.indexOf(name) === i, pathOf(i), `expected a name of its own, met ${name} again`),
  );
}

/** What a type of experiment must have, and what must come together. */
function partsFaults({ type, arms, strata, blinding, claim, groundTruth, stopping }: Experiment): readonly PlanFault[] {
  const countOf = (...kinds: readonly string[]): number => arms.filter(({ kind }) => kinds.includes(kind)).length;
  const [hasModels, isLabels] = [type === 'gate_vs_llm', groundTruth?.source === 'labels'];
  const kinds = arms.map(({ kind }) => kind).join(', ');
  return [
    ...faultUnless(
      !hasModels || (countOf('gate') > 0 && countOf('model') > 0),
      '/arms',
      `expected a gate and a model, met ${kinds}`,
    ),
    ...faultUnless(
      !hasModels || blinding !== 'none',
      '/blinding',
      'expected labels to be kept from the model, met none; write labels',
    ),
    ...faultUnless(
      type !== 'load' || arms.every(({ settings }) => settings?.['cache'] !== true),
      '/arms',
      'expected arms that are asked under load, met a cache: what was answered before takes no time; leave it out',
    ),
    ...faultUnless(
      type !== 'gate_vs_gate' || countOf('gate', 'command') > 1,
      '/arms',
      `expected two gates, or a gate and a command, met ${kinds}`,
    ),
    ...faultUnless(
      (type === 'claim') === (claim !== undefined),
      '/claim',
      `expected a claim in an experiment of the type claim, and in no other; met ${claim ? 'one' : 'none'} in ${type}`,
    ),
    ...faultUnless(
      isLabels === (groundTruth?.labels !== undefined),
      '/groundTruth/labels',
      `expected labels where they are the source, and only there; met ${groundTruth?.labels ? 'some' : 'none'} beside ${groundTruth?.source ?? 'none'}`,
    ),
    ...stoppingFaults({ strata, stopping }),
  ];
}

function stoppingFaults({ strata, stopping }: Pick<Experiment, 'strata' | 'stopping'>): readonly PlanFault[] {
  const { rule, information, spending } = stopping;
  if (rule === 'fixed') {
    if (information === undefined && spending === undefined) return [];
    return [
      fault('/stopping', 'expected no looks under the rule fixed, met some; write group-sequential, or take them out'),
    ];
  }
  if (information === undefined) return [fault('/stopping/information', 'expected when to look, met nothing')];
  try {
    groupSequentialLooks({ information });
    return dividedTasks({ strata, stopping }).map((message) => fault('/stopping/information', message));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return [fault('/stopping/information', error.message)];
  }
}

function hypothesesFaults(experiment: Experiment): readonly PlanFault[] {
  const { primary, secondary = [] } = experiment.hypotheses;
  return [...primary, ...secondary].flatMap((hypothesis, i) =>
    hypothesisFaults(experiment, hypothesis).map(({ path, message }) =>
      fault(pointer(primary.length, i) + path, message),
    ),
  );
}

function hypothesisFaults(experiment: Experiment, hypothesis: Hypothesis): readonly PlanFault[] {
  const { metric, test, unit, strata = [] } = hypothesis;
  const { needsTruth, kind }: Metric = METRICS[metric];
  const { arms, isPaired, of } = TESTS[test];
  const remedy = 'add groundTruth: effects, or labels of several people';
  return [
    ...unknownNames(hypothesis.arms, experiment.arms, '/arms'),
    ...unknownNames(strata, experiment.strata, '/strata'),
    ...unsaidFaults(hypothesis, experiment),
    ...twice(hypothesis.arms, (i) => `/arms/${i}`),
    ...twice(strata, (i) => `/strata/${i}`),
    ...faultUnless(
      !needsTruth || experiment.groundTruth !== undefined,
      '/metric',
      `expected a ground truth for ${metric}, met none; ${remedy}`,
    ),
    ...faultUnless(
      hypothesis.arms.length === arms,
      '/arms',
      `expected as many arms as ${test} compares, ${arms}, met ${hypothesis.arms.length}`,
    ),
    ...faultUnless(
      arms === 2 || experiment.claim !== undefined,
      '/test',
      `expected a claim to compare by ${test}, met none`,
    ),
    ...faultUnless(kind === of, '/test', `expected a test of a ${kind} for ${metric}, met ${test}, of a ${of}`),
    ...faultUnless(
      unit === 'replicate' || isPaired,
      '/test',
      `expected a test of pairs, as both arms meet the same tasks, met ${test}`,
    ),
    ...countFaults(hypothesis),
    ...claimFaults(hypothesis, experiment),
    ...alternativeFaults(hypothesis),
    ...effectFaults(hypothesis),
  ];
}

/** Arms that cannot say what is asked of them: no number of tasks would show anything. */
function unsaidFaults({ metric, arms: names }: Hypothesis, { arms }: Experiment): readonly PlanFault[] {
  const { saidBy }: Metric = METRICS[metric];
  return names.flatMap((name, i) => {
    const arm = arms.find((one) => one.name === name);
    if (arm === undefined) return [];
    const path = `/arms/${i}`;
    if (!saidBy.includes(sayingKind(arm))) {
      const met = arm.settings?.['package'] === undefined ? `a ${arm.kind}` : 'a package';
      return [fault(path, `expected an arm that says its ${metric} (${saidBy.join(', ')}), met ${name}, ${met}`)];
    }
    return faultUnless(
      metric !== 'cost' || arm.kind !== 'model' || PRICES.every((price) => arm.settings?.[price] !== undefined),
      path,
      `expected ${PRICES.join(' and ')} among the settings of ${name}, of which its cost is made, met not both`,
    );
  });
}

const PRICES = ['inputUsdPerMillion', 'outputUsdPerMillion'] as const;

/** A peer that the lab calls itself says what a gate does, and no more. */
function sayingKind({ kind, settings }: Experiment['arms'][number]): ArmKind {
  return settings?.['package'] === undefined ? kind : 'gate';
}

/** Where more values would be counted than there are that say something. */
function countFaults({ metric, unit, strata }: Hypothesis): readonly PlanFault[] {
  const { kind, ofTasks }: Metric = METRICS[metric];
  return [
    ...faultUnless(
      ofTasks === undefined || strata !== undefined,
      '/strata',
      `expected the strata of the ${ofTasks} tasks, as ${metric} is a share of those, met none; name them`,
    ),
    ...faultUnless(
      kind === 'scale' || unit === 'task',
      '/unit',
      `expected task for ${metric}, as who answers alike each time says nothing new by it, met ${unit}`,
    ),
  ];
}

/** What is held against the claim has to be measured in its unit. */
function claimFaults({ metric, test }: Hypothesis, { claim }: Experiment): readonly PlanFault[] {
  const { unit } = METRICS[metric];
  if (TESTS[test].arms === 2 || claim === undefined || claim.unit === unit) return [];
  return [fault('/metric', `expected the claim in ${unit}, as ${metric} is, met ${claim.unit}; state it in ${unit}`)];
}

function alternativeFaults({ test, alternative = 'two-sided' }: Hypothesis): readonly PlanFault[] {
  return faultUnless(
    alternative === 'two-sided' || TESTS[test].sides === 'stated',
    '/alternative',
    `expected none, as ${test} looks in no one direction, met ${alternative}; take it out`,
  );
}

function unknownNames(
  names: readonly string[],
  known: readonly { readonly name: string }[],
  path: string,
): readonly PlanFault[] {
  const all = known.map(({ name }) => name);
  return names.flatMap((name, i) =>
    faultUnless(all.includes(name), `${path}/${i}`, `expected one of ${all.join(', ')}, met ${name}`),
  );
}

function effectFaults({ test, effect }: Hypothesis): readonly PlanFault[] {
  const needed: readonly EffectField[] = TESTS[test].effect;
  const given = Object.keys(effect) as EffectField[];
  const { onlyFirst = 0, onlySecond = 0, margin = 1, standardDeviation = 1 } = effect;
  const ratio = margin / standardDeviation;
  const areShares = test !== 'mcnemar' || (onlyFirst !== onlySecond && onlyFirst + onlySecond <= 1);
  return [
    ...needed.flatMap((field) =>
      faultUnless(given.includes(field), '/effect', `expected ${field}, which ${test} needs, met none`),
    ),
    ...given.flatMap((field) =>
      faultUnless(
        needed.includes(field),
        `/effect/${field}`,
        `expected ${needed.join(' and ')} for ${test}, met ${field}; take it out`,
      ),
    ),
    ...faultUnless(
      areShares,
      '/effect',
      `expected shares that differ and add up to at most 1, met ${onlyFirst} and ${onlySecond}`,
    ),
    ...faultUnless(
      ratio > 0 && ratio <= EFFECT_MAX,
      '/effect',
      `expected a margin of at most ${EFFECT_MAX} standard deviations, met ${ratio}`,
    ),
  ];
}

/** Of the primary hypotheses: what a plan cannot show, it must not promise. */
function sizeFaults(experiment: Experiment): readonly PlanFault[] {
  return plannedHypotheses(experiment).flatMap(({ hypothesis, role, needed, planned, isPowered }) => {
    if (isPowered || role === 'secondary') return [];
    const { id, unit } = hypothesis;
    const [path, what] =
      unit === 'replicate' ? ['/replicates', 'values (tasks times replicates)'] : ['/strata', 'tasks'];
    const size = needed === undefined ? 'more than can be had' : String(needed);
    const remedy = 'plan more, or state the greater effect that they can show';
    return [
      fault(path, `expected ${size} ${what} for the power ${experiment.power} of ${id}, met ${planned}; ${remedy}`),
    ];
  });
}

/** Where the hypothesis `i` of all stands, of which the first so many are primary. */
function pointer(primaryCount: number, i: number): string {
  return i < primaryCount ? `/hypotheses/primary/${i}` : `/hypotheses/secondary/${i - primaryCount}`;
}

function faultUnless(holds: boolean, path: string, message: string): readonly PlanFault[] {
  return holds ? [] : [fault(path, message)];
}

function fault(path: string, message: string): PlanFault {
  return { path, message };
}
