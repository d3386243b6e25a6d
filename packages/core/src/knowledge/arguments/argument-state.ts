import { grown } from '../../shell/reading.ts';
import { EFFECT_LIST_BASE, NO_SLOTS } from '../tables/tables.ts';
import type { WorkingDirectory } from '../paths/scope.ts';

/** The state of reading one command's arguments. One object a nesting depth, reused. */

/** Grows an array of integers when row `row` would not fit. */
function fitted(array: Int32Array, row: number): Int32Array {
  return row < array.length ? array : grown(array, row + 1);
}

/** An option that names the folder in which what follows happens (`git -C`). */
interface Move {
  readonly before: WorkingDirectory;
  /** Operands and values that were read before it. */
  readonly operandCount: number;
  readonly valueCount: number;
}

export class ArgumentState {
  frame = 0;
  /** Deepest node reached so far. */
  node = 0;
  /** The next word, the first argument, and the end of the words. */
  next = 0;
  first = 0;
  end = 0;
  /** Current slots list, or -1, and the option that set it, or -1. */
  slots: number = NO_SLOTS;
  slotsOption = -1;
  only = false;
  optionsEnded = false;
  /** No subcommand is expected any more. */
  commandSettled = false;
  /** Code was given as an argument, or the command was found: standard input is no code. */
  fed = false;
  /** URLs among the operands: of this machine, of others. */
  local = false;
  remote = false;
  /** A copy's end lies on another machine. */
  remoteCopy = false;
  /** Its ends may lie on other machines; a slash behind a source means all that is in it. */
  transfers = false;
  /** The effect by which it puts files into the working directory, or -1. */
  putsHere = -1;
  /** Everybody may write what the command names. */
  opens = false;
  /** Number of the assessment's effects when the command began. */
  effectMark = 0;
  /** The word that stands for added operands (`xargs -I`), or -1: `{}`. */
  placeholder = -1;
  operandCount = 0;
  operands: Int32Array = new Int32Array(16);
  /** Pairs of word and role: options' values, and effects of options themselves (role with `OF_OPTION`). */
  valueCount = 0;
  values: Int32Array = new Int32Array(32);
  /** Pairs of roles: from, to. */
  turnCount = 0;
  turns: Int32Array = new Int32Array(8);
  /** In the order of the words. */
  readonly moves: Move[] = [];

  begin(frame: number, node: number, slots: number, first: number, end: number, effectMark: number): void {
    this.frame = frame;
    this.node = node;
    this.next = first;
    this.first = first;
    this.end = end;
    this.slots = slots;
    this.slotsOption = -1;
    this.only = false;
    this.optionsEnded = false;
    this.commandSettled = false;
    this.fed = false;
    this.local = false;
    this.remote = false;
    this.remoteCopy = false;
    this.transfers = false;
    this.putsHere = -1;
    this.opens = false;
    this.effectMark = effectMark;
    this.placeholder = -1;
    this.operandCount = 0;
    this.valueCount = 0;
    this.turnCount = 0;
    // Setting a length, even the same, leaves compiled code.
    if (this.moves.length > 0) this.moves.length = 0;
  }

  /** What was read so far happens in `before`. */
  addMove(before: WorkingDirectory): void {
    this.moves.push({ before, operandCount: this.operandCount, valueCount: this.valueCount });
  }

  addOperand(word: number): void {
    this.operands = fitted(this.operands, this.operandCount);
    this.operands[this.operandCount++] = word;
  }

  addValue(word: number, role: number): void {
    this.values = fitted(this.values, this.valueCount + 1);
    this.values[this.valueCount++] = word;
    this.values[this.valueCount++] = role;
  }

  /** The first turn of a role holds; a repeated one says nothing more. */
  addTurn(from: number, to: number): void {
    for (let i = 0; i < this.turnCount; i += 2) if (this.turns[i] === from) return;
    this.turns = fitted(this.turns, this.turnCount + 1);
    this.turns[this.turnCount++] = from;
    this.turns[this.turnCount++] = to;
  }

  /** What `role` has become. */
  turned(role: number): number {
    for (let i = 0; i < this.turnCount; i += 2) if (this.turns[i] === role) return this.turns[i + 1] as number;
    return role;
  }
}

/** Marks a role in `ArgumentState.values` as an option's own effect: its word is no path. */
export const OF_OPTION: number = 1 << 20;

/** Remembers effects (a field `DOES` or `BARE`) as caused by `word` itself. */
export function addOwn(lists: Int32Array, state: ArgumentState, effects: number, word: number): void {
  if (effects < 0) return;
  if (effects < EFFECT_LIST_BASE) return state.addValue(word, effects | OF_OPTION);
  const list = effects - EFFECT_LIST_BASE;
  for (let at = list + 1; at <= list + (lists[list] as number); at++)
    state.addValue(word, (lists[at] as number) | OF_OPTION);
}
