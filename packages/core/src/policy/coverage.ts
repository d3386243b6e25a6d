/** What conditions reach, and which conditions reach all that others do: what `lint.ts` reasons with. */
import { Capability, Risk } from '../descriptor/capabilities.ts';
import { EFFECT_NAMES, effectOf } from '../knowledge/vocabulary/effects.ts';
import { PLACE_NAMES, PLACES, type PlaceName } from '../knowledge/vocabulary/places.ts';
import type { CompiledConditions } from './compile.ts';
import {
  ALL_ACTIONS,
  coversAgent,
  coversDirectory,
  type EffectConditions,
  effectFits,
  NO_PLACE,
} from './conditions.ts';
import { type CommandName, isBelow, type NameIndex } from './names.ts';

/** One effect at one place, as the catalogue knows it. */
export interface PossibleEffect {
  readonly effect: number;
  readonly place: number;
  readonly risk: number;
  readonly capabilities: number;
}

/** Capabilities that a command line may add to any effect. */
const ADDABLE_MASK = Capability.DYNAMIC | Capability.INFERRED | Capability.REQUIRES_ROOT;

/** Every effect at every place that it can have. */
export const POSSIBLE_EFFECTS: readonly PossibleEffect[] = EFFECT_NAMES.flatMap((name, effect) => {
  const { path, risk, capabilities, at } = effectOf(name);
  if (path === undefined) return [{ effect, place: NO_PLACE, risk, capabilities }];
  return PLACE_NAMES.map((placeName, place) => ({
    effect,
    place,
    risk: at?.[placeName] ?? risk,
    capabilities: capabilities | addedBy(placeName, path),
  }));
});

/** What a place adds to whatever observes or changes something there. */
type Additions = Readonly<Partial<Record<'onObserve' | 'onChange', number>>>;

function addedBy(name: PlaceName, path: 'observe' | 'change'): number {
  const place: Additions & { readonly scope: string } = PLACES[name];
  return (path === 'observe' ? place.onObserve : place.onChange) ?? 0;
}

/** Whether the conditions on effects leave this one, where a command line may add capabilities to it. */
export function reaches(conditions: EffectConditions, { effect, place, risk, capabilities }: PossibleEffect): boolean {
  return effectFits(conditions, effect, place, risk, capabilities | ADDABLE_MASK);
}

/** Whether they surely hold for this effect: they ask for nothing else, and nothing added is needed. */
export function surelyReaches(conditions: CompiledConditions, possible: PossibleEffect): boolean {
  const { effect, place, risk, capabilities } = possible;
  return asksOnlyEffect(conditions) && effectFits(conditions.effect, effect, place, risk, capabilities);
}

function asksOnlyEffect({ effect, agents, directories }: CompiledConditions): boolean {
  const asked = [agents, directories, effect.commands, effect.servers];
  return asked.every((condition) => condition === undefined) && effect.actions === ALL_ACTIONS;
}

/** Whether an effect of the risk CRITICAL is among those; the gate's own apart, which no rule allows. */
export function isCatastrophic({ risk, capabilities }: PossibleEffect): boolean {
  return risk === Risk.CRITICAL && !isTampering({ capabilities });
}

export function isTampering({ capabilities }: Pick<PossibleEffect, 'capabilities'>): boolean {
  return (capabilities & Capability.GATE_TAMPERING) !== 0;
}

/** Whether `general` holds wherever `special` does, of what the registry knows. May miss cases. */
export function covers(general: CompiledConditions, special: CompiledConditions, names: NameIndex): boolean {
  return (
    coversEffect(general.effect, special.effect) &&
    coversCommands(general.effect.commands, special.effect.commands, names) &&
    coversEach(general.agents, special.agents, coversAgent) &&
    coversEach(general.directories, special.directories, coversDirectory)
  );
}

function coversEffect(general: EffectConditions, special: EffectConditions): boolean {
  return (
    holdsMask(general.risks, special.risks) &&
    holdsMask(general.actions, special.actions) &&
    coversCapabilities(general.capabilities, special.capabilities) &&
    coversTable(general.effects, special.effects) &&
    coversTable(general.places, special.places) &&
    coversSet(general.servers, special.servers) &&
    coversSet(general.serverTools, special.serverTools)
  );
}

function holdsMask(general: number, special: number): boolean {
  return (special & ~general) === 0;
}

/** 0 asks for nothing. */
function coversCapabilities(general: number, special: number): boolean {
  return general === 0 || (special !== 0 && holdsMask(general, special));
}

function coversTable(general: Uint8Array | undefined, special: Uint8Array | undefined): boolean {
  if (general === undefined) return true;
  return special !== undefined && special.every((entry, index) => entry === 0 || general[index] === 1);
}

function coversSet(general: ReadonlySet<string> | undefined, special: ReadonlySet<string> | undefined): boolean {
  return coversEach(general && [...general], special && [...special], (one, other) => one === other);
}

function coversEach<T>(
  general: readonly T[] | undefined,
  special: readonly T[] | undefined,
  holds: (general: T, special: T) => boolean,
): boolean {
  if (general === undefined) return true;
  return special !== undefined && special.every((entry) => general.some((wider) => holds(wider, entry)));
}

function coversCommands(
  general: readonly CommandName[] | undefined,
  special: readonly CommandName[] | undefined,
  names: NameIndex,
): boolean {
  return coversEach(general, special, (wider, entry) => coversName(wider, entry, names));
}

function coversName(wider: CommandName, entry: CommandName, names: NameIndex): boolean {
  // Tools that share a description are other tools, and a rule that allows means the name as written.
  if (wider.text.split(' ', 1)[0] !== entry.text.split(' ', 1)[0]) return false;
  if (wider.node !== -1 && entry.knownNode !== -1) return isBelow(names, entry.knownNode, wider.node);
  return entry.text === wider.text || entry.text.startsWith(`${wider.text} `);
}
