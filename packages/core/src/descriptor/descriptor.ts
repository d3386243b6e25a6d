/** Descriptors as objects: convenient, checked, and for everything that is not the hot path. */

import { CAPABILITY_MASK, type Risk, RISK_MASK, riskOfFlags } from './capabilities.ts';
import { DESCRIPTOR_FAULTS, DescriptorError, type DescriptorFault } from './error.ts';
import { commandHash } from './md5.ts';
import {
  checkDescriptor,
  DESCRIPTOR_SIZE_BYTES,
  descriptorCommandHash,
  descriptorCommandLengthBytes,
  descriptorExecutionMs,
  descriptorFlags,
  descriptorMemoryMb,
  descriptorOutputKb,
  packDescriptor,
  readInt32,
  UINT16_MAX,
} from './packed.ts';
import { utf8Length } from './utf8.ts';

/** What a descriptor says. Costs of 0 are unknown; 65,535 means that or more. */
export interface DescriptorFields {
  /** First four bytes of the MD5 of the command's name, unsigned. */
  readonly commandHash: number;
  /** Security flags: exactly one risk bit, any capability bits. */
  readonly flags: number;
  readonly executionMs: number;
  readonly memoryMb: number;
  readonly outputKb: number;
  /** Bytes of the command's name in UTF-8. */
  readonly commandLengthBytes: number;
}

/**
 * The two public layouts of bytes 14–21, which can't be told apart on the wire. A is the format;
 * B has an execution time of 32 bits and no command length.
 */
export type DescriptorLayout = 'A' | 'B';

export interface Descriptor extends DescriptorFields {
  readonly layout: DescriptorLayout;
  readonly risk: Risk;
}

/** The hash and length by which a descriptor names a command; a lone surrogate counts as U+FFFD. */
export function commandFields(name: string): Pick<DescriptorFields, 'commandHash' | 'commandLengthBytes'> {
  return { commandHash: commandHash(name), commandLengthBytes: Math.min(utf8Length(name), UINT16_MAX) };
}

/**
 * The 24 bytes of a descriptor, layout A. Costs and length above 65,535 saturate.
 * Throws `DescriptorError`: FIELD for anything but a non-negative integer (hash and flags of 32 bits),
 * NO_RISK, SEVERAL_RISKS or RESERVED_BIT for flags that break the rules.
 */
export function encodeDescriptor(fields: DescriptorFields): Uint8Array {
  requireInteger('commandHash', fields.commandHash, 0xffffffff);
  requireInteger('flags', fields.flags, 0xffffffff);
  requireInteger('executionMs', fields.executionMs, Number.MAX_SAFE_INTEGER);
  requireInteger('memoryMb', fields.memoryMb, Number.MAX_SAFE_INTEGER);
  requireInteger('outputKb', fields.outputKb, Number.MAX_SAFE_INTEGER);
  requireInteger('commandLengthBytes', fields.commandLengthBytes, Number.MAX_SAFE_INTEGER);
  const bytes = new Uint8Array(DESCRIPTOR_SIZE_BYTES);
  packDescriptor(
    bytes,
    0,
    fields.commandHash,
    fields.flags,
    fields.executionMs,
    fields.memoryMb,
    fields.outputKb,
    fields.commandLengthBytes,
  );
  requireSound(bytes);
  return bytes;
}

/**
 * Reads exactly one descriptor; layout A unless told otherwise. In layout B the command length is 0.
 * Throws `DescriptorError` with the first fault in the order of `DESCRIPTOR_FAULTS`.
 */
export function decodeDescriptor(bytes: Uint8Array, options: { readonly layout?: DescriptorLayout } = {}): Descriptor {
  requireSound(bytes);
  const flags = descriptorFlags(bytes, 0);
  const common = { commandHash: descriptorCommandHash(bytes, 0), flags, risk: riskOfFlags(flags) };
  return options.layout === 'B'
    ? { ...common, layout: 'B', ...costsOfLayoutB(bytes) }
    : { ...common, layout: 'A', ...costsOfLayoutA(bytes) };
}

type Costs = Omit<DescriptorFields, 'commandHash' | 'flags'>;

function costsOfLayoutA(bytes: Uint8Array): Costs {
  return {
    executionMs: descriptorExecutionMs(bytes, 0),
    memoryMb: descriptorMemoryMb(bytes, 0),
    outputKb: descriptorOutputKb(bytes, 0),
    commandLengthBytes: descriptorCommandLengthBytes(bytes, 0),
  };
}

/** Four bytes of time, then memory and output each two bytes further on than in layout A. */
function costsOfLayoutB(bytes: Uint8Array): Costs {
  return {
    executionMs: readInt32(bytes, 14) >>> 0,
    memoryMb: descriptorOutputKb(bytes, 0),
    outputKb: descriptorCommandLengthBytes(bytes, 0),
    commandLengthBytes: 0,
  };
}

function requireInteger(field: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw new DescriptorError('FIELD', `expected ${field} to be an integer from 0 to ${max}, met ${value}`);
}

function requireSound(bytes: Uint8Array): void {
  const fault = bytes.length === DESCRIPTOR_SIZE_BYTES ? DESCRIPTOR_FAULTS[checkDescriptor(bytes, 0) - 1] : 'LENGTH';
  if (fault !== undefined) throw new DescriptorError(fault, COMPLAINTS[fault](bytes));
}

const COMPLAINTS: Record<DescriptorFault, (bytes: Uint8Array) => string> = {
  LENGTH: (bytes) => `expected ${DESCRIPTOR_SIZE_BYTES} bytes, met ${bytes.length}`,
  MAGIC: (bytes) => `expected the magic 54435002, met ${hex32(readInt32(bytes, 0))}`,
  VERSION: (bytes) => `expected version 2, met ${readInt32(bytes, 2) & 0xffff}`,
  CRC: () =>
    'expected the low 16 bits of the CRC-32 of bytes 0–21 at byte 22, met others: damaged or made by other rules',
  NO_RISK: (bytes) => `expected one risk bit (0–4), met none in 0x${hex32(descriptorFlags(bytes, 0))}`,
  SEVERAL_RISKS: (bytes) => `expected one risk bit (0–4), met ${bitNumbers(descriptorFlags(bytes, 0) & RISK_MASK)}`,
  RESERVED_BIT: (bytes) =>
    `expected reserved bits to be clear, met ${bitNumbers(descriptorFlags(bytes, 0) & ~(RISK_MASK | CAPABILITY_MASK))}`,
};

function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function bitNumbers(flags: number): string {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => ((flags >>> bit) & 1) !== 0)
    .join(', ');
}
