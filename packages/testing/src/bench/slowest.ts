/** The commands that take longest to decide, for who wants to know why. */
import type { Section } from './rows.ts';

/** The `count` slowest of `commands` by their times in `itemNs`, slowest first. */
export function slowest(commands: readonly string[], itemNs: Float64Array, count: number): Section {
  const order = commands.map((_, index) => index).sort((a, b) => (itemNs[b] as number) - (itemNs[a] as number));
  const rows = order.slice(0, count).map((index) => ({
    name: JSON.stringify(commands[index]).slice(0, 58),
    unit: 'ns' as const,
    value: itemNs[index] as number,
  }));
  return { title: 'slowest commands, mode balanced', notes: [], rows };
}
