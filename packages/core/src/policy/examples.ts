/** Checks the examples that rules carry: what must match does, and what must not does not. */
import type { Action } from '../action.ts';
import type { Assessment } from '../knowledge/assessment.ts';
import { type BoundRule, freeRule } from './bind.ts';
import type { CompiledConditions, CompiledRule, LayerName, Policy } from './compile.ts';
import { ruleMatches } from './judge.ts';
import { subjects } from './subjects.ts';

export interface ExampleFailure {
  readonly layer: LayerName;
  readonly ruleId: string;
  /** The list that holds the example. */
  readonly list: 'match' | 'ignore';
  /** Its place there, from 0. */
  readonly index: number;
  readonly action: Action;
  /** Where it stands, what was expected and what was met. */
  readonly message: string;
}

/**
 * The examples that fail, in the order of layers, rules and lists. `assess` assesses an action in
 * whatever context the policy's author had in mind; the result may be reused by the next call.
 *
 * A rule matches an action when it matches one of its effects. Conditions on agent and directory
 * are taken to hold in `when` and not to hold in `except`: examples name neither.
 */
export function checkExamples(policy: Policy, assess: (action: Action) => Assessment): readonly ExampleFailure[] {
  return policy.layers.flatMap(({ layer, rules }) =>
    rules.flatMap((compiled) => {
      const { id, examples } = compiled.rule;
      const bound = freeRule(compiled, compiled.except.filter(asksNoCircumstance));
      const failures = (list: 'match' | 'ignore') =>
        examples[list].flatMap((action, index) => {
          const matches = matchesAction(bound, assess(action), policy, action);
          if (matches === (list === 'match')) return [];
          return [{ layer, ruleId: id, list, index, action, message: messageOf(compiled, list, index) }];
        });
      return [...failures('match'), ...failures('ignore')];
    }),
  );
}

function asksNoCircumstance({ agents, directories }: CompiledConditions): boolean {
  return agents === undefined && directories === undefined;
}

function messageOf({ rule, index: ruleIndex }: CompiledRule, list: 'match' | 'ignore', index: number): string {
  const [expected, met] = list === 'match' ? ['match', "doesn't"] : ['not match', 'does'];
  const advice = 'correct the example, or the conditions of the rule';
  return `rules[${ruleIndex}].examples.${list}[${index}]: expected rule ${rule.id} to ${expected}, but it ${met}; ${advice}`;
}

function matchesAction(rule: BoundRule, assessment: Assessment, { names }: Policy, action: Action): boolean {
  return subjects(assessment).some(({ row, frame }) => ruleMatches(rule, assessment, names, action, row, frame));
}
