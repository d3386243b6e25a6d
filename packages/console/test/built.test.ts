/** What the build leaves, as it is shipped. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGE_FOLDER } from './harness.ts';

/** Of all scripts that Now and Approvals need. */
const FIRST_BYTES_MAX = 250 * 1024;

const files = JSON.parse(readFileSync(join(PAGE_FOLDER, 'files.json'), 'utf8')) as string[];
const start = readFileSync(join(PAGE_FOLDER, 'index.html'), 'utf8');

/** The scripts that the start names, and those that these load at once. */
function firstScripts(): string[] {
  const named = [...start.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/gu)].map(([, path]) => path as string);
  const found = new Set(named);
  for (const path of found) {
    const text = readFileSync(join(PAGE_FOLDER, path), 'utf8');
    for (const [, name] of text.matchAll(/(?:^|[;\n])(?:import|export)[^"'()]*["']\.\/([^"']+\.js)["']/gu))
      found.add(`assets/${name}`);
  }
  return [...found];
}

describe('the built page', () => {
  test('has at most 250 KB of script, compressed, before Now and Approvals are there', () => {
    const scripts = firstScripts();
    const bytes = scripts.reduce((sum, path) => sum + readFileSync(join(PAGE_FOLDER, `${path}.gz`)).length, 0);
    console.log(`first scripts: ${scripts.length}, ${(bytes / 1024).toFixed(1)} KB compressed`);
    expect(scripts.length).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(10 * 1024);
    expect(bytes).toBeLessThanOrEqual(FIRST_BYTES_MAX);
  });

  test('names all its files, each with its compressed form', () => {
    const there = readdirSync(PAGE_FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.\w+$/u.test(path),
    );
    expect(there.filter((path) => !path.endsWith('.gz') && path !== 'files.json').toSorted()).toEqual(files);
    expect(files.filter((path) => !existsSync(join(PAGE_FOLDER, `${path}.gz`)))).toEqual([]);
  });

  test('has no script or style in its start, nor anything from elsewhere', () => {
    expect(start).not.toMatch(/<script(?![^>]*\bsrc="\/assets\/)|<style|\bon\w+=|style=|https?:|data:/iu);
  });

  test('has no part of Node, nor of the knowledge of commands', () => {
    const text = files
      .filter((path) => path.endsWith('.js'))
      .map((path) => readFileSync(join(PAGE_FOLDER, path), 'utf8'))
      .join('\n');
    expect(text).not.toMatch(/["'`]node:|vite-browser-external/u);
    expect(text).not.toContain('git-filter-repo');
  });
});
