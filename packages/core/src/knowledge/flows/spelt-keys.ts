/** Keys that stand in a command's own words, by the forms that their issuers give them. */
import type { Assessment } from '../assessment.ts';

/** No key is shorter. */
const MIN_KEY_UNITS = 20;
const KEY =
  /(?:^|[^\w-])(?:sk-(?:proj-|ant-|or-)?[\w-]{20,}|sk_live_\w{20,}|gh[opsur]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20}|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{35}|xox[abeoprs]-\d{9,}-[\w-]{10,}|hf_[A-Za-z]{30,}|npm_\w{36}|pypi-[\w-]{40,})(?![\w-])|-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\w{20}/;
/** Names and runs that stand for a key in examples. */
const EXAMPLE = /example|placeholder|fake|x{8}|your|0{8}/i;

export function holdsKey(text: string): boolean {
  const [key] = KEY.exec(text) ?? [];
  return key !== undefined && !EXAMPLE.test(key);
}

/** Whether one of the frame's words holds a key. */
export function spellsKey({ frames, reading }: Assessment, frame: number): boolean {
  const { words, units } = reading;
  const first = frames.word(frame);
  for (let word = first; word < first + frames.wordCount(frame); word++)
    if (hasRun(units, words.textStart(word), words.textEnd(word)) && holdsKey(reading.text(word))) return true;
  return false;
}

/** Whether letters, digits and dashes stand in a row as they do in keys, and rarely in other words. */
function hasRun(units: Uint16Array, start: number, end: number): boolean {
  let length = 0;
  for (let at = start; at < end && length < MIN_KEY_UNITS; at++)
    length = isKeyUnit(units[at] as number) ? length + 1 : 0;
  return length === MIN_KEY_UNITS;
}

function isKeyUnit(unit: number): boolean {
  const letter = unit | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x5f;
}
