/**
 * FPGAs, as AMD's `xbutil` tells them (XRT's documentation, xbutil examine): JSON whose values are all texts. Pure; what a
 * card or a version does not tell is left out, and other texts give no reading.
 */
import type { Quantity, Reading } from './reading.ts';

/** Which cards there are. */
export const HOST_REPORT = ['examine', '--report', 'host'] as const;

/** What one card does. */
export function cardReport(address: string): readonly string[] {
  return ['examine', '--device', address, '--report', 'electrical', 'thermal', 'memory'];
}

/** A card is named on a command line: bus, device and function, behind a domain, and nothing else. */
const ADDRESS = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/u;
export const CARDS_MAX = 16;
const PARTS_MAX = 256;

/** Of the report about the host, in its order. */
export function cardAddresses(json: string): readonly string[] {
  return listAt(parsed(json), 'system', 'host', 'devices')
    .map((device) => at(device, 'bdf'))
    .filter((bdf): bdf is string => typeof bdf === 'string' && ADDRESS.test(bdf))
    .slice(0, CARDS_MAX);
}

/** Of the report about one card, which is named `device`: its power, its hottest part, and the memory that is taken. */
export function xbutilReadings(json: string, device: string, moment: number): Reading[] {
  const [card] = listAt(parsed(json), 'devices');
  const temperatures = listAt(card, 'thermals')
    .filter((sensor) => at(sensor, 'is_present') === 'true')
    .map((sensor) => numberIn(at(sensor, 'temp_C')));
  const taken = listAt(card, 'mem_topology', 'board', 'memory', 'memories')
    .filter((bank) => at(bank, 'enabled') === 'true')
    .map((bank) => numberIn(at(bank, 'extended_info', 'usage', 'allocated_bytes')));
  const values: Partial<Record<Quantity, number | undefined>> = {
    power: numberIn(at(card, 'electrical', 'power_consumption_watts')),
    temperature: known(temperatures).reduce<number | undefined>((most, one) => Math.max(most ?? one, one), undefined),
    used: known(taken).reduce<number | undefined>((sum, one) => (sum ?? 0) + one, undefined),
  };
  return Object.entries(values).flatMap(([quantity, value]) =>
    value === undefined ? [] : [{ at: moment, device, quantity: quantity as Quantity, value }],
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Undefined where the path leads nowhere. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(
    (part, step) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, step)
        ? (part as Readonly<Record<string, unknown>>)[step]
        : undefined,
    value,
  );
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.slice(0, PARTS_MAX) : [];
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,9})?$/u.test(value) ? Number(value) : undefined;
}

function known(values: readonly (number | undefined)[]): readonly number[] {
  return values.filter((value) => value !== undefined);
}
