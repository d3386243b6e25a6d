/** Descriptors as the `descriptor` and `registry` commands show them. */
import {
  type CapabilityName,
  capabilityNames,
  type Descriptor,
  type DescriptorLayout,
  decodeDescriptor,
  fromHex,
  RISKS,
  type RiskName,
} from '@capgate/core';
import type { Arguments } from '../arguments.ts';

/** A descriptor's content under the names that its machine-readable form uses. */
export interface ShownDescriptor {
  readonly command_hash: string;
  readonly flags: string;
  readonly risk: RiskName;
  readonly capabilities: readonly CapabilityName[];
  readonly exec_ms: number;
  readonly memory_mb: number;
  readonly output_kb: number;
  readonly command_length: number;
}

export function shown(descriptor: Descriptor): ShownDescriptor {
  const { commandHash, flags, risk } = descriptor;
  return {
    command_hash: hex32(commandHash),
    flags: `0x${hex32(flags)}`,
    risk: RISKS[risk],
    capabilities: capabilityNames(flags),
    exec_ms: descriptor.executionMs,
    memory_mb: descriptor.memoryMb,
    output_kb: descriptor.outputKb,
    command_length: descriptor.commandLengthBytes,
  };
}

/** Throws core's `DescriptorError` for what is no descriptor. */
export function decodeHex(hex: string, layout: DescriptorLayout): ShownDescriptor {
  return shown(decodeDescriptor(fromHex(hex.trim()), { layout }));
}

/** The layout that the options ask for. */
export function layoutOf(args: Arguments): DescriptorLayout {
  return args.value('layout') === 'B' ? 'B' : 'A';
}

/** One line a field. */
export function fieldLines(descriptor: ShownDescriptor): string[] {
  return Object.entries(descriptor).map(([name, value]) => `${name.padEnd(16)}${fieldText(value)}`);
}

export function fieldText(value: ShownDescriptor[keyof ShownDescriptor]): string {
  return typeof value === 'object' ? value.join(' ') || 'none' : String(value);
}

function hex32(word: number): string {
  return word.toString(16).padStart(8, '0');
}
