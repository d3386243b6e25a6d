/** One thing after the other, in turns: what each took, and how much more than the first of them. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface Timed {
  readonly name: string;
  /** Does it once; in nanoseconds. */
  readonly once: () => Promise<number>;
}

/** By what reads lines, and says a number for each. */
export function timedBy(name: string, input: Writable, output: Readable): Timed {
  const lines = createInterface(output)[Symbol.asyncIterator]();
  const once = async (): Promise<number> => {
    input.write('\n');
    return Number((await lines.next()).value);
  };
  return { name, once };
}

/** Prints a line for each. */
export async function compare(count: number, timed: readonly Timed[]): Promise<void> {
  const times: number[][] = timed.map(() => []);
  for (let at = 0; at < count; at++) for (const [index, { once }] of timed.entries()) times[index]?.push(await once());
  const [base = []] = times;
  for (const [index, { name }] of timed.entries()) {
    const own = times[index] as number[];
    const added = own.map((value, at) => value - (base[at] as number));
    console.log(
      `${name.padEnd(28)} p50 ${us(quantile(own, 0.5))} µs  added, paired: p50 ${us(quantile(added, 0.5))} µs, p90 ${us(quantile(added, 0.9))} µs`,
    );
  }
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] as number;
}

function us(value: number): string {
  return (value / 1000).toFixed(1).padStart(8);
}
