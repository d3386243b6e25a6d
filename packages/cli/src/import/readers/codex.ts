/** Codex: `prefix_rule(pattern=["git", ["push", "fetch"]], decision="prompt")` in its `.rules`. */
import { quoted } from '@capgate/base';
import type { VerdictName } from '@capgate/core';
import { CliError } from '../../error.ts';
import type { SourceReader, SourceRule, Subject } from '../source.ts';
import { commandSubject } from '../words.ts';
import { type Call, readCalls, type Value } from './starlark.ts';

const VERDICTS: Readonly<Partial<Record<string, VerdictName>>> = { allow: 'allow', prompt: 'ask', forbidden: 'deny' };

/** What a pattern's alternatives may multiply to. */
const COMBINATIONS_MAX = 100;

/** `match` and `not_match` are what Codex tries its own rules with. */
const KEYS: ReadonlySet<string> = new Set(['pattern', 'decision', 'justification', 'match', 'not_match']);

export const readCodex: SourceReader = (text, path) => readCalls(text, path).flatMap((call) => rulesOf(call, path));

function rulesOf(call: Call, path: string): readonly SourceRule[] {
  const place = `line ${call.line}`;
  if (call.name !== 'prefix_rule') {
    const subject: Subject = { kind: 'unread', why: 'it is no prefix_rule' };
    return [{ verdict: 'ask', subject, text: call.name, place }];
  }
  const { values } = call;
  const verdict = VERDICTS[String(values.get('decision') ?? 'allow')];
  if (verdict === undefined)
    throw refusal(path, call, 'decision to be allow, prompt or forbidden', values.get('decision'));
  const combinations = combinationsOf(patternOf(call, path));
  if (combinations.length > COMBINATIONS_MAX) throw refusal(path, call, `at most ${COMBINATIONS_MAX} alternatives`, []);
  const reason = values.get('justification');
  return combinations.map((words) => ({
    verdict,
    subject: subjectOf(call, words, verdict),
    text: `prefix_rule ${words.join(' ')}`,
    place,
    ...(typeof reason === 'string' && { reason }),
  }));
}

function subjectOf({ values }: Call, words: readonly string[], verdict: VerdictName): Subject {
  const other = [...values.keys()].find((key) => !KEYS.has(key));
  if (other !== undefined) return { kind: 'unread', why: `nothing is known of its argument ${quoted(other, 40)}` };
  // A blank inside of a word would part it in two.
  if (words.some((word) => word === '' || word.includes(' ')))
    return { kind: 'unread', why: 'a word of it is no plain one' };
  return commandSubject(words.join(' '), 'any', verdict === 'allow');
}

/** The alternatives of each word. */
function patternOf(call: Call, path: string): readonly (readonly string[])[] {
  const pattern = call.values.get('pattern');
  const words = Array.isArray(pattern) ? (pattern as readonly Value[]).map(alternatives) : [];
  if (words.length > 0 && words.every((word) => word !== undefined)) return words;
  throw refusal(path, call, 'pattern to be a list of words, each a text or a list of texts', pattern);
}

function alternatives(value: Value): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  const texts = value.filter((entry) => typeof entry === 'string');
  return texts.length === value.length && texts.length > 0 ? texts : undefined;
}

/** Every choice of one alternative a word; no more than are needed to see that there are too many. */
function combinationsOf(words: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return words.reduce<readonly (readonly string[])[]>(
    (starts, word) => starts.flatMap((start) => word.map((text) => [...start, text])).slice(0, COMBINATIONS_MAX + 1),
    [[]],
  );
}

function refusal(path: string, { line }: Call, expected: string, met: Value | undefined): CliError {
  const shown = met === undefined ? 'nothing' : quoted(JSON.stringify(met));
  return new CliError('INPUT', `${quoted(path)}, line ${line}: expected ${expected}, met ${shown}`);
}
