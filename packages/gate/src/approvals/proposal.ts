/**
 * The narrowest rules by which an action that waits would be allowed, as a person may make them a part of the policy: this
 * tool and subcommand, with these effects at these places, of this agent in this folder. No I/O in here.
 */
import type { Action, EffectJudgement, ExplainedEffect, ExplainedInvocation, Explanation } from '@capgate/core';

/** A rule of a policy, as `readPolicyDocument` takes it. */
export interface ProposedRule {
  readonly id: string;
  readonly verdict: 'allow';
  readonly reason: string;
  readonly when: Readonly<Record<string, string>>;
}

export interface Proposal {
  readonly rules: readonly ProposedRule[];
}

/** Why there is none, for a person. */
export interface NoProposal {
  readonly why: string;
}

/** What waits, and what core says of it now. */
export interface Waiting {
  readonly approval: string;
  readonly action: Action;
  readonly agent: string;
  /** The rule holds there and below. */
  readonly directory: string;
  readonly explanation: Explanation;
  /** What demands that a person is asked. */
  readonly judgements: readonly EffectJudgement[];
}

/** So many effects at once are more than one rule that a person reads. */
const RULES_MAX = 8;
const SHORT_ID_LENGTH = 8;

/**
 * `allows` says whether the action would be allowed with these rules behind those in force: nothing is proposed that would
 * not do, as where a rule of the policy itself asks, or the gate protects itself.
 */
export function propose(waiting: Waiting, allows: (rules: readonly ProposedRule[]) => boolean): Proposal | NoProposal {
  const asked = waiting.judgements.filter(({ verdict }) => verdict !== 'allow');
  const obstacle = asked.find(({ source }) => source.kind !== 'mode')?.source;
  if (obstacle?.kind === 'gate') return { why: 'it touches the gate itself, which no rule allows' };
  // A name with a * at its end stands for others, too.
  if (waiting.agent.includes('*')) return { why: 'no rule can name an agent that has a * in its name' };
  for (const naming of NAMINGS) {
    const rules = numbered(waiting, different(asked.map((judgement) => conditionsOf(waiting, judgement, naming))));
    if (rules.length > RULES_MAX) return { why: `it would take more than ${RULES_MAX} rules` };
    if (rules.length > 0 && allows(rules)) return { rules };
  }
  if (obstacle?.kind !== 'rule') return { why: 'no rule that names this tool and its effects would allow it' };
  const { layer, rule } = obstacle;
  return { why: `rule ${rule.id} of layer ${layer} says so, and goes before any that allows; change that one instead` };
}

type Conditions = Readonly<Record<string, string>>;
/** How a rule names the command; undefined where it cannot do so in this way. */
type Naming = (invocation: ExplainedInvocation, written: readonly string[]) => Conditions;

const SUBCOMMAND = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/u;

/** From the narrowest on: the first by which the action would be allowed is proposed. */
const NAMINGS: readonly Naming[] = [
  ({ name, known }, [, second = '']) => {
    if (!known && SUBCOMMAND.test(second)) return { tool: name, subcommand: `${name} ${second}` };
    return name.includes(' ') ? { tool: toolOf(name), subcommand: name } : { tool: name };
  },
  ({ name }) => ({ tool: toolOf(name) }),
  // A path must be named as it is written.
  (_, [first = '']) => ({ tool: first }),
];

function toolOf(name: string): string {
  return name.split(' ', 1)[0] ?? name;
}

function conditionsOf(waiting: Waiting, { effect: row, frame }: EffectJudgement, naming: Naming): Conditions {
  const { action, explanation, agent, directory } = waiting;
  const effect = explanation.effects[row];
  const invocation = explanation.invocations[frame];
  return {
    action: action.kind,
    ...(action.kind === 'tool-call' && { server: action.server, tool: action.tool }),
    ...(action.kind === 'command' && invocation !== undefined && naming(invocation, writtenWords(action, invocation))),
    ...(effect === undefined ? {} : effectConditions(effect)),
    agent,
    directory,
  };
}

function effectConditions({ effect, place, scope, risk }: ExplainedEffect): Conditions {
  return { effect, ...(place === 'none' ? { scope } : { place }), risk };
}

function writtenWords({ command }: { readonly command: string }, { span }: ExplainedInvocation): readonly string[] {
  return command.slice(span.start, span.end).split(/\s+/u, 2);
}

function different(conditions: readonly Conditions[]): readonly Conditions[] {
  return [...new Map(conditions.map((when) => [JSON.stringify(when), when])).values()];
}

function numbered({ approval }: Waiting, conditions: readonly Conditions[]): readonly ProposedRule[] {
  const short = approval.slice(0, SHORT_ID_LENGTH);
  return conditions.map((when, place) => ({
    id: `${slugOf(when)}-${short}${place === 0 ? '' : `-${place + 1}`}`,
    verdict: 'allow',
    reason: `approval ${approval}`,
    when,
  }));
}

/** What the rule is about, in the letters of an id. */
function slugOf({ subcommand, tool, action }: Conditions): string {
  const words = (subcommand ?? tool ?? action ?? '').toLowerCase().match(/[a-z0-9]+/gu) ?? ['allow'];
  return words.join('-').slice(0, SLUG_LENGTH_MAX);
}

const SLUG_LENGTH_MAX = 60;
