/** The operands that a wrapper adds to the command it runs: `find … -exec`, `xargs`. */
import type { PlaceName } from '../../../core/src/knowledge/places.ts';
import type { Described } from './descriptions.ts';
import type { Assessing, Effect, Operand } from './outline.ts';
import { placeOfWord } from './paths.ts';
import type { Invocation } from './reading.ts';
import { HOLE, type Word, wordOf } from './words.ts';

/** Where changing something is routine. */
const TAME: readonly PlaceName[] = ['workspace', 'workspace-root', 'temporary'];

/** A wrapper, as far as its arguments are read. */
interface Feeder {
  readonly command: Described;
  readonly operands: readonly Operand[];
  /** What stands for the operands that it adds. */
  readonly placeholder: string;
  readonly assessing: Assessing;
}

/**
 * The words with what the wrapper adds, in the place of its placeholder, or behind the last: a path
 * below the folder that feeds it, or a word known only at run time. Within a longer word, such as
 * shell code, the placeholder stays where it means a file like any other of the workspace.
 */
export function fedWords(words: readonly Word[], feeder: Feeder, invocation: Invocation): readonly Word[] {
  const { placeholder } = feeder;
  const isLister = feeder.command.spec.operands === 'file.list*';
  const { added, isTame } = isLister ? fedByOperands(feeder) : fedByPipe(feeder.assessing.effects, invocation);
  const isPlaced = (text: string): boolean => placeholder !== '' && text.includes(placeholder);
  const replaced = words.map((word) => {
    if (placeholder !== '' && word.text === placeholder) return added;
    if (isTame || !isPlaced(word.text)) return word;
    return { ...wordOf(word.text.split(placeholder).join(added.text)), isDynamic: true };
  });
  return words.some(({ text }) => isPlaced(text)) ? replaced : [...replaced, added];
}

interface Fed {
  readonly added: Word;
  /** What it stands for lies where change is routine. */
  readonly isTame: boolean;
}

/** Below the first of `find`'s folders where change is no routine. */
function fedByOperands({ operands, assessing }: Feeder): Fed {
  const wild = operands.find(
    ({ word, directory }) =>
      word !== undefined &&
      (assessing.assigned.some(({ hole }) => word.text.startsWith(hole)) ||
        !TAME.includes(placeOfWord({ text: word.text, isGlob: false }, directory, assessing.folders))),
  );
  return below(wild?.word?.text);
}

/** Below the first such path that the stage before lists, if it does nothing but list. */
function fedByPipe(effects: readonly Effect[], { stages }: Invocation): Fed {
  const own = stages.at(-1);
  const before = effects.filter(({ frame }) => {
    const stage = frame.invocation?.stages.at(-1);
    return own !== undefined && stage?.pipeline === own.pipeline && stage.index === own.index - 1;
  });
  if (before.length === 0 || before.some(({ name }) => name !== 'file.list'))
    return { added: wordOf(HOLE.UNKNOWN), isTame: false };
  return below(before.find(({ place }) => !TAME.includes(place))?.target);
}

function below(folder: string | undefined): Fed {
  const text = folder === undefined || folder === '' ? '{}' : `${folder}/{}`;
  return { added: { ...wordOf(text), isDynamic: false }, isTame: folder === undefined };
}
