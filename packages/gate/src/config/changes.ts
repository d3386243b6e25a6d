/** What of a configuration a running gate takes over, and what waits for a restart. */
import type { HttpSettled, Settled } from './config.ts';

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
  'log.retentionDays': ({ retentionMs }) => retentionMs,
  'keys.folder': ({ keysFolder }) => keysFolder,
  'approvals.pendingPerSession': ({ pendingPerSession }) => pendingPerSession,
  'journal.level': ({ journalLevel }) => journalLevel,
  traces: ({ traces }) => traces,
};

/** The keys of the document, as `http.names`. */
export const CONFIG_KEYS: readonly string[] = Object.keys(KEYS);

/** The keys by which two configurations differ. */
export function differingKeys(one: Settled, other: Settled): readonly string[] {
  return CONFIG_KEYS.filter((key) => textOf(key, one) !== textOf(key, other));
}

/** What is in force once a gate that runs by `old` has taken over of `next` what it can. */
export function inForceAfter(old: Settled, next: Settled): Settled {
  const { site, socketPath, store, logFolder, keysFolder, backupFolder } = old;
  return {
    ...next,
    site,
    socketPath,
    store,
    logFolder,
    keysFolder,
    backupFolder,
    http: httpAfter(old.http, next.http),
  };
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
  return JSON.stringify(KEYS[key]?.(settled));
}
