/**
 * Options as the manual pages of this machine write them: `-s, --size=BYTES` takes a value, `-q, --quiet` takes none. Pages
 * differ from machine to machine, so what they say is looked at and not recorded.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SpecCommand, SpecOption } from './specs.ts';

const PAGE_NAME = /^(?<name>.+)\.[18][a-z]*\.gz$/u;
/** What stands before an option and its explanation, in the macros of `man` and `mdoc` and of what converters write. */
const TAGGED = /^\.(?:TP|IP|It|HP|PP|sp)\b/u;

/** The tools that have pages below `folder`, each with its options. */
export function* manualSpecifications(folder: string): Generator<SpecCommand> {
  for (const section of ['man1', 'man8']) {
    const files = readdirSync(join(folder, section)).sort();
    for (const file of files) {
      const { name } = PAGE_NAME.exec(file)?.groups ?? {};
      if (name === undefined) continue;
      const options = optionsOfPage(textOf(join(folder, section, file)));
      yield { names: [name], options, subcommands: [] };
    }
  }
}

/** A damaged page, or one that is none, says nothing. */
function textOf(path: string): string {
  try {
    return gunzipSync(readFileSync(path)).toString('utf8');
  } catch {
    return '';
  }
}

/** The options that a page explains; of one that it explains twice, the first time. */
export function optionsOfPage(source: string): SpecOption[] {
  const lines = source.split('\n');
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const option = optionOfTag(tagAt(lines, line, index));
    if (option === undefined || option.names.some((name) => seen.has(name))) return [];
    for (const name of option.names) seen.add(name);
    return [option];
  });
}

/** The text that names what is explained next; empty where nothing is. */
function tagAt(lines: readonly string[], line: string, index: number): string {
  const next = lines[index + 1] ?? '';
  if (line.startsWith('.It Fl '))
    return plain(
      line
        .slice(4)
        .replaceAll(/ Ns |Ar | Cm /gu, ' ')
        .replaceAll(/\bFl /gu, '-'),
    );
  if (line.startsWith('.IP ')) return plain(line.slice(4));
  if (TAGGED.test(line)) return plain(next.replace(/^\.(?:BI?R?|IR?|RB) /u, ''));
  return /^\.(?:RS|br)\b/u.test(next) ? plain(line) : '';
}

function plain(text: string): string {
  return text
    .replaceAll(/\\f(?:\[[^\]]*\]|\(..|.)|\\[&,/]|"/gu, '')
    .replaceAll('\\-', '-')
    .trim();
}

/** Undefined where the tag is not one option with its spellings: a form that is not understood says nothing. */
function optionOfTag(tag: string): SpecOption | undefined {
  if (!tag.startsWith('-')) return undefined;
  const spellings = tag.split(/,\s+|\s\|\s/u).map((part) => /^(--?[A-Za-z0-9][\w-]*)(.*)$/u.exec(part));
  const values = spellings.map((match) => (match === null ? undefined : valueOf(match[2] ?? '')));
  if (values.includes(undefined)) return undefined;
  const names = spellings.map((match) => match?.[1] ?? '');
  const value = values.includes('attached') ? 'attached' : values.includes('next') ? 'next' : 'none';
  return { names, value };
}

function valueOf(rest: string): SpecOption['value'] | undefined {
  if (rest.trim() === '') return 'none';
  if (/^\s*\[/u.test(rest)) return 'attached';
  return /^(?:=|\s+[<A-Za-z]\S*$)/u.test(rest) ? 'next' : undefined;
}
