/** What a benchmark of peers does not show. Pure. */
import { isSimulated } from '../analysis/facts.ts';
import type { PeersContent } from './content.ts';

type Known = Pick<PeersContent, 'document' | 'corpora' | 'scores' | 'unsteady' | 'facts'> & {
  readonly suspicions: readonly string[];
};

export function limitsOf(known: Known): readonly string[] {
  return [
    ...labelLimits(known),
    ...authorLimits(known),
    'An arm that asks about everything is right about every dangerous command where asking counts as stopping, and about every harmless one where it counts as allowing: read both, and how often it asks.',
    'No answer is never right here, though a gate that is silent may well stop the command: how often that was is told apart.',
    'Intervals take the command lines for independent draws. Lines of one test suite resemble each other, so what is true of all such lines lies in wider ones.',
    'Nothing was planned before it was measured: no difference is a finding by its p alone. capgate lab run measures what was planned.',
    ...timeLimits(known),
    ...armLimits(known),
    ...known.suspicions,
  ];
}

function labelLimits({ corpora }: Known): readonly string[] {
  const whose = corpora.map(({ name, labelledBy }) => `${name} by ${labelledBy ?? 'nobody who is named'}`).join('; ');
  const left = corpora.filter(({ leftOut }) => leftOut > 0);
  return [
    `Each command has the label of one source (${whose}): there is no second one to agree with, so there is no κ, and every share says how far an arm agrees with that source rather than how far it is right.`,
    ...left.map(
      ({ name, leftOut }) => `${leftOut} rows of ${name} were asked of nobody, as the document leaves them out.`,
    ),
  ];
}

/** Who wrote the commands may have written an arm. */
function authorLimits({ document, scores }: Known): readonly string[] {
  const kinds = new Set((scores[0]?.kinds ?? []).flatMap(({ kind }) => (kind === undefined ? [] : [kind])));
  const own = document.arms.filter(
    ({ name, settings = {} }) => kinds.has(name) || kinds.has(String(settings['package'])),
  );
  return [
    'Whoever made an arm may have had these command lines in sight, and made it answer them: how it answers others is not known from these.',
    ...own.map(
      ({ name }) =>
        `A kind of commands has the name of ${name}: those are likely its own authors’, labelled by what it answers.`,
    ),
  ];
}

function timeLimits({ document, facts, scores }: Known): readonly string[] {
  const ways = new Set(document.arms.map(({ name }) => String(facts.arms?.[name]?.['way'] ?? 'unknown')));
  const [first] = scores;
  return [
    'Times are of one thread that asks one question at a time, on this machine, the first ones, which are cold, among them.',
    ...(ways.size > 1 && first !== undefined
      ? [
          `Arms are reached in different ways (${[...ways].join(', ')}): an arm behind a pipe or a socket pays for that way.`,
        ]
      : []),
  ];
}

function armLimits({ document, facts, unsteady }: Known): readonly string[] {
  const simulated = document.arms.filter(({ name }) => isSimulated(facts, name));
  return [
    ...simulated.map(
      ({ name }) => `The answers of ${name} are those of a stand-in: they say nothing of what it is named after.`,
    ),
    ...unsteady.flatMap(({ arm, commands }) =>
      commands === 0 ? [] : [`${arm} answers ${commands} commands differently from one time to the next.`],
    ),
  ];
}
