/** Our entries in settings that others use too: put there, found again, taken out. */
import { isDeepStrictEqual } from 'node:util';
import type { Node } from 'jsonc-parser';
import { InstallError } from './error.ts';
import {
  commentsOf,
  listAt,
  member,
  type Plain,
  plainOf,
  rootOf,
  valueOf,
  withItem,
  withMember,
  withoutChild,
  withoutMember,
  withValue,
} from './json-text.ts';
import { type HttpHook, httpHookOf } from './http-hook.ts';
import { isOwnCommand, type Launcher } from './launcher.ts';
import type { EntriesPlacement, Entry, Json } from './placement.ts';

/** What is needed to take entries out of a file that somebody changed since. */
export interface EntriesRemoval {
  readonly kind: 'entries';
  readonly lists: readonly (readonly string[])[];
  readonly needs: readonly string[];
  readonly launcher: Launcher;
}

export function removalOf({ entries, needs, launcher }: EntriesPlacement): EntriesRemoval {
  return { kind: 'entries', lists: entries.map(({ list }) => list), needs: Object.keys(needs), launcher };
}

/** The text with our entries, each once; the same text where they are there. Throws `InstallError`. */
export function withEntries(text: string, placement: EntriesPlacement): string {
  const start = text.trim() === '' ? '{}\n' : text;
  if (!placement.takesComments) confirmPlain(start);
  let next = start;
  for (const [key, value] of Object.entries(placement.needs)) {
    if (member(rootOf(next), key) === undefined) next = withMember(next, key, value);
  }
  for (const entry of placement.entries) next = withEntry(next, entry, placement.launcher);
  confirmOthersKept(start, next, removalOf(placement));
  return next;
}

/** Throws `InstallError` PARSE for what only a lenient reader takes. */
function confirmPlain(text: string): void {
  // Says what is wrong with what no reader takes.
  rootOf(text);
  try {
    JSON.parse(text);
  } catch {
    throw new InstallError(
      'PARSE',
      'expected JSON without comments and trailing commas, as this agent passes over a whole file that has them, met some; mend it first',
    );
  }
}

/**
 * The text without our entries, the lists and objects that this leaves empty, and keys that were put beside them, but for
 * what was there `before` us. Throws `InstallError`.
 */
export function withoutEntries(text: string, removal: EntriesRemoval, before: string | undefined): string {
  const old = before === undefined || before.trim() === '' ? undefined : rootOf(before);
  let next = text;
  for (const list of removal.lists) {
    next = withoutOwn(next, list, removal.launcher);
    next = withoutEmpty(next, list, old);
  }
  for (const key of removal.needs) {
    if (old === undefined || member(old, key) === undefined) next = withoutMember(next, rootOf(next), key);
  }
  confirmOthersKept(text, next, removal);
  return next;
}

/** Where in a list our entries are, by their positions. Throws `InstallError`. */
export function ownPositions(text: string, list: readonly string[], launcher: Launcher): number[] {
  const items = listAt(rootOf(text), list)?.children ?? [];
  return items.flatMap((node, index) => (isOwnItem(valueOf(node), launcher) ? [index] : []));
}

/** Our handlers in a list, and in the groups of a list. Throws `InstallError`. */
export function ownHandlers(
  text: string,
  list: readonly string[],
  launcher: Launcher,
): { readonly [key: string]: Json }[] {
  const items = listAt(rootOf(text), list)?.children?.map(valueOf) ?? [];
  const handlers = items.flatMap((item) => {
    const { hooks } = fieldsOf(item);
    return Array.isArray(hooks) ? (hooks as readonly Json[]) : [item];
  });
  return handlers.filter((handler) => isOwnHandler(handler, launcher)).map(fieldsOf);
}

/** Whether nothing is left in a text but an empty object. */
export function isEmptySettings(text: string): boolean {
  return (rootOf(text).children ?? []).length === 0 && commentsOf(text).length === 0;
}

function withEntry(text: string, { list: keys, item }: Entry, launcher: Launcher): string {
  const items = listAt(rootOf(text), keys)?.children ?? [];
  const [first, ...others] = ownPositions(text, keys, launcher);
  if (first === undefined) return withItem(text, keys, item);
  // In its place: Codex knows a hook by its position.
  const isSame = isDeepStrictEqual(valueOf(items[first] as Node), item);
  const next = others.reduceRight((rest, index) => withoutChild(rest, listIn(rest, keys), index), text);
  return isSame ? next : withValue(next, listIn(next, keys).children?.[first] as Node, item);
}

function listIn(text: string, keys: readonly string[]): Node {
  return listAt(rootOf(text), keys) as Node;
}

function withoutOwn(text: string, keys: readonly string[], launcher: Launcher): string {
  const count = listAt(rootOf(text), keys)?.children?.length ?? 0;
  let next = text;
  for (let index = count - 1; index >= 0; index--) {
    const list = listIn(next, keys);
    const node = list.children?.[index] as Node;
    if (isOwnItem(valueOf(node), launcher)) next = withoutChild(next, list, index);
    else next = withoutOwnHandlers(next, node, launcher);
  }
  return next;
}

/** Of a group that somebody put ours and others into. */
function withoutOwnHandlers(text: string, group: Node, launcher: Launcher): string {
  const handlers = group.type === 'object' ? member(group, 'hooks') : undefined;
  if (handlers?.type !== 'array') return text;
  const children = handlers.children ?? [];
  const own = children.flatMap((node, index) => (isOwnHandler(valueOf(node), launcher) ? [index] : []));
  // The last one first, so that what was parsed still fits the text before it.
  return own.reduceRight((next, index) => withoutChild(next, handlers, index), text);
}

function withoutEmpty(text: string, keys: readonly string[], old: Node | undefined): string {
  let next = text;
  for (let depth = keys.length; depth > 0; depth--) {
    const way = keys.slice(0, depth);
    if (isThere(old, way)) return next;
    const object = nodeAt(rootOf(next), way.slice(0, -1));
    const inside = nodeAt(rootOf(next), way);
    if (object === undefined || inside === undefined || (inside.children ?? []).length > 0) return next;
    next = withoutMember(next, object, way.at(-1) as string);
  }
  return next;
}

function isThere(old: Node | undefined, keys: readonly string[]): boolean {
  return old !== undefined && nodeAt(old, keys) !== undefined;
}

function nodeAt(root: Node, keys: readonly string[]): Node | undefined {
  return keys.reduce<Node | undefined>((node, key) => (node?.type === 'object' ? member(node, key) : undefined), root);
}

/** A group all of whose handlers are ours, or a handler that stands alone. */
function isOwnItem(item: Json, launcher: Launcher): boolean {
  const { hooks } = fieldsOf(item);
  if (!Array.isArray(hooks)) return isOwnHandler(item, launcher);
  return hooks.length > 0 && hooks.every((handler: Json) => isOwnHandler(handler, launcher));
}

/** By what our handlers in a file post; undefined where none does. Throws `InstallError`. */
export function httpHookIn(text: string, { entries, launcher }: EntriesPlacement): HttpHook | undefined {
  const own = entries.flatMap(({ list }) => ownHandlers(text, list, launcher));
  return own.map(httpHookOf).find((hook) => hook !== undefined);
}

function isOwnHandler(handler: Json, launcher: Launcher): boolean {
  const { command, bash } = fieldsOf(handler);
  if (httpHookOf(fieldsOf(handler)) !== undefined) return true;
  return [command, bash].some((line) => typeof line === 'string' && isOwnCommand(line, launcher));
}

function fieldsOf(value: Json): { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

/** Whatever the edits above did, nothing of anybody else's may have changed. */
function confirmOthersKept(before: string, after: string, removal: EntriesRemoval): void {
  const isKept = isDeepStrictEqual(othersOf(before, removal), othersOf(after, removal));
  if (isKept && isDeepStrictEqual(commentsOf(before), commentsOf(after))) return;
  throw new InstallError('UNSURE', 'expected to change our entries alone, met more that would change; it was left');
}

function othersOf(text: string, { lists, needs, launcher }: EntriesRemoval): Plain {
  const root = rootOf(text);
  const own = (node: Node) => isOwnHandler(valueOf(node), launcher);
  const plain = without(text, root, (node) => node.type === 'object' && own(node));
  return lists.reduce(withoutEmptyWay, withoutKeys(plain, needs));
}

/** A node's content but for nodes that are ours, and groups that hold none but ours. */
function without(text: string, node: Node, isOwn: (node: Node) => boolean): Plain {
  if (node.type !== 'array' && node.type !== 'object') return plainOf(text, node);
  const children = node.children ?? [];
  if (node.type === 'array') {
    return children
      .filter((child) => !isOwn(child) && !isOwnGroup(child, isOwn))
      .map((child) => without(text, child, isOwn));
  }
  const members = children.map(({ children: [key, value] = [] }) => {
    return [String(key?.value), without(text, value as Node, isOwn)] as const;
  });
  return { members };
}

function isOwnGroup(node: Node, isOwn: (node: Node) => boolean): boolean {
  if (node.type !== 'object') return false;
  const hooks = node.children?.find((property) => property.children?.[0]?.value === 'hooks')?.children?.[1];
  const handlers = hooks?.type === 'array' ? (hooks.children ?? []) : [];
  return handlers.length > 0 && handlers.every(isOwn);
}

function withoutKeys(plain: Plain, keys: readonly string[]): Plain {
  if (typeof plain === 'string' || !('members' in plain)) return plain;
  return { members: plain.members.filter(([key]) => !keys.includes(key)) };
}

function withoutEmptyWay(plain: Plain, [key, ...below]: readonly string[]): Plain {
  if (typeof plain === 'string' || !('members' in plain) || key === undefined) return plain;
  const members = plain.members.map(
    ([name, value]) => [name, name === key ? withoutEmptyWay(value, below) : value] as const,
  );
  return { members: members.filter(([name, value]) => name !== key || !isEmptyPlain(value)) };
}

function isEmptyPlain(plain: Plain): boolean {
  if (typeof plain === 'string') return false;
  return 'members' in plain ? plain.members.length === 0 : plain.length === 0;
}
