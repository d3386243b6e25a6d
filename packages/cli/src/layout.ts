/** Text in lines. */

/** Narrower than this, text is not wrapped: a terminal does it better. */
const MIN_TEXT_COLUMNS = 20;

/** Breaks text at blanks, into lines of at most `columns` where words allow. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Wrapped text whose later lines are indented as far as the label before the first. */
export function hanging(label: string, text: string, columns: number): string[] {
  const lines = wrap(text, Math.max(MIN_TEXT_COLUMNS, columns - label.length));
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
}
