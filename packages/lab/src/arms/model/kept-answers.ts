/**
 * Answers of models that were paid for once, for experiments that ask the same again. Each is known by the SHA-256 of all
 * that it depends on, the occasion of the question among it: a replicate is never a copy of another.
 */
import { type Disk, encodeCanonical, fromUtf8, readWhole, replaceWhole, utf8 } from '@capgate/base';
import { sha256Of } from '../../results/objects.ts';

/** What an answer depends on; what is absent was not sent. */
export interface AnswerKey {
  /** Whole, as the environment has it: another endpoint's answers are another's. */
  readonly endpoint: string;
  readonly model: string;
  readonly promptHash: string;
  readonly command: string;
  readonly cwd?: string;
  readonly temperature?: number;
  readonly seed?: number;
  readonly tokensMax: number;
  readonly occasion: string;
}

export interface KeptAnswer {
  /** Plain data, as the endpoint answered. */
  readonly completion: unknown;
  /** When it was given, in milliseconds since 1970 UTC. */
  readonly givenAt: number;
}

/** An answer has a megabyte at most; in JSON, a character may take six bytes. */
const ENTRY_BYTES_MAX = 8 << 20;
const HASH_LENGTH = 64;

export class KeptAnswers {
  readonly #disk: Disk;
  readonly #folder: string;

  /** `folder` is absolute, and made with the first answer. */
  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Undefined where there is none, or where what lies there is not what was kept: it is asked for again then. */
  async find(key: AnswerKey): Promise<KeptAnswer | undefined> {
    const bytes = await readWhole(this.#disk, this.#pathOf(key), ENTRY_BYTES_MAX).catch(() => undefined);
    return bytes && answerIn(bytes, key);
  }

  /** An answer that cannot be kept is one all the same: nothing is told of it, and it is asked for again. */
  async keep(key: AnswerKey, { completion, givenAt }: KeptAnswer): Promise<void> {
    const body = utf8(JSON.stringify({ key, givenAt, completion }));
    const bytes = utf8(`${sha256Of(body)}\n${fromUtf8(body)}`);
    const path = this.#pathOf(key);
    if (bytes.length > ENTRY_BYTES_MAX) return;
    try {
      await this.#disk.makeFolder(path.slice(0, path.lastIndexOf('/')));
      await replaceWhole(this.#disk, path, bytes);
    } catch {
      // Of a full disk, what comes after it tells more.
    }
  }

  #pathOf(key: AnswerKey): string {
    const name = keyHash(key);
    return `${this.#folder}/${name.slice(0, 2)}/${name.slice(2)}`;
  }
}

function keyHash(key: AnswerKey): string {
  return sha256Of(encodeCanonical({ ...key }));
}

/** Held against its hash, and then against the key: a file that was put under another name answers nothing. */
function answerIn(bytes: Uint8Array, key: AnswerKey): KeptAnswer | undefined {
  const text = fromUtf8(bytes) ?? '';
  const body = text.slice(HASH_LENGTH + 1);
  if (sha256Of(utf8(body)) !== text.slice(0, HASH_LENGTH)) return undefined;
  try {
    const entry = JSON.parse(body) as KeptAnswer & { readonly key: AnswerKey };
    return Number.isSafeInteger(entry.givenAt) && keyHash(entry.key) === keyHash(key) ? entry : undefined;
  } catch {
    return undefined;
  }
}
