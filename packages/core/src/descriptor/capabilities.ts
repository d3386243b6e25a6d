/**
 * The 32 security flags of a descriptor, as `spec/descriptor.md` defines them.
 *
 * Bits 0–4 are the risk (exactly one is set), 6–11 the protocol's own capabilities, 16–28 Capgate's
 * vendor capabilities. Bits 5, 12–15 and 29–31 are reserved and refused when set.
 */

/** Risk levels in rising order; the index is the flag's bit. */
export const RISKS = ['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type RiskName = (typeof RISKS)[number];
/** 0 SAFE · 1 LOW · 2 MEDIUM · 3 HIGH · 4 CRITICAL. */
export type Risk = 0 | 1 | 2 | 3 | 4;

/** Risk as a number; `1 << Risk.HIGH` is its flag. */
export const Risk = { SAFE: 0, LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 } as const;

/** Capability flags. Bit numbers are part of the wire format and never change meaning. */
export const Capability = {
  REQUIRES_ROOT: 1 << 6,
  DESTRUCTIVE: 1 << 7,
  NETWORK_ACCESS: 1 << 8,
  FILE_MODIFICATION: 1 << 9,
  SYSTEM_MODIFICATION: 1 << 10,
  PRIVILEGE_ESCALATION: 1 << 11,
  UNKNOWN_TOOL: 1 << 16,
  DYNAMIC: 1 << 17,
  UNPARSED: 1 << 18,
  CODE_EXECUTION: 1 << 19,
  CREDENTIAL_ACCESS: 1 << 20,
  DATA_EXFILTRATION: 1 << 21,
  PERSISTENCE: 1 << 22,
  DEFENSE_EVASION: 1 << 23,
  REMOTE_MUTATION: 1 << 24,
  IRREVERSIBLE: 1 << 25,
  CONTAINER_ESCAPE: 1 << 26,
  GATE_TAMPERING: 1 << 27,
  INFERRED: 1 << 28,
} as const;
export type CapabilityName = keyof typeof Capability;

/** Mask of the five risk bits. */
export const RISK_MASK = 0x1f;
/** Mask of every defined capability bit. */
export const CAPABILITY_MASK: number = Object.values(Capability).reduce((mask, bit) => mask | bit, 0);
/** Bits that no descriptor may set. */
export const RESERVED_MASK: number = ~(RISK_MASK | CAPABILITY_MASK) >>> 0;

/** The risk that flags state: the greatest where, against the rules, there are several; CRITICAL where there is none. */
export function riskOfFlags(flags: number): Risk {
  const risk = flags & RISK_MASK;
  return risk === 0 ? Risk.CRITICAL : ((31 - Math.clz32(risk)) as Risk);
}

/** Names of the capabilities set in `flags`, in bit order. */
export function capabilityNames(flags: number): CapabilityName[] {
  return (Object.keys(Capability) as CapabilityName[]).filter((name) => (flags & Capability[name]) !== 0);
}
