/**
 * Notices sent to an address of somebody who wants to know: signed, and sent again where nobody took them. By the Standard Webhooks specification, 1.0 (https://www.standardwebhooks.com).
 */
import { createHmac } from 'node:crypto';
import { toHex } from '../bytes.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../error.ts';
import { isConfidential } from '../net.ts';
import type { Random } from '../random.ts';
import { retryDelayMs } from '../retry-delay.ts';

/** PLACE: an address or a secret that cannot be used. UNTAKEN: a notice that nobody took. */
export class WebhookError extends CodedError<'PLACE' | 'UNTAKEN'> {
  override readonly name = 'WebhookError';
}

export interface Webhook {
  readonly url: URL;
  readonly secret: Uint8Array;
}

export interface Notice {
  /** What has happened: names in lower case with dots between, such as `experiment.failed`. */
  readonly type: string;
  /** About what; goes as JSON. */
  readonly data: object;
}

/** Names of the environment's variables. */
export interface WebhookVariables {
  readonly url: string;
  readonly secret: string;
}

/** What sends; each comes in from outside. */
export interface Sending {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: typeof globalThis.fetch;
}

/** The specification asks for 24 to 64. */
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;
const TRIES_MAX = 5;
const DELAY_MS = 1_000;
const ANSWER_MS_MAX = 10_000;

/**
 * The address and the secret that the environment names: never a document's, which may be anybody's. Undefined where it
 * names none. Throws `WebhookError` PLACE for one without the other, an address in the clear, and a secret of another form.
 */
export function webhookIn(
  env: Readonly<Record<string, string | undefined>>,
  variables: WebhookVariables,
): Webhook | undefined {
  const { [variables.url]: address, [variables.secret]: secret } = env;
  if (address === undefined && secret === undefined) return undefined;
  const url = URL.parse(address ?? '');
  if (url === null || !isConfidential(url) || url.username !== '' || url.password !== '') {
    throw wrong(variables.url, 'an address with https: and without a password', address);
  }
  const key = Buffer.from(/^whsec_([A-Za-z0-9+/]+={0,2})$/u.exec(secret ?? '')?.[1] ?? '', 'base64');
  if (key.length < SECRET_BYTES_MIN || key.length > SECRET_BYTES_MAX) {
    throw wrong(variables.secret, `whsec_ and ${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes in base64`, secret);
  }
  return { url, secret: key };
}

/** Neither is shown: one is a secret, and the other may have one in it. */
function wrong(variable: string, expected: string, met: string | undefined): WebhookError {
  return new WebhookError(
    'PLACE',
    `expected ${variable} to be ${expected}, met ${met === undefined ? 'none' : 'another text'}`,
  );
}

/**
 * Resolves once the notice was taken: answered with a status of 2xx. What may pass (no answer, 408, 429, 5xx) is tried
 * again, later each time and not all at once. Rejects with `WebhookError` UNTAKEN after five tries, and at once for any other
 * status; redirections are not followed.
 */
export async function sendNotice({ url, secret }: Webhook, notice: Notice, sending: Sending): Promise<void> {
  const { clock, random } = sending;
  const id = `msg_${toHex(random.bytes(16))}`;
  const { type, data } = notice;
  const body = JSON.stringify({ type, timestamp: new Date(clock.nowMs()).toISOString(), data });
  for (let tries = 1; ; tries++) {
    const outcome = await sendOnce(url, headersOf(id, body, secret, clock.nowMs()), body, sending);
    if (outcome.isTaken) return;
    if (!outcome.mayPass || tries === TRIES_MAX) {
      throw new WebhookError('UNTAKEN', `expected the notice ${type} to be taken, met ${outcome.met} in try ${tries}`);
    }
    const { retryAfter } = outcome;
    await pause(retryDelayMs({ tries, firstMs: DELAY_MS, retryAfter, random: () => shareOf(random) }), clock);
  }
}

/** The same number for each try, by which who is told knows that it was told before; the time is the try's own. */
function headersOf(id: string, body: string, secret: Uint8Array, nowMs: number): Record<string, string> {
  const seconds = String(Math.floor(nowMs / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
}

interface Outcome {
  readonly isTaken: boolean;
  readonly mayPass: boolean;
  readonly met: string;
  /** As the answer has it. */
  readonly retryAfter?: string | null;
}

async function sendOnce(
  url: URL,
  headers: Record<string, string>,
  body: string,
  { fetch = globalThis.fetch }: Sending,
): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await answer.body?.cancel();
    const { ok, status } = answer;
    const mayPass = status === 408 || status === 429 || status >= 500;
    return { isTaken: ok, mayPass, met: `status ${status}`, retryAfter: answer.headers.get('retry-after') };
  } catch {
    return { isTaken: false, mayPass: true, met: 'no answer' };
  }
}

/** From 0 and below 1. */
function shareOf(random: Random): number {
  return (random.bytes(1)[0] as number) / 256;
}

function pause(durationMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.schedule(durationMs, resolve));
}
