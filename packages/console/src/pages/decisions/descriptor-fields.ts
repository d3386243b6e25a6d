/** The 24 bytes of a descriptor, field by field, as `spec/descriptor.md` lays them out. Pure. */
import { capabilityNames, decodeDescriptor, fromHex, RISKS } from '@capgate/core/descriptor';

export interface DescriptorField {
  readonly name: string;
  /** Two hexadecimal digits each. */
  readonly bytes: readonly string[];
  readonly value: string;
}

/** Their lengths together are 24. */
const LENGTHS = [
  ['Magic', 4],
  ['Version', 2],
  ['Command hash', 4],
  ['Security flags', 4],
  ['Execution', 2],
  ['Memory', 2],
  ['Output', 2],
  ['Command length', 2],
  ['CRC', 2],
] as const;

/** Throws `DescriptorError` for what is no descriptor. */
export function fieldsOf(hex: string): readonly DescriptorField[] {
  const { commandHash, flags, risk, executionMs, memoryMb, outputKb, commandLengthBytes } = decodeDescriptor(
    fromHex(hex),
  );
  const values = [
    'TCP, revision 2',
    '2',
    `0x${commandHash.toString(16).padStart(8, '0')}`,
    [RISKS[risk], ...capabilityNames(flags)].join(' · '),
    cost(executionMs, 'ms'),
    cost(memoryMb, 'MB'),
    cost(outputKb, 'KB'),
    `${commandLengthBytes} bytes`,
    'right',
  ];
  const pairs = hex.match(/../gu) ?? [];
  let at = 0;
  return LENGTHS.map(([name, length], i) => {
    const bytes = pairs.slice(at, at + length);
    at += length;
    return { name, bytes, value: values[i] as string };
  });
}

function cost(value: number, unit: string): string {
  return value === 0 ? 'unknown' : `${value} ${unit}`;
}
