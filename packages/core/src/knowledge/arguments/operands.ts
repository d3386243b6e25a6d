/** Operands: subcommands, wrapped commands, and words kept until all options are known. */
import { WordFlag } from '../../shell/index.ts';
import type { ArgumentState } from './argument-state.ts';
import { type Assessment, NONE } from '../assessment.ts';
import { decideCases } from './cases.ts';
import type { EffectWriter } from '../effect-writer.ts';
import { Place } from '../paths/scope.ts';
import { effectNumber, KeyKind, NO_SLOTS, NodeField, NodeFlag, SpecialRole, type Tables } from '../tables/tables.ts';
import { holdsHole } from '../paths/url.ts';
import type { Wrapping } from '../wrapping.ts';

const DASH = 0x2d;

const E = {
  UNKNOWN_SUBCOMMAND: effectNumber('unknown.subcommand'),
  DYNAMIC_COMMAND: effectNumber('dynamic.command'),
} as const;

export class OperandReader {
  readonly #tables: Tables;
  readonly #out: Assessment;
  readonly #writer: EffectWriter;
  readonly #wrapping: Wrapping;

  constructor(tables: Tables, out: Assessment, writer: EffectWriter, wrapping: Wrapping) {
    this.#tables = tables;
    this.#out = out;
    this.#writer = writer;
    this.#wrapping = wrapping;
  }

  read(state: ArgumentState, word: number): void {
    const nodeFlags = this.#tables.field(state.node, NodeField.FLAGS);
    if (
      !state.commandSettled &&
      state.operandCount === 0 &&
      (nodeFlags & NodeFlag.HAS_COMMANDS) !== 0 &&
      this.#readCommand(state, word)
    )
      return;
    const early = this.#earlyRole(state);
    const role = early >= SpecialRole.CASES ? decideCases(this.#tables, this.#out.reading, early, word) : early;
    if (role === SpecialRole.ASSIGNMENT) {
      // `env -` is `env -i`.
      if (this.#isDash(word)) return;
      if (this.#wrapping.assign(word, state.frame)) return;
      state.addOperand(NONE);
      return this.read(state, word);
    }
    if (role === SpecialRole.COMMAND) return this.#wrapping.wrap(state, word, state.end);
    if (role === SpecialRole.SHELL_JOINED) return this.#wrapping.runJoined(state, word);
    state.addOperand(word);
    if ((nodeFlags & NodeFlag.POSIX) !== 0) state.optionsEnded = true;
  }

  #isDash(word: number): boolean {
    const { words, units } = this.#out.reading;
    const start = words.textStart(word);
    return words.textEnd(word) - start === 1 && units[start] === DASH;
  }

  /** Descends into the subcommand that the word names; false where it is an operand instead. */
  #readCommand(state: ArgumentState, word: number): boolean {
    const { words, units } = this.#out.reading;
    const tables = this.#tables;
    const start = words.textStart(word);
    const end = words.textEnd(word);
    const hash = words.hash(word);
    let child = this.#tables.find(state.node, KeyKind.COMMAND, hash, units, start, end);
    if (child < 0) {
      const flags = tables.field(state.node, NodeField.FLAGS);
      if (
        (flags & NodeFlag.HAS_GROUPS) !== 0 &&
        this.#tables.find(state.node, KeyKind.GROUP, hash, units, start, end) >= 0
      ) {
        this.#out.addNameWord(state.frame, word);
        return true;
      }
      child = this.#findPattern(tables.field(state.node, NodeField.PATTERNS), start, end);
    }
    if (child >= 0) {
      state.node = child;
      if (state.slotsOption < 0) state.slots = tables.field(child, NodeField.SLOTS);
      this.#out.frames.setNode(state.frame, child);
      this.#out.frames.setNameLastWord(state.frame, word);
      this.#out.addNameWord(state.frame, word);
      return true;
    }
    state.commandSettled = true;
    if ((tables.field(state.node, NodeField.FLAGS) & NodeFlag.HAS_OPERANDS) !== 0) return false;
    const dynamic = (words.flags(word) & WordFlag.DYNAMIC) !== 0;
    this.#writer.add(dynamic ? E.DYNAMIC_COMMAND : E.UNKNOWN_SUBCOMMAND, Place.NONE, word, state.frame);
    return false;
  }

  /** The child whose name's pattern fits, or -1. */
  #findPattern(list: number, start: number, end: number): number {
    if (list < 0) return -1;
    const { lists } = this.#tables.data;
    const { units } = this.#out.reading;
    if (holdsHole(units, start, end)) return -1;
    for (let at = list + 1; at <= list + (lists[list] as number); at += 4) {
      if (this.#tables.fits(lists[at] as number, lists[at + 1] as number, lists[at + 2] as number, units, start, end))
        return lists[at + 3] as number;
    }
    return -1;
  }

  /** The role of the operand that comes next, as far as it does not depend on how many follow; else `TEXT`. */
  #earlyRole(state: ArgumentState): number {
    if (state.slots === NO_SLOTS) return SpecialRole.TEXT;
    if (state.slots < NO_SLOTS) {
      const role = NO_SLOTS - 1 - state.slots;
      return role === SpecialRole.ASSIGNMENT && state.operandCount > 0 ? SpecialRole.TEXT : role;
    }
    const { lists } = this.#tables.data;
    const head = lists[state.slots + 1] as number;
    const variadic = lists[state.slots + 2] as number;
    if (state.operandCount < head) return lists[state.slots + 3 + state.operandCount] as number;
    if (variadic !== SpecialRole.ASSIGNMENT) return variadic;
    // `assignment*` ends at the first word that is none: what follows is the first slot behind it.
    const passed = state.operandCount > head;
    return passed ? (lists[state.slots + 3 + head] ?? SpecialRole.TEXT) : SpecialRole.ASSIGNMENT;
  }
}
