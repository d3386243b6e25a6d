/**
 * What an action would do: frames (each command that would run, wherever it hides) and effects, in
 * flat arrays that are reused from one action to the next. Policy reads nothing else.
 */
import { grown, Reading } from '../shell/reading.ts';

/** No word, frame or node. */
export const NONE = -1;

/**
 * Commands that would run: an invocation of the reading, or one that a wrapper unwrapped from its
 * words. Row 0 is the first; for actions that are no command line there is one frame without words.
 */
export class FrameList {
  count = 0;
  /** Deepest node of the knowledge tables that was reached (tool or subcommand), or `NONE`: unknown. */
  node: Int32Array = new Int32Array(64);
  /** The tool's own node, or `NONE`. */
  tool: Int32Array = new Int32Array(64);
  /** Command word and number of words from it on; `NONE` and 0 where there are no words. */
  word: Int32Array = new Int32Array(64);
  wordCount: Int32Array = new Int32Array(64);
  /** Start of the tool's name within the cooked command word: behind the last `/`. */
  nameStart: Int32Array = new Int32Array(64);
  /** The last word that belongs to the name (`git -C x push`: the word `push`). */
  nameLastWord: Int32Array = new Int32Array(64);
  /** Where its words behind the tool's lie in `Assessment.nameWords`, and how many they are. */
  nameFirst: Int32Array = new Int32Array(64);
  nameCount: Int32Array = new Int32Array(64);
  /** The frame that wraps or substitutes this one, or `NONE`. */
  parent: Int32Array = new Int32Array(64);
  /** The reading's invocation that this frame belongs to, or `NONE`. */
  invocation: Int32Array = new Int32Array(64);
  /** Greatest risk and union of capabilities of its own effects. */
  risk: Int32Array = new Int32Array(64);
  capabilities: Int32Array = new Int32Array(64);

  add(word: number, wordCount: number, parent: number, invocation: number): number {
    const row = this.count++;
    if (row >= this.node.length) this.#grow(row + 1);
    this.node[row] = NONE;
    this.tool[row] = NONE;
    this.word[row] = word;
    this.wordCount[row] = wordCount;
    this.nameStart[row] = 0;
    this.nameLastWord[row] = word;
    this.nameFirst[row] = 0;
    this.nameCount[row] = 0;
    this.parent[row] = parent;
    this.invocation[row] = invocation;
    this.risk[row] = 0;
    this.capabilities[row] = 0;
    return row;
  }

  #grow(rows: number): void {
    this.node = grown(this.node, rows);
    this.tool = grown(this.tool, rows);
    this.word = grown(this.word, rows);
    this.wordCount = grown(this.wordCount, rows);
    this.nameStart = grown(this.nameStart, rows);
    this.nameLastWord = grown(this.nameLastWord, rows);
    this.nameFirst = grown(this.nameFirst, rows);
    this.nameCount = grown(this.nameCount, rows);
    this.parent = grown(this.parent, rows);
    this.invocation = grown(this.invocation, rows);
    this.risk = grown(this.risk, rows);
    this.capabilities = grown(this.capabilities, rows);
  }
}

/** What those commands would do. */
export class EffectList {
  count = 0;
  /** Number of the effect (`EFFECT_NAMES`). */
  effect: Int32Array = new Int32Array(64);
  /** Number of the target's place (`PLACE_NAMES`); 0, `none`, where the target is no path. */
  place: Int32Array = new Int32Array(64);
  /** Risk of this effect at this place, 0–4. */
  risk: Int32Array = new Int32Array(64);
  /** Capabilities of this effect at this place. */
  capabilities: Int32Array = new Int32Array(64);
  /** The target's word, or the word that causes it, or `NONE`. */
  word: Int32Array = new Int32Array(64);
  frame: Int32Array = new Int32Array(64);

  add(effect: number, place: number, risk: number, capabilities: number, word: number, frame: number): number {
    const row = this.count++;
    if (row >= this.effect.length) this.#grow(row + 1);
    this.effect[row] = effect;
    this.place[row] = place;
    this.risk[row] = risk;
    this.capabilities[row] = capabilities;
    this.word[row] = word;
    this.frame[row] = frame;
    return row;
  }

  #grow(rows: number): void {
    this.effect = grown(this.effect, rows);
    this.place = grown(this.place, rows);
    this.risk = grown(this.risk, rows);
    this.capabilities = grown(this.capabilities, rows);
    this.word = grown(this.word, rows);
    this.frame = grown(this.frame, rows);
  }
}

/** The assessment of one action. Reused: `reset` empties it without giving memory back. */
export class Assessment {
  readonly reading: Reading = new Reading();
  readonly frames: FrameList = new FrameList();
  readonly effects: EffectList = new EffectList();
  /** Words that name subcommands and groups, those of each frame in a row. */
  nameWords: Int32Array = new Int32Array(64);
  #nameWordCount = 0;
  /** Greatest risk of all effects. */
  risk = 0;
  /** Union of all effects' capabilities. */
  capabilities = 0;
  /** The first frame with the greatest risk: it names the descriptor. */
  riskiestFrame = 0;

  /** Adds a word to a frame's name. */
  addNameWord(frame: number, word: number): void {
    const { nameFirst, nameCount } = this.frames;
    const count = nameCount[frame] as number;
    // A frame that another one came between moves on to where there is room.
    if (count === 0 || (nameFirst[frame] as number) + count !== this.#nameWordCount) this.#moveName(frame, count);
    if (this.#nameWordCount >= this.nameWords.length) this.nameWords = grown(this.nameWords, this.#nameWordCount + 1);
    this.nameWords[this.#nameWordCount++] = word;
    nameCount[frame] = count + 1;
  }

  #moveName(frame: number, count: number): void {
    const first = this.frames.nameFirst[frame] as number;
    const end = this.#nameWordCount + count;
    if (end > this.nameWords.length) this.nameWords = grown(this.nameWords, end);
    this.nameWords.copyWithin(this.#nameWordCount, first, first + count);
    this.frames.nameFirst[frame] = this.#nameWordCount;
    this.#nameWordCount = end;
  }

  reset(): void {
    this.frames.count = 0;
    this.#nameWordCount = 0;
    this.effects.count = 0;
    this.risk = 0;
    this.capabilities = 0;
    this.riskiestFrame = 0;
  }
}
