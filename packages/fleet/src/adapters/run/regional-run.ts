/** An aggregator as it runs: takes evidence of the nodes below it, and sums it up once a window. */
import { WINDOW_MS } from '../../behaviour/features.ts';
import type { Deciders } from '../../deciders.ts';
import { deciding } from '../../enrolment/roster.ts';
import { FleetError } from '../../error.ts';
import type { Stop } from '../../node/carrier.ts';
import type { FleetEvent } from '../../node/events.ts';
import { RegionalService } from '../../node/regional-service.ts';
import { Reachability } from '../../staleness/reachability.ts';
import { type KnownNodes, knownNodes } from './known-nodes.ts';
import { loop, windows } from './loop.ts';
import { REGIONAL_AFTER_MS, RETRY_MS, type RunOptions } from './options.ts';
import { renewing } from './renewing.ts';
import { ROSTER_KEY, type RosterWatch } from './roster-watch.ts';
import type { RunningNode } from './run-node.ts';
import { type Opened, Sending, type Speaking, speaking } from './running.ts';
import { ALERTS_MAX, decidersStatus, type FleetStatus } from './status.ts';

export class RegionalRun implements RunningNode {
  readonly tier = 'regional';
  readonly name: string;
  readonly #options: RunOptions;
  readonly #opened: Opened;
  readonly #speaking: Speaking;
  readonly #roster: RosterWatch;
  readonly #deciders: Deciders;
  readonly #service: RegionalService;
  readonly #sending: Sending;
  readonly #reachability = new Reachability(WINDOW_MS);
  readonly #sinceMs: number;
  #stops: readonly Stop[] = [];

  private constructor(options: RunOptions, parts: Opened, speak: Speaking, { ledger, roster }: KnownNodes) {
    const { own, kept, monitor } = parts;
    const { primitives, clock } = options;
    this.#options = options;
    this.#opened = parts;
    this.#speaking = speak;
    this.#roster = roster;
    this.name = own.file.node.node;
    this.#sinceMs = clock.nowMs();
    this.#deciders = deciding(own.file.trusted.deciders, roster.roster);
    this.#service = new RegionalService({
      key: own.key,
      primitives,
      ledger,
      windowMs: WINDOW_MS,
      nowMs: () => clock.nowMs(),
      carrier: speak.carrier,
      parent: own.file.node.parent as string,
      deciders: this.#deciders,
      onWatching: () => this.#admit(),
      onEvent: (event) => {
        this.#heard(event);
        monitor.take(event);
      },
      keep: (now) => this.#sending.keep(now),
      ...(kept && { tail: kept.tail, unsent: kept.unsent }),
    });
    this.#sending = new Sending(options, this.#service);
  }

  static async start(options: RunOptions, parts: Opened): Promise<RegionalRun> {
    const known = await knownNodes(options, parts);
    const { own } = parts;
    const speak = await speaking(options, own, childrenIn(known.roster, own.file.node.node));
    const run = new RegionalRun(options, parts, speak, known);
    known.onChange(() => run.#admit());
    await run.#start();
    return run;
  }

  status(): FleetStatus {
    const nowMs = this.#options.clock.nowMs();
    const { parent } = this.#opened.own.file.node;
    return {
      tier: this.tier,
      name: this.name,
      ...(parent !== undefined && { parent }),
      ...decidersStatus(this.#deciders),
      waiting: this.#service.waiting,
      sinceMs: this.#sinceMs,
      partition: this.#reachability.at(nowMs),
      nodes: this.#roster.roster.children(this.name).map(({ node, tier, tenant }) => ({
        name: node,
        tier,
        tenant,
        isUp: this.#reachability.isUp(node, nowMs),
      })),
      cohorts: [],
      isStale: false,
      quarantines: [],
      held: [],
      alerts: this.#opened.monitor.recent(ALERTS_MAX),
      documents: [],
    };
  }

  quarantine(): Promise<never> {
    return this.release();
  }

  publish(): Promise<never> {
    return this.release();
  }

  release(): Promise<never> {
    const error = new FleetError('VALUE', `expected a hub, which decides, met the aggregator ${this.name}`);
    return Promise.reject(error);
  }

  async stop(): Promise<void> {
    this.#opened.hook?.close();
    for (const stop of this.#stops) await stop();
    await this.#service.stop();
    await this.#sending.close();
    await this.#roster.close();
    if (this.#options.carrier === undefined) await this.#speaking.carrier.close();
  }

  async #start(): Promise<void> {
    const { clock, onFault } = this.#options;
    const { carrier } = this.#speaking;
    await this.#service.start();
    this.#admit();
    const end = (beganMs: number): Promise<void> => this.#sending.end(() => this.#service.endWindow(beganMs));
    this.#stops = [
      await carrier.watch([ROSTER_KEY], (_, text) => void this.#roster.take(text).catch(onFault)),
      windows({ clock, onFault, windowMs: WINDOW_MS, afterMs: REGIONAL_AFTER_MS, end }),
      renewing(this.#options),
      loop({
        clock,
        onFault,
        delayMs: () => RETRY_MS,
        work: async () => {
          if (this.#service.waiting > 0) this.#sending.send();
        },
      }),
    ];
  }

  #admit(): void {
    const names = childrenIn(this.#roster, this.name);
    this.#reachability.expectOnly(names, this.#options.clock.nowMs());
    const watched = this.#service.watched.flatMap((aggregator) => childrenIn(this.#roster, aggregator));
    this.#speaking.admit([...names, ...watched]).catch(this.#options.onFault);
  }

  #heard(event: FleetEvent): void {
    if (event.kind === 'taken') this.#reachability.heard(event.node, this.#options.clock.nowMs());
  }
}

function childrenIn({ roster }: RosterWatch, name: string): readonly string[] {
  return roster.children(name).map(({ node }) => node);
}
