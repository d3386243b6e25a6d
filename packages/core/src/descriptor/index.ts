/** Descriptors of what a command can do, one, many, by family and by name. Specified in `spec/`. */

export {
  CAPABILITY_MASK,
  Capability,
  type CapabilityName,
  capabilityNames,
  RESERVED_MASK,
  RISK_MASK,
  RISKS,
  Risk,
  type RiskName,
  riskOfFlags,
} from './capabilities.ts';
export { packCompound } from './compound.ts';
export {
  commandFields,
  type Descriptor,
  type DescriptorFields,
  type DescriptorLayout,
  decodeDescriptor,
  encodeDescriptor,
} from './descriptor.ts';
export { DESCRIPTOR_FAULTS, DescriptorError, type DescriptorErrorCode, type DescriptorFault } from './error.ts';
export {
  countPacked,
  evaluatePacked,
  evaluatePackedChecked,
  type FlagMasks,
  VerdictByte,
  type VerdictCounts,
} from './evaluate.ts';
export { FamilyError, type FamilyErrorCode, FamilyFlag, type FamilyParent, FamilyProperty } from './family.ts';
export { fromHex, toHex } from './hex.ts';
export { decodeFamily, encodeFamily, type Family, type FamilyMember } from './lossless-family.ts';
export { commandHash } from './md5.ts';
export {
  checkDescriptor,
  DESCRIPTOR_SIZE_BYTES,
  descriptorCommandHash,
  descriptorCommandLengthBytes,
  descriptorExecutionMs,
  descriptorFlags,
  descriptorMemoryMb,
  descriptorOutputKb,
  packDescriptor,
} from './packed.ts';
export { decodePublicFamily, type PublicDelta, type PublicFamily } from './public-family.ts';
export {
  buildRegistry,
  openRegistry,
  registryText,
  REGISTRY_COUNT_MAX,
  type Registry,
  type RegistryEntry,
  RegistryError,
  type RegistryErrorCode,
} from './registry.ts';
export { utf8Length } from './utf8.ts';
