/** `capgate descriptor decode`. */
import { DescriptorError, type DescriptorLayout } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { readInput } from '../files.ts';
import { ExitStatus, type Io } from '../io.ts';
import { clipped, visibleJson } from '@capgate/base';
import { decodeHex, fieldLines, layoutOf, type ShownDescriptor } from './fields.ts';

const MAX_INPUT_BYTES = 1 << 26;

type Outcome = ShownDescriptor | { readonly error: string; readonly message: string };

export async function run(args: Arguments, io: Io): Promise<number> {
  const layout = layoutOf(args);
  const asText = args.has('json') ? visibleJson : textOf;
  let failed = false;
  let output = '';
  for (const hex of await digitsOf(args, io)) {
    const outcome = decoded(hex, layout);
    failed ||= 'error' in outcome;
    output += `${asText(outcome)}\n`;
  }
  await io.stdout.write(output);
  return failed ? ExitStatus.PROBLEM : ExitStatus.OK;
}

/** The operands; a `-` stands for the lines of the input. */
async function digitsOf(args: Arguments, io: Io): Promise<string[]> {
  const lists = args.operands.map(async (operand) => {
    if (operand !== '-') return [operand];
    const lines = (await readInput(io, MAX_INPUT_BYTES)).split('\n');
    return lines.filter((line) => line.trim() !== '');
  });
  return (await Promise.all(lists)).flat();
}

function decoded(hex: string, layout: DescriptorLayout): Outcome {
  try {
    return decodeHex(hex, layout);
  } catch (error) {
    if (error instanceof DescriptorError) return { error: error.code, message: error.message };
    throw error;
  }
}

function textOf(outcome: Outcome): string {
  if ('error' in outcome) return `error           ${outcome.error}\n                ${clipped(outcome.message)}\n`;
  return `${fieldLines(outcome).join('\n')}\n`;
}
