/** What can be asked by HTTP, and what answers it. Nothing of it changes anything. */
import type { ExperimentRecord } from '../results/experiments.ts';
import { type AskedTexts, exclusionsAsked, pageAsked, readingsAsked, resultsAsked } from '../results/asked.ts';
import type { ResultCounts } from '../results/queries.ts';
import type { Lab } from '../run/lab.ts';
import { HttpError } from './error.ts';
import { Reports } from './reports.ts';

export interface Content {
  readonly type: 'application/json' | 'text/html; charset=utf-8';
  readonly text: string;
}

/** An experiment, with how far it is. */
type Shown = Omit<ExperimentRecord, 'experiment'> & {
  readonly title: string;
  readonly done: number;
  readonly counts: ResultCounts;
  /** Whether the process that ran it is gone. */
  readonly isInterrupted: boolean;
};

type Answer = (experiment: ExperimentRecord, asked: AskedTexts) => Promise<Content>;

const EXPERIMENTS = '/v1/experiments';
const EXPERIMENT = /^\/v1\/experiments\/([0-9a-f]{64})(?:\/([a-z.]{1,20}))?$/u;
/** To look whether somebody runs an experiment takes the lock for a moment, which whoever begins one needs. */
const RUNNING_FRESH_MS = 2_000;

export class Routes {
  readonly #lab: Lab;
  readonly #reports: Reports;
  readonly #answers: Readonly<Record<string, Answer>>;
  #running: { readonly hash: Promise<string | undefined>; readonly untilMs: number } | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#reports = new Reports(lab);
    this.#answers = {
      '': async (record, asked) => {
        askNothing(asked);
        return json({ ...(await this.#shown(record)), experiment: record.experiment });
      },
      counts: async ({ hash }, asked) => {
        askNothing(asked);
        return json(await lab.counts(hash));
      },
      results: async ({ hash }, asked) => {
        const { filter, page } = resultsAsked(asked);
        return json(await lab.results({ ...filter, experiment: hash }, page));
      },
      readings: async ({ hash }, asked) => {
        const { filter, page } = readingsAsked(asked);
        return json(await lab.readings({ ...filter, experiment: hash }, page));
      },
      'report.json': async (record, asked) => {
        const { json: text } = await this.#reports.of(record, exclusionsAsked(asked));
        return { type: 'application/json', text };
      },
      'report.html': async (record, asked) => {
        const { html: text } = await this.#reports.of(record, exclusionsAsked(asked));
        return { type: 'text/html; charset=utf-8', text };
      },
    };
  }

  /** What stands at the target of a request. Rejects with `HttpError` and `LabError`. */
  async answer(target: string): Promise<Content> {
    const [path, query] = splitOnce(target, '?');
    const asked = askedIn(query);
    if (path === EXPERIMENTS) return json(await this.#list(asked));
    const [, hash, part = ''] = EXPERIMENT.exec(path) ?? [];
    const answer = hash !== undefined && Object.hasOwn(this.#answers, part) ? this.#answers[part] : undefined;
    if (hash === undefined || answer === undefined || path.endsWith('/')) {
      throw new HttpError('NOT_FOUND', `expected ${EXPERIMENTS} or a path below it, met another`);
    }
    const record = await this.#lab.experiment(hash);
    if (record === undefined) throw new HttpError('NOT_FOUND', 'expected the hash of an experiment here, met another');
    return answer(record, asked);
  }

  async #list(asked: AskedTexts): Promise<{ readonly items: readonly Shown[]; readonly next?: string }> {
    const { items, ...more } = await this.#lab.experiments(pageAsked(asked));
    const shown: Shown[] = [];
    for (const record of items) shown.push(await this.#shown(record));
    return { items: shown, ...more };
  }

  async #shown({ experiment, ...record }: ExperimentRecord): Promise<Shown> {
    const counts = await this.#lab.counts(record.hash);
    const done = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const isInterrupted = record.state === 'running' && (await this.#runningNow()) !== record.hash;
    return { ...record, title: experiment.title, done, counts, isInterrupted };
  }

  #runningNow(): Promise<string | undefined> {
    const nowMs = performance.now();
    if (this.#running === undefined || this.#running.untilMs <= nowMs) {
      this.#running = { hash: this.#lab.running(), untilMs: nowMs + RUNNING_FRESH_MS };
    }
    return this.#running.hash;
  }
}

/** Each name once. Throws `HttpError` REQUEST. */
function askedIn(query: string): AskedTexts {
  const asked = [...new URLSearchParams(query)];
  const texts = Object.fromEntries(asked);
  if (Object.keys(texts).length === asked.length) return texts;
  throw new HttpError('REQUEST', 'expected each name of the query once, met one again');
}

function askNothing(asked: AskedTexts): void {
  if (Object.keys(asked).length > 0) throw new HttpError('REQUEST', 'expected no query here, met one');
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}

function json(value: unknown): Content {
  return { type: 'application/json', text: JSON.stringify(value) };
}
