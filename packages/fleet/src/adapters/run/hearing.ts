/** Whom a gate's node hears, by what others take of what it sends; and what is told of silence and of age, once each. */
import type { Clock, Random } from '@capgate/base';
import { WINDOW_MS } from '../../behaviour/features.ts';
import type { Age } from '../../down/shelf.ts';
import type { OnEvent } from '../../node/events.ts';
import { type Partition, type PartitionKind, Reachability } from '../../staleness/reachability.ts';
import { ageMsOf, isStale, type Reading, readingOf } from '../../staleness/reading.ts';

export interface HearingParts {
  readonly parent: string;
  /** Names of those that decide, as it is whenever it is asked. */
  readonly hubs: () => readonly string[];
  /** How many messages nobody has taken yet: for one, or for all where none is named. */
  readonly waiting: (peer?: string) => number;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Random;
  readonly onEvent: OnEvent;
}

export class Hearing {
  readonly #parts: HearingParts;
  readonly #reachability = new Reachability(WINDOW_MS);
  #state: PartitionKind = 'whole';
  #heard: Reading<undefined>;
  /** What was told of being old. */
  readonly #old = new Set<string>();

  constructor(parts: HearingParts) {
    this.#parts = parts;
    this.#heard = this.#heardNow();
    this.#reachability.expect(parts.parent, this.#nowMs);
  }

  get partition(): Partition {
    return this.#reachability.at(this.#nowMs);
  }

  /** Whether it was heard of lately; undefined of whom nothing is expected. */
  isUp(peer: string): boolean | undefined {
    return this.#reachability.heardMsOf(peer) === undefined ? undefined : this.#reachability.isUp(peer, this.#nowMs);
  }

  /** Since all that was sent was last taken, in milliseconds; and whether that is too long. */
  get age(): { readonly ageMs: number; readonly isStale: boolean } {
    return { ageMs: ageMsOf(this.#heard, this.#nowMs), isStale: isStale(this.#heard, this.#nowMs) };
  }

  /**
   * Who has taken all that was sent to it is there. Hubs are sent findings alone: while nothing waits for one, nothing is
   * expected of it, as nothing is known.
   */
  hear(): void {
    const { parent, hubs, waiting } = this.#parts;
    if (waiting(parent) === 0) this.#reachability.heard(parent, this.#nowMs);
    for (const hub of hubs()) {
      if (waiting(hub) === 0) this.#reachability.forget(hub);
      else this.#reachability.expect(hub, this.#nowMs);
    }
    if (waiting() === 0) this.#heard = this.#heardNow();
  }

  /** Nothing is expected of it any more. */
  forget(peer: string): void {
    this.#reachability.forget(peer);
  }

  /** Tells who is silent, and what of all this has become old. */
  look(documents: readonly Age[]): void {
    const { parent, hubs, onEvent } = this.#parts;
    const { kind: state } = this.partition;
    if (state !== this.#state) {
      const silent = [parent, ...hubs()].filter((peer) => this.isUp(peer) !== true);
      onEvent({ kind: 'partition', state, silent });
    }
    this.#state = state;
    this.#tellAge('the fleet', this.age);
    for (const { issue, isOld, ageMs } of documents)
      this.#tellAge([issue.kind, issue.name ?? ''].join(' ').trim(), { ageMs, isStale: isOld });
  }

  #tellAge(what: string, { ageMs, isStale: isOld }: Hearing['age']): void {
    if (isOld && !this.#old.has(what)) this.#parts.onEvent({ kind: 'stale', what, ageMs });
    if (isOld) this.#old.add(what);
    else this.#old.delete(what);
  }

  #heardNow(): Reading<undefined> {
    const { random } = this.#parts;
    return readingOf('population', undefined, this.#nowMs, () => (random.bytes(1)[0] as number) / 256);
  }

  get #nowMs(): number {
    return this.#parts.clock.nowMs();
  }
}
