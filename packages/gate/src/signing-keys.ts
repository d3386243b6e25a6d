/** The keys that sign the log, as the rest of the gate knows them: their public halves, and a person's wish for the next. */
import { Turns } from '@capgate/base';
import {
  currentKey,
  DEFAULT_ROTATION,
  type KeyChain,
  type Primitives,
  readChain,
  type RotationPolicy,
} from '@capgate/keys';
import { type Caller, checkMay } from './callers/caller.ts';
import { GateError } from './error.ts';
import type { Recorder } from './recorder/recorder.ts';

export interface SigningKeyParts {
  readonly recorder: Recorder;
  readonly primitives: Primitives;
  readonly chain: KeyChain;
  readonly instance: string;
}

export class SigningKeys {
  readonly #parts: SigningKeyParts;
  #chain: KeyChain;
  readonly #turns = new Turns();

  constructor(parts: SigningKeyParts) {
    this.#parts = parts;
    this.#chain = parts.chain;
  }

  get chain(): KeyChain {
    return this.#chain;
  }

  /**
   * Puts a new key in the place of `current`, which the caller takes for the one that signs. Throws `GateError` FORBIDDEN
   * for who is no person, CONFLICT where another signs, STATE where the keys refuse, UNAVAILABLE.
   */
  rotate(caller: Caller, current: string, rotation: Partial<RotationPolicy>): Promise<KeyChain> {
    checkMay(caller, 'admin');
    return this.#turns.take(() => this.#rotate(caller, current, { ...DEFAULT_ROTATION, ...rotation }));
  }

  async #rotate({ name: by }: Caller, current: string, rotation: RotationPolicy): Promise<KeyChain> {
    const { recorder, primitives, instance } = this.#parts;
    if (currentKey(this.#chain).fingerprint !== current) {
      throw new GateError(
        'CONFLICT',
        'expected the fingerprint of the key that signs the log of this gate, met another',
      );
    }
    await recorder.recorded('keys.rotation-asked', { instance, by, ...rotation });
    this.#chain = await readChain(await recorder.rotateKeys(rotation), primitives);
    return this.#chain;
  }
}
