/**
 * The table of tools by the numbers of their inodes, in memory that programs in the kernel read: bpf/numbered.h looks them
 * up. Several processes may write to it at once; what is in it stays.
 */
import type { BpfMap } from '../bpf/map.ts';
import { wordsOf } from '../bpf/mapping.ts';
import { KernelError } from '../error.ts';
import { GOLDEN } from '../held.ts';

export const TOOL_BYTES = 32;
export const TOOLS_BITS = 17;
export const TOOL_PROBES_MAX = 32;

const WORDS = TOOL_BYTES / 8;
const DEVICE_AT = 1;
const FLAGS_AT = 2;

export class NumberedTools {
  readonly #words: BigUint64Array<ArrayBuffer>;

  constructor({ fd }: Pick<BpfMap, 'fd'>) {
    this.#words = wordsOf(fd, TOOL_BYTES, 1 << TOOLS_BITS);
  }

  /** `number`: `struct inode_number`. `flags`: of the descriptor, never 0. Throws `SYSTEM` where there is no room. */
  set(number: Buffer, flags: number): void {
    const [inode, device] = [number.readBigUInt64LE(0), number.readBigUInt64LE(8)];
    const first = firstPlaceOf(inode, device);
    for (let probe = 0; probe < TOOL_PROBES_MAX; probe++) {
      const at = ((first + probe) % (1 << TOOLS_BITS)) * WORDS;
      const before = Atomics.compareExchange(this.#words, at, 0n, inode);
      // Whoever reads meanwhile sees a tool without flags, of which nothing is known.
      if (before === 0n) Atomics.store(this.#words, at + DEVICE_AT, device);
      else if (before !== inode || Atomics.load(this.#words, at + DEVICE_AT) !== device) continue;
      Atomics.store(this.#words, at + FLAGS_AT, BigInt(flags));
      return;
    }
    throw new KernelError('SYSTEM', `expected room for one more tool among ${1 << TOOLS_BITS}, met none`);
  }
}

/** Of a number as it lies in memory: device and generation are one word. */
export function firstPlaceOf(inode: bigint, device: bigint): number {
  // The kernel mixes them as a word with the device in the lower half, as they lie.
  return Number(BigInt.asUintN(64, (inode ^ device) * GOLDEN) >> BigInt(64 - TOOLS_BITS));
}
