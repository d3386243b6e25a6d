/** Who is told what becomes of an experiment. */
import { sendNotice, type Sending, type Webhook, WebhookError } from '@capgate/base/node';
import type { Notice } from '../notify/notice.ts';
import type { ResultCounts } from '../results/queries.ts';
import type { Ending, Job } from './executor.ts';

export type NoticedEvent = 'started' | 'finished' | 'failed' | 'cancelled';

/** Whoever interrupts an experiment knows it. */
export const NOTICED: Readonly<Record<Ending['kind'], NoticedEvent | undefined>> = {
  done: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  stopped: undefined,
};

/** Where notices go, and what becomes of each there. */
export class Notices {
  readonly #webhook: Webhook | undefined;
  readonly #sending: Sending;
  readonly #countsOf: (hash: string) => Promise<ResultCounts>;

  constructor(webhook: Webhook | undefined, sending: Sending, countsOf: (hash: string) => Promise<ResultCounts>) {
    this.#webhook = webhook;
    this.#sending = sending;
    this.#countsOf = countsOf;
  }

  /** Resolves to why nobody took the notice; to undefined where somebody did, or where nobody is to be told. */
  async tell(event: NoticedEvent | undefined, { hash, experiment }: Job, ending?: Ending): Promise<string | undefined> {
    if (this.#webhook === undefined || event === undefined) return undefined;
    const { answered, unanswered, failed, timeout } = await this.#countsOf(hash);
    const notice: Notice = {
      type: `experiment.${event}`,
      data: {
        experiment: hash,
        name: experiment.name,
        results: answered + unanswered + failed + timeout,
        failed: failed + timeout,
        ...(ending?.kind === 'failed' && { why: ending.why }),
      },
    };
    try {
      await sendNotice(this.#webhook, notice, this.#sending);
      return undefined;
    } catch (error) {
      if (error instanceof WebhookError) return error.message;
      throw error;
    }
  }
}
