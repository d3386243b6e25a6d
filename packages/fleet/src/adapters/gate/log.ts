/** What the fleet has a gate write down: who is kept apart and released, what was found here, and what people should see. */
import type { Gate } from '@capgate/gate';
import { FEATURES, WINDOW_MS } from '../../behaviour/features.ts';
import type { Alert } from '../../monitor/alerts.ts';
import { cohortOf } from '../../node/agent-name.ts';
import type { FleetEvent } from '../../node/events.ts';

/** Before the gate runs; more are not kept. */
const EARLY_MAX = 1_000;

type Write = (gate: Gate) => void;

export class FleetLog {
  readonly #tenant: string;
  #gate: Gate | undefined;
  #early: Write[] = [];
  #isOver = false;

  constructor(tenant: string) {
    this.#tenant = tenant;
  }

  /** From now on there is a log to write to. */
  begin(gate: Gate): void {
    this.#gate = gate;
    for (const write of this.#early) write(gate);
    this.#early = [];
  }

  /** From now on there is none any more. */
  end(): void {
    this.#gate = undefined;
    this.#isOver = true;
  }

  event(event: FleetEvent): void {
    if (event.kind === 'finding') this.#finding(event);
    else if (event.kind === 'quarantine') this.#quarantined(event);
    else if (event.kind === 'release') this.#released(event);
  }

  /** But for what `event` writes down already. */
  alert({ kind, about, text }: Alert): void {
    if (kind === 'finding' || kind === 'quarantine' || kind === 'release') return;
    const body = { tenant: this.#tenant, alert: kind, about, message: text };
    this.#write(({ recorder }) => recorder.recordOrDefer('fleet.alert', body));
  }

  #finding({ tenant, agent, finding }: Of<'finding'>): void {
    const { place, likelihood, windows } = finding;
    const behaviour = FEATURES[place] ?? String(place);
    const body = { tenant, agent, cohort: cohortOf(agent), behaviour, likelihood, windows, windowMs: WINDOW_MS };
    this.#write(({ recorder }) => recorder.recordOrDefer('fleet.finding', body));
  }

  #quarantined({ value, subject, signers }: Of<'quarantine'>): void {
    const { tenant, agent, fromMs, untilMs, why, batch, index } = value;
    const when = { from: fromMs, until: untilMs };
    const body = { tenant, agent, quarantine: subject, ...when, why, signers, batch, point: index };
    this.#write(({ recorder }) => recorder.recordOrDefer('fleet.quarantined', body));
  }

  #released({ value, signers }: Of<'release'>): void {
    const { tenant, agent, quarantine, why } = value;
    this.#write(({ recorder }) =>
      recorder.recordOrDefer('fleet.released', { tenant, agent, quarantine, why, signers }),
    );
  }

  #write(write: Write): void {
    if (this.#gate !== undefined) write(this.#gate);
    else if (!this.#isOver && this.#early.length < EARLY_MAX) this.#early.push(write);
  }
}

type Of<Kind extends FleetEvent['kind']> = Extract<FleetEvent, { readonly kind: Kind }>;
