/** What threads are asked, and what comes back, as executors in this process have it. */
import { artifactsOf, type RawAnswer } from '../results/artifacts.ts';
import type { ObjectStore } from '../results/objects.ts';
import type { Result } from '../results/result.ts';
import { type Job, keyOf, occasionOf } from './executor.ts';
import { failureText } from './failure.ts';
import type { Asked, Given } from './protocol.ts';
import { Seat, type SeatParts, type ThreadStart } from './seat.ts';

const RETRIES = 2;

/** A place for a thread that asks the arms of the job. */
export function seatFor(
  thread: ThreadStart,
  { experiment, environment }: Job,
  told: Pick<SeatParts, 'onReady' | 'onGiven' | 'onUnready'>,
): Seat {
  const { timeoutMs, retries = RETRIES, memoryMb } = experiment.resources;
  return new Seat({
    thread,
    data: { arms: experiment.arms, environment, timeoutMs, retries },
    ...(memoryMb !== undefined && { memoryMb }),
    ...told,
  });
}

export function askedAt(job: Job, position: number): Asked {
  const { stratum, task, arm } = job.order.itemAt(position);
  const { command = '', cwd } = job.tasks[stratum]?.tasks[task] ?? {};
  const occasion = occasionOf(job, position);
  const question = { command, ...(cwd !== undefined && { cwd }), ...(occasion !== undefined && { occasion }) };
  return { position, arm, question, tries: 0 };
}

export function resultOf(job: Job, worker: string, { failure, ...given }: Given, tail: string | undefined): Result {
  return {
    ...keyOf(job, given.position),
    ...given,
    ...(failure !== undefined && { failure: failureText(failure, tail) }),
    worker,
  };
}

/** Keeps what came back, and names it in the results that it came back for. Rejects with `LabError` STORE. */
export async function withArtifacts(
  objects: Pick<ObjectStore, 'put'>,
  results: readonly Result[],
  raws: readonly RawAnswer[],
): Promise<readonly Result[]> {
  const places = new Map<number, string>();
  for (const { bytes, positions } of artifactsOf(raws)) {
    const sha256 = await objects.put(bytes);
    for (const position of positions) places.set(position, sha256);
  }
  return results.map((result) => {
    const artifact = places.get(result.position);
    return artifact === undefined ? result : { ...result, artifact };
  });
}
