/** What of a configuration a running gate takes over, and what waits for a restart. */
import { DAY_MS, type HttpSettled, type SettingOrigin, type Settled } from './config.ts';

/** What a key of the document comes to. A value that may hold a secret is compared here, and told nowhere. */
const KEYS: Readonly<Record<string, (of: Settled) => unknown>> = {
  site: ({ site }) => site,
  'socket.path': ({ socketPath }) => socketPath,
  'socket.users': ({ users }) => users,
  'socket.approvers': ({ approvers }) => approvers,
  'socket.connections': ({ socketConnections }) => socketConnections,
  http: ({ http }) => http !== undefined,
  'http.host': ({ http }) => http?.host,
  'http.port': ({ http }) => http?.port,
  'http.names': ({ http }) => http?.names,
  'http.tls': ({ http }) => http?.tls,
  'http.connections': ({ http }) => http?.connections,
  'http.requestsPerSecond': ({ http }) => http?.requestsPerSecond,
  store: ({ store }) => store,
  'log.folder': ({ logFolder }) => logFolder,
  'log.retentionDays': ({ retentionMs }) => retentionMs / DAY_MS,
  'keys.folder': ({ keysFolder }) => keysFolder,
  'approvals.pendingPerSession': ({ pendingPerSession }) => pendingPerSession,
  'journal.level': ({ journalLevel }) => journalLevel,
  traces: ({ traces }) => traces,
  fleet: ({ fleet }) => fleet,
};

/** The keys of the document, as `http.names`. */
export const CONFIG_KEYS: readonly string[] = Object.keys(KEYS);

/** It may hold a secret. */
export function valueOf(key: string, settled: Settled): unknown {
  return KEYS[key]?.(settled);
}

/** The keys by which two configurations differ. */
export function differingKeys(one: Settled, other: Settled): readonly string[] {
  return CONFIG_KEYS.filter((key) => textOf(key, one) !== textOf(key, other));
}

/** What is in force once a gate that runs by `old` has taken over of `next` what it can. */
export function inForceAfter(old: Settled, next: Settled): Settled {
  const { site, socketPath, store, logFolder, keysFolder, backupFolder, fleet } = old;
  const inForce = {
    ...next,
    site,
    socketPath,
    store,
    logFolder,
    keysFolder,
    backupFolder,
    fleet,
    http: httpAfter(old.http, next.http),
  };
  return { ...inForce, origins: originsAfter(old, next, inForce) };
}

/** Of each key, as those that its value is of. */
function originsAfter(old: Settled, next: Settled, inForce: Settled): Settled['origins'] {
  const kept = CONFIG_KEYS.map((key) => {
    const { origins } = textOf(key, inForce) === textOf(key, next) ? next : old;
    const isOf = (leaf: string): boolean => leaf === key || (key !== 'http' && leaf.startsWith(`${key}.`));
    return Object.entries(origins).filter(([leaf]) => isOf(leaf));
  });
  return Object.fromEntries<SettingOrigin>(kept.flat());
}

/** Says of a key that waits for a restart what stays in force. */
export function waitingText(key: string, inForce: Settled): string {
  if (key === 'store') return 'store needs a restart: still the one before';
  return `${key} needs a restart: still ${textOf(key, inForce) ?? 'none'}`;
}

/** A port that is open stays open, and none is opened. */
function httpAfter(old: HttpSettled | undefined, next: HttpSettled | undefined): HttpSettled | undefined {
  if (old === undefined || next === undefined) return old;
  const { tls: nextTls, ...rest } = next;
  const tls = tlsAfter(old.tls, nextTls);
  return { ...rest, host: old.host, port: old.port, ...(tls !== undefined && { tls }) };
}

/** Whether there is TLS, and whether callers must show a certificate, is part of how the port was opened. */
function tlsAfter(old: HttpSettled['tls'], next: HttpSettled['tls']): HttpSettled['tls'] {
  if (old === undefined || next === undefined) return old;
  return (old.clients === undefined) === (next.clients === undefined) ? next : old;
}

function textOf(key: string, settled: Settled): string | undefined {
  return JSON.stringify(valueOf(key, settled));
}
