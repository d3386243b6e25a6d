/** `capgate descriptor diff`. */
import { DescriptorError, type DescriptorLayout } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { visibleJson } from '@capgate/base';
import { decodeHex, fieldText, layoutOf, type ShownDescriptor } from './fields.ts';

interface Difference {
  readonly field: keyof ShownDescriptor;
  readonly left: ShownDescriptor[keyof ShownDescriptor];
  readonly right: ShownDescriptor[keyof ShownDescriptor];
}

export async function run(args: Arguments, io: Io): Promise<number> {
  const layout = layoutOf(args);
  const [left = '', right = ''] = args.operands;
  const found = differences(sound(left, layout), sound(right, layout));
  await io.stdout.write(args.has('json') ? `${visibleJson(found)}\n` : found.map(lineOf).join(''));
  return found.length === 0 ? ExitStatus.OK : ExitStatus.PROBLEM;
}

function sound(hex: string, layout: DescriptorLayout): ShownDescriptor {
  try {
    return decodeHex(hex, layout);
  } catch (error) {
    if (error instanceof DescriptorError) throw new CliError('INPUT', `${error.code}: ${error.message}`);
    throw error;
  }
}

function differences(left: ShownDescriptor, right: ShownDescriptor): Difference[] {
  const fields = Object.keys(left) as (keyof ShownDescriptor)[];
  return fields
    .filter((field) => fieldText(left[field]) !== fieldText(right[field]))
    .map((field) => ({ field, left: left[field], right: right[field] }));
}

function lineOf({ field, left, right }: Difference): string {
  return `${field.padEnd(16)}- ${fieldText(left)}\n${''.padEnd(16)}+ ${fieldText(right)}\n`;
}
