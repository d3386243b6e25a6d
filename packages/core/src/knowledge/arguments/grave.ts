/**
 * Which options make their tool more dangerous than it is without them: they turn what it does into
 * something graver, have a grave effect of their own, or run code. A word that may be such an option
 * is more than a word known only at run time.
 */
import { Risk } from '../../descriptor/capabilities.ts';
import { EFFECT_NAMES, type EffectName, effectOf } from '../vocabulary/effects.ts';
import { PLACE_NAMES, type PlaceName } from '../vocabulary/places.ts';
import type { Cases, CommandSpec, OptionSpec, Role, Slots, ValueSpec } from '../vocabulary/spec.ts';

const EFFECTS: ReadonlySet<string> = new Set(EFFECT_NAMES);

/** Whether a command that acts by itself, rather than looks, has a grave option of its own. */
export function hasGraveOption(spec: CommandSpec): boolean {
  const { flags, values } = spec;
  const hasGrave = Object.values(flags ?? {}).some(isGraveFlag) || Object.values(values ?? {}).some(isGraveValue);
  return hasGrave && (listOf(spec.does).some(acts) || rolesOf(spec.operands).some(acts));
}

/** Whether a role changes something worth a question, or goes to the network with what it is given. */
function acts(role: Role): boolean {
  // Who looks for secrets only looks.
  if (role === 'secret.hunt') return false;
  if (isEffect(role)) return effectOf(role).risk >= Risk.MEDIUM || role === 'network.fetch';
  return role.startsWith('transfer.');
}

/** Roles of operands, whatever decides between them. */
function rolesOf(slots: Slots | undefined): readonly Role[] {
  if (slots === undefined) return [];
  if (typeof slots === 'string') return [slots.replace(/[*?]$/, '') as Role];
  if (isList(slots)) return slots.flatMap(rolesOf);
  const { every } = slots as { readonly every?: Cases };
  return Object.values(every ?? slots);
}

function listOf<Item>(items: Item | readonly Item[] | undefined): readonly Item[] {
  if (items === undefined) return [];
  return isList(items) ? items : [items];
}

function isGraveFlag(flag: EffectName | readonly EffectName[] | OptionSpec): boolean {
  if (typeof flag === 'string') return isGrave(flag);
  return Array.isArray(flag) ? flag.some(isGrave) : isGraveOption(flag as OptionSpec);
}

function isGraveValue(value: Role | Cases | ValueSpec): boolean {
  if (typeof value === 'string') return isGrave(value);
  const { takes } = value;
  if (takes === undefined) return Object.values(value as Cases).some(isGrave);
  return isGraveOption(value) || isGraveValue(takes);
}

function isGraveOption({ does, turns }: OptionSpec): boolean {
  return listOf(does).some(isGrave) || Object.entries(turns ?? {}).some(([from, to]) => isGraver(from as Role, to));
}

/** Whether the role runs code, or its effect is at least dangerous by itself. */
function isGrave(role: Role): boolean {
  if (isEffect(role)) return effectOf(role).risk >= Risk.HIGH || role === 'file.run';
  return role === 'command' || role === 'command-text' || role.startsWith('source.');
}

/** Whether one role becomes another that is dangerous where the first is less so. */
function isGraver(from: Role, to: Role): boolean {
  if (!isEffect(to)) return !isGrave(from) && isGrave(to);
  if (!isEffect(from)) return isGrave(to);
  return PLACE_NAMES.some((place) => riskAt(to, place) >= Risk.HIGH && riskAt(to, place) > riskAt(from, place));
}

function riskAt(name: EffectName, place: PlaceName): number {
  const { risk, at } = effectOf(name);
  return at?.[place] ?? risk;
}

function isEffect(role: Role): role is EffectName {
  return EFFECTS.has(role);
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}
