import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import { person, TestService } from './harness.ts';

interface Pair {
  readonly cert: string;
  readonly key: string;
}

interface Certificates {
  readonly server: Pair;
  readonly client: Pair;
  readonly stranger: Pair;
  readonly authority: string;
}

/** An authority, and who has a certificate of it; the stranger has one of its own making. */
function certificates(context: TestContext): Certificates {
  const openssl = needsProgram(context, 'openssl');
  const folder = mkdtempSync(join(tmpdir(), 'capgate-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: string[]): void => void execFileSync(openssl, args, { cwd: folder, stdio: 'ignore' });
  const keys = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const own = (name: string): void =>
    run('req', '-x509', ...keys, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`);
  own('authority');
  own('stranger');
  for (const name of ['server', 'client']) {
    const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const by = ['-CA', 'authority.crt', '-CAkey', 'authority.key'];
    run(
      'req',
      '-x509',
      ...by,
      ...keys,
      ...names,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
    );
  }
  const pair = (name: string): Pair => ({
    cert: readFileSync(`${folder}/${name}.crt`, 'utf8'),
    key: readFileSync(`${folder}/${name}.key`, 'utf8'),
  });
  return {
    server: pair('server'),
    client: pair('client'),
    stranger: pair('stranger'),
    authority: pair('authority').cert,
  };
}

/** The status and the cookie of the answer, or the code of the error where there is none. */
function ask(port: number, path: string, ca: string, as?: Pair): Promise<{ status: number | string; cookie: string }> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path, ca, ...as, agent: false }, (response) => {
      response.resume();
      const [cookie = ''] = response.headers['set-cookie'] ?? [];
      resolve({ status: response.statusCode as number, cookie });
    });
    asked.once('error', (error) => resolve({ status: (error as { code?: string }).code ?? '', cookie: '' }));
    asked.end();
  });
}

test('over TLS the cookie is for this host and for TLS alone', async (context) => {
  const { server, authority } = certificates(context);
  const service = await TestService.start({ tls: server });
  onTestFinished(() => service.end());
  const { path } = (await service.http.call({ method: 'POST', path: '/v1/sign-in' }, () => person)).body as {
    path: string;
  };
  const { status, cookie } = await ask(service.port, path, authority);
  expect(status).toBe(303);
  expect(cookie).toMatch(/^__Host-capgate=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/u);
});

test('where callers must have a certificate, those without one of the authority get no answer at all', async (context) => {
  const { server, client, stranger, authority } = certificates(context);
  const service = await TestService.start({ tls: { ...server, ca: authority } });
  onTestFinished(() => service.end());
  expect(await ask(service.port, '/health', authority, client)).toMatchObject({ status: 200 });
  expect((await ask(service.port, '/health', authority)).status).not.toBe(200);
  expect((await ask(service.port, '/health', authority, stranger)).status).not.toBe(200);
});

test('shows another certificate to who comes once it has one', async (context) => {
  const { server, stranger, authority } = certificates(context);
  const service = await TestService.start({ tls: server });
  onTestFinished(() => service.end());
  expect((await ask(service.port, '/health', authority)).status).toBe(200);
  service.http.use({ tls: stranger, connectionsMax: 100, requestsPerSecond: 100 });
  expect((await ask(service.port, '/health', authority)).status).not.toBe(200);
  // Known, and rightly taken for one of another host.
  expect((await ask(service.port, '/health', stranger.cert)).status).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});
