/**
 * Three-way merging of settings. Objects are merged key by key, lists of rules by the rules' ids; anything else is one
 * value, changed or not.
 */
import { type Canonical, type CanonicalObject, canonicalText } from '@capgate/base';

/** A place that both sides changed, differently. `undefined`: it is not there. */
export interface Conflict {
  /** JSON pointer (RFC 6901); rules are named by their ids. */
  readonly path: string;
  readonly base: Canonical | undefined;
  readonly ours: Canonical | undefined;
  readonly theirs: Canonical | undefined;
}

export interface Merged {
  readonly document: CanonicalObject;
  /** Where there are any, `document` has their side. */
  readonly conflicts: readonly Conflict[];
}

type Value = Canonical | undefined;

/** What was changed from `base` to `ours`, applied to `theirs`. */
export function merge(base: CanonicalObject, ours: CanonicalObject, theirs: CanonicalObject): Merged {
  const conflicts: Conflict[] = [];
  const document = mergedValue('', base, ours, theirs, conflicts);
  return { document: document as CanonicalObject, conflicts };
}

function mergedValue(path: string, base: Value, ours: Value, theirs: Value, conflicts: Conflict[]): Value {
  if (isSame(ours, theirs) || isSame(base, ours)) return theirs;
  if (isSame(base, theirs)) return ours;
  if (isMap(ours) && isMap(theirs)) return mergedMap(path, isMap(base) ? base : {}, ours, theirs, conflicts);
  if (isRules(ours) && isRules(theirs)) return mergedRules(path, isRules(base) ? base : [], ours, theirs, conflicts);
  conflicts.push({ path, base, ours, theirs });
  return theirs;
}

function mergedMap(
  path: string,
  base: CanonicalObject,
  ours: CanonicalObject,
  theirs: CanonicalObject,
  conflicts: Conflict[],
): CanonicalObject {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  const entries = [...keys].flatMap((key): [string, Canonical][] => {
    const value = mergedValue(`${path}/${escaped(key)}`, at(base, key), at(ours, key), at(theirs, key), conflicts);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

interface RuleLike extends CanonicalObject {
  readonly id: string;
}

/** Rules are in the order of the side that changed it; what is new on the other follows. */
function mergedRules(
  path: string,
  base: readonly RuleLike[],
  ours: readonly RuleLike[],
  theirs: readonly RuleLike[],
  conflicts: Conflict[],
): readonly Canonical[] {
  const merged = mergedMap(path, byId(base), byId(ours), byId(theirs), conflicts);
  const [before, wanted, there] = ordersOfShared(base, ours, theirs);
  if (wanted === before || wanted === there) return Object.values(merged);
  if (there !== before) conflicts.push({ path, base, ours, theirs });
  const order = new Set([...Object.keys(byId(there === before ? ours : theirs)), ...Object.keys(merged)]);
  return [...order].flatMap((key) => at(merged, key) ?? []);
}

/** In which order each side has the rules that all of them have. */
function ordersOfShared(...sides: readonly (readonly RuleLike[])[]): string[] {
  const sets = sides.map((rules) => new Set(rules.map(({ id }) => id)));
  return sides.map((rules) =>
    JSON.stringify(rules.map(({ id }) => id).filter((id) => sets.every((ids) => ids.has(id)))),
  );
}

function byId(rules: readonly RuleLike[]): CanonicalObject {
  // A prefix, as keys that look like numbers would come first.
  return Object.fromEntries(rules.map((rule) => [`:${rule.id}`, rule]));
}

/** The differences between two documents, each as a place with what was and what is. */
export function differences(from: CanonicalObject, to: CanonicalObject): Omit<Conflict, 'theirs'>[] {
  return differing('', from, to);
}

function differing(path: string, base: Value, ours: Value): Omit<Conflict, 'theirs'>[] {
  if (isSame(base, ours)) return [];
  const isListOfRules = isRules(base) && isRules(ours);
  const [before, after] = isListOfRules ? [byId(base), byId(ours)] : [base, ours];
  if (!isMap(before) || !isMap(after)) return [{ path, base, ours }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const inside = [...keys].flatMap((key) => differing(`${path}/${escaped(key)}`, at(before, key), at(after, key)));
  // The same rules in another order: the first rule of the same severity is the one that is named.
  return inside.length === 0 ? [{ path, base, ours }] : inside;
}

function at(object: CanonicalObject, key: string): Value {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isSame(left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalText(left) === canonicalText(right);
}

function isMap(value: Value): value is CanonicalObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRules(value: Value): value is readonly RuleLike[] {
  return Array.isArray(value) && value.every((rule: Canonical) => isMap(rule) && typeof rule['id'] === 'string');
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
