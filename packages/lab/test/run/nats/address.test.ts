import { codeOf } from '@capgate/testing';
import { expect, it } from 'vitest';
import { natsServerOf } from '../../../src/run/nats/address.ts';

it('takes TLS anywhere, and what is open on this machine alone', () => {
  expect(natsServerOf('tls://nats.example.com', {})).toMatchObject({ host: 'nats.example.com:4222', isTls: true });
  expect(natsServerOf('tls://nats.example.com:443', {})).toMatchObject({ host: 'nats.example.com:443' });
  expect(natsServerOf('nats://127.0.0.1:80', {})).toMatchObject({ host: '127.0.0.1:80', isTls: false });
  expect(natsServerOf('nats://localhost', {})).toMatchObject({ host: 'localhost:4222' });
  expect(natsServerOf('nats://[::1]:4223', {})).toMatchObject({ host: '[::1]:4223' });
});

it.each([
  'nats://nats.example.com',
  'nats://10.0.0.1',
  'nats://localhost.example.com',
  'nats://127.999.1.1',
  'nats://127.0.0.1.example.com',
  'tls://10.0.0.1',
  'tls://[2001:db8::1]',
  'ws://localhost',
  'https://nats.example.com',
  'localhost:4222',
  'tls://user:secret@nats.example.com',
  'tls://token@nats.example.com',
  'tls://nats.example.com/path',
  'tls://nats.example.com?x',
])('refuses %j, and does not repeat it', async (address) => {
  const error: unknown = await Promise.resolve()
    .then(() => natsServerOf(address, {}))
    .catch((met: unknown) => met);
  expect(error).toMatchObject({ code: 'RUN' });
  expect(String(error)).not.toContain(address);
});

it.each(['tls://', 'nats://', ''])('refuses %j, which names no host', async (address) => {
  expect(await codeOf(() => Promise.resolve().then(() => natsServerOf(address, {})))).toBe('RUN');
});

function credentials(variables: Readonly<Record<string, string>>) {
  return natsServerOf('nats://localhost', variables).credentials;
}

it('is known to the server by what the environment says, in one way', async () => {
  expect(credentials({})).toEqual({ kind: 'none' });
  const user = { CAPGATE_NATS_USER: 'lab', CAPGATE_NATS_PASSWORD: 'secret' };
  expect(credentials(user)).toEqual({ kind: 'user', user: 'lab', password: 'secret' });
  expect(credentials({ CAPGATE_NATS_TOKEN: 'secret' })).toEqual({ kind: 'token', token: 'secret' });
  expect(credentials({ CAPGATE_NATS_CREDS: '/a/lab.creds' })).toEqual({ kind: 'file', path: '/a/lab.creds' });
  for (const wrong of [
    { CAPGATE_NATS_USER: 'lab' },
    { CAPGATE_NATS_PASSWORD: 'secret' },
    { CAPGATE_NATS_CREDS: 'lab.creds' },
    { ...user, CAPGATE_NATS_TOKEN: 'secret' },
  ]) {
    expect(await codeOf(() => Promise.resolve().then(() => credentials(wrong)))).toBe('RUN');
  }
});
