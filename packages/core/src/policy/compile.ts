/**
 * Policies: the documents of up to three layers, compiled once. Names become nodes and hashes, lists
 * become masks and tables, so that deciding compares numbers.
 */
import type { Mode, Verdict } from '../decision.ts';
import { VERDICTS } from '../decision.ts';
import { type CircumstanceConditions, compileEffectConditions, type EffectConditions } from './conditions.ts';
import type { Conditions, PolicyDocument, Rule } from './document.ts';
import type { NameIndex } from './names.ts';

/** Layers in falling order of authority. */
export const LAYERS = ['organisation', 'user', 'project'] as const;
export type LayerName = (typeof LAYERS)[number];

/** The documents that a policy is made of; any may be absent. */
export interface PolicyLayers {
  readonly organisation?: PolicyDocument;
  readonly user?: PolicyDocument;
  /** A project's document may only narrow until a person trusts it. */
  readonly project?: { readonly document: PolicyDocument; readonly trusted: boolean };
}

export interface CompiledConditions extends CircumstanceConditions {
  readonly effect: EffectConditions;
}

export interface CompiledRule {
  readonly rule: Rule;
  /** Its place in the document. */
  readonly index: number;
  readonly verdict: Verdict;
  readonly when: CompiledConditions;
  readonly except: readonly CompiledConditions[];
}

export interface CompiledLayer {
  readonly layer: LayerName;
  readonly mode: Mode | undefined;
  /** Whether it may answer less severely than what it is laid over. */
  readonly mayWiden: boolean;
  readonly rules: readonly CompiledRule[];
}

/** A compiled policy: bind it to the circumstances (`bindPolicy`) to judge by it. */
export interface Policy {
  /** The layers that have a document, in falling order of authority. */
  readonly layers: readonly CompiledLayer[];
  readonly names: NameIndex;
}

/** Knows no name: for a policy without rules. */
const NO_NAMES: NameIndex = { nodeOf: () => -1, parentOf: () => -1 };

/** The policy of whoever has written none: the modes alone. */
export const EMPTY_POLICY: Policy = { layers: [], names: NO_NAMES };

/** Compiles the layers' documents. `names` resolves the tools and subcommands that rules name. */
export function compilePolicy(layers: PolicyLayers, names: NameIndex): Policy {
  const { organisation, user, project } = layers;
  const compiled: CompiledLayer[] = [];
  if (organisation) compiled.push(compileLayer('organisation', organisation, true, names));
  if (user) compiled.push(compileLayer('user', user, true, names));
  if (project) compiled.push(compileLayer('project', project.document, project.trusted, names));
  return { layers: compiled, names };
}

function compileLayer(layer: LayerName, document: PolicyDocument, mayWiden: boolean, names: NameIndex): CompiledLayer {
  return {
    layer,
    mode: document.mode,
    mayWiden,
    rules: document.rules.map((rule, index) => compileRule(rule, index, names)),
  };
}

function compileRule(rule: Rule, index: number, names: NameIndex): CompiledRule {
  return {
    rule,
    index,
    verdict: VERDICTS.indexOf(rule.verdict) as Verdict,
    when: compileConditions(rule.when, names),
    except: rule.except.map((conditions) => compileConditions(conditions, names)),
  };
}

function compileConditions(conditions: Conditions, names: NameIndex): CompiledConditions {
  return {
    effect: compileEffectConditions(conditions, names),
    agents: conditions.agent,
    directories: conditions.directory,
  };
}
