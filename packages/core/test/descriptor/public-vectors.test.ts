/**
 * The vectors of the public reference implementation, read where they lie: TCP_VECTORS, or beside the
 * repository. They are not part of the project; without them these tests are skipped, in CI they fail.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, type TestContext, test } from 'vitest';
import {
  commandHash,
  type DescriptorLayout,
  DescriptorError,
  decodeDescriptor,
  decodeFamily,
  decodePublicFamily,
  encodeDescriptor,
  encodeFamily,
  fromHex,
  toHex,
} from '../../src/descriptor/index.ts';
import { naiveFamily } from './naive.ts';
import { codeOf } from './support.ts';

interface PublicDescriptor {
  readonly hex: string;
  readonly cmd_hash: string;
  readonly flags: string;
  readonly exec_ms: number;
  readonly mem_mb: number;
  readonly out_kb: number;
  readonly cmd_len?: number;
}

interface PublicFamilyVector {
  readonly parent: {
    hex: string;
    family_hash: string;
    common_flags: string;
    count: number;
    risk_floor: number;
    family_props: string;
  };
  readonly deltas: Record<
    string,
    {
      hex: string;
      hash: number;
      risk_delta: number;
      specific_flags_LE: string;
      exec_ms: number;
      mem_mb: number;
      subcmd_len: number;
      full_cmd_len: number;
    }
  >;
}

interface Vectors {
  readonly layoutA_published: Record<string, PublicDescriptor>;
  readonly layoutB_mcp: Record<string, PublicDescriptor>;
  readonly family_v3: Record<string, PublicFamilyVector>;
  readonly invalid: Record<string, string>;
}

const path =
  process.env['TCP_VECTORS'] ??
  fileURLToPath(new URL('../../../../../shared/reference/tcp-v2-vectors.json', import.meta.url));

/** The vectors. Without them the test that asks is skipped, and in CI it fails. */
function vectorsFor(context: TestContext): Vectors {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Vectors;
  const reason = 'the public TCP vectors are absent: set TCP_VECTORS to the path of tcp-v2-vectors.json';
  if (process.env['CI']) throw new Error(reason);
  return context.skip(reason);
}

describe('public vectors', () => {
  test('layout A decodes as stated and encodes to the same bytes', (context) => {
    const vectors = vectorsFor(context);
    const all = Object.entries(vectors.layoutA_published);
    expect(all.length).toBe(184);
    for (const [name, vector] of all) {
      const descriptor = decodeDescriptor(fromHex(vector.hex));
      expectStated(name, vector, 'A');
      expect(descriptor.commandLengthBytes).toBe(vector.cmd_len);
      expect(descriptor.commandHash).toBe(commandHash(name));
      expect(toHex(encodeDescriptor(descriptor))).toBe(vector.hex);
    }
  });

  test('layout B decodes as stated', (context) => {
    const vectors = vectorsFor(context);
    const all = Object.entries(vectors.layoutB_mcp);
    expect(all.length).toBe(27);
    for (const [name, vector] of all) expectStated(name, vector, 'B');
  });

  test('each invalid one is refused with its code', (context) => {
    const vectors = vectorsFor(context);
    const codes = Object.entries(vectors.invalid).map(([name, hex]) => [
      name.split(' ')[0],
      codeOf(DescriptorError, () => decodeDescriptor(fromHex(hex))),
    ]);
    expect(codes).toEqual([
      ['spec_appendix_rm', 'CRC'],
      ['knowledge_base_rm', 'CRC'],
      ['legacy_v1', 'LENGTH'],
    ]);
  });

  test('families decode as stated', (context) => {
    const vectors = vectorsFor(context);
    for (const [name, { parent, deltas }] of Object.entries(vectors.family_v3)) {
      const bytes = fromHex(
        parent.hex +
          Object.values(deltas)
            .map(({ hex }) => hex)
            .join(''),
      );
      const family = decodePublicFamily(bytes);
      expect(family.parent).toEqual({
        familyHash: commandHash(name),
        commonFlags: Number(parent.common_flags),
        count: parent.count,
        riskFloor: parent.risk_floor,
        properties: Number(parent.family_props),
      });
      expect(family.deltas).toEqual(
        Object.values(deltas).map((delta) => ({
          hash: delta.hash,
          risk: parent.risk_floor + delta.risk_delta,
          specificFlags: Number(delta.specific_flags_LE),
          executionMs: delta.exec_ms,
          memoryMb: delta.mem_mb,
          subcommandLengthBytes: delta.subcmd_len,
          commandLengthBytes: delta.full_cmd_len,
        })),
      );
    }
    expect(Object.keys(vectors.family_v3)).toEqual(['git', 'bcachefs']);
  });

  test('the lossless form holds the published git family, which the public form loses', (context) => {
    const vectors = vectorsFor(context);
    const members = Object.keys(vectors.family_v3['git']?.deltas ?? {}).map((name) => ({
      name,
      descriptor: fromHex(vectors.layoutA_published[name]?.hex ?? ''),
    }));
    const bytes = encodeFamily({ name: 'git', kind: 0, properties: 1, members });
    const expected = Object.fromEntries(members.map(({ name, descriptor }) => [name, toHex(descriptor)]));
    expect(
      Object.fromEntries(decodeFamily(bytes).members.map(({ name, descriptor }) => [name, toHex(descriptor)])),
    ).toEqual(expected);
    expect(naiveFamily(bytes).members).toEqual(expected);
    expect(toHex(bytes.subarray(4, 14))).toBe(vectors.family_v3['git']?.parent.hex.slice(8, 28));
    const namesBytes = members.reduce((total, { name }) => total + name.length, 0);
    // As spec/family.md states.
    expect([bytes.length, members.length * 24, namesBytes]).toEqual([1581, 3936, 2210]);
  });
});

function expectStated(name: string, vector: PublicDescriptor, layout: DescriptorLayout): void {
  expect({ name, ...decodeDescriptor(fromHex(vector.hex), { layout }) }).toMatchObject({
    name,
    commandHash: Number.parseInt(vector.cmd_hash, 16),
    flags: Number(vector.flags),
    executionMs: vector.exec_ms,
    memoryMb: vector.mem_mb,
    outputKb: vector.out_kb,
    layout,
  });
}
