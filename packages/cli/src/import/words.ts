/** The texts in which other programs write down which command lines they mean. */
import type { Subject } from './source.ts';

/** Words that a shell passes on as they are written; the first is no assignment. */
const PLAIN = /^(?!\w+=)[\w./:@%+=,-]+(?: [\w./:@%+=,-]+)*$/u;

const NOT_PLAIN = 'it holds more than plain words: quotes, operators, variables or patterns of text';
const GLUED = 'it ends in the middle of a word, and rules compare whole words';

/**
 * A text such as `git push` with what may follow it: nothing, anything, or more letters of its last word too (`glued`).
 * A rule that allows may then mean less than its source: whole words only.
 */
export function commandSubject(text: string, rest: 'none' | 'any' | 'glued', isAllow: boolean): Subject {
  const words = text.trim().replaceAll(/ +/gu, ' ');
  if (words === '') return { kind: 'command', words: [], more: true };
  if (!PLAIN.test(words)) return { kind: 'unread', why: NOT_PLAIN };
  if (rest === 'glued' && !isAllow) return { kind: 'unread', why: GLUED };
  return { kind: 'command', words: words.split(' '), more: rest !== 'none' };
}

/** A text that may end in a `*`, which stands for anything: behind a blank for further words. */
export function starredSubject(text: string, isAllow: boolean): Subject {
  if (!text.endsWith('*')) return commandSubject(text, 'none', isAllow);
  const start = text.slice(0, -1);
  return commandSubject(start, start === '' || start.endsWith(' ') ? 'any' : 'glued', isAllow);
}
