/**
 * The stream of what happens. A connection that is lost is known at once or, where the network says nothing, after a few
 * silent seconds; once there is another, everything that is shown is asked for anew, so that nothing missed stays missed.
 */
import { useSyncExternalStore } from 'react';
import { queryClient } from './queries.ts';

/** What the gate counted since its start; see `pulse` of `/v1/events`. */
export interface Pulse {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly decisions: readonly { readonly verdict: string; readonly risk: string; readonly count: number }[];
  readonly latency: {
    readonly boundsSeconds: readonly number[];
    readonly cumulative: readonly number[];
    readonly count: number;
  };
  readonly approvalsPending: number;
  readonly sessions: number;
  readonly logWorks: boolean;
}

export interface LiveState {
  readonly connection: 'connecting' | 'live' | 'lost';
  /** Since when it is as it is; milliseconds since 1970 UTC. */
  readonly sinceMs: number;
  /** The last five minutes, the oldest first. */
  readonly pulses: readonly Pulse[];
}

const KINDS = 'pulse,approval,policy.activated,session.started';
const PULSES_MAX = 301;
/** A pulse comes each second: after so long without any, nobody is there. */
const SILENCE_MS = 5_000;
const AGAIN_MS = 1_500;

class Live {
  #state: LiveState = { connection: 'connecting', sinceMs: Date.now(), pulses: [] };
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  readonly state = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Until what is returned is called. */
  start(): () => void {
    this.#open();
    return () => {
      clearTimeout(this.#timer);
      this.#source?.close();
    };
  }

  #open(): void {
    this.#source?.close();
    const source = new EventSource(`/v1/events?kinds=${KINDS}`);
    this.#source = source;
    this.#expectWithin(SILENCE_MS);
    source.addEventListener('pulse', ({ data }) => this.#pulse(JSON.parse(data as string) as Pulse));
    source.addEventListener('approval', () => void queryClient.invalidateQueries({ queryKey: ['approvals'] }));
    source.addEventListener('session.started', () => void queryClient.invalidateQueries({ queryKey: ['agents'] }));
    source.addEventListener('policy.activated', () => void queryClient.invalidateQueries());
    source.addEventListener('error', () => this.#lost());
  }

  #pulse(pulse: Pulse): void {
    this.#expectWithin(SILENCE_MS);
    const { connection, pulses } = this.#state;
    const isNew = connection !== 'live';
    if (isNew) void queryClient.invalidateQueries();
    this.#set({
      connection: 'live',
      sinceMs: isNew ? Date.now() : this.#state.sinceMs,
      pulses: isNext(pulses.at(-1), pulse) ? [...pulses.slice(1 - PULSES_MAX), pulse] : [pulse],
    });
  }

  #lost(): void {
    this.#source?.close();
    if (this.#state.connection !== 'lost') this.#set({ ...this.#state, connection: 'lost', sinceMs: Date.now() });
    // It may be that the session has ended: whoever asks is told.
    void queryClient.invalidateQueries({ queryKey: ['me'] });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), AGAIN_MS);
  }

  #expectWithin(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(), ms);
  }

  #set(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether counts go on from those before; a gate that was started again counts from nothing. */
function isNext(before: Pulse | undefined, pulse: Pulse): boolean {
  return before === undefined || (pulse.at > before.at && pulse.latency.count >= before.latency.count);
}

export const live = new Live();

export function useLive(): LiveState {
  return useSyncExternalStore(live.subscribe, live.state);
}
