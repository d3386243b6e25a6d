/** What the action that was decided last in a context reaches, for a caller who writes that down. */
import type { Context } from './context.ts';
import { NONE } from './knowledge/assessment.ts';
import { PLACE_NAMES, placeOf, SCOPES, type ScopeName } from './knowledge/vocabulary/places.ts';
import { RISK_TABLES, TargetKind } from './knowledge/vocabulary/risk.ts';
import type { Reading } from './shell/reading.ts';

/** More hosts of one action are not told, unless the caller wants more. */
const HOSTS_MAX = 8;

/** The bit of each place's scope, by the place's number; 0 of the scope `none`. */
const SCOPE_BITS: readonly number[] = PLACE_NAMES.map((name) => (1 << SCOPES.indexOf(placeOf(name).scope)) & ~1);

/** Lists that were told before: there are few, and most actions have one of them. */
const listsByBits = new Map<number, readonly ScopeName[]>();

/** The scopes of the paths that are targets of its effects, each once, in the order of `SCOPES`; empty without any. */
export function reachedScopes({ assessment: { effects } }: Context): readonly ScopeName[] {
  let bits = 0;
  for (let row = 0; row < effects.count; row++) bits |= SCOPE_BITS[effects.place(row)] as number;
  const known = listsByBits.get(bits);
  if (known !== undefined) return known;
  const list = SCOPES.filter((_, scope) => (bits & (1 << scope)) !== 0);
  listsByBits.set(bits, list);
  return list;
}

const NO_HOSTS: readonly string[] = [];

/**
 * The hosts that it names as targets of what it does on the network, in small letters, each once, without user and port;
 * at most so many. A host that is known only at run time, or by a name that stands for another (a remote of git), is in
 * none.
 */
export function namedHosts({ assessment: { effects, reading } }: Context, countMax = HOSTS_MAX): readonly string[] {
  let hosts: Set<string> | undefined;
  for (let row = 0; row < effects.count; row++) {
    const word = effects.word(row);
    if (RISK_TABLES.targetKind[effects.effect(row)] !== TargetKind.URL || word === NONE) continue;
    const host = hostIn(reading.text(word));
    if (host === undefined) continue;
    hosts ??= new Set();
    if (hosts.add(host).size === countMax) break;
  }
  return hosts === undefined ? NO_HOSTS : [...hosts];
}

/** A command that would run, wherever it hides. */
export interface NamedCommand {
  /** As it is written, without its path; empty where it is known only at run time. */
  readonly name: string;
  /** Those behind it, as the shell takes them: without quotes. They are read as they are asked for. */
  readonly words: Iterable<string>;
}

/** The commands of the action, those that wrappers run and those of files whose content was judged among them. */
export function namedCommands({ assessment: { frames, reading } }: Context): readonly NamedCommand[] {
  const commands: NamedCommand[] = [];
  for (let frame = 0; frame < frames.count; frame++) {
    const first = frames.word(frame);
    if (first === NONE) continue;
    const end = first + frames.wordCount(frame);
    commands.push({
      name: reading.text(first).slice(frames.nameStart(frame)),
      words: { [Symbol.iterator]: () => wordsOf(reading, first + 1, end) },
    });
  }
  return commands;
}

function* wordsOf(reading: Reading, from: number, to: number): Iterator<string> {
  for (let word = from; word < to; word++) yield reading.text(word);
}

/** Before the path, the query, the fragment, or a backslash that some take for a slash. */
const AUTHORITY = /^(?:[a-z][a-z\d+.-]*:\/\/)?([^/?#\\]*)/iu;
/** A name or an address; what holds anything else is a part of a shell's text and no host. */
const HOST = /^(?:\[[\da-f:.]{2,45}\]|[\p{L}\p{N}_](?:[\p{L}\p{N}._-]{0,252})?)$/u;

/** Of a URL, a host, or `user@host:path`. */
function hostIn(text: string): string | undefined {
  const authority = AUTHORITY.exec(text)?.[1] ?? '';
  const behindUser = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  const host = behindUser.startsWith('[') ? behindUser.replace(/\]:\d*$/u, ']') : behindUser.replace(/:.*$/su, '');
  return HOST.test(host) ? host : undefined;
}
