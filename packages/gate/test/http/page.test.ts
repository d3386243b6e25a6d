/** The page's files, as the port gives them away. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGE_LIST, PAGE_POLICY, readPage } from '../../src/http/page.ts';
import { TestService } from './harness.ts';

const FILES: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>page</title>',
  'assets/index-1a2b.js': 'export {};',
  'assets/index-3c4d.css': 'body { margin: 0 }',
  'assets/mark-5e6f.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
};

let folder: string;
let service: TestService;

function write(list: unknown, files = FILES): string {
  const at = mkdtempSync(join(folder, 'page-'));
  mkdirSync(join(at, 'assets'));
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(at, path), text);
    writeFileSync(join(at, `${path}.gz`), gzipSync(text));
  }
  writeFileSync(join(at, PAGE_LIST), JSON.stringify(list));
  // Beside the files, and in no list.
  writeFileSync(join(at, 'assets/secret.js'), 'secret');
  return at;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-page-'));
  const page = readPage(write(Object.keys(FILES)));
  service = await TestService.start(page === undefined ? {} : { page });
});

afterAll(async () => {
  await service.end();
  rmSync(folder, { recursive: true, force: true });
});

/** As it is written: `fetch` would tidy the path up. */
function status(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: service.port, host: '127.0.0.1', path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

describe('the page', () => {
  test('is shown to anybody, under a policy that lets in nothing of others', async () => {
    const { status: code, headers, text } = await service.ask('GET', '/');
    expect([code, text]).toEqual([200, FILES['index.html']]);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe(PAGE_POLICY);
    expect(PAGE_POLICY).not.toMatch(/unsafe|\*|https?:|data:|blob:/u);
    expect(PAGE_POLICY).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['assets/index-1a2b.js', 'text/javascript; charset=utf-8'],
    ['assets/index-3c4d.css', 'text/css; charset=utf-8'],
    ['assets/mark-5e6f.svg', 'image/svg+xml'],
  ])('%s has its type, and is kept for good', async (path, type) => {
    const { headers, text } = await service.ask('GET', `/${path}`);
    expect(text).toBe(FILES[path]);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['gzip, br', 'gzip'],
    ['br;q=1.0, gzip;q=0.8', 'gzip'],
    ['identity', null],
    ['gzip;q=0', null],
  ])('to who accepts "%s" its encoding is %s', async (accepts, encoding) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ headers: object; bytes: Buffer }>();
    const headers = { 'accept-encoding': accepts };
    request({ port: service.port, host: '127.0.0.1', path: '/assets/index-1a2b.js', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
    const { headers: got, bytes } = await promise;
    expect((got as Record<string, string>)['content-encoding'] ?? null).toBe(encoding);
    expect((got as Record<string, string>)['vary']).toBe('accept-encoding');
    expect((encoding === null ? bytes : gunzipSync(bytes)).toString()).toBe(FILES['assets/index-1a2b.js']);
  });

  test.each([
    '/assets/secret.js',
    '/assets/files.json',
    '/files.json',
    '/index.html',
    '/assets/index-1a2b.js.gz',
    '/assets/../files.json',
    '/assets/..%2ffiles.json',
    '/assets/%2e%2e/files.json',
    '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/assets/constructor',
    '/assets/__proto__',
    '//etc/passwd',
  ])('%s is no file of it', async (path) => {
    // A path that there is none of is refused to strangers as all others are.
    expect([401, 404]).toContain(await status(path));
  });

  test('is for the hosts of the gate alone', async () => {
    expect(await status('/', { host: 'rebound.example' })).toBe(403);
    expect(await status('/', { host: `localhost:${service.port}` })).toBe(200);
    const { headers } = await service.ask('GET', '/assets/index-1a2b.js');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('a list of files', () => {
  test('that is not there is no page, and a text says so', async () => {
    expect(readPage(join(folder, 'nowhere'))).toBeUndefined();
    const bare = await TestService.start();
    expect((await bare.ask('GET', '/')).text).toContain('/openapi.json');
    await bare.end();
  });

  test.each([
    ['no list', {}],
    ['one without a start', ['assets/index-1a2b.js']],
    ['one of a file above', ['index.html', '../secret.js']],
    ['one of an absolute path', ['index.html', '/etc/passwd']],
    ['one of a folder further down', ['index.html', 'assets/deep/a.js']],
    ['one of a type that is none of a page', ['index.html', 'assets/a.json']],
    ['one of something else', ['index.html', 7]],
    ['too long a one', ['index.html', ...Array.from({ length: 200 }, (_, i) => `assets/${i}.js`)]],
  ])('that is %s is refused', (_, list) => {
    const at = write(list);
    expect(() => readPage(at)).toThrow(expect.objectContaining({ code: 'REQUEST' }));
  });
});
