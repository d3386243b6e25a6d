/** Words that the assessment adds to a reading: what expansion, a wrapper or a variable makes of one. */
import { isHole, type Reading, WordFlag, type WordList } from '../shell/index.ts';
import { hashUnits } from './tables.ts';

const SLASH = 0x2f;

/** Adds a word with this text and the span of `word`; `flags` beside those that follow from the text. Returns its row. */
export function layWord(reading: Reading, text: string, word: number, flags: number): number {
  reading.reserve(text.length);
  const { units, words } = reading;
  const start = reading.unitCount;
  let found = flags | ((words.flags[word] as number) & (WordFlag.QUOTED | WordFlag.SPLIT | WordFlag.INVISIBLE));
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    units[start + at] = unit;
    if (isHole(unit)) found |= WordFlag.DYNAMIC;
    else if (unit === SLASH) found |= WordFlag.SLASH;
  }
  const end = start + text.length;
  reading.unitCount = end;
  return words.add(
    words.start[word] as number,
    words.end[word] as number,
    start,
    end,
    hashUnits(units, start, end),
    found,
  );
}

/** Adds a word that says the same. */
export function copyWord(words: WordList, word: number): void {
  words.add(
    words.start[word] as number,
    words.end[word] as number,
    words.textStart[word] as number,
    words.textEnd[word] as number,
    words.hash[word] as number,
    words.flags[word] as number,
  );
}
