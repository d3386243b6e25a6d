/** Arms asked by workers on any number of machines, which get their work from a NATS server; results are kept here. */
import { setTimeout as later } from 'node:timers/promises';
import type { Disk } from '@capgate/base';
import { NodeDisk } from '@capgate/base/node';
import type { Subscription } from '@nats-io/transport-node';
import { LabError } from '../../error.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { ObjectStore } from '../../results/objects.ts';
import type { Ending, Executor, ExecutorParts, Job, Watching } from '../executor.ts';
import type { ChunkLedger } from '../queue.ts';
import { saidBy } from '../said-by.ts';
import type { NatsOptions } from '../over-nats.ts';
import { type NatsServer, natsServerOf } from './address.ts';
import { Desk } from './desk.ts';
import { ChunkStream } from './jet-stream.ts';
import { isNobodyThere, type Link, openLink } from './link.ts';
import { subjectOf, writeMessage } from './messages.ts';

interface NatsExecutorParts {
  readonly server: NatsServer;
  readonly ledger: ChunkLedger;
  readonly objects: ObjectStore;
  readonly disk: Disk;
  /** A worker that is not heard of for so long is gone. */
  readonly ackWaitMs?: number;
}

const ACK_WAIT_MS = 30_000;
/** How often it is looked whether the queue is whole and the experiment still wanted. */
const TEND_MS = 1_000;
/** Whether another orchestrator is there. */
const OTHER_MS_MAX = 2_000;

class NatsExecutor implements Executor {
  readonly isElsewhere = true;
  readonly #parts: NatsExecutorParts;

  constructor(parts: NatsExecutorParts) {
    this.#parts = parts;
  }

  refuse({ load }: Experiment): void {
    if (load === undefined) return;
    const remedy = 'workers that do not know of each other would ask at several times the rate; leave --nats out';
    throw new LabError('RUN', `expected an experiment without load for workers elsewhere, met one; ${remedy}`);
  }

  /** Rejects with `LabError` RUN as well: where the server cannot be used, or another orchestrator is at it. */
  async execute(job: Job, watching: Watching): Promise<Ending> {
    const link = await openLink(this.#parts.server);
    try {
      await refuseSecond(link, job.hash);
      return await new Run(this.#parts, link, job, watching).execute();
    } finally {
      await link.close();
    }
  }
}

/** Throws `LabError` RUN for an address that is none. */
export function natsExecutorOf({ address, variables, ackWaitMs }: NatsOptions): (parts: ExecutorParts) => Executor {
  const server = natsServerOf(address, variables);
  const disk = new NodeDisk();
  return ({ queue, objects }) =>
    new NatsExecutor({ server, ledger: queue, objects, disk, ...(ackWaitMs !== undefined && { ackWaitMs }) });
}

async function refuseSecond({ connection }: Link, hash: string): Promise<void> {
  try {
    await connection.request(subjectOf(hash, 'state'), writeMessage({}), { timeout: OTHER_MS_MAX });
  } catch (error) {
    if (isNobodyThere(error)) return;
  }
  const remedy = 'wait for it, or cancel the experiment there';
  throw new LabError('RUN', `expected an experiment that nobody runs, met another orchestrator of it; ${remedy}`);
}

class Run {
  readonly #parts: NatsExecutorParts;
  readonly #link: Link;
  readonly #job: Job;
  readonly #watching: Watching;
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #ended = new AbortController();
  /** Whether there is more. */
  #asking: Promise<void> | undefined;

  constructor(parts: NatsExecutorParts, link: Link, job: Job, watching: Watching) {
    this.#parts = parts;
    this.#link = link;
    this.#job = job;
    this.#watching = watching;
    void link.closed.then((error) => this.#fail(error));
    // It may be rejected before anybody waits for it.
    this.#ending.promise.catch(() => {});
  }

  async execute(): Promise<Ending> {
    const { signal } = this.#watching;
    const { connection } = this.#link;
    const desk: Desk = await this.#openDesk(() => (this.#asking = this.#askForMore(stream, desk)));
    const stream = await this.#openStream(desk);
    if (desk.openChunks.length === 0) this.#asking = this.#askForMore(stream, desk);
    const onAbort = (): void => this.#end({ kind: 'stopped' });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    const subscription = connection.subscribe(subjectOf(this.#job.hash, '*'));
    const answering = this.#answer(subscription, desk);
    const tending = this.#tend(stream, desk);
    try {
      return await this.#ending.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      desk.close();
      this.#ended.abort();
      await tending;
      await this.#asking;
      // Workers that have their answers still outstanding get them.
      await subscription.drain().catch(() => {});
      await answering;
      if (this.#link.isUp) await stream.delete().catch(() => {});
    }
  }

  #openDesk(onDry: () => void): Promise<Desk> {
    const { ledger, objects, disk } = this.#parts;
    return Desk.open({
      job: this.#job,
      ledger,
      objects,
      disk,
      watching: this.#watching,
      onEnd: (ending) => this.#end(ending),
      onDry,
      onFailure: (error) => this.#fail(error),
    });
  }

  async #askForMore(stream: ChunkStream, desk: Desk): Promise<void> {
    try {
      if (!(await this.#watching.onDry())) return this.#end({ kind: 'done' });
      await desk.fill();
      // A server that is away gets it as it is tended.
      await this.#mend(stream, desk).catch(() => {});
    } catch (error) {
      this.#fail(error);
    }
  }

  async #openStream(desk: Desk): Promise<ChunkStream> {
    const { ackWaitMs = ACK_WAIT_MS } = this.#parts;
    try {
      const stream = await ChunkStream.open(this.#link.connection, this.#job.hash, ackWaitMs);
      await stream.ensure();
      await stream.publish(desk.openChunks);
      return stream;
    } catch (error) {
      const said = saidBy(error);
      throw new LabError('RUN', `expected a work queue of JetStream, met ${said}`, { cause: error });
    }
  }

  #end(ending: Ending): void {
    this.#ending.resolve(ending);
  }

  #fail(error: unknown): void {
    this.#ending.reject(error);
  }

  /** One after the other: so much is taken as can be kept. */
  async #answer(subscription: Subscription, desk: Desk): Promise<void> {
    for await (const message of subscription) {
      const kind = message.subject.slice(message.subject.lastIndexOf('.') + 1);
      const reply = await desk.answer(kind, message.data);
      if (!this.#link.connection.isClosed()) message.respond(reply);
    }
  }

  async #tend(stream: ChunkStream, desk: Desk): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await later(TEND_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        if (await this.#parts.ledger.isCancelled(this.#job.hash)) this.#end({ kind: 'cancelled' });
      } catch (error) {
        this.#fail(error);
      }
      // A server that is away, or has not found itself yet, is asked again.
      if (this.#link.isUp) await this.#mend(stream, desk).catch(() => {});
    }
  }

  /** A server that lost its files, or the last of them, gets what is left to do once more. */
  async #mend(stream: ChunkStream, desk: Desk): Promise<void> {
    const count = await stream.ensure();
    const open = desk.openChunks;
    if (count < open.length) await stream.publish(open);
  }
}
