/** Which nodes there are, as far as those say who may enrol: by signed texts alone, whoever brings them. */
import { fingerprint, type Identity, type Primitives } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { checkMembership, type FleetNode, type Revocation, TIERS } from './node.ts';

/** A fleet has 500 local nodes on its map; twenty times as many are told apart. */
const NODES_MAX = 10_000;
/** Revocations are never forgotten, as an enrolment could come again. */
export const REVOCATIONS_MAX = 100_000;

interface Entry {
  readonly node: FleetNode;
  readonly identity: string;
}

/** What a text has changed: a node that is enrolled from now on, or is no more. */
export interface RosterChange {
  readonly node: FleetNode;
  readonly isRevoked: boolean;
}

export class Roster {
  readonly #enrollers: Deciders;
  readonly #primitives: Primitives;
  /** By name, the latest; also one whose identity is revoked, behind which no earlier one comes back. */
  readonly #byName = new Map<string, Entry>();
  /** By the fingerprint of the identity. */
  readonly #revoked = new Map<string, Revocation>();

  constructor(enrollers: Deciders, primitives: Primitives) {
    this.#enrollers = enrollers;
    this.#primitives = primitives;
  }

  /**
   * Takes an enrolment or a revocation; answers what it changed, if anything. Rejects with `FleetError` FORM or CERTIFICATE
   * as `checkMembership` does; REPLAY or VALUE as `checkNext` does, VALUE for too many revocations, too.
   */
  async take(text: string): Promise<RosterChange | undefined> {
    const { kind, value } = await checkMembership(text, this.#enrollers, this.#primitives);
    return kind === 'enrolment' ? this.#enrol(value) : this.#revoke(value);
  }

  #enrol(node: FleetNode): RosterChange | undefined {
    const identity = fingerprint(node.identity, this.#primitives);
    const known = this.#byName.get(node.node);
    if (known !== undefined && isSame(known, { node, identity })) return undefined;
    this.checkNext(node);
    this.#byName.set(node.node, { node, identity });
    if (!this.#revoked.has(identity)) return { node, isRevoked: false };
    // It is revoked already, and whoever had the name before does not have it any more.
    return known !== undefined && !this.#revoked.has(known.identity)
      ? { node: known.node, isRevoked: true }
      : undefined;
  }

  /**
   * Throws `FleetError` REPLAY where an enrolment is not later than the one of that name, or of the same identity; VALUE where
   * there are too many nodes.
   */
  checkNext({ node, identity, enrolledMs }: FleetNode): void {
    const known = this.#byName.get(node);
    if (known === undefined) return checkRoom(this.#byName, NODES_MAX, 'nodes');
    if (known.identity !== fingerprint(identity, this.#primitives) && enrolledMs > known.node.enrolledMs) return;
    throw new FleetError('REPLAY', `expected another identity of ${node}, and a later enrolment, met one of before`);
  }

  #revoke(revocation: Revocation): RosterChange | undefined {
    if (this.#revoked.has(revocation.identity)) return undefined;
    checkRoom(this.#revoked, REVOCATIONS_MAX, 'revocations');
    this.#revoked.set(revocation.identity, revocation);
    const known = this.#byName.get(revocation.node);
    return known?.identity === revocation.identity ? { node: known.node, isRevoked: true } : undefined;
  }

  /** The node of this name; undefined where there is none, or it is revoked. */
  nodeOf(name: string): FleetNode | undefined {
    const entry = this.#byName.get(name);
    return entry === undefined || this.#revoked.has(entry.identity) ? undefined : entry.node;
  }

  /** All that are enrolled now, by name. */
  nodes(): readonly FleetNode[] {
    const names = [...this.#byName.keys()].toSorted();
    return names.flatMap((name) => this.nodeOf(name) ?? []);
  }

  /** Who sends to the node of this name: of lower tiers alone, so that nothing goes in a circle. */
  children(of: string): readonly FleetNode[] {
    const parent = this.nodeOf(of);
    if (parent === undefined) return [];
    return this.nodes().filter((node) => node.parent === of && rankOf(node) < rankOf(parent));
  }

  /** Identities of all hubs that were ever enrolled, those that were revoked among them; of each name the last. */
  hubsEver(): readonly Identity[] {
    return [...this.#byName.values()].flatMap(({ node }) => (node.tier === 'hub' ? [node.identity] : []));
  }

  isRevoked(identity: Identity): boolean {
    return this.#revoked.has(fingerprint(identity, this.#primitives));
  }

  revocations(): readonly Revocation[] {
    return [...this.#revoked.values()];
  }
}

/**
 * Those who decide and are not revoked, as it is whenever it is asked: of a hub that is, no word counts from then on. How
 * many have to sign stays.
 */
export function deciding({ hubs, threshold }: Deciders, roster: Pick<Roster, 'isRevoked'>): Deciders {
  return {
    threshold,
    get hubs() {
      return hubs.filter((hub) => !roster.isRevoked(hub));
    },
  };
}

/**
 * By whom what was taken before is known again after a restart: any hub that was ever one. As many as had to have signed it
 * then, and others may decide by now; this only keeps out what no hub has signed.
 */
export function formerly({ hubs }: Deciders, roster: Pick<Roster, 'hubsEver'>): Deciders {
  const ever = roster.hubsEver();
  return { hubs: [...hubs.filter(({ name }) => ever.every((hub) => hub.name !== name)), ...ever], threshold: 1 };
}

/** Has a ledger take evidence of a node, or no more of it. */
export function feed(ledger: Pick<EvidenceLedger, 'enrol' | 'revoke'>, { node, isRevoked }: RosterChange): void {
  if (isRevoked) ledger.revoke(node.node);
  else ledger.enrol(node);
}

function rankOf({ tier }: FleetNode): number {
  return TIERS.indexOf(tier);
}

function isSame(known: Entry, other: Entry): boolean {
  const [left, right] = [known.node, other.node];
  return (
    known.identity === other.identity &&
    left.enrolledMs === right.enrolledMs &&
    left.tier === right.tier &&
    left.tenant === right.tenant &&
    left.parent === right.parent
  );
}

function checkRoom(map: ReadonlyMap<string, unknown>, sizeMax: number, what: string): void {
  if (map.size >= sizeMax) throw new FleetError('VALUE', `expected at most ${sizeMax} ${what}, met another`);
}
