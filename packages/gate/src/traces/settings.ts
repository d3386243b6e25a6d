/** From the configuration to where spans go. */
import { readFileSync } from 'node:fs';
import type { TracesSettled } from '../config/config.ts';
import { GateError } from '../error.ts';
import type { TraceSettings } from './tracer.ts';

/** RFC 9110: a name of a header, a colon, and a value of visible ASCII and blanks. */
const HEADER = /^([\w!#$%&'*+.^`|~-]{1,200}):[ \t]*([!-~](?:[ -~\t]*[!-~])?)[ \t]*$/u;
const HEADERS_LENGTH_MAX = 1 << 16;

/** Throws `GateError` REQUEST for an endpoint or headers that cannot be used, without what they are: they may be secrets. */
export function traceSettingsOf(traces: TracesSettled | undefined): TraceSettings | undefined {
  if (traces === undefined) return undefined;
  const { endpoint, ratio, headersFile } = traces;
  if (!URL.canParse(endpoint)) throw new GateError('REQUEST', 'expected a URL in traces.endpoint, met none');
  return { endpoint, ratio, headers: headersFile === undefined ? {} : headersIn(headersFile) };
}

function headersIn(path: string): Readonly<Record<string, string>> {
  const lines = readHeaders(path).split(/\r?\n/u);
  return Object.fromEntries(
    lines
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [, name, value] = HEADER.exec(line) ?? [];
        if (name !== undefined && value !== undefined) return [name, value];
        throw new GateError('REQUEST', 'expected lines such as `name: value` in traces.headersFile, met another');
      }),
  );
}

function readHeaders(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length <= HEADERS_LENGTH_MAX) return text;
  } catch {
    // Told below.
  }
  throw new GateError('REQUEST', `expected headers of at most ${HEADERS_LENGTH_MAX} bytes in traces.headersFile`);
}
