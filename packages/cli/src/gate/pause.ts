/** `capgate pause`: gets the gate out of the way for a while. */
import type { Arguments } from '../arguments.ts';
import { ExitStatus, type Io } from '../io.ts';
import { timeText } from '../machine/times.ts';
import { visible } from '@capgate/base';
import { asking } from './ask.ts';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

export function run(args: Arguments, io: Io): Promise<number> {
  const [duration] = args.operands;
  if (args.has('end') && duration !== undefined) throw args.misuse('expected --end or a duration, met both');
  return asking(args, io, async (client) => {
    if (args.has('end')) {
      await client.call('DELETE', '/v1/pause');
      await io.stdout.write('The gate is back.\n');
    } else if (duration === undefined) {
      const { pause } = await client.call('GET', '/v1/pause');
      const text =
        pause && `The gate stands aside until ${timeText(pause.until)}: ${visible(pause.by)}, ${visible(pause.reason)}`;
      await io.stdout.write(`${text ?? 'The gate is not paused.'}\n`);
    } else {
      const body = { durationMs: durationMs(args, duration), reason: args.value('reason') ?? 'no reason was given' };
      const { until } = await client.call('POST', '/v1/pause', { body });
      await io.stdout.write(
        `The gate stands aside until ${timeText(until)}; it writes down what it would have said.\n`,
      );
    }
    return ExitStatus.OK;
  });
}

function durationMs(args: Arguments, text: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/u.exec(text) ?? [];
  if (count !== undefined) return Number(count) * UNITS[unit as keyof typeof UNITS];
  throw args.misuse('expected a duration such as 90s, 10m or 2h');
}
