/**
 * Settings as people have them, for any list that hooks are put into: a table of texts, made for where the list is. Each
 * says what is to come of it.
 */
import { expect } from 'vitest';

export interface Configuration {
  readonly name: string;
  /** Undefined where there is no file. */
  readonly text: string | undefined;
  /** `refused` is left as it is; `there` needs no change. */
  readonly outcome: 'changed' | 'refused' | 'there';
}

/** A hook of somebody else's, with what a careless edit would trip over. */
const OTHERS = { matcher: 'Bash', hooks: [{ type: 'command', command: "echo 'a, b' } ] // no comment" }] };

function pretty(value: object, indent: number | string = 2): string {
  return `${JSON.stringify(value, null, indent)}\n`;
}

function changed(name: string, text: string | undefined): Configuration {
  return { name, text, outcome: 'changed' };
}

function refused(name: string, text: string): Configuration {
  return { name, text, outcome: 'refused' };
}

/** `own` is the entry as it is installed; `oldOwn` as an earlier version had it. */
export function configurations(
  list: readonly string[],
  own: unknown,
  oldOwn: unknown,
  takesComments: boolean,
): readonly Configuration[] {
  const lenient = takesComments ? changed : refused;
  const at = (items: unknown): object =>
    list.reduceRight<object>((inside, key) => ({ [key]: inside }), items as object);
  const withOther = { model: 'x', ...at([OTHERS]), permissions: { allow: ['Bash(ls)'], deny: [] } };
  const commented = pretty(withOther)
    .replace('{', '{\n  // first')
    .replace(/\n\}\n$/u, ' // last\n}\n// after\n');
  return [
    changed('no file', undefined),
    changed('an empty file', ''),
    changed('blanks alone', ' \n\n'),
    changed('an empty object', '{}'),
    changed('others’ settings', pretty({ model: 'x', nested: { deep: [1, 2.5e300, '\u0000\u2028"'] } })),
    changed('others’ hooks', pretty(withOther)),
    lenient('comments', commented),
    lenient('block comments where lists and objects end', `{ /* a */ "model": "x" /* b */, "n": [1 /* c */] /* d */ }`),
    changed('tabs', pretty(withOther, '\t')),
    changed('four spaces and no newline at the end', pretty(withOther, 4).trimEnd()),
    changed('CRLF', pretty(withOther).replaceAll('\n', '\r\n')),
    changed('a byte order mark', `\uFEFF${pretty(withOther)}`),
    changed('a single line', JSON.stringify(withOther)),
    lenient(
      'trailing commas',
      pretty(withOther)
        .replaceAll(/([\]}"])\n/gu, '$1,\n')
        .replace(/,\n$/u, '\n'),
    ),
    changed('the list empty', pretty(at([]))),
    changed('odd blanks', `  {"model"\n:\t"x" ,\n\n\n   "z":[ 1,\n2 ]\n\n}   \n\n`),
    changed('duplicate groups of others', pretty(at([OTHERS, OTHERS, OTHERS]))),
    changed('an older version’s entry', pretty({ ...withOther, ...at([OTHERS, oldOwn, OTHERS]) })),
    changed('the entry twice', pretty(at([own, OTHERS, own]))),
    changed(
      'much',
      pretty({ ...withOther, env: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, '😀'])) }),
    ),
    changed('every script of the world', pretty({ ...withOther, ключ: '值', '😀': ['\u202e', 'é'] })),
    changed('an unrelated key twice', '{"a": 1, "a": 2, "__proto__": {"x": 1}, "constructor": 3}'),
    { name: 'the entry among others', text: pretty(at([own, OTHERS])), outcome: 'there' },
    refused('the list of the wrong type', pretty(at('none'))),
    refused('null in its place', pretty({ [list[0] as string]: null })),
    refused('a root that is a list', '[]'),
    refused('no JSON', '{"model": '),
    refused('a comment alone', '// nothing\n'),
    refused('text behind the end', '{} {}'),
    refused('the first key twice', `{"${list[0]}": {}, "${list[0]}": []}`),
    refused('nesting without end', '['.repeat(200_000)),
  ];
}

/** What a strict reader has of a text that may have comments, trailing commas and a byte order mark. */
export function contentOf(text: string): unknown {
  const plain = text.replace(/^\uFEFF/u, '').replaceAll(TOKENS, (token) => (token.startsWith('"') ? token : ''));
  return plain.trim() === '' ? {} : JSON.parse(plain.replaceAll(TRAILING, (token, end?: string) => end ?? token));
}

const TOKENS = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//gu;
const TRAILING = /"(?:[^"\\]|\\.)*"|,(\s*[\]}])/gu;

/** Every comment, as it stands. */
export function commentsIn(text: string): string[] {
  return [...text.matchAll(TOKENS)]
    .map(([token]) => token.replace(/\r$/u, ''))
    .filter((token) => token.startsWith('/'));
}

/** The content without what is Capgate's, and without lists and objects that hold nothing: found by its path, or its token, alone. */
export function withoutCapgate(value: unknown, needed: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !(/capgate-hook|Bearer cgt_/u.test(JSON.stringify(item)) && typeof item === 'object'))
      .map((item) => withoutCapgate(item, []));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key]) => !needed.includes(key))
    .map(([key, inside]) => [key, withoutCapgate(inside, [])] as const)
    .filter(([, inside]) => !isEmpty(inside));
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Fails unless everything of others in `before` is in `after`, and comments as they were. */
export function expectOthersKept(before: string, after: string, needed: readonly string[]): void {
  expect(withoutCapgate(contentOf(after), needed)).toEqual(withoutCapgate(contentOf(before), needed));
  expect(commentsIn(after)).toEqual(commentsIn(before));
}
