import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf, needsProgram, SeededRandom } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import { newTlsKey } from '../../src/adapters/enrolment/tls-key.ts';
import {
  authorityCertificate,
  certificateRequest,
  keyOfRequest,
  nodeCertificate,
  pemOf,
  SERIAL_BYTES,
} from '../../src/enrolment/certificate.ts';
import { identifier, moment } from '../../src/enrolment/der.ts';
import { keyOf } from '../keys.ts';

const random = new SeededRandom(11);
const DAY_MS = 86_400_000;
const FROM = Date.now() - 60_000;
const authority = keyOf('hub-1-authority', 8);
const SUBJECT = { node: 'node-1', tenant: 'acme' };
const SERVER = { ...SUBJECT, hosts: ['node-1.example', '127.0.0.1'] };

const terms = (untilMs = FROM + 90 * DAY_MS) => ({ serial: random.bytes(SERIAL_BYTES), fromMs: FROM, untilMs });
const ca = async () => pemOf(await authorityCertificate(authority, terms(FROM + 3_650 * DAY_MS), nodePrimitives));

async function certificate(
  subject = { ...SUBJECT, hosts: [] as readonly string[] },
  publicKey = newTlsKey().publicKey,
) {
  return pemOf(await nodeCertificate(subject, publicKey, terms(), authority, nodePrimitives));
}

/** OpenSSL in a folder of its own, with these files in it. */
function opensslWith(context: TestContext, files: Readonly<Record<string, string | Uint8Array>>) {
  const program = needsProgram(context, 'openssl');
  const folder = mkdtempSync(join(tmpdir(), 'capgate-x509-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return {
    run: (...args: string[]): string =>
      execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    read: (name: string) => new Uint8Array(readFileSync(join(folder, name))),
  };
}

describe('to OpenSSL', () => {
  test('certificates hold by the strict rules of RFC 5280, for what they are made for and no more', async (context) => {
    const other = pemOf(await authorityCertificate(keyOf('hub-1-authority', 9), terms(), nodePrimitives));
    const { run } = opensslWith(context, {
      'ca.pem': await ca(),
      'other.pem': other,
      'client.pem': await certificate(),
      'server.pem': await certificate(SERVER),
    });
    const verify = (...args: string[]): string => run('verify', '-x509_strict', '-CAfile', 'ca.pem', ...args);
    expect(verify('-purpose', 'sslclient', 'client.pem')).toContain('OK');
    expect(verify('-purpose', 'sslserver', '-verify_hostname', 'node-1.example', 'server.pem')).toContain('OK');
    expect(verify('-purpose', 'sslserver', '-verify_ip', '127.0.0.1', 'server.pem')).toContain('OK');
    // The controls: another host, another use, another authority of the same name, a node as authority.
    expect(() => verify('-purpose', 'sslserver', '-verify_hostname', 'node-2.example', 'server.pem')).toThrow(
      'hostname mismatch',
    );
    expect(() => verify('-purpose', 'sslserver', 'client.pem')).toThrow('unsuitable certificate purpose');
    expect(() => run('verify', '-CAfile', 'other.pem', 'client.pem')).toThrow('verification failed');
    expect(() => run('verify', '-partial_chain', '-x509_strict', '-CAfile', 'client.pem', 'server.pem')).toThrow(
      'verification failed',
    );
  });

  test('they say who, for how long, by which key', async (context) => {
    const { run } = opensslWith(context, { 'server.pem': await certificate(SERVER), 'ca.pem': await ca() });
    const text = run('x509', '-in', 'server.pem', '-noout', '-text', '-nameopt', 'RFC2253');
    expect(text).toContain('Version: 3');
    expect(text).toContain('Subject: CN=node-1,O=acme');
    expect(text).toContain('Issuer: CN=hub-1-authority');
    expect(text).toContain('URI:capgate://acme/node-1, DNS:node-1.example, IP Address:127.0.0.1');
    expect(text).toContain('TLS Web Server Authentication, TLS Web Client Authentication');
    expect(text).toContain('Digital Signature\n');
    expect(text.match(/Algorithm: ED25519/gu)).toHaveLength(3);
    const authorityText = run('x509', '-in', 'ca.pem', '-noout', '-text');
    expect(authorityText).toContain('CA:TRUE, pathlen:0');
    expect(authorityText).toContain('Certificate Sign, CRL Sign\n');
  });

  test('requests are as it would make them itself, byte for byte', async (context) => {
    const key = newTlsKey();
    const ours = await certificateRequest(SUBJECT, key);
    const { run, read } = opensslWith(context, { 'ours.der': ours, 'node.key': key.pem });
    expect(run('req', '-in', 'ours.der', '-inform', 'DER', '-noout', '-verify', '-subject')).toContain(
      'O = acme, CN = node-1',
    );
    const subject = ['-subj', '/O=acme/CN=node-1'];
    run('req', '-new', '-key', 'node.key', ...subject, '-outform', 'DER', '-out', 'theirs.der');
    expect(read('theirs.der')).toEqual(ours);
    expect(await keyOfRequest(read('theirs.der'), SUBJECT, nodePrimitives)).toEqual(key.publicKey);
    // A name more is another request.
    run(
      'req',
      '-new',
      '-key',
      'node.key',
      ...subject,
      '-addext',
      'subjectAltName=DNS:hub.example',
      '-outform',
      'DER',
      '-out',
      'more.der',
    );
    expect(await codeOf(() => keyOfRequest(read('more.der'), SUBJECT, nodePrimitives))).toBe('FORM');
    run(
      'req',
      '-new',
      '-newkey',
      'ed25519',
      '-nodes',
      '-keyout',
      'x.key',
      '-subj',
      '/O=acme/CN=node-2',
      '-outform',
      'DER',
      '-out',
      'x.der',
    );
    expect(await codeOf(() => keyOfRequest(read('x.der'), SUBJECT, nodePrimitives))).toBe('FORM');
  });
});

test('a request is taken for its own name alone, and from whoever has the key', async () => {
  const key = newTlsKey();
  const request = await certificateRequest(SUBJECT, key);
  expect(await keyOfRequest(request, SUBJECT, nodePrimitives)).toEqual(key.publicKey);
  for (const subject of [
    { ...SUBJECT, node: 'node-2' },
    { ...SUBJECT, tenant: 'evil' },
    { node: 'acme', tenant: 'node-1' },
  ])
    expect(await codeOf(() => keyOfRequest(request, subject, nodePrimitives))).toBe('FORM');
  const thief = { publicKey: key.publicKey, sign: newTlsKey().sign };
  const stolen = await certificateRequest(SUBJECT, thief);
  expect(await codeOf(() => keyOfRequest(stolen, SUBJECT, nodePrimitives))).toBe('SIGNATURE');
});

test('no byte of a request can be another, nor be missing', async () => {
  const request = await certificateRequest(SUBJECT, newTlsKey());
  await fc.assert(
    fc.asyncProperty(fc.nat(request.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const altered = request.with(at, (request[at] as number) ^ change);
      expect(await codeOf(() => keyOfRequest(altered, SUBJECT, nodePrimitives))).toMatch(/^(?:FORM|SIGNATURE)$/u);
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect(await codeOf(() => keyOfRequest(bytes, SUBJECT, nodePrimitives))).toBe('FORM');
    }),
  );
  for (let length = 0; length < request.length; length++)
    expect(await codeOf(() => keyOfRequest(request.slice(0, length), SUBJECT, nodePrimitives))).toBe('FORM');
});

test('a certificate has the key that was asked for, and a number of its own', async () => {
  const key = newTlsKey();
  const [one, two] = [await certificate(undefined, key.publicKey), await certificate(undefined, key.publicKey)].map(
    (text) => new X509Certificate(text),
  );
  const der = one?.publicKey.export({ format: 'der', type: 'spki' });
  expect(new Uint8Array((der as Buffer).subarray(-32))).toEqual(key.publicKey);
  expect(one?.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/u);
  expect(one?.serialNumber).not.toBe(two?.serialNumber);
  expect(Date.parse(one?.validTo ?? '')).toBe(Math.floor((FROM + 90 * DAY_MS) / 1_000) * 1_000);
  expect(one?.verify(new X509Certificate(await ca()).publicKey)).toBe(true);
  const { publicKey } = generateKeyPairSync('ed25519');
  expect(one?.verify(publicKey)).toBe(false);
});

const text = (bytes: Uint8Array): string => `${bytes[0]} ${Buffer.from(bytes.subarray(2)).toString('latin1')}`;

test('moments and identifiers are as RFC 5280 and X.690 have them', () => {
  expect(text(moment(Date.UTC(2049, 11, 31, 23, 59, 59)))).toBe('23 491231235959Z');
  expect(text(moment(Date.UTC(2050, 0, 1)))).toBe('24 20500101000000Z');
  // The examples of RFC 8410 and of X.690 §8.19.5.
  expect(Buffer.from(identifier('1.3.101.112')).toString('hex')).toBe('06032b6570');
  expect(Buffer.from(identifier('2.999.3')).toString('hex')).toBe('0603883703');
});
