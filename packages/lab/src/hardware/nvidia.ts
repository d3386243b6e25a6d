/** GPUs, as `nvidia-smi` tells them. */
import type { Quantity, Reading } from './reading.ts';

/** One line a GPU and second, for as long as it runs: a start a second would cost more than all else. */
export const NVIDIA_WORDS = [
  'nvidia-smi',
  '--query-gpu=index,utilization.gpu,memory.used,clocks.sm,temperature.gpu,power.draw',
  '--format=csv,noheader,nounits',
  '--loop=1',
] as const;

const MIB = 1_048_576;

/** In the order of the query, with what makes them of our units. */
const COLUMNS: readonly (readonly [Quantity, number])[] = [
  ['busy', 0.01],
  ['used', MIB],
  ['frequency', 1e6],
  ['temperature', 1],
  ['power', 1],
];

/** Of one line; nothing of a field that the GPU does not have (`[N/A]`), and nothing of any other text. */
export function nvidiaReadings(line: string, at: number): Reading[] {
  const [index = '', ...fields] = line.split(',').map((field) => field.trim());
  if (!/^\d{1,4}$/u.test(index) || fields.length !== COLUMNS.length) return [];
  return COLUMNS.flatMap(([quantity, factor], i) => {
    const field = fields[i] as string;
    return /^\d{1,9}(?:\.\d{1,9})?$/u.test(field)
      ? [{ at, device: `gpu${index}`, quantity, value: Number(field) * factor }]
      : [];
  });
}
