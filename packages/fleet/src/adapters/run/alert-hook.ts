/** Alerts to an address of whoever runs a node, as signed notices of type `fleet.…`, in the order in which they were told. */
import type { Cancel, Clock, Random } from '@capgate/base';
import { sendNotice, type Webhook, WebhookError, webhookIn } from '@capgate/base/node';
import { FleetError } from '../../error.ts';
import type { Alert } from '../../monitor/alerts.ts';

export interface AlertHookParts {
  readonly webhook: Webhook;
  /** Of the node that tells. */
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly onFault: (error: unknown) => void;
}

const VARIABLES = { url: 'CAPGATE_FLEET_WEBHOOK_URL', secret: 'CAPGATE_FLEET_WEBHOOK_SECRET' };
/** So many wait where nobody answers; then the oldest go. */
const WAITING_MAX = 1_000;

/** As the environment names it; undefined where it does not. Throws `FleetError` VALUE for one that cannot be used. */
export function alertWebhookIn(env: Readonly<Record<string, string | undefined>>): Webhook | undefined {
  try {
    return webhookIn(env, VARIABLES);
  } catch (error) {
    throw error instanceof WebhookError ? new FleetError('VALUE', error.message) : error;
  }
}

export class AlertHook {
  readonly #parts: AlertHookParts;
  readonly #clock: Clock;
  #waiting: Alert[] = [];
  #lost = 0;
  #isSending = false;
  #wakeNever: Cancel = () => {};

  constructor(parts: AlertHookParts) {
    const { clock } = parts;
    this.#parts = parts;
    this.#clock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, callback) => (this.#wakeNever = clock.schedule(delayMs, callback)),
    };
  }

  /** Nobody waits for it. */
  tell(alert: Alert): void {
    this.#waiting.push(alert);
    if (this.#waiting.length > WAITING_MAX) {
      this.#waiting.shift();
      this.#lost++;
    }
    if (!this.#isSending) void this.#send();
  }

  /** What waits is lost: nobody who ends a node waits for an address that does not answer. */
  close(): void {
    this.#waiting = [];
    this.#wakeNever();
  }

  async #send(): Promise<void> {
    const { onFault } = this.#parts;
    this.#isSending = true;
    for (let alert = this.#waiting.shift(); alert !== undefined; alert = this.#waiting.shift()) {
      try {
        await this.#sendOne(alert);
      } catch (error) {
        onFault(error);
      }
      const lost = this.#lost;
      this.#lost = 0;
      if (lost > 0)
        onFault(new FleetError('UNREACHABLE', `expected alerts to be taken, met none who did: ${lost} are lost`));
    }
    this.#isSending = false;
  }

  #sendOne({ kind, severity, atMs, about, text, count }: Alert): Promise<void> {
    const { webhook, node, random } = this.#parts;
    const at = new Date(atMs).toISOString();
    const notice = { type: `fleet.${kind}`, data: { node, severity, at, about, text, count } };
    return sendNotice(webhook, notice, { clock: this.#clock, random });
  }
}
