/** What a simulation came to, in words. */
import type { SimulationRecord } from '../simulation/record.ts';

/** What it came to, in one sentence. */
export function summaryOf({ windows, turned, falseFindings, shape, agents }: SimulationRecord): string {
  const found = sum(turned.attacks.map((attack) => attack.found.at(-1) ?? 0));
  const quarantined = sum(turned.attacks.map((attack) => attack.quarantined.at(-1) ?? 0));
  return `Simulated: ${counted(agents)} agents at ${counted(shape.locals)} local nodes, ${windows.length} windows of ten seconds. Of ${counted(turned.count)} turned agents, ${counted(found)} were found and ${counted(quarantined)} put into quarantine; of the others, ${counted(falseFindings)} were found.`;
}

/** With commas, as counts of many agents are read. */
export function counted(count: number): string {
  return count.toLocaleString('en');
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
