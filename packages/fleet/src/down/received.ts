/**
 * All that came down to a gate: who is in quarantine, and documents. It is one text on a disk, so that what held before a
 * restart holds behind it, also where nobody can be asked.
 */
import { canonicalText } from '@capgate/base';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import type { Certificate } from '../quarantine/certificate.ts';
import type { QuarantineList } from '../quarantine/list.ts';
import { canonicalIn, fieldsOf } from '../text.ts';
import type { Shelf, Shelved } from './shelf.ts';

export type Taken =
  /** `isNew`: whether it changes who is in quarantine. */
  | { readonly kind: 'certificate'; readonly certificate: Certificate; readonly isNew: boolean }
  | { readonly kind: 'document'; readonly shelved: Shelved };

const CERTIFICATE = /^capgate fleet-(?:quarantine|release) v/u;

export class Received {
  readonly quarantines: QuarantineList;
  readonly shelf: Shelf;

  constructor(quarantines: QuarantineList, shelf: Shelf) {
    this.quarantines = quarantines;
    this.shelf = shelf;
  }

  /** Takes a text of any kind. Rejects with `FleetError` as `QuarantineList.take` and `Shelf.take` do. */
  async take(text: string, nowMs: number): Promise<Taken> {
    if (!CERTIFICATE.test(text)) return { kind: 'document', shelved: await this.shelf.take(text, nowMs) };
    const certificate = await this.quarantines.check(text);
    return { kind: 'certificate', certificate, isNew: this.quarantines.add(certificate, text, nowMs) };
  }

  /** Whether this text is one of those that are kept: who brings it again says nothing new. */
  isKept(text: string): boolean {
    return this.quarantines.isKept(text) || this.shelf.isKept(text);
  }

  /** The text that `restore` takes. */
  written(): string {
    return canonicalText({ certificates: this.quarantines.texts(), shelf: this.shelf.written() });
  }

  /**
   * Takes what `written` gave, all of it checked again by `deciders`, who may be others than those that decide now; answers why
   * what was not taken was not, but for quarantines that are over. Rejects with `FleetError` FORM for another text.
   */
  async restore(written: string, nowMs: number, deciders: Deciders): Promise<readonly FleetError[]> {
    const { certificates, shelf } = fieldsOf(canonicalIn(written));
    const areTexts = Array.isArray(certificates) && certificates.every((text) => typeof text === 'string');
    if (!areTexts || typeof shelf !== 'string')
      throw new FleetError('FORM', 'expected what a gate has kept of the fleet, met another text');
    const faults = await this.#restoreCertificates(certificates, nowMs, deciders);
    return [...faults, ...(await this.shelf.restore(shelf, nowMs, deciders))];
  }

  async #restoreCertificates(
    texts: readonly string[],
    nowMs: number,
    deciders: Deciders,
  ): Promise<readonly FleetError[]> {
    const faults: FleetError[] = [];
    for (const text of texts) {
      try {
        this.quarantines.add(await this.quarantines.check(text, deciders), text, nowMs);
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        if (error.code !== 'CLOCK') faults.push(error);
      }
    }
    return faults;
  }
}
