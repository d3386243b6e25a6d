/** What `capgate doctor` prints. */
import { LIMITS } from '@capgate/agents';
import { visible } from '@capgate/base';
import { hanging } from '../layout.ts';
import type { Paint } from '../style.ts';
import type { Examination } from './examine.ts';

const HEADINGS = ['Agent', 'Connected', 'Stops rm -rf ~', 'Fails closed', 'Latency'] as const;

/** Whether nothing is left to mend. */
export function isWell({ notConnected, hook }: Examination): boolean {
  return notConnected === undefined && hook !== undefined && troublesOf(hook).length === 0;
}

export function reportText(examined: readonly Examination[], paint: Paint, columns: number): string {
  const rows = examined.map(cellsOf);
  const widths = HEADINGS.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const table = rows.map((row, at) => paint(isWell(examined[at] as Examination) ? 'green' : 'red', line(row)));
  return [paint('bold', line(HEADINGS)), ...table, '', ...remarks(examined, columns), ''].join('\n');
}

function cellsOf({ title, scope, notConnected, hook }: Examination): string[] {
  const name = `${title} (${scope})`;
  if (hook === undefined) return [name, 'no', '-', '-', '-'];
  const { stopsDanger, stopsWithout, medianMs } = hook;
  const isClosed = Object.values(stopsWithout).every(Boolean);
  return [
    name,
    notConnected === undefined ? 'yes' : 'in part',
    stopsDanger ? 'yes' : 'NO',
    isClosed ? 'yes' : 'NO',
    `${medianMs.toFixed(1)} ms`,
  ];
}

function remarks(examined: readonly Examination[], columns: number): string[] {
  return examined.flatMap(({ agent, title, notConnected, hook }) => [
    ...(notConnected === undefined ? [] : hanging(`${title}: `, `${visible(notConnected)}.`, columns)),
    ...(hook === undefined ? [] : troublesOf(hook)).flatMap((trouble) => hanging(`${title}: `, trouble, columns)),
    ...hanging(`${title}: `, LIMITS[agent], columns),
  ]);
}

type Hook = NonNullable<Examination['hook']>;

function troublesOf({ stopsDanger, passesHarmless, stopsWithout }: Hook): string[] {
  const open = Object.keys(stopsWithout).filter((fault) => stopsWithout[fault] !== true);
  return [
    ...(stopsDanger ? [] : ['does not stop the canary: rm -rf ~ would run.']),
    ...(passesHarmless ? [] : ['stops ls, which is harmless; see capgate status.']),
    ...(open.length === 0 ? [] : [`runs actions with: ${open.join(', ')}.`]),
  ];
}
