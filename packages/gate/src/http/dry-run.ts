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
  /** Of which the log holds the beginning alone, or which rest on files that have changed. */
  readonly skipped: number;
  readonly changed: number;
  /** The newest of those that would change. */
  readonly changes: readonly Change[];
}

export interface DryRun {
  readonly tenant: string;
  readonly document: unknown;
  /** How many decisions are looked at, the newest first. */
  readonly count: number;
  /**
   * An approval whose own decisions are left out. What is in force now is then what the document is held against, rather
   * than what was in force when each decision was taken.
   */
  readonly beside?: string;
  readonly signal: AbortSignal;
}

interface Replays {
  readonly replay: Replay;
  readonly now: Replay | undefined;
  readonly beside: string | undefined;
}

/** How many decisions are looked at where nobody says. */
export const DRY_RUN_COUNT = 1_000;
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
  async run({ tenant, document, count, beside, signal }: DryRun): Promise<DryRunReport> {
    const rules = rulesOf(0, checkSettings(document));
    if (this.#runningCount >= RUNNING_MAX) throw new GateError('BUSY', 'expected fewer dry runs at once');
    this.#runningCount++;
    try {
      const now = beside === undefined ? undefined : new Replay(this.#gate, this.#gate.policies.rules(tenant));
      const last = this.#last(tenant, count);
      return await this.#run(last, { replay: new Replay(this.#gate, rules), now, beside, signal });
    } finally {
      this.#runningCount--;
    }
  }

  async #run(
    last: AsyncIterable<Decision>,
    { replay, now, beside, signal }: Replays & Pick<DryRun, 'signal'>,
  ): Promise<DryRunReport> {
    const changes: Change[] = [];
    let [decided, skipped, changed] = [0, 0, 0];
    for await (const decision of last) {
      if (signal.aborted) break;
      if (beside !== undefined && decision.approval === beside) continue;
      decided++;
      if (isCut(decision)) {
        skipped++;
        continue;
      }
      const would = await replay.judge(decision);
      if (would === undefined) {
        skipped++;
        continue;
      }
      if (would === ((await now?.judge(decision)) ?? decision.judged)) continue;
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
