/** What a manual page says, read from its source: the two usual sets of macros, `man` and `mdoc`. */

export interface ManualPage {
  /** Text by the heading it stands under, in capitals: `NAME`, `SYNOPSIS`, `DESCRIPTION`. */
  readonly sections: ReadonlyMap<string, string>;
  /** Options that it names, as they are spelled: `-f`, `--force`. */
  readonly options: ReadonlySet<string>;
}

/** The other page that a page consists of: `.so man1/other.1`. */
export function includedPage(source: string): string | undefined {
  const lines = source.split('\n').filter((line) => line !== '' && !/^['.]\\["#]/u.test(line));
  const [, path] = /^\.so\s+(\S+)\s*$/u.exec(lines[0] ?? '') ?? [];
  return lines.length === 1 ? path : undefined;
}

export function readManualPage(source: string): ManualPage {
  const parts = new Map<string, string[]>();
  let heading = '';
  for (const line of source.split('\n')) {
    const [, title] = /^\.\s*S[Hh]\s+(.*)$/u.exec(line) ?? [];
    if (title === undefined) append(parts, heading, plainLine(line));
    else heading = plainText(title).replaceAll('"', '').trim().toUpperCase();
  }
  const sections = new Map([...parts].map(([name, lines]) => [name, lines.join(' ')]));
  return { sections, options: optionsIn([...sections.values()].join(' ')) };
}

function append(parts: Map<string, string[]>, heading: string, text: string): void {
  if (text === '') return;
  const lines = parts.get(heading);
  if (lines === undefined) parts.set(heading, [text]);
  else lines.push(text);
}

/** A line without its macro; comments are nothing. */
function plainLine(line: string): string {
  if (/^['.]\s*\\["#]/u.test(line)) return '';
  const [, macro, words] = /^['.]\s*(\w+)\s*(.*)$/u.exec(line) ?? [];
  if (macro === undefined) return plainText(line);
  return plainText(isMdoc(macro) ? mdocWords(`${macro} ${words}`) : (words ?? '')).replaceAll('"', '');
}

/** Macros of `mdoc` begin with a capital and a small letter, those of `man` have capitals alone. */
function isMdoc(macro: string): boolean {
  return /^[A-Z][a-z]$/u.test(macro);
}

/** `Fl f` is an option, other macros within a line are names of roles. */
function mdocWords(text: string): string {
  return text
    .replaceAll(/\bFl\s+(?=[\w-])/gu, ' -')
    .replaceAll(/(?:^|\s)(?:It|Op|Ar|Nm|Nd|Cm|Pa|Ev|Xr|Sy|Em|Li|Dq|Sq|Pq|Oo|Oc|Ns|No|Bl|El|Bk|Ek)(?=\s|$)/gu, ' ');
}

/** Fonts, sizes and marks go; the hyphens of options become hyphens. */
function plainText(text: string): string {
  return text
    .replaceAll(/\\f(?:\[[^\]]*\]|\(..|.)|\\s[-+]?\d|\\[&|^/,%:]/gu, '')
    .replaceAll(/\\-|\\\(hy|\\\(en|\\\[-\]/gu, '-')
    .replaceAll(/\\\(..|\\\[[^\]]*\]|\\\*(?:\[[^\]]*\]|\(..|.)/gu, ' ')
    .replaceAll(/\\(.)/gu, '$1');
}

function optionsIn(text: string): Set<string> {
  return new Set(text.match(/(?<![\w-])-(?:-[A-Za-z][\w-]*|[A-Za-z0-9](?![\w-]))/gu) ?? []);
}
