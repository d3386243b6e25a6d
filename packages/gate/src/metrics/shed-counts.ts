/** What the doors turned away because there was too much at once. */
export const DOORS = ['http', 'socket'] as const;
export type Door = (typeof DOORS)[number];

export class ShedCounts {
  readonly #counts: Record<Door, number> = { http: 0, socket: 0 };

  /** A call, a part of one, or a connection. */
  add(door: Door): void {
    this.#counts[door]++;
  }

  of(door: Door): number {
    return this.#counts[door];
  }
}
