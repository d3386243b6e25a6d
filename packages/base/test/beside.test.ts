import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isBeside } from '../src/node/beside.ts';

const home = mkdtempSync(join(tmpdir(), 'capgate-beside-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function installed(...path: readonly string[]): void {
  mkdirSync(join(home, ...path), { recursive: true });
  writeFileSync(join(home, ...path, 'package.json'), '{}');
}

test('a package is taken where npm put the lab, and not from a folder above', () => {
  const lab = join(home, '.nvm/lib/node_modules/@capgate/lab/dist/index.js');
  installed('node_modules', 'cc-safety-net');
  expect(isBeside('cc-safety-net', lab)).toBe(false);
  installed('.nvm/lib/node_modules', 'cc-safety-net');
  expect(isBeside('cc-safety-net', lab)).toBe(true);
  expect(isBeside('cc-safety-net', join(home, 'project/index.js'))).toBe(false);
});
