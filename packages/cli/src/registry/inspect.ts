/** `capgate registry inspect`. */
import { decodeDescriptor, type RegistryEntry, toHex } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { shown } from '../descriptor/fields.ts';
import { ExitStatus, type Io } from '../io.ts';
import { visible, visibleJson } from '@capgate/base';
import { openFile } from './file.ts';

const BLOCK_LENGTH = 1 << 16;

export async function run(args: Arguments, io: Io): Promise<number> {
  const registry = openFile(io, args.operands[0] ?? '');
  const lineOf = args.has('json') ? jsonLine : textLine;
  let block = args.has('json') ? '' : `${registry.count} commands, ${registry.bytes.length} bytes, sound\n`;
  for (const entry of registry.entries()) {
    block += lineOf(entry);
    if (block.length < BLOCK_LENGTH) continue;
    await io.stdout.write(block);
    block = '';
  }
  await io.stdout.write(block);
  return ExitStatus.OK;
}

function jsonLine({ name, descriptor }: RegistryEntry): string {
  return `${visibleJson({ name, descriptor: toHex(descriptor), ...shown(decodeDescriptor(descriptor)) })}\n`;
}

function textLine({ name, descriptor }: RegistryEntry): string {
  const { risk, capabilities } = shown(decodeDescriptor(descriptor));
  return `${toHex(descriptor)}  ${risk.padEnd(8)}  ${visible(name)}  ${capabilities.join(' ')}`.trimEnd().concat('\n');
}
