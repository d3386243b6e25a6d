/** What an assessment consists of, as plain objects. */
import { type EffectName, effectOf } from '../../../core/src/knowledge/vocabulary/effects.ts';
import { type PlaceName, placeOf } from '../../../core/src/knowledge/vocabulary/places.ts';
import type { Described } from './descriptions.ts';
import type { Folders, Segments } from './paths.ts';
import type { Invocation } from './reading.ts';
import type { Words } from '../../../core/src/shell/printed.ts';
import type { Word } from './words.ts';

/** A command that would run: an invocation, or what a wrapper unwrapped from its words. */
export interface Frame {
  readonly words: readonly Word[];
  /** `undefined` for what is no part of the text's commands: the text itself. */
  readonly invocation: Invocation | undefined;
  /** The deepest subcommand that was reached; `undefined` where the tool is unknown. */
  command: Described | undefined;
  /** The command word without its path. */
  name: string;
  /** Words that name its subcommand, and groups before it. */
  readonly nameWords: string[];
}

export interface Effect {
  readonly name: EffectName;
  readonly place: PlaceName;
  /** The word that it happens to, or that causes it. */
  readonly target: string;
  readonly word: Word;
  readonly frame: Frame;
}

export interface Operand {
  /** `undefined` for a wrapped command, and for the end of a list of assignments. */
  readonly word: Word | undefined;
  /** Where relative paths started when it was read. */
  readonly directory: Segments;
}

/** A folder's variable that the action sets. */
export interface Assigned {
  readonly hole: string;
  readonly value: string;
}

/** What everybody who assesses shares. */
export interface Assessing {
  readonly folders: Folders;
  /** Where relative paths start, `undefined` where it is known only at run time. */
  directory: Segments;
  /** What the action has set the variables of folders to, by their holes. */
  readonly assigned: Assigned[];
  /** Whether the action was where change is grave, and a later `cd` need not have happened. */
  isLost: boolean;
  /** Whether the whole command line is commands joined by `&&` alone. */
  readonly isChain: boolean;
  /** Whether another command runs the present one. */
  readonly isWrapped: boolean;
  readonly frames: Frame[];
  /** All that were read. */
  readonly invocations: Invocation[];
  effects: Effect[];
  /** The command that the words say, as a further frame. */
  assessCommand(words: readonly Word[], invocation: Invocation): void;
  /** Shell code that an argument of the frame's command holds. */
  assessText(text: string, frame: Frame, positional?: Words): void;
}

/** Risk of an effect, 0 to 4. */
export function riskOf({ name, place }: Effect): number {
  const { risk, at } = effectOf(name);
  return at?.[place] ?? risk;
}

/** Capabilities of an effect, its place's included. */
export function capabilitiesOf({ name, place }: Effect): number {
  const { capabilities, path } = effectOf(name);
  const { onObserve = 0, onChange = 0 } = placeOf(place);
  if (path === undefined) return capabilities;
  return capabilities | (path === 'observe' ? onObserve : onChange);
}
