/** Which decisions are traced, and where their spans go. Off, it costs the way of a decision one look at a boolean. */
import { BoundedQueue, type Cancel, type Clock, type Random, toHex } from '@capgate/base';
import { otlpText, postSpans, type Receiver, type Resource } from './otlp.ts';
import { parseTraceparent, type Span, Trace } from './trace.ts';

export interface TraceSettings extends Receiver {
  /** The share of decisions that are traced, from 0 to 1, of those whose caller does not say. */
  readonly ratio: number;
}

export interface TracerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly resource: Resource;
}

/** Spans that wait for the receiver; beyond that they are dropped, and counted. */
const WAITING_COUNT_MAX = 8_192;
const BATCH_COUNT_MAX = 1_024;
const SEND_MS = 1_000;
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
/** Of a trace's identifier, as much as a number holds. */
const SHARE_DIGITS = 12;

export class Tracer {
  readonly #parts: TracerParts;
  readonly #waiting = new BoundedQueue<Span>({ countMax: WAITING_COUNT_MAX, weightMax: WAITING_COUNT_MAX });
  #settings: TraceSettings | undefined;
  #cancelSend: Cancel | undefined;
  #sending: Promise<void> = Promise.resolve();
  #sentCount = 0;
  #droppedCount = 0;
  /** Looked at on the way of every decision. */
  isOn = false;

  constructor(parts: TracerParts) {
    this.#parts = parts;
  }

  /** What holds from now on; off where undefined. What waits goes where it then is to go, or nowhere. */
  use(settings: TraceSettings | undefined): void {
    this.#settings = settings;
    this.isOn = settings !== undefined;
  }

  get sentCount(): number {
    return this.#sentCount;
  }

  /** Spans that found no room, or that the receiver did not take. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Milliseconds since 1970 UTC, with fractions, and steady from the start of the gate on. */
  readonly nowMs = (): number => performance.timeOrigin + performance.now();

  /** Undefined where this decision is not traced. `traceparent`: what the caller sent, whatever it is. */
  begin(receivedMs: number, traceparent: unknown): Trace | undefined {
    if (this.#settings === undefined) return undefined;
    const parent = parseTraceparent(traceparent);
    const traceId = parent?.traceId ?? this.#newId(TRACE_ID_BYTES);
    if (!(parent?.isSampled ?? isInShare(traceId, this.#settings.ratio))) return undefined;
    return new Trace({
      parent,
      traceId,
      site: this.#parts.resource.site,
      receivedMs,
      nowMs: this.nowMs,
      newSpanId: () => this.#newId(SPAN_ID_BYTES),
      onEnd: (spans) => this.#keep(spans),
    });
  }

  /** Sends what waits, once. */
  async close(): Promise<void> {
    this.#cancelSend?.();
    await this.#sending;
    await this.#send();
  }

  #newId(sizeBytes: number): string {
    return toHex(this.#parts.random.bytes(sizeBytes));
  }

  #keep(spans: readonly Span[]): void {
    for (const span of spans) if (!this.#waiting.offer(span, 1)) this.#droppedCount++;
    this.#cancelSend ??= this.#parts.clock.schedule(SEND_MS, () => {
      this.#sending = this.#send().finally(() => {
        this.#cancelSend = undefined;
        if (this.#waiting.count > 0) this.#keep([]);
      });
    });
  }

  /** What the receiver does not take is dropped: the next ones may find it back. */
  async #send(): Promise<void> {
    const settings = this.#settings;
    for (let count = this.#waiting.count; count > 0; count -= BATCH_COUNT_MAX) {
      const spans = this.#waiting.take(BATCH_COUNT_MAX, BATCH_COUNT_MAX);
      const isTaken = settings !== undefined && (await postSpans(settings, otlpText(spans, this.#parts.resource)));
      if (isTaken) this.#sentCount += spans.length;
      else this.#droppedCount += spans.length;
    }
  }
}

/** By the trace's identifier, which is random: all gates with one ratio choose the same traces. */
function isInShare(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-SHARE_DIGITS), 16) < ratio * 16 ** SHARE_DIGITS;
}
