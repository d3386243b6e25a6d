/** Options: which of them a word gives, and what each one changes. */
import { hashUnits } from '../../shell/units.ts';
import { WordFlag } from '../../shell/index.ts';
import { addOwn, type ArgumentState, OF_OPTION } from './argument-state.ts';
import type { Assessment } from '../assessment.ts';
import { decideCases } from './cases.ts';
import { EFFECT_NAMES } from '../vocabulary/effects.ts';
import type { PathResolver } from '../paths/scope.ts';
import {
  effectNumber,
  KeyKind,
  NO_SLOTS,
  NodeField,
  NodeFlag,
  OptionField,
  OptionFlag,
  ROOT_NODE,
  sameUnits,
  SpecialRole,
  type Tables,
  toUnits,
} from '../tables/tables.ts';
import { isDynamic } from '../paths/url.ts';
import type { Wrapping } from '../wrapping.ts';

const DASH = 0x2d;
const EQUALS = 0x3d;
const COLON = 0x3a;
/** Two dashes and a letter. */
const MIN_ABBREVIATION = 3;
const HELP: Uint16Array = toUnits('--help');
const VERSION: Uint16Array = toUnits('--version');
const OFF: readonly Uint16Array[] = ['false', 'no', 'none', 'off', '0', 'never'].map(toUnits);

const E = {
  UNKNOWN_OPTION: effectNumber('unknown.option'),
  DYNAMIC_OPTION: effectNumber('dynamic.option'),
} as const;

/** Effects of values that name what runs. */
const CODE_EFFECTS: Uint8Array = Uint8Array.from(EFFECT_NAMES, (name) =>
  Number(name === 'file.run' || name.startsWith('code.')),
);

export class OptionReader {
  readonly #tables: Tables;
  readonly #paths: PathResolver;
  readonly #out: Assessment;
  readonly #wrapping: Wrapping;

  constructor(tables: Tables, paths: PathResolver, out: Assessment, wrapping: Wrapping) {
    this.#tables = tables;
    this.#paths = paths;
    this.#out = out;
    this.#wrapping = wrapping;
  }

  read(state: ArgumentState, word: number, start: number, end: number): void {
    const { units } = this.#out.reading;
    const nodeFlags = this.#tables.field(state.node, NodeField.FLAGS);
    const double = units[start + 1] === DASH;
    if (double && end - start === 2) {
      state.optionsEnded = true;
      const option = this.#findOption(state.node, this.#out.reading.words.hash(word), start, end);
      if (option >= 0) this.#apply(state, option, word, -1);
      return;
    }
    if (
      double &&
      (nodeFlags & NodeFlag.HELPLESS) === 0 &&
      // Behind an operand or code some tools take it for one more operand, and act.
      state.operandCount === 0 &&
      !state.fed &&
      isHelp(units, start, end) &&
      this.#findOption(state.node, this.#out.reading.words.hash(word), start, end) < 0
    ) {
      state.only = true;
      return;
    }
    if (double || (nodeFlags & NodeFlag.LONG) !== 0) {
      const from = double && (nodeFlags & NodeFlag.LONG) !== 0 ? start + 1 : start;
      this.#readLong(state, word, from, end);
    } else {
      const exact = end - start > 2 ? this.#findOption(state.node, this.#out.reading.words.hash(word), start, end) : -1;
      if (exact >= 0) this.#apply(state, exact, word, -1);
      else this.readCluster(state, word, start + 1, end);
    }
  }

  /** A word that is nothing but a hole that splits may be an option. */
  readDynamic(state: ArgumentState, word: number, start: number, end: number): void {
    if (end - start === 1) this.#noteDynamic(state, word, start, end);
  }

  /** What only the running shell knows may name any option; that matters where one is grave. */
  #noteDynamic(state: ArgumentState, word: number, start: number, end: number): void {
    const isGrave = (this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.GRAVE_OPTION) !== 0;
    if (isGrave && isDynamic(this.#out.reading.units, start, end)) state.addValue(word, E.DYNAMIC_OPTION | OF_OPTION);
  }

  /** `+NAME`, or `+` with the rest of the word as its value; false where the word is no option. */
  readPlus(state: ArgumentState, word: number, start: number, end: number): boolean {
    const { words, units } = this.#out.reading;
    const whole = this.#findOption(state.node, words.hash(word), start, end);
    if (whole >= 0) {
      this.#apply(state, whole, word, -1);
      return true;
    }
    const plus = this.#findOption(state.node, hashUnits(units, start, start + 1), start, start + 1);
    if (plus >= 0) this.#apply(state, plus, word, start + 1);
    return plus >= 0;
  }

  /** `KEY=VALUE`, whose option's name is `KEY=`. */
  readKeyed(state: ArgumentState, word: number, start: number, end: number): boolean {
    const { units } = this.#out.reading;
    let equals = start;
    while (equals < end && units[equals] !== EQUALS) equals++;
    if (equals === end) return false;
    const option = this.#findOption(state.node, hashUnits(units, start, equals + 1), start, equals + 1);
    if (option < 0) return false;
    this.#apply(state, option, word, equals + 1);
    return true;
  }

  /** Short options in one word, `units[start…end)` without the dash. */
  readCluster(state: ArgumentState, word: number, start: number, end: number): void {
    const { reading } = this.#out;
    reading.reserve(2);
    // The name `-c` is laid down behind the cooked text, where a look-up can compare it.
    const at = reading.unitCount;
    reading.units[at] = DASH;
    for (let i = start; i < end; i++) {
      reading.units[at + 1] = reading.units[i] as number;
      const option = this.#findOption(state.node, hashUnits(reading.units, at, at + 2), at, at + 2);
      if (option < 0) {
        this.#reportUnknown(state, word, i, i + 1);
        continue;
      }
      const takes = this.#tables.optionField(option, OptionField.TAKES) >= 0;
      this.#apply(state, option, word, takes && i + 1 < end ? i + 1 : -1);
      if (takes) return;
    }
  }

  /** `--name`, `--name=value`, and abbreviations of it. */
  #readLong(state: ArgumentState, word: number, start: number, end: number): void {
    const { words, units } = this.#out.reading;
    let nameEnd = start;
    while (nameEnd < end && units[nameEnd] !== EQUALS) nameEnd++;
    const whole = start === words.textStart(word) && nameEnd === end;
    const hash = whole ? words.hash(word) : hashUnits(units, start, nameEnd);
    let option = this.#findOption(state.node, hash, start, nameEnd);
    // In the style `long`, where two dashes mean the same as one, some names are described with two.
    if (option < 0 && start > words.textStart(word))
      option = this.#findOption(state.node, hashUnits(units, start - 1, nameEnd), start - 1, nameEnd);
    if (option < 0 && units[start + 1] === DASH && nameEnd - start >= MIN_ABBREVIATION)
      option = this.#tables.findAbbreviated(state.node, units, start, nameEnd);
    if (option >= 0) {
      const isFlag = this.#tables.optionField(option, OptionField.TAKES) < 0;
      if (isFlag && nameEnd < end && isOff(units, nameEnd + 1, end)) return;
      this.#apply(state, option, word, nameEnd < end ? nameEnd + 1 : -1);
    } else if (units[start + 1] === DASH || !this.#readAttached(state, word, start, end))
      this.#reportUnknown(state, word, start, nameEnd);
  }

  /** One dash and a value that is written without a blank or `=`: `-javaagent:PATH`, `-BFOLDER`. */
  #readAttached(state: ArgumentState, word: number, start: number, end: number): boolean {
    const { units } = this.#out.reading;
    let colon = start;
    while (colon < end && units[colon] !== COLON) colon++;
    let valueStart = colon + 1;
    let option =
      colon < end ? this.#findOption(state.node, hashUnits(units, start, valueStart), start, valueStart) : -1;
    if (option < 0) {
      valueStart = start + 2;
      option = this.#findOption(state.node, hashUnits(units, start, valueStart), start, valueStart);
    }
    if (option < 0 || this.#tables.optionField(option, OptionField.TAKES) < 0) return false;
    this.#apply(state, option, word, valueStart);
    return true;
  }

  /** `units[start…end)` is no option's name that is described. */
  #reportUnknown(state: ArgumentState, word: number, start: number, end: number): void {
    this.#noteDynamic(state, word, start, end);
    if ((this.#tables.field(state.node, NodeField.FLAGS) & NodeFlag.CLOSED) !== 0)
      state.addValue(word, E.UNKNOWN_OPTION | OF_OPTION);
  }

  /** The option of that name at the node, or at those that it inherits from, or -1. */
  #findOption(node: number, hash: number, start: number, end: number): number {
    const { units } = this.#out.reading;
    const tables = this.#tables;
    for (let owner = node; owner > ROOT_NODE; owner = tables.field(owner, NodeField.PARENT)) {
      if (((tables.field(owner, NodeField.OPTION_SIEVE) >>> (hash >>> 27)) & 1) !== 0) {
        const option = tables.find(owner, KeyKind.OPTION, hash, units, start, end);
        if (option >= 0) return option;
      }
      if ((tables.field(owner, NodeField.FLAGS) & NodeFlag.OWN_OPTIONS) !== 0) return -1;
    }
    return -1;
  }

  /** An option was given; its value begins at unit `valueStart` of the word, or -1: in the next word. */
  #apply(state: ArgumentState, option: number, word: number, valueStart: number): void {
    const tables = this.#tables;
    const { lists } = tables.data;
    const flags = tables.optionField(option, OptionField.FLAGS);
    if ((flags & OptionFlag.ONLY) !== 0) state.only = true;
    addOwn(lists, state, tables.optionField(option, OptionField.DOES), word);
    const slots = tables.optionField(option, OptionField.SLOTS);
    if (slots !== NO_SLOTS && option >= state.slotsOption) {
      state.slots = slots;
      state.slotsOption = option;
      state.commandSettled = true;
    }
    const turns = tables.optionField(option, OptionField.TURNS);
    if (turns >= 0) {
      for (let at = turns + 1; at <= turns + (lists[turns] as number); at += 2)
        state.addTurn(lists[at] as number, lists[at + 1] as number);
    }
    const takes = tables.optionField(option, OptionField.TAKES);
    if (takes >= 0) this.#takeValue(state, takes, (flags & OptionFlag.ATTACHED) !== 0, word, valueStart);
  }

  #takeValue(state: ArgumentState, takes: number, attached: boolean, word: number, valueStart: number): void {
    const isNext = valueStart < 0 && !attached && state.next < state.end;
    if (valueStart < 0 && !isNext) return;
    const value = valueStart >= 0 ? this.#slice(word, valueStart) : state.next;
    const role = takes >= SpecialRole.CASES ? decideCases(this.#tables, this.#out.reading, takes, value) : takes;
    if (role === SpecialRole.COMMAND && isNext) return this.#wrapping.wrapUntilTerminator(state);
    if (isNext) state.next++;
    if (role === SpecialRole.TEXT) return;
    if (role === SpecialRole.PLACEHOLDER) {
      state.placeholder = value;
      return;
    }
    // Cases weigh what the value names, as `python -m` does; a plain role feeds where it is code.
    if (takes >= SpecialRole.CASES || isCode(role)) state.fed = true;
    state.addValue(value, role);
    if (role === SpecialRole.DIRECTORY) this.#move(state, value);
  }

  /** Later relative paths of this command, and those of a command that it wraps, start where the word says. */
  #move(state: ArgumentState, word: number): void {
    const { words, units } = this.#out.reading;
    state.addMove(this.#paths.directory());
    this.#paths.changeDirectory(units, words.textStart(word), words.textEnd(word));
  }

  /** A word row for the rest of `word` from unit `from` on. */
  #slice(word: number, from: number): number {
    const { words, units } = this.#out.reading;
    const end = words.textEnd(word);
    const flags = words.flags(word);
    const sourceStart = words.start(word);
    const shift = (flags & WordFlag.VERBATIM) !== 0 ? from - words.textStart(word) : 0;
    return words.add(sourceStart + shift, words.end(word), from, end, hashUnits(units, from, end), flags);
  }
}

/** Whether a value in this role is what runs: then standard input is not. */
function isCode(role: number): boolean {
  return (
    role >= SpecialRole.SOURCE ||
    role === SpecialRole.COMMAND ||
    role === SpecialRole.COMMAND_TEXT ||
    CODE_EFFECTS[role] === 1
  );
}

/** Whether a flag is written with a value that switches it off: `--dry-run=false`. */
function isOff(units: Uint16Array, start: number, end: number): boolean {
  for (const text of OFF) if (sameUnits(text, units, start, end)) return true;
  return false;
}

function isHelp(units: Uint16Array, start: number, end: number): boolean {
  return sameUnits(HELP, units, start, end) || sameUnits(VERSION, units, start, end);
}
