/** Our own vectors: the files are what the script writes, and mean what `spec/` says. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { vectorFiles } from '../../../../scripts/vectors.ts';
import {
  buildRegistry,
  capabilityNames,
  commandFields,
  DescriptorError,
  decodeDescriptor,
  decodeFamily,
  decodePublicFamily,
  encodeDescriptor,
  encodeFamily,
  FamilyError,
  fromHex,
  openRegistry,
  packCompound,
  RegistryError,
  RISKS,
  toHex,
} from '../../src/descriptor/index.ts';
import {
  naiveCompound,
  naiveDescriptor,
  naiveEncode,
  naiveFamily,
  naiveFault,
  naiveHash,
  naiveLength,
  naiveRegistry,
} from './naive.ts';
import { codeOf } from './support.ts';

interface Invalid {
  readonly comment: string;
  readonly hex: string;
  readonly code: string;
}

interface NameVector {
  readonly name?: string;
  readonly repeated?: string;
  readonly times?: number;
  readonly commandHash: string;
  readonly commandLengthBytes: number;
}

interface DescriptorVectors {
  readonly names: NameVector[];
  readonly loneSurrogate: { utf16: string; commandHash: string; commandLengthBytes: number };
  readonly valid: (Record<'comment' | 'hex' | 'commandHash' | 'flags' | 'risk', string> &
    Record<'executionMs' | 'memoryMb' | 'outputKb' | 'commandLengthBytes', number> & {
      layout: 'A' | 'B';
      capabilities: string[];
    })[];
  readonly invalid: Invalid[];
  readonly compound: { comment: string; parts: string[]; hex: string }[];
}

interface FamilyVectors {
  readonly valid: {
    comment: string;
    hex: string;
    name: string;
    kind: number;
    properties: number;
    members: Record<'name' | 'descriptor', string>[];
  }[];
  readonly invalid: Invalid[];
  readonly publicValid: {
    comment: string;
    hex: string;
    parent: { familyHash: string } & Record<string, unknown>;
    deltas: Record<string, number>[];
  }[];
  readonly publicInvalid: Invalid[];
}

interface RegistryVectors {
  readonly valid: {
    comment: string;
    hex: string;
    entries: Record<'name' | 'descriptor', string>[];
    lookups: { name: string; offset: number }[];
  }[];
  readonly invalid: Invalid[];
}

const textOf = (name: string) =>
  readFileSync(new URL(`../../../../spec/vectors/${name}.json`, import.meta.url), 'utf8');
const descriptors = JSON.parse(textOf('descriptor')) as DescriptorVectors;
const families = JSON.parse(textOf('family')) as FamilyVectors;
const registries = JSON.parse(textOf('registry')) as RegistryVectors;
const byName = (list: readonly Record<'name' | 'descriptor', string>[]) =>
  Object.fromEntries(list.map((each) => [each.name, each.descriptor]));
const hex32 = (word: number) => `0x${word.toString(16).padStart(8, '0')}`;

test.each([...vectorFiles()])('spec/vectors/%s is what scripts/vectors.ts writes', (name, content) => {
  expect(textOf(name.replace('.json', ''))).toBe(content);
});

describe('descriptor vectors', () => {
  test.each(descriptors.valid)('$comment', (vector) => {
    const { hex, layout } = vector;
    const naive = naiveDescriptor(fromHex(hex), layout);
    expect(naiveFault(fromHex(hex))).toBe(undefined);
    expect(vector).toMatchObject({ ...naive, commandHash: hex32(naive.commandHash), flags: hex32(naive.flags) });
    const decoded = decodeDescriptor(fromHex(hex), { layout });
    expect(decoded).toMatchObject({ ...naive, layout });
    expect([RISKS[decoded.risk], capabilityNames(decoded.flags)]).toEqual([vector.risk, vector.capabilities]);
    expect(toHex(layout === 'A' ? encodeDescriptor(decoded) : naiveEncode(decodeDescriptor(fromHex(hex))))).toBe(hex);
  });

  test.each(descriptors.invalid)('$comment: $code', ({ hex, code }) => {
    expect(naiveFault(fromHex(hex))).toBe(code);
    expect(codeOf(DescriptorError, () => decodeDescriptor(fromHex(hex)))).toBe(code);
  });

  test.each(descriptors.compound)('compound: $comment', ({ parts, hex }) => {
    expect(toHex(naiveEncode(naiveCompound(parts.map((part) => naiveDescriptor(fromHex(part))))))).toBe(hex);
    const target = new Uint8Array(24);
    packCompound(fromHex(parts.join('')), 0, parts.length, target, 0);
    expect(toHex(target)).toBe(hex);
  });

  test('names', () => {
    const { utf16, ...hashed } = descriptors.loneSurrogate;
    const surrogate: NameVector = { name: String.fromCharCode(Number.parseInt(utf16, 16)), ...hashed };
    for (const { name, repeated = '', times = 0, ...expected } of [...descriptors.names, surrogate]) {
      const text = name ?? repeated.repeat(times);
      expect({ commandHash: hex32(naiveHash(text)), commandLengthBytes: naiveLength(text) }).toEqual(expected);
      expect(commandFields(text)).toEqual({ commandHash: naiveHash(text), commandLengthBytes: naiveLength(text) });
    }
    expect(descriptors.names.length).toBeGreaterThan(5);
  });
});

describe('family vectors', () => {
  test.each(families.valid)('$comment', ({ hex, members, name, kind, properties }) => {
    const expected = Object.fromEntries(members.map((member) => [member.name, member.descriptor]));
    expect(naiveFamily(fromHex(hex))).toEqual({ tool: name, members: expected });
    const decoded = decodeFamily(fromHex(hex));
    expect(Object.fromEntries(decoded.members.map((member) => [member.name, toHex(member.descriptor)]))).toEqual(
      expected,
    );
    expect([decoded.name, decoded.kind, decoded.properties]).toEqual([name, kind, properties]);
    expect(toHex(encodeFamily(decoded))).toBe(hex);
  });

  test.each(families.invalid)('$comment: $code', ({ hex, code }) => {
    expect(codeOf(FamilyError, () => decodeFamily(fromHex(hex)))).toBe(code);
  });

  test.each(families.publicValid)('public: $comment', ({ hex, parent, deltas }) => {
    const family = decodePublicFamily(fromHex(hex));
    expect({ ...family.parent, familyHash: hex32(family.parent.familyHash) }).toEqual(parent);
    expect(family.deltas).toEqual(deltas.map((delta) => ({ commandLengthBytes: undefined, ...delta })));
  });

  test.each(families.publicInvalid)('public: $comment: $code', ({ hex, code }) => {
    expect(codeOf(FamilyError, () => decodePublicFamily(fromHex(hex)))).toBe(code);
  });
});

describe('registry vectors', () => {
  test.each(registries.valid)('$comment', ({ hex, entries, lookups }) => {
    const naive = naiveRegistry(fromHex(hex));
    expect(byName(naive)).toEqual(byName(entries));
    const registry = openRegistry(fromHex(hex));
    for (const { name, offset } of lookups) {
      expect(naive.find((entry) => entry.name === name)?.offset ?? -1).toBe(offset);
      expect(registry.find(name)).toBe(offset);
    }
    expect(toHex(buildRegistry([...registry.entries()]))).toBe(hex);
  });

  test.each(registries.invalid)('$comment: $code', ({ hex, code }) => {
    expect(codeOf(RegistryError, () => openRegistry(fromHex(hex)))).toBe(code);
  });
});
