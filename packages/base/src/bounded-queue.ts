/** Items in the order of their arrival, never more than the bounds allow. */
export class BoundedQueue<Item> {
  readonly #countMax: number;
  readonly #weightMax: number;
  #items: { item: Item; weight: number }[] = [];
  #head = 0;
  #weight = 0;
  #waiting: (() => void)[] = [];

  /** `weight` is whatever the caller counts items in besides their number, such as bytes. */
  constructor(bounds: { readonly countMax: number; readonly weightMax: number }) {
    this.#countMax = bounds.countMax;
    this.#weightMax = bounds.weightMax;
  }

  get count(): number {
    return this.#items.length - this.#head;
  }

  get weight(): number {
    return this.#weight;
  }

  /** Takes `item` in, or answers false where there is no room. An empty queue has room for one item of any weight. */
  offer(item: Item, weight: number): boolean {
    if (!this.#hasRoom(weight)) return false;
    this.#items.push({ item, weight });
    this.#weight += weight;
    return true;
  }

  /** The oldest items, out of the queue: at most `countMax`, and of at most `weightMax` unless the first alone has more. */
  take(countMax: number, weightMax: number): Item[] {
    const taken: Item[] = [];
    let weight = 0;
    while (this.count > 0 && taken.length < countMax) {
      const next = this.#items[this.#head] as { item: Item; weight: number };
      if (taken.length > 0 && weight + next.weight > weightMax) break;
      taken.push(next.item);
      weight += next.weight;
      this.#head++;
    }
    this.#compact();
    this.#weight -= weight;
    if (taken.length > 0) this.#wake();
    return taken;
  }

  /** Resolves once an item of `weight` may find room; another may be faster, so offer again and see. */
  async whenRoom(weight: number): Promise<void> {
    while (!this.#hasRoom(weight)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #hasRoom(weight: number): boolean {
    return this.count === 0 || (this.count < this.#countMax && this.#weight + weight <= this.#weightMax);
  }

  /** Forgets taken items once they are the greater part, so that each is moved once at most on average. */
  #compact(): void {
    if (this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
