/** Effects seen held against effects foreseen. */
import type { Observed } from '@capgate/lab/sandbox';
import type { Predicted } from './predict.ts';

export const KINDS = ['change', 'delete', 'network', 'execute'] as const;
export type Kind = (typeof KINDS)[number];

/** `unforeseen`: it happened and was not predicted. `unseen`: it was predicted and did not happen. */
export type Fault = 'unforeseen' | 'unseen';

export interface Disagreement {
  readonly command: string;
  readonly kind: Kind;
  readonly fault: Fault;
  /** What was met: paths or programs. */
  readonly met: readonly string[];
}

export interface Comparison {
  readonly command: string;
  /** By kind: whether it was seen, and whether just that was foreseen, rather than code that may do anything. */
  readonly seen: Readonly<Record<Kind, boolean>>;
  readonly foreseen: Readonly<Record<Kind, boolean>>;
  readonly disagreements: readonly Disagreement[];
}

export function compare(command: string, observed: Observed, predicted: Predicted): Comparison {
  const changed = [...observed.changed].filter((path) => !predicted.mayChange(path));
  const deleted = [...observed.deleted].filter((path) => !predicted.mayDelete(path));
  const programs = [...observed.executed].filter((name) => !predicted.programs.has(name));
  const seen = {
    change: observed.changed.size + observed.deleted.size > 0,
    delete: observed.deleted.size > 0,
    network: observed.network,
    execute: programs.length > 0,
  };
  // Code may do anything: what it did not do this time is no mistake of the prediction.
  const stated = !predicted.code;
  const foreseen = {
    change: stated && predicted.changes,
    delete: stated && predicted.deletes,
    network: stated && predicted.network,
    execute: false,
  };
  const unforeseen: Record<Kind, readonly string[]> = {
    change: changed,
    delete: deleted,
    network: stated && observed.network && !predicted.network ? ['a connection'] : [],
    execute: stated ? programs : [],
  };
  const disagreements = KINDS.flatMap((kind): Disagreement[] => {
    if (unforeseen[kind].length > 0) return [{ command, kind, fault: 'unforeseen', met: unforeseen[kind] }];
    return foreseen[kind] && !seen[kind] ? [{ command, kind, fault: 'unseen', met: [] }] : [];
  });
  return { command, seen, foreseen, disagreements };
}

export interface Accuracy {
  readonly kind: Kind;
  readonly seen: number;
  readonly foreseen: number;
  /** Of the command lines where just that was foreseen, the part where it was seen. NaN of none. */
  readonly precision: number;
  /** Of the command lines where it was seen, the part where all of it was foreseen. NaN of none. */
  readonly recall: number;
}

export function accuracyOf(kind: Kind, comparisons: readonly Comparison[]): Accuracy {
  const seen = comparisons.filter((comparison) => comparison.seen[kind]);
  const foreseen = comparisons.filter((comparison) => comparison.foreseen[kind]);
  const whole = seen.filter(({ disagreements }) =>
    disagreements.every((one) => one.kind !== kind || one.fault !== 'unforeseen'),
  );
  const right = foreseen.filter((comparison) => comparison.seen[kind]);
  return {
    kind,
    seen: seen.length,
    foreseen: foreseen.length,
    precision: right.length / foreseen.length,
    recall: whole.length / seen.length,
  };
}
