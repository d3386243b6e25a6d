/** A plain list of what is denied: a command a line, perhaps with a `*` at its end; `#` begins a comment. */
import type { SourceReader } from '../source.ts';
import { commandSubject, starredSubject } from '../words.ts';

export const readList: SourceReader = (text) =>
  text.split('\n').flatMap((whole, index) => {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) return [];
    const subject = line.endsWith('*') ? starredSubject(line, false) : commandSubject(line, 'any', false);
    return [{ verdict: 'deny' as const, subject, text: line, place: `line ${index + 1}` }];
  });
