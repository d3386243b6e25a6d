/** Which rules of the policy in force are about one agent. Pure. */
import type { ApprovalInForce } from './agent-queries.ts';

export interface RuleInForce {
  readonly id: string;
  readonly layer: string;
  readonly verdict: string;
  readonly reason: string | undefined;
  /** Where a person's answer to this agent made it: that approval, and who. */
  readonly origin: { readonly approval: string; readonly by: string } | undefined;
}

interface WrittenRule {
  readonly id: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly when?: { readonly agent?: string | readonly string[] };
}

/** A document as the gate has it: each layer has its rules. */
export interface Settings {
  readonly security?: { readonly mode?: string; readonly [layer: string]: unknown };
}

const LAYERS = ['organisation', 'user'] as const;

/** Those that name the agent, by its name or by the beginning of it; not those that are for all. */
export function rulesFor(
  agent: string,
  { security }: Settings,
  allowed: readonly ApprovalInForce[],
): readonly RuleInForce[] {
  const origins = originsOf(allowed);
  return LAYERS.flatMap((layer) =>
    rulesOf(security?.[layer])
      .filter(({ when }) => namesOf(when?.agent).some((name) => covers(name, agent)))
      .map(({ id, verdict, reason }) => ({ id, layer, verdict, reason, origin: origins.get(id) })),
  );
}

/** How many rules are for all agents. */
export function commonCount({ security }: Settings): number {
  const all = LAYERS.flatMap((layer) => rulesOf(security?.[layer]));
  return all.filter(({ when }) => when?.agent === undefined || namesOf(when.agent).includes('*')).length;
}

function rulesOf(layer: unknown): readonly WrittenRule[] {
  return (layer as { readonly rules?: readonly WrittenRule[] } | undefined)?.rules ?? [];
}

function namesOf(agent: string | readonly string[] | undefined): readonly string[] {
  if (agent === undefined) return [];
  return typeof agent === 'string' ? [agent] : agent;
}

function covers(name: string, agent: string): boolean {
  if (name === '*') return false;
  return name.endsWith('*') ? agent.startsWith(name.slice(0, -1)) : name === agent;
}

/** By the rules' identifiers, of answers by rules. */
function originsOf(allowed: readonly ApprovalInForce[]): Map<string, NonNullable<RuleInForce['origin']>> {
  const origins = new Map<string, NonNullable<RuleInForce['origin']>>();
  for (const { approval, answers } of allowed) {
    for (const { by, ruleText } of answers) {
      for (const { id } of parsed(ruleText)) origins.set(id, { approval, by });
    }
  }
  return origins;
}

/** What the gate itself wrote there; a text of anything else has no rules. */
function parsed(ruleText: string | undefined): readonly Pick<WrittenRule, 'id'>[] {
  if (ruleText === undefined) return [];
  try {
    const rules: unknown = JSON.parse(ruleText);
    return Array.isArray(rules) ? (rules as Pick<WrittenRule, 'id'>[]) : [];
  } catch {
    return [];
  }
}
