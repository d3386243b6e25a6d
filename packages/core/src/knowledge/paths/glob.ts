/** Which names a glob in a path may mean. All of it takes time linear in the glob, for names of bounded length. */

/** A path's segment in pieces: `*`, `?`, a bracket expression, or a character that means itself. */
export type Pattern = readonly string[];

/** The segment as a pattern; an extended glob counts as any text. */
export function patternOf(segment: string): Pattern {
  const pattern: string[] = [];
  for (let at = 0; at < segment.length; at++) {
    const end = closingOf(segment, at);
    if (end < 0) pattern.push(segment[at] as string);
    else {
      pattern.push(segment[at] === '[' ? segment.slice(at, end + 1) : '*');
      at = end;
    }
  }
  return pattern;
}

/** Where the bracket expression or extended glob that begins at `at` ends, or -1. */
function closingOf(segment: string, at: number): number {
  if (segment[at] !== '[')
    return segment[at + 1] === '(' && '?*+@!'.includes(segment[at] as string) ? segment.indexOf(')', at) : -1;
  const isClass = segment.startsWith('[[:', at);
  return segment.indexOf(']', isClass ? Math.max(at, segment.indexOf(':]', at)) + 2 : at + 2);
}

function isOpen(piece: string): boolean {
  return piece === '*' || piece === '?' || piece.length > 1;
}

export function holdsGlob(pattern: Pattern): boolean {
  return pattern.some(isOpen);
}

/** How many characters of a name the pattern spells. */
export function spelledBy(pattern: Pattern): number {
  let count = 0;
  for (const piece of pattern) if (!isOpen(piece)) count++;
  return count;
}

/** Whether a piece other than `*` stands for the character. */
function fits(piece: string | undefined, character: string): boolean {
  if (piece === undefined || piece.length <= 1) return piece === '?' || piece === character;
  return fitsBracket(piece, character);
}

/** Classes (`[:digit:]`) count as any character. */
function fitsBracket(bracket: string, character: string): boolean {
  if (bracket.includes('[:')) return true;
  const isNot = bracket[1] === '!' || bracket[1] === '^';
  const end = bracket.length - 1;
  let isMet = false;
  for (let at = isNot ? 2 : 1; at < end; at++) {
    const first = bracket[at] as string;
    const isRange = bracket[at + 1] === '-' && at + 2 < end;
    isMet ||= isRange ? first <= character && character <= (bracket[at + 2] as string) : first === character;
    if (isRange) at += 2;
  }
  return isMet !== isNot;
}

/** Whether the pattern means the name, among others. A name that begins with a dot only where the dot is written. */
export function meansName(pattern: Pattern, name: string): boolean {
  if (name[0] === '.' && pattern[0] !== '.') return false;
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (fits(pattern[at], name[i] as string)) {
      at++;
      i++;
    } else if (star < 0) return false;
    else {
      at = star + 1;
      i = ++resume;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Whether the pattern may mean a name that begins with `text`, or, for `isEnd`, ends with it. */
export function mayMeanPart(pattern: Pattern, text: string, isEnd: boolean): boolean {
  if (text[0] === '.' && !isEnd && pattern[0] !== '.') return false;
  for (let i = 0; i < text.length; i++) {
    const met = isEnd ? pattern[pattern.length - 1 - i] : pattern[i];
    if (met === '*') return true;
    if (!fits(met, text[isEnd ? text.length - 1 - i : i] as string)) return false;
  }
  return true;
}
