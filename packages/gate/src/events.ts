/** What happens, for those who watch: bounded queues, so that a slow one misses some and slows nobody. */

export interface GateEvent {
  readonly kind: string;
  readonly tenant: string;
  readonly body: object;
}

export type Watcher = (event: GateEvent) => void;

/** More watchers than this are refused. */
export const WATCHERS_MAX = 1_000;

export class Events {
  readonly #watchers = new Set<{ readonly tenant: string; readonly watcher: Watcher }>();

  get watcherCount(): number {
    return this.#watchers.size;
  }

  /** Where nobody watches, what is told on the way of decisions need not be made. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Watchers must not throw. */
  tell(kind: string, tenant: string, body: object): void {
    for (const watching of this.#watchers) {
      if (watching.tenant === tenant) watching.watcher({ kind, tenant, body });
    }
  }

  /** What is returned ends it. */
  watch(tenant: string, watcher: Watcher): () => void {
    const watching = { tenant, watcher };
    this.#watchers.add(watching);
    return () => this.#watchers.delete(watching);
  }
}
