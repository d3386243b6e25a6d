/** What the enrolling hub keeps of its fleet: one file, so that a token is used up and its node enrolled at once, or neither. */
import {
  type Canonical,
  CanonicalError,
  decodeCanonical,
  DiskError,
  encodeCanonical,
  type Lock,
  readWhole,
  replaceWhole,
  Turns,
} from '@capgate/base';
import { STATEMENT_LENGTH_MAX } from '@capgate/keys';
import { Type } from 'typebox';
import { TrustedSchema, type TrustedValue } from '../../enrolment/messages.ts';
import { REVOCATIONS_MAX } from '../../enrolment/roster.ts';
import { type OpenToken, OpenTokenSchema, TOKENS_MAX } from '../../enrolment/tokens.ts';
import { FleetError } from '../../error.ts';
import { CLOSED, formOf, HASH_PATTERN, wholeOf } from '../../forms.ts';
import { type EnrolmentParts, FLEET_FILE } from './parts.ts';

const FORM = 'capgate fleet v1';
/** A text of a node has some 800 bytes, one of a hybrid identity ten times as many. */
const BYTES_MAX = 1 << 27;
const LOCK_WAIT_MS = 10_000;
const LOCK_STEP_MS = 20;

export interface FleetState {
  /** Where nodes enrol: a name of this machine and a port. */
  readonly host: string;
  readonly port: number;
  /** Fingerprints of the identities that sign: of nodes, and of certificates. */
  readonly hub: string;
  readonly authority: string;
  readonly trusted: TrustedValue;
  readonly tokens: readonly OpenToken[];
  /** Enrolments and revocations, signed, in the order in which they were made. */
  readonly texts: readonly string[];
}

const HASH = Type.String({ pattern: HASH_PATTERN });

const stateForm = formOf(
  Type.Object(
    {
      form: Type.Literal(FORM),
      host: Type.String({ maxLength: 253 }),
      port: wholeOf(1, 65_535),
      hub: HASH,
      authority: HASH,
      trusted: TrustedSchema,
      tokens: Type.Array(OpenTokenSchema, { maxItems: TOKENS_MAX }),
      texts: Type.Array(Type.String({ maxLength: STATEMENT_LENGTH_MAX }), { maxItems: REVOCATIONS_MAX }),
    },
    CLOSED,
  ),
  'the file of a fleet',
);

export class FleetFile {
  readonly #folder: string;
  readonly #parts: Pick<EnrolmentParts, 'disk' | 'clock'>;
  /** Changes of this process, one after the other. */
  readonly #turns = new Turns();

  constructor(folder: string, parts: Pick<EnrolmentParts, 'disk' | 'clock'>) {
    this.#folder = folder;
    this.#parts = parts;
  }

  get #path(): string {
    return `${this.#folder}/${FLEET_FILE}`;
  }

  /** Undefined where there is no fleet. Throws `FleetError` FOLDER, `DiskError`. */
  async read(): Promise<FleetState | undefined> {
    const bytes = await readWhole(this.#parts.disk, this.#path, BYTES_MAX);
    if (bytes === undefined) return undefined;
    try {
      const { form: _, ...state } = stateForm.read(decodeCanonical(bytes));
      return state;
    } catch (error) {
      if (!(error instanceof CanonicalError || error instanceof FleetError)) throw error;
      throw new FleetError('FOLDER', `expected the file of a fleet at ${this.#path}, met another`, { cause: error });
    }
  }

  async write(state: FleetState): Promise<void> {
    const value = stateForm.read({ form: FORM, ...state }) as Canonical;
    await replaceWhole(this.#parts.disk, this.#path, encodeCanonical(value));
  }

  /**
   * Puts what `change` makes of the state in its place, and answers what it says beside. Nobody else changes it meanwhile,
   * in this process or another; where `change` rejects, nothing is changed. Throws `FleetError` FOLDER where there is no
   * fleet, `DiskError` LOCKED where another process does not come to an end.
   */
  async change<Answer>(
    change: (state: FleetState) => Promise<{ readonly state: FleetState; readonly answer: Answer }>,
  ): Promise<Answer> {
    return this.#turns.take(() => this.#locked(change));
  }

  async #locked<Answer>(
    change: (state: FleetState) => Promise<{ readonly state: FleetState; readonly answer: Answer }>,
  ): Promise<Answer> {
    const lock = await this.#lock();
    try {
      const before = await this.read();
      if (before === undefined)
        throw new FleetError('FOLDER', `expected a fleet in ${this.#folder}, met none; make one`);
      const { state, answer } = await change(before);
      if (state !== before) await this.write(state);
      return answer;
    } finally {
      await lock.release();
    }
  }

  async #lock(): Promise<Lock> {
    const { disk, clock } = this.#parts;
    const untilMs = clock.monotonicMs() + LOCK_WAIT_MS;
    for (;;) {
      try {
        return await disk.lock(`${this.#folder}/fleet.lock`);
      } catch (error) {
        const isHeld = error instanceof DiskError && error.code === 'LOCKED';
        if (!isHeld || clock.monotonicMs() > untilMs) throw error;
      }
      await new Promise<void>((resolve) => void clock.schedule(LOCK_STEP_MS, resolve));
    }
  }
}
