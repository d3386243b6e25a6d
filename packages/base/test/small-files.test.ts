import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { utf8 } from '../src/index.ts';
import { nodeSmallFiles } from '../src/node/index.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-small-files-')));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a small file', () => {
  test('is read whole, up to the bound', () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'text');
    expect(nodeSmallFiles.read(path, 4)).toEqual(utf8('text'));
    expect(nodeSmallFiles.read(path, 3)).toBeUndefined();
    writeFileSync(path, '');
    expect(nodeSmallFiles.read(path, 0)).toEqual(utf8(''));
  });

  test('is none that is not there, no link, folder or device, and none without an end', () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'a'), 'text');
    symlinkSync(join(folder, 'a'), join(folder, 'link'));
    for (const path of ['b', 'sub', 'link', 'a/b'].map((name) => join(folder, name)))
      expect(nodeSmallFiles.read(path, 10)).toBeUndefined();
    expect(nodeSmallFiles.read('/dev/zero', 10)).toBeUndefined();
    expect(nodeSmallFiles.read('/dev/full', 10)).toBeUndefined();
  });

  test('is no FIFO, which is not waited for', (context) => {
    execFileSync(needsProgram(context, 'mkfifo'), [join(folder, 'fifo')]);
    expect(nodeSmallFiles.read(join(folder, 'fifo'), 10)).toBeUndefined();
  });

  test('has a path without links, unless there is none', () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub/a'), 'text');
    symlinkSync('sub', join(folder, 'link'));
    symlinkSync('loop', join(folder, 'loop'));
    expect(nodeSmallFiles.realPath(join(folder, 'link/../link/a'))).toBe(join(folder, 'sub/a'));
    expect(nodeSmallFiles.realPath(join(folder, 'loop'))).toBeUndefined();
    expect(nodeSmallFiles.realPath(join(folder, 'link/b'))).toBeUndefined();
  });
});
