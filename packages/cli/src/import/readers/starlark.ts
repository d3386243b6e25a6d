/**
 * The little of Starlark that rules are written in: calls at the top level, with named arguments that are texts or lists
 * of texts, nested as far as `NESTING_MAX`. Anything else is refused with its line, since a rule that was misread is
 * worse than one that was not read.
 */
import { quoted } from '@capgate/base';
import { CliError } from '../../error.ts';

export type Value = string | readonly Value[];

export interface Call {
  readonly name: string;
  readonly line: number;
  readonly values: ReadonlyMap<string, Value>;
}

const NESTING_MAX = 8;

/** A blank, a comment, a name, a text in quotes, or a mark. */
const TOKEN =
  /[ \t\r\n]+|#[^\n]*|(?<name>[A-Za-z_]\w*)|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<mark>[()[\],=])/uy;

interface Token {
  readonly kind: 'name' | 'text' | 'mark' | 'end';
  readonly source: string;
  readonly line: number;
}

/** Throws `CliError` INPUT. */
export function readCalls(text: string, path: string): readonly Call[] {
  return new Reader(tokensOf(text, path), path).calls();
}

function tokensOf(text: string, path: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (match === null) throw misread(path, line, 'a call, a name or a text in quotes', text.slice(at, at + 20));
    const [source] = match;
    for (const kind of ['name', 'text', 'mark'] as const) {
      if (match.groups?.[kind] !== undefined) tokens.push({ kind, source, line });
    }
    line += source.split('\n').length - 1;
  }
  return [...tokens, { kind: 'end', source: '', line }];
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #path: string;
  #at = 0;

  constructor(tokens: readonly Token[], path: string) {
    this.#tokens = tokens;
    this.#path = path;
  }

  calls(): readonly Call[] {
    const calls: Call[] = [];
    while (this.#next.kind !== 'end') calls.push(this.#call());
    return calls;
  }

  #call(): Call {
    const { source: name, line } = this.#take('name', 'the name of a call, such as prefix_rule');
    this.#mark('(');
    const values = new Map<string, Value>();
    while (!this.#isMark(')')) {
      const { source: key } = this.#take('name', 'a named argument');
      if (values.has(key)) throw this.#refusal(`${key} once`);
      this.#mark('=');
      values.set(key, this.#value(0));
      if (!this.#isMark(')')) this.#mark(',');
    }
    this.#mark(')');
    return { name, line, values };
  }

  #value(depth: number): Value {
    if (!this.#isMark('[')) return unquoted(this.#take('text', 'a text in quotes or a list').source);
    if (depth === NESTING_MAX) throw this.#refusal(`at most ${NESTING_MAX} lists within lists`);
    this.#mark('[');
    const entries: Value[] = [];
    while (!this.#isMark(']')) {
      entries.push(this.#value(depth + 1));
      if (!this.#isMark(']')) this.#mark(',');
    }
    this.#mark(']');
    return entries;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', source: '', line: 0 };
  }

  #isMark(source: string): boolean {
    return this.#next.kind === 'mark' && this.#next.source === source;
  }

  #mark(source: string): void {
    if (!this.#isMark(source)) throw this.#refusal(source);
    this.#at++;
  }

  #take(kind: Token['kind'], expected: string): Token {
    const token = this.#next;
    if (token.kind !== kind) throw this.#refusal(expected);
    this.#at++;
    return token;
  }

  #refusal(expected: string): CliError {
    return misread(this.#path, this.#next.line, expected, this.#next.source);
  }
}

function misread(path: string, line: number, expected: string, met: string): CliError {
  const shown = met === '' ? 'the end' : quoted(met, 40);
  return new CliError('INPUT', `${quoted(path)}, line ${line}: expected ${expected}, met ${shown}`);
}

const ESCAPES: Readonly<Partial<Record<string, string>>> = { n: '\n', r: '\r', t: '\t' };

/** As in Starlark, `\` before a character that means nothing there stays. */
function unquoted(source: string): string {
  return source.slice(1, -1).replaceAll(/\\(.)/gsu, (whole, character: string) => {
    return ESCAPES[character] ?? ('\\"\''.includes(character) ? character : whole);
  });
}
