/** What the owner of an experiment is told of it, and where. */
import { type Webhook, WebhookError, webhookIn as webhookNamed } from '@capgate/base/node';
import { LabError } from '../error.ts';

export interface Notice {
  readonly type: `experiment.${'started' | 'finished' | 'failed' | 'cancelled'}`;
  readonly data: {
    /** The plan's hash. */
    readonly experiment: string;
    readonly name: string;
    /** How many results there are, and of these how many failed. */
    readonly results: number;
    readonly failed: number;
    /** Of what failed. */
    readonly why?: string;
  };
}

const VARIABLES = { url: 'CAPGATE_LAB_WEBHOOK_URL', secret: 'CAPGATE_LAB_WEBHOOK_SECRET' };

/** As the environment names it; undefined where it does not. Throws `LabError` RUN for one that cannot be used. */
export function webhookIn(env: Readonly<Record<string, string | undefined>>): Webhook | undefined {
  try {
    return webhookNamed(env, VARIABLES);
  } catch (error) {
    throw error instanceof WebhookError ? new LabError('RUN', error.message, { cause: error }) : error;
  }
}
