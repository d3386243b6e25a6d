/** What happens, told to those who watch: server-sent events, as HTML's standard has them. */
import type { Caller } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { GateEvent } from '../events.ts';
import { WATCHERS_MAX } from '../events.ts';
import type { Gate } from '../gate.ts';
import { PULSE_MS, pulseOf } from './pulse.ts';

/** What waits for one slow client. Beyond that it misses some, and is told how many. */
const WAITING_COUNT_MAX = 1_000;
const WAITING_LENGTH_MAX = 4 << 20;
const HEARTBEAT_MS = 15_000;
/** Then it ends, and the client comes again and shows who it is; what it showed may end sooner, and the stream with it. */
const LIFETIME_MS = 600_000;
/** Sent first: when to come again after an end. */
const BEGINNING = 'retry: 1000\n\n';
const HEARTBEAT = ': still here\n\n';

/** What one client is told. Throws `GateError` BUSY where too many watch. */
export function watch(
  gate: Gate,
  caller: Caller,
  kinds: readonly string[] | undefined,
  signal: AbortSignal,
): AsyncGenerator<string> {
  if (gate.events.watcherCount >= WATCHERS_MAX) throw new GateError('BUSY', 'expected fewer who watch');
  return told(gate, caller, kinds, signal);
}

async function* told(
  gate: Gate,
  { tenant }: Caller,
  kinds: readonly string[] | undefined,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { clock } = gate.parts;
  const waiting = new Waiting();
  const endMs = clock.monotonicMs() + LIFETIME_MS;
  const hasPulse = kinds?.includes('pulse') === true;
  let nextMs = clock.monotonicMs();
  const wake = (): void => waiting.wake();
  const unwatch = gate.events.watch(tenant, (event) => {
    if (kinds === undefined || kinds.includes(event.kind)) waiting.add(event);
  });
  signal.addEventListener('abort', wake);
  try {
    yield BEGINNING;
    while (!signal.aborted && clock.monotonicMs() < endMs) {
      if (hasPulse && clock.monotonicMs() >= nextMs) {
        waiting.add({ kind: 'pulse', body: pulseOf(gate, tenant) });
        nextMs = clock.monotonicMs() + PULSE_MS;
      }
      const cancel = clock.schedule(hasPulse ? nextMs - clock.monotonicMs() : HEARTBEAT_MS, wake);
      await waiting.some();
      cancel();
      const text = waiting.take();
      if (!signal.aborted && (text !== '' || !hasPulse)) yield text || HEARTBEAT;
    }
  } finally {
    signal.removeEventListener('abort', wake);
    unwatch();
  }
}

class Waiting {
  #texts: string[] = [];
  #length = 0;
  #droppedCount = 0;
  #wake: (() => void) | undefined;

  add({ kind, body }: Pick<GateEvent, 'kind' | 'body'>): void {
    if (this.#texts.length >= WAITING_COUNT_MAX || this.#length >= WAITING_LENGTH_MAX) {
      this.#droppedCount++;
      return;
    }
    const text = `event: ${kind}\ndata: ${JSON.stringify(body)}\n\n`;
    this.#texts.push(text);
    this.#length += text.length;
    this.wake();
  }

  wake(): void {
    this.#wake?.();
  }

  /** Resolves once there is something, or `wake` is called. */
  async some(): Promise<void> {
    if (this.#texts.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  take(): string {
    const dropped = this.#droppedCount === 0 ? '' : `event: dropped\ndata: {"count":${this.#droppedCount}}\n\n`;
    const text = this.#texts.join('') + dropped;
    this.#texts = [];
    this.#length = 0;
    this.#droppedCount = 0;
    return text;
  }
}
