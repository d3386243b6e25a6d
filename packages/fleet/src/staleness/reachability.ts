/**
 * Who can be heard, measured by what was heard: any message whose signature was checked is a sign of life, and nothing
 * else is.
 *
 * Nodes send at an interval that is agreed, so silence is measured against that one. A detector that learns it (the
 * φ-accrual detector: N. Hayashibara, X. Défago, R. Yared and T. Katayama, SRDS 2004) would follow a node that sends
 * slower and slower, and call it up for as long as that likes.
 */
import { FleetError } from '../error.ts';

/** Intervals without a sign of life after which a peer is silent: one may be late and one lost. */
export const SILENT_AFTER = 3;
const PEERS_MAX = 100_000;

/** `partial`: some peers are silent. `cut off`: all are. */
export type PartitionKind = 'whole' | 'partial' | 'cut off';

export interface Partition {
  readonly kind: PartitionKind;
  readonly peers: number;
  /** How many of these are silent. */
  readonly silent: number;
}

export class Reachability {
  readonly #intervalMs: number;
  /** When each peer gave its last sign of life. */
  readonly #heardMs = new Map<string, number>();

  /** How often each peer sends, at least. Throws `FleetError` VALUE. */
  constructor(intervalMs: number) {
    if (!(intervalMs > 0 && intervalMs < Infinity))
      throw new FleetError('VALUE', `expected an interval above 0 ms, met ${intervalMs}`);
    this.#intervalMs = intervalMs;
  }

  /** From now on something is expected of a peer: it has the time that others have. Throws `FleetError` VALUE for too many. */
  expect(peer: string, nowMs: number): void {
    if (this.#heardMs.has(peer)) return;
    if (this.#heardMs.size === PEERS_MAX)
      throw new FleetError('VALUE', `expected at most ${PEERS_MAX} peers, met another`);
    this.#heardMs.set(peer, nowMs);
  }

  /** From now on something is expected of these and of nobody else. Throws as `expect` does. */
  expectOnly(peers: readonly string[], nowMs: number): void {
    for (const peer of peers) this.expect(peer, nowMs);
    const expected = new Set(peers);
    for (const peer of this.#heardMs.keys()) if (!expected.has(peer)) this.forget(peer);
  }

  /** From now on nothing is expected of it. */
  forget(peer: string): void {
    this.#heardMs.delete(peer);
  }

  /** A message of a peer was checked. Of others nothing is expected, so nothing is noted. */
  heard(peer: string, nowMs: number): void {
    const before = this.#heardMs.get(peer);
    if (before !== undefined) this.#heardMs.set(peer, Math.max(before, nowMs));
  }

  /** When it gave its last sign of life, or began to be expected; undefined where it is not. */
  heardMsOf(peer: string): number | undefined {
    return this.#heardMs.get(peer);
  }

  isUp(peer: string, nowMs: number): boolean {
    const heardMs = this.#heardMs.get(peer);
    return heardMs !== undefined && nowMs - heardMs <= SILENT_AFTER * this.#intervalMs;
  }

  /** Who expects nobody is whole. */
  at(nowMs: number): Partition {
    const peers = this.#heardMs.size;
    const silent = [...this.#heardMs.keys()].filter((peer) => !this.isUp(peer, nowMs)).length;
    return { kind: silent === 0 ? 'whole' : silent < peers ? 'partial' : 'cut off', peers, silent };
  }
}
