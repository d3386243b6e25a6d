/** The windows that are open: what each agent of a node has done since its window began. */
import { FleetError } from '../error.ts';
import {
  COUNT_MAX,
  COUNTED_CAPABILITIES,
  MS_A_DAY,
  Place,
  REACHED_SCOPES,
  TENTHS_A_DAY,
  VECTOR_LENGTH,
} from './features.ts';
import type { Counts } from './counts.ts';
import { gramPlace, KIND_COUNT, kindOf } from './grams.ts';
import { KnownTools } from './known-tools.ts';
import { Capability } from '@capgate/core';

/** What is taken of a decision; whole numbers alone, so that nothing is allocated for it. */
export interface Observed {
  /** The flags word of the descriptor. */
  readonly flags: number;
  /** The risk, from 0 SAFE to 4 CRITICAL. */
  readonly risk: number;
  /** As judged: 0 allow, 1 ask, 2 deny. */
  readonly verdict: number;
  /** A bit for each scope that is reached, by its index in `REACHED_SCOPES`. */
  readonly scopes: number;
  /** The descriptor's hash of the command's name. */
  readonly tool: number;
}

/** Different tools of one window, beyond which entropy is that of these alone. */
const TOOLS_MAX = 32;
const AGENTS_MAX = 1_000_000;
const CAPABILITY_BITS: readonly number[] = COUNTED_CAPABILITIES.map((name) => Capability[name]);
const MS_A_TENTH = MS_A_DAY / TENTHS_A_DAY;

/** The windows of so many agents, told apart by their row. Typed arrays alone: a fleet of a million has room in memory. */
export class Windows {
  readonly #vectors: Uint16Array;
  readonly #tools: Int32Array;
  readonly #toolCounts: Uint16Array;
  readonly #toolsSeen: Uint8Array;
  /** The last two kinds of action of each agent; `KIND_COUNT` where there was none. */
  readonly #kinds: Uint8Array;
  readonly #known: KnownTools;
  readonly agents: number;

  /** Throws `FleetError` VALUE. */
  constructor(agents: number) {
    if (!Number.isInteger(agents) || agents < 1 || agents > AGENTS_MAX)
      throw new FleetError('VALUE', `expected from 1 to ${AGENTS_MAX} agents, met ${agents}`);
    this.agents = agents;
    this.#vectors = new Uint16Array(agents * VECTOR_LENGTH);
    this.#tools = new Int32Array(agents * TOOLS_MAX);
    this.#toolCounts = new Uint16Array(agents * TOOLS_MAX);
    this.#toolsSeen = new Uint8Array(agents);
    this.#kinds = new Uint8Array(agents * 2).fill(KIND_COUNT);
    this.#known = new KnownTools(agents);
  }

  /** What outlasts a window: which tools each agent has used, and what it did last. */
  get arrays(): readonly Counts[] {
    return [this.#kinds, ...this.#known.arrays];
  }

  /** Counts a decision of the agent in `row`. A count stops at `COUNT_MAX`. */
  observe(row: number, { flags, risk, verdict, scopes, tool }: Observed): void {
    const at = row * VECTOR_LENGTH;
    this.#add(at + Place.DECISIONS);
    this.#add(at + Place.RISK + risk);
    if (verdict > 0) this.#add(at + Place.ASKED + verdict - 1);
    for (let i = 0; i < CAPABILITY_BITS.length; i++)
      if ((flags & (CAPABILITY_BITS[i] as number)) !== 0) this.#add(at + Place.CAPABILITY + i);
    for (let i = 0; i < REACHED_SCOPES.length; i++) if ((scopes & (1 << i)) !== 0) this.#add(at + Place.SCOPE + i);
    if (this.#known.isNew(row, tool)) this.#add(at + Place.NEW_TOOLS);
    this.#addGram(row, kindOf(flags));
    this.#addTool(row, tool);
  }

  /**
   * Ends the window of the agent in `row`, which began at `beganMs` since 1970 UTC: writes its vector to `to` at `offset`
   * and begins the next one. What was used before stays known, and 3-grams go on across windows.
   */
  close(row: number, beganMs: number, to: Uint16Array, offset: number): void {
    const at = row * VECTOR_LENGTH;
    this.#vectors[at + Place.ENTROPY] = this.#entropy(row);
    this.#vectors[at + Place.TIME] = Math.floor((beganMs % MS_A_DAY) / MS_A_TENTH);
    for (let i = 0; i < VECTOR_LENGTH; i++) to[offset + i] = this.#vectors[at + i] as number;
    this.#vectors.fill(0, at, at + VECTOR_LENGTH);
    this.#toolsSeen[row] = 0;
  }

  /** Forgets an agent: for the one that takes its row. */
  forget(row: number): void {
    this.#vectors.fill(0, row * VECTOR_LENGTH, (row + 1) * VECTOR_LENGTH);
    this.#toolsSeen[row] = 0;
    this.#kinds.fill(KIND_COUNT, row * 2, row * 2 + 2);
    this.#known.forget(row);
  }

  #add(place: number): void {
    const count = this.#vectors[place] as number;
    if (count < COUNT_MAX) this.#vectors[place] = count + 1;
  }

  #addGram(row: number, kind: number): void {
    const first = this.#kinds[row * 2] as number;
    const second = this.#kinds[row * 2 + 1] as number;
    if (first < KIND_COUNT) this.#add(row * VECTOR_LENGTH + Place.GRAM + gramPlace(first, second, kind));
    this.#kinds[row * 2] = second;
    this.#kinds[row * 2 + 1] = kind;
  }

  #addTool(row: number, tool: number): void {
    const first = row * TOOLS_MAX;
    const seen = this.#toolsSeen[row] as number;
    for (let i = first; i < first + seen; i++) {
      if (this.#tools[i] !== (tool | 0)) continue;
      if ((this.#toolCounts[i] as number) < COUNT_MAX) this.#toolCounts[i] = (this.#toolCounts[i] as number) + 1;
      return;
    }
    if (seen === TOOLS_MAX) return;
    this.#tools[first + seen] = tool;
    this.#toolCounts[first + seen] = 1;
    this.#toolsSeen[row] = seen + 1;
  }

  /** Shannon's, of the shares of the window's tools, in thousandths of a bit. */
  #entropy(row: number): number {
    const first = row * TOOLS_MAX;
    const end = first + (this.#toolsSeen[row] as number);
    let total = 0;
    for (let i = first; i < end; i++) total += this.#toolCounts[i] as number;
    let bits = 0;
    for (let i = first; i < end; i++) {
      const share = (this.#toolCounts[i] as number) / total;
      bits -= share * Math.log2(share);
    }
    return Math.round(bits * 1_000);
  }
}
