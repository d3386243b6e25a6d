/** One line of `check --jsonl`: a question, or what is wrong with it. */
import type { Line, LineFault } from '../lines.ts';

/** Longest line that is read, in bytes: a command of the greatest length that core checks, even if all is escaped. */
export const MAX_LINE_BYTES = 1 << 22;

/** LENGTH and UTF8: see `lines.ts`. JSON: no JSON. SHAPE: not the object that is expected. */
export type RequestErrorCode = LineFault | 'JSON' | 'SHAPE';

export interface Request {
  /** As it was given: a string, or a number that JavaScript can hold exactly. */
  readonly id: string | number;
  readonly command: string;
  readonly cwd: string | undefined;
}

export interface RequestError {
  /** The line's own, where it could be read. */
  readonly id: string | number | null;
  readonly error: { readonly code: RequestErrorCode; readonly message: string };
}

const FAULT_MESSAGES: Readonly<Record<LineFault, string>> = {
  LENGTH: `expected a line of at most ${MAX_LINE_BYTES} bytes, met a longer one; check that command on its own`,
  UTF8: 'expected UTF-8, met other bytes; encode the line anew',
};

export function readRequest(line: Line): Request | RequestError {
  if (typeof line !== 'string') return failure(null, line.fault, FAULT_MESSAGES[line.fault]);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return failure(null, 'JSON', 'expected one JSON object on the line, met no JSON');
  }
  if (!isRecord(value)) return failure(null, 'SHAPE', `expected a JSON object, met ${kindOf(value)}`);
  const { id, command, cwd } = value;
  if (!isId(id)) return failure(null, 'SHAPE', `expected id to be a string or an exact number, met ${kindOf(id)}`);
  if (typeof command !== 'string')
    return failure(id, 'SHAPE', `expected command to be a string, met ${kindOf(command)}`);
  if (cwd !== undefined && typeof cwd !== 'string') {
    return failure(id, 'SHAPE', `expected cwd to be a string or absent, met ${kindOf(cwd)}`);
  }
  return { id, command, cwd };
}

function failure(id: RequestError['id'], code: RequestErrorCode, message: string): RequestError {
  return { id, error: { code, message } };
}

function isRecord(value: unknown): value is Record<'id' | 'command' | 'cwd', unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whole numbers beyond 2⁵³ would come back changed. */
function isId(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
