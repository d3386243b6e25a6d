/** `capgate registry lookup`. */
import { DESCRIPTOR_SIZE_BYTES, decodeDescriptor, toHex } from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { fieldLines, shown } from '../descriptor/fields.ts';
import { ExitStatus, type Io } from '../io.ts';
import { quoted, visibleJson } from '@capgate/base';
import { openFile } from './file.ts';

export async function run(args: Arguments, io: Io): Promise<number> {
  const [path = '', name = ''] = args.operands;
  const registry = openFile(io, path);
  const offset = registry.find(name);
  if (offset < 0) {
    await io.stderr.write(`capgate: ${quoted(path)} holds no command named ${quoted(name)}\n`);
    return ExitStatus.PROBLEM;
  }
  const bytes = registry.bytes.subarray(offset, offset + DESCRIPTOR_SIZE_BYTES);
  const descriptor = shown(decodeDescriptor(bytes));
  const text = args.has('json')
    ? visibleJson({ name, descriptor: toHex(bytes), ...descriptor })
    : [`descriptor      ${toHex(bytes)}`, ...fieldLines(descriptor)].join('\n');
  await io.stdout.write(`${text}\n`);
  return ExitStatus.OK;
}
