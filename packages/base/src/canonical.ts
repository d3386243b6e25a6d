/**
 * The one encoding of everything that is signed or logged: JSON as RFC 8785 (JCS) spells it. `spec/canonical.md` says
 * why, and `spec/vectors/canonical.json` has examples of both sides.
 *
 * A value has one text and no other text is read: two programs that agree on a value agree on its bytes, and so on
 * hashes and signatures.
 */
import { fromUtf8, utf8 } from './bytes.ts';
import { CodedError } from './error.ts';

/** What can be encoded. A key whose value is undefined is no value: leave the key out. */
export type Canonical = null | boolean | number | string | readonly Canonical[] | CanonicalObject;
export interface CanonicalObject {
  readonly [key: string]: Canonical;
}

/** How deep arrays and objects may lie in each other. */
export const CANONICAL_DEPTH_MAX = 32;

/**
 * TYPE: a value that JSON has no form for. NUMBER: one that is not finite. UNICODE: a text with half a surrogate pair,
 * or bytes that are not UTF-8. DEPTH: nested too deeply. SYNTAX: no JSON. FORM: JSON, but not in the one form.
 */
export type CanonicalErrorCode = 'TYPE' | 'NUMBER' | 'UNICODE' | 'DEPTH' | 'SYNTAX' | 'FORM';

export class CanonicalError extends CodedError<CanonicalErrorCode> {
  override readonly name = 'CanonicalError';
}

/** The canonical text of `value` in UTF-8. Throws `CanonicalError` TYPE, NUMBER, UNICODE or DEPTH. */
export function encodeCanonical(value: Canonical): Uint8Array {
  return utf8(canonicalText(value));
}

/** The canonical text of `value`. Throws as `encodeCanonical` does. */
export function canonicalText(value: Canonical): string {
  if (!isInForm(value, 0)) return textOf(value, 0);
  const text = JSON.stringify(value);
  // The escape of half a surrogate pair, or what looks like one.
  return text.includes(String.raw`\ud`) ? textOf(value, 0) : text;
}

/**
 * Whether ECMAScript's own encoder, which is many times faster, gives the canonical text: keys are in order and nothing
 * is refused. Half surrogate pairs aside.
 */
function isInForm(value: Canonical, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  if (depth === CANONICAL_DEPTH_MAX) return false;
  return isArray(value) ? isArrayInForm(value, depth + 1) : isObjectInForm(value, depth + 1);
}

/** By index, since `every` passes over holes. */
function isArrayInForm(values: readonly Canonical[], depth: number): boolean {
  if ('toJSON' in values) return false;
  for (let i = 0; i < values.length; i++) if (!isInForm(values[i] as Canonical, depth)) return false;
  return true;
}

function isObjectInForm(object: CanonicalObject, depth: number): boolean {
  if (!isPlain(object) || typeof object['toJSON'] === 'function') return false;
  let last = '';
  for (const key of Object.keys(object)) {
    if (key < last || !isInForm(object[key] as Canonical, depth)) return false;
    last = key;
  }
  return true;
}

function isPlain(object: CanonicalObject): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

/** The value of canonical bytes. Throws `CanonicalError` for any others, also for other spellings of the same value. */
export function decodeCanonical(bytes: Uint8Array): Canonical {
  const text = fromUtf8(bytes);
  if (text === undefined) throw new CanonicalError('UNICODE', 'expected UTF-8, met other bytes');
  const value = parsed(text);
  const form = canonicalText(value);
  if (form !== text) throw new CanonicalError('FORM', foreignForm(text, form));
  return value;
}

function parsed(text: string): Canonical {
  try {
    return JSON.parse(text) as Canonical;
  } catch {
    // Node's message would quote what may be a secret.
    throw new CanonicalError('SYNTAX', 'expected JSON (RFC 8259), met a text that is none');
  }
}

function foreignForm(text: string, form: string): string {
  let at = 0;
  while (text[at] === form[at]) at++;
  return `expected canonical JSON (RFC 8785), met another form at character ${at}; encode the value anew`;
}

function textOf(value: Canonical, depth: number): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object') {
    throw new CanonicalError('TYPE', `expected a value that JSON has a form for, met ${typeof value}`);
  }
  if (depth === CANONICAL_DEPTH_MAX) throw new CanonicalError('DEPTH', tooDeep);
  return isArray(value) ? arrayText(value, depth + 1) : objectText(value, depth + 1);
}

const tooDeep = `expected at most ${CANONICAL_DEPTH_MAX} levels of arrays and objects, met more`;

/** `Array.isArray` does not narrow readonly arrays away. */
function isArray(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value);
}

/** Of well-formed text, ECMAScript's own escapes are those that RFC 8785 §3.2.2.2 asks for. */
function stringText(value: string): string {
  if (value.isWellFormed()) return JSON.stringify(value);
  throw new CanonicalError('UNICODE', 'expected text in Unicode, met half a surrogate pair; replace it by U+FFFD');
}

/** RFC 8785 §3.2.2.3: numbers as ECMAScript spells them, and no minus before zero. */
function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  throw new CanonicalError('NUMBER', `expected a finite number, met ${value}`);
}

function arrayText(values: readonly Canonical[], depth: number): string {
  let text = '[';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    text += textOf(values[i] as Canonical, depth);
  }
  return `${text}]`;
}

/** RFC 8785 §3.2.3: keys in the order of their UTF-16 code units, which is the order of ECMAScript's `sort`. */
function objectText(object: CanonicalObject, depth: number): string {
  if (!isPlain(object)) throw new CanonicalError('TYPE', 'expected a plain object, met an instance of a class');
  const keys = Object.keys(object).sort();
  let text = '{';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (i > 0) text += ',';
    text += `${stringText(key)}:${textOf(object[key] as Canonical, depth)}`;
  }
  return `${text}}`;
}
