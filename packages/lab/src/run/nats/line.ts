/** A worker's line to the orchestrator of its experiment: asks until it is answered, or the experiment is over. */
import { setTimeout as later } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import { LabError } from '../../error.ts';
import { found, streamOf } from './jet-stream.ts';
import { forbidden, isNobodyThere, type Link } from './link.ts';
import { type Kind, readReply, type ReplyOf, type RequestOf, subjectOf, writeMessage } from './messages.ts';

const ANSWER_MS_MAX = 5_000;
/** Before somebody who was not there is asked again. */
const RETRY_MS = 250;
/** What is to be said once the worker was told to stop has so long. */
const LAST_MS = 5_000;

/** A server that lost its files, and an orchestrator that finds it later than we do, look like the end for a moment. */
const GONE_MS = 3_000;

export interface LineParts {
  readonly link: Link;
  readonly hash: string;
  readonly signal: AbortSignal;
}

export class Line {
  readonly link: Link;
  readonly hash: string;
  readonly signal: AbortSignal;
  #goneMs: number | undefined;

  constructor({ link, hash, signal }: LineParts) {
    this.link = link;
    this.hash = hash;
    this.signal = signal;
  }

  /**
   * The orchestrator's reply, however long it is away; undefined where the experiment is over: nobody is there, and its
   * work is not either. Rejects with `LabError` RUN for a refusal, and where the worker is to stop and nobody answers.
   */
  async ask<K extends Kind>(kind: K, request: RequestOf<K>): Promise<ReplyOf<K> | undefined> {
    const message = writeMessage(request);
    for (let stopMs: number | undefined; ; ) {
      const met = await this.#askOnce(kind, message);
      if (met.kind !== 'nobody') this.#goneMs = undefined;
      if (met.kind === 'reply') return readReply(kind, met.message.data);
      if (met.kind === 'nobody' && (await this.#isGone())) return undefined;
      if (this.signal.aborted) stopMs ??= performance.now() + LAST_MS;
      if (stopMs !== undefined && performance.now() >= stopMs) {
        throw new LabError('RUN', 'expected an answer of the orchestrator, met none');
      }
      await later(RETRY_MS);
    }
  }

  /** As `ask`, before the experiment has to have begun: waits for it, and rejects where it is over or this is to stop. */
  async await<K extends Kind>(kind: K, request: RequestOf<K>, onWait: () => void): Promise<ReplyOf<K>> {
    const message = writeMessage(request);
    for (let isFirst = true; ; isFirst = false) {
      const met = await this.#askOnce(kind, message);
      if (met.kind === 'reply') return readReply(kind, met.message.data);
      if (this.signal.aborted) throw new LabError('RUN', 'expected the experiment to begin, met the word to stop');
      if (isFirst) onWait();
      await later(RETRY_MS);
    }
  }

  /** Whether nothing is left to do, as far as can be told now. */
  async isOver(): Promise<boolean> {
    const { isUp, connection } = this.link;
    if (this.signal.aborted || (!isUp && !connection.isClosed())) return false;
    return (await this.ask('state', {}))?.isOver ?? true;
  }

  async #askOnce(
    kind: Kind,
    message: Uint8Array,
  ): Promise<{ readonly kind: 'reply'; readonly message: Msg } | { readonly kind: 'nobody' | 'away' }> {
    const { connection, isUp } = this.link;
    if (connection.isClosed()) throw await this.link.closed;
    // What is sent meanwhile would pile up.
    if (!isUp) return { kind: 'away' };
    try {
      const options = { timeout: ANSWER_MS_MAX };
      return { kind: 'reply', message: await connection.request(subjectOf(this.hash, kind), message, options) };
    } catch (error) {
      const refusal = forbidden(error);
      if (refusal !== undefined) throw refusal;
      return { kind: isNobodyThere(error) ? 'nobody' : 'away' };
    }
  }

  /** Whether the queue was taken away, as an orchestrator does at the end; one that was killed leaves it. */
  async #isGone(): Promise<boolean> {
    if (!(await this.#isAbsent())) this.#goneMs = undefined;
    else this.#goneMs ??= performance.now();
    return this.#goneMs !== undefined && performance.now() - this.#goneMs >= GONE_MS;
  }

  async #isAbsent(): Promise<boolean> {
    try {
      const manager = await jetstreamManager(this.link.connection, { checkAPI: false });
      return (await found(manager.streams.info(streamOf(this.hash)))) === undefined;
    } catch {
      return false;
    }
  }
}
