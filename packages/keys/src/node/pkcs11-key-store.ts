/**
 * Private keys in a PKCS#11 token (OASIS PKCS #11 3.0): a hardware module, or SoftHSM2. They never leave it. Ed25519
 * alone: no released version of the standard that modules implement has ML-DSA.
 */
import { createRequire } from 'node:module';
import type * as Pkcs11 from 'pkcs11js';
import { type Algorithm, inOrder, type Primitives } from '../algorithm.ts';
import type { Random } from '@capgate/base';
import { KeyError } from '../error.ts';
import { checkName, fingerprint, type Identity } from '../identity.ts';
import type { KeyStore } from '../key-store.ts';
import type { SigningKey } from '../note.ts';
import type { Passphrase } from './file-key-store.ts';
import { isCode, TokenModule } from './pkcs11-module.ts';
import { unsupported } from './primitives.ts';

export interface Pkcs11Options {
  /** The module's library, such as `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly module: string;
  /** The label of the token. */
  readonly token: string;
  /** Asks for the user's PIN. */
  readonly pin: Passphrase;
  readonly random: Random;
  readonly primitives: Primitives;
}

/** Names our keys among others in the token. */
const LABEL_PREFIX = 'capgate ';
const ID_BYTES = 16;
const SIGNATURE_BYTES = 64;
/** "edwards25519" as a PrintableString: how PKCS #11 3.0 §2.3.5 names the curve. */
const CURVE = Buffer.from('130c656477617264733235353139', 'hex');
/** The head of an OCTET STRING of 32 bytes. */
const POINT_PREFIX = Buffer.from('0420', 'hex');
// Of PKCS #11 3.0, which the binding's constants do not reach.
const CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
const CKM_EDDSA = 0x1057;
const CKK_EC_EDWARDS = 0x40;

interface Session {
  readonly module: TokenModule;
  readonly p11: Pkcs11.PKCS11;
  readonly lib: typeof Pkcs11;
  readonly handle: Buffer;
}

export class Pkcs11KeyStore implements KeyStore {
  readonly algorithms = ['ed25519'] as const;
  readonly #options: Pkcs11Options;
  readonly #session: Session;
  #isClosed = false;

  private constructor(options: Pkcs11Options, session: Session) {
    this.#options = options;
    this.#session = session;
  }

  /**
   * Logs in to the token. Throws `KeyError` UNSUPPORTED without the binding, TOKEN, PASSPHRASE for a wrong PIN. A token
   * logs in a process, not a session: while another store of this process is open, it asks for no PIN to be right.
   */
  static async open(options: Pkcs11Options): Promise<Pkcs11KeyStore> {
    const lib = binding();
    const module = asked(() => TokenModule.load(lib, options.module));
    try {
      const handle = await loggedIn(options, lib, module.p11);
      return new Pkcs11KeyStore(options, { module, p11: module.p11, lib, handle });
    } catch (error) {
      module.release();
      throw error;
    }
  }

  async create(name: string, algorithms: readonly Algorithm[]): Promise<SigningKey> {
    checkName(name);
    if (inOrder(algorithms).includes('ml-dsa-65')) throw unsupported('ml-dsa-65');
    const { p11, lib, handle } = this.#session;
    const id = Buffer.from(this.#options.random.bytes(ID_BYTES));
    const own: Pkcs11.Template = [
      { type: lib.CKA_TOKEN, value: true },
      { type: lib.CKA_LABEL, value: LABEL_PREFIX + name },
      { type: lib.CKA_ID, value: id },
    ];
    const keys = asked(() =>
      p11.C_GenerateKeyPair(
        handle,
        { mechanism: CKM_EC_EDWARDS_KEY_PAIR_GEN },
        [...own, { type: lib.CKA_VERIFY, value: true }, { type: lib.CKA_EC_PARAMS, value: CURVE }],
        [
          ...own,
          { type: lib.CKA_SIGN, value: true },
          { type: lib.CKA_PRIVATE, value: true },
          { type: lib.CKA_SENSITIVE, value: true },
          { type: lib.CKA_EXTRACTABLE, value: false },
        ],
      ),
    );
    return this.#signing(this.#identity(keys.publicKey), keys.privateKey);
  }

  async open(id: string): Promise<SigningKey> {
    const { identity, tokenId } = this.#find(id);
    const [key] = this.#objects(this.#session.lib.CKO_PRIVATE_KEY, tokenId);
    if (key === undefined) throw new KeyError('TOKEN', 'expected a private key beside its public key, met none');
    return this.#signing(identity, key);
  }

  async list(): Promise<Identity[]> {
    return this.#identities().map(({ identity }) => identity);
  }

  async remove(id: string): Promise<void> {
    const { tokenId } = this.#find(id);
    const { p11, lib, handle } = this.#session;
    for (const kind of [lib.CKO_PRIVATE_KEY, lib.CKO_PUBLIC_KEY]) {
      for (const object of this.#objects(kind, tokenId)) asked(() => p11.C_DestroyObject(handle, object));
    }
  }

  /** Ends the session; the last store of the process that does so logs it out and unloads the module. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { module, p11, handle } = this.#session;
    asked(() => p11.C_CloseSession(handle));
    asked(() => module.release());
  }

  #find(id: string): { identity: Identity; tokenId: Buffer } {
    const found = this.#identities().find(({ identity }) => fingerprint(identity, this.#options.primitives) === id);
    if (found !== undefined) return found;
    throw new KeyError('NOT_FOUND', `expected the private key ${id} in the token ${this.#options.token}, met none`);
  }

  #identities(): { identity: Identity; tokenId: Buffer }[] {
    return this.#objects(this.#session.lib.CKO_PUBLIC_KEY)
      .filter((object) => this.#label(object).startsWith(LABEL_PREFIX))
      .map((object) => ({ identity: this.#identity(object), tokenId: this.#id(object) }));
  }

  #objects(kind: number, id?: Buffer): Buffer[] {
    const { p11, lib, handle } = this.#session;
    const wanted: Pkcs11.Template = [
      { type: lib.CKA_CLASS, value: kind },
      { type: lib.CKA_KEY_TYPE, value: CKK_EC_EDWARDS },
      ...(id === undefined ? [] : [{ type: lib.CKA_ID, value: id }]),
    ];
    return asked(() => {
      p11.C_FindObjectsInit(handle, wanted);
      const found: Buffer[] = [];
      try {
        for (let next = p11.C_FindObjects(handle, 1)[0]; next; next = p11.C_FindObjects(handle, 1)[0]) found.push(next);
      } finally {
        p11.C_FindObjectsFinal(handle);
      }
      return found;
    });
  }

  #label(object: Buffer): string {
    return this.#attribute(object, this.#session.lib.CKA_LABEL).toString('utf8');
  }

  #id(object: Buffer): Buffer {
    return this.#attribute(object, this.#session.lib.CKA_ID);
  }

  #identity(object: Buffer): Identity {
    const point = this.#attribute(object, this.#session.lib.CKA_EC_POINT);
    // Some modules give the point bare.
    const bare = point.subarray(0, 2).equals(POINT_PREFIX) ? point.subarray(2) : point;
    if (bare.length !== 32) throw new KeyError('TOKEN', `expected a point of 32 bytes, met ${bare.length}`);
    const name = this.#label(object).slice(LABEL_PREFIX.length);
    return { name, keys: [{ algorithm: 'ed25519', bytes: new Uint8Array(bare) }] };
  }

  #attribute(object: Buffer, type: number): Buffer {
    const { p11, handle } = this.#session;
    return asked(() => p11.C_GetAttributeValue(handle, object, [{ type }])[0]?.value as Buffer);
  }

  #signing(identity: Identity, key: Buffer): SigningKey {
    const { p11, handle } = this.#session;
    return {
      identity,
      sign: async (message) =>
        asked(() => {
          p11.C_SignInit(handle, { mechanism: CKM_EDDSA }, key);
          return [new Uint8Array(p11.C_Sign(handle, Buffer.from(message), Buffer.alloc(SIGNATURE_BYTES)))];
        }),
      destroy: () => {},
    };
  }
}

/** The native binding is not installed with the rest: few need it, and it has to be compiled. */
function binding(): typeof Pkcs11 {
  try {
    return createRequire(import.meta.url)('pkcs11js') as typeof Pkcs11;
  } catch (error) {
    const text =
      'expected the package pkcs11js, met none that loads; npm install pkcs11js@2.1.7, with a C++ compiler, make and Python';
    throw new KeyError('UNSUPPORTED', text, { cause: error });
  }
}

async function loggedIn(options: Pkcs11Options, lib: typeof Pkcs11, p11: Pkcs11.PKCS11): Promise<Buffer> {
  const slot = asked(() => p11.C_GetSlotList(true)).find((candidate) => {
    // Labels are filled up with blanks.
    return asked(() => p11.C_GetTokenInfo(candidate)).label.trimEnd() === options.token;
  });
  if (slot === undefined) throw new KeyError('TOKEN', `expected a token labelled ${options.token}, met none`);
  const pin = await options.pin();
  if (pin === undefined) throw new KeyError('PASSPHRASE', "expected the token's PIN, met none; name one");
  const handle = asked(() => p11.C_OpenSession(slot, lib.CKF_SERIAL_SESSION | lib.CKF_RW_SESSION));
  try {
    asked(() => logIn(p11, lib, handle, pin));
    return handle;
  } catch (error) {
    p11.C_CloseSession(handle);
    throw error;
  } finally {
    pin.fill(0);
  }
}

function logIn(p11: Pkcs11.PKCS11, lib: typeof Pkcs11, handle: Buffer, pin: Uint8Array): void {
  try {
    // The binding takes a text, which cannot be erased.
    p11.C_Login(handle, lib.CKU_USER, new TextDecoder().decode(pin));
  } catch (error) {
    if (!isCode(error, 'CKR_USER_ALREADY_LOGGED_IN')) throw error;
  }
}

const PIN_ERRORS: readonly string[] = ['CKR_PIN_INCORRECT', 'CKR_PIN_INVALID', 'CKR_PIN_LEN_RANGE', 'CKR_PIN_LOCKED'];

/** Runs one call of the module; what fails names the module's own code. */
function asked<Value>(call: () => Value): Value {
  try {
    return call();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isPin = PIN_ERRORS.some((code) => isCode(error, code));
    const text = `expected the token to answer, met ${reason}`;
    throw new KeyError(isPin ? 'PASSPHRASE' : 'TOKEN', text, { cause: error });
  }
}
