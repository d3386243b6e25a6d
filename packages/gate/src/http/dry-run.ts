/** What a document would have said to the last decisions, before anything is in force. */
import type { VerdictName } from '@capgate/core';
import type { Decision } from '@capgate/store';
import type { Gate } from '../gate.ts';
import { GateError } from '../error.ts';
import { checkSettings, rulesOf } from '../policies/settings.ts';
import { isCut, Replay } from './recompute.ts';

interface Change {
  readonly decision: Decision;
  readonly would: VerdictName;
}

export interface DryRunReport {
  readonly decided: number;
  /** Of which the log holds the beginning alone. */
  readonly skipped: number;
  readonly changed: number;
  /** The newest of those that would change. */
  readonly changes: readonly Change[];
}

export const DRY_RUN_COUNT_MAX = 10_000;
const CHANGES_MAX = 200;
const PAGE_LIMIT = 250;
/** More than so many at once leave too little for decisions. */
const RUNNING_MAX = 2;

export class DryRuns {
  readonly #gate: Gate;
  #runningCount = 0;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Throws `GateError` BUSY, REQUEST for what is no policy. Ends early, with what it has, once `signal` is aborted. */
  async run(tenant: string, document: unknown, count: number, signal: AbortSignal): Promise<DryRunReport> {
    const rules = rulesOf(0, checkSettings(document));
    if (this.#runningCount >= RUNNING_MAX) throw new GateError('BUSY', 'expected fewer dry runs at once');
    this.#runningCount++;
    try {
      return await this.#run(tenant, new Replay(this.#gate, rules), count, signal);
    } finally {
      this.#runningCount--;
    }
  }

  async #run(tenant: string, replay: Replay, count: number, signal: AbortSignal): Promise<DryRunReport> {
    const changes: Change[] = [];
    let [decided, skipped, changed] = [0, 0, 0];
    for await (const decision of this.#last(tenant, count)) {
      if (signal.aborted) break;
      decided++;
      if (isCut(decision)) {
        skipped++;
        continue;
      }
      const would = await replay.judge(decision);
      if (would === decision.judged) continue;
      changed++;
      if (changes.length < CHANGES_MAX) changes.push({ decision, would });
    }
    return { decided, skipped, changed, changes };
  }

  /** Page by page, and others get their turn between two. */
  async *#last(tenant: string, count: number): AsyncGenerator<Decision> {
    const { store } = this.#gate.parts;
    let cursor: string | undefined;
    for (let left = count; left > 0; ) {
      const limit = Math.min(left, PAGE_LIMIT);
      const page = await store.decisions({ tenant }, { limit, ...(cursor !== undefined && { cursor }) });
      yield* page.items;
      left -= page.items.length;
      cursor = page.next;
      if (cursor === undefined || page.items.length === 0) return;
      await new Promise(setImmediate);
    }
  }
}
