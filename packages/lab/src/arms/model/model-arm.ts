/** A language model behind any endpoint that speaks as OpenAI's does, asked about one command at a time. */
import { clipped, retryDelayMs } from '@capgate/base';
import OpenAI, { APIConnectionError, APIError } from 'openai';
import { LabError } from '../../error.ts';
import type { Answer, Arm, Costs, Question } from '../arm.ts';
import { prepareStopwatch, stopwatch } from '../stopwatch.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { type Endpoint, endpointIn } from './endpoint.ts';
import type { AnswerKey, KeptAnswer, KeptAnswers } from './kept-answers.ts';
import { Pace, wait } from './pace.ts';
import { messagesFor, PROMPT_VERSION, promptHash, RESPONSE_FORMAT, verdictIn } from './prompt.ts';

/** Settings of `experiment/arm-settings.ts`. */
export interface ModelSettings {
  readonly model: string;
  readonly temperature?: number;
  readonly seed?: number;
  readonly tokensMax?: number;
  readonly requestsPerMinute?: number;
  readonly retries?: number;
  readonly inputUsdPerMillion?: number;
  readonly outputUsdPerMillion?: number;
  /** Whether answers are kept, and those that were kept are taken. */
  readonly cache?: boolean;
}

export interface ModelParts {
  /** From 0 and below 1. */
  readonly random?: () => number;
  /** Where answers are kept; nowhere where absent. */
  readonly kept?: KeptAnswers;
}

const TOKENS_MAX = 512;
const RETRIES = 2;
const DELAY_MS = 500;
/** The caller's signal ends what takes long; this only bounds what is left behind. */
const TIMEOUT_MS = 600_000;

/** Asks nothing yet. Throws `LabError` ARM where the environment names no endpoint. */
export function openModelArm(
  settings: ModelSettings,
  variables: Readonly<Record<string, string | undefined>>,
  { random = Math.random, kept }: ModelParts = {},
): Arm {
  prepareStopwatch();
  const endpoint = endpointIn(variables);
  const client = clientOf(endpoint);
  const pace = new Pace(settings.requestsPerMinute);
  const { retries = RETRIES } = settings;
  const answer = async (question: Question, signal: AbortSignal): Promise<Answer> => {
    const key = kept && keyOf(settings, endpoint, question);
    const known = key && (await kept?.find(key));
    if (known !== undefined) return recalled(known, settings);
    for (let attempt = 1; ; attempt++) {
      try {
        await wait(pace.takeMs(), signal);
        const { latencyNs, ...asked } = await ask(client, settings, question, signal);
        const completion = withoutKey(asked.completion, endpoint);
        if (key !== undefined) await kept?.keep(key, { completion, givenAt: Date.now() });
        return { latencyNs, ...told(completion, settings) };
      } catch (error) {
        if (attempt > retries || signal.aborted || !isPassing(error)) throw refused(error, endpoint, signal);
        const delayMs = retryDelayMs({ tries: attempt, firstMs: DELAY_MS, retryAfter: retryAfterOf(error), random });
        await wait(delayMs, signal).catch(() => {});
      }
    }
  };
  return { facts: factsOf(settings, endpoint), answer, close: () => Promise.resolve() };
}

/** Nothing of it comes from the environment but what is handed in. */
function clientOf({ url, key }: Endpoint): OpenAI {
  return new OpenAI({
    baseURL: url,
    apiKey: key,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    logLevel: 'off',
    fetch: boundedFetch,
  });
}

function factsOf(settings: ModelSettings, { url, isLocal }: Endpoint): Arm['facts'] {
  const { tokensMax = TOKENS_MAX, retries = RETRIES, ...given } = settings;
  return {
    way: 'model',
    endpoint: url,
    ...given,
    tokensMax,
    retries,
    promptVersion: PROMPT_VERSION,
    promptHash: promptHash(),
    ...(isLocal && { simulated: true }),
  };
}

/** All that an answer depends on. Without an occasion, one time of asking is not told from another: nothing is kept then. */
function keyOf(settings: ModelSettings, { url }: Endpoint, question: Question): AnswerKey | undefined {
  const { model, temperature, seed, tokensMax = TOKENS_MAX } = settings;
  const { command, cwd, occasion } = question;
  if (occasion === undefined) return undefined;
  return {
    endpoint: url,
    model,
    promptHash: promptHash(),
    command,
    ...(cwd !== undefined && { cwd }),
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    tokensMax,
    occasion,
  };
}

/** It took no time and cost nothing now: what it cost then is saved. */
function recalled({ completion, givenAt }: KeptAnswer, settings: ModelSettings): Answer {
  const { costUsd, verdict, raw } = told(completion, settings);
  return { verdict, raw, cachedAt: givenAt, ...(costUsd !== undefined && { savedUsd: costUsd }) };
}

interface Asked {
  readonly latencyNs: number;
  readonly completion: Completion;
}

/** One request; its time has no waiting for a turn and no earlier try in it. */
async function ask(client: OpenAI, settings: ModelSettings, question: Question, signal: AbortSignal): Promise<Asked> {
  const { model, temperature, seed, tokensMax = TOKENS_MAX } = settings;
  const elapsed = stopwatch();
  const completion: unknown = await client.chat.completions.create(
    {
      model,
      messages: messagesFor(question),
      response_format: RESPONSE_FORMAT,
      max_completion_tokens: tokensMax,
      ...(temperature !== undefined && { temperature }),
      ...(seed !== undefined && { seed }),
    },
    { signal },
  );
  return { latencyNs: elapsed(), completion: reduced(completion) };
}

/** What an endpoint answers may have any form. */
interface Completion {
  readonly model?: unknown;
  readonly system_fingerprint?: unknown;
  readonly choices?: readonly {
    readonly finish_reason?: unknown;
    readonly message?: { readonly content?: unknown; readonly refusal?: unknown } | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null;
}

/** What of an answer is looked at, or kept. */
function reduced(completion: unknown): Completion {
  const { model, system_fingerprint, choices, usage } = objectOf<Completion>(completion);
  const { finish_reason, message } = objectOf<NonNullable<Completion['choices']>[number]>(
    Array.isArray(choices) ? choices[0] : undefined,
  );
  const { content, refusal } = objectOf<{ content?: unknown; refusal?: unknown }>(message);
  const { prompt_tokens, completion_tokens } = objectOf<NonNullable<Completion['usage']>>(usage);
  return {
    model,
    system_fingerprint,
    choices: [{ finish_reason, message: { content, refusal } }],
    usage: { prompt_tokens, completion_tokens },
  };
}

/** Of what `reduced` leaves, also where it was kept and read again. */
function told(completion: unknown, settings: ModelSettings): Omit<Answer, 'latencyNs'> {
  const { model, system_fingerprint: fingerprint, choices, usage } = objectOf<Completion>(completion);
  const [{ finish_reason: finish, message } = {}] = choices ?? [];
  const { content, refusal } = message ?? {};
  return {
    verdict: verdictIn(content),
    ...costsOf(usage, settings),
    raw: { model, fingerprint, finish, content, refusal },
  };
}

function objectOf<Form extends object>(value: unknown): Partial<Form> {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Tokens as the endpoint counts them; what they cost where the plan states both prices. */
function costsOf(usage: unknown, { inputUsdPerMillion, outputUsdPerMillion }: ModelSettings): Costs {
  const { prompt_tokens: input, completion_tokens: output } = objectOf<NonNullable<Completion['usage']>>(usage);
  if (!isCount(input) || !isCount(output)) return {};
  const tokens = input + output;
  if (inputUsdPerMillion === undefined || outputUsdPerMillion === undefined) return { tokens };
  return { tokens, costUsd: (input * inputUsdPerMillion + output * outputUsdPerMillion) / 1_000_000 };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether another try may be answered: too many requests, a fault of the endpoint's own, or no connection. */
function isPassing(error: unknown): boolean {
  if (error instanceof APIConnectionError) return !(error.cause instanceof RangeError);
  return error instanceof APIError && (error.status === 429 || (error.status ?? 0) >= 500);
}

function retryAfterOf(error: unknown): string | null | undefined {
  return error instanceof APIError ? error.headers?.get('retry-after') : undefined;
}

/** An endpoint that says what it was sent would have it kept. */
function withoutKey(raw: unknown, { key }: Endpoint): unknown {
  return JSON.parse(JSON.stringify(raw).replaceAll(JSON.stringify(key).slice(1, -1), '…'));
}

/** What an endpoint says may hold anything, the key among it. */
function refused(error: unknown, { key }: Endpoint, { aborted }: AbortSignal): LabError {
  if (aborted) return new LabError('ARM', 'expected an answer, met the end of the time for it');
  const { message, cause } = error as Error;
  const said = [message, cause instanceof Error ? cause.message : ''].filter((part) => part !== '').join(' ');
  return new LabError('ARM', `expected an answer of the model, met: ${clipped(said.replaceAll(key, '…'), 1_000)}`);
}
