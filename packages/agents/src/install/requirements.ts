/**
 * Codex's requirements, which an administrator sets for everybody on a machine: hooks in them need no trust. A file of TOML
 * that others use too, so a change is taken only where a parser says that it does just that.
 */
import { isDeepStrictEqual } from 'node:util';
import type { TomlTable } from 'smol-toml';
import { InstallError } from './error.ts';
import { isOwnCommand } from './launcher.ts';
import type { RequirementsPlacement } from './placement.ts';
import { parsed, plain, tableOf, taken, withKey, withoutKey } from './toml-key.ts';

export type RequirementsRemoval = Omit<RequirementsPlacement, 'path'>;

/** The text with the keys and a group of ours for each event; the same text where it has them. Throws `InstallError`. */
export function withRequirements(text: string, { keys, events, command, timeoutS }: RequirementsRemoval): string {
  const keyed = keys.reduce(withKey, text);
  return events.reduce((next, event) => withGroup(next, event, { command, timeoutS }), keyed);
}

/** The text without them, but for what was there `before` us. Throws `InstallError`. */
export function withoutRequirements(text: string, removal: RequirementsRemoval, before: string | undefined): string {
  const { keys, events, command, timeoutS } = removal;
  const ungrouped = events.reduceRight((next, event) => withoutGroup(next, event, { command, timeoutS }), text);
  return keys.reduceRight((next, key) => withoutKey(next, key, before), ungrouped);
}

/** Command lines of ours in the text. Throws `InstallError`. */
export function requiredCommands(text: string, { events }: RequirementsPlacement): string[] {
  const hooks = tableOf(parsed(text), 'hooks') ?? {};
  const groups = events.flatMap((event) => listOf(hooks[event]));
  const handlers = groups.flatMap((group) => listOf((group as { readonly hooks?: unknown }).hooks));
  return handlers.flatMap((handler) => {
    const { command } = handler as { readonly command?: unknown };
    return typeof command === 'string' && isOwnCommand(command, { kind: 'home' }) ? [command] : [];
  });
}

type Handler = Pick<RequirementsPlacement, 'command' | 'timeoutS'>;

function withGroup(text: string, event: string, handler: Handler): string {
  const before = parsed(text);
  const hooks = tableOf(before, 'hooks');
  const groups = listOf(hooks?.[event]);
  const group = groupOf(handler);
  if (groups.some((one) => isDeepStrictEqual(plain(one), plain(group)))) return text;
  const wanted = { ...before, hooks: { ...hooks, [event]: [...groups, group] } } as TomlTable;
  const eol = /\r?\n/u.exec(text)?.[0] ?? '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  const space = text.trim() === '' ? '' : eol;
  return taken([`${text}${gap}${space}${blockOf(event, handler, eol)}`], wanted, `add a hook for ${event}`);
}

function withoutGroup(text: string, event: string, handler: Handler): string {
  const now = parsed(text);
  const hooks = tableOf(now, 'hooks') ?? {};
  const groups = listOf(hooks[event]);
  const others = groups.filter((one) => !isDeepStrictEqual(plain(one), plain(groupOf(handler))));
  if (others.length === groups.length) return text;
  const { [event]: _, ...events } = hooks;
  const { hooks: __, ...rest } = now;
  const left = others.length === 0 ? events : { ...events, [event]: others };
  const wanted = (Object.keys(left).length === 0 ? rest : { ...rest, hooks: left }) as TomlTable;
  const texts = ['\n', '\r\n'].flatMap((eol) => {
    const block = blockOf(event, handler, eol);
    return [text.replace(`${eol}${block}`, () => ''), text.replace(block, () => '')];
  });
  return taken(texts, wanted, `remove the hook for ${event}`);
}

/** Integers as the parser has them. */
function groupOf({ command, timeoutS }: Handler): TomlTable {
  return { matcher: '.*', hooks: [{ type: 'command', command, timeout: BigInt(timeoutS) }] };
}

/** A basic string of TOML has the escapes of JSON's. */
function blockOf(event: string, { command, timeoutS }: Handler, eol: string): string {
  const handler = `{ type = "command", command = ${JSON.stringify(command)}, timeout = ${timeoutS} }`;
  return [`[[hooks.${event}]]`, 'matcher = ".*"', `hooks = [${handler}]`, ''].join(eol);
}

function listOf(value: unknown): readonly object[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null)) return value;
  throw new InstallError('TYPE', 'expected lists of hooks, met something else; mend it first');
}
