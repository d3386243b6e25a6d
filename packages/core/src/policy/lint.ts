/** Finds rules that are sound in form and yet don't do what their author will think they do. */
import { Verdict } from '../decision.ts';
import { settleMode } from './bind.ts';
import type { CompiledConditions, CompiledLayer, CompiledRule, LayerName, Policy } from './compile.ts';
import {
  covers,
  isCatastrophic,
  isTampering,
  POSSIBLE_EFFECTS,
  type PossibleEffect,
  reaches,
  surelyReaches,
} from './coverage.ts';
import type { Rule } from './document.ts';
import { EFFECT_NAMES } from '../knowledge/vocabulary/effects.ts';
import { PLACE_NAMES } from '../knowledge/vocabulary/places.ts';

/**
 * never-matches: no action can meet the conditions. gate-allowed: allows what no policy can. shadowed:
 * another rule always decides first. broad-allow: allows catastrophic effects that it doesn't name.
 * unknown-name: a tool or subcommand that the registry doesn't know. untrusted-allow: a project's
 * rule that widens, without effect until the project is trusted. mode-held: a mode that a higher
 * layer doesn't permit. no-examples: nothing shows that the rule does what it should.
 */
export type LintCode =
  | 'never-matches'
  | 'gate-allowed'
  | 'shadowed'
  | 'broad-allow'
  | 'unknown-name'
  | 'untrusted-allow'
  | 'mode-held'
  | 'no-examples';

export interface LintFinding {
  readonly code: LintCode;
  /** error: the rule or mode is without effect or against its own intent. warning: likely a mistake. note: could be better. */
  readonly level: 'error' | 'warning' | 'note';
  readonly layer: LayerName;
  /** Undefined where the finding is about the document. */
  readonly ruleId: string | undefined;
  /** `rules[3]` or `mode`. */
  readonly path: string;
  readonly message: string;
}

/** All findings, by layer and rule. Compares rules with one another: time grows with their square. */
export function lintPolicy(policy: Policy): readonly LintFinding[] {
  return policy.layers.flatMap((layer, position) => [
    ...lintMode(policy, layer, position),
    ...layer.rules.flatMap((rule) => lintRule(policy, layer, position, rule)),
  ]);
}

type Remark = readonly [code: LintCode, level: LintFinding['level'], message: string];

function lintMode(policy: Policy, { layer, mode }: CompiledLayer, position: number): readonly LintFinding[] {
  const settled = settleMode({ layers: policy.layers.slice(0, position + 1), names: policy.names }, undefined);
  if (mode === undefined || mode === settled) return [];
  const message = `mode ${mode} is held at ${settled} by a higher layer or for want of trust; leave it out or write ${settled}`;
  return [{ code: 'mode-held', level: 'warning', layer, ruleId: undefined, path: 'mode', message }];
}

function lintRule(policy: Policy, layer: CompiledLayer, position: number, rule: CompiledRule): readonly LintFinding[] {
  const reached = POSSIBLE_EFFECTS.filter((possible) => isReached(rule, possible));
  const remarks: readonly (Remark | undefined)[] = [
    remarkNever(policy, rule, reached),
    remarkGate(rule, reached),
    remarkShadow(policy, position, rule),
    remarkBroad(rule, reached),
    ...remarkNames(rule),
    remarkTrust(layer, rule),
    remarkExamples(rule),
  ];
  return remarks
    .filter((remark) => remark !== undefined)
    .map(([code, level, message]) => ({
      code,
      level,
      layer: layer.layer,
      ruleId: rule.rule.id,
      path: `rules[${rule.index}]`,
      message: `rule ${rule.rule.id} ${message}`,
    }));
}

function isReached({ when, except }: CompiledRule, possible: PossibleEffect): boolean {
  return reaches(when.effect, possible) && !except.some((exception) => surelyReaches(exception, possible));
}

function remarkNever(
  { names }: Policy,
  { when, except }: CompiledRule,
  reached: readonly PossibleEffect[],
): Remark | undefined {
  if (except.some((exception) => covers(exception, when, names))) {
    return [
      'never-matches',
      'error',
      'matches nothing: an exception holds wherever its conditions do; narrow the exception',
    ];
  }
  if (reached.length > 0 && when.effect.actions !== 0) return undefined;
  return ['never-matches', 'error', 'matches nothing: no effect meets all of its conditions; take one out'];
}

function remarkGate({ verdict }: CompiledRule, reached: readonly PossibleEffect[]): Remark | undefined {
  if (verdict === Verdict.DENY || reached.length === 0 || !reached.every(isTampering)) return undefined;
  return ['gate-allowed', 'error', 'speaks of the gate itself, which is denied whatever a rule says; take it out'];
}

function remarkShadow(policy: Policy, position: number, rule: CompiledRule): Remark | undefined {
  for (const { layer, rules } of policy.layers.slice(0, position + 1)) {
    const isOwn = layer === policy.layers[position]?.layer;
    const other = rules.find(
      (candidate) => shadows(candidate, rule, isOwn) && covers(candidate.when, rule.when, policy.names),
    );
    if (other !== undefined) {
      return [
        'shadowed',
        'warning',
        `never decides: rule ${other.rule.id} of layer ${layer} covers it; take one of them out`,
      ];
    }
  }
  return undefined;
}

/** Whether `other` decides before `rule` wherever both match. */
function shadows(other: CompiledRule, rule: CompiledRule, isOwn: boolean): boolean {
  if (other.except.length > 0 || other.verdict < rule.verdict) return false;
  if (isOwn) return other.verdict > rule.verdict || other.index < rule.index;
  return other.verdict !== Verdict.ALLOW;
}

function remarkBroad({ rule, verdict }: CompiledRule, reached: readonly PossibleEffect[]): Remark | undefined {
  if (verdict !== Verdict.ALLOW || rule.when.risk !== undefined) return undefined;
  const named = new Set<string | undefined>(rule.when.effect);
  const unnamed = reached.find((possible) => isCatastrophic(possible) && !named.has(effectName(possible)));
  if (unnamed === undefined) return undefined;
  const met = `${effectName(unnamed)} at ${PLACE_NAMES[unnamed.place]}`;
  return [
    'broad-allow',
    'warning',
    `allows catastrophic effects that it doesn't name, such as ${met}; name the risks or effects it is for`,
  ];
}

function effectName({ effect }: PossibleEffect): string | undefined {
  return EFFECT_NAMES[effect];
}

function remarkNames({ rule, verdict, when, except }: CompiledRule): readonly Remark[] {
  const commands = [when, ...except].flatMap((conditions: CompiledConditions) => conditions.effect.commands ?? []);
  const unknown = new Set(commands.filter(({ node, isPath }) => node === -1 && !isPath).map(({ text }) => text));
  return Array.from(unknown, (text) => [
    'unknown-name',
    verdict === Verdict.ALLOW || isShown(rule, text) ? 'note' : 'warning',
    `names "${text}", which the registry doesn't know and which is compared as text; check its spelling`,
  ]);
}

/** Whether an example that must match spells the name: then it is meant as it stands. */
function isShown({ examples }: Rule, name: string): boolean {
  return examples.match.some((action) => action.kind === 'command' && ` ${action.command} `.includes(` ${name} `));
}

function remarkTrust({ mayWiden }: CompiledLayer, { verdict }: CompiledRule): Remark | undefined {
  if (mayWiden || verdict !== Verdict.ALLOW) return undefined;
  return ['untrusted-allow', 'warning', 'allows, and is without effect until a person trusts this file'];
}

function remarkExamples({ rule, verdict }: CompiledRule): Remark | undefined {
  if (verdict === Verdict.ASK || rule.examples.match.length > 0) return undefined;
  return ['no-examples', 'note', 'has no example that it must match; add one under examples.match'];
}
