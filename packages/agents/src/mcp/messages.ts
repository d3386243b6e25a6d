/**
 * Messages of JSON-RPC 2.0 as the Model Context Protocol sends them: one a line, of which each is read once. What was read
 * is what goes on: where another reader could take a line otherwise (a key twice, a key in another case), it is written
 * anew or refused.
 */

export type MessageId = string | number;
export type JsonObject = Readonly<Record<string, unknown>>;

/** What the members are was checked where their types say so. */
export interface Message {
  readonly id?: MessageId | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface ReadLine {
  readonly message: Message;
  /** The line to send on: it holds what `message` holds, and no more. */
  readonly text: string;
}

/** Why a line is not sent on, and the error that its sender is told (JSON-RPC 2.0, section 5.1). */
export interface LineFault {
  readonly code: typeof PARSE_ERROR | typeof INVALID_REQUEST;
  readonly fault: string;
}

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
export const INTERNAL_ERROR = -32_603;

const MEMBERS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);

export function readLine(line: string): ReadLine | LineFault {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { code: PARSE_ERROR, fault: 'expected a line of JSON, met something else' };
  }
  const fault = faultOf(value);
  if (fault !== undefined) return { code: INVALID_REQUEST, fault };
  try {
    return { message: value as Message, text: spelled(value, line) };
  } catch {
    // Nested deeper than the engine writes.
    return { code: INVALID_REQUEST, fault: 'expected a message that is less deeply nested' };
  }
}

function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'expected one message a line, as an object; met something else';
  const stray = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (stray !== undefined) return 'expected no members but those of JSON-RPC, met another';
  if (value['jsonrpc'] !== '2.0') return 'expected a message of JSON-RPC 2.0, met another version';
  const { id, method } = value;
  if (method !== undefined && typeof method !== 'string') return 'expected the method to be a text';
  const isId = id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
  return isId ? undefined : 'expected the id to be a text or a number';
}

/** The line itself where it says nothing twice, so that most lines are sent on byte for byte. */
function spelled(value: unknown, line: string): string {
  return JSON.stringify(value) === line ? line : JSON.stringify(JSON.parse(line, exactNumber));
}

/** A line with changes, all else as it stood. */
export function rewritten(line: string, change: (message: JsonObject) => JsonObject): string {
  return JSON.stringify(change(JSON.parse(line, exactNumber) as JsonObject));
}

interface Source {
  readonly source?: string;
}

const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** Keeps what a number of JavaScript would round or spell otherwise. */
function exactNumber(_name: string, value: unknown, { source }: Source = {}): unknown {
  return typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is an object; undefined where it is none. */
export function objectAt(value: unknown, name: string): JsonObject | undefined {
  if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
  const member = value[name];
  return isObject(member) ? member : undefined;
}

export function textAt(value: unknown, name: string): string | undefined {
  if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
  const member = value[name];
  return typeof member === 'string' ? member : undefined;
}

export function request(id: MessageId, method: string, params: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export function response(id: MessageId | null | undefined, result: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, result });
}

export function errorResponse(id: MessageId | null | undefined, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code, message } });
}
