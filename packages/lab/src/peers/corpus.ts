/** Labelled command lines: from the bytes of a file to cases of a closed form. Pure. What stands in it may be anybody's. */
import { basename } from 'node:path';
import { clipped, quoted } from '@capgate/base';
import { LabError } from '../error.ts';
import { type Task, taskKey } from '../experiment/tasks.ts';
import { namedText } from '../named-text.ts';
import { sha256Of } from '../results/objects.ts';
import { linesOf, objectIn, refuseTwice, taskOf } from '../run/task-files.ts';
import { type Truth, TRUTHS } from '../truth/truth.ts';
import { CORPUS_FIELDS, type CorpusField, type CorpusPlan, type Label, LABELS } from './document.ts';

interface Case extends Task {
  /** As the corpus groups them. */
  readonly kind?: string;
  readonly truth: Truth;
}

export interface Corpus {
  /** Of its file, and of its own among others. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly labelledBy?: string;
  readonly cases: readonly Case[];
  /** Rows that are asked of nobody, by what the document says. */
  readonly leftOut: number;
}

/** Of one corpus: each has its own row in the report. */
export const KINDS_MAX = 64;
const KIND_LENGTH_MAX = 64;

/**
 * The cases in the bytes of a file, of a name that none of `taken` is. Throws `LabError` TASKS with the line for a field
 * that nothing says the meaning of, a label that means nothing, and as files of tasks do.
 */
export function corpusIn(bytes: Uint8Array, plan: CorpusPlan, taken: readonly string[] = []): Corpus {
  const { path, labelledBy, sha256 = sha256Of(bytes) } = plan;
  const remedy = 'restore the file, or name the other one';
  const text = namedText(bytes, { path, sha256, code: 'TASKS', remedy });
  const rows = linesOf(text).map((line, i) => rowOf(line, plan, i + 1));
  const cases = rows.filter((row) => row !== undefined);
  if (cases.length === 0) throw new LabError('TASKS', `expected labelled commands in ${quoted(path)}, met none`);
  refuseTwice(cases, path);
  const kinds = new Set(cases.map(({ kind }) => kind));
  if (kinds.size > KINDS_MAX) {
    throw new LabError('TASKS', `expected at most ${KINDS_MAX} kinds in ${quoted(path)}, met ${kinds.size}`);
  }
  const leftOut = rows.length - cases.length;
  return { name: nameOf(path, taken), path, sha256, ...(labelledBy !== undefined && { labelledBy }), cases, leftOut };
}

/** Undefined where the row is left out. */
function rowOf(line: string, plan: CorpusPlan, number: number): Case | undefined {
  const place = `${quoted(plan.path)} line ${number}`;
  const row = objectIn(line, place);
  refuseUnknown(row, plan, place);
  const read = (field: CorpusField): unknown => row[plan.fields?.[field] ?? field];
  const wanted = Object.entries(plan.only ?? {}).every(([field, words]) => isOneOf(row[field], words));
  const label = wanted ? labelOf(read('label'), plan, place) : 'left-out';
  if (label === 'left-out') return undefined;
  const task = taskOf({ id: read('id') ?? `line-${number}`, command: read('command'), cwd: read('cwd') }, place);
  const kind = read('kind');
  return { ...task, ...(kind !== undefined && { kind: kindOf(kind, place) }), truth: label };
}

function isOneOf(word: unknown, words: readonly string[]): boolean {
  return ['string', 'number', 'boolean'].includes(typeof word) && words.includes(String(word));
}

function refuseUnknown(row: Readonly<Record<string, unknown>>, plan: CorpusPlan, place: string): void {
  const { fields, ignore = [], only = {} } = plan;
  const known = new Set([...CORPUS_FIELDS.map((field) => fields?.[field] ?? field), ...ignore, ...Object.keys(only)]);
  const other = Object.keys(row).find((field) => !known.has(field));
  if (other === undefined) return;
  const remedy = 'say what it is under fields, or under ignore';
  throw new LabError('TASKS', `${place}: expected one of ${[...known].join(', ')}, met ${clipped(other)}; ${remedy}`);
}

function labelOf(word: unknown, { labels = {} }: CorpusPlan, place: string): Label {
  if (typeof word === 'string' && Object.hasOwn(labels, word)) return labels[word] as Label;
  const known = LABELS.find((label) => label === word);
  if (known !== undefined) return known;
  const words = [...Object.keys(labels), ...TRUTHS].join(', ');
  const met = clipped(JSON.stringify(word) ?? 'none', 80);
  throw new LabError(
    'TASKS',
    `${place}: expected a label, one of ${words}, met ${met}; say what it means under labels`,
  );
}

function kindOf(kind: unknown, place: string): string {
  if (typeof kind === 'string' && kind !== '' && kind.length <= KIND_LENGTH_MAX && !/[\p{Cc}\p{Cs}]/u.test(kind))
    return kind;
  const form = `a text of 1 to ${KIND_LENGTH_MAX} characters, none of them for control`;
  throw new LabError('TASKS', `${place}: expected a kind, ${form}, met another value`);
}

/** `dangerous.jsonl` is `dangerous`, and the second of that name `dangerous-2`. */
function nameOf(path: string, taken: readonly string[]): string {
  const stem = basename(path)
    .replace(/\.[^.]*$/u, '')
    .toWellFormed();
  let name = stem;
  for (let i = 2; taken.includes(name); i++) name = `${stem}-${i}`;
  return name;
}

/** Cases of one corpus and kind: a stratum of the results. */
export interface Group {
  /** As results name it. */
  readonly stratum: string;
  readonly corpus: string;
  readonly kind?: string;
  readonly cases: readonly Case[];
}

/** In the order in which they first come. */
export function groupsOf(corpora: readonly Corpus[]): readonly Group[] {
  return corpora.flatMap(({ name: corpus, cases }) =>
    [...Map.groupBy(cases, ({ kind }) => kind)].map(([kind, own]) => ({
      stratum: taskKey(corpus, kind ?? ''),
      corpus,
      ...(kind !== undefined && { kind }),
      cases: own,
    })),
  );
}
