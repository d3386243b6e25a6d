/** Reports over HTTP: made of what the lab keeps, one at a time, and told again for a while. */
import { type Analysis, recordOf } from '../analysis/index.ts';
import { LabError } from '../error.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import type { Lab } from '../run/lab.ts';
import { HttpError } from './error.ts';

export interface ReportTexts {
  readonly html: string;
  readonly json: string;
}

interface Made {
  /** Of which experiment, and by which file of exclusions. */
  readonly key: string;
  readonly texts: Promise<ReportTexts>;
  /** Of the monotonic clock; not known while it is being made. */
  untilMs?: number;
}

/** Of more, one report takes memory and time that are others' as well. */
const RESULTS_MAX = 200_000;
const FRESH_MS = 10_000;

export class Reports {
  readonly #lab: Lab;
  #last: Made | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /**
   * Without the tasks of the file of exclusions that has this SHA-256, where one is named. Rejects with `HttpError` REQUEST
   * for a file that nobody gave, STATE for a report that cannot be made here, BUSY while another is.
   */
  async of(record: ExperimentRecord, exclusions: string | undefined): Promise<ReportTexts> {
    const key = `${record.hash} ${exclusions}`;
    const last = this.#last;
    const isFresh = last !== undefined && (last.untilMs === undefined || performance.now() < last.untilMs);
    if (isFresh && last.key === key) return last.texts;
    if (last !== undefined && last.untilMs === undefined) {
      throw new HttpError('BUSY', 'expected no other report to be made, met one; try again');
    }
    const made: Made = { key, texts: this.#texts(record, exclusions) };
    this.#last = made;
    try {
      return await made.texts;
    } catch (error) {
      this.#last = undefined;
      throw error;
    } finally {
      made.untilMs = performance.now() + FRESH_MS;
    }
  }

  async #texts(record: ExperimentRecord, exclusions: string | undefined): Promise<ReportTexts> {
    await this.#check(record);
    const { reportPage } = await import('../report/page.ts');
    const analysis = await this.#analysis(record.hash, exclusions);
    return { html: reportPage(analysis), json: JSON.stringify(recordOf(analysis)) };
  }

  /** Who reads runs nothing: what commands do was seen by somebody else, or there is no report yet. */
  async #check({ hash, experiment, truth }: ExperimentRecord): Promise<void> {
    if (experiment.groundTruth?.source === 'effects' && truth === undefined) {
      throw refused('whose commands were run and judged, met one whose were not');
    }
    const count = Object.values(await this.#lab.counts(hash)).reduce((sum, one) => sum + one, 0);
    if (count > RESULTS_MAX) throw refused(`of at most ${RESULTS_MAX} results, met ${count}`);
  }

  async #analysis(hash: string, sha256: string | undefined): Promise<Analysis> {
    try {
      if (sha256 === undefined) return await this.#lab.analysis(hash);
      const exclusions = await this.#lab.exclusionFile(hash, sha256);
      if (exclusions !== undefined) return await this.#lab.analysis(hash, { exclusions });
      throw new HttpError('REQUEST', 'expected the SHA-256 of a file of exclusions that was given for this plan');
    } catch (error) {
      // What it says may name places of this machine.
      if (error instanceof LabError) throw refused(`that can be reported, met ${error.code}`);
      throw error;
    }
  }
}

function refused(what: string): HttpError {
  return new HttpError('STATE', `expected an experiment ${what}; capgate lab report makes one, or says why not`);
}
