/** The configuration that is in force, setting by setting, for whoever runs the gate. No secret is in it. Pure. */
import { CONFIG_KEYS, valueOf } from './changes.ts';
import type { SettingOrigin, Settled } from './config.ts';

export interface SettingInForce {
  /** As the document has it, down to its last name: `http.tls.key`. */
  readonly key: string;
  /** Absent where there is none, and where it is not to be shown. */
  readonly value?: unknown;
  readonly origin: SettingOrigin;
  /** There is one, and nobody is shown it. */
  readonly isSecret?: true;
}

/** A URL of a database holds its password. */
const SECRETS: readonly string[] = ['store.url'];
/** In their queries, addresses may hold tokens. */
const ADDRESSES: readonly string[] = ['traces.endpoint'];

/** In the order of the document. */
export function settingsInForce(settled: Settled): readonly SettingInForce[] {
  const isOpen = settled.http !== undefined;
  // What an open port has says that it is open; of one that is not there is nothing else to say.
  const keys = CONFIG_KEYS.filter((key) => (key === 'http' ? !isOpen : isOpen || !key.startsWith('http.')));
  return keys.flatMap((key) => leavesOf(key, valueOf(key, settled))).map((leaf) => shown(leaf, settled));
}

type Leaf = readonly [key: string, value: unknown];

function leavesOf(key: string, value: unknown): readonly Leaf[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(`${key}.${name}`, part));
}

function shown([key, value]: Leaf, { origins }: Settled): SettingInForce {
  const origin = origins[key] ?? 'default';
  if (SECRETS.includes(key)) return { key, origin, isSecret: true };
  if (value === undefined) return { key, origin };
  return { key, origin, value: ADDRESSES.includes(key) ? withoutQuery(value) : value };
}

function withoutQuery(address: unknown): unknown {
  return typeof address === 'string' ? address.replace(/[?#].*$/u, '?…') : undefined;
}
