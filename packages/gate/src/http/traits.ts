/** What the store counts of an agent, in words: a tool by its name, a flag as the risk or capability that it is. */
import { BoundedMap } from '@capgate/base';
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

/** Tools that are not known yet are looked for in so many decisions a call: each is read as a command line anew. */
const READ_MAX = 25;
/** Of a longer action the tool is not looked for: agents write them. */
const ACTION_LENGTH_MAX = 512;
/** Names of tools by tenant and first decision, also where there is none. */
const found = new BoundedMap<string, string>(8_192);

/** A tool's name is that of its first decision; its hash where that is gone, cut or long, or not looked at yet. */
export async function namedTraits(store: Store, tenant: string, traits: readonly Trait[]): Promise<NamedTrait[]> {
  const named: NamedTrait[] = [];
  let left = READ_MAX;
  for (const trait of traits) {
    const { aspect, name, firstDecision } = trait;
    const key = `${tenant} ${name} ${firstDecision}`;
    if (aspect === 'tool' && !found.has(key) && left-- > 0)
      found.set(key, toolOf(await store.decision(tenant, firstDecision), name));
    if (aspect === 'flag') named.push(...namedFlag(trait, Number(name)));
    else named.push({ ...trait, aspect, name: aspect === 'tool' ? (found.get(key) ?? unnamed(name)) : name });
  }
  return named;
}

function unnamed(hash: string): string {
  return `0x${hash}`;
}

const CAPABILITIES: ReadonlyMap<number, CapabilityName> = new Map(
  (Object.keys(Capability) as CapabilityName[]).map((name) => [Math.log2(Capability[name]), name]),
);

/** None for a bit that no descriptor of this version sets. */
function namedFlag(trait: Trait, bit: number): NamedTrait[] {
  const risk = RISKS[bit];
  if (risk !== undefined) return [{ ...trait, aspect: 'risk', name: risk }];
  const capability = CAPABILITIES.get(bit);
  return capability === undefined ? [] : [{ ...trait, aspect: 'capability', name: capability }];
}

/** Which tool an action calls depends on nothing around it. */
const context = createContext();

function toolOf(decision: Decision | undefined, hash: string): string {
  if (decision === undefined || JSON.stringify(decision.action).length > ACTION_LENGTH_MAX) return unnamed(hash);
  const { command, descriptor } = explain(actionOf(decision), context);
  const isIt = descriptorCommandHash(fromHex(descriptor), 0) === Number.parseInt(hash, 16);
  return isIt && command !== '' ? command : unnamed(hash);
}
