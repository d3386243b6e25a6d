/**
 * Spans as OTLP has them in JSON, and their way to a receiver by HTTP: https://opentelemetry.io/docs/specs/otlp. By hand,
 * since OpenTelemetry's own exporter tells nobody how many spans it drops.
 */
import type { Span } from './trace.ts';

/** Where spans go. */
export interface Receiver {
  /** Such as `http://127.0.0.1:4318/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What names this gate. */
export interface Resource {
  readonly site: string;
  readonly version: string;
  readonly instance: string;
}

const SPAN_KIND = { internal: 1, server: 2 } as const;
const STATUS_CODE_ERROR = 2;
const NANOSECONDS = 1e6;
const POST_TIMEOUT_MS = 5_000;

export function otlpText(spans: readonly Span[], { site, version, instance }: Resource): string {
  const resource = {
    'service.name': 'capgate',
    'service.version': version,
    'service.instance.id': instance,
    'capgate.site': site,
  };
  const scope = { name: 'capgate', version };
  return JSON.stringify({
    resourceSpans: [
      { resource: { attributes: keyValues(resource) }, scopeSpans: [{ scope, spans: spans.map(spanObject) }] },
    ],
  });
}

/** Answers whether the receiver took them. Follows nowhere: the headers are for that receiver alone. */
export async function postSpans({ endpoint, headers }: Receiver, body: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function spanObject({ traceId, spanId, parentSpanId, name, startMs, endMs, attributes, hasFailed }: Span): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: name === 'decision' ? SPAN_KIND.server : SPAN_KIND.internal,
    startTimeUnixNano: nanosText(startMs),
    endTimeUnixNano: nanosText(endMs),
    attributes: keyValues(attributes),
    status: hasFailed ? { code: STATUS_CODE_ERROR } : {},
  };
}

function keyValues(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** A number has no room for the nanoseconds since 1970. */
function nanosText(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * BigInt(NANOSECONDS) + BigInt(Math.round((ms - whole) * NANOSECONDS)));
}
