/** A local node as it runs in a gate's process: it watches the tenant's agents, and keeps what comes down. */
import { Turns } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { WINDOW_MS } from '../../behaviour/features.ts';
import type { Observed } from '../../behaviour/windows.ts';
import { type Deciders, namesOf } from '../../deciders.ts';
import { findingThreshold } from '../../detection/change.ts';
import { Received } from '../../down/received.ts';
import { Shelf } from '../../down/shelf.ts';
import { FLEET_TENANT, type FleetNode } from '../../enrolment/node.ts';
import { deciding, formerly, type RosterChange } from '../../enrolment/roster.ts';
import { FleetError } from '../../error.ts';
import type { Monitor } from '../../monitor/monitor.ts';
import { cohortOf } from '../../node/agent-name.ts';
import type { Stop } from '../../node/carrier.ts';
import { DOWN_KEY } from '../../node/documents.ts';
import type { FleetEvent, OnEvent } from '../../node/events.ts';
import { QUARANTINE_KEY } from '../../node/hub-service.ts';
import { LocalService } from '../../node/local-service.ts';
import type { Watch } from '../../node/watch.ts';
import { QuarantineList } from '../../quarantine/list.ts';
import { thresholdUnder } from '../../staleness/threshold.ts';
import type { AlertHook } from './alert-hook.ts';
import { Hearing } from './hearing.ts';
import { readLearned, writeLearned } from './learned-file.ts';
import { loop, windows } from './loop.ts';
import { FALSE_ALARMS, RETRY_MS, type RunOptions } from './options.ts';
import { renewing } from './renewing.ts';
import { ROSTER_KEY, RosterWatch } from './roster-watch.ts';
import { Noted, notedIn, opened, type Opened, Sending, type Speaking, speaking } from './running.ts';
import { ALERTS_MAX, decidersStatus, documentStatus, type FleetStatus, quarantineStatus } from './status.ts';

const FILE = 'received.json';
const AGENTS_MAX = 2_000;
/** What was learned is written down so often, ten minutes; the rest is lost with a crash. */
const LEARNED_EVERY_WINDOWS = 60;

export interface LocalRunOptions extends RunOptions {
  /** More are not watched; 2,000 where absent. */
  readonly agentsMax?: number;
  /** Told of all that happens, beside the monitor. Must not throw. */
  readonly onEvent?: OnEvent;
}

export class LocalRun {
  readonly node: FleetNode;
  readonly received: Received;
  readonly monitor: Monitor;
  readonly #options: LocalRunOptions;
  readonly #service: LocalService;
  readonly #sending: Sending;
  readonly #carrier: Speaking['carrier'];
  readonly #trusted: Deciders;
  readonly #deciders: Deciders;
  readonly #hearing: Hearing;
  readonly #roster: RosterWatch;
  readonly #noted: Noted;
  readonly #sinceMs: number;
  #stops: readonly Stop[] = [];
  #closed = 0;
  readonly #hook: AlertHook | undefined;
  #unwatched = 0;
  readonly #turns = new Turns();

  private constructor(
    options: LocalRunOptions,
    { own, kept, monitor, hook }: Opened,
    { carrier }: Speaking,
    roster: RosterWatch,
    watch: Watch | undefined,
  ) {
    const { node, trusted } = own.file;
    const { primitives, clock, agentsMax = AGENTS_MAX } = options;
    this.#options = options;
    this.#carrier = carrier;
    this.#roster = roster;
    this.node = node;
    this.monitor = monitor;
    this.#hook = hook;
    this.#trusted = trusted.deciders;
    this.#deciders = deciding(trusted.deciders, roster.roster);
    this.received = newReceived(node.tenant, this.#deciders, primitives);
    this.#noted = new Noted(options, FILE, () => this.received.written());
    this.#service = new LocalService({
      tenant: node.tenant,
      key: own.key,
      primitives,
      agentsMax,
      windowMs: WINDOW_MS,
      threshold: findingThreshold(FALSE_ALARMS),
      carrier,
      parent: this.#parent,
      deciders: this.#deciders,
      nowMs: () => clock.nowMs(),
      onEvent: (event) => this.#told(event),
      keep: (now) => this.#sending.keep(now),
      ...(watch && { watch }),
      ...(kept && { tail: kept.tail, unsent: kept.unsent }),
    });
    this.#sending = new Sending(options, this.#service);
    this.#sinceMs = clock.nowMs();
    this.#hearing = this.#newHearing();
  }

  /** Rejects with `FleetError` FOLDER, VALUE for the folder of another tier; not where no server is there. */
  static async start(options: LocalRunOptions): Promise<LocalRun> {
    const parts = await opened(options);
    const { node, trusted } = parts.own.file;
    if (node.tier !== 'local')
      throw new FleetError('VALUE', `expected a local node in ${options.folder}, met a ${node.tier} one`);
    const speak = await speaking(options, parts.own);
    const told: { change?: (change: RosterChange) => void } = {};
    const roster = await RosterWatch.open({
      options,
      enrollers: trusted.enrollers,
      name: node.node,
      enrolment: parts.own.file.enrolment,
      onChange: (change) => told.change?.(change),
      onEvent: (event) => parts.monitor.take(event),
    });
    const watch = await learnedBefore(options, parts);
    const run = new LocalRun(options, parts, speak, roster, watch);
    told.change = (change) => run.#changed(change);
    await run.#start();
    return run;
  }

  /** By whom what was taken before is known again; see `formerly`. */
  get formerDeciders(): Deciders {
    return formerly(this.#trusted, this.#roster.roster);
  }

  get waiting(): number {
    return this.#service.waiting;
  }

  /** How many agents there are, windows that were ended, and acts of agents beyond those that there is room for. */
  get counts(): { readonly agents: number; readonly windows: number; readonly unwatched: number } {
    return { agents: this.#service.node.watch.agents, windows: this.#closed, unwatched: this.#unwatched };
  }

  /** What an agent of this node's tenant did. Throws nothing. */
  observe(tenant: string, agent: string, observed: Observed): void {
    if (tenant !== this.node.tenant) return;
    try {
      this.#service.node.watch.observe(agent, cohortOf(agent), observed);
    } catch (error) {
      if (!(error instanceof FleetError)) this.#options.onFault(error);
      this.#unwatched++;
    }
  }

  status(): FleetStatus {
    const nowMs = this.#options.clock.nowMs();
    const { node, tier, parent } = this.node;
    const { ageMs, isStale } = this.#hearing.age;
    return {
      tier,
      name: node,
      ...(parent !== undefined && { parent }),
      ...decidersStatus(this.#deciders),
      waiting: this.waiting,
      sinceMs: this.#sinceMs,
      partition: this.#hearing.partition,
      nodes: this.#roster.roster.nodes().map(({ node: name, tier: of, tenant }) => {
        const isUp = this.#hearing.isUp(name);
        return { name, tier: of, tenant, ...(isUp !== undefined && { isUp }) };
      }),
      cohorts: [],
      wholeAgeMs: ageMs,
      isStale,
      held: [],
      quarantines: this.received.quarantines.current(nowMs).map(quarantineStatus),
      alerts: this.monitor.recent(ALERTS_MAX),
      documents: this.received.shelf.ages(nowMs).map(documentStatus),
    };
  }

  async stop(): Promise<void> {
    this.#hook?.close();
    for (const stop of this.#stops) await stop();
    await this.#service.stop();
    await this.#sending.close();
    await this.#roster.close();
    await this.#noted.close();
    await this.#keepLearned();
    if (this.#options.carrier === undefined) await this.#carrier.close();
  }

  get #hubs(): readonly string[] {
    return namesOf(this.#deciders.hubs);
  }

  get #parent(): string {
    return this.node.parent as string;
  }

  async #start(): Promise<void> {
    const { clock, onFault } = this.#options;
    await this.#restore();
    if (this.#roster.roster.nodeOf(this.node.node) === undefined) this.#tellOfRevocation();
    const { tenant } = this.node;
    const take = (_: readonly string[], text: string): void => void this.#take(text).catch(onFault);
    const enrol = (_: readonly string[], text: string): void => void this.#roster.take(text).catch(onFault);
    const watched = [
      [QUARANTINE_KEY, tenant],
      [DOWN_KEY, tenant],
      [DOWN_KEY, FLEET_TENANT],
    ];
    await this.#service.start();
    const stops = [
      ...(await Promise.all(watched.map((key) => this.#carrier.watch(key, take)))),
      ...(await Promise.all([FLEET_TENANT, tenant].map((whose) => this.#carrier.watch([ROSTER_KEY, whose], enrol)))),
      windows({ clock, onFault, windowMs: WINDOW_MS, afterMs: 0, end: (beganMs) => this.#end(beganMs) }),
      loop({ clock, onFault, delayMs: () => RETRY_MS, work: async () => this.#sendAgain() }),
      renewing(this.#options),
    ];
    this.#stops = stops;
  }

  #newHearing(): Hearing {
    const { clock, random } = this.#options;
    return new Hearing({
      parent: this.#parent,
      hubs: () => this.#hubs,
      waiting: (peer) => (peer === undefined ? this.waiting : this.#service.waitingFor(peer)),
      clock,
      random,
      onEvent: (event) => this.#told(event),
    });
  }

  async #restore(): Promise<void> {
    const written = await notedIn(this.#options, FILE);
    if (written === undefined) return;
    const faults = await this.received.restore(written, this.#options.clock.nowMs(), this.formerDeciders);
    faults.forEach((fault) => this.#refused(fault));
    for (const { issue } of this.received.shelf.ages(0)) if (issue.kind === 'baseline') this.#use(issue.name);
  }

  #changed({ node: { node: name }, isRevoked }: RosterChange): void {
    if (!isRevoked) return;
    this.#service.forget(name);
    this.#hearing.forget(name);
    if (name === this.node.node) this.#tellOfRevocation();
  }

  #tellOfRevocation(): void {
    const { node } = this.node;
    const why = `expected to be a node of the fleet, met the revocation of ${node}; enrol again`;
    this.#told({ kind: 'refused', node, code: 'SOURCE', why });
  }

  #sendAgain(): void {
    if (this.waiting > 0) this.#sending.send(() => this.#hearing.hear());
  }

  async #end(beganMs: number): Promise<void> {
    this.#hearing.hear();
    this.#hearing.look(this.received.shelf.ages(this.#options.clock.nowMs()));
    const raise = thresholdUnder(this.#hearing.partition, 0);
    if (++this.#closed % LEARNED_EVERY_WINDOWS === 0) this.#keepLearned().catch(this.#options.onFault);
    await this.#sending.end(
      () => this.#service.endWindow(beganMs, raise),
      () => this.#hearing.hear(),
    );
  }

  #keepLearned(): Promise<void> {
    const { folder } = this.#options;
    return this.#turns.take(() => writeLearned(folder, this.#options, this.#service.node.watch));
  }

  /** What came down, from whomever. What was known before, or is over, comes with every look at what is kept. */
  async #take(text: string): Promise<void> {
    try {
      const taken = await this.received.take(text, this.#options.clock.nowMs());
      this.#noted.changed();
      if (taken.kind === 'certificate' && taken.isNew) this.#told(taken.certificate);
      if (taken.kind === 'document' && taken.shelved.issue.kind === 'baseline') this.#use(taken.shelved.issue.name);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      const isKnown = error.code === 'REPLAY' || error.code === 'CLOCK' || this.received.isKept(text);
      if (!isKnown) this.#refused(error);
    }
  }

  #use(cohort = ''): void {
    const [baseline] = this.received.shelf.of('baseline', this.node.tenant, cohort);
    if (baseline !== undefined) this.#service.node.watch.use(cohort, baseline);
  }

  #isKeptApart({ tenant, agent }: { readonly tenant: string; readonly agent: string }): boolean {
    return this.received.quarantines.of(tenant, agent, this.#options.clock.nowMs()) !== undefined;
  }

  #refused({ code, message }: FleetError): void {
    this.#told({ kind: 'refused', node: this.node.node, code, why: message });
  }

  #told(event: FleetEvent): void {
    // Whoever is denied all it does says nothing by what it does not do.
    if (event.kind === 'suspicion' && this.#isKeptApart(event)) return;
    this.monitor.take(event);
    this.#options.onEvent?.(event);
  }
}

/** Of what is this tenant's, or for all. */
function newReceived(tenant: string, deciders: Deciders, primitives: Primitives): Received {
  const shelf = new Shelf({ isOurs: (one) => one === tenant, issuersOf: () => deciders, primitives });
  return new Received(new QuarantineList(deciders, primitives), shelf);
}

/** Where it cannot be read, people are told, and it begins anew. */
async function learnedBefore(options: LocalRunOptions, { monitor, own }: Opened): Promise<Watch | undefined> {
  try {
    return await readLearned(options.folder, options, options.agentsMax ?? AGENTS_MAX);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    monitor.take({ kind: 'refused', node: own.file.node.node, code: error.code, why: error.message });
    return undefined;
  }
}
