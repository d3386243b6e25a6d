/**
 * Binding a policy to the circumstances of many actions: the mode is settled, conditions on agent and
 * working directory are judged, rules that cannot apply are dropped, and the others are sorted by
 * the tool they name.
 */
import { type Mode, Verdict } from '../decision.ts';
import { NONE } from '../knowledge/assessment.ts';
import {
  type CompiledConditions,
  type CompiledLayer,
  type CompiledRule,
  LAYERS,
  type LayerName,
  type Policy,
} from './compile.ts';
import { type Circumstances, circumstancesHold, type EffectConditions } from './conditions.ts';
import type { Rule } from './document.ts';
import { modeTable, stricterMode } from './modes.ts';
import type { NameIndex } from './names.ts';

export interface BindOptions {
  /** May be stricter than the organisation's mode; goes before the others'. */
  readonly mode?: Mode;
  readonly agent?: string;
  /** Absolute path. */
  readonly workingDirectory?: string;
  /** Whether a person can answer; `true` where absent. */
  readonly attended?: boolean;
}

export interface BoundRule {
  readonly verdict: Verdict;
  /** Greater for the severer verdict, then for the earlier rule. */
  readonly rank: number;
  readonly when: EffectConditions;
  readonly except: readonly EffectConditions[];
}

/** A layer's rules by what they ask of the tool; each list in falling order of rank. */
export interface BoundLayer {
  /** Place in `LAYERS`, from 1. */
  readonly number: number;
  readonly mayWiden: boolean;
  /** Rules that name neither a tool nor an effect. */
  readonly general: readonly BoundRule[];
  /** Rules that name effects and no tool, by the effect's number. */
  readonly byEffect: readonly (readonly BoundRule[] | undefined)[];
  /** Rules by the node of a tool that they name. */
  readonly byTool: ReadonlyMap<number, readonly BoundRule[]>;
  /** Rules by the hash of a tool's name or path that they compare as text. */
  readonly byHash: ReadonlyMap<number, readonly BoundRule[]>;
}

/** A policy in its circumstances. Judging writes to `judgedFrames`: one action at a time. */
export interface BoundPolicy {
  readonly mode: Mode;
  readonly attended: boolean;
  /** The mode's verdicts (`modes.ts`). */
  readonly verdicts: Uint8Array;
  readonly names: NameIndex;
  /** Layers that have a rule that can apply. */
  readonly layers: readonly BoundLayer[];
  /** The documents' rules by layer number, for explanations. */
  readonly rules: readonly (readonly Rule[])[];
  /** Scratch: which frames have had an effect judged. */
  judgedFrames: Uint8Array;
}

/** Room for the index of a rule in ranks and answers: `MAX_RULES` fits. */
export const INDEX_BITS = 14;
export const INDEX_MASK: number = (1 << INDEX_BITS) - 1;

/** Binds a policy. Costs time linear in its rules; do it once and judge often. */
export function bindPolicy(policy: Policy, options: BindOptions = {}): BoundPolicy {
  const mode = settleMode(policy, options.mode);
  const circumstances = { agent: options.agent ?? '', directory: absolute(options.workingDirectory) };
  return {
    mode,
    attended: options.attended ?? true,
    verdicts: modeTable(mode),
    names: policy.names,
    layers: policy.layers.map((layer) => bindLayer(layer, circumstances)).filter(hasRules),
    rules: rulesByLayer(policy),
    judgedFrames: new Uint8Array(64),
  };
}

function absolute(directory: string | undefined): string | undefined {
  return directory?.startsWith('/') ? directory : undefined;
}

function rulesByLayer(policy: Policy): readonly (readonly Rule[])[] {
  const rules: (readonly Rule[])[] = [[], [], [], []];
  for (const layer of policy.layers) rules[layerNumber(layer.layer)] = layer.rules.map(({ rule }) => rule);
  return rules;
}

/** A layer's number in answers; 0 stands for no rule. */
function layerNumber(layer: LayerName): number {
  return LAYERS.indexOf(layer) + 1;
}

/**
 * The mode in force. A document's mode is a floor for the layers below it; one that states none
 * holds the mode in force there, `balanced` at first, lest its rules be put out of force by observe
 * from below. A project that is not trusted may only make the mode stricter. The caller's mode goes
 * before user's and project's, but never below the organisation's.
 */
export function settleMode(policy: Policy, wanted: Mode | undefined): Mode {
  let mode: Mode = 'balanced';
  let floor: Mode = 'observe';
  let organisationFloor: Mode = 'observe';
  for (const layer of policy.layers) {
    if (layer.mode !== undefined) mode = stricterMode(layer.mayWiden ? floor : mode, layer.mode);
    floor = mode;
    if (layer.layer === 'organisation') organisationFloor = mode;
  }
  return wanted === undefined ? mode : stricterMode(organisationFloor, wanted);
}

function hasRules(layer: BoundLayer): boolean {
  return layer.general.length + layer.byEffect.length + layer.byHash.size > 0;
}

function bindLayer(layer: CompiledLayer, circumstances: Circumstances): BoundLayer {
  const rules = layer.rules
    .filter(({ verdict }) => layer.mayWiden || verdict !== Verdict.ALLOW)
    .map((rule) => bindRule(rule, circumstances))
    .filter((rule) => rule !== undefined)
    .toSorted((one, other) => other.rank - one.rank);
  return { number: layerNumber(layer.layer), mayWiden: layer.mayWiden, ...sortRules(rules) };
}

/** The rule without its conditions on circumstances, or undefined where those rule it out. */
function bindRule(rule: CompiledRule, circumstances: Circumstances): BoundRule | undefined {
  if (!circumstancesHold(rule.when, circumstances)) return undefined;
  return freeRule(
    rule,
    rule.except.filter((except) => circumstancesHold(except, circumstances)),
  );
}

/** The rule with these exceptions, whatever the circumstances. */
export function freeRule(rule: CompiledRule, except: readonly CompiledConditions[]): BoundRule {
  return {
    verdict: rule.verdict,
    rank: (rule.verdict << INDEX_BITS) | (INDEX_MASK - rule.index),
    when: rule.when.effect,
    except: except.map(({ effect }) => effect),
  };
}

/** Sorts rules that are in falling order of rank, and keeps that order. */
function sortRules(rules: readonly BoundRule[]): Omit<BoundLayer, 'number' | 'mayWiden'> {
  const general: BoundRule[] = [];
  const byEffect: BoundRule[][] = [];
  const byTool = new Map<number, BoundRule[]>();
  const byHash = new Map<number, BoundRule[]>();
  for (const rule of rules) {
    const { commands, effects } = rule.when;
    for (const name of commands ?? []) {
      if (name.tool !== NONE) enter(byTool, name.tool, rule);
      // Even the name of a known tool: a frame may bear it and yet not be known to be that tool.
      enter(byHash, name.toolHash, rule);
    }
    if (commands !== undefined) continue;
    if (effects === undefined) general.push(rule);
    effects?.forEach((isMeant, effect) => {
      if (isMeant === 1) (byEffect[effect] ??= []).push(rule);
    });
  }
  return { general, byEffect, byTool, byHash };
}

function enter(lists: Map<number, BoundRule[]>, key: number, rule: BoundRule): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [rule]);
  else if (list.at(-1) !== rule) list.push(rule);
}
