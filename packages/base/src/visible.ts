/**
 * Text that is safe to show. Commands and file names come from whoever wants to be let through, and a terminal obeys
 * what it is given: nothing but plain printable characters reaches it. Everything else is written as an escape.
 */

/** Neither a control nor anything beyond ASCII: the common case, told by one cheap test. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Controls, formats (bidirectional overrides, zero-width joiners), lone surrogates, unassigned and private characters,
 * every blank but the space, and what fonts draw as nothing.
 */
const HIDDEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** `text` on one line, with every character that would not be seen as itself escaped. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HIDDEN, escaped);
}

/** As `visible`, but line breaks stay. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** How one character is shown: itself, or its escape where it would not be seen. */
export function visibleCharacter(character: string): string {
  return character.replace(HIDDEN, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** `text` on one line, escaped, and cut after `maxLength` code units: a hostile one may be a megabyte long. */
export function clipped(text: string, maxLength = 400): string {
  return visible(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
}

/** `text` in double quotes, escaped and cut: for messages. */
export function quoted(text: string, maxLength = 80): string {
  return `"${clipped(text, maxLength)}"`;
}

/** JSON of `value` on one line, in which hidden characters are escaped too (JSON itself escapes only some). */
export function visibleJson(value: unknown): string {
  const json = JSON.stringify(value);
  return PLAIN.test(json) ? json : json.replace(HIDDEN, jsonEscaped);
}

function jsonEscaped(character: string): string {
  let escapes = '';
  for (let index = 0; index < character.length; index++) {
    escapes += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escapes;
}

const COMBINING = /[\p{Mn}\p{Me}\u1160-\u11ff]/u;

/** Characters that East Asian terminals and emoji fonts draw two columns wide: W and F of Unicode's UAX #11. */
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f202}\u{1f210}-\u{1f23b}\u{1f240}-\u{1f248}\u{20000}-\u{3fffd}]/u;

/** Columns that a terminal gives to visible text. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): 0 | 1 | 2 {
  if (character <= '~') return 1;
  if (WIDE.test(character)) return 2;
  return COMBINING.test(character) ? 0 : 1;
}
