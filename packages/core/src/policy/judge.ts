/**
 * Judging: the verdict on an assessed action under a bound policy. The hot path; it allocates nothing.
 *
 * Each effect gets the mode's verdict. Then come the layers, organisation first. A layer answers with
 * the severest of its rules that match the effect: deny over ask over allow. It narrows always. It
 * widens only where no higher layer has asked or denied about this effect, and a project's layer only
 * where it is trusted. The action gets the severest verdict of its effects. Touching the gate
 * is denied before any rule is looked at, in every mode.
 */
import { hashUnits } from '../shell/units.ts';
import type { Action } from '../action.ts';
import { Verdict } from '../decision.ts';
import { Capability, Risk } from '../descriptor/capabilities.ts';
import { type Assessment, NONE } from '../knowledge/assessment.ts';
import { type BoundLayer, type BoundPolicy, type BoundRule, INDEX_BITS, INDEX_MASK } from './bind.ts';
import { conditionsHold, IMPLIED_EFFECT } from './conditions.ts';
import { tableVerdict } from './modes.ts';
import type { NameIndex } from './names.ts';

/*
 * An answer is one integer: bits 0–1 the verdict, 2–3 the judged verdict, 4–5 the layer's number
 * (0: no rule), 6–19 the rule's index. A finding, the same for one effect: bits 0–13 the rule's
 * index, 14–15 the layer's number, 16–17 the verdict.
 */
const LAYER_SHIFT = INDEX_BITS;
const VERDICT_SHIFT = INDEX_BITS + 2;
const SOURCE_MASK = (1 << VERDICT_SHIFT) - 1;

/** The verdict of an answer: observe's allow included. */
export function answeredVerdict(answer: number): Verdict {
  return (answer & 3) as Verdict;
}

/** What would have been answered: differs from the verdict only in mode observe. */
export function judgedVerdict(answer: number): Verdict {
  return ((answer >>> 2) & 3) as Verdict;
}

/** Number of the layer whose rule decided (1 organisation, 2 user, 3 project), or 0: the mode did. */
export function answeredLayer(answer: number): number {
  return (answer >>> 4) & 3;
}

/** Index of the rule that decided, in its layer's document; of no meaning where the layer is 0. */
export function answeredRule(answer: number): number {
  return (answer >>> 6) & INDEX_MASK;
}

/** Verdict and source of a finding. */
export function foundVerdict(finding: number): Verdict {
  return (finding >>> VERDICT_SHIFT) as Verdict;
}
export function foundLayer(finding: number): number {
  return (finding >>> LAYER_SHIFT) & 3;
}
export function foundRule(finding: number): number {
  return finding & INDEX_MASK;
}

/** Denied, without a rule. */
const TAMPERING = Verdict.DENY << VERDICT_SHIFT;

/**
 * Judges an assessed action. The answer is read with `answeredVerdict` and its kin. `action` is the
 * one that was assessed: rules may ask for its kind and, for tool calls, for server and tool.
 */
export function judge(assessment: Assessment, bound: BoundPolicy, action: Action): number {
  if ((assessment.capabilities & Capability.GATE_TAMPERING) !== 0) return pack(TAMPERING, Verdict.DENY, Verdict.DENY);
  const finding =
    bound.layers.length === 0
      ? tableVerdict(bound.verdicts, assessment.risk, assessment.capabilities) << VERDICT_SHIFT
      : judgeEffects(assessment, bound, action);
  const judged = attendedVerdict(foundVerdict(finding), bound);
  return pack(finding, judged, bound.mode === 'observe' ? Verdict.ALLOW : judged);
}

/** Ask becomes deny where nobody can answer. */
export function attendedVerdict(verdict: Verdict, bound: BoundPolicy): Verdict {
  return verdict === Verdict.ASK && !bound.attended ? Verdict.DENY : verdict;
}

function pack(finding: number, judged: Verdict, verdict: Verdict): number {
  return verdict | (judged << 2) | (foundLayer(finding) << 4) | (foundRule(finding) << 6);
}

/** The finding of the first effect with the severest verdict; one by a rule before one by the mode. */
function judgeEffects(assessment: Assessment, bound: BoundPolicy, action: Action): number {
  const { effects, frames } = assessment;
  const judged = clearedFrames(bound, frames.count);
  let worst = 0;
  for (let row = 0; row < effects.count; row++) {
    const frame = effects.frame(row);
    if (frame >= 0) judged[frame] = 1;
    worst = severer(worst, judgeEffect(assessment, bound, action, row, frame));
  }
  for (let frame = 0; frame < frames.count; frame++) {
    if (judged[frame] === 0) worst = severer(worst, judgeEffect(assessment, bound, action, NONE, frame));
  }
  if (effects.count + frames.count === 0) return judgeEffect(assessment, bound, action, NONE, NONE);
  return worst;
}

function clearedFrames(bound: BoundPolicy, count: number): Uint8Array {
  if (bound.judgedFrames.length < count) bound.judgedFrames = new Uint8Array(2 * count);
  return bound.judgedFrames.fill(0, 0, count);
}

function severer(one: number, other: number): number {
  return weight(other) > weight(one) ? other : one;
}

/** Verdict first, then whether a rule said it. */
function weight(finding: number): number {
  return 2 * foundVerdict(finding) + ((finding & SOURCE_MASK) === 0 ? 0 : 1);
}

/**
 * The finding for one effect: row `row`, or, where that is `NONE`, the harmless one that a frame
 * without effects is judged by.
 */
export function judgeEffect(
  assessment: Assessment,
  bound: BoundPolicy,
  action: Action,
  row: number,
  frame: number,
): number {
  const risk = row === NONE ? Risk.SAFE : assessment.effects.risk(row);
  const capabilities = row === NONE ? 0 : assessment.effects.capabilities(row);
  if ((capabilities & Capability.GATE_TAMPERING) !== 0) return TAMPERING;
  let verdict: number = tableVerdict(bound.verdicts, risk, capabilities);
  let source = 0;
  let isFloored = false;
  for (const layer of bound.layers) {
    const rank = strongestRank(assessment, bound.names, action, layer, row, frame);
    if (rank < 0) continue;
    const said = rank >>> INDEX_BITS;
    const isChange = said > verdict || (said < verdict && layer.mayWiden && !isFloored);
    if (isChange || (said === verdict && source === 0)) {
      verdict = said;
      source = (layer.number << LAYER_SHIFT) | (INDEX_MASK - (rank & INDEX_MASK));
    }
    isFloored ||= said !== Verdict.ALLOW;
  }
  return (verdict << VERDICT_SHIFT) | source;
}

/** The greatest rank among the layer's rules that match, or -1. */
function strongestRank(
  assessment: Assessment,
  names: NameIndex,
  action: Action,
  layer: BoundLayer,
  row: number,
  frame: number,
): number {
  const { effects, frames, reading } = assessment;
  const effect = row === NONE ? IMPLIED_EFFECT : effects.effect(row);
  let rank = firstRank(layer.general, assessment, names, action, row, frame, -1);
  rank = firstRank(layer.byEffect[effect], assessment, names, action, row, frame, rank);
  const word = frame === NONE ? NONE : frames.word(frame);
  if (word === NONE) return rank;
  const tool = frames.tool(frame);
  const nameStart = frames.nameStart(frame);
  if (tool !== NONE) rank = firstRank(layer.byTool.get(tool), assessment, names, action, row, frame, rank);
  else
    rank = firstRank(
      layer.byHash.get(baseHash(assessment, word, nameStart)),
      assessment,
      names,
      action,
      row,
      frame,
      rank,
    );
  // A rule may name the path that the command word spells out, of a known tool or not.
  if (nameStart === 0) return rank;
  return firstRank(layer.byHash.get(reading.words.hash(word)), assessment, names, action, row, frame, rank);
}

/** Hash of the command word behind its last slash. */
function baseHash({ reading }: Assessment, word: number, nameStart: number): number {
  const { words, units } = reading;
  if (nameStart === 0) return words.hash(word);
  return hashUnits(units, words.textStart(word) + nameStart, words.textEnd(word));
}

/** The rank of the first rule of a list in falling order that matches, if it is above `least`; else `least`. */
function firstRank(
  rules: readonly BoundRule[] | undefined,
  assessment: Assessment,
  names: NameIndex,
  action: Action,
  row: number,
  frame: number,
  least: number,
): number {
  if (rules === undefined) return least;
  for (const rule of rules) {
    if (rule.rank <= least) return least;
    if (ruleMatches(rule, assessment, names, action, row, frame)) return rule.rank;
  }
  return least;
}

/** Whether a rule matches an effect: its conditions hold and none of its exceptions does. */
export function ruleMatches(
  rule: BoundRule,
  assessment: Assessment,
  names: NameIndex,
  action: Action,
  row: number,
  frame: number,
): boolean {
  const isAllow = rule.verdict === Verdict.ALLOW;
  if (!conditionsHold(rule.when, assessment, action, row, frame, names, isAllow)) return false;
  for (const except of rule.except) {
    if (conditionsHold(except, assessment, action, row, frame, names, !isAllow)) return false;
  }
  return true;
}
