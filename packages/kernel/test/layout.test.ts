/** The structures that C and TypeScript share are the same: as the compiled objects have them (BTF), and as we write them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeMask, EVENT_BYTES_MAX, type Mask, MASK_BYTES } from '@capgate/kernel';
import { needsProvided } from '@capgate/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileElf, compileObject, missingCompiler, OBJECTS, objectFileOf } from '../../../scripts/bpf.ts';
import { HELD_BYTES } from '../src/held.ts';
import { GRANTED_BYTES } from '../src/tiers/named-grants.ts';
import { TOOL_BYTES } from '../src/tiers/numbered.ts';

interface BtfType {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly size?: number;
  readonly members?: readonly { readonly name: string; readonly bits_offset: number }[];
}

describe('the programs for the kernel', () => {
  beforeEach((context) => needsProvided(context, missingCompiler()));

  it.each(OBJECTS)('%s lie in the repository as their source says', (name) => {
    expect(readFileSync(objectFileOf(name), 'utf8')).toBe(compileObject(name));
  });
});

describe('what C and TypeScript share', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-layout-'));
  let types: readonly BtfType[] = [];

  beforeAll(() => {
    if (missingCompiler() !== undefined) return;
    const elf = join(folder, 'layout.o');
    compileElf(fileURLToPath(new URL('layout.c', import.meta.url)), elf);
    const dump = execFileSync('bpftool', ['btf', 'dump', 'file', elf, '-j'], { encoding: 'utf8' });
    ({ types } = JSON.parse(dump) as { types: readonly BtfType[] });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach((context) => needsProvided(context, missingCompiler()));

  const struct = (wanted: string) => {
    const found = types.find(({ kind, name }) => kind === 'STRUCT' && name === wanted);
    const offsets = new Map(found?.members?.map(({ name, bits_offset: bits }) => [name, bits / 8]));
    return { size: found?.size, at: (field: string) => offsets.get(field) ?? Number.NaN };
  };

  it('a mask is where TypeScript writes it', () => {
    const { size, at } = struct('mask');
    const mask: Mask = {
      id: 0x01_02_03_04_05_06_07_08n,
      forbidden: 0xa1_a2_a3_a4,
      riskMax: 3,
      read: new Set(['root']),
      write: new Set(['workspace']),
      remove: new Set(['temporary']),
      connect: new Set(['private']),
      controls: new Set(['signal']),
      observe: true,
      hold: true,
      learn: true,
    };
    const bytes = encodeMask(mask);
    expect(size).toBe(MASK_BYTES);
    expect(bytes.readBigUInt64LE(at('id'))).toBe(mask.id);
    expect(bytes.readUInt32LE(at('forbidden'))).toBe(mask.forbidden);
    expect(['risk_max', 'flags'].map((field) => bytes.readUInt8(at(field)))).toEqual([mask.riskMax, 7]);
    const sets = ['read', 'write', 'remove', 'connect', 'controls'];
    expect(sets.map((field) => bytes.readUInt16LE(at(field)))).toEqual([1, 2, 4, 8, 16]);
  });

  it('an event is where TypeScript reads it', () => {
    const { size, at } = struct('event');
    expect(size).toBe(64);
    expect(EVENT_BYTES_MAX).toBe(64 + 512);
    const fields = 'time_ns session id pid parent_pid uid flags act marks subject control'.split(' ');
    expect(fields.map(at)).toEqual([0, 8, 16, 24, 28, 32, 36, 40, 41, 42, 43]);
    expect(['path_bytes', 'family', 'comm', 'path'].map(at)).toEqual([44, 46, 48, 64]);
  });

  it('who is held, a tally and the settings are where TypeScript has them', () => {
    expect(struct('held').size).toBe(HELD_BYTES);
    expect(['group', 'mask', 'session', 'tally'].map(struct('held').at)).toEqual([0, 8, 32, 40]);
    expect(['decided', 'denied', 'lost'].map(struct('tally').at)).toEqual([0, 8, 16]);
    expect([struct('tally').size, struct('settings').size, struct('descriptor').size]).toEqual([24, 8, 24]);
    expect(struct('settings').at('level')).toBe(0);
  });

  it('what is granted is where TypeScript writes it', () => {
    expect(struct('granted').size).toBe(GRANTED_BYTES);
    expect(['group', 'folder', 'name'].map(struct('granted').at)).toEqual([0, 8, 16]);
  });

  it('a tool by its number is where TypeScript writes it', () => {
    expect(struct('numbered_tool').size).toBe(TOOL_BYTES);
    expect(['number', 'flags'].map(struct('numbered_tool').at)).toEqual([0, 16]);
    expect(['inode', 'device', 'generation'].map(struct('inode_number').at)).toEqual([0, 8, 12]);
  });

  it('what an iterator tells is where TypeScript reads it', () => {
    expect([struct('opened').size, struct('opened').at('fd'), struct('opened').at('number')]).toEqual([24, 0, 8]);
    expect(struct('inode_number').size).toBe(16);
  });
});
