/**
 * Which second aggregator takes the evidence of one that is not in good standing once more. A hub says so of the aggregators
 * below it; their local nodes send to both, and hubs hold what the two say against each other.
 */
import { BoundedMap } from '@capgate/base';
import { type Primitives, type SigningKey, signStatement } from '@capgate/keys';
import { Type } from 'typebox';
import { checkDecided, type Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { CLOSED, formOf, textOf, TIME_MS_MAX, wholeOf } from '../forms.ts';
import { NAME_PATTERN } from '../enrolment/node.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { watcherOf } from '../trust/watchers.ts';
import { isToBeWatched } from '../trust/reputation.ts';

/** Where these texts lie, below `FLEET_TENANT` and by aggregator. */
export const WATCH_KEY = 'watch';

const TYPE = 'fleet-watch';
const WHAT = 'who watches an aggregator';
const NAME = textOf(NAME_PATTERN, 63);
const form = formOf(
  Type.Object({ aggregator: NAME, watcher: Type.Optional(NAME), atMs: wholeOf(0, TIME_MS_MAX) }, CLOSED),
  WHAT,
);

export interface Watch {
  readonly aggregator: string;
  /** Nobody where absent. */
  readonly watcher?: string;
  /** Milliseconds since 1970 UTC; of several, the last one holds. */
  readonly atMs: number;
}

/** What one hub says. Rejects with `FleetError` FORM; CERTIFICATE where none of the hubs has signed it. */
async function checkWatch(
  text: string,
  { hubs }: Deciders,
  primitives: Primitives,
): Promise<Watch & { readonly signers: readonly string[] }> {
  const { value, signers } = await checkDecided(text, [TYPE], { hubs, threshold: 1 }, primitives, WHAT);
  const watch = form.read(value);
  if (watch.watcher !== watch.aggregator) return { ...watch, signers };
  throw new FleetError('FORM', `expected another aggregator to watch ${watch.aggregator}, met itself`);
}

const AGGREGATORS_MAX = 100_000;
/** How far the clock of a hub may be ahead. */
const AHEAD_MS_MAX = 5_000;

/** Who watches whom, as far as it was heard. */
export class Watchers {
  readonly #deciders: Deciders;
  readonly #primitives: Primitives;
  readonly #watches = new BoundedMap<string, Watch>(AGGREGATORS_MAX);
  readonly #former = new BoundedMap<string, string>(AGGREGATORS_MAX);

  constructor(deciders: Deciders, primitives: Primitives) {
    this.#deciders = deciders;
    this.#primitives = primitives;
  }

  /**
   * Of who knows a `ledger`, only the aggregator's own hub is believed. Rejects as `checkWatch` does, and with `FleetError` REPLAY for what another text has taken the place of, SOURCE, CLOCK for one
   * of the future, in whose place no other would come.
   */
  async take(text: string, nowMs: number, ledger?: EvidenceLedger): Promise<void> {
    const { signers, ...watch } = await checkWatch(text, this.#deciders, this.#primitives);
    const parent = ledger?.nodeOf(watch.aggregator)?.parent;
    if (ledger !== undefined && (parent === undefined || !signers.includes(parent)))
      throw new FleetError('SOURCE', `expected the hub of ${watch.aggregator} to say who watches it, met another`);
    if (watch.atMs > nowMs + AHEAD_MS_MAX)
      throw new FleetError('CLOCK', `expected who watches ${watch.aggregator} now, met a text of the future`);
    const known = this.#watches.get(watch.aggregator);
    if (known !== undefined && known.atMs >= watch.atMs)
      throw new FleetError('REPLAY', `expected news of who watches ${watch.aggregator}, met what was before`);
    this.#watches.set(watch.aggregator, watch);
    if (known?.watcher !== undefined) this.#former.set(watch.aggregator, known.watcher);
  }

  /** Whether what `watcher` says of the nodes of an aggregator may be taken: who watched before may be on its way. */
  mayWatch(watcher: string, aggregator: string): boolean {
    return watcher === this.of(aggregator) || watcher === this.#former.get(aggregator);
  }

  /** Aggregators that `watcher` watches. */
  watchedBy(watcher: string): readonly string[] {
    return [...this.#watches.values()].flatMap((watch) => (watch.watcher === watcher ? [watch.aggregator] : []));
  }

  of(aggregator: string): string | undefined {
    return this.#watches.get(aggregator)?.watcher;
  }
}

export interface ChoiceParts {
  readonly key: SigningKey;
  readonly primitives: Primitives;
  readonly watchers: Watchers;
  /** How far a node is relied on, from 0 to 1. */
  readonly scoreOf: (node: string) => number;
  /** Nobody knew it when nodes got their names. */
  readonly salt: string;
}

/** Texts for those of `aggregators` whose watcher is to be another one from now on, out of `others`. */
export async function chosen(
  aggregators: readonly string[],
  others: readonly string[],
  nowMs: number,
  { key, primitives, watchers, scoreOf, salt }: ChoiceParts,
): Promise<readonly { readonly aggregator: string; readonly text: string }[]> {
  const changes = aggregators.flatMap((aggregator) => {
    const isWatched = isToBeWatched(scoreOf(aggregator));
    const now = watchers.of(aggregator);
    // Who watches goes on while it may, so that nothing changes with every new node.
    const mayGoOn = now !== undefined && others.includes(now) && !isToBeWatched(scoreOf(now));
    const watcher = !isWatched
      ? undefined
      : mayGoOn
        ? now
        : watcherOf(aggregator, others, { scoreOf, salt }, primitives);
    return watcher === now ? [] : [{ aggregator, ...(watcher !== undefined && { watcher }), atMs: nowMs }];
  });
  const texts = changes.map((watch) => signStatement(TYPE, watch, [key], primitives));
  return Promise.all(
    texts.map(async (text, i) => ({ aggregator: (changes[i] as Watch).aggregator, text: await text })),
  );
}
