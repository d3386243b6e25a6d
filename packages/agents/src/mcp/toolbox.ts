/** The tools of the server behind the proxy: which of them the client may see and call, by their pins. */
import { firstPins, isPinned, nameOf, type Pin, type Pins, pinOf, withWaiting } from './pins.ts';
import { isObject, type JsonObject } from './messages.ts';

/** Where pins outlive a process. Both reject with `CodedError`. */
export interface PinStore {
  /** Undefined where the server was never seen. */
  read(): Promise<Pins | undefined>;
  /** Makes of what is kept now what `change` says, with nobody else in between; writes nothing where that is the same. */
  change(change: (pins: Pins | undefined) => Pins): Promise<Pins>;
}

/** changed: not as it was pinned, or new beside pinned ones. absent: the server lists none by that name. */
export type Standing =
  | { readonly kind: 'known'; readonly definition: JsonObject }
  | { readonly kind: 'changed' | 'absent' };

/** Pages of one list; a server that goes on is not waited for. */
const PAGES_MAX = 100;

export class Toolbox {
  readonly #server: string;
  readonly #store: PinStore;
  /** As the server listed them last. */
  #tools = new Map<string, Pin>();
  #pins: Pins | undefined;
  #listing: Promise<void> | undefined;

  constructor(server: string, store: PinStore) {
    this.#server = server;
    this.#store = store;
  }

  /** Lists the server's tools, unless that was done since they last changed. Rejects where they cannot be listed or kept. */
  async ready(page: (cursor: string | undefined) => Promise<JsonObject>): Promise<void> {
    this.#listing ??= this.#list(page);
    const listing = this.#listing;
    try {
      await listing;
    } catch (error) {
      if (this.#listing === listing) this.#listing = undefined;
      throw error;
    }
  }

  /** The server says that its tools have changed. */
  forget(): void {
    this.#listing = undefined;
  }

  /** Which of some tools the client may see; the others wait for a person from now on. After `ready`. */
  async areVisible(tools: readonly unknown[]): Promise<boolean[]> {
    const pins = tools.map((tool) => pinOf(tool));
    await this.#note(pins.filter((pin) => pin !== undefined));
    return pins.map((pin) => pin !== undefined && this.#isKnown(this.#tools.get(nameOf(pin))));
  }

  /** After `ready`. Rejects where pins can be read no more. */
  async standing(name: string): Promise<Standing> {
    const pin = this.#tools.get(name);
    if (pin === undefined) return { kind: 'absent' };
    // A person may have trusted it since.
    if (!this.#isKnown(pin)) this.#pins = await this.#store.read();
    return this.#isKnown(pin) ? { kind: 'known', definition: pin.definition } : { kind: 'changed' };
  }

  async #list(page: (cursor: string | undefined) => Promise<JsonObject>): Promise<void> {
    const tools = await everyTool(page);
    this.#pins = (await this.#store.read()) ?? (await this.#begin(tools));
    this.#tools.clear();
    await this.#note(tools.flatMap((tool) => pinOf(tool) ?? []));
  }

  /** Two proxies of one server may both begin: the first one's pins count. */
  #begin(tools: readonly unknown[]): Promise<Pins> {
    return this.#store.change((pins) => pins ?? firstPins(this.#server, tools));
  }

  async #note(pins: readonly Pin[]): Promise<void> {
    const strange = pins.filter((pin) => !this.#isKnown(pin));
    // Of two by one name nobody knows which one is called: the strange one counts.
    for (const pin of [...pins, ...strange]) this.#tools.set(nameOf(pin), pin);
    if (strange.length === 0) return;
    this.#pins = await this.#store.change((kept = firstPins(this.#server, [])) =>
      strange.reduce((all, pin) => (isPinned(all, pin) ? all : withWaiting(all, pin)), kept),
    );
  }

  #isKnown(pin: Pin | undefined): boolean {
    return pin !== undefined && this.#pins !== undefined && isPinned(this.#pins, pin);
  }
}

async function everyTool(page: (cursor: string | undefined) => Promise<JsonObject>): Promise<unknown[]> {
  const tools: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { tools: some, nextCursor } = await page(cursor);
    if (!Array.isArray(some)) throw new TypeError('expected a list of tools of the server, met something else');
    tools.push(...some.filter(isObject));
    if (typeof nextCursor !== 'string') return tools;
    cursor = nextCursor;
  }
  throw new RangeError(`expected at most ${PAGES_MAX} pages of tools, met more`);
}
