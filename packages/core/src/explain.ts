/** The explanation of a decision: everything that the compact answer leaves out. */
import type { Action } from './action.ts';
import { findAlternative } from './alternative.ts';
import type { Context } from './context.ts';
import { decide, UNREADABLE } from './decide.ts';
import type { Decision, Demand, ExplainedEffect, ExplainedInvocation, Explanation, Reason, Span } from './decision.ts';
import { Capability, capabilityNames, RISKS, type RiskName } from './descriptor/capabilities.ts';
import { toHex } from './descriptor/hex.ts';
import { DESCRIPTOR_SIZE_BYTES, packDescriptor } from './descriptor/packed.ts';
import { type Assessment, NONE, type RunContent } from './knowledge/assessment.ts';
import type { Contents } from './knowledge/flows/session-files.ts';
import { tables } from './knowledge/tables/catalogue.ts';
import { EFFECT_NAMES, type EffectName, effectOf } from './knowledge/vocabulary/effects.ts';
import { actionName, isAction } from './knowledge/fronts.ts';
import { PLACE_NAMES, placeOf } from './knowledge/vocabulary/places.ts';
import { describeSource, type EffectJudgement, explainJudgement, type VerdictSource } from './policy/index.ts';
import { Hole, isHole } from './shell/index.ts';

const HOME: string = String.fromCharCode(Hole.HOME);

/** Longest target quoted in a message, in code units. */
const MAX_QUOTED_UNITS = 120;

/** How far before an effect's word a `--` is looked for; beyond it the word is taken for an operand. */
const MAX_SEARCHED_WORDS = 64;

/** Decides the action as `decide` does, and says why. With contents, no other command line is looked for. */
export function explain(action: Action, context: Context, contents?: Contents): Explanation {
  const decision = decide(action, context, contents);
  const { assessment } = context;
  const judgement = explainJudgement(assessment, context.bound, isAction(action) ? action : UNREADABLE);
  const effects = explainEffects(assessment);
  const explanation: Explanation = {
    verdict: judgement.verdict,
    judged: judgement.judged,
    mode: judgement.mode,
    risk: RISKS[decision.risk],
    capabilities: capabilityNames(decision.flags),
    descriptor: descriptorOf(decision),
    unknown: (decision.flags & Capability.UNKNOWN_TOOL) !== 0,
    command:
      isAction(action) && action.kind === 'command'
        ? frameName(assessment, assessment.riskiestFrame)
        : actionName(action),
    invocations: Array.from({ length: assessment.frames.count }, (_, frame) => explainFrame(assessment, frame)),
    effects,
    reasons: judgement.judged === 'allow' ? [] : explainReasons(assessment, judgement.effects, effects),
    rule: describeSource(judgement.source),
    alternative: undefined,
  };
  if (!isAction(action) || action.kind !== 'command' || judgement.judged === 'allow') return explanation;
  // What another command line would run is not at hand.
  if (contents !== undefined && contents.size > 0) return explanation;
  const stopped = judgement.effects.flatMap(({ effect, verdict }) =>
    verdict === 'allow' ? [] : (effects[effect] ?? []),
  );
  const { invocations } = explanation;
  return {
    ...explanation,
    alternative: findAlternative(action.command, stopped, effects, invocations, decision.judged, context),
  };
}

/**
 * Every reason to ask about the action or to deny it, each with what it alone demands, the most severe first. Where
 * something is denied, `explain` names only that; who looks through a whole script wants the rest as well.
 */
export function explainDemands(action: Action, context: Context): Demand[] {
  decide(action, context);
  const { assessment } = context;
  const { effects: judged } = explainJudgement(assessment, context.bound, isAction(action) ? action : UNREADABLE);
  const effects = explainEffects(assessment);
  const demands = judged.filter(({ verdict }) => verdict !== 'allow');
  return demands.map((demand) => {
    const effect = effects[demand.effect];
    return {
      ...explainReason(assessment, demand, effect),
      verdict: demand.verdict,
      risk: effect?.risk ?? 'SAFE',
    };
  });
}

function explainEffects(assessment: Assessment): ExplainedEffect[] {
  const { effects, frames } = assessment;
  const wrappers = new Set(Array.from({ length: frames.count }, (_, frame) => frames.parent(frame)));
  return Array.from({ length: effects.count }, (_, row) => explainEffect(assessment, row, wrappers));
}

/** The descriptor of a decision in hexadecimal; costs are unknown. */
function descriptorOf(decision: Decision): string {
  const bytes = new Uint8Array(DESCRIPTOR_SIZE_BYTES);
  packDescriptor(bytes, 0, decision.commandHash, decision.flags, 0, 0, 0, decision.commandLength);
  return toHex(bytes);
}

function riskName(risk: number): RiskName {
  return RISKS[risk] ?? 'CRITICAL';
}

/** Canonical name of a frame's command where it is known, else its command word: what the descriptor calls it. */
function frameName(assessment: Assessment, frame: number): string {
  const { frames } = assessment;
  if (frame >= frames.count) return '';
  const node = frames.node(frame);
  return node > 0 ? tables.fullNameOf(node) : commandWord(assessment, frame);
}

/** The command word without its path. */
function commandWord({ frames, reading }: Assessment, frame: number): string {
  const word = frames.word(frame);
  return word === NONE ? '' : visible(reading.text(word).slice(frames.nameStart(frame)));
}

/**
 * A frame's name as the command line spells it: tools that do the same share one description, and a
 * person who wrote `echo` or `git log` is not told of `tr` or `git status`.
 */
function spelledName(assessment: Assessment, frame: number): string {
  const { frames, reading } = assessment;
  const tool = commandWord(assessment, frame);
  const first = frames.word(frame);
  const last = frames.nameLastWord(frame);
  if (tool === '' || frames.node(frame) <= 0 || last === first) return tool;
  const names = [tool];
  let known = tables.fullNameOf(frames.tool(frame));
  for (let word = first + 1; word < last; word++) {
    const name = reading.text(word);
    if (tables.nodeOf(`${known} ${name}`) === NONE) continue;
    known = `${known} ${name}`;
    names.push(name);
  }
  return [...names, visible(reading.text(last))].join(' ');
}

function explainFrame(assessment: Assessment, frame: number): ExplainedInvocation {
  const { frames } = assessment;
  const within: string[] = [];
  for (let at = frames.parent(frame); at !== NONE; at = frames.parent(at)) within.unshift(spelledName(assessment, at));
  return {
    name: spelledName(assessment, frame),
    known: frames.node(frame) > 0,
    span: frameSpan(assessment, frame),
    within,
    risk: riskName(frames.risk(frame)),
  };
}

function frameSpan(assessment: Assessment, frame: number): Span {
  const { frames, reading } = assessment;
  const word = frames.word(frame);
  if (word === NONE) return invocationSpan(assessment, frames.invocation(frame));
  const last = word + Math.max(1, frames.wordCount(frame)) - 1;
  return { start: reading.words.start(word), end: reading.words.end(last) };
}

function invocationSpan(assessment: Assessment, row: number): Span {
  const { invocations, source } = assessment.reading;
  if (row === NONE) return { start: 0, end: source.length };
  return { start: invocations.start(row), end: invocations.end(row) };
}

function explainEffect(assessment: Assessment, row: number, wrappers: ReadonlySet<number>): ExplainedEffect {
  const { effects } = assessment;
  const name = EFFECT_NAMES[effects.effect(row)] ?? 'text.unparsed';
  const placeName = PLACE_NAMES[effects.place(row)] ?? 'none';
  const { says } = effectOf(name);
  const named = says.includes('{}');
  const target = named || placeName !== 'none' ? targetOf(assessment, row, name) : undefined;
  const place = placeName === 'none' ? '' : ` (${placeOf(placeName).summary})`;
  const phrase = named ? `${says.replace('{}', () => quoted(target))}${place}` : says;
  return {
    effect: name,
    message: whereFound(assessment, row) + phrase,
    target,
    place: placeName,
    scope: placeOf(placeName).scope,
    risk: riskName(effects.risk(row)),
    capabilities: capabilityNames(effects.capabilities(row)),
    span: effectSpan(assessment, row, name, wrappers),
    invocation: effects.frame(row),
  };
}

function contentOf(contents: Assessment['contents'], row: number): RunContent | undefined {
  return contents.find(({ from, to }) => from <= row && row < to);
}

/** The file that an effect was found in, where that is not the command line. */
function whereFound({ contents }: Assessment, row: number): string {
  const content = contentOf(contents, row);
  if (content === undefined) return '';
  const file = `${quoted(visible(content.path))}, which this session wrote`;
  return content.isRead ? `in ${file}: ` : `${file} and whose content could not be read as code: `;
}

/** Effects that are about the command word itself: what it runs, or that nobody knows it. */
const ON_COMMAND_WORD: ReadonlySet<EffectName> = new Set([
  'file.run',
  'shell.shadow',
  'unknown.tool',
  'dynamic.word',
  'dynamic.command',
]);

/** Whether the effect's word is the command's own name: its target is then something that the text does not name. */
function isOfCommand({ effects, frames }: Assessment, row: number, name: EffectName): boolean {
  const frame = effects.frame(row);
  return frame >= 0 && effects.word(row) === frames.word(frame) && !ON_COMMAND_WORD.has(name);
}

/** The word that is the target; as it is written where a part of it is known only at run time. */
function targetOf(assessment: Assessment, row: number, name: EffectName): string | undefined {
  const { contents, effects, frames, reading } = assessment;
  const word = effects.word(row);
  if (word === NONE || isOfCommand(assessment, row, name)) return undefined;
  const text = reading.text(word);
  if (name !== 'unknown.option' && isOption(assessment, row, text)) return undefined;
  if (!Array.from(text).some((character) => isHole(character.codePointAt(0) ?? 0))) return visible(text);
  // What a file holds is not written in the command line.
  if (contentOf(contents, row)?.isRead === true) return visible(text.replaceAll(HOME, '~'));
  const { start, end } = wordSpan(assessment, word);
  // What is fed to a command has no text of its own: it lies where the command's name does.
  const isFed = start === wordSpan(assessment, frames.word(effects.frame(row)) ?? NONE).start;
  const written = isFed ? '' : unquoted(reading.source.slice(start, end));
  return visible(written === '' ? text : written);
}

/**
 * A word without double quotes that only keep together what is in them: those around all of it, or around parts of it where
 * nothing makes a quote another's (`"$A"/"$B"`, not `"$(f "a")"/b`).
 */
function unquoted(word: string): string {
  const marks = word.split('"').length - 1;
  const isAround = marks === 2 && word.startsWith('"') && word.endsWith('"');
  const isPlain = marks % 2 === 0 && !/['\\`(]/u.test(word);
  return isAround || isPlain ? word.replaceAll('"', '') : word;
}

/** Whether the effect's word is an option that has the effect on something else (`rsync --delete`), not an operand behind `--`. */
function isOption({ effects, frames, reading }: Assessment, row: number, text: string): boolean {
  if (!/^-./u.test(text)) return false;
  const word = effects.word(row);
  const first = frames.word(effects.frame(row)) ?? word;
  if (word - first > MAX_SEARCHED_WORDS) return false;
  for (let at = first + 1; at < word; at++) if (reading.text(at) === '--') return false;
  return true;
}

/** The word, or the whole command where its name alone says too little (`gh` of `gh repo delete x`); never what it wraps. */
function effectSpan(assessment: Assessment, row: number, name: EffectName, wrappers: ReadonlySet<number>): Span {
  const { effects } = assessment;
  const frame = effects.frame(row);
  const isWhole = isOfCommand(assessment, row, name) && !wrappers.has(frame);
  return isWhole ? frameSpan(assessment, frame) : wordSpan(assessment, effects.word(row));
}

function wordSpan(assessment: Assessment, word: number): Span {
  const { words, source } = assessment.reading;
  if (word === NONE) return { start: 0, end: source.length };
  return { start: words.start(word), end: words.end(word) };
}

/** One reason for each demand, the severest first, without repeating the same words about the same place. */
function explainReasons(
  assessment: Assessment,
  judged: readonly EffectJudgement[],
  effects: readonly ExplainedEffect[],
): Reason[] {
  const demands = judged.filter(({ verdict }) => verdict !== 'allow');
  const worst = demands.some(({ verdict }) => verdict === 'deny') ? 'deny' : 'ask';
  const reasons = new Map<string, Reason>();
  for (const demand of demands) {
    if (demand.verdict !== worst) continue;
    const reason = explainReason(assessment, demand, effects[demand.effect]);
    const key = `${reason.code} ${reason.message} ${reason.span.start}`;
    if (!reasons.has(key)) reasons.set(key, reason);
  }
  return [...reasons.values()];
}

function explainReason(
  assessment: Assessment,
  { source, frame }: EffectJudgement,
  effect: ExplainedEffect | undefined,
): Reason {
  const message = effect?.message ?? 'does nothing that is known to be harmful';
  const span = effect?.span ?? (frame === NONE ? invocationSpan(assessment, NONE) : frameSpan(assessment, frame));
  const ruled = ruleReason(source);
  const advice = effect === undefined ? undefined : adviceOn(effect);
  return {
    code: ruled?.code ?? effect?.effect ?? 'inspect',
    message: ruled === undefined ? message : `${ruled.message}: ${message}`,
    span,
    ...(advice === undefined ? {} : { advice }),
  };
}

function adviceOn({ effect, place }: ExplainedEffect): string | undefined {
  return place === 'gate' ? "Leave the gate's own files to a person." : effectOf(effect).advice;
}

function ruleReason(source: VerdictSource): { code: string; message: string } | undefined {
  if (source.kind !== 'rule') return undefined;
  return { code: `policy.${source.rule.id}`, message: source.rule.reason ?? describeSource(source) };
}

/** In double quotes, or in single ones where it has double quotes of its own: who reads it is to see where it ends. */
function quoted(target: string | undefined): string {
  if (target === undefined) return 'something';
  const mark = target.includes('"') ? "'" : '"';
  return `${mark}${target.length > MAX_QUOTED_UNITS ? `${target.slice(0, MAX_QUOTED_UNITS)}…` : target}${mark}`;
}

/** The text with holes as `…` and with escapes for whatever could act on a terminal or hide. */
function visible(text: string): string {
  let shown = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (isHole(point)) shown += '…';
    else shown += HIDDEN.test(character) ? `\\u{${point.toString(16)}}` : character;
  }
  return shown;
}

/** Control and format characters, separators other than the blank, and lone surrogates. */
const HIDDEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000]$/u;
