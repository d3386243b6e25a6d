/** The operands that a wrapper adds to the command it runs: `find … -exec`, `xargs`. */
import type { PlaceName } from '../../../core/src/knowledge/vocabulary/places.ts';
import { listed, MAX_STAGES, SOME_FILE, type Value, type Words } from '../../../core/src/shell/printed.ts';
import type { Described } from './descriptions.ts';
import type { Assessing, Operand } from './outline.ts';
import { placeOfWord } from './paths.ts';
import type { Invocation } from './reading.ts';
import { HOLE, mayBeSeveral, type Word, wordOf } from './words.ts';

/** Where changing something is routine. */
const TAME: readonly PlaceName[] = ['workspace', 'temporary'];

/** A wrapper, as far as its arguments are read. */
interface Feeder {
  readonly command: Described;
  readonly operands: readonly Operand[];
  /** What stands for the operands that it adds. */
  readonly placeholder: string;
  /** An option names the file that they come from. */
  readonly readsFile: boolean;
  /** An option names a folder to look into. */
  readonly looksElsewhere: boolean;
  readonly assessing: Assessing;
}

/**
 * The words with what the wrapper adds, in the place of its placeholder, or behind the last: the paths
 * that feed it where change is no routine, or a word known only at run time. Within a longer word, such
 * as shell code, the placeholder stays where it means a file like any other of the workspace.
 */
export function fedWords(all: readonly Word[], feeder: Feeder, invocation: Invocation): readonly Word[] {
  const { placeholder } = feeder;
  const isLister = feeder.command.spec.operands === 'file.list*';
  const given = all.findIndex(({ text }, index) => index > 0 && text === ':::');
  const words = given < 0 ? all : all.slice(0, given);
  const paths = given < 0 || isLister ? foundOrPiped(feeder, invocation) : valuesOf(all.slice(given + 1));
  const wild = paths?.filter((path) => !isTame(path, feeder.assessing));
  const isRoutine = wild?.length === 0;
  const added = isRoutine ? [addedWord({ text: SOME_FILE, isGlob: false })] : (wild?.map(addedWord) ?? [UNKNOWN]);
  const isPlaced = (text: string): boolean => placeholder !== '' && text.includes(placeholder);
  const replaced = words.flatMap((word) => {
    if (placeholder !== '' && word.text === placeholder) return added;
    if (isRoutine || !isPlaced(word.text)) return word;
    return { ...wordOf(word.text.split(placeholder).join(added[0]?.text)), isDynamic: true };
  });
  // `find` adds nothing by itself.
  return isLister || words.some(({ text }) => isPlaced(text)) ? replaced : [...replaced, ...added];
}

/** What is found below the folders that the wrapper looks into, or piped into it. */
function foundOrPiped(feeder: Feeder, invocation: Invocation): Words | undefined {
  const { operands } = feeder.command.spec;
  if (operands === 'file.list*') return foldersOf(feeder.operands);
  const folders = Array.isArray(operands) ? operands.indexOf('file.list*') : -1;
  if (folders < 0) return fedByPipe(feeder, invocation);
  return feeder.looksElsewhere ? undefined : foldersOf(feeder.operands.slice(folders));
}

/** Inputs that stand on the command line. */
function valuesOf(words: readonly Word[]): Words | undefined {
  return words.some(mayBeSeveral) ? undefined : words;
}

const UNKNOWN = wordOf(HOLE.UNKNOWN);

function addedWord({ text, isGlob }: Value): Word {
  return wordOf(text, isGlob);
}

function isTame(path: Value, { directory, folders, assigned }: Assessing): boolean {
  if (assigned.some(({ hole }) => path.text.startsWith(hole))) return false;
  return TAME.includes(placeOfWord(path, directory, folders));
}

/** Some file below each of `find`'s folders. */
function foldersOf(operands: readonly Operand[]): Words {
  return operands.flatMap(({ word }) =>
    word === undefined ? [] : [{ text: `${word.text}/${SOME_FILE}`, isGlob: word.isGlob }],
  );
}

/** The paths that the stages before print, each of them one command that reads no other input. */
function fedByPipe({ readsFile, assessing }: Feeder, invocation: Invocation): Words | undefined {
  const own = invocation.stages.at(-1);
  const keepsInput = invocation.redirections.every(
    ({ kind, descriptor }) =>
      kind === 'write' || kind === 'append' || (kind === 'duplicate' && descriptor !== undefined && descriptor > 0),
  );
  if (own === undefined || own.index > MAX_STAGES || readsFile || !keepsInput) return undefined;
  const { invocations } = assessing;
  const siblings = invocations
    .slice(0, invocations.indexOf(invocation))
    .filter((other) => other.parent === invocation.parent);
  // What lies in a pipeline of its own among them may take the input, too.
  const other = siblings.findLastIndex(({ stages }) => stages.at(-1)?.pipeline !== own.pipeline);
  const before = siblings.slice(other + 1);
  const words = before.map(plainWords);
  const isComplete = before.length === own.index && before.every(({ stages }, at) => stages.at(-1)?.index === at);
  const areKnown = words.every((one) => one !== undefined);
  return isComplete && areKnown ? listed(words.map((one) => one ?? [])) : undefined;
}

function plainWords({ kind, words, assignments, redirections }: Invocation): Words | undefined {
  const isQuiet = redirections.every(
    (redirect) => redirect.descriptor === 2 && (redirect.kind === 'write' || redirect.kind === 'append'),
  );
  return kind === 'command' && assignments.length === 0 && isQuiet && !words.some(mayBeSeveral) ? words : undefined;
}
