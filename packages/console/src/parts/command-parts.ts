/** A command line cut where its effects begin and end, and its characters as a person may be shown them. Pure. */
import { visibleCharacter } from '@capgate/base';
import type { Risk } from '../gate/queries.ts';
import { RISKS } from './risks.ts';

export interface Spanned {
  /** In UTF-16 code units; beyond the text where whoever said so was wrong. */
  readonly span: { readonly start: number; readonly end: number };
  readonly risk: Risk;
}

export interface CommandPart {
  readonly text: string;
  /** Which of the effects this part is in, by their place in the list. */
  readonly effects: readonly number[];
  /** The highest risk of those; undefined where there are none. */
  readonly risk: Risk | undefined;
}

/** Parts which together are the text, whatever the spans say; no character is cut in two. */
export function partsOf(text: string, effects: readonly Spanned[]): readonly CommandPart[] {
  const ends = effects.flatMap(({ span }) => [span.start, span.end]).map((at) => betweenCharacters(text, at));
  const cuts = [...new Set([0, ...ends, text.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => {
    const start = cuts[i] as number;
    const within = effects.flatMap(({ span }, at) => (span.start < end && span.end > start ? [at] : []));
    return { text: text.slice(start, end), effects: within, risk: highest(within.map((at) => effects[at]?.risk)) };
  });
}

/** The nearest place at or before `at` that is within the text and in no surrogate pair. */
function betweenCharacters(text: string, at: number): number {
  const place = Math.max(0, Math.min(text.length, Math.trunc(at)));
  const isWithinPair = /[\udc00-\udfff]/u.test(text[place] ?? '') && /[\ud800-\udbff]/u.test(text[place - 1] ?? '');
  return isWithinPair ? place - 1 : place;
}

function highest(risks: readonly (Risk | undefined)[]): Risk | undefined {
  return RISKS.findLast((risk) => risks.includes(risk));
}

export interface Run {
  readonly text: string;
  /** Whether it stands for characters that would not be seen as themselves. */
  readonly isEscape: boolean;
}

/** The text in runs, in which each character is seen as itself or as an escape. A line break is an escape, and breaks the line. */
export function runsOf(text: string): readonly Run[] {
  const runs: { text: string; isEscape: boolean }[] = [];
  for (const character of text) {
    const shown = visibleCharacter(character);
    const isEscape = shown !== character;
    const last = runs.at(-1);
    const seen = character === '\n' ? `${shown}\n` : shown;
    if (last?.isEscape === isEscape) last.text += seen;
    else runs.push({ text: seen, isEscape });
  }
  return runs;
}

/** Whether anything but line breaks would not be seen as itself. */
export function hasHidden(text: string): boolean {
  return runsOf(text.replaceAll('\n', '')).some(({ isEscape }) => isEscape);
}
