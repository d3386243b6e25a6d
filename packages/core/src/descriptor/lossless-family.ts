/**
 * Capgate's lossless family form: every descriptor of a tool and its subcommands comes back byte for
 * byte. `spec/family.md` describes it.
 *
 * There is exactly one way to write a family, and the reader holds the writer to it: what it read, it
 * writes again, and refuses whatever does not come out the same. So no order, minimal form or summary
 * needs a check of its own.
 */

import { Capability, Risk, riskOfFlags } from './capabilities.ts';
import { crc32 } from './crc32.ts';
import { commandFields } from './descriptor.ts';
import {
  FAMILY_PARENT_SIZE_BYTES,
  FamilyError,
  FamilyFlag,
  type FamilyParent,
  readParent,
  writeParent,
} from './family.ts';
import { fromHex, toHex } from './hex.ts';
import { commandHash } from './md5.ts';
import { compareBytes, encodeName, NAME_MAX_BYTES, quoted, sharedPrefix } from './name.ts';
import {
  checkDescriptor,
  DESCRIPTOR_SIZE_BYTES,
  descriptorCommandHash,
  descriptorCommandLengthBytes,
  descriptorFlags,
  packDescriptor,
  readInt32,
  readUint16,
  UINT16_MAX,
  writeUint32,
} from './packed.ts';
import { decodeUtf8 } from './utf8.ts';

/** "TCP" and 3 with its top bit set, by which no version of the public protocol can be mistaken for it. */
const MAGIC = 0x54435083;
const CRC_SIZE_BYTES = 4;
/** A profile is what subcommands often share, flags and three costs: bytes 10–19 of a descriptor. */
const PROFILE_START = 10;
const PROFILE_SIZE_BYTES = 10;
const SPACE = 0x20;
/** A family is large above this; the parent's count ends at that. */
const LARGE_ABOVE = 10;
const PARENT_COUNT_MAX = 255;
const SUMMARY_MASK: number =
  FamilyFlag.ALL_REQUIRE_ROOT | FamilyFlag.LARGE_FAMILY | FamilyFlag.HAS_DESTRUCTIVE | FamilyFlag.HAS_SAFE_OPS;
const KIND_MASK: number = 0x3ff & ~SUMMARY_MASK;

/** One command of a family: the tool itself, or tool and subcommand with one space between. */
export interface FamilyMember {
  /** Full command name: `git`, `git push`. */
  readonly name: string;
  /** 24 bytes. */
  readonly descriptor: Uint8Array;
}

export interface Family {
  /** The tool: `git`. */
  readonly name: string;
  /** What kind of tool it is: any of `FamilyFlag` from VERSION_CONTROL on. */
  readonly kind: number;
  /** 16 bits of `FamilyProperty`. */
  readonly properties: number;
  /** 1 to 65,535 of them, by name in the order of their UTF-8 bytes when read; in any order to be written. */
  readonly members: readonly FamilyMember[];
}

/** A member made ready to be written. */
interface Entry {
  /** UTF-8 of what follows the tool's name: nothing, or a space and the subcommand. */
  readonly rest: Uint8Array;
  /** Its profile in hexadecimal, which sorts as the bytes do. */
  readonly profile: string;
  readonly member: FamilyMember;
}

/**
 * The bytes of a family. Throws `FamilyError`: NAME, COUNT, DUPLICATE, DESCRIPTOR (one is not sound)
 * or FIELD (kind or properties out of range).
 */
export function encodeFamily(family: Family): Uint8Array {
  requireFields(family);
  const toolName = requireName(family.name);
  const entries = entriesOf(family, toolName.length);
  const profiles = [...new Set(entries.map((entry) => entry.profile))].sort();
  const body = [toolName.length, ...toolName, ...uint16(entries.length), ...uint16(profiles.length)];
  for (const profile of profiles) body.push(...fromHex(profile));
  appendDeltas(body, entries, profiles);
  const bytes = new Uint8Array(FAMILY_PARENT_SIZE_BYTES + body.length + CRC_SIZE_BYTES);
  writeParent(bytes, MAGIC, parentOf(family));
  bytes.set(body, FAMILY_PARENT_SIZE_BYTES);
  const end = bytes.length - CRC_SIZE_BYTES;
  writeUint32(bytes, end, crc32(bytes, 0, end));
  return bytes;
}

function requireFields(family: Family): void {
  const { members, kind, properties } = family;
  if (members.length < 1 || members.length > UINT16_MAX) {
    throw new FamilyError('COUNT', `expected 1 to ${UINT16_MAX} members, met ${members.length}`);
  }
  if (!isUint16(kind) || (kind & ~KIND_MASK) !== 0) {
    throw new FamilyError('FIELD', `expected a kind of flags within 0x${KIND_MASK.toString(16)}, met ${kind}`);
  }
  if (!isUint16(properties)) {
    throw new FamilyError('FIELD', `expected properties from 0 to ${UINT16_MAX}, met ${properties}`);
  }
}

function isUint16(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= UINT16_MAX;
}

function requireName(name: string): Uint8Array {
  const encoded = encodeName(name);
  if (encoded !== undefined) return encoded;
  throw new FamilyError('NAME', `expected 1 to 255 bytes of well-formed UTF-8, met ${quoted(name)}`);
}

/** The members in the order of their names. */
function entriesOf(family: Family, toolLengthBytes: number): Entry[] {
  const entries = family.members.map((member) => entryOf(member, family.name, toolLengthBytes));
  entries.sort((left, right) => compareBytes(left.rest, right.rest));
  for (const [index, entry] of entries.entries()) {
    const { name } = entry.member;
    if (name === entries[index - 1]?.member.name) {
      throw new FamilyError('DUPLICATE', `expected each name once, met ${quoted(name)} again`);
    }
  }
  return entries;
}

function entryOf(member: FamilyMember, tool: string, toolLengthBytes: number): Entry {
  const { name, descriptor } = member;
  const rest = requireName(name).subarray(toolLengthBytes);
  const belongs = name.startsWith(tool) && (rest.length === 0 || (rest[0] === SPACE && rest.length > 1));
  if (!belongs) {
    throw new FamilyError(
      'NAME',
      `expected the tool ${quoted(tool)}, or it, a space and a subcommand, met ${quoted(name)}`,
    );
  }
  if (descriptor.length !== DESCRIPTOR_SIZE_BYTES || checkDescriptor(descriptor, 0) !== 0) {
    throw new FamilyError(
      'DESCRIPTOR',
      `expected a sound descriptor for ${quoted(name)}, met ${descriptor.length} bytes that are none`,
    );
  }
  const profile = toHex(descriptor.subarray(PROFILE_START, PROFILE_START + PROFILE_SIZE_BYTES));
  return { rest, profile, member };
}

/** The kind as given; count, risk floor and the first four flags as the members have them. */
function parentOf(family: Family): FamilyParent {
  const flags = family.members.map((member) => descriptorFlags(member.descriptor, 0));
  const risks = flags.map(riskOfFlags);
  let commonFlags = family.kind;
  if (flags.every((each) => (each & Capability.REQUIRES_ROOT) !== 0)) commonFlags |= FamilyFlag.ALL_REQUIRE_ROOT;
  if (flags.length > LARGE_ABOVE) commonFlags |= FamilyFlag.LARGE_FAMILY;
  if (flags.some((each) => (each & Capability.DESTRUCTIVE) !== 0)) commonFlags |= FamilyFlag.HAS_DESTRUCTIVE;
  if (risks.includes(Risk.SAFE)) commonFlags |= FamilyFlag.HAS_SAFE_OPS;
  return {
    familyHash: commandHash(family.name),
    commonFlags,
    count: Math.min(flags.length, PARENT_COUNT_MAX),
    riskFloor: risks.reduce<number>((least, risk) => Math.min(least, risk), Risk.CRITICAL),
    properties: family.properties,
  };
}

/** Each delta: bytes shared with the name before, bytes added, those bytes, profile, and what else differs. */
function appendDeltas(body: number[], entries: readonly Entry[], profiles: readonly string[]): void {
  const places = new Map(profiles.map((profile, index) => [profile, index]));
  let previous: Uint8Array = new Uint8Array(0);
  for (const { rest, profile, member } of entries) {
    const shared = sharedPrefix(previous, rest);
    const place = places.get(profile) as number;
    const named = isNamedBy(member.descriptor, member.name);
    body.push(shared, rest.length - shared, ...rest.subarray(shared), ...varint((place << 1) | (named ? 0 : 1)));
    if (!named) body.push(...member.descriptor.subarray(6, 10), ...member.descriptor.subarray(20, 22));
    previous = rest;
  }
}

/** Whether hash and length of a descriptor are those of `name`. */
function isNamedBy(descriptor: Uint8Array, name: string): boolean {
  const { commandHash: hash, commandLengthBytes } = commandFields(name);
  return (
    descriptorCommandHash(descriptor, 0) === hash && descriptorCommandLengthBytes(descriptor, 0) === commandLengthBytes
  );
}

function uint16(value: number): [number, number] {
  return [value >>> 8, value & 0xff];
}

/** Seven bits a byte, the least first; all but the last have their top bit set (LEB128). */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 | (value & 0x7f), ...varint(value >>> 7)];
}

/**
 * Reads a family; members come in the order of their names. Throws `FamilyError`: LENGTH, MAGIC,
 * PARENT_CRC, RISK, BODY_CRC, NAME, COUNT, FIELD, DUPLICATE, DESCRIPTOR or NOT_CANONICAL.
 */
export function decodeFamily(bytes: Uint8Array): Family {
  const parent = readParent(bytes, MAGIC);
  const end = bytes.length - CRC_SIZE_BYTES;
  if (end < FAMILY_PARENT_SIZE_BYTES) {
    throw new FamilyError('LENGTH', `expected a body and its CRC behind the parent, met ${bytes.length} bytes in all`);
  }
  if (readInt32(bytes, end) >>> 0 !== crc32(bytes, 0, end)) {
    throw new FamilyError('BODY_CRC', 'expected the CRC-32 of all bytes before it at the end, met another: damaged');
  }
  const family = readBody(new Cursor(bytes.subarray(FAMILY_PARENT_SIZE_BYTES, end)), parent);
  const canonical = encodeFamily(family);
  if (compareBytes(canonical, bytes) !== 0) {
    throw new FamilyError('NOT_CANONICAL', `expected the one way to write the family ${family.name}, met another`);
  }
  return family;
}

function readBody(cursor: Cursor, parent: FamilyParent): Family {
  const toolName = cursor.take(cursor.uint8());
  const memberCount = cursor.uint16();
  const profileCount = cursor.uint16();
  const profiles = cursor.take(profileCount * PROFILE_SIZE_BYTES);
  const members: FamilyMember[] = [];
  let name = toolName;
  for (let index = 0; index < memberCount; index++) {
    const shared = toolName.length + cursor.uint8();
    name = joined(name, shared, cursor.take(cursor.uint8()));
    members.push(readMember(cursor, name, profiles));
  }
  cursor.requireEnd();
  return { name: text(toolName), kind: parent.commonFlags & ~SUMMARY_MASK, properties: parent.properties, members };
}

function joined(previous: Uint8Array, shared: number, suffix: Uint8Array): Uint8Array {
  if (shared > previous.length || shared + suffix.length > NAME_MAX_BYTES) {
    throw new FamilyError(
      'NAME',
      `expected at most ${previous.length} shared and ${NAME_MAX_BYTES} bytes in all, met ${shared} and ${suffix.length} more`,
    );
  }
  const name = new Uint8Array(shared + suffix.length);
  name.set(previous.subarray(0, shared));
  name.set(suffix, shared);
  return name;
}

function readMember(cursor: Cursor, nameBytes: Uint8Array, profiles: Uint8Array): FamilyMember {
  const name = text(nameBytes);
  const reference = cursor.varint();
  const at = (reference >>> 1) * PROFILE_SIZE_BYTES;
  if (at >= profiles.length) {
    throw new FamilyError('DESCRIPTOR', `expected one of the profiles for ${name}, met number ${reference >>> 1}`);
  }
  const named = (reference & 1) === 0 ? commandFields(name) : undefined;
  const descriptor = new Uint8Array(DESCRIPTOR_SIZE_BYTES);
  packDescriptor(
    descriptor,
    0,
    named?.commandHash ?? cursor.uint32(),
    readInt32(profiles, at),
    readUint16(profiles, at + 4),
    readUint16(profiles, at + 6),
    readUint16(profiles, at + 8),
    named?.commandLengthBytes ?? cursor.uint16(),
  );
  return { name, descriptor };
}

function text(bytes: Uint8Array): string {
  const decoded = decodeUtf8(bytes, 0, bytes.length);
  if (decoded !== undefined) return decoded;
  throw new FamilyError('NAME', `expected well-formed UTF-8, met ${toHex(bytes)}`);
}

/** Reads forward within bounds. Throws `FamilyError` LENGTH where bytes are missing or left over. */
class Cursor {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    const start = this.#offset;
    if (start + length > this.#bytes.length) {
      throw new FamilyError(
        'LENGTH',
        `expected ${length} bytes at ${start} of the body, met its end at ${this.#bytes.length}`,
      );
    }
    this.#offset = start + length;
    return this.#bytes.subarray(start, start + length);
  }

  uint8(): number {
    return this.take(1)[0] as number;
  }

  uint16(): number {
    return readUint16(this.take(2), 0);
  }

  uint32(): number {
    return readInt32(this.take(4), 0) >>> 0;
  }

  /** At most three bytes, 21 bits: more than any profile needs. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const byte = this.uint8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new FamilyError('NOT_CANONICAL', 'expected a number of at most three bytes, met a longer one');
  }

  requireEnd(): void {
    const left = this.#bytes.length - this.#offset;
    if (left > 0) throw new FamilyError('LENGTH', `expected the body to end, met ${left} more bytes`);
  }
}
