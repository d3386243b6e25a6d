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
  #rows: Int32Array = new Int32Array(64 << 4);

  add(word: number, wordCount: number, parent: number, invocation: number): number {
    const row = this.count++;
    const at = row << 4;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 4));
    const rows = this.#rows;
    rows[at] = NONE;
    rows[at + 1] = NONE;
    rows[at + 2] = word;
    rows[at + 3] = wordCount;
    rows[at + 4] = 0;
    rows[at + 5] = word;
    rows[at + 6] = 0;
    rows[at + 7] = 0;
    rows[at + 8] = parent;
    rows[at + 9] = invocation;
    rows[at + 10] = 0;
    rows[at + 11] = 0;
    return row;
  }

  /** Deepest node of the knowledge tables that was reached (tool or subcommand), or `NONE`: unknown. */
  node(frame: number): number {
    return this.#rows[frame << 4] as number;
  }

  setNode(frame: number, value: number): void {
    this.#rows[frame << 4] = value;
  }

  /** The tool's own node, or `NONE`. */
  tool(frame: number): number {
    return this.#rows[(frame << 4) + 1] as number;
  }

  setTool(frame: number, value: number): void {
    this.#rows[(frame << 4) + 1] = value;
  }

  /** Command word and number of words from it on; `NONE` and 0 where there are no words. */
  word(frame: number): number {
    return this.#rows[(frame << 4) + 2] as number;
  }

  wordCount(frame: number): number {
    return this.#rows[(frame << 4) + 3] as number;
  }

  /** Start of the tool's name within the cooked command word: behind the last `/`. */
  nameStart(frame: number): number {
    return this.#rows[(frame << 4) + 4] as number;
  }

  setNameStart(frame: number, value: number): void {
    this.#rows[(frame << 4) + 4] = value;
  }

  /** The last word that belongs to the name (`git -C x push`: the word `push`). */
  nameLastWord(frame: number): number {
    return this.#rows[(frame << 4) + 5] as number;
  }

  setNameLastWord(frame: number, value: number): void {
    this.#rows[(frame << 4) + 5] = value;
  }

  /** Where its words behind the tool's lie in `Assessment.nameWords`, and how many they are. */
  nameFirst(frame: number): number {
    return this.#rows[(frame << 4) + 6] as number;
  }

  setNameFirst(frame: number, value: number): void {
    this.#rows[(frame << 4) + 6] = value;
  }

  nameCount(frame: number): number {
    return this.#rows[(frame << 4) + 7] as number;
  }

  setNameCount(frame: number, value: number): void {
    this.#rows[(frame << 4) + 7] = value;
  }

  /** The frame that wraps or substitutes this one, or `NONE`. */
  parent(frame: number): number {
    return this.#rows[(frame << 4) + 8] as number;
  }

  /** The reading's invocation that this frame belongs to, or `NONE`. */
  invocation(frame: number): number {
    return this.#rows[(frame << 4) + 9] as number;
  }

  /** Greatest risk and union of capabilities of its own effects. */
  risk(frame: number): number {
    return this.#rows[(frame << 4) + 10] as number;
  }

  setRisk(frame: number, value: number): void {
    this.#rows[(frame << 4) + 10] = value;
  }

  capabilities(frame: number): number {
    return this.#rows[(frame << 4) + 11] as number;
  }

  setCapabilities(frame: number, value: number): void {
    this.#rows[(frame << 4) + 11] = value;
  }
}

/** What those commands would do. */
export class EffectList {
  count = 0;
  #rows: Int32Array = new Int32Array(64 << 3);

  add(effect: number, place: number, risk: number, capabilities: number, word: number, frame: number): number {
    const row = this.count++;
    const at = row << 3;
    if (at >= this.#rows.length) this.#rows = grown(this.#rows, at + (1 << 3));
    const rows = this.#rows;
    rows[at] = effect;
    rows[at + 1] = place;
    rows[at + 2] = risk;
    rows[at + 3] = capabilities;
    rows[at + 4] = word;
    rows[at + 5] = frame;
    return row;
  }

  /** Number of the effect (`EFFECT_NAMES`). */
  effect(row: number): number {
    return this.#rows[row << 3] as number;
  }

  setEffect(row: number, value: number): void {
    this.#rows[row << 3] = value;
  }

  /** Number of the target's place (`PLACE_NAMES`); 0, `none`, where the target is no path. */
  place(row: number): number {
    return this.#rows[(row << 3) + 1] as number;
  }

  setPlace(row: number, value: number): void {
    this.#rows[(row << 3) + 1] = value;
  }

  /** Risk of this effect at this place, 0–4. */
  risk(row: number): number {
    return this.#rows[(row << 3) + 2] as number;
  }

  setRisk(row: number, value: number): void {
    this.#rows[(row << 3) + 2] = value;
  }

  /** Capabilities of this effect at this place. */
  capabilities(row: number): number {
    return this.#rows[(row << 3) + 3] as number;
  }

  setCapabilities(row: number, value: number): void {
    this.#rows[(row << 3) + 3] = value;
  }

  /** The target's word, or the word that causes it, or `NONE`. */
  word(row: number): number {
    return this.#rows[(row << 3) + 4] as number;
  }

  frame(row: number): number {
    return this.#rows[(row << 3) + 5] as number;
  }
}

/** A file whose content was read as code: the effects from row `from` up to `to` are what it would do. */
export interface RunContent {
  readonly from: number;
  readonly to: number;
  readonly path: string;
  /** Whether its text was at hand. */
  readonly isRead: boolean;
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
  /** Files of the session that the action runs; those that others run lie within theirs. */
  readonly contents: RunContent[] = [];

  /** Adds a word to a frame's name. */
  addNameWord(frame: number, word: number): void {
    const { frames } = this;
    const count = frames.nameCount(frame);
    // A frame that another one came between moves on to where there is room.
    if (count === 0 || frames.nameFirst(frame) + count !== this.#nameWordCount) this.#moveName(frame, count);
    if (this.#nameWordCount >= this.nameWords.length) this.nameWords = grown(this.nameWords, this.#nameWordCount + 1);
    this.nameWords[this.#nameWordCount++] = word;
    frames.setNameCount(frame, count + 1);
  }

  #moveName(frame: number, count: number): void {
    const first = this.frames.nameFirst(frame);
    const end = this.#nameWordCount + count;
    if (end > this.nameWords.length) this.nameWords = grown(this.nameWords, end);
    if (count > 0) this.nameWords.copyWithin(this.#nameWordCount, first, first + count);
    this.frames.setNameFirst(frame, this.#nameWordCount);
    this.#nameWordCount = end;
  }

  reset(): void {
    this.frames.count = 0;
    this.#nameWordCount = 0;
    this.effects.count = 0;
    this.risk = 0;
    this.capabilities = 0;
    this.riskiestFrame = 0;
    if (this.contents.length > 0) this.contents.length = 0;
  }
}
