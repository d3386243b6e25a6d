/** A chain of keys together with the store that holds their private halves: what rotates, revokes and signs. */
import type { Algorithm, Primitives } from './algorithm.ts';
import {
  CHAIN_LENGTH_MAX,
  currentKey,
  introduce,
  type KeyChain,
  readChain,
  REASON_LENGTH_MAX,
  revoke,
  signingKeysAt,
  succeed,
  tooLong,
} from './chain.ts';
import { KeyError } from './error.ts';
import type { KeyStore } from './key-store.ts';
import { SIGNATURES_MAX, type SigningKey } from './note.ts';

const DAY_MS = 86_400_000;

/** How long keys live. */
export interface RotationPolicy {
  /** From its making until a key should be rotated. */
  readonly lifetimeMs: number;
  /** How long a key signs beside its successor, so that those who know only the old one have time to learn of the new. */
  readonly overlapMs: number;
}

export const DEFAULT_ROTATION: RotationPolicy = { lifetimeMs: 90 * DAY_MS, overlapMs: 7 * DAY_MS };

/** What a key ring is made of. */
export interface KeyringParts {
  readonly store: KeyStore;
  readonly primitives: Primitives;
  readonly rotation?: RotationPolicy;
}

export class Keyring {
  readonly #store: KeyStore;
  readonly #primitives: Primitives;
  readonly #rotation: RotationPolicy;
  readonly #open = new Map<string, SigningKey>();
  #chain: KeyChain;

  private constructor(parts: KeyringParts, chain: KeyChain) {
    this.#store = parts.store;
    this.#primitives = parts.primitives;
    this.#rotation = parts.rotation ?? DEFAULT_ROTATION;
    this.#chain = chain;
  }

  /** Begins a chain with a new key. Throws `KeyError`. */
  static async create(
    parts: KeyringParts,
    first: { readonly name: string; readonly algorithms: readonly Algorithm[]; readonly nowMs: number },
  ): Promise<Keyring> {
    const key = await parts.store.create(first.name, first.algorithms);
    const { lifetimeMs } = parts.rotation ?? DEFAULT_ROTATION;
    const term = { createdMs: first.nowMs, expiresMs: first.nowMs + lifetimeMs };
    const statement = await introduce(key, term, parts.primitives);
    key.destroy();
    return new Keyring(parts, await readChain([statement], parts.primitives));
  }

  /** Goes on with a chain. Throws `KeyError` where its statements do not hold. */
  static async from(parts: KeyringParts, statements: readonly string[]): Promise<Keyring> {
    return new Keyring(parts, await readChain(statements, parts.primitives));
  }

  get chain(): KeyChain {
    return this.#chain;
  }

  /** The keys that sign at this time, opened. Throws as `KeyStore.open` does. */
  async signers(nowMs: number): Promise<SigningKey[]> {
    const due = signingKeysAt(this.#chain, nowMs).map((key) => key.fingerprint);
    for (const [fingerprint, key] of this.#open) {
      if (due.includes(fingerprint)) continue;
      key.destroy();
      this.#open.delete(fingerprint);
    }
    const keys: SigningKey[] = [];
    for (const fingerprint of due) keys.push(await this.#opened(fingerprint));
    return keys;
  }

  /**
   * Puts a new key in the place of the current one, of the same algorithms unless others are named. Throws `KeyError` CHAIN,
   * before a key is made, where the chain is full, or where more keys would sign at a time than a note has lines for.
   */
  async rotate(nowMs: number, algorithms?: readonly Algorithm[]): Promise<void> {
    const { fingerprint, identity } = currentKey(this.#chain);
    this.#checkRoom(nowMs, algorithms?.length ?? identity.keys.length);
    const from = await this.#opened(fingerprint);
    const to = await this.#store.create(identity.name, algorithms ?? identity.keys.map((key) => key.algorithm));
    const { lifetimeMs, overlapMs } = this.#rotation;
    const term = { createdMs: nowMs, expiresMs: nowMs + lifetimeMs, overlapUntilMs: nowMs + overlapMs };
    await this.#add(await succeed(from, to, term, this.#primitives));
    to.destroy();
  }

  /**
   * Goes on with a chain that continues this one: what another key ring of the same store has made. Throws `KeyError` CHAIN
   * for one that does not.
   */
  follow(chain: KeyChain): void {
    const { statements } = this.#chain;
    if (!statements.every((statement, i) => statement === chain.statements[i])) {
      throw new KeyError('CHAIN', 'expected a chain that continues the one at hand, met another');
    }
    this.#chain = chain;
  }

  /**
   * Says that an earlier key is no longer to be believed. Throws `KeyError` CHAIN for the current key, which must be
   * rotated first, and for one that is revoked already; NOT_FOUND for none of the chain.
   */
  async revoke(fingerprint: string, nowMs: number, reason: string): Promise<void> {
    const key = this.#chain.keys.find((candidate) => candidate.fingerprint === fingerprint);
    if (key === undefined) throw new KeyError('NOT_FOUND', `expected a key of the chain, met ${fingerprint}`);
    if (key.revoked !== undefined) throw new KeyError('CHAIN', `expected a key in force, met one revoked already`);
    const current = currentKey(this.#chain);
    if (key === current) throw new KeyError('CHAIN', 'expected an earlier key, met the current one; rotate it first');
    if (reason.length > REASON_LENGTH_MAX) {
      throw new KeyError('FORM', `expected a reason of at most ${REASON_LENGTH_MAX} characters, met ${reason.length}`);
    }
    const by = await this.#opened(current.fingerprint);
    await this.#add(await revoke(by, { key: fingerprint, atMs: nowMs, reason }, this.#primitives));
  }

  #checkRoom(nowMs: number, newLines: number): void {
    const { statements } = this.#chain;
    if (statements.length >= CHAIN_LENGTH_MAX) throw tooLong(statements.length + 1);
    const lines = signingKeysAt(this.#chain, nowMs).reduce((sum, { identity }) => sum + identity.keys.length, newLines);
    if (lines <= SIGNATURES_MAX) return;
    throw new KeyError(
      'CHAIN',
      `expected at most ${SIGNATURES_MAX} lines of signatures at a time, met ${lines}; wait until earlier keys no longer sign beside their successors, or revoke them`,
    );
  }

  /** Forgets all private keys that it has opened. */
  close(): void {
    for (const key of this.#open.values()) key.destroy();
    this.#open.clear();
  }

  async #opened(fingerprint: string): Promise<SigningKey> {
    const open = this.#open.get(fingerprint) ?? (await this.#store.open(fingerprint));
    this.#open.set(fingerprint, open);
    return open;
  }

  async #add(statement: string): Promise<void> {
    this.#chain = await readChain([...this.#chain.statements, statement], this.#primitives);
  }
}
