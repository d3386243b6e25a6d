/** Watches what nodes tell: counts it, keeps what people should see, and tells each of it once in a while at most. */
import { BoundedMap } from '@capgate/base';
import type { FleetEvent } from '../node/events.ts';
import { type Alert, type AlertKind, alertOf } from './alerts.ts';

export interface MonitorParts {
  /** Milliseconds since 1970 UTC. */
  readonly nowMs: () => number;
  /** Told of each alert, for webhooks and the log. Must not throw. */
  readonly onAlert: (alert: Alert) => void;
}

/** The last so many are kept. */
const KEPT_MAX = 1_000;
/** Alerts of one kind about the same are told once in so long; in between they are counted: whoever sends what is refused must not drown the others. */
const QUIET_MS = 60_000;
/** So many things are told apart. */
const ABOUT_MAX = 10_000;
/** Beyond so many alerts in `QUIET_MS` about different things, further ones of the kind are counted alone. */
const TOLD_MAX = 100;

const ALWAYS: ReadonlySet<AlertKind> = new Set(['quarantine', 'release', 'held', 'equivocation', 'broken-proof']);

interface Told {
  atMs: number;
  /** Like it, since then. */
  since: number;
}

export class Monitor {
  readonly #parts: MonitorParts;
  readonly #counts = new Map<FleetEvent['kind'], number>();
  readonly #told = new BoundedMap<string, Told>(ABOUT_MAX);
  /** By kind, and by whose they are. */
  readonly #crowds = new BoundedMap<string, { atMs: number; told: number }>(ABOUT_MAX);
  #recent: Alert[] = [];

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  /** How many events there were of each kind. */
  get counts(): ReadonlyMap<FleetEvent['kind'], number> {
    return this.#counts;
  }

  /** The newest first. */
  recent(limit: number = KEPT_MAX): readonly Alert[] {
    return this.#recent.slice(-limit).toReversed();
  }

  take(event: FleetEvent): void {
    this.#counts.set(event.kind, (this.#counts.get(event.kind) ?? 0) + 1);
    const said = alertOf(event);
    if (said === undefined) return;
    const atMs = this.#parts.nowMs();
    const count = this.#countTold(`${said.kind} ${said.about}`, atMs);
    if (count === undefined || this.#isCrowd(said.kind, whoseOf(event), atMs)) return;
    const alert = { ...said, atMs, count };
    this.#recent.push(alert);
    if (this.#recent.length > KEPT_MAX) this.#recent = this.#recent.slice(-KEPT_MAX);
    this.#parts.onAlert(alert);
  }

  /** How many like it this one stands for; undefined where one was told just now. */
  #countTold(key: string, atMs: number): number | undefined {
    const told = this.#told.get(key);
    if (told !== undefined && atMs - told.atMs < QUIET_MS) {
      told.since++;
      return undefined;
    }
    this.#told.renew(key, { atMs, since: 0 });
    return 1 + (told?.since ?? 0);
  }

  #isCrowd(kind: AlertKind, whose: string, atMs: number): boolean {
    const key = `${kind} ${whose}`;
    const crowd = this.#crowds.get(key);
    if (crowd === undefined || atMs - crowd.atMs >= QUIET_MS) {
      this.#crowds.renew(key, { atMs, told: 1 });
      return false;
    }
    crowd.told++;
    // What was proved, or decided by hubs, is told whatever else there is.
    return !ALWAYS.has(kind) && crowd.told > TOLD_MAX;
  }
}

/** Of a tenant, so that one does not use up what the others are told. Names of nodes that are refused anybody can make up. */
function whoseOf(event: FleetEvent): string {
  return 'tenant' in event ? event.tenant : '';
}
