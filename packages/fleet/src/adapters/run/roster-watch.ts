/** Who belongs to the fleet, as a running node knows it: from its disk, and from what the hub publishes. */
import { Turns } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type { Deciders } from '../../deciders.ts';
import { checkMembership, FLEET_TENANT } from '../../enrolment/node.ts';
import { Roster, type RosterChange } from '../../enrolment/roster.ts';
import { FleetError, isFleetError } from '../../error.ts';
import { hashOf } from '../../evidence/batch.ts';
import type { Carrier, Stop } from '../../node/carrier.ts';
import type { OnEvent } from '../../node/events.ts';
import { FleetFile } from '../enrolment/fleet-file.ts';
import { loop } from './loop.ts';
import { RETRY_MS, type RunOptions } from './options.ts';
import { listIn, listText, Noted, notedIn } from './running.ts';

/** Where enrolments and revocations lie, by tenant (or `fleet`): nodes of a tenant see those of no other. */
export const ROSTER_KEY = 'roster';
const FILE = 'roster.json';

export interface RosterWatchParts {
  readonly options: RunOptions;
  readonly enrollers: Deciders;
  /** The node's own name, and its enrolment. */
  readonly name: string;
  readonly enrolment: string;
  readonly onChange: (change: RosterChange) => void;
  readonly onEvent: OnEvent;
}

export class RosterWatch {
  readonly roster: Roster;
  readonly #parts: RosterWatchParts;
  readonly #turns = new Turns();
  /** Those that were taken. */
  readonly #texts = new Set<string>();
  readonly #noted: Noted;

  private constructor(parts: RosterWatchParts) {
    this.#parts = parts;
    this.roster = new Roster(parts.enrollers, parts.options.primitives);
    this.#noted = new Noted(parts.options, FILE, () => listText([...this.#texts]));
  }

  /** With all that it knew before. */
  static async open(parts: RosterWatchParts): Promise<RosterWatch> {
    const watch = new RosterWatch(parts);
    const texts = listIn(await notedIn(parts.options, FILE));
    for (const text of [parts.enrolment, ...texts]) await watch.take(text);
    return watch;
  }

  /** Whoever brings it. What nobody who enrols has signed changes nothing, and is told. */
  take(text: string): Promise<void> {
    return this.#turns.take(() => this.#take(text));
  }

  close(): Promise<void> {
    return this.#noted.close();
  }

  async #take(text: string): Promise<void> {
    const { name, onChange, onEvent } = this.#parts;
    if (this.#texts.has(text)) return;
    try {
      const change = await this.roster.take(text);
      this.#texts.add(text);
      this.#noted.changed();
      if (change !== undefined) onChange(change);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      // An enrolment that a later one has replaced comes with every roster.
      if (error.code !== 'REPLAY') onEvent({ kind: 'refused', node: name, code: error.code, why: error.message });
    }
  }
}

/** Publishes who is enrolled in a fleet's folder, and goes on as that changes. `again` has all of it published anew. */
export class RosterPublisher {
  readonly #options: RunOptions;
  readonly #carrier: Carrier;
  readonly #enrollers: Deciders;
  readonly #onText: (text: string) => Promise<void>;
  readonly #published = new Set<string>();
  readonly #stop: Stop;

  constructor(options: RunOptions, carrier: Carrier, enrollers: Deciders, onText: (text: string) => Promise<void>) {
    this.#options = options;
    this.#carrier = carrier;
    this.#enrollers = enrollers;
    this.#onText = onText;
    const { clock, onFault } = options;
    this.#stop = loop({ clock, onFault, delayMs: () => RETRY_MS, work: () => this.publish() });
  }

  again(): void {
    this.#published.clear();
  }

  async publish(): Promise<void> {
    const { folder, primitives } = this.#options;
    const { texts = [] } = (await new FleetFile(folder, this.#options).read()) ?? {};
    const tenants = new Map<string, string>();
    for (const text of texts) {
      if (this.#published.has(text)) continue;
      const tenant = await tenantOf(text, texts, tenants, this.#enrollers, primitives);
      await this.#onText(text);
      if (!(await this.#isPut([ROSTER_KEY, tenant, hashOf(text, primitives)], text))) return;
      this.#published.add(text);
    }
  }

  close(): Promise<void> {
    return this.#stop();
  }

  async #isPut(key: readonly string[], text: string): Promise<boolean> {
    try {
      await this.#carrier.put(key, text);
      return true;
    } catch (error) {
      if (isFleetError(error, 'UNREACHABLE')) return false;
      throw error;
    }
  }
}

/** Whose node a text is about: a revocation names the node alone, which an enrolment has named before. */
async function tenantOf(
  text: string,
  texts: readonly string[],
  tenants: Map<string, string>,
  enrollers: Deciders,
  primitives: Primitives,
): Promise<string> {
  const { kind, value } = await checkMembership(text, enrollers, primitives);
  if (kind === 'enrolment') return value.tenant;
  for (const other of tenants.size > 0 ? [] : texts) {
    const membership = await checkMembership(other, enrollers, primitives);
    if (membership.kind === 'enrolment') tenants.set(membership.value.node, membership.value.tenant);
  }
  return tenants.get(value.node) ?? FLEET_TENANT;
}
