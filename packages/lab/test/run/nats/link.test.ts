import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, NatsServer, needsProgram } from '@capgate/testing';
import { expect, it } from 'vitest';
import { natsServerOf } from '../../../src/run/nats/address.ts';
import { openLink } from '../../../src/run/nats/link.ts';
import { startWorker } from './with-workers.ts';

it('a server that cannot be used is refused: none, one without JetStream, one for small messages', async (context) => {
  const program = needsProgram(context, 'nats-server');
  const config = join(mkdtempSync(join(tmpdir(), 'capgate-nats-')), 'small.conf');
  writeFileSync(config, 'max_payload: 65536\n');
  for (const options of [[], ['--jetstream', '--config', config]]) {
    const server = await NatsServer.start(program, options);
    await expect(openLink(natsServerOf(server.address, {}))).rejects.toThrow(/expected a NATS server with JetStream/u);
    await server.stop();
    expect(await codeOf(() => openLink(natsServerOf(server.address, {})))).toBe('RUN');
  }
});

it('a server is told who comes, and its refusal says no password', async (context) => {
  const options = ['--jetstream', '--user', 'lab', '--pass', 'right-one'];
  const server = await NatsServer.start(needsProgram(context, 'nats-server'), options);
  const as = (CAPGATE_NATS_PASSWORD: string) =>
    openLink(natsServerOf(server.address, { CAPGATE_NATS_USER: 'lab', CAPGATE_NATS_PASSWORD }));
  const link = await as('right-one');
  expect(link.isUp).toBe(true);
  await link.close();
  expect((await link.closed).code).toBe('RUN');
  const error: unknown = await as('wrong-one').catch((met: unknown) => met);
  expect(String(error)).toMatch(/Authorization/iu);
  expect(String(error)).not.toContain('wrong-one');
  await server.stop();
});

it('nothing is sent to a server that says it has no TLS, where TLS was asked for', async () => {
  let met = '';
  const info = {
    server_id: 'x',
    version: '2.9.10',
    go: 'go',
    host: 'x',
    port: 1,
    max_payload: 1 << 20,
    proto: 1,
    headers: true,
  };
  const fake = createServer((socket) => {
    socket.on('data', (bytes) => (met += bytes.toString('latin1')));
    socket.on('error', () => {});
    socket.write(`INFO ${JSON.stringify({ ...info, jetstream: true })}\r\n`);
  }).listen(0, '127.0.0.1');
  await once(fake, 'listening');
  const address = fake.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const variables = { CAPGATE_NATS_TOKEN: 'secret' };
  await expect(openLink(natsServerOf(`tls://localhost:${port}`, variables))).rejects.toThrow(/tls/iu);
  expect(met).toBe('');
  // The same server gets the token where nobody asked for TLS: the fake is one that is spoken to.
  await openLink(natsServerOf(`nats://127.0.0.1:${port}`, variables)).catch(() => {});
  expect(met).toContain('secret');
  fake.close();
});

it('a server is known by its certificate', { timeout: 60_000 }, async (context) => {
  const openssl = needsProgram(context, 'openssl');
  const folder = mkdtempSync(join(tmpdir(), 'capgate-tls-'));
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=server', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', 'server.key', '-out', 'server.crt'];
  execFileSync(openssl, [...make, ...names, ...files], { cwd: folder, stdio: 'ignore' });
  const [cert, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const options = ['--jetstream', '--tls', '--tlscert', cert, '--tlskey', key];
  const server = await NatsServer.start(needsProgram(context, 'nats-server'), options);
  const start = { address: `tls://localhost:${server.port}`, hash: 'ab'.repeat(32), folder };
  const stranger = startWorker(start);
  expect(await stranger.ended).toMatch(/expected the NATS server .* to take us, met .*certificate/iu);
  const friend = startWorker({ ...start, variables: { NODE_EXTRA_CA_CERTS: cert } });
  const [said] = await once(friend.child.stdout, 'data');
  expect(String(said)).toBe('waiting\n');
  friend.child.kill('SIGTERM');
  expect(await friend.ended).toContain('met the word to stop');
  await server.stop();
});
