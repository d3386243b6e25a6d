/**
 * Writes `spec/vectors/*.json`: language-neutral examples, valid and invalid, of what `spec/` defines.
 *
 *     node scripts/vectors.ts
 *
 * A test compares the files with this script's output, and reads them with a naive decoder of its own.
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import {
  buildRegistry,
  Capability,
  type CapabilityName,
  capabilityNames,
  commandFields,
  commandHash,
  decodeDescriptor,
  encodeDescriptor,
  encodeFamily,
  type Family,
  openRegistry,
  packCompound,
  RISKS,
  type RiskName,
  toHex,
} from '../packages/core/src/descriptor/index.ts';

type Costs = readonly [executionMs: number, memoryMb: number, outputKb: number];

/** All files: name and content. */
export function vectorFiles(): ReadonlyMap<string, string> {
  const files = { descriptor: descriptorVectors(), family: familyVectors(), registry: registryVectors() };
  return new Map(Object.entries(files).map(([name, content]) => [`${name}.json`, formatted(content)]));
}

/** JSON as the formatter leaves it: lists of strings on one line where that has room. */
function formatted(content: object): string {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  return text.replace(
    /^( *"\w+": )\[\n((?: +"[^"\n]*",?\n)+) *\](,?)$/gm,
    (spread, key: string, items: string, end: string) => {
      const line = `${key}[${items.trim().replace(/\n */g, ' ')}]${end}`;
      return line.length > 120 ? spread : line;
    },
  );
}

function flagsOf(risk: RiskName, capabilities: readonly CapabilityName[]): number {
  return capabilities.reduce((flags, name) => flags | Capability[name], 1 << RISKS.indexOf(risk));
}

function descriptorOf(
  command: string,
  risk: RiskName,
  capabilities: readonly CapabilityName[] = [],
  [executionMs, memoryMb, outputKb]: Costs = [0, 0, 0],
): Uint8Array {
  const flags = flagsOf(risk, capabilities);
  return encodeDescriptor({ ...commandFields(command), flags, executionMs, memoryMb, outputKb });
}

/** A copy with some bytes replaced, and the CRC of a descriptor (or of a parent, `coveredBytes` 14) made good again. */
function altered(bytes: Uint8Array, changes: Readonly<Record<number, number>>, coveredBytes = 22): Uint8Array {
  const copy = spoiled(bytes, changes);
  new DataView(copy.buffer).setUint16(coveredBytes, crc32(copy.subarray(0, coveredBytes)) & 0xffff);
  return copy;
}

/** A copy with some bytes replaced and nothing made good. */
function spoiled(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [offset, byte] of Object.entries(changes)) copy[Number(offset)] = byte;
  return copy;
}

function descriptorVectors(): object {
  const rm = descriptorOf('rm', 'HIGH', ['DESTRUCTIVE', 'FILE_MODIFICATION'], [10, 4, 0]);
  return {
    about: 'Examples for spec/descriptor.md. Every `invalid` is to be refused with its `code`.',
    names: ['', 'rm', 'git push', 'naïve', '道具', '🔧', 'x'.repeat(55), 'y'.repeat(64), 'long '.repeat(14_000)].map(
      nameVector,
    ),
    loneSurrogate: { utf16: 'd800', ...hashVector('\ud800') },
    valid: validDescriptors(),
    invalid: [
      invalid('empty', new Uint8Array(0), 'LENGTH'),
      invalid('a byte short', rm.subarray(0, 23), 'LENGTH'),
      invalid('a byte too many', Uint8Array.of(...rm, 0), 'LENGTH'),
      invalid('first byte of the magic', altered(rm, { 0: 0x74 }), 'MAGIC'),
      invalid('magic of protocol 1', altered(rm, { 3: 1 }), 'MAGIC'),
      invalid('magic of a family', altered(rm, { 3: 3 }), 'MAGIC'),
      invalid('version 3', altered(rm, { 5: 3 }), 'VERSION'),
      invalid('version 0x0102', altered(rm, { 4: 1 }), 'VERSION'),
      invalid('magic is looked at before version and CRC', spoiled(rm, { 0: 0, 4: 9 }), 'MAGIC'),
      invalid('version is looked at before CRC', spoiled(rm, { 5: 9 }), 'VERSION'),
      invalid('CRC with its bytes swapped', spoiled(rm, { 22: rm[23] ?? 0, 23: rm[22] ?? 0 }), 'CRC'),
      invalid('a flag changed under its CRC', spoiled(rm, { 13: 0x01 }), 'CRC'),
      invalid('CRC is looked at before flags', spoiled(rm, { 13: 0xff }), 'CRC'),
      invalid('no risk bit', altered(rm, { 13: 0x80 }), 'NO_RISK'),
      invalid('no risk bit and reserved bit 5', altered(rm, { 13: 0xa0 }), 'NO_RISK'),
      invalid('SAFE and CRITICAL', altered(rm, { 13: 0x91 }), 'SEVERAL_RISKS'),
      invalid('all five risk bits and reserved bit 31', altered(rm, { 10: 0x80, 13: 0x1f }), 'SEVERAL_RISKS'),
      ...[5, 12, 13, 14, 15, 29, 30, 31].map((bit) => reservedBit(rm, bit)),
    ],
    compound: compoundVectors(),
  };
}

function invalid(comment: string, bytes: Uint8Array, code: string): object {
  return { comment, hex: toHex(bytes), code };
}

function hashVector(name: string): object {
  const { commandHash: hash, commandLengthBytes } = commandFields(name);
  return { commandHash: hex32(hash), commandLengthBytes };
}

function nameVector(name: string): object {
  const unit = name.slice(0, name.startsWith('long ') ? 5 : 1);
  const spelled = name.length > 50 ? { repeated: unit, times: name.length / unit.length } : { name };
  return { ...spelled, ...hashVector(name) };
}

function hex32(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

function reservedBit(bytes: Uint8Array, bit: number): object {
  const at = 13 - (bit >>> 3);
  return invalid(`reserved bit ${bit}`, altered(bytes, { [at]: (bytes[at] ?? 0) | (1 << (bit & 7)) }), 'RESERVED_BIT');
}

function validDescriptors(): object[] {
  const everything = Object.keys(Capability) as CapabilityName[];
  const layoutB = altered(descriptorOf('dd', 'CRITICAL', ['DESTRUCTIVE']), {
    14: 0x00,
    15: 0x01,
    16: 0x86,
    17: 0xa0,
    19: 64,
    20: 1,
  });
  return [
    ...RISKS.map((risk) => valid(`risk ${risk}`, descriptorOf('ls', risk))),
    ...everything.map((name) => valid(`capability ${name}`, descriptorOf('tool', 'MEDIUM', [name]))),
    valid('every capability', descriptorOf('everything', 'CRITICAL', everything)),
    valid('costs at their ends', descriptorOf('sort', 'SAFE', [], [65_535, 0, 65_535])),
    valid('costs above their ends saturate', descriptorOf('sort', 'SAFE', [], [65_536, 1_000_000, 70_000])),
    valid('the empty name', descriptorOf('', 'MEDIUM', ['DYNAMIC', 'UNKNOWN_TOOL'])),
    valid(
      'a name of 70,000 bytes: its length saturates',
      descriptorOf('long '.repeat(14_000), 'MEDIUM', ['UNKNOWN_TOOL']),
    ),
    valid('layout B: 100,000 ms, 64 MB, 256 KB', layoutB, 'B'),
    valid('the same bytes in layout A', layoutB),
  ];
}

function valid(comment: string, bytes: Uint8Array, layout: 'A' | 'B' = 'A'): object {
  const { commandHash: hash, flags, risk, ...rest } = decodeDescriptor(bytes, { layout });
  return {
    comment,
    hex: toHex(bytes),
    layout,
    commandHash: hex32(hash),
    flags: hex32(flags),
    risk: RISKS[risk],
    capabilities: capabilityNames(flags),
    executionMs: rest.executionMs,
    memoryMb: rest.memoryMb,
    outputKb: rest.outputKb,
    commandLengthBytes: rest.commandLengthBytes,
  };
}

function compoundVectors(): object[] {
  const list = descriptorOf('ls', 'SAFE', [], [10, 1, 5]);
  const remove = descriptorOf('rm', 'HIGH', ['DESTRUCTIVE', 'FILE_MODIFICATION'], [20, 2, 0]);
  const fetch = descriptorOf('curl', 'HIGH', ['NETWORK_ACCESS'], [60_000, 40_000, 65_535]);
  const build = descriptorOf('make', 'MEDIUM', ['CODE_EXECUTION'], [60_000, 40_000, 1]);
  return [
    compound('one invocation is its own compound', [list]),
    compound('the riskiest names the action, wherever it stands', [list, remove, build]),
    compound('the first of two equally risky', [fetch, remove]),
    compound('and in the other order', [remove, fetch]),
    compound('costs saturate, capabilities unite', [fetch, build, list]),
  ];
}

function compound(comment: string, parts: readonly Uint8Array[]): object {
  const target = new Uint8Array(24);
  packCompound(Uint8Array.from(parts.flatMap((part) => [...part])), 0, parts.length, target, 0);
  return { comment, parts: parts.map(toHex), hex: toHex(target) };
}

const VERSION_CONTROL = 1 << 4;

function families(): [comment: string, family: Family][] {
  const member = (name: string, ...rest: [RiskName, CapabilityName[]?, Costs?]) => ({
    name,
    descriptor: descriptorOf(name, ...rest),
  });
  const vcs = [
    member('vcs', 'SAFE'),
    member('vcs add', 'LOW', ['FILE_MODIFICATION'], [50, 10, 0]),
    member('vcs add --all', 'LOW', ['FILE_MODIFICATION'], [50, 10, 0]),
    member('vcs push', 'MEDIUM', ['NETWORK_ACCESS', 'REMOTE_MUTATION'], [2000, 50, 4]),
    member('vcs purge', 'HIGH', ['DESTRUCTIVE', 'IRREVERSIBLE'], [50, 10, 0]),
    { name: 'vcs stage', descriptor: descriptorOf('vcs add', 'LOW', ['FILE_MODIFICATION'], [50, 10, 0]) },
  ];
  const many = Array.from({ length: 300 }, (_, index) =>
    member(`cloud s${String(index).padStart(3, '0')}`, 'HIGH', ['REQUIRES_ROOT'], [index, 1, 1]),
  );
  return [
    ['the tool alone', { name: 'tool', kind: 0, properties: 0, members: [member('tool', 'CRITICAL')] }],
    [
      'shared profiles; `vcs stage` has another name’s hash',
      { name: 'vcs', kind: VERSION_CONTROL, properties: 1, members: vcs },
    ],
    [
      '300 members: the parent’s count ends at 255, and profile numbers take two bytes',
      { name: 'cloud', kind: 1 << 7, properties: 0, members: many },
    ],
  ];
}

function familyVectors(): object {
  const all = families();
  const sample = all[1]?.[1];
  return {
    about: 'Examples for spec/family.md. Every `invalid` is to be refused with its `code`.',
    valid: all.map(([comment, family]) => ({
      comment,
      hex: toHex(encodeFamily(family)),
      ...family,
      members: family.members.map(({ name, descriptor }) => ({ name, descriptor: toHex(descriptor) })),
    })),
    invalid: sample === undefined ? [] : invalidFamilies(encodeFamily(sample)),
    publicValid: publicFamilies(),
    publicInvalid: invalidPublicFamilies(),
  };
}

/** Makes the CRCs of an altered lossless family good again. */
function resealed(bytes: Uint8Array): Uint8Array {
  const sealed = altered(bytes, {}, 14);
  new DataView(sealed.buffer).setUint32(sealed.length - 4, crc32(sealed.subarray(0, -4)));
  return sealed;
}

function replaced(bytes: Uint8Array, start: number, removed: number, ...added: number[]): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, start), ...added, ...bytes.subarray(start + removed));
}

/** Of the sample: byte 16 length of the tool's name, 17–19 `vcs`, 20 members, 22 profiles, 24–63 four of them, 64 deltas. */
function invalidFamilies(vcs: Uint8Array): object[] {
  const change = (changes: Readonly<Record<number, number>>) => resealed(spoiled(vcs, changes));
  const end = vcs.length - 4;
  return [
    invalid('shorter than a parent', vcs.subarray(0, 15), 'LENGTH'),
    invalid('a parent alone', vcs.subarray(0, 16), 'LENGTH'),
    invalid('the public magic', change({ 3: 3 }), 'MAGIC'),
    invalid('damaged parent', spoiled(vcs, { 12: 9 }), 'PARENT_CRC'),
    invalid('risk floor 5', change({ 11: 5 }), 'RISK'),
    invalid('damaged body', spoiled(vcs, { 17: 0x77 }), 'BODY_CRC'),
    invalid('cut off', vcs.subarray(0, end), 'BODY_CRC'),
    invalid('members missing', change({ 21: 7 }), 'LENGTH'),
    invalid('members left over', change({ 21: 5 }), 'LENGTH'),
    invalid('no members', resealed(replaced(change({ 21: 0, 23: 0 }), 24, end - 24)), 'COUNT'),
    invalid('empty name of the tool', resealed(replaced(vcs, 16, 4, 0)), 'NAME'),
    invalid('name of the tool that is not UTF-8', change({ 17: 0xff }), 'NAME'),
    invalid('more bytes shared than there are', change({ 64: 1 }), 'NAME'),
    invalid('subcommand without a space', change({ 69: 0x2e }), 'NAME'),
    invalid('a profile that is not there', change({ 66: 8 }), 'DESCRIPTOR'),
    invalid('a profile without a risk bit', change({ 27: 0 }), 'DESCRIPTOR'),
    invalid('the same name twice', resealed(replaced(change({ 21: 7 }), 67, 0, 0, 0, vcs[66] ?? 0)), 'DUPLICATE'),
    invalid('hash of another tool', change({ 4: 0 }), 'NOT_CANONICAL'),
    invalid('another risk floor', change({ 11: 1 }), 'NOT_CANONICAL'),
    invalid('HAS_SAFE_OPS left out', change({ 9: 0x14 }), 'NOT_CANONICAL'),
    invalid('another count in the parent', change({ 10: 7 }), 'NOT_CANONICAL'),
    invalid('a common flag that is not defined', change({ 8: 0x80 }), 'FIELD'),
    invalid(
      'a profile number in two bytes for one',
      resealed(replaced(vcs, 66, 1, 0x80 | (vcs[66] ?? 0), 0)),
      'NOT_CANONICAL',
    ),
    invalid('a profile number in four bytes', resealed(replaced(vcs, 66, 1, 0x80, 0x80, 0x80, 0)), 'NOT_CANONICAL'),
  ];
}

function publicParent(count: number, riskFloor: number): Uint8Array {
  const parent = new Uint8Array(16);
  const view = new DataView(parent.buffer);
  view.setUint32(0, 0x54435003);
  view.setUint32(4, commandHash('vcs'));
  view.setUint16(8, 0x0018);
  parent[10] = count;
  parent[11] = riskFloor;
  view.setUint16(12, 1);
  return altered(parent, {}, 14);
}

function publicFamilies(): object[] {
  const parent = { familyHash: hex32(commandHash('vcs')), commonFlags: 0x18, properties: 1 };
  const first = {
    hash: 0x11,
    risk: 1,
    specificFlags: 0x0102,
    executionMs: 100,
    memoryMb: 10,
    subcommandLengthBytes: 3,
  };
  const second = {
    hash: 0x22,
    risk: 4,
    specificFlags: 0,
    executionMs: 3_276_800,
    memoryMb: 327_680,
    subcommandLengthBytes: 4,
  };
  const six = [0x11, 0, 0x02, 0x01, 0x00, 3, 0x22, 3, 0, 0, 0xff, 4];
  const seven = [0x11, 0, 0x02, 0x01, 0x00, 3, 7, 0x22, 3, 0, 0, 0xff, 4, 8];
  return [
    { comment: 'no deltas', hex: toHex(publicParent(0, 4)), parent: { ...parent, count: 0, riskFloor: 4 }, deltas: [] },
    {
      comment: 'deltas of six bytes',
      hex: toHex(Uint8Array.of(...publicParent(2, 1), ...six)),
      parent: { ...parent, count: 2, riskFloor: 1 },
      deltas: [first, second],
    },
    {
      comment: 'deltas of seven bytes',
      hex: toHex(Uint8Array.of(...publicParent(2, 1), ...seven)),
      parent: { ...parent, count: 2, riskFloor: 1 },
      deltas: [
        { ...first, commandLengthBytes: 7 },
        { ...second, commandLengthBytes: 8 },
      ],
    },
  ];
}

function invalidPublicFamilies(): object[] {
  const parent = publicParent(1, 2);
  const delta = [0x11, 2, 0, 0, 0, 3];
  return [
    invalid('shorter than a parent', parent.subarray(0, 15), 'LENGTH'),
    invalid('the lossless magic', altered(parent, { 3: 0x83 }, 14), 'MAGIC'),
    invalid('the descriptor magic', altered(parent, { 3: 2 }, 14), 'MAGIC'),
    invalid('damaged parent', spoiled(parent, { 10: 2 }), 'PARENT_CRC'),
    invalid('risk floor 5', publicParent(0, 5), 'RISK'),
    invalid('floor and delta above CRITICAL', Uint8Array.of(...parent, 0x11, 3, 0, 0, 0, 3), 'RISK'),
    invalid('a delta of five bytes', Uint8Array.of(...parent, ...delta.slice(0, 5)), 'LENGTH'),
    invalid('a delta of eight bytes', Uint8Array.of(...parent, ...delta, 0, 0), 'LENGTH'),
    invalid('bytes behind no deltas', Uint8Array.of(...publicParent(0, 2), 0), 'LENGTH'),
  ];
}

function registryVectors(): object {
  const names = ['git push', 'rm', 'git', '道具', 'git-lfs', 'naïve'];
  const entries = names.map((name) => ({
    name,
    descriptor: descriptorOf(name, 'LOW', ['FILE_MODIFICATION'], [1, 2, 3]),
  }));
  const bytes = buildRegistry(entries);
  const registry = openRegistry(bytes);
  const lookups = [...names, '', 'gi', 'git p', 'git pushes', 'zzz', 'RM', '道'].map((name) => ({
    name,
    offset: registry.find(name),
  }));
  const listed = entries.map(({ name, descriptor }) => ({ name, descriptor: toHex(descriptor) }));
  return {
    about: 'Examples for spec/registry.md. `offset` −1: not there. Every `invalid` is to be refused with its `code`.',
    valid: [
      { comment: 'empty', hex: toHex(buildRegistry([])), entries: [], lookups: [{ name: 'rm', offset: -1 }] },
      { comment: 'six entries, given in no order', hex: toHex(bytes), entries: listed, lookups },
    ],
    invalid: invalidRegistries(buildRegistry(entries.slice(0, 2)), buildRegistry([])),
  };
}

/** Makes the CRCs of an altered registry good again. */
function resealedRegistry(bytes: Uint8Array): Uint8Array {
  const sealed = Uint8Array.from(bytes);
  const view = new DataView(sealed.buffer);
  view.setUint32(16, crc32(sealed.subarray(32)));
  view.setUint32(28, crc32(sealed.subarray(0, 28)));
  return sealed;
}

/** Of two entries: descriptors at 32 and 56, name offsets at 80 (0, 8, 10), names `git push` and `rm` at 92, end at 102. */
function invalidRegistries(two: Uint8Array, empty: Uint8Array): object[] {
  const change = (changes: Readonly<Record<number, number>>) => resealedRegistry(spoiled(two, changes));
  return [
    invalid('shorter than a header', two.subarray(0, 31), 'LENGTH'),
    invalid('the magic of a descriptor', change({ 3: 2 }), 'MAGIC'),
    invalid('version 2', change({ 5: 2 }), 'VERSION'),
    invalid('damaged header', spoiled(two, { 11: 3 }), 'HEADER_CRC'),
    invalid('header of 36 bytes', change({ 7: 36 }), 'RESERVED'),
    invalid('reserved byte 20 set', change({ 20: 1 }), 'RESERVED'),
    invalid('reserved byte 27 set', change({ 27: 1 }), 'RESERVED'),
    invalid('2³² − 1 entries', change({ 8: 255, 9: 255, 10: 255, 11: 255 }), 'COUNT'),
    invalid('an entry more than allowed', change({ 9: 0x10, 11: 1 }), 'COUNT'),
    invalid('more entries than there is room for', change({ 11: 3 }), 'LENGTH'),
    invalid('more bytes of names than there are', change({ 12: 255 }), 'LENGTH'),
    invalid('a byte left over', resealedRegistry(Uint8Array.of(...two, 0)), 'LENGTH'),
    invalid('a byte cut off', resealedRegistry(two.subarray(0, -1)), 'LENGTH'),
    invalid('damaged body', spoiled(two, { 40: 0xee }), 'BODY_CRC'),
    invalid('names that begin late', change({ 83: 1 }), 'OFFSETS'),
    invalid('names that end early', change({ 91: 9 }), 'OFFSETS'),
    invalid('a name that ends before it begins', change({ 84: 255 }), 'OFFSETS'),
    invalid('an empty name', change({ 87: 0 }), 'OFFSETS'),
    invalid('a name offset where there are no entries', resealedRegistry(spoiled(empty, { 35: 1 })), 'OFFSETS'),
    invalid('a name of 256 bytes', longName(two), 'OFFSETS'),
    invalid('a name that reaches behind the file', change({ 87: 11 }), 'OFFSETS'),
    invalid('a name that is not UTF-8', change({ 92: 0xff }), 'NAME'),
    invalid('names out of order', change({ 92: 0x7a }), 'ORDER'),
    invalid('the same name twice', twice(two), 'ORDER'),
    invalid('a damaged descriptor', change({ 40: 0xee }), 'DESCRIPTOR'),
  ];
}

function longName(two: Uint8Array): Uint8Array {
  const bytes = Uint8Array.of(...two.subarray(0, 92), ...new Uint8Array(256).fill(0x61), 0x72, 0x6d);
  return resealedRegistry(spoiled(bytes, { 14: 1, 15: 2, 86: 1, 87: 0, 90: 1, 91: 2 }));
}

function twice(two: Uint8Array): Uint8Array {
  const bytes = Uint8Array.of(...two.subarray(0, 92), 0x72, 0x6d, 0x72, 0x6d);
  return resealedRegistry(spoiled(bytes, { 15: 4, 87: 2, 91: 4 }));
}

function main(): void {
  for (const [name, content] of vectorFiles()) {
    writeFileSync(new URL(`../spec/vectors/${name}`, import.meta.url), content);
    console.log(`spec/vectors/${name}: ${content.length} characters`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
