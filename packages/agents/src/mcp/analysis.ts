/** What the public Tool Capability Protocol answers, from the core's own decision. The names are the protocol's. */
import { shellQuoted } from '@capgate/base';
import {
  Capability,
  capabilityNames,
  type Context,
  descriptorExecutionMs,
  descriptorFlags,
  descriptorMemoryMb,
  descriptorOutputKb,
  encodeFamily,
  explain,
  type Explanation,
  fromHex,
  knownCommands,
  type RiskName,
  RISKS,
  riskOfFlags,
  tables,
  toHex,
  type VerdictName,
} from '@capgate/core';

export const AGENT_DECISIONS = [
  'APPROVED',
  'CAUTION_MODE',
  'REQUIRE_APPROVAL',
  'REQUIRE_HUMAN_REVIEW',
  'REJECT',
] as const;
type AgentDecision = (typeof AGENT_DECISIONS)[number];

export interface CommandAnalysis {
  readonly command: string;
  readonly risk_level: RiskName;
  readonly security_flags: string;
  readonly capabilities: readonly string[];
  /** 0 is unknown. */
  readonly performance: { readonly exec_time_ms: number; readonly memory_mb: number; readonly output_kb: number };
  readonly agent_decision: AgentDecision;
  readonly reasoning: string;
  readonly verdict: VerdictName;
  readonly rule: string;
  readonly descriptor: string;
  readonly safe_alternative: string | null;
}

export function analyse(command: string, context: Context): CommandAnalysis {
  const explanation = explain({ kind: 'command', command }, context);
  const bytes = fromHex(explanation.descriptor);
  return {
    command,
    risk_level: explanation.risk,
    security_flags: flagsText(descriptorFlags(bytes, 0)),
    capabilities: explanation.capabilities,
    performance: {
      exec_time_ms: descriptorExecutionMs(bytes, 0),
      memory_mb: descriptorMemoryMb(bytes, 0),
      output_kb: descriptorOutputKb(bytes, 0),
    },
    agent_decision: agentDecision(explanation),
    reasoning: reasoning(explanation),
    verdict: explanation.verdict,
    rule: explanation.rule,
    descriptor: explanation.descriptor,
    safe_alternative: explanation.alternative ?? null,
  };
}

const BY_RISK: Readonly<Record<RiskName, AgentDecision>> = {
  SAFE: 'APPROVED',
  LOW: 'APPROVED',
  MEDIUM: 'CAUTION_MODE',
  HIGH: 'REQUIRE_APPROVAL',
  CRITICAL: 'REJECT',
};
const BY_VERDICT: Readonly<Record<VerdictName, AgentDecision>> = {
  allow: 'APPROVED',
  ask: 'REQUIRE_APPROVAL',
  deny: 'REJECT',
};

/** The strictest of what its risk, the verdict and its being unknown ask for: what is unknown is never approved. */
function agentDecision({ risk, verdict, unknown }: Explanation): AgentDecision {
  const asked = [BY_RISK[risk], BY_VERDICT[verdict], ...(unknown ? (['REQUIRE_HUMAN_REVIEW'] as const) : [])];
  return AGENT_DECISIONS[Math.max(...asked.map((one) => AGENT_DECISIONS.indexOf(one)))] ?? 'REJECT';
}

function reasoning({ reasons, effects, rule }: Explanation): string {
  const why = reasons.map(({ message }) => message);
  const does = [...new Set(effects.map(({ message }) => message))];
  const texts = why.length > 0 ? why : does.length > 0 ? does : ['does nothing that changes or reveals anything'];
  return `${texts.join('; ')} (${rule})`;
}

function flagsText(flags: number): string {
  return `0x${(flags >>> 0).toString(16).padStart(8, '0')}`;
}

interface FamilyMemberView {
  readonly name: string;
  readonly risk_level: RiskName;
  readonly capabilities: readonly string[];
  readonly descriptor: string;
}

export interface FamilyAnalysis {
  readonly tool_family: string;
  readonly known: boolean;
  readonly subcommand_count: number;
  /** The least and the greatest risk among its commands, where it is known. */
  readonly risk_floor: RiskName | null;
  readonly risk_ceiling: RiskName | null;
  /** All of it in the lossless family form, hexadecimal. */
  readonly encoded: string | null;
  readonly commands: readonly FamilyMemberView[];
}

/** Every name that is known. Gathered once, as that takes most of a second. */
let gathered: readonly string[] | undefined;

function knownNames(): readonly string[] {
  gathered ??= tables.commandNames();
  return gathered;
}

/** Names of tools that have subcommands. */
export function familyNames(): string[] {
  return [...new Set(knownNames().flatMap((name) => (name.includes(' ') ? [name.slice(0, name.indexOf(' '))] : [])))];
}

export function analyseFamily(family: string): FamilyAnalysis {
  const members = knownCommands(knownNames().filter((name) => name === family || name.startsWith(`${family} `)));
  const commands = members.map(({ name, descriptor }): FamilyMemberView => {
    const flags = descriptorFlags(descriptor, 0);
    return {
      name,
      risk_level: RISKS[riskOfFlags(flags)],
      capabilities: capabilityNames(flags),
      descriptor: toHex(descriptor),
    };
  });
  const risks = commands.map(({ risk_level }) => RISKS.indexOf(risk_level));
  const isKnown = commands.length > 0;
  return {
    tool_family: family,
    known: isKnown,
    subcommand_count: commands.filter(({ name }) => name !== family).length,
    risk_floor: isKnown ? (RISKS[Math.min(...risks)] ?? null) : null,
    risk_ceiling: isKnown ? (RISKS[Math.max(...risks)] ?? null) : null,
    encoded: isKnown ? toHex(encodeFamily({ name: family, kind: 0, properties: 0, members })) : null,
    commands,
  };
}

export interface PathEntry {
  readonly name: string;
  readonly known: boolean;
  readonly risk_level: RiskName;
  readonly security_flags: string;
}

/** What running each command by its bare name would do. */
export function describeNames(names: readonly string[], context: Context): PathEntry[] {
  return names.map((name) => {
    const { risk_level, security_flags } = analyse(shellQuoted(name), context);
    const isUnknown = (Number(security_flags) & Capability.UNKNOWN_TOOL) !== 0;
    return { name, known: !isUnknown, risk_level, security_flags };
  });
}
