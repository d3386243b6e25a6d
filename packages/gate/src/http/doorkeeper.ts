/**
 * Who calls, and whether it may at all: tokens, the page's cookie, and what keeps other people's pages out. A page of
 * another origin can make a browser send requests, also to a name of its own that leads here (DNS rebinding): so the
 * host must be one of ours, and a call with the cookie must come from our own page.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@capgate/base';
import type { Caller } from '../callers/caller.ts';
import { RateError, type RateLimit, RateLimiter } from '../callers/rate-limit.ts';
import type { SignIns } from '../callers/sign-in.ts';
import type { Tokens } from '../callers/tokens.ts';
import { GateError } from '../error.ts';

export interface DoorkeeperParts {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly signIns: SignIns;
  /** Host names by which it may be reached beside this machine's own. */
  readonly names: readonly string[];
  readonly isTls: boolean;
  readonly limit: RateLimit;
}

const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** Wrong tokens of one address. */
const FAILURES: RateLimit = { ratePerSecond: 1, burst: 30 };
const SAFE_METHODS = ['GET', 'HEAD'];

export class Doorkeeper {
  readonly #parts: DoorkeeperParts;
  #names: ReadonlySet<string>;
  readonly #calls: RateLimiter;
  readonly #failures: RateLimiter;
  readonly cookieName: string;
  #limitedCount = 0;

  constructor(parts: DoorkeeperParts) {
    this.#parts = parts;
    this.#names = namesWith(parts.names);
    this.#calls = new RateLimiter(parts.clock, parts.limit);
    this.#failures = new RateLimiter(parts.clock, FAILURES);
    // The prefix binds the cookie to this host and to TLS, where there is TLS.
    this.cookieName = parts.isTls ? '__Host-capgate' : 'capgate';
  }

  /** What holds from now on. */
  use({ names, limit }: Pick<DoorkeeperParts, 'names' | 'limit'>): void {
    this.#names = namesWith(names);
    this.#calls.setLimit(limit);
  }

  /** How many calls were turned away because their caller had made too many. */
  get limitedCount(): number {
    return this.#limitedCount;
  }

  /** Throws `GateError` FORBIDDEN for a host that is not ours. */
  checkHost({ headers: { host = '' } }: IncomingMessage): void {
    const name = host.replace(/:\d{1,5}$/u, '').toLowerCase();
    if (this.#names.has(name)) return;
    throw new GateError('FORBIDDEN', 'expected a host name of this gate, met another; add it to http.names');
  }

  /** Throws `GateError` UNAUTHENTICATED, FORBIDDEN for another page's call, BUSY for too many. */
  callerOf(request: IncomingMessage): Caller {
    const caller = this.#identified(request);
    this.count(caller);
    return caller;
  }

  /**
   * Calls `onEnd` once what the caller showed counts no more: revoked, signed out or too old. What is returned calls that
   * off. A caller of the socket shows nothing.
   */
  whenEnded(request: IncomingMessage, onEnd: () => void): () => void {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.#parts.tokens.whenEnded(bearerOf(authorization) ?? '', onEnd);
    const cookie = this.cookieOf(request);
    return cookie === undefined ? () => {} : this.#parts.signIns.whenEnded(cookie, onEnd);
  }

  /** Counts a call. Throws `GateError` BUSY where the caller made too many. */
  count({ tenant, kind, name }: Caller): void {
    if (this.#calls.take(`${tenant}\n${kind}\n${name}`)) return;
    this.#limitedCount++;
    throw new RateError('expected fewer calls of one caller; try again in a second');
  }

  /** The page's cookie, if the request has one. */
  cookieOf({ headers: { cookie = '' } }: IncomingMessage): string | undefined {
    const prefix = `${this.cookieName}=`;
    const pair = cookie.split('; ').find((one) => one.startsWith(prefix));
    return pair?.slice(prefix.length);
  }

  #identified(request: IncomingMessage): Caller {
    const { authorization } = request.headers;
    const address = addressOf(request);
    if (authorization !== undefined) return this.#byToken(authorization, address);
    const cookie = this.cookieOf(request);
    if (cookie === undefined) throw this.#unknown(address);
    this.#checkOwnPage(request);
    return this.#parts.signIns.callerOf(cookie, address);
  }

  #byToken(authorization: string, address: string): Caller {
    const token = bearerOf(authorization);
    try {
      if (token !== undefined) return this.#parts.tokens.callerOf(token);
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
    }
    throw this.#unknown(address);
  }

  /** Those alone who show a wrong token are slowed down: nobody shuts others out who share their address. */
  #unknown(address: string): GateError {
    if (this.#failures.take(address)) {
      return new GateError('UNAUTHENTICATED', 'expected a token that is valid now, as a bearer; met none');
    }
    this.#limitedCount++;
    return new RateError('expected fewer calls without a valid token; try again in a second');
  }

  /** A browser says where a call comes from; one that changes something must say so. */
  #checkOwnPage({ method = '', headers }: IncomingMessage): void {
    const { origin, host = '' } = headers;
    const site = headers['sec-fetch-site'];
    const own = `${this.#parts.isTls ? 'https' : 'http'}://${host}`;
    const isOther = (origin !== undefined && origin !== own) || (site !== undefined && !isOwnSite(site));
    const saysSo = origin !== undefined || site === 'same-origin';
    if (!isOther && (saysSo || SAFE_METHODS.includes(method))) return;
    throw new GateError('FORBIDDEN', "expected a call of the gate's own page, met one of another");
  }
}

function bearerOf(authorization: string): string | undefined {
  return /^Bearer ([!-~]+)$/iu.exec(authorization)?.[1];
}

function namesWith(names: readonly string[]): ReadonlySet<string> {
  return new Set([...OWN_NAMES, ...names.map((name) => name.toLowerCase())]);
}

/** `none`: the person opened it themselves. */
function isOwnSite(site: string | readonly string[]): boolean {
  return site === 'same-origin' || site === 'none';
}

export function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}
