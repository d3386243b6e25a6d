/** A map that holds so many entries at most: one more, and the one that was put in first is forgotten. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #sizeMax: number;

  constructor(sizeMax: number) {
    super();
    this.#sizeMax = sizeMax;
  }

  /** As in any map, an entry that is there keeps its place. */
  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size > this.#sizeMax) this.delete(this.keys().next().value as Key);
    return this;
  }

  /** As `set`, and the entry is the last to be forgotten, whether it was there or not. */
  renew(key: Key, value: Value): this {
    this.delete(key);
    return this.set(key, value);
  }
}
