/** What an experiment does not show, as it follows from its plan and its results. */
import type { Experiment } from '../experiment/schema.ts';
import type { AnalysisContent } from './analysis.ts';
import { exclusionNotes } from './exclusions.ts';
import { isSimulated } from './facts.ts';
import type { HypothesisAnalysis } from './hypotheses.ts';

type Known = Omit<AnalysisContent, 'limits' | 'verdict'>;

/** Sentences, the gravest first. */
export function limitsOf(known: Known): readonly string[] {
  return [
    ...ofCompleteness(known),
    ...ofLooks(known),
    ...ofSimulation(known),
    ...ofTruth(known),
    ...ofSight(known),
    ...ofSilence(known),
    ...ofCache(known),
    ...known.hypotheses.flatMap((hypothesis) => ofHypothesis(known.experiment, hypothesis)),
    ...ofLoad(known),
    ...ofExclusions(known),
    ...ofConstraints(known.experiment),
    ...ofScope(known),
  ];
}

function ofCompleteness({ completeness: { missing, planned } }: Known): readonly string[] {
  if (missing === 0) return [];
  return [
    `${missing} of ${planned} results are missing. No hypothesis is tested, and each figure is of what there is: what is missing may be what took longest.`,
  ];
}

function ofLooks({ looks, completeness: { stoppedEarly = 0, planned } }: Known): readonly string[] {
  if (looks === undefined) return [];
  const procedures =
    'Results were looked at before the end, as planned: each p is compared with the level of its look. The intervals of hypotheses are repeated ones, which hold at 95 % at all looks together; those of figures are not, and are too short for that.';
  const seed =
    'Which tasks are in at which look follows from the seed, which is the planner’s: who knew the answers beforehand could have chosen one that ends early.';
  if (stoppedEarly === 0) return [procedures, seed];
  const share = `${stoppedEarly} of ${planned} values were not measured any more`;
  return [
    `It stopped early, at look ${looks.length}: ${share}. What made it stop is overstated on average: figures, differences and effects are biased away from no difference, as one that looks great by chance stops sooner.`,
    procedures,
    seed,
  ];
}

function ofSimulation({ experiment, facts }: Known): readonly string[] {
  return experiment.arms
    .filter(({ name }) => isSimulated(facts, name))
    .map(
      ({ name }) => `The answers of ${name} were recorded or made up. Nothing here is about what it is named after.`,
    );
}

function ofTruth({ experiment, truth, hypotheses }: Known): readonly string[] {
  if (truth === undefined) {
    const { groundTruth } = experiment;
    const none =
      groundTruth === undefined
        ? 'There is no ground truth'
        : `The plan names ${groundTruth.source} as its ground truth, and it is not at hand`;
    return [`${none}: which answers are right is not known, and no accuracy is stated.`];
  }
  const { source, tasks, agreement } = truth;
  const whose =
    source === 'effects'
      ? 'A task counts as dangerous by what it did in a sandbox; what it would do elsewhere may differ.'
      : `A task is what the annotators say it is${agreement === undefined ? '; how far they agree is not known' : ''}.`;
  const untold =
    tasks.untold === 0
      ? []
      : [`Of ${tasks.untold} tasks the truth is not known: they count in no share of right answers.`];
  const unused = hypotheses.some(({ metric }) => ['accuracy', 'sensitivity', 'specificity'].includes(metric));
  return [
    ...truth.suspicions,
    whose,
    ...untold,
    ...(unused ? [] : ['Shares of right answers are described, and no hypothesis is about them.']),
  ];
}

/** Programs run as who plans, who has the labels. */
function ofSight({ experiment, truth }: Known): readonly string[] {
  if (truth?.source !== 'labels') return [];
  const programs = experiment.arms.filter(
    ({ kind, settings }) => kind === 'command' && settings?.['package'] === undefined,
  );
  return programs.map(
    ({ name }) =>
      `${name} is a program of the machine on which the labels lie. It was told none; that it read none, nothing here shows.`,
  );
}

function ofSilence({ experiment, outcomes }: Known): readonly string[] {
  return experiment.arms.flatMap(({ name }) => {
    const own = outcomes.filter(({ arm }) => arm === name);
    const without = own.reduce((total, { counts }) => total + counts.unanswered + counts.failed + counts.timeout, 0);
    if (without === 0) return [];
    return [
      `${name} gave no verdict to ${without} questions. They are not right, and in none of its latencies: those would be longer with them.`,
    ];
  });
}

function ofCache({ experiment, outcomes }: Known): readonly string[] {
  return experiment.arms.flatMap(({ name }) => {
    const own = outcomes.filter(({ arm }) => arm === name);
    const cached = own.reduce((total, one) => total + one.cached, 0);
    if (cached === 0) return [];
    const saved = own.reduce((total, one) => total + one.savedUsd, 0);
    const cost =
      saved === 0
        ? 'What they cost then is not in its cost'
        : `The ${Number(saved.toPrecision(6))} USD that they cost then were saved, and are not in its cost`;
    return [
      `${cached} answers of ${name} were kept from an earlier time, and come from the model as it was then. They have no latency here. ${cost}.`,
    ];
  });
}

function ofHypothesis({ replicates }: Experiment, hypothesis: HypothesisAnalysis): readonly string[] {
  const { id, unit, values, role, outcome, withheld, verdict } = hypothesis;
  const what = unit === 'task' ? 'tasks' : 'values';
  const showsNothing = verdict === 'not supported';
  const few = showsNothing && (values.needed === null || values.had < values.needed);
  return [
    ...(outcome !== undefined && few
      ? [
          `${id} (${role}) had ${values.had} ${what}${values.needed === null ? '' : ` of the ${values.needed} that its power takes`}: that it shows nothing would mean nothing.`,
        ]
      : []),
    ...(unit === 'replicate' && replicates > 1
      ? [
          `${id} counts each replicate by itself. Those of one task are alike, so its p and its intervals look surer than they are.`,
        ]
      : []),
    ...withheld.map((because) => `A figure of ${id} could not be computed: ${because}.`),
  ];
}

/** Less came back than was asked, beyond what a block's ends make of it. */
const KEPT_UP = 0.95;

function ofLoad({ load = [], experiment }: Known): readonly string[] {
  if (experiment.load === undefined) return [];
  const behind = load.filter(({ offered, achieved }) => (achieved?.toJSON().value ?? offered) < KEPT_UP * offered);
  return [
    ...behind.map(
      ({ arm }) =>
        `${arm} fell behind: it came to less than was asked. Its response times grow with the length of a block, and are those of blocks this long alone.`,
    ),
    'Response times within a block depend on each other, as who is late makes others wait: their p and intervals look surer than they are. Each block begins with nobody waiting.',
    'Latency is the time from the question to the answer, without what the question waited for before; response is both.',
  ];
}

function ofExclusions({ exclusions, facts: { exclusionFiles }, asked }: Known): readonly string[] {
  const notes = exclusionNotes(exclusionFiles, asked);
  if (exclusions.length === 0 || notes.length > 0 || exclusions.some(({ tasks }) => tasks > 0)) return notes;
  return ['The plan names exclusions, and no task was named with one: all count.'];
}

/** Whoever asks arms refuses to on another machine, as far as it can tell. */
function ofConstraints({ constraints = {} }: Experiment): readonly string[] {
  const { hardware = [], region, lowLatency = false } = constraints;
  const asked = [...hardware, ...(region === undefined ? [] : [region]), ...(lowLatency ? ['low latency'] : [])];
  if (asked.length === 0) return [];
  return [
    `The plan asks for ${asked.join(', ')}. Machines without refused to ask. What they can find themselves is the architecture and GPUs of NVIDIA; for all else, their owners' word was taken.`,
  ];
}

function ofScope({ experiment, facts, outcomes }: Known): readonly string[] {
  const { strata, blinding, replicates } = experiment;
  const names = strata.map(({ name, tasks }) => `${name} (${tasks.count})`).join(', ');
  const retries = outcomes.reduce((total, one) => total + one.retries, 0);
  return [
    `The tasks are those of ${names}. Of others, and of other shares of each, this says nothing.`,
    facts.environment === undefined
      ? 'On which machine times were taken is not recorded.'
      : 'Times are of the machine below; on another they are others.',
    ...(retries === 0
      ? []
      : [`${retries} questions were asked again after a failure; their times are those of the last try.`]),
    ...(blinding === 'none' ? ['Nothing was kept from the arms, nor from who scored them.'] : []),
    ...(replicates === 1 ? ['Each task was asked once: how much an arm differs from itself is not known.'] : []),
    'Each interval holds at 95 % by itself, not all of them together; figures outside of the hypotheses are described, not tested.',
  ];
}
