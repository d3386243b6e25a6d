/**
 * Notices of what became of an experiment, sent to an address of its owner's: signed, and sent again where nobody took
 * them. By the Standard Webhooks specification, 1.0 (https://www.standardwebhooks.com).
 */
import { createHmac } from 'node:crypto';
import { type Clock, isConfidential, type Random, toHex } from '@capgate/base';
import { LabError } from '../error.ts';
import { retryDelayMs } from '../retry-delay.ts';

export interface Webhook {
  readonly url: URL;
  readonly secret: Uint8Array;
}

export interface Notice {
  readonly type: `experiment.${'started' | 'finished' | 'failed' | 'cancelled'}`;
  /** The plan's hash. */
  readonly experiment: string;
  readonly name: string;
  /** How many results there are, and of these how many failed. */
  readonly results: number;
  readonly failed: number;
  /** Of what failed. */
  readonly why?: string;
}

/** What sends; each comes in from outside. */
export interface Sending {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: typeof globalThis.fetch;
}

const URL_VARIABLE = 'CAPGATE_LAB_WEBHOOK_URL';
const SECRET_VARIABLE = 'CAPGATE_LAB_WEBHOOK_SECRET';
/** The specification asks for 24 to 64. */
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;
const TRIES_MAX = 5;
const DELAY_MS = 1_000;
const ANSWER_MS_MAX = 10_000;

/**
 * The address and the secret that the environment names: never a document's, which may be anybody's. Undefined where it
 * names none. Throws `LabError` RUN for one without the other, an address in the clear, and a secret of another form.
 */
export function webhookIn(env: Readonly<Record<string, string | undefined>>): Webhook | undefined {
  const { [URL_VARIABLE]: address, [SECRET_VARIABLE]: secret } = env;
  if (address === undefined && secret === undefined) return undefined;
  const url = URL.parse(address ?? '');
  if (url === null || !isConfidential(url) || url.username !== '' || url.password !== '') {
    throw wrong(URL_VARIABLE, 'an address with https: and without a password', address);
  }
  const key = Buffer.from(/^whsec_([A-Za-z0-9+/]+={0,2})$/u.exec(secret ?? '')?.[1] ?? '', 'base64');
  if (key.length < SECRET_BYTES_MIN || key.length > SECRET_BYTES_MAX) {
    throw wrong(SECRET_VARIABLE, `whsec_ and ${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes in base64`, secret);
  }
  return { url, secret: key };
}

/** Neither is shown: one is a secret, and the other may have one in it. */
function wrong(variable: string, expected: string, met: string | undefined): LabError {
  return new LabError(
    'RUN',
    `expected ${variable} to be ${expected}, met ${met === undefined ? 'none' : 'another text'}`,
  );
}

/**
 * Resolves once the notice was taken: answered with a status of 2xx. What may pass (no answer, 408, 429, 5xx) is tried
 * again, later each time and not all at once. Rejects with `LabError` RUN after five tries, and at once for any other
 * status; redirections are not followed.
 */
export async function sendNotice({ url, secret }: Webhook, notice: Notice, sending: Sending): Promise<void> {
  const { clock, random } = sending;
  const id = `msg_${toHex(random.bytes(16))}`;
  const { type, ...data } = notice;
  const body = JSON.stringify({ type, timestamp: new Date(clock.nowMs()).toISOString(), data });
  for (let tries = 1; ; tries++) {
    const outcome = await sendOnce(url, headersOf(id, body, secret, clock.nowMs()), body, sending);
    if (outcome.isTaken) return;
    if (!outcome.mayPass || tries === TRIES_MAX) {
      throw new LabError(
        'RUN',
        `expected the notice of ${notice.name} to be taken, met ${outcome.met} in try ${tries}`,
      );
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
