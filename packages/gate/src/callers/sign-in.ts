/**
 * How a person gets from the terminal to the page: a code that works once and for a minute, handed out over the socket,
 * becomes a cookie. The gate keeps hashes alone, in memory: a restart signs everybody out.
 */
import type { Clock, Random } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { GateError } from '../error.ts';
import type { Caller } from './caller.ts';
import { Endings } from './endings.ts';
import { RateError, RateLimiter } from './rate-limit.ts';
import { newSecret, secretHash } from './secret.ts';

export interface SignInParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
}

export interface SignInCode {
  readonly code: string;
  readonly expiresAt: number;
}

interface Held {
  readonly caller: Caller;
  readonly expiresAt: number;
}

export const CODE_LIFETIME_MS = 60_000;
export const PAGE_SESSION_MS = 12 * 3_600_000;
const CODES_MAX = 100;
const SESSIONS_MAX = 1_000;
/** Wrong codes and cookies of one address; of 256 bits each, guessing is hopeless, and noise. */
const FAILURES = { ratePerSecond: 0.2, burst: 10 };

export class SignIns {
  readonly #parts: SignInParts;
  readonly #codes = new Map<string, Held>();
  readonly #sessions = new Map<string, Held>();
  readonly #failures: RateLimiter;
  readonly #endings: Endings;

  constructor(parts: SignInParts) {
    this.#parts = parts;
    this.#failures = new RateLimiter(parts.clock, FAILURES);
    this.#endings = new Endings(parts.clock);
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** A code for the person who calls by the socket. Throws `GateError` FORBIDDEN for anybody else. */
  offer(caller: Caller): SignInCode {
    if (caller.kind !== 'person' || caller.way !== 'socket') {
      throw new GateError('FORBIDDEN', 'expected a person at a terminal, met another caller; run `capgate open` there');
    }
    const code = newSecret(this.#parts.random);
    const expiresAt = this.#parts.clock.nowMs() + CODE_LIFETIME_MS;
    this.#keep(this.#codes, CODES_MAX, code, { caller: atPage(caller), expiresAt });
    return { code, expiresAt };
  }

  /** Swaps a code for the secret of a cookie. Throws `GateError` UNAUTHENTICATED, BUSY after too many wrong ones. */
  redeem(code: string, address: string): string {
    const { caller } = this.#held(this.#codes, code, address);
    this.#codes.delete(secretHash(code, this.#parts.primitives));
    const cookie = newSecret(this.#parts.random);
    const expiresAt = this.#parts.clock.nowMs() + PAGE_SESSION_MS;
    this.#keep(this.#sessions, SESSIONS_MAX, cookie, { caller, expiresAt });
    return cookie;
  }

  /** Whose cookie it is. Throws as `redeem` does. */
  callerOf(cookie: string, address: string): Caller {
    return this.#held(this.#sessions, cookie, address).caller;
  }

  signOut(cookie: string): void {
    this.#drop(this.#sessions, secretHash(cookie, this.#parts.primitives));
  }

  /** Calls `onEnd` once the cookie counts no more. What is returned calls that off. */
  whenEnded(cookie: string, onEnd: () => void): () => void {
    const hash = secretHash(cookie, this.#parts.primitives);
    return this.#endings.watch(hash, this.#sessions.get(hash)?.expiresAt ?? 0, onEnd);
  }

  #held(among: Map<string, Held>, secret: string, address: string): Held {
    // Found by its hash: how long that takes says nothing of the secret itself.
    const held = among.get(secretHash(secret, this.#parts.primitives));
    if (held !== undefined && held.expiresAt > this.#parts.clock.nowMs()) return held;
    // Those alone who show a wrong one are slowed down: nobody shuts others out who share their address.
    if (!this.#failures.take(address))
      throw new RateError('expected fewer wrong codes from one address; wait a minute');
    throw new GateError('UNAUTHENTICATED', 'expected a code or a cookie that is valid now; sign in from the terminal');
  }

  #keep(among: Map<string, Held>, countMax: number, secret: string, held: Held): void {
    const nowMs = this.#parts.clock.nowMs();
    for (const [hash, { expiresAt }] of among) if (expiresAt <= nowMs) among.delete(hash);
    if (among.size >= countMax) this.#drop(among, among.keys().next().value as string);
    among.set(secretHash(secret, this.#parts.primitives), held);
  }

  #drop(among: Map<string, Held>, hash: string): void {
    among.delete(hash);
    this.#endings.end(hash);
  }
}

/** The same person, at no process any more. */
function atPage(caller: Caller): Caller {
  const { kind, name, person, tenant, scopes } = caller;
  return { kind, name, ...(person !== undefined && { person }), tenant, scopes, way: 'page' };
}
