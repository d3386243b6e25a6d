/** Settling where a change and a later version differ: one's own value at the places that one chooses. Pure. */
import { stepsOf } from './pointer.ts';
import type { Settings } from './editor/document-text.ts';

/** A place that both changed; `undefined`: it is not there. */
export interface Conflict {
  /** A JSON pointer (RFC 6901); rules are named by `:` and their ids. */
  readonly path: string;
  readonly base?: unknown;
  readonly ours?: unknown;
  readonly theirs?: unknown;
}

type Map = Readonly<Record<string, unknown>>;

/** `merged`, which has their side at each conflict, with ours at those of the paths in `chosen`. */
export function settled(merged: Settings, conflicts: readonly Conflict[], chosen: ReadonlySet<string>): Settings {
  return conflicts
    .filter(({ path }) => chosen.has(path))
    .reduce<Settings>((document, { path, ours }) => withValue(document, stepsOf(path), ours) as Settings, merged);
}

function withValue(node: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(node)) return withRule(node, step, rest, value);
  const map = isMap(node) ? node : {};
  const next = withValue(Object.hasOwn(map, step) ? map[step] : undefined, rest, value);
  const others = Object.entries(map).filter(([key]) => key !== step);
  if (next === undefined) return Object.fromEntries(others);
  if (Object.hasOwn(map, step))
    return Object.fromEntries(Object.entries(map).map(([k, v]) => [k, k === step ? next : v]));
  return Object.fromEntries([...others, [step, next]]);
}

/** A rule that is not there any more comes last. */
function withRule(rules: readonly unknown[], step: string, rest: readonly string[], value: unknown): unknown {
  const id = step.slice(1);
  const at = rules.findIndex((rule) => isMap(rule) && rule['id'] === id);
  const next = withValue(at === -1 ? undefined : rules[at], rest, value);
  if (at === -1) return next === undefined ? rules : [...rules, next];
  return next === undefined ? rules.toSpliced(at, 1) : rules.with(at, next);
}

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
