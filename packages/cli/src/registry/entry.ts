/** One line of the input of `registry build`. */
import {
  Capability,
  type CapabilityName,
  commandFields,
  DescriptorError,
  encodeDescriptor,
  fromHex,
  type RegistryEntry,
  RISKS,
  type RiskName,
} from '@capgate/core';
import { CliError } from '../error.ts';
import type { Line } from '../lines.ts';
import { quoted } from '@capgate/base';

const KEYS = ['name', 'descriptor', 'risk', 'capabilities', 'exec_ms', 'memory_mb', 'output_kb'] as const;
type Fields = Readonly<Partial<Record<(typeof KEYS)[number], unknown>>>;

/** Throws `CliError` INPUT, naming the line, for whatever is no entry. */
export function readEntry(line: Line, number: number): RegistryEntry {
  try {
    const fields = fieldsOf(line);
    const name = text(fields, 'name');
    return { name, descriptor: fields.descriptor === undefined ? encoded(name, fields) : given(fields) };
  } catch (error) {
    if (!(error instanceof CliError || error instanceof DescriptorError)) throw error;
    throw new CliError('INPUT', `line ${number}: ${error.message}`);
  }
}

function fieldsOf(line: Line): Fields {
  const value = typeof line === 'string' ? parsed(line) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliError('INPUT', 'expected one JSON object, met something else');
  }
  const foreign = Object.keys(value).find((key) => !KEYS.some((known) => known === key));
  if (foreign !== undefined) throw new CliError('INPUT', `expected ${KEYS.join(', ')}; met ${quoted(foreign)}`);
  return value;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function text(fields: Fields, key: 'name' | 'descriptor' | 'risk'): string {
  const value = fields[key];
  if (typeof value === 'string') return value;
  throw new CliError('INPUT', `expected ${key} to be a string, met ${JSON.stringify(value) ?? 'nothing'}`);
}

function given(fields: Fields): Uint8Array {
  const others = KEYS.filter((key) => key !== 'name' && key !== 'descriptor' && fields[key] !== undefined);
  if (others.length > 0) throw new CliError('INPUT', `expected descriptor alone, met ${others.join(', ')} beside it`);
  return fromHex(text(fields, 'descriptor'));
}

function encoded(name: string, fields: Fields): Uint8Array {
  return encodeDescriptor({
    ...commandFields(name),
    flags: (riskBit(text(fields, 'risk')) | capabilityBits(fields.capabilities ?? [])) >>> 0,
    executionMs: cost(fields, 'exec_ms'),
    memoryMb: cost(fields, 'memory_mb'),
    outputKb: cost(fields, 'output_kb'),
  });
}

function riskBit(name: string): number {
  const risk = RISKS.indexOf(name as RiskName);
  if (risk >= 0) return 1 << risk;
  throw new CliError('INPUT', `expected risk to be one of ${RISKS.join(', ')}; met ${quoted(name)}`);
}

function capabilityBits(names: unknown): number {
  if (!Array.isArray(names)) throw new CliError('INPUT', 'expected capabilities to be an array of names, met no array');
  return names.reduce<number>((bits, name: unknown) => {
    if (typeof name === 'string' && Object.hasOwn(Capability, name)) return bits | Capability[name as CapabilityName];
    throw new CliError('INPUT', `expected the name of a capability, met ${quoted(String(name))}`);
  }, 0);
}

/** Core checks that it is a number in range. */
function cost(fields: Fields, key: 'exec_ms' | 'memory_mb' | 'output_kb'): number {
  return (fields[key] ?? 0) as number;
}
