/** `audit/verify` as a page has it: small, and at work in a real browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { fromUtf8 } from '@capgate/base';
import { CHROMIUM_FLAGS, needsProgram } from '@capgate/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findEntry, formatProof, parseCheckpoint, proveInclusion, TreeReader } from '../src/verify/index.ts';
import {
  anchorOf,
  type Files,
  filesReader,
  newWorld,
  openLog,
  primitives,
  publicFiles,
  type World,
} from './harness.ts';

const PAGE = fileURLToPath(new URL('browser/page.ts', import.meta.url));
const BUNDLE_BYTES_MAX = 20 * 1024;

async function bundled(): Promise<string> {
  const build = await rolldown({
    input: PAGE,
    platform: 'browser',
    resolve: { conditionNames: ['@capgate/source', 'import', 'default'] },
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  expect(output).toHaveLength(1);
  return output[0].code;
}

test('the bundle has at most 20 KB, compressed', async () => {
  const code = await bundled();
  expect(code).not.toMatch(/node:/u);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(BUNDLE_BYTES_MAX);
});

describe('in a browser', () => {
  let code: string;
  let world: World;
  let files: Files;
  let server: Server;
  let browser: Browser | undefined;

  beforeAll(async () => {
    code = await bundled();
    world = await newWorld(1);
    const log = await openLog(world);
    await Promise.all(Array.from({ length: 700 }, (_, i) => log.append('decision', { command: `make target-${i}` })));
    await log.close();
    files = publicFiles(world);
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/')
        response.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>');
      else if (path === '/page.js') response.setHeader('content-type', 'text/javascript').end(code);
      else if (files.has(path.slice('/log/'.length))) response.end(files.get(path.slice('/log/'.length)));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  async function open(executablePath: string): Promise<Page> {
    browser ??= await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.checkLog !== undefined');
    return page;
  }

  test('a log verifies, and one that was altered does not', async (context) => {
    const page = await open(needsProgram(context, 'chromium'));
    const check = `checkLog(${JSON.stringify(anchorOf(world))})`;
    expect(await page.evaluate(check)).toBe(701);
    const whole = files;
    const bytes = (whole.get('tile/entries/001') as Uint8Array).slice();
    bytes[bytes.length - 8] = (bytes[bytes.length - 8] as number) ^ 1;
    files = new Map(whole).set('tile/entries/001', bytes);
    expect(await page.evaluate(check)).toMatch(/^(?:TILE|ENTRY)$/u);
    files = whole;
    expect(await page.evaluate(`checkLog(${JSON.stringify('0'.repeat(64))})`)).toBe('UNTRUSTED');
    await page.close();
  });

  test('a proof verifies, and not for another entry', async (context) => {
    const page = await open(needsProgram(context, 'chromium'));
    const checkpoint = fromUtf8(files.get('checkpoint') as Uint8Array) ?? '';
    const tree = new TreeReader(filesReader(files), parseCheckpoint(checkpoint).size, primitives.sha256);
    const { index, entry } = await findEntry(tree, '321');
    const proof = await proveInclusion(tree, index);
    const check = (at: number): string => {
      const text = formatProof({ index: at, entry, proof, checkpoint });
      return `checkProof(${JSON.stringify(text)}, ${JSON.stringify(anchorOf(world))})`;
    };
    expect(await page.evaluate(check(321))).toBe(701);
    expect(await page.evaluate(check(322))).toBe('PROOF');
    await page.close();
  });
});
