/** What a hub knows of the nodes around it: who is heard, and how far each is relied on, from what it has seen itself. */
import type { SigningKey } from '@capgate/keys';
import { TIERS } from '../enrolment/node.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { type Partition, Reachability } from '../staleness/reachability.ts';
import type { Act } from '../trust/acts.ts';
import { isToBeWatched, Reputations } from '../trust/reputation.ts';
import type { FleetEvent, OnEvent } from './events.ts';

export interface StandingParts {
  readonly key: Pick<SigningKey, 'identity'>;
  readonly ledger: EvidenceLedger;
  /** How often aggregators and hubs send. */
  readonly windowMs: number;
  readonly nowMs: () => number;
  readonly onEvent: OnEvent;
  /** What was known before; nothing where absent. */
  readonly reputations?: Reputations;
}

export class Standing {
  readonly #parts: StandingParts;
  readonly #reputations: Reputations;
  readonly #reachability: Reachability;
  /** Whose reputation is below what is relied on. */
  readonly #watched = new Set<string>();
  #state: Partition['kind'] = 'whole';

  constructor(parts: StandingParts) {
    this.#parts = parts;
    this.#reputations = parts.reputations ?? new Reputations();
    this.#reachability = new Reachability(parts.windowMs);
  }

  /** Acts alone count: what is refused says nothing of who is named in it. */
  take(event: FleetEvent): void {
    if (event.kind === 'taken') this.#reachability.heard(event.node, this.#parts.nowMs());
    if (!isAct(event)) return;
    const nowMs = this.#parts.nowMs();
    if (event.kind === 'no-opening' && !this.#reachability.isUp(event.node, nowMs)) return;
    this.#meet(nowMs);
    const { kind, node, evidence } = event;
    this.#reputations.take({ kind, node, evidence, atMs: nowMs }, nowMs);
    // What was opened is what the local node has signed, too.
    if (kind === 'opened') this.#reputations.take({ kind, node: event.of, evidence: event.batch, atMs: nowMs }, nowMs);
    this.#tellScore(node, nowMs);
  }

  /** Tells where who is heard is not who was; to be asked once in a window. */
  look(): void {
    const partition = this.partition();
    if (partition.kind === this.#state) return;
    this.#state = partition.kind;
    const { nowMs, onEvent } = this.#parts;
    const silent = this.#senders().filter((peer) => !this.#reachability.isUp(peer, nowMs()));
    onEvent({ kind: 'partition', state: partition.kind, silent });
  }

  partition(): Partition {
    const nowMs = this.#parts.nowMs();
    this.#meet(nowMs);
    return this.#reachability.at(nowMs);
  }

  /** Whether a node that sends here is heard; undefined of others. */
  isUp(node: string): boolean | undefined {
    const nowMs = this.#parts.nowMs();
    return this.#reachability.heardMsOf(node) === undefined ? undefined : this.#reachability.isUp(node, nowMs);
  }

  scores(): ReadonlyMap<string, number> {
    const { ledger, nowMs } = this.#parts;
    this.#meet(nowMs());
    const nodes = TIERS.flatMap((tier) => ledger.nodesOf(tier));
    return new Map(nodes.map((node) => [node, this.#reputations.scoreOf(node, nowMs())]));
  }

  weightsOf(nodes: readonly string[]): readonly number[] {
    this.#meet(this.#parts.nowMs());
    return this.#reputations.weightsOf(nodes, this.#parts.nowMs());
  }

  /** Who was enrolled since the last time. */
  #meet(nowMs: number): void {
    for (const tier of TIERS) for (const node of this.#parts.ledger.nodesOf(tier)) this.#reputations.enrol(node, nowMs);
    this.#reachability.expectOnly(this.#senders(), nowMs);
  }

  /** Who sends here: the aggregators below, and the other hubs. */
  #senders(): readonly string[] {
    const { ledger, key } = this.#parts;
    const { name } = key.identity;
    const below = ledger.childrenOf(name, 'regional');
    return [...below, ...ledger.nodesOf('hub').filter((hub) => hub !== name)];
  }

  #tellScore(node: string, nowMs: number): void {
    const score = this.#reputations.scoreOf(node, nowMs);
    const isWatched = isToBeWatched(score);
    // A newcomer has not fallen: it is told once it has been relied on, or has done wrong.
    if (isWatched === this.#watched.has(node) || (isWatched && score >= NEWCOMER)) return;
    if (isWatched) this.#watched.add(node);
    else this.#watched.delete(node);
    this.#parts.onEvent({ kind: 'reputation', node, score, isWatched });
  }
}

/** The score that everybody begins with. */
const NEWCOMER = 0.5;

type ActEvent = Extract<FleetEvent, { readonly kind: Act['kind'] }>;

function isAct(event: FleetEvent): event is ActEvent {
  return ACTS.has(event.kind);
}

const ACTS: ReadonlySet<string> = new Set<Act['kind']>([
  'taken',
  'opened',
  'broken-proof',
  'no-opening',
  'equivocation',
]);
