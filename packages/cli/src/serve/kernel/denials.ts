/** What the kernel stopped, on its way to the log and to those who watch: bounded, as an agent can have itself stopped at will. */
import type { Gate } from '@capgate/gate';
import type { Bound } from './bound.ts';
import type { KernelCounts } from './counts.ts';
import type { EventBody } from './schemas.ts';
import type { Held } from './sessions.ts';

/** Of one session. The numbers of all are in the record of its end. */
const RECORDS_A_MINUTE = 600;
const MINUTE_MS = 60_000;

interface Minute {
  readonly startMs: number;
  recordCount: number;
}

export class Denials {
  readonly #gate: Gate;
  readonly #counts: KernelCounts;
  readonly #minutes = new WeakMap<Held, Minute>();

  constructor(gate: Gate, counts: KernelCounts) {
    this.#gate = gate;
    this.#counts = counts;
  }

  /** `bound`: what the process was bound to whose mask decided. */
  add(held: Held, event: EventBody, bound: Bound | undefined): void {
    if (!event.isDenied) return this.#counts.addEvent(event.act, 'allowed');
    if (!this.#hasRoom(held)) return this.#counts.addEvent(event.act, 'unrecorded');
    this.#counts.addEvent(event.act, 'denied');
    const { at, isDenied: _, pid, command, ancestry, binding, ...act } = event;
    const body = {
      ...act,
      tenant: held.tenant,
      held: held.held,
      deniedAt: at,
      ancestry: ancestry.length === 0 ? [{ pid, command: command.toWellFormed() }] : ancestry.map(wellFormed),
      ...(act.path !== undefined && { path: act.path.toWellFormed() }),
      ...(bound !== undefined && binding !== undefined && { binding, ...bound }),
    };
    this.#gate.recorder.recordOrDefer('kernel.denied', body);
    this.#gate.events.tell('kernel', held.tenant, { kind: 'denied', ...body });
  }

  #hasRoom(held: Held): boolean {
    const nowMs = this.#gate.parts.clock.monotonicMs();
    let minute = this.#minutes.get(held);
    if (minute === undefined || nowMs - minute.startMs >= MINUTE_MS) {
      minute = { startMs: nowMs, recordCount: 0 };
      this.#minutes.set(held, minute);
    }
    return minute.recordCount++ < RECORDS_A_MINUTE;
  }
}

/** Processes choose their names, and the log takes no half of a character. */
function wellFormed({ pid, command }: { readonly pid: number; readonly command: string }) {
  return { pid, command: command.toWellFormed() };
}
