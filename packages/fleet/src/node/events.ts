/** What nodes of the fleet tell whoever runs them: what monitors, metrics and reputations are made from. */
import { FleetError, type FleetErrorCode } from '../error.ts';
import type { Finding } from '../evidence/point.ts';
import type { Certificate } from '../quarantine/certificate.ts';
import type { PartitionKind } from '../staleness/reachability.ts';
import type { SuspicionEnd } from './suspicions.ts';

export type FleetEvent =
  /** An agent has changed, as its own node says. */
  | {
      readonly kind: 'finding';
      readonly tenant: string;
      readonly agent: string;
      readonly node: string;
      readonly finding: Finding;
    }
  /** What has become of a finding before, about an agent that goes on. */
  | {
      readonly kind: 'suspicion';
      readonly tenant: string;
      readonly agent: string;
      readonly node: string;
      readonly end: SuspicionEnd;
    }
  /** So many agents of the tenant have changed at once that a person is to decide on this one. */
  | { readonly kind: 'held'; readonly tenant: string; readonly agent: string; readonly node: string }
  /** A certificate was made of hubs' words. */
  | Extract<Certificate, { readonly kind: 'quarantine' }>
  /** One was ended before its time. */
  | Extract<Certificate, { readonly kind: 'release' }>
  /** What `node` is said to have sent was not taken. Anybody may have sent it. */
  | { readonly kind: 'refused'; readonly node: string; readonly code: FleetErrorCode; readonly why: string }
  /** A batch or summary of `node` was taken, behind the one before it. `evidence` is its hash, here and below. */
  | { readonly kind: 'taken'; readonly node: string; readonly evidence: string }
  /** What `node` has signed of its inputs was drawn, opened, and held: and so did what the node `of` has signed of itself. */
  | {
      readonly kind: 'opened';
      readonly node: string;
      readonly evidence: string;
      readonly of: string;
      readonly batch: string;
    }
  /** What it has opened does not come to what it has signed. */
  | { readonly kind: 'broken-proof'; readonly node: string; readonly evidence: string; readonly why: string }
  /** It has signed two texts where there may be one. */
  | { readonly kind: 'equivocation'; readonly node: string; readonly evidence: string }
  /** It did not open what was drawn. */
  | { readonly kind: 'no-opening'; readonly node: string; readonly evidence: string }
  /** Batches of `node` are missing that it cannot send again. */
  | { readonly kind: 'gap'; readonly node: string; readonly from: number; readonly to: number }
  /** How far a node is relied on has fallen below, or risen above, what is watched. */
  | { readonly kind: 'reputation'; readonly node: string; readonly score: number; readonly isWatched: boolean }
  /** `what` came down, and the gate has refused to have it in force. */
  | { readonly kind: 'not-in-force'; readonly what: string; readonly version: number; readonly why: string }
  /** What is known of `what` is older than it may be. */
  | { readonly kind: 'stale'; readonly what: string; readonly ageMs: number }
  /** Who is heard of, by what was measured. */
  | { readonly kind: 'partition'; readonly state: PartitionKind; readonly silent: readonly string[] };

export type OnEvent = (event: FleetEvent) => void;

/**
 * What is told of a message that was not taken. Throws `error` again where it is to be handed over once more; whatever else
 * was wrong with it, it must not keep back what comes behind it.
 */
export function refusalOf(node: string, error: unknown): FleetEvent {
  if (!(error instanceof FleetError))
    return { kind: 'refused', node, code: 'FORM', why: 'what was sent cannot be read' };
  if (error.code === 'UNREACHABLE') throw error;
  return { kind: 'refused', node, code: error.code, why: error.message };
}
