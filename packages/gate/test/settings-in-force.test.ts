/** What whoever runs a gate is told of its configuration. */
import { describe, expect, test } from 'vitest';
import { inForceAfter } from '../src/config/changes.ts';
import { checkConfig, type Config, type Places, settle, type Settled } from '../src/config/config.ts';
import { settingsInForce } from '../src/config/settings-in-force.ts';

const PLACES: Places = { stateFolder: '/state', runtimeFolder: '/run', keysFolder: '/keys', logFolder: '/log' };
const URL_OF_STORE = 'postgres://gate:secret-word@db.example/capgate';
const TRACES = { endpoint: 'http://127.0.0.1:4318/v1/traces?token=secret-word' };

function settled(config: Config, places: Places = PLACES): Settled {
  return settle(checkConfig(config), places, (path) => `/etc/${path}`);
}

function told(of: Settled): Record<string, unknown> {
  return Object.fromEntries(
    settingsInForce(of).map(({ key, value, origin, isSecret }) => [
      key,
      [isSecret === true ? 'secret' : value, origin],
    ]),
  );
}

describe('settings in force', () => {
  test('of no document are all Capgate’s own, each with its value', () => {
    expect(told(settled({}))).toMatchObject({
      site: ['local', 'default'],
      'socket.path': ['/run/gate.sock', 'default'],
      'http.port': [7413, 'default'],
      'http.tls': [undefined, 'default'],
      'store.kind': ['sqlite', 'default'],
      'store.path': ['/state/store.db', 'default'],
      'log.retentionDays': [365, 'default'],
    });
  });

  test('say what comes from the file, from a variable and from the command line', () => {
    const origins = { runtimeFolder: 'environment', stateFolder: 'environment', logFolder: 'command line' } as const;
    const config = { site: 'farm', http: { port: 7, tls: { certificate: 'a', key: 'b' } }, log: { retentionDays: 9 } };
    expect(told(settled(config, { ...PLACES, origins }))).toMatchObject({
      site: ['farm', 'file'],
      'socket.path': ['/run/gate.sock', 'environment'],
      'http.port': [7, 'file'],
      'http.host': ['127.0.0.1', 'default'],
      'http.tls.key': ['/etc/b', 'file'],
      'store.path': ['/state/store.db', 'environment'],
      'log.folder': ['/log', 'command line'],
      'log.retentionDays': [9, 'file'],
      'keys.folder': ['/keys', 'default'],
    });
  });

  test('show no secret, and that there is one', () => {
    const config: Config = { store: { kind: 'postgres', url: URL_OF_STORE }, traces: TRACES };
    expect(told(settled(config))).toMatchObject({
      'store.url': ['secret', 'file'],
      'traces.endpoint': ['http://127.0.0.1:4318/v1/traces?…', 'file'],
    });
    expect(JSON.stringify(settingsInForce(settled(config)))).not.toContain('secret-word');
    // The words are in what is looked at: the line above could fail.
    expect(JSON.stringify(settled(config))).toContain('secret-word');
  });

  test('of a port that is closed have nothing else to say of it', () => {
    const keys = Object.keys(told(settled({ http: false })));
    expect(keys.filter((key) => key.startsWith('http'))).toEqual(['http']);
  });

  test('that wait for a restart are as they were, with where they came from', () => {
    const inForce = inForceAfter(settled({ site: 'farm' }), settled({ journal: { level: 'warn' }, http: { port: 8 } }));
    expect(told(inForce)).toMatchObject({
      site: ['farm', 'file'],
      'http.port': [7413, 'default'],
      'journal.level': ['warn', 'file'],
    });
  });
});
