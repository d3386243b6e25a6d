/** A PKCS#11 module in this process, which has one state for all that use it there. */
import type * as Pkcs11 from 'pkcs11js';

interface Use {
  count: number;
  /** Whether the first of us initialized it; else somebody else in this process did, who may still need it. */
  readonly isOurs: boolean;
}

const uses = new Map<string, Use>();

export class TokenModule {
  readonly p11: Pkcs11.PKCS11;
  readonly #path: string;

  private constructor(p11: Pkcs11.PKCS11, path: string) {
    this.p11 = p11;
    this.#path = path;
  }

  /** Loads the module `path`, and initializes it where it is not. Throws what the binding throws. */
  static load(lib: typeof Pkcs11, path: string): TokenModule {
    const p11 = new lib.PKCS11();
    p11.load(path);
    const use = uses.get(path) ?? { count: 0, isOurs: initialize(p11) };
    use.count++;
    uses.set(path, use);
    return new TokenModule(p11, path);
  }

  /** The last one to let go finalizes the module. */
  release(): void {
    const use = uses.get(this.#path);
    if (use === undefined) return;
    use.count--;
    if (use.count === 0) {
      uses.delete(this.#path);
      if (use.isOurs) this.p11.C_Finalize();
    }
    this.p11.close();
  }
}

/** Whether it was not initialized yet. */
function initialize(p11: Pkcs11.PKCS11): boolean {
  try {
    p11.C_Initialize();
    return true;
  } catch (error) {
    if (isCode(error, 'CKR_CRYPTOKI_ALREADY_INITIALIZED')) return false;
    p11.close();
    throw error;
  }
}

/** Whether an error of the binding is of this code, `CKR_` and all. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.includes(code);
}
