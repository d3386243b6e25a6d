/** A hub as it runs: takes what aggregators and other hubs say, decides, and publishes who belongs to the fleet. */
import { WINDOW_MS } from '../../behaviour/features.ts';
import type { Deciders } from '../../deciders.ts';
import { findingThreshold } from '../../detection/change.ts';
import type { Shelved } from '../../down/shelf.ts';
import { deciding, formerly, type RosterChange } from '../../enrolment/roster.ts';
import { FleetError } from '../../error.ts';
import type { Stop } from '../../node/carrier.ts';
import type { FleetEvent } from '../../node/events.ts';
import { HubService } from '../../node/hub-service.ts';
import { ageMsOf, isStale } from '../../staleness/reading.ts';
import { reputationsIn, reputationsText } from '../../trust/reputation-text.ts';
import { Reputations } from '../../trust/reputation.ts';
import { FLEET_FILE } from '../enrolment/parts.ts';
import { type KnownNodes, knownNodes } from './known-nodes.ts';
import { loop, windows } from './loop.ts';
import { FALSE_ALARMS, HUB_AFTER_MS, RETRY_MS, type RunOptions } from './options.ts';
import { renewing } from './renewing.ts';
import { ROSTER_KEY, RosterPublisher, type RosterWatch } from './roster-watch.ts';
import type { RunningNode } from './run-node.ts';
import { listIn, listText, Noted, notedIn, type Opened, Sending, type Speaking, speaking } from './running.ts';
import {
  ALERTS_MAX,
  cohortStatus,
  decidersStatus,
  documentStatus,
  type FleetStatus,
  heldStatus,
  quarantineStatus,
} from './status.ts';

const QUARANTINE_MS = 86_400_000;
const FILE = 'quarantines.json';
const DOCUMENTS_FILE = 'documents.json';
const REPUTATIONS_FILE = 'reputations.json';
/** All that is published is published again so often, ten minutes: nobody says that a server has lost it. */
const REPUBLISH_WINDOWS = 60;

interface Known extends KnownNodes {
  readonly reputations: Reputations;
}

export class HubRun implements RunningNode {
  readonly tier = 'hub';
  readonly name: string;
  readonly #options: RunOptions;
  readonly #opened: Opened;
  readonly #speaking: Speaking;
  readonly #roster: RosterWatch;
  readonly #deciders: Deciders;
  readonly #service: HubService;
  readonly #sending: Sending;
  readonly #noted: Noted;
  readonly #reputations: Noted;
  readonly #documents: Noted;
  readonly #sinceMs: number;
  #publisher: RosterPublisher | undefined;
  #stops: readonly Stop[] = [];
  #isCutOff = false;
  #ended = 0;

  private constructor(options: RunOptions, parts: Opened, speak: Speaking, { ledger, roster, reputations }: Known) {
    const { own, kept } = parts;
    const { primitives, clock, random } = options;
    this.#options = options;
    this.#opened = parts;
    this.#speaking = speak;
    this.#roster = roster;
    this.name = own.file.node.node;
    this.#sinceMs = clock.nowMs();
    this.#deciders = deciding(own.file.trusted.deciders, roster.roster);
    this.#service = new HubService({
      key: own.key,
      primitives,
      ledger,
      random,
      reputations,
      draw: () => random.bytes(4).reduceRight((low, byte) => (byte + low) / 256, 0),
      windowMs: WINDOW_MS,
      nowMs: () => clock.nowMs(),
      carrier: speak.carrier,
      deciders: this.#deciders,
      threshold: findingThreshold(FALSE_ALARMS),
      quarantineMs: QUARANTINE_MS,
      onEvent: (event) => this.#told(event),
      onDocument: () => this.#documents.now(),
      keep: (now) => this.#sending.keep(now),
      ...(kept && { tail: kept.tail, unsent: kept.unsent }),
    });
    this.#sending = new Sending(options, this.#service);
    this.#noted = new Noted(options, FILE, () => listText(this.#service.node.decisions.quarantines.texts()));
    this.#documents = new Noted(options, DOCUMENTS_FILE, () => this.#service.shelf.written());
    this.#reputations = new Noted(options, REPUTATIONS_FILE, () => reputationsText(reputations));
  }

  static async start(options: RunOptions, parts: Opened): Promise<HubRun> {
    const known = await knownNodes(options, parts);
    const { own } = parts;
    const speak = await speaking(options, own, sendersIn(known.roster, own.file.node.node));
    const run = new HubRun(options, parts, speak, { ...known, reputations: await knownReputations(options) });
    known.onChange((change) => run.#changed(change));
    await run.#start();
    return run;
  }

  status(): FleetStatus {
    const nowMs = this.#options.clock.nowMs();
    const { node } = this.#service;
    const scores = node.scores();
    const whole = node.whole();
    return {
      tier: this.tier,
      name: this.name,
      ...decidersStatus(this.#deciders),
      waiting: this.#service.waiting,
      sinceMs: this.#sinceMs,
      partition: node.partition(),
      nodes: this.#roster.roster.nodes().map(({ node: name, tier, tenant }) => {
        const score = scores.get(name);
        return { name, tier, tenant, ...(score !== undefined && { score }), isUp: node.isUp(name) };
      }),
      cohorts: whole.value.map(cohortStatus),
      ...(whole.value.length > 0 && { wholeAgeMs: ageMsOf(whole, nowMs) }),
      isStale: isStale(whole, nowMs),
      held: node.decisions.held.map(heldStatus),
      quarantines: node.decisions.quarantines.current(nowMs).map(quarantineStatus),
      alerts: this.#opened.monitor.recent(ALERTS_MAX),
      documents: this.#service.shelf.ages(nowMs).map(documentStatus),
    };
  }

  quarantine(tenant: string, agent: string): Promise<'kept-apart' | 'said'> {
    return this.#service.node.decisions.quarantine(tenant, agent);
  }

  release(tenant: string, agent: string, why: string): Promise<'released' | 'said'> {
    return this.#service.node.decisions.release(tenant, agent, why);
  }

  publish(text: string): Promise<Shelved> {
    return this.#service.publish(text);
  }

  async stop(): Promise<void> {
    this.#opened.hook?.close();
    for (const stop of this.#stops) await stop();
    await this.#publisher?.close();
    await this.#service.stop();
    await this.#sending.close();
    await this.#roster.close();
    await this.#noted.close();
    await this.#reputations.close();
    await this.#documents.close();
    if (this.#options.carrier === undefined) await this.#speaking.carrier.close();
  }

  async #start(): Promise<void> {
    const { clock, onFault, disk, folder } = this.#options;
    const { carrier } = this.#speaking;
    await this.#restore();
    await this.#service.start();
    this.#admit();
    this.#stops = [
      await carrier.watch([ROSTER_KEY], (_, text) => void this.#roster.take(text).catch(onFault)),
      windows({ clock, onFault, windowMs: WINDOW_MS, afterMs: HUB_AFTER_MS, end: (beganMs) => this.#end(beganMs) }),
      loop({ clock, onFault, delayMs: () => RETRY_MS, work: () => this.#sendAgain() }),
      renewing(this.#options),
    ];
    if (!(await disk.list(folder)).includes(FLEET_FILE)) return;
    const { enrollers } = this.#opened.own.file.trusted;
    this.#publisher = new RosterPublisher(this.#options, carrier, enrollers, (text) => this.#roster.take(text));
    await this.#publisher.publish();
  }

  async #restore(): Promise<void> {
    const deciders = formerly(this.#opened.own.file.trusted.deciders, this.#roster.roster);
    for (const text of listIn(await notedIn(this.#options, FILE))) {
      try {
        await this.#service.node.decisions.restore(text, deciders);
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        if (error.code !== 'CLOCK') this.#refused(error);
      }
    }
    const documents = await notedIn(this.#options, DOCUMENTS_FILE);
    const nowMs = this.#options.clock.nowMs();
    const faults = documents === undefined ? [] : await this.#service.shelf.restore(documents, nowMs, deciders);
    faults.forEach((fault) => this.#refused(fault));
    this.#service.republish();
  }

  async #end(beganMs: number): Promise<void> {
    await this.#sending.end(
      () => this.#service.endWindow(beganMs),
      (isAll) => this.#sent(isAll),
    );
    this.#reputations.changed();
    if (++this.#ended % REPUBLISH_WINDOWS === 0) this.#publishAgain();
    // Whoever is asked may take its time; the next window does not wait.
    this.#service.node.inspect().catch(this.#options.onFault);
  }

  async #sendAgain(): Promise<void> {
    if (this.#service.waiting > 0) this.#sending.send((isAll) => this.#sent(isAll));
  }

  /** Servers that were away may have come back without what they had. */
  #sent(isAll: boolean): void {
    const isBack = isAll && this.#isCutOff;
    this.#isCutOff = !isAll;
    if (isBack) this.#publishAgain();
  }

  #publishAgain(): void {
    this.#publisher?.again();
    this.#service.republish();
  }

  #refused({ code, message }: FleetError): void {
    this.#told({ kind: 'refused', node: this.name, code, why: message });
  }

  #told(event: FleetEvent): void {
    if (event.kind === 'quarantine' || event.kind === 'release') this.#noted.changed();
    this.#opened.monitor.take(event);
  }

  #changed({ node, isRevoked }: RosterChange): void {
    if (isRevoked) this.#service.forget(node.node);
    this.#admit();
  }

  #admit(): void {
    this.#speaking.admit(sendersIn(this.#roster, this.name)).catch(this.#options.onFault);
  }
}

/** Local nodes tell every hub what they have found, and hubs each other what they say: all but aggregators of other hubs. */
function sendersIn({ roster }: RosterWatch, name: string): readonly string[] {
  const others = roster.nodes().filter(({ node }) => node !== name);
  return others.filter(({ tier, parent }) => tier !== 'regional' || parent === name).map(({ node }) => node);
}

/** All nodes are newcomers where it cannot be read, and whoever runs the hub is told. */
async function knownReputations(options: RunOptions): Promise<Reputations> {
  try {
    const text = await notedIn(options, REPUTATIONS_FILE);
    return text === undefined ? new Reputations() : reputationsIn(text);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    options.onFault(error);
    return new Reputations();
  }
}
