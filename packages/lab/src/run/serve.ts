/** The worker's side: asks arms one question after the other, and tells what came of each. */
import type { MessagePort } from 'node:worker_threads';
import { type Answer, type Arm, type ArmPlan, type Costs, VERDICTS } from '../arms/arm.ts';
import type { ArmEnvironment } from '../arms/open-arm.ts';
import { LabError } from '../error.ts';
import { type Asked, type FromWorker, type Given, RAW_LENGTH_MAX, type ToWorker, type WorkerData } from './protocol.ts';
import { sharedNowNs, untilDue } from './due.ts';
import { saidBy } from './said-by.ts';

export type OpenArm = (plan: ArmPlan, environment: ArmEnvironment) => Promise<Arm>;

interface Said {
  readonly given: Given;
  readonly raw?: string;
}

/** Before a question is asked again; twice as long each time. */
const RETRY_DELAY_MS = 50;
const RETRY_DELAY_MS_MAX = 2_000;

/** Opens the arms and answers until it is told to stop. However that ends, no arm stays open. */
export async function serve(port: MessagePort, data: WorkerData, openArm: OpenArm): Promise<void> {
  const tell = (message: FromWorker): void => port.postMessage(message);
  const arms: Arm[] = [];
  try {
    for (const plan of data.arms) arms.push(await openArm(plan, data.environment));
    tell({ kind: 'ready', facts: Object.fromEntries(data.arms.map(({ name }, i) => [name, (arms[i] as Arm).facts])) });
    await new Asking(port, data, arms, tell).ended;
  } catch (error) {
    tell({ kind: 'unready', failure: saidBy(error) });
  } finally {
    await Promise.allSettled(arms.map((arm) => arm.close()));
    port.close();
  }
}

class Asking {
  /** Resolves once nothing is asked any more. */
  readonly ended: Promise<void>;
  readonly #data: WorkerData;
  readonly #arms: readonly Arm[];
  readonly #tell: (message: FromWorker) => void;
  /** Ends what is asked now. */
  #current = new AbortController();
  #isStopped = false;
  readonly #waiting: Asked[] = [];
  #wake = (): void => {};

  constructor(port: MessagePort, data: WorkerData, arms: readonly Arm[], tell: (message: FromWorker) => void) {
    this.#data = data;
    this.#arms = arms;
    this.#tell = tell;
    port.on('message', (message: ToWorker) => this.#told(message));
    this.ended = this.#run();
  }

  #told(message: ToWorker): void {
    if (message.kind === 'ask') this.#waiting.push(...message.items);
    else this.#isStopped = true;
    if (this.#isStopped) this.#current.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const asked = this.#waiting.shift();
      if (asked === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else await this.#ask(asked);
    }
  }

  async #ask(asked: Asked): Promise<void> {
    if (asked.dueNs !== undefined) await untilDue(asked.dueNs);
    for (let attempts = asked.tries + 1; ; attempts++) {
      const startedAt = Date.now();
      const said = await this.#once(asked, attempts, startedAt);
      // What was broken off is nobody's result.
      if (this.#isStopped) return;
      const isOver = said.given.failure === undefined || attempts > this.#data.retries;
      this.#tell(isOver ? { kind: 'given', ...said } : { kind: 'trying', tries: attempts });
      if (isOver) return;
      await pause(Math.min(RETRY_DELAY_MS * 2 ** (attempts - 1), RETRY_DELAY_MS_MAX));
      // Its time counts from here.
      this.#tell({ kind: 'trying', tries: attempts });
    }
  }

  async #once({ position, arm, question, dueNs }: Asked, attempts: number, startedAt: number): Promise<Said> {
    const about = { position, attempts, startedAt };
    let isLate = false;
    this.#current = new AbortController();
    const timer = setTimeout(() => {
      isLate = true;
      this.#current.abort(new DOMException(`no answer within ${this.#data.timeoutMs} ms`, 'TimeoutError'));
    }, this.#data.timeoutMs);
    try {
      const answer = await (this.#arms[arm] as Arm).answer(question, this.#current.signal);
      const response = answer.cachedAt === undefined ? responseSince(dueNs) : {};
      const raw = answer.raw === undefined ? {} : { raw: rawText(answer.raw) };
      return { given: { ...about, ...response, ...givenOf(answer) }, ...raw };
    } catch (error) {
      const outcome = isLate ? 'timeout' : 'failed';
      return { given: { ...about, ...responseSince(dueNs), outcome, failure: saidBy(error) } };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Under load, of whatever came. */
function responseSince(dueNs: number | undefined): { readonly responseNs?: number } {
  return dueNs === undefined ? {} : { responseNs: Math.max(0, Math.round(sharedNowNs() - dueNs)) };
}

/** Throws `LabError` ARM for an answer of another form: what an arm says of itself is not taken as it comes. */
function givenOf({
  verdict,
  latencyNs,
  cachedAt,
  savedUsd,
  ...costs
}: Answer): Omit<Given, 'position' | 'attempts' | 'startedAt' | 'responseNs'> {
  if (verdict !== undefined && !VERDICTS.includes(verdict)) {
    throw new LabError('ARM', `expected a verdict of ${VERDICTS.join(', ')}, met another`);
  }
  return {
    outcome: verdict === undefined ? 'unanswered' : 'answered',
    ...(verdict !== undefined && { verdict }),
    // What was kept took no time now.
    ...(cachedAt === undefined
      ? { latencyNs: Math.round(amount('latencyNs', latencyNs)) }
      : { cachedAt: Math.round(amount('cachedAt', cachedAt)) }),
    ...(savedUsd !== undefined && { savedUsd: amount('savedUsd', savedUsd) }),
    ...costsOf(costs),
  };
}

const WHOLE: readonly (keyof Costs)[] = ['tokens', 'memoryBytes'];

function costsOf(costs: Costs): Costs {
  const names = ['costUsd', 'tokens', 'memoryBytes', 'energyJ'] as const;
  const known = names.flatMap((name): [string, number][] => {
    const value = costs[name];
    if (value === undefined) return [];
    return [[name, WHOLE.includes(name) ? Math.round(amount(name, value)) : amount(name, value)]];
  });
  return Object.fromEntries(known);
}

function amount(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new LabError('ARM', `expected ${name} to be a number from 0, met another value`);
}

/** What is too long is kept as the beginning of its text. */
function rawText(raw: unknown): string {
  const text = JSON.stringify(raw) ?? 'null';
  return text.length <= RAW_LENGTH_MAX ? text : JSON.stringify(text.slice(0, RAW_LENGTH_MAX / 2));
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
