/**
 * Decoders written straight from `spec/`, for clarity and with none of the code under test: the
 * outside oracle for what it reads and writes. CRC-32 is zlib's, MD5 OpenSSL's, UTF-8 the host's.
 */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface NaiveDescriptor {
  readonly commandHash: number;
  readonly flags: number;
  readonly executionMs: number;
  readonly memoryMb: number;
  readonly outputKb: number;
  readonly commandLengthBytes: number;
}

export function naiveHash(name: string): number {
  return createHash('md5').update(name.toWellFormed(), 'utf8').digest().readUInt32BE(0);
}

export function naiveLength(name: string): number {
  return Math.min(65_535, Buffer.byteLength(name.toWellFormed(), 'utf8'));
}

const RESERVED_BITS = [5, 12, 13, 14, 15, 29, 30, 31];

/** The code with which the specification refuses `bytes`, or undefined. */
export function naiveFault(bytes: Uint8Array): string | undefined {
  const data = Buffer.from(bytes);
  if (data.length !== 24) return 'LENGTH';
  if (data.toString('latin1', 0, 4) !== 'TCP\u0002') return 'MAGIC';
  if (data.readUInt16BE(4) !== 2) return 'VERSION';
  if (data.readUInt16BE(22) !== crc32(data.subarray(0, 22)) % 65_536) return 'CRC';
  const bits = data.readUInt32BE(10).toString(2).padStart(32, '0').split('').toReversed();
  const risks = bits.slice(0, 5).filter((bit) => bit === '1').length;
  if (risks === 0) return 'NO_RISK';
  if (risks > 1) return 'SEVERAL_RISKS';
  return RESERVED_BITS.some((bit) => bits[bit] === '1') ? 'RESERVED_BIT' : undefined;
}

export function naiveDescriptor(bytes: Uint8Array, layout: 'A' | 'B' = 'A'): NaiveDescriptor {
  const data = Buffer.from(bytes);
  const head = { commandHash: data.readUInt32BE(6), flags: data.readUInt32BE(10) };
  if (layout === 'B') {
    const costs = {
      executionMs: data.readUInt32BE(14),
      memoryMb: data.readUInt16BE(18),
      outputKb: data.readUInt16BE(20),
    };
    return { ...head, ...costs, commandLengthBytes: 0 };
  }
  return {
    ...head,
    executionMs: data.readUInt16BE(14),
    memoryMb: data.readUInt16BE(16),
    outputKb: data.readUInt16BE(18),
    commandLengthBytes: data.readUInt16BE(20),
  };
}

export function naiveEncode(fields: NaiveDescriptor): Uint8Array {
  const data = Buffer.alloc(24);
  data.write('TCP\u0002', 'latin1');
  data.writeUInt16BE(2, 4);
  data.writeUInt32BE(fields.commandHash, 6);
  data.writeUInt32BE(fields.flags, 10);
  const costs = [fields.executionMs, fields.memoryMb, fields.outputKb, fields.commandLengthBytes];
  for (const [index, cost] of costs.entries()) data.writeUInt16BE(Math.min(cost, 65_535), 14 + 2 * index);
  data.writeUInt16BE(crc32(data.subarray(0, 22)) % 65_536, 22);
  return Uint8Array.from(data);
}

export function naiveCompound(parts: readonly NaiveDescriptor[]): NaiveDescriptor {
  const riskOf = (part: NaiveDescriptor): number => part.flags % 32;
  const highest = Math.max(...parts.map(riskOf));
  const riskiest = parts.find((part) => riskOf(part) === highest);
  const sum = (cost: (part: NaiveDescriptor) => number): number =>
    Math.min(
      65_535,
      parts.reduce((total, part) => total + cost(part), 0),
    );
  const union = parts.reduce((flags, part) => flags | (part.flags - riskOf(part)), 0);
  return {
    commandHash: riskiest?.commandHash ?? -1,
    flags: union + highest,
    executionMs: sum((part) => part.executionMs),
    memoryMb: sum((part) => part.memoryMb),
    outputKb: sum((part) => part.outputKb),
    commandLengthBytes: riskiest?.commandLengthBytes ?? -1,
  };
}

/** Members of a lossless family that is known to be sound: name to descriptor in hexadecimal. */
export function naiveFamily(bytes: Uint8Array): { tool: string; members: Record<string, string> } {
  const data = Buffer.from(bytes);
  let at = 16;
  const take = (length: number): Buffer => data.subarray(at, (at += length));
  const tool = take(take(1)[0] ?? 0);
  const memberCount = take(2).readUInt16BE();
  const profileCount = take(2).readUInt16BE();
  const profiles = Array.from({ length: profileCount }, () => take(10));
  const members: Record<string, string> = {};
  let rest = Buffer.alloc(0);
  for (let index = 0; index < memberCount; index++) {
    const shared = take(1)[0] ?? 0;
    rest = Buffer.concat([rest.subarray(0, shared), take(take(1)[0] ?? 0)]);
    const name = Buffer.concat([tool, rest]).toString('utf8');
    let reference = 0;
    for (let weight = 1, more = true; more; weight *= 128) {
      const byte = take(1)[0] ?? 0;
      reference += (byte % 128) * weight;
      more = byte >= 128;
    }
    const profile = profiles[Math.floor(reference / 2)] ?? Buffer.alloc(10);
    const explicit = reference % 2 === 1;
    const [executionMs, memoryMb, outputKb] = [4, 6, 8].map((offset) => profile.readUInt16BE(offset)) as [
      number,
      number,
      number,
    ];
    const commandHash = explicit ? take(4).readUInt32BE() : naiveHash(name);
    const commandLengthBytes = explicit ? take(2).readUInt16BE() : naiveLength(name);
    const fields = { commandHash, flags: profile.readUInt32BE(0), executionMs, memoryMb, outputKb, commandLengthBytes };
    members[name] = Buffer.from(naiveEncode(fields)).toString('hex');
  }
  if (at !== data.length - 4 || data.readUInt32BE(at) !== crc32(data.subarray(0, at))) throw new Error('not sealed');
  return { tool: tool.toString('utf8'), members };
}

/** Entries of a registry that is known to be sound: name, descriptor in hexadecimal and its offset. */
export function naiveRegistry(bytes: Uint8Array): { name: string; descriptor: string; offset: number }[] {
  const data = Buffer.from(bytes);
  if (data.toString('latin1', 0, 4) !== 'TCPR' || data.readUInt16BE(4) !== 1) throw new Error('no registry');
  if (data.readUInt32BE(28) !== crc32(data.subarray(0, 28))) throw new Error('header');
  if (data.readUInt32BE(16) !== crc32(data.subarray(32))) throw new Error('body');
  const count = data.readUInt32BE(8);
  const offsetsAt = 32 + 24 * count;
  const namesAt = offsetsAt + 4 * (count + 1);
  if (data.length !== namesAt + data.readUInt32BE(12)) throw new Error('length');
  return Array.from({ length: count }, (_, index) => {
    const [start, end] = [0, 4].map((next) => namesAt + data.readUInt32BE(offsetsAt + 4 * index + next));
    const offset = 32 + 24 * index;
    const descriptor = data.toString('hex', offset, offset + 24);
    return { name: data.toString('utf8', start, end), descriptor, offset };
  });
}
