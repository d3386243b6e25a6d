/** What became of each rule, for people. */
import { clipped, visible } from '@capgate/base';
import { hanging } from '../layout.ts';
import type { Imported, LeftRule, PlacedRule } from './assemble.ts';
import { explained } from './world.ts';

export function report({ carried, left }: Imported, columns: number): string {
  const count = carried.length + left.length;
  const lines = [
    ...carried.flatMap(({ source, rule, note }) => {
      const told = note === undefined ? '' : ` (${note})`;
      return hanging('  ', `${headOf(source)}: ${rule.id}${told}`, columns);
    }),
    `${carried.length} of ${count} rules carried over${left.length === 0 ? '' : '; left out:'}`,
    ...left.flatMap(({ source, ...rest }) => hanging('  ', `${headOf(source)}: ${whyOf(rest)}`, columns)),
  ];
  return `${lines.join('\n')}\n`;
}

function headOf({ path, place, verdict, text }: PlacedRule): string {
  return `${clipped(path)} ${place} ${verdict} ${clipped(text, 100)}`;
}

/** Why it was left out, and what Capgate answers by itself to what the source meant. */
export function whyOf({ why, sample }: Pick<LeftRule, 'why' | 'sample'>): string {
  if (sample === undefined) return visible(why);
  const { verdict, reasons } = explained(sample);
  const code = reasons[0] === undefined ? '' : ` (${reasons[0].code})`;
  return `${visible(why)}; without a rule mode balanced says ${verdict}${code}`;
}
