/** `capgate descriptor encode`. */
import {
  Capability,
  type CapabilityName,
  commandFields,
  decodeDescriptor,
  DescriptorError,
  encodeDescriptor,
  RISKS,
  type RiskName,
  toHex,
} from '@capgate/core';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { ExitStatus, type Io } from '../io.ts';
import { nearest } from '../suggestion.ts';
import { quoted, visibleJson } from '@capgate/base';
import { shown } from './fields.ts';

const UINT32_MAX = 0xffffffff;

export async function run(args: Arguments, io: Io): Promise<number> {
  const bytes = encoded(args);
  const hex = toHex(bytes);
  const text = args.has('json') ? visibleJson({ descriptor: hex, ...shown(decodeDescriptor(bytes)) }) : hex;
  await io.stdout.write(`${text}\n`);
  return ExitStatus.OK;
}

function encoded(args: Arguments): Uint8Array {
  try {
    return encodeDescriptor({
      ...commandFields(args.operands[0] ?? ''),
      flags: flagsOf(args),
      executionMs: args.integer('exec-ms', UINT32_MAX),
      memoryMb: args.integer('memory-mb', UINT32_MAX),
      outputKb: args.integer('output-kb', UINT32_MAX),
    });
  } catch (error) {
    if (error instanceof DescriptorError) throw new CliError('INPUT', `${error.code}: ${error.message}`);
    throw error;
  }
}

function flagsOf(args: Arguments): number {
  const risk = args.value('risk') as RiskName | undefined;
  const named = risk !== undefined || args.has('capability');
  if (named === args.has('flags')) throw args.misuse('expected either --risk and --capability, or --flags');
  if (!named) return args.integer('flags', UINT32_MAX);
  if (risk === undefined) throw args.misuse('expected --risk with --capability, met none');
  return args.values('capability').reduce((flags, name) => flags | capabilityBit(name), 1 << RISKS.indexOf(risk)) >>> 0;
}

/** The flag of the capability called `name`. Throws `CliError` USAGE for any other. */
export function capabilityBit(name: string): number {
  if (Object.hasOwn(Capability, name)) return Capability[name as CapabilityName];
  const meant = nearest(name, Object.keys(Capability));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new CliError('USAGE', `expected the name of a capability, met ${quoted(name)}${hint}`);
}
