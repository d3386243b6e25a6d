/**
 * What a server's tools were when they were first seen, and what a person has trusted since. A tool that is not as it was
 * pinned, or that joined a server whose tools are pinned, is kept from the client until a person says otherwise: its text
 * is what a model acts on.
 */
import { createHash } from 'node:crypto';
import { type Canonical, CanonicalError, type CanonicalObject, CodedError, encodeCanonical } from '@capgate/base';
import { isObject, type JsonObject, textAt } from './messages.ts';

/** Of one server. Keys are names of tools. */
export interface Pins {
  readonly server: string;
  readonly pinned: Readonly<Record<string, Pin>>;
  /** What came in place of a pinned tool, or beside them, and waits for a person. */
  readonly waiting: Readonly<Record<string, Pin>>;
}

export interface Pin {
  /** SHA-256 of what counts of the definition, in its canonical form; hexadecimal. */
  readonly sha256: string;
  /** What counts of the definition. */
  readonly definition: CanonicalObject;
}

/** FORM: not what was written here. FULL: more tools, or a longer one, than can be kept. */
export class PinError extends CodedError<'FORM' | 'FULL'> {
  override readonly name = 'PinError';
}

/** What a model is told of a tool, and what the gate takes from it. Icons and the like are not. */
const PARTS = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;
const TOOLS_MAX = 2_000;
const DEFINITION_BYTES_MAX = 1 << 18;

/** Undefined where it is no tool that could be pinned: without a name, too long, or with what has no canonical form. */
export function pinOf(tool: unknown): Pin | undefined {
  if (!isObject(tool) || textAt(tool, 'name') === undefined) return undefined;
  const definition = Object.fromEntries(
    PARTS.filter((name) => Object.hasOwn(tool, name)).map((name) => [name, tool[name] as Canonical]),
  );
  try {
    const bytes = encodeCanonical(definition);
    if (bytes.length > DEFINITION_BYTES_MAX) return undefined;
    return { sha256: createHash('sha256').update(bytes).digest('hex'), definition };
  } catch (error) {
    if (error instanceof CanonicalError) return undefined;
    throw error;
  }
}

/** The first pins of a server: every tool that it lists. Throws `PinError` FULL. */
export function firstPins(server: string, tools: readonly unknown[]): Pins {
  if (tools.length > TOOLS_MAX) throw full();
  const pins = tools.flatMap((tool): [string, Pin][] => {
    const pin = pinOf(tool);
    return pin === undefined ? [] : [[nameOf(pin), pin]];
  });
  return { server, pinned: Object.fromEntries(pins), waiting: {} };
}

/** Whether a tool is as it was pinned. */
export function isPinned({ pinned }: Pins, pin: Pin): boolean {
  const known = Object.hasOwn(pinned, nameOf(pin)) ? pinned[nameOf(pin)] : undefined;
  return known?.sha256 === pin.sha256;
}

/** The pins with this tool waiting; the same ones where it waits already. Throws `PinError` FULL. */
export function withWaiting(pins: Pins, pin: Pin): Pins {
  const name = nameOf(pin);
  if (Object.hasOwn(pins.waiting, name) && pins.waiting[name]?.sha256 === pin.sha256) return pins;
  if (Object.keys(pins.waiting).length >= TOOLS_MAX) throw full();
  return { ...pins, waiting: { ...pins.waiting, [name]: pin } };
}

/** The pins after a person trusted these waiting tools, each as it was shown. */
export function withTrusted(pins: Pins, trusted: readonly Pin[]): Pins {
  const [pinned, waiting] = [new Map(Object.entries(pins.pinned)), new Map(Object.entries(pins.waiting))];
  for (const pin of trusted) {
    pinned.set(nameOf(pin), pin);
    if (waiting.get(nameOf(pin))?.sha256 === pin.sha256) waiting.delete(nameOf(pin));
  }
  return { ...pins, pinned: Object.fromEntries(pinned), waiting: Object.fromEntries(waiting) };
}

export function nameOf({ definition }: Pin): string {
  return textAt(definition, 'name') ?? '';
}

/** Which parts of a tool's definition differ. */
export function changedParts(before: Pin, after: Pin): string[] {
  const textOf = (pin: Pin, part: string): string => JSON.stringify(pin.definition[part]);
  return PARTS.filter((part) => textOf(before, part) !== textOf(after, part));
}

/** What a file holds of a server, checked. Throws `PinError` FORM: what is not known to be whole proves nothing. */
export function readPins(value: unknown, server: string): Pins {
  const [pinned, waiting] = isObject(value) ? [value['pinned'], value['waiting']] : [];
  if (!isObject(value) || value['server'] !== server || !isObject(pinned) || !isObject(waiting)) throw malformed();
  return { server, pinned: readAll(pinned), waiting: readAll(waiting) };
}

function readAll(pins: JsonObject): Readonly<Record<string, Pin>> {
  return Object.fromEntries(
    Object.entries(pins).map(([name, value]) => {
      const pin = pinOf(isObject(value) ? value['definition'] : undefined);
      if (pin === undefined || nameOf(pin) !== name || pin.sha256 !== textAt(value, 'sha256')) throw malformed();
      return [name, pin];
    }),
  );
}

function malformed(): PinError {
  return new PinError('FORM', 'expected the pins of this server as Capgate writes them, met something else');
}

function full(): PinError {
  return new PinError('FULL', `expected at most ${TOOLS_MAX} tools of one server, met more`);
}
