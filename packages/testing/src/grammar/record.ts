/** The recorded disagreements: one line for each command and kind of fault, so that a change is seen in a review. */
import { fileURLToPath } from 'node:url';
import { type Disagreement, disagreementsOf } from './disagreements.ts';
import { specificationOf, specifiedTools } from './specs.ts';

export const RECORD: string = fileURLToPath(new URL('disagreements.txt', import.meta.url));

/** Tools whose specifications list too much to say anything: every option of every version, or none with its value. */
const UNFIT = new Set([
  'wp',
  'webpack',
  'osqueryi',
  'gcc',
  'g++',
  'clang',
  'clang++',
  'c++',
  'pm2',
  'hugo',
  'micro',
  'gource',
]);

/** `FAULT COMMAND OPTION` of every disagreement, sorted. */
export async function allDisagreements(): Promise<string[]> {
  const found: Disagreement[] = [];
  for (const tool of specifiedTools()) {
    const spec = UNFIT.has(tool) ? undefined : await specificationOf(tool);
    if (spec !== undefined) found.push(...disagreementsOf(spec));
  }
  return [...new Set(found.map(({ fault, command, option }) => `${fault} ${command} ${option}`))].sort();
}

/** One line for each fault and command, with all its options. */
export function toRecord(lines: readonly string[]): string {
  const byCommand = Map.groupBy(lines, (line) => line.slice(0, line.lastIndexOf(' ')));
  const text = [...byCommand].map(([command, all]) => `${[command, ...all.map(optionOf)].join(' ')}\n`);
  return text.join('');
}

/** The lines that `toRecord` was given. */
export function readRecord(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const words = line.split(' ');
      const options = words.filter((word) => word.startsWith('-'));
      const command = words.filter((word) => !word.startsWith('-')).join(' ');
      return options.map((option) => `${command} ${option}`);
    });
}

function optionOf(line: string): string {
  return line.slice(line.lastIndexOf(' ') + 1);
}

export function changesOf(
  before: readonly string[],
  now: readonly string[],
): { readonly appeared: readonly string[]; readonly gone: readonly string[] } {
  const [old, current] = [new Set(before), new Set(now)];
  return { appeared: now.filter((line) => !old.has(line)), gone: before.filter((line) => !current.has(line)) };
}
