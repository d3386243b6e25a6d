/** What the store counts of an agent, in words: a tool by its name, a flag as the risk or capability that it is. */
import {
  Capability,
  type CapabilityName,
  createContext,
  descriptorCommandHash,
  explain,
  fromHex,
  RISKS,
} from '@capgate/core';
import type { Decision, Store, Trait } from '@capgate/store';
import { actionOf } from './recompute.ts';

export const NAMED_ASPECTS = ['tool', 'risk', 'capability', 'scope', 'host'] as const;
type NamedAspect = (typeof NAMED_ASPECTS)[number];

export interface NamedTrait extends Omit<Trait, 'aspect'> {
  readonly aspect: NamedAspect;
}

/** A tool's name is that of its first decision; its hash where that is gone, or no longer whole. */
export async function namedTraits(store: Store, tenant: string, traits: readonly Trait[]): Promise<NamedTrait[]> {
  const named = await Promise.all(traits.map((trait) => namedTrait(store, tenant, trait)));
  return named.filter((trait) => trait !== undefined);
}

async function namedTrait(store: Store, tenant: string, trait: Trait): Promise<NamedTrait | undefined> {
  const { aspect, name, firstDecision } = trait;
  if (aspect === 'flag') return namedFlag(trait, Number(name));
  if (aspect !== 'tool') return { ...trait, aspect };
  return { ...trait, aspect, name: toolOf(await store.decision(tenant, firstDecision), name) };
}

const CAPABILITIES: ReadonlyMap<number, CapabilityName> = new Map(
  (Object.keys(Capability) as CapabilityName[]).map((name) => [Math.log2(Capability[name]), name]),
);

/** Undefined for a bit that no descriptor of this version sets. */
function namedFlag(trait: Trait, bit: number): NamedTrait | undefined {
  const risk = RISKS[bit];
  if (risk !== undefined) return { ...trait, aspect: 'risk', name: risk };
  const capability = CAPABILITIES.get(bit);
  return capability && { ...trait, aspect: 'capability', name: capability };
}

/** Which tool an action calls depends on nothing around it. */
const context = createContext();

function toolOf(decision: Decision | undefined, hash: string): string {
  const unnamed = `0x${hash}`;
  if (decision === undefined) return unnamed;
  const { command, descriptor } = explain(actionOf(decision), context);
  const isIt = descriptorCommandHash(fromHex(descriptor), 0) === Number.parseInt(hash, 16);
  return isIt && command !== '' ? command : unnamed;
}
