/** A gate by HTTP, with a token or, in the gate's own page, with the cookie that the browser has. */
import {
  type AnswerOf,
  type AnyInput,
  type Client,
  type DecideAnswer,
  type DecideRequest,
  type InputArguments,
  type Method,
  type PathOf,
  pathOf,
} from './api.ts';
import { accepted, ClientError } from './error.ts';

export interface HttpOptions {
  /** Such as `http://127.0.0.1:7413`. */
  readonly origin: string;
  /** None in the gate's own page. */
  readonly token?: string;
  /** How long an answer may take; 30 s where absent. Long waits say so in their queries, and must be shorter. */
  readonly timeoutMs?: number;
  /** In the place of the runtime's own: for certificates of one's own, or tests. */
  readonly fetch?: typeof fetch;
}

const TIMEOUT_MS = 30_000;

export class HttpClient implements Client {
  readonly #options: HttpOptions;
  readonly #ending = new AbortController();

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  async decide(request: DecideRequest): Promise<DecideAnswer> {
    const answer = await this.#ask('POST', '/v1/decisions', request);
    return answer as DecideAnswer;
  }

  async call<M extends Method, P extends PathOf<M>>(
    method: M,
    template: P,
    ...[input]: InputArguments<M, P>
  ): Promise<AnswerOf<M, P>> {
    const given = (input ?? {}) as AnyInput;
    const answer = await this.#ask(method, pathOf(template, given), given.body);
    return answer as AnswerOf<M, P>;
  }

  close(): void {
    this.#ending.abort();
  }

  async #ask(method: Method, path: string, body: unknown): Promise<unknown> {
    const { origin, token, timeoutMs = TIMEOUT_MS, fetch: ask = fetch } = this.#options;
    const inTime = AbortSignal.timeout(timeoutMs);
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    try {
      const response = await ask(`${origin}${path}`, {
        method,
        headers,
        // A gate never sends elsewhere: who does would get the token.
        redirect: 'error',
        signal: AbortSignal.any([inTime, this.#ending.signal]),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return accepted(response.status, parsed(await response.text()));
    } catch (error) {
      if (error instanceof ClientError) throw error;
      if (inTime.aborted) throw new ClientError('TIMEOUT', `expected an answer within ${timeoutMs} ms, met none`);
      if (this.#ending.signal.aborted)
        throw new ClientError('CLOSED', 'expected an open client, met one that was closed');
      // The runtime's message may hold the address with what is in it.
      throw new ClientError('CONNECT', 'expected a gate that answers by HTTP, met none');
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ClientError('PROTOCOL', 'expected JSON of a gate, met something else');
  }
}
