/** Where `core` and the reference disagree about a command line. */
import {
  CAPABILITY_MASK,
  commandHash,
  type Context,
  createContext,
  decide,
  EFFECT_NAMES,
  PLACE_NAMES,
  VERDICTS,
} from '@capgate/core';
import { decideSlowly, type Folders } from './index.ts';

export const FOLDERS: Folders = {
  workingDirectory: '/home/dev/project',
  workspace: '/home/dev/project',
  home: '/home/dev',
};

const MODES = ['balanced', 'strict'] as const;
type Mode = (typeof MODES)[number];

/** An answer in the form in which both are compared. */
interface Answer {
  readonly verdict: string;
  readonly risk: number;
  readonly capabilities: number;
  readonly commandHash: number;
  readonly effects: readonly string[];
}

/** Compares the two, over and over in the same contexts of `core`. */
export class Comparison {
  readonly #folders: Folders;
  readonly #contexts: ReadonlyMap<Mode, Context>;

  constructor(folders: Folders = FOLDERS) {
    this.#folders = folders;
    this.#contexts = new Map(MODES.map((mode) => [mode, createContext({ ...folders, mode })]));
  }

  /** What `core` answers in `mode`. */
  fast(command: string, mode: Mode): Answer {
    const context = this.#contexts.get(mode) ?? createContext({ ...this.#folders, mode });
    const { verdict, risk, flags, commandHash: hash } = decide({ kind: 'command', command }, context);
    return {
      verdict: VERDICTS[verdict],
      risk,
      capabilities: flags & CAPABILITY_MASK,
      commandHash: hash,
      effects: effectsOf(context),
    };
  }

  /** What the reference answers. */
  slow(command: string, mode: Mode): Answer {
    const { name, ...decision } = decideSlowly(command, mode, this.#folders);
    return { ...decision, commandHash: commandHash(name) >>> 0 };
  }

  /** One line for each thing they disagree in; none where they agree. */
  differences(command: string): string[] {
    return MODES.flatMap((mode) => {
      const fast = this.fast(command, mode);
      const slow = this.slow(command, mode);
      // Beyond a bound, what was read before it was met is nobody's promise.
      if (isExcessive(fast) && isExcessive(slow)) return [];
      const facts = (['verdict', 'risk', 'capabilities', 'commandHash'] as const)
        .filter((fact) => fast[fact] !== slow[fact])
        .map((fact) => `${mode}: ${fact} ${fast[fact]}, by the reference ${slow[fact]}`);
      return [
        ...facts,
        ...without(fast.effects, slow.effects).map((effect) => `${mode}: only core has ${effect}`),
        ...without(slow.effects, fast.effects).map((effect) => `${mode}: only the reference has ${effect}`),
      ];
    });
  }
}

function effectsOf({ assessment: { effects, reading } }: Context): string[] {
  const all = Array.from({ length: effects.count }, (_, row) => {
    const word = effects.word(row) ?? -1;
    const target = word < 0 ? '' : reading.text(word);
    return `${EFFECT_NAMES[effects.effect(row) ?? -1]}@${PLACE_NAMES[effects.place(row) ?? -1]} ${JSON.stringify(target)}`;
  });
  return all.sort();
}

function isExcessive({ effects }: Answer): boolean {
  return effects.some((effect) => effect.startsWith('text.excessive'));
}

/** The items of `all` beyond those of `taken`, each as often as it is more often there. */
function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = [...taken];
  return all.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
