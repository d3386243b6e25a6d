/** What a session would be granted, and what of it would not be held, for a person or a machine. */
import { visible, visibleJson } from '@capgate/base';
import type { RootlessStatus, Confinement, Mask, Place } from '@capgate/kernel';
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';

export interface Granted {
  readonly enforcement: RootlessStatus;
  readonly places: readonly Place[];
  readonly mask: Mask;
  readonly confinement: Confinement;
}

export async function report(granted: Granted, args: Arguments, io: Io): Promise<number> {
  await io.stdout.write(args.has('json') ? `${visibleJson(asData(granted))}\n` : asText(granted));
  return ExitStatus.OK;
}

function asData({ enforcement, places, mask, confinement }: Granted): object {
  const { read, write, remove, connect, controls } = mask;
  const sets = Object.entries({ read, write, remove, connect, controls }).map(([name, set]) => [name, [...set]]);
  const { limits, closed } = confinement;
  const { tier, summary } = enforcement;
  return { tier, summary, mask: Object.fromEntries(sets), places, closed, limits };
}

function asText({ enforcement, places, mask, confinement: { limits, closed } }: Granted): string {
  const where = (isMeant: (place: Place) => boolean): string[] =>
    places
      .filter(isMeant)
      .map(({ path }) => path)
      .sort();
  const of = (kind: 'loose' | 'tight'): string[] =>
    limits.filter((limit) => limit.kind === kind).map(({ text }) => text);
  return [
    `Held by ${enforcement.summary}\n`,
    section(
      'May be changed',
      where(({ scope }) => mask.write.has(scope)),
    ),
    section(
      'May not be read',
      where(({ scope }) => !mask.read.has(scope)),
    ),
    section(
      "The gate's, to be read alone",
      where(({ scope }) => scope === 'gate'),
    ),
    section('Connects to', [...mask.connect]),
    section('Here nothing new can be made, and nothing replaced, as something in it is withheld', closed.write),
    section('Here what is new or replaced meanwhile cannot be read', closed.read),
    section('Refused beyond that', of('tight')),
    section('Not held', of('loose')),
  ].join('');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}:\n${lines.map((line) => `  ${visible(line)}\n`).join('')}`;
}
