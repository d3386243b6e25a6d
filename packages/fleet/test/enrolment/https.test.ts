import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createPlainServer, connect as connectPlainly, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Clock } from '@capgate/base';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  CERTIFICATE_MS,
  enrol,
  type EnrolmentParts,
  type EnrolmentServer,
  Fleet,
  openNode,
  readNodeFile,
  RENEWAL_MS,
  renew,
  serveEnrolment,
  TLS_FILE,
} from '../../src/adapters/enrolment/index.ts';
import { renewIfDue } from '../../src/adapters/run/renewing.ts';
import { readTlsFile, type TlsFile } from '../../src/adapters/enrolment/tls-key.ts';
import { BODY_BYTES_MAX } from '../../src/enrolment/messages.ts';
import { readTokenText, tokenText, type TokenRequest } from '../../src/enrolment/tokens.ts';
import { WRONG_MAX } from '../../src/enrolment/guesses.ts';
import { Roster } from '../../src/index.ts';

/** How far the hub's clock is ahead of this machine's. */
let aheadMs = 0;
const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs };
const parts: EnrolmentParts = {
  disk: new NodeDisk(),
  clock,
  random: systemRandom,
  primitives: nodePrimitives,
  passphrase: async () => undefined,
};
const REQUEST_MS = 400;
const LOCAL: TokenRequest = { node: 'node-1', tier: 'local', tenant: 'acme', parent: 'hub-1' };

let folder: string;
let fleet: Fleet;
let server: EnrolmentServer;
let faults: unknown[];

async function freePort(): Promise<number> {
  const listener = createPlainServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  return port;
}

beforeEach(async () => {
  aheadMs = 0;
  faults = [];
  folder = mkdtempSync(join(tmpdir(), 'capgate-enrol-'));
  const port = await freePort();
  fleet = await Fleet.make({ folder: `${folder}/hub`, node: 'hub-1', hosts: ['127.0.0.1', 'localhost'], port }, parts);
  server = await serveEnrolment(fleet, {
    host: '127.0.0.1',
    port,
    clock,
    requestMs: REQUEST_MS,
    onFault: (error) => faults.push(error),
  });
});
afterEach(async () => {
  await server.close();
  fleet.close();
  rmSync(folder, { recursive: true, force: true });
  if (faults.length > 0) throw faults[0];
});

const at = (name: string): string => `${folder}/${name}`;
const enrolAt = (name: string, token: string, isAgain = false) => enrol({ token, folder: at(name), isAgain }, parts);
const names = async (): Promise<string[]> => (await fleet.list()).nodes.map(({ node }) => node);
const errorOf = async (action: () => Promise<unknown>): Promise<Error> => {
  try {
    await action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, met none');
};

/** Speaks TLS to the server, or tries to, and answers all that came until it ended. */
async function spoken(socket: Socket, text: string): Promise<string> {
  let heard = '';
  socket.on('data', (chunk: Buffer) => void (heard += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.write(text);
  await new Promise((resolve) => void socket.on('close', resolve));
  return heard;
}

const post = (path: string, length: number, body: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${body}`;

const tlsAt = (name: string): TlsFile => readTlsFile(readFileSync(join(at(name), TLS_FILE), 'utf8'));
const serialAt = (name: string): string => tlsAt(name).certificate.serialNumber;

const stranger = (maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): TLSSocket =>
  connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false, minVersion: 'TLSv1.2', maxVersion });

describe('a node that has a token', () => {
  test('is enrolled, and has what it needs to speak for itself', async () => {
    const node = await enrolAt('node', await fleet.makeToken(LOCAL));
    expect(node).toMatchObject({ node: 'node-1', tier: 'local', tenant: 'acme', parent: 'hub-1' });
    expect(await readNodeFile(at('node'), parts)).toMatchObject({ node, trusted: { deciders: { threshold: 1 } } });
    const { nodes, tokens } = await fleet.list();
    expect(nodes.map(({ node: name }) => name)).toEqual(['hub-1', 'node-1']);
    expect(tokens).toEqual([]);
    // Whoever gets the texts comes to the same, by the hub's key alone.
    const roster = new Roster((await readNodeFile(at('node'), parts))?.trusted.enrollers as never, nodePrimitives);
    for (const text of await fleet.texts()) await roster.take(text);
    expect(roster.nodeOf('node-1')).toEqual(node);
    expect(roster.children('hub-1')).toEqual([node]);
    const { certificate } = tlsAt('node');
    expect(certificate.subject).toBe('O=acme\nCN=node-1');
    expect(certificate.subjectAltName).toBe('URI:capgate://acme/node-1');
    expect(Math.abs(Date.parse(certificate.validTo) - Date.now() - CERTIFICATE_MS)).toBeLessThan(60_000);
  });

  test('keeps its files for its user alone, with no next to them', async () => {
    await enrolAt('node', await fleet.makeToken(LOCAL));
    expect(readdirSync(at('node')).sort()).toEqual(['keys', 'node.json', 'tls.pem']);
    for (const name of [...readdirSync(at('node')), ...readdirSync(at('node/keys')).map((key) => `keys/${key}`)])
      expect(statSync(join(at('node'), name)).mode & 0o077).toBe(0);
    for (const name of readdirSync(at('hub'))) expect(statSync(join(at('hub'), name)).mode & 0o077).toBe(0);
  });

  test('connects to another by mutual TLS, and a stranger does not', async () => {
    await enrolAt(
      'region',
      await fleet.makeToken({ ...LOCAL, node: 'region-1', tier: 'regional', tenant: 'fleet', hosts: ['localhost'] }),
    );
    await enrolAt('node', await fleet.makeToken({ ...LOCAL, parent: 'region-1' }));
    const [region, node] = ['region', 'node'].map(tlsAt);
    const options = (file = region) => ({
      key: file?.key ?? '',
      cert: file?.certificate.toString() ?? '',
      ca: region?.authority.toString() ?? '',
    });
    const listener = createTlsServer({ ...options(), requestCert: true, minVersion: 'TLSv1.3' }, (socket) => {
      socket.end(socket.getPeerX509Certificate()?.subject ?? '');
    });
    listener.on('tlsClientError', () => {});
    listener.listen(0, '127.0.0.1');
    onTestFinished(() => void listener.close());
    await once(listener, 'listening');
    const target = { host: '127.0.0.1', servername: 'localhost', port: (listener.address() as AddressInfo).port };
    expect(await spoken(connect({ ...target, ...options(node) }), '')).toBe('O=acme\nCN=node-1');
    expect(await spoken(connect({ ...target, ca: options().ca }), '')).toBe('');
    // A node that may be no server is none to others.
    const error = await errorOf(async () => {
      const posing = createTlsServer(options(node)).listen(0, '127.0.0.1');
      onTestFinished(() => void posing.close());
      await once(posing, 'listening');
      const socket = connect({ ...target, port: (posing.address() as AddressInfo).port, ca: options().ca });
      await once(socket, 'secureConnect');
    });
    expect(error.message).toMatch(/unsuitable certificate purpose/u);
  });

  test('is enrolled by it once, and again only where that is said', async () => {
    const token = await fleet.makeToken(LOCAL);
    const first = await enrolAt('node', token);
    expect(await codeOf(() => enrolAt('other', token))).toBe('TOKEN');
    const second = await fleet.makeToken(LOCAL);
    expect(await codeOf(() => enrolAt('node', second))).toBe('ENROLLED');
    const again = await enrolAt('node', second, true);
    expect(again.identity).not.toEqual(first.identity);
    expect((await readNodeFile(at('node'), parts))?.node).toEqual(again);
    expect((await fleet.list()).nodes).toContainEqual(again);
    // The key that speaks for nobody any more is gone, and so is one that nobody has enrolled.
    expect(readdirSync(at('node/keys'))).toHaveLength(1);
    expect(await codeOf(() => enrolAt('node', second, true))).toBe('TOKEN');
    expect(readdirSync(at('node/keys'))).toHaveLength(1);
    expect(await codeOf(() => renew(at('node'), parts))).toBeUndefined();
  });

  test('of two that have the same at the same time, one is enrolled', async () => {
    const token = await fleet.makeToken(LOCAL);
    const codes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => codeOf(() => enrolAt(name, token))));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'TOKEN')).toHaveLength(3);
    expect(await fleet.texts()).toHaveLength(2);
  });

  test('learns nothing by one that is over, unknown or of another node', async () => {
    const over = await fleet.makeToken({ ...LOCAL, lifetimeMs: 1_000 });
    aheadMs = 1_000;
    expect(await codeOf(() => enrolAt('node', over))).toBe('TOKEN');
    const token = readTokenText(await fleet.makeToken(LOCAL));
    const wrong: Partial<typeof token>[] = [{ secret: 'f'.repeat(64) }, { node: 'node-2' }, { tenant: 'evil' }];
    const codes = [];
    for (const changes of wrong) codes.push(await codeOf(() => enrolAt('node', tokenText({ ...token, ...changes }))));
    expect(codes).toEqual(['TOKEN', 'FORM', 'FORM']);
    expect(await names()).toEqual(['hub-1']);
    // Whoever tried for another name has not used it up.
    await enrolAt('node', tokenText(token));
    expect(await names()).toEqual(['hub-1', 'node-1']);
  });

  test('tells nothing to whoever is not the hub of the token', async () => {
    const token = readTokenText(await fleet.makeToken(LOCAL));
    const heard: Buffer[] = [];
    const other = await Fleet.make({ folder: at('evil'), node: 'hub-1', hosts: ['127.0.0.1'], port: 1 }, parts);
    onTestFinished(() => other.close());
    const { key, certificate, authority } = await other.tls();
    const evil = createTlsServer({ key, cert: certificate.toString() + authority.toString() }, (socket) => {
      socket.on('data', (chunk) => heard.push(chunk));
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void evil.close());
    await once(evil, 'listening');
    const { port } = evil.address() as AddressInfo;
    expect(await codeOf(() => enrolAt('node', tokenText({ ...token, port })))).toBe('SIGNATURE');
    expect(await codeOf(() => enrolAt('node', tokenText({ ...token, authority: '0'.repeat(64) })))).toBe('SIGNATURE');
    expect(await codeOf(async () => enrolAt('node', tokenText({ ...token, port: await freePort() })))).toBe(
      'UNREACHABLE',
    );
    expect(Buffer.concat(heard).length).toBe(0);
    expect(readdirSync(folder)).not.toContain('node');
  });

  test('is not sent to the right hub under another’s name', async () => {
    const token = readTokenText(await fleet.makeToken(LOCAL));
    // The certificate has localhost and 127.0.0.1; this is the same machine.
    expect(await codeOf(() => enrolAt('node', tokenText({ ...token, host: '127.0.0.2' })))).toBe('UNREACHABLE');
    expect(await codeOf(() => enrolAt('node', tokenText({ ...token, host: 'localhost' })))).toBeUndefined();
  });
});

test('no private key of a node comes to the hub: not on the wire, and not into its folder', async () => {
  const token = readTokenText(await fleet.makeToken(LOCAL));
  const wire: Buffer[] = [];
  // Who has the hub's own TLS key reads all that is said to it.
  const { key, certificate, authority } = await fleet.tls();
  const reader = createTlsServer({ key, cert: certificate.toString() + authority.toString() }, (near) => {
    const far = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        wire.push(chunk);
        to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void reader.close());
  await once(reader, 'listening');
  await enrolAt('node', tokenText({ ...token, port: (reader.address() as AddressInfo).port }));

  const said = Buffer.concat(wire).toString('latin1');
  const [keyFile = ''] = readdirSync(at('node/keys'));
  const { secret, identity } = JSON.parse(readFileSync(join(at('node/keys'), keyFile), 'utf8'));
  const tlsBase64 = tlsAt('node').key.split('\n')[1] as string;
  const tlsSeed = Buffer.from(tlsBase64, 'base64').subarray(-32);
  // The control: what is said is read here.
  expect(said).toContain(identity.keys[0].key);
  const seeds = [Buffer.from(secret.seeds, 'base64'), tlsSeed];
  const spellings = seeds.flatMap((seed) => [
    seed.toString('latin1'),
    seed.toString('hex'),
    seed.toString('base64url').slice(0, 40),
    seed.toString('base64').slice(0, 40),
  ]);
  const hubFiles = ['', 'keys'].flatMap((sub) =>
    readdirSync(join(at('hub'), sub), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(at('hub'), sub, entry.name), 'latin1')),
  );
  for (const spelling of [...spellings, tlsBase64, 'PRIVATE KEY']) expect(said.includes(spelling)).toBe(false);
  for (const spelling of [...spellings, tlsBase64])
    expect(hubFiles.some((text) => text.includes(spelling))).toBe(false);
  expect(hubFiles.some((text) => text.includes(identity.keys[0].key))).toBe(true);
});

test('no secret is in an error, nor in what the hub keeps', async () => {
  const text = await fleet.makeToken(LOCAL);
  const { secret } = readTokenText(text);
  await enrolAt('node', text);
  for (const action of [
    () => enrolAt('other', text),
    () => enrolAt('node', text),
    () => enrolAt('x', text.replace('@', '#')),
  ]) {
    const error = await errorOf(action);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(secret);
  }
  expect(readFileSync(join(at('hub'), 'fleet.json'), 'utf8')).not.toContain(secret);
});

describe('a certificate', () => {
  test('is renewed by the one before, with another key', async () => {
    await enrolAt('node', await fleet.makeToken({ ...LOCAL, hosts: ['node-1.example', '127.0.0.1'] }));
    const before = tlsAt('node');
    await renew(at('node'), parts);
    const after = tlsAt('node');
    expect(after.certificate.serialNumber).not.toBe(before.certificate.serialNumber);
    expect(after.key).not.toBe(before.key);
    expect(after.certificate.subjectAltName).toBe(before.certificate.subjectAltName);
  });

  test('brings who decides by now', async () => {
    await enrolAt('second', await fleet.makeToken({ node: 'hub-2', tier: 'hub', tenant: 'fleet' }));
    await enrolAt('node', await fleet.makeToken(LOCAL));
    await fleet.decideBy(['hub-1', 'hub-2'], 2);
    await renew(at('node'), parts);
    const { deciders } = (await readNodeFile(at('node'), parts))?.trusted ?? {};
    expect(deciders).toMatchObject({ hubs: [{ name: 'hub-1' }, { name: 'hub-2' }], threshold: 2 });
    const opened = await openNode(at('hub'), parts);
    expect(opened.file.trusted.deciders.threshold).toBe(2);
    expect(opened.key.identity).toEqual(opened.file.node.identity);
    opened.key.destroy();
    expect(await codeOf(() => fleet.decideBy(['hub-1', 'node-1'], 1))).toBe('SOURCE');
    expect(await codeOf(() => fleet.decideBy(['hub-1'], 2))).toBe('FORM');
  });

  test('is renewed by a node that runs once a month of it is left, and not before', async () => {
    await enrolAt('node', await fleet.makeToken(LOCAL));
    const serial = serialAt('node');
    await renewIfDue(at('node'), parts);
    expect(serialAt('node')).toBe(serial);
    aheadMs = CERTIFICATE_MS - RENEWAL_MS + 60_000;
    await renewIfDue(at('node'), parts);
    expect(serialAt('node')).not.toBe(serial);
  });

  test('of a node that is revoked is not renewed, and the word goes to all', async () => {
    const node = await enrolAt('node', await fleet.makeToken(LOCAL));
    const serial = serialAt('node');
    const roster = new Roster(
      { hubs: [(await fleet.list()).nodes[0]?.identity as never], threshold: 1 },
      nodePrimitives,
    );
    for (const text of await fleet.texts()) await roster.take(text);
    const word = await fleet.revoke('node-1', 'a lost laptop');
    expect(await codeOf(() => renew(at('node'), parts))).toBe('SOURCE');
    expect(serialAt('node')).toBe(serial);
    expect(await roster.take(word)).toEqual({ node, isRevoked: true });
    expect(await names()).toEqual(['hub-1']);
    expect((await fleet.list()).revocations).toMatchObject([{ node: 'node-1', why: 'a lost laptop' }]);
    expect(await codeOf(() => fleet.revoke('node-1', 'again'))).toBe('SOURCE');
    expect(await codeOf(() => fleet.revoke('hub-1', 'itself'))).toBe('VALUE');
    // Its successor by the same name has an identity of its own, and what the old one had serves nobody.
    await enrolAt('successor', await fleet.makeToken(LOCAL));
    expect(await codeOf(() => renew(at('node'), parts))).toBe('SOURCE');
    expect(await codeOf(() => renew(at('successor'), parts))).toBeUndefined();
  });

  test('is asked for in vain without one, or with another’s', async () => {
    await enrolAt('node', await fleet.makeToken(LOCAL));
    await enrolAt('other', await fleet.makeToken({ ...LOCAL, node: 'node-2' }));
    copyFileSync(join(at('other'), TLS_FILE), join(at('node'), TLS_FILE));
    expect(await codeOf(() => renew(at('node'), parts))).toMatch(/^(?:SOURCE|FORM)$/u);
    expect(
      await spoken(stranger(), 'POST /v1/renew HTTP/1.1\r\nhost: x\r\ncontent-length: 14\r\n\r\n{"request":""}'),
    ).toMatch(/^HTTP\/1.1 403 /u);
  });

  test('of the hub itself is made anew in time', async () => {
    const { serialNumber } = (await fleet.tls()).certificate;
    expect((await fleet.tls()).certificate.serialNumber).toBe(serialNumber);
    aheadMs = CERTIFICATE_MS - RENEWAL_MS + 60_000;
    const next = (await fleet.tls()).certificate;
    expect(next.serialNumber).not.toBe(serialNumber);
    expect(next.subjectAltName).toContain('IP Address:127.0.0.1');
  });
});

describe('the server', () => {
  test('speaks TLS 1.3 and nothing else', async () => {
    const older = stranger('TLSv1.2');
    const error = await errorOf(async () => once(older, 'secureConnect'));
    expect(error.message).toMatch(/protocol version/iu);
    const newer = stranger();
    await once(newer, 'secureConnect');
    expect(newer.getProtocol()).toBe('TLSv1.3');
    newer.destroy();
    const plain = connectPlainly({ host: '127.0.0.1', port: server.port });
    expect(await spoken(plain, post('/v1/enrol', 2, '{}'))).not.toContain('HTTP');
  });

  test('has two operations, of one form each', async () => {
    expect(await spoken(stranger(), post('/v1/enrol', 2, '{}'))).toMatch(/^HTTP\/1.1 400 /u);
    expect(await spoken(stranger(), post('/v1/enrol', 1, '{'))).toMatch(/^HTTP\/1.1 400 /u);
    for (const text of [post('/v1/tokens', 2, '{}'), post('/', 2, '{}'), 'GET /v1/enrol HTTP/1.1\r\nhost: x\r\n\r\n'])
      expect(await spoken(stranger(), text)).toMatch(/^HTTP\/1.1 404 /u);
    const body = JSON.stringify({ secret: 'a'.repeat(64), request: '', more: 1 });
    expect(await spoken(stranger(), post('/v1/enrol', body.length, body))).toMatch(/^HTTP\/1.1 400 /u);
  });

  test('takes no more than a request has, of length or of time', async () => {
    const long = 'x'.repeat(BODY_BYTES_MAX + 1);
    // The connection may break before the answer is read.
    expect(await spoken(stranger(), post('/v1/enrol', long.length, long))).toMatch(/^(?:HTTP\/1.1 413 |$)/u);
    expect(await spoken(stranger(), post('/v1/enrol', long.length - 1, long.slice(1)))).toMatch(/^HTTP\/1.1 400 /u);
    expect(
      await spoken(stranger(), `POST /v1/enrol HTTP/1.1\r\nhost: x\r\ncookie: ${'x'.repeat(20_000)}\r\n\r\n`),
    ).not.toMatch(/^HTTP\/1.1 200/u);
    const mute = connectPlainly({ host: '127.0.0.1', port: server.port });
    expect(await spoken(mute, '')).toBe('');
    // Who says nothing, stops within the headers, or within the body, has the connection closed.
    for (const part of ['', 'POST /v1/enrol HTTP/1.1\r\n', post('/v1/enrol', 100, '{')]) {
      const heard = await spoken(stranger(), part);
      expect(heard).not.toMatch(/^HTTP\/1.1 200/u);
    }
    expect(await codeOf(async () => enrolAt('node', await fleet.makeToken(LOCAL)))).toBeUndefined();
  });

  test('tells a stranger nothing of its own faults', async () => {
    const token = await fleet.makeToken(LOCAL);
    writeFileSync(join(at('hub'), 'fleet.json'), '{}');
    const error = await errorOf(() => enrolAt('node', token));
    expect(error).toMatchObject({ code: 'UNREACHABLE', message: expect.not.stringContaining(folder) });
    expect(faults.splice(0)).toMatchObject([{ code: 'FOLDER' }]);
  });

  test('looks at no more tokens of whoever was wrong too often', async () => {
    const token = readTokenText(await fleet.makeToken(LOCAL));
    for (let i = 0; i < WRONG_MAX; i++) {
      const wrong = tokenText({ ...token, secret: i.toString(16).padStart(64, '0') });
      expect(await codeOf(() => enrolAt('guesser', wrong))).toBe('TOKEN');
    }
    const error = await errorOf(() => enrolAt('guesser', tokenText(token)));
    expect(error.message).toContain('wait for a minute');
    expect(await names()).toEqual(['hub-1']);
    expect((await fleet.list()).tokens).toHaveLength(1);
  });
});

describe('a fleet', () => {
  test('goes on where it was, in another process as well', async () => {
    const text = await fleet.makeToken(LOCAL);
    const again = await Fleet.open(at('hub'), parts);
    onTestFinished(() => again.close());
    // Both change it at the same time, as a person beside the server does.
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? fleet : again).makeToken({ ...LOCAL, node: `node-${i + 2}` })),
    );
    expect(new Set(made).size).toBe(8);
    expect((await fleet.list()).tokens).toHaveLength(9);
    await enrolAt('node', text);
    await again.revoke('node-1', 'a lost laptop');
    expect(await codeOf(() => renew(at('node'), parts))).toBe('SOURCE');
    expect(
      await codeOf(async () => Fleet.make({ folder: at('hub'), node: 'hub-1', hosts: ['localhost'], port: 1 }, parts)),
    ).toBe('ENROLLED');
    expect(await codeOf(async () => Fleet.open(at('nowhere'), parts))).toBe('FOLDER');
    // A node in a fleet's folder would take its keys' place.
    expect(await codeOf(async () => enrolAt('hub', await fleet.makeToken(LOCAL), true))).toBe('ENROLLED');
  });

  test('takes back a token that nobody has used', async () => {
    const text = await fleet.makeToken(LOCAL);
    const other = await fleet.makeToken({ ...LOCAL, node: 'node-2' });
    expect(await fleet.closeTokens('node-1')).toBe(1);
    expect(await codeOf(() => enrolAt('node', text))).toBe('TOKEN');
    expect(await codeOf(() => enrolAt('node', other))).toBeUndefined();
  });

  test('gives no place that does not fit', async () => {
    expect(await codeOf(() => fleet.makeToken({ ...LOCAL, parent: 'nobody' }))).toBe('SOURCE');
    await enrolAt('node', await fleet.makeToken(LOCAL));
    expect(await codeOf(() => fleet.makeToken({ ...LOCAL, node: 'node-2', parent: 'node-1' }))).toBe('SOURCE');
    expect(await codeOf(() => fleet.makeToken({ ...LOCAL, tenant: 'fleet' }))).toBe('FORM');
  });
});
