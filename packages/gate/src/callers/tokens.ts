/** Tokens of callers by HTTP. The gate keeps their hashes alone. */
import { type Clock, type Random, toHex } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type { Token, TokenSubject } from '@capgate/store';
import { GateError } from '../error.ts';
import type { Recorder } from '../recorder/recorder.ts';
import { type Caller, checkMay, type Scope, SCOPES } from './caller.ts';
import { Endings } from './endings.ts';
import { newSecret, secretHash } from './secret.ts';

export interface TokenParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly recorder: Recorder;
}

export interface TokenRequest {
  readonly name: string;
  readonly subject: TokenSubject;
  readonly scopes: readonly Scope[];
  readonly lifetimeMs: number;
  /** Whose it is; the caller's own tenant where absent. */
  readonly tenant?: string;
  /** The person who has it, by the name that counts where persons are counted; who makes it where absent, if known. */
  readonly owner?: string;
}

type KnownToken = Omit<Token, 'createdAt'>;

/** What tokens begin with, so that people and scanners know one when they see it. */
const TOKEN_PREFIX = 'cgt_';
const ID_BYTES = 8;
export const TOKEN_LIFETIME_MS_MAX = 366 * 86_400_000;

export class Tokens {
  readonly #parts: TokenParts;
  readonly #byHash = new Map<string, KnownToken>();
  readonly #endings: Endings;

  constructor(parts: TokenParts) {
    this.#parts = parts;
    this.#endings = new Endings(parts.clock);
  }

  restore(token: Token): void {
    this.#byHash.set(token.hash, token);
  }

  /** Who shows this token. Throws `GateError` UNAUTHENTICATED, the same for every wrong one. */
  callerOf(token: string): Caller {
    // Found by its hash: how long that takes says nothing of the token itself.
    const known = this.#byHash.get(secretHash(token, this.#parts.primitives));
    if (known === undefined || known.revokedAt !== undefined || known.expiresAt <= this.#parts.clock.nowMs()) {
      throw new GateError('UNAUTHENTICATED', 'expected a token that is valid now, met none');
    }
    const scopes = SCOPES.filter((scope) => known.scopes.includes(scope));
    const { subject: kind, name, owner, tenant } = known;
    return { kind, name, tenant, scopes, way: 'token', ...(owner !== undefined && { person: owner }) };
  }

  /** Calls `onEnd` once the token counts no more. What is returned calls that off. */
  whenEnded(token: string, onEnd: () => void): () => void {
    const hash = secretHash(token, this.#parts.primitives);
    return this.#endings.watch(hash, this.#byHash.get(hash)?.expiresAt ?? 0, onEnd);
  }

  /** A new token, which is told this once. Throws `GateError` FORBIDDEN, REQUEST, UNAVAILABLE. */
  async create(caller: Caller, asked: TokenRequest): Promise<{ readonly tokenId: string; readonly token: string }> {
    checkMay(caller, 'admin');
    if (!(asked.lifetimeMs > 0 && asked.lifetimeMs <= TOKEN_LIFETIME_MS_MAX)) {
      throw new GateError('REQUEST', 'expected a token that lives for up to 366 days');
    }
    const { clock, random, recorder } = this.#parts;
    const token = TOKEN_PREFIX + newSecret(random);
    const owner = asked.owner ?? caller.person;
    const body = {
      tokenId: toHex(random.bytes(ID_BYTES)),
      tenant: asked.tenant ?? caller.tenant,
      name: asked.name,
      ...(owner !== undefined && { owner }),
      subject: asked.subject,
      scopes: asked.scopes,
      hash: secretHash(token, this.#parts.primitives),
      expiresAt: clock.nowMs() + asked.lifetimeMs,
    };
    await recorder.recorded('token.created', body);
    this.#byHash.set(body.hash, body);
    return { tokenId: body.tokenId, token };
  }

  /** No more use from now on. Throws `GateError` FORBIDDEN, NOT_FOUND. */
  async revoke(caller: Caller, tokenId: string): Promise<void> {
    checkMay(caller, 'admin');
    const known = [...this.#byHash.values()].find((token) => token.tokenId === tokenId);
    if (known === undefined || known.tenant !== caller.tenant) {
      throw new GateError('NOT_FOUND', 'expected the identifier of a token, met another');
    }
    // First, so that a log that does not work does not keep it alive.
    this.#byHash.delete(known.hash);
    this.#endings.end(known.hash);
    await this.#parts.recorder.recorded('token.revoked', { tokenId, by: caller.name });
  }
}
