/** Which second aggregator looks at what one does that is not in good standing. */
import type { Primitives } from '@capgate/keys';
import { hashOf } from '../evidence/batch.ts';
import { isToBeWatched } from './reputation.ts';

export interface WatcherOptions {
  /** How far a node can be relied upon, as `Reputations.scoreOf` says. */
  readonly scoreOf: (node: string) => number;
  /** A text that was not known when nodes got their names: nobody names itself so that its own node watches it. */
  readonly salt: string;
}

/**
 * The one of `others` that watches `node`: never itself, and of those in good standing the one whose hash together with the
 * node's is greatest (highest random weight: D. G. Thaler and C. V. Ravishankar, Using name-based mappings to increase hit
 * rates, IEEE/ACM Transactions on Networking 6, 1998). So each watches about as many, all who ask come to the same, and
 * where one leaves or joins only those move that it watches. Undefined where nobody is in good standing.
 */
export function watcherOf(
  node: string,
  others: readonly string[],
  { scoreOf, salt }: WatcherOptions,
  primitives: Pick<Primitives, 'sha256'>,
): string | undefined {
  let [watcher, greatest]: [string | undefined, string] = [undefined, ''];
  for (const other of others) {
    if (other === node || isToBeWatched(scoreOf(other))) continue;
    const weight = hashOf(JSON.stringify([salt, node, other]), primitives);
    if (weight > greatest) [watcher, greatest] = [other, weight];
  }
  return watcher;
}
