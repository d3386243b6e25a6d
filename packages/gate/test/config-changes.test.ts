/** What of a configuration a running gate takes over. */
import { describe, expect, test } from 'vitest';
import { CONFIG_KEYS, differingKeys, inForceAfter, waitingText } from '../src/config/changes.ts';
import { checkConfig, type Config, ConfigSchema, settle, type Settled } from '../src/config/config.ts';

const PLACES = { stateFolder: '/state', runtimeFolder: '/run', keysFolder: '/keys', logFolder: '/log' };

function settled(config: Config): Settled {
  return settle(checkConfig(config), PLACES, (path) => `/etc/${path}`);
}

/** A change of each key, from nothing: what it is called, and whether a running gate takes it. */
const CHANGES: readonly (readonly [string, Config, boolean])[] = [
  ['site', { site: 'other' }, false],
  ['socket.path', { socket: { path: 'other' } }, false],
  ['socket.users', { socket: { users: [7] } }, true],
  ['socket.approvers', { socket: { approvers: [7] } }, true],
  ['socket.connections', { socket: { connections: 7 } }, true],
  ['http.host', { http: { host: '::1' } }, false],
  ['http.port', { http: { port: 7 } }, false],
  ['http.names', { http: { names: ['other'] } }, true],
  ['http.tls', { http: { tls: { certificate: 'a', key: 'b' } } }, false],
  ['http.connections', { http: { connections: 7 } }, true],
  ['http.requestsPerSecond', { http: { requestsPerSecond: 7 } }, true],
  ['store', { store: { kind: 'postgres', url: 'postgres://u:secret@h/d' } }, false],
  ['log.folder', { log: { folder: 'other' } }, false],
  ['log.retentionDays', { log: { retentionDays: 7 } }, true],
  ['keys.folder', { keys: { folder: 'other' } }, false],
  ['approvals.pendingPerSession', { approvals: { pendingPerSession: 7 } }, true],
  ['traces', { traces: { endpoint: 'http://127.0.0.1:4318/v1/traces' } }, true],
  ['fleet', { fleet: { servers: ['tls://nats.example.org:4222'] } }, false],
  ['journal.level', { journal: { level: 'error' } }, true],
];

/** `a.b` of each value that the schema knows, down to two names: what lies deeper is one value. */
function keysOfSchema(): string[] {
  const parts = Object.entries(ConfigSchema.properties as Record<string, Part>);
  return parts.flatMap(([name, part]) => {
    if (name === 'store' || name === 'traces' || name === 'fleet') return [name];
    const { properties } = part.anyOf?.find((one) => one.properties !== undefined) ?? part;
    return properties === undefined ? [name] : Object.keys(properties).map((key) => `${name}.${key}`);
  });
}

interface Part {
  readonly properties?: object;
  readonly anyOf?: readonly Part[];
}

describe('a change of the configuration', () => {
  test('every key of the schema has its case here, and its place in the table', () => {
    expect(CHANGES.map(([key]) => key).toSorted()).toEqual(keysOfSchema().toSorted());
    expect(CONFIG_KEYS.filter((key) => key !== 'http').toSorted()).toEqual(keysOfSchema().toSorted());
  });

  test.each(CHANGES)('of %s is seen as that, and taken or waiting', (key, config, isTaken) => {
    const [old, next] = [settled({}), settled(config)];
    expect(differingKeys(old, next)).toEqual([key]);
    const inForce = inForceAfter(old, next);
    expect(differingKeys(old, inForce)).toEqual(isTaken ? [key] : []);
    expect(differingKeys(inForce, next)).toEqual(isTaken ? [] : [key]);
  });

  test('whether a port is open at all waits for a restart, with all that it is opened by', () => {
    const [open, closed] = [settled({}), settled({ http: false })];
    expect(inForceAfter(open, closed)).toEqual(open);
    expect(inForceAfter(closed, open)).toEqual(closed);
    expect(differingKeys(open, closed)).toContain('http');
  });

  test('other certificates are taken, but not whether callers must show one', () => {
    const tls = { certificate: 'a', key: 'b' };
    const old = settled({ http: { tls } });
    const renewed = settled({ http: { tls: { ...tls, certificate: 'c' } } });
    expect(inForceAfter(old, renewed)).toEqual(renewed);
    const asking = settled({ http: { tls: { ...tls, clients: 'd' }, names: ['x'] } });
    expect(differingKeys(old, inForceAfter(old, asking))).toEqual(['http.names']);
  });

  test('what waits is told with what stays in force, and without what may be a secret', () => {
    expect(waitingText('socket.path', settled({}))).toBe('socket.path needs a restart: still "/run/gate.sock"');
    const secret = settled({ store: { kind: 'postgres', url: 'postgres://u:secret@h/d' } });
    expect(waitingText('store', secret)).not.toContain('secret');
  });
});
