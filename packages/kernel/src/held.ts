/**
 * Who is held, as the kernel looks it up: a table in memory that programs in the kernel and processes here share, `struct
 * held` in bpf/capgate.h. Words are written as one, so several processes may begin sessions at once, and no decision is
 * made by half of a mask.
 */
import type { BpfMap } from './bpf/map.ts';
import { wordsOf } from './bpf/mapping.ts';
import { encodeMask, type Mask, MASK_BYTES } from './mask.ts';
import type { Tally } from './tiers/tier.ts';

export const HELD_BYTES = 64;
const HELD_BITS = 12;
/** Sessions and commands in them, of all processes together. */
export const HELD_MAX = 1 << HELD_BITS;
export const GOLDEN = 0x9e_37_79_b9_7f_4a_7c_15n;

const WORDS = HELD_BYTES / 8;
const MASK_WORDS = MASK_BYTES / 8;
const MASK_AT = 1;
const SESSION_AT = MASK_AT + MASK_WORDS;
const TALLY_AT = SESSION_AT + 1;

/** Where a control group is in the table, if it is there. */
export function placeOf(group: bigint): number {
  return Number(BigInt.asUintN(64, group * GOLDEN) >> BigInt(64 - HELD_BITS));
}

export class HeldTable {
  readonly #words: BigUint64Array<ArrayBuffer>;

  constructor({ fd }: Pick<BpfMap, 'fd'>) {
    this.#words = wordsOf(fd, HELD_BYTES, HELD_MAX);
  }

  /**
   * False where another has its place: then take another control group. Until `setMask` it may do nothing. `session`: of
   * a command, the control group of its session.
   */
  claim(group: bigint, session: bigint = group): boolean {
    const at = this.#at(group);
    // What was left there is zero: no mask permits less.
    if (Atomics.compareExchange(this.#words, at, 0n, group) !== 0n) return false;
    Atomics.store(this.#words, at + SESSION_AT, BigInt(placeOf(session)));
    return true;
  }

  has(group: bigint): boolean {
    return Atomics.load(this.#words, this.#at(group)) === group;
  }

  setMask(group: bigint, mask: Mask): void {
    const words = new BigUint64Array(encodeMask(mask).buffer);
    const at = this.#at(group) + MASK_AT;
    for (const [index, word] of words.entries()) Atomics.store(this.#words, at + index, word);
  }

  tally(group: bigint): Tally {
    const at = this.#at(group) + TALLY_AT;
    const [decided, denied, lost] = [0, 1, 2].map((index) => Atomics.load(this.#words, at + index)) as [
      bigint,
      bigint,
      bigint,
    ];
    return { decided, denied, lost };
  }

  /** Nothing may run in it any more. Does nothing where it is not there. */
  free(group: bigint): void {
    const at = this.#at(group);
    if (Atomics.load(this.#words, at) !== group) return;
    // Its control group last: from then on another may have the place.
    for (let index = WORDS - 1; index >= 0; index--) Atomics.store(this.#words, at + index, 0n);
  }

  #at(group: bigint): number {
    return placeOf(group) * WORDS;
  }
}
