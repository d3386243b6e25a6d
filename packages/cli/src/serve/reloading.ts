/** The configuration is read anew while the service runs: what can be used is in force from then on, or nothing of it. */
import type { Clock } from '@capgate/base';
import { type ConfigChange, GateError, type Service, type Settled, waitingText } from '@capgate/gate';
import type { Logger } from 'pino';
import { failureFields } from './journal.ts';
import type { ConfigSource } from './settings.ts';

export interface ReloadParts {
  readonly service: Service;
  readonly clock: Clock;
  readonly journal: Logger;
  /** Where the configuration was that the service began with; undefined where there was none. */
  readonly path: string | undefined;
  readonly read: () => Promise<ConfigSource>;
  /** Throws `GateError` REQUEST. */
  readonly settled: (source: ConfigSource) => Settled;
}

const RETRY_MS = 2_000;

/** Whether the same may be taken a moment later. */
function isPassing(error: unknown): boolean {
  return error instanceof GateError && (error.code === 'UNAVAILABLE' || error.code === 'BUSY');
}

/** What has a configuration read anew, as the log has it. */
export type ReloadCause = 'SIGHUP' | 'a change of the file';

export class Reloading {
  readonly #parts: ReloadParts;
  /** The last one under way: the next one comes after it. */
  #turn: Promise<void> = Promise.resolve();
  /** Of the file that was taken last. */
  #digest: string | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(parts: ReloadParts) {
    this.#parts = parts;
  }

  /** Resolves once it was read and taken or refused; never rejects. A file that is in force already is no change. */
  reload(by: ReloadCause): Promise<void> {
    this.#turn = this.#turn.then(() => this.#reload(by));
    return this.#turn;
  }

  async #reload(by: ReloadCause): Promise<void> {
    const { service, journal, read, settled } = this.#parts;
    try {
      const source = await read();
      if (by === 'a change of the file' && source.read.digest === this.#digest) return;
      this.#checkIsThere(source);
      const change = await service.reconfigure(settled(source), source.read, by);
      this.#digest = source.read.digest;
      journal.level = service.config.journalLevel;
      this.#tell(change, by, source.read.digest);
    } catch (error) {
      const fields = failureFields(error);
      if (isPassing(error)) return this.#tryAgain(by, fields);
      service.refuseConfig(fields['error.code'] ?? 'FAULT', by);
      journal.error({ ...fields, 'event.reason': by }, 'the configuration is refused; the one before stays in force');
    }
  }

  /** What tightens something must not be forgotten because the log did not work at that moment. */
  #tryAgain(by: ReloadCause, fields: Readonly<Record<string, unknown>>): void {
    const { clock, journal } = this.#parts;
    journal.error({ ...fields, 'event.reason': by }, 'the configuration cannot be put into force now; trying again');
    this.#cancelRetry?.();
    this.#cancelRetry = clock.schedule(RETRY_MS, () => void this.reload(by));
  }

  /** Tries nothing again. */
  stop(): void {
    this.#cancelRetry?.();
  }

  /** A file that is away or empty is one that is being replaced: it does not mean the defaults. */
  #checkIsThere({ path, isEmpty }: ConfigSource): void {
    if (!isEmpty || (path === undefined && this.#parts.path === undefined)) return;
    throw new GateError('REQUEST', 'expected a configuration, met none; write {} for the defaults');
  }

  #tell({ changed, waiting }: ConfigChange, by: string, digest: string | undefined): void {
    const { journal, service } = this.#parts;
    const what = changed.length === 0 ? 'nothing changed' : `changed: ${changed.join(', ')}`;
    journal.info({ 'event.reason': by, 'file.hash.sha256': digest }, `the configuration is read anew; ${what}`);
    for (const key of waiting) journal.warn(waitingText(key, service.config));
  }
}
