/**
 * What makes 24 bytes no descriptor, in the order in which it is looked for: LENGTH before all,
 * RESERVED_BIT last. `checkDescriptor` answers the 1-based place in this list.
 */
export const DESCRIPTOR_FAULTS = [
  'LENGTH',
  'MAGIC',
  'VERSION',
  'CRC',
  'NO_RISK',
  'SEVERAL_RISKS',
  'RESERVED_BIT',
] as const;
export type DescriptorFault = (typeof DESCRIPTOR_FAULTS)[number];

/** FIELD: a field to be encoded is out of its range. COUNT: none where one is needed. HEX: not hexadecimal. */
export type DescriptorErrorCode = DescriptorFault | 'FIELD' | 'COUNT' | 'HEX';

/** A descriptor that can't be read, or fields that make none. */
export class DescriptorError extends Error {
  override readonly name = 'DescriptorError';
  readonly code: DescriptorErrorCode;

  constructor(code: DescriptorErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
