/** A light reading of sed's scripts: do they run programs or write files? After GNU sed's `compile_program`. */
import { decodeUnits, isHole } from '../../shell/reading.ts';

/** What a script does beside editing what it prints. */
export const SedReach = {
  NONE: 0,
  /** `e`, the flag `e` of `s`, a file elsewhere that is written; or what is no command at all. */
  BEYOND: 1,
  /** A command that is known only at run time. */
  UNRESOLVED: 2,
  /** Writes files near by: `w`, the flag `w` of `s`. */
  WRITES: 3,
} as const;
export type SedReach = (typeof SedReach)[keyof typeof SedReach];

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const WRITES = 'wW';
const ALONE = '{}=dDgGhHnNpPxFz;';
const LABELLED = ':btTvqQlL';
const TEXT = 'aicrR#';
const STREAMS: readonly string[] = ['/dev/stdout', '/dev/stderr'];
/** Below the working directory or a temporary one, without hidden folders or `..`. */
const NEAR = /^(?:\.\/|\/tmp\/)?(?:[\w-][\w.+-]*\/)*[\w-][\w.+-]*$/;
const MAX_FILE_UNITS = 128;

/** What the script `units[start…end)` reaches. */
export function sedReach(units: Uint16Array, start: number, end: number): SedReach {
  return new SedReader(units, start, end).read();
}

class SedReader {
  readonly #units: Uint16Array;
  readonly #end: number;
  #at: number;
  #writes = false;

  constructor(units: Uint16Array, start: number, end: number) {
    this.#units = units;
    this.#at = start;
    this.#end = end;
  }

  read(): SedReach {
    for (;;) {
      const hadHole = this.#skipAddresses();
      if (this.#at >= this.#end) return hadHole ? SedReach.UNRESOLVED : this.#reach();
      const command = String.fromCharCode(this.#units[this.#at++] as number);
      if (command === 'e' || !this.#readCommand(command)) return SedReach.BEYOND;
    }
  }

  #reach(): SedReach {
    return this.#writes ? SedReach.WRITES : SedReach.NONE;
  }

  /** Whether the command is harmless; its arguments are read. */
  #readCommand(command: string): boolean {
    if (command === 's' || command === 'y') return this.#readSubstitution(command === 's');
    if (WRITES.includes(command)) return this.#writesNear();
    if (TEXT.includes(command)) this.#skipText();
    else if (LABELLED.includes(command)) this.#skipLabel();
    else return ALONE.includes(command);
    return true;
  }

  #peek(): string {
    return this.#at < this.#end ? String.fromCharCode(this.#units[this.#at] as number) : '';
  }

  /** Passes over blanks, ends of commands, addresses and `!`; whether the last of them was a hole. */
  #skipAddresses(): boolean {
    let hole = false;
    for (; this.#at < this.#end; this.#at++) {
      const unit = this.#units[this.#at] as number;
      const character = String.fromCharCode(unit);
      if (character === '/') this.#skipPattern(unit);
      else if (unit === BACKSLASH) this.#skipPattern(this.#units[++this.#at] as number);
      else if (isHole(unit)) {
        hole = true;
        continue;
      } else if (!/[\s;}0-9$,+~!IM]/.test(character)) return hole;
      hole = false;
    }
    return hole;
  }

  /** From a delimiter to the next one. */
  #skipPattern(delimiter: number): void {
    this.#at++;
    while (this.#at < this.#end && this.#units[this.#at] !== delimiter) {
      this.#at += this.#units[this.#at] === BACKSLASH ? 2 : 1;
    }
  }

  #readSubstitution(hasFlags: boolean): boolean {
    const delimiter = this.#units[this.#at] as number;
    this.#skipPattern(delimiter);
    this.#skipPattern(delimiter);
    this.#at++;
    if (!hasFlags) return true;
    while (this.#at < this.#end && /[a-zA-Z0-9]/.test(this.#peek())) {
      const flag = this.#peek();
      this.#at++;
      if (flag === 'e') return false;
      if (flag === 'w') return this.#writesNear();
    }
    return true;
  }

  /** Whether the file that is written is a standard stream or lies near by. */
  #writesNear(): boolean {
    const from = this.#at;
    this.#skipText();
    const file = decodeUnits(this.#units, from, Math.min(this.#at, from + MAX_FILE_UNITS)).trim();
    if (STREAMS.includes(file)) return true;
    this.#writes = true;
    return NEAR.test(file);
  }

  /** Up to the end of a line that no backslash continues. */
  #skipText(): void {
    while (this.#at < this.#end && this.#units[this.#at] !== NEWLINE) {
      this.#at += this.#units[this.#at] === BACKSLASH ? 2 : 1;
    }
  }

  #skipLabel(): void {
    while (this.#at < this.#end && !/[\s;}]/.test(this.#peek())) this.#at++;
    // A blank may stand before the label.
    if (this.#peek() === ' ') {
      while (this.#peek() === ' ') this.#at++;
      while (this.#at < this.#end && !/[\s;}]/.test(this.#peek())) this.#at++;
    }
  }
}
