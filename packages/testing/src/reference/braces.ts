/** Brace expansion, one pair of braces after the other, as a person does it on paper. */
import { HOLE, type Word, wordOf } from './words.ts';

const MAX_WORD_UNITS = 1024;
const MAX_RESULTS = 256;

/** What bash makes of the words of a command; those that become too many stay as they are. */
export function withoutBraces(words: readonly Word[]): readonly Word[] {
  const expanded = words.flatMap((word) => (word.isBrace ? (expandedWord(word) ?? [word]) : [word]));
  return expanded.length === 0 ? words : expanded;
}

function expandedWord({ text, isSplit, isHiding }: Word): readonly Word[] | undefined {
  if (text.length > MAX_WORD_UNITS) return undefined;
  let texts = [text];
  // Each round takes the first pair apart in every text that still has one.
  for (;;) {
    const next = texts.flatMap(roundOf);
    if (next.length > MAX_RESULTS) return undefined;
    if (next.join(' ') === texts.join(' ')) break;
    texts = next;
  }
  return texts
    .filter((one) => one !== '')
    .map((one) => one.replace(/^~(?=\/|$)/, HOLE.HOME).replace(/^~/, HOLE.UNKNOWN))
    .map((one) => ({ ...wordOf(one, /[*?[]/.test(one), false, isSplit), isHiding }));
}

/** The texts after the first brace that expands is taken apart; the text alone where there is none. */
function roundOf(text: string): readonly string[] {
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
    const { close, parts } = partsOf(text, open);
    if (close < 0) continue;
    const before = text.slice(0, open);
    const after = text.slice(close + 1);
    if (parts.length > 1) return parts.map((part) => before + part + after);
    const [, number, letter] = /^(-?\d+\.\.-?\d+|([A-Za-z])\.\.[A-Za-z])(?:\.\.-?\d+)?$/.exec(parts[0] ?? '') ?? [];
    if (number !== undefined) return [before + (letter === undefined ? HOLE.NUMBER : '?') + after];
  }
  return [text];
}

/** Where the brace at `open` closes, or -1, and what its commas part. */
function partsOf(text: string, open: number): { close: number; parts: readonly string[] } {
  let depth = 0;
  const parts = [''];
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '}' && --depth === 0) return { close: at, parts };
    if (character === ',' && depth === 1) parts.push('');
    else if (at > open) parts.push(`${parts.pop() ?? ''}${character}`);
    if (character === '{') depth++;
  }
  return { close: -1, parts };
}
