/** Reading of payloads that may hold anything. Errors name places and types, and never what was met. */
import { CodedError } from '@capgate/base';

export class PayloadError extends CodedError<'PAYLOAD'> {
  override readonly name = 'PayloadError';

  constructor(message: string) {
    super('PAYLOAD', message);
  }
}

/** As the gate takes them, in code units. */
const TEXT_LENGTH_MAX = 1 << 20;
const PATH_LENGTH_MAX = 4_096;
const ABSOLUTE_PATH = /^\/[^\0\p{Cs}]*$/u;
const NAME = /^[!-~](?:[ -~]{0,198}[!-~])?$/u;

/** The own fields of an object. Everything throws `PayloadError`. */
export class Fields {
  readonly #value: object;
  readonly #place: string;

  private constructor(value: object, place: string) {
    this.#value = value;
    this.#place = place;
  }

  static of(value: unknown, place: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Fields(value, place);
    throw new PayloadError(`expected ${place} to be an object, met ${typeText(value)}`);
  }

  /** All of them, as they came. */
  get whole(): Readonly<Record<string, unknown>> {
    return this.#value as Record<string, unknown>;
  }

  /** Null counts as absent. */
  has(name: string): boolean {
    return this.any(name) !== undefined;
  }

  any(name: string): unknown {
    return Object.hasOwn(this.#value, name) ? ((this.#value as Record<string, unknown>)[name] ?? undefined) : undefined;
  }

  text(name: string): string {
    return boundedText(this.any(name), this.#placeOf(name));
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  texts(name: string): string[] {
    const value = this.any(name);
    const place = this.#placeOf(name);
    if (!Array.isArray(value)) throw new PayloadError(`expected ${place} to be a list, met ${typeText(value)}`);
    return value.map((one, index) => boundedText(one, `${place}[${index}]`));
  }

  objects(name: string): Fields[] {
    const value = this.any(name);
    const place = this.#placeOf(name);
    if (!Array.isArray(value)) throw new PayloadError(`expected ${place} to be a list, met ${typeText(value)}`);
    return value.map((one, index) => Fields.of(one, `${place}[${index}]`));
  }

  /** A text or a list of texts; none where the field is absent. */
  textOrTexts(name: string): string[] {
    if (!this.has(name)) return [];
    return Array.isArray(this.any(name)) ? this.texts(name) : [this.text(name)];
  }

  object(name: string): Fields {
    return Fields.of(this.any(name), this.#placeOf(name));
  }

  /** An object, or JSON of one, as some versions of clients send it. */
  objectOrJson(name: string): Fields {
    const value = this.any(name);
    return Fields.of(typeof value === 'string' ? parsed(value) : value, this.#placeOf(name));
  }

  /** A name of a session or an agent as the gate takes it. */
  optionalName(name: string): string | undefined {
    return this.#optionalLike(name, NAME, 'a name of at most 200 visible characters');
  }

  optionalFolder(name: string): string | undefined {
    const folder = this.#optionalLike(name, ABSOLUTE_PATH, 'an absolute path');
    if (folder === undefined || folder.length <= PATH_LENGTH_MAX) return folder;
    throw new PayloadError(`expected ${this.#placeOf(name)} to have at most ${PATH_LENGTH_MAX} characters, met more`);
  }

  /** The first of a list of folders, if there is any; all must be absolute paths. */
  folders(name: string): string[] {
    const folders = this.texts(name);
    if (folders.every((folder) => ABSOLUTE_PATH.test(folder) && folder.length <= PATH_LENGTH_MAX)) return folders;
    throw new PayloadError(`expected ${this.#placeOf(name)} to be absolute paths, met something else`);
  }

  #optionalLike(name: string, form: RegExp, expected: string): string | undefined {
    const text = this.optionalText(name);
    if (text === undefined || form.test(text)) return text;
    throw new PayloadError(`expected ${this.#placeOf(name)} to be ${expected}, met another text`);
  }

  #placeOf(name: string): string {
    return this.#place === 'the payload' ? name : `${this.#place}.${name}`;
  }
}

function boundedText(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new PayloadError(`expected ${place} to be a text, met ${typeText(value)}`);
  if (value.length <= TEXT_LENGTH_MAX) return value;
  throw new PayloadError(`expected ${place} to have at most ${TEXT_LENGTH_MAX} characters, met ${value.length}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function typeText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
