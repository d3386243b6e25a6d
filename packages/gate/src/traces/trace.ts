/** The way of one decision that is traced: moments, and what they say as spans. */
import type { DecisionMade } from '@capgate/store';

/** W3C Trace Context: the caller's own span, which goes on here. */
export interface TraceParent {
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: any version but ff, whatever a later one adds. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/u;
const TRACEPARENT_LENGTH_MAX = 256;

/** Undefined for what is none: a trace then begins here. */
export function parseTraceparent(value: unknown): TraceParent | undefined {
  if (typeof value !== 'string' || value.length > TRACEPARENT_LENGTH_MAX) return undefined;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(value) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** What a span says of a decision: no command, no path, no person. */
export type Attributes = Readonly<Record<string, string>>;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** Milliseconds since 1970 UTC, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly hasFailed: boolean;
}

export interface TraceParts {
  readonly parent: TraceParent | undefined;
  readonly traceId: string;
  readonly site: string;
  /** When the question came, and what it is now. */
  readonly receivedMs: number;
  readonly nowMs: () => number;
  readonly newSpanId: () => string;
  /** Given all spans, once the last has ended. */
  readonly onEnd: (spans: readonly Span[]) => void;
}

/** Told of each moment in turn. Its spans are `decision` and, below it, `parse`, `decide`, `record` and `answer`. */
export class Trace {
  readonly #parts: TraceParts;
  readonly #rootId: string;
  readonly #spans: Span[] = [];
  readonly #parsedMs: number;
  #decidedMs = 0;
  #readyMs = 0;
  #attributes: Attributes = {};
  #isRecorded = false;
  #isAnswered = false;

  /** Made where the question is read. */
  constructor(parts: TraceParts) {
    this.#parts = parts;
    this.#rootId = parts.newSpanId();
    this.#parsedMs = parts.nowMs();
    this.#add('parse', parts.receivedMs, this.#parsedMs);
  }

  decided({ verdict, risk, rule, session }: DecisionMade): void {
    this.#decidedMs = this.#parts.nowMs();
    this.#attributes = {
      'capgate.verdict': verdict,
      'capgate.risk': risk,
      ...(rule !== undefined && { 'capgate.rule': rule }),
      'capgate.session': session,
      'capgate.site': this.#parts.site,
    };
    this.#add('decide', this.#parsedMs, this.#decidedMs);
  }

  /** `promised` settles once the record is on the disk, or is known not to be. */
  recording(promised: Promise<unknown>): void {
    promised.then(
      () => this.#recorded(false),
      () => this.#recorded(true),
    );
  }

  /** The log does not work; then this is what was answered. */
  unlogged(verdict: DecisionMade['verdict']): void {
    this.#attributes = { ...this.#attributes, 'capgate.verdict': verdict };
    this.#recorded(true);
  }

  /** The answer may leave. */
  ready(): void {
    this.#readyMs = this.#parts.nowMs();
  }

  answered(): void {
    const nowMs = this.#parts.nowMs();
    this.#isAnswered = true;
    this.#add('answer', this.#readyMs, nowMs);
    this.#spans.push(this.#root(nowMs));
    this.#endIfDone();
  }

  #recorded(hasFailed: boolean): void {
    this.#isRecorded = true;
    this.#add('record', this.#decidedMs, this.#parts.nowMs(), hasFailed);
    this.#endIfDone();
  }

  /** An allow may leave before its record is on the disk: then that ends the trace. */
  #endIfDone(): void {
    if (this.#isRecorded && this.#isAnswered) this.#parts.onEnd(this.#spans);
  }

  #root(endMs: number): Span {
    const { traceId, parent, receivedMs } = this.#parts;
    const attributes = this.#attributes;
    const name = 'decision';
    return {
      traceId,
      spanId: this.#rootId,
      parentSpanId: parent?.spanId,
      name,
      startMs: receivedMs,
      endMs,
      attributes,
      hasFailed: false,
    };
  }

  #add(name: string, startMs: number, endMs: number, hasFailed = false): void {
    const { traceId, newSpanId } = this.#parts;
    const [spanId, parentSpanId] = [newSpanId(), this.#rootId];
    this.#spans.push({ traceId, spanId, parentSpanId, name, startMs, endMs, attributes: {}, hasFailed });
  }
}
