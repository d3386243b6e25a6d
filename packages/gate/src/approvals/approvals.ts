/**
 * Approvals that wait for a person, and what persons allowed. Each step is in the log before it counts: what is asked,
 * what was answered, and each time that an answer let an action pass.
 */
import type { Cancel, Clock, Random } from '@capgate/base';
import { toHex } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type {
  Answer,
  AnswerScope,
  AnswerWay,
  Approval as StoredApproval,
  ApprovalAnswered,
  ProcessBody,
  Risk,
} from '@capgate/store';
import { type Caller, checkMay, oneOfTwo, personOf } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { LoggedAction } from '../decisions/action-record.ts';
import { type ApprovalRules, neededFor } from '../decisions/rules.ts';
import {
  allowedScope,
  answered,
  type Approval,
  type ApprovalState,
  type GivenAnswer,
  type Subject,
  subjectHash,
} from './approval.ts';
import { Queue } from './queue.ts';

export interface ApprovalParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  readonly recorder: Recorder;
  /** How many approvals of one session may wait at once. */
  readonly pendingPerSession: number;
  /** Told of each change, once it is in the log. */
  readonly onChange: (approval: Approval) => void;
}

export interface Asked {
  readonly subject: Subject;
  /** What the log has of it, where that is not all. */
  readonly logged: LoggedAction;
  /** Names whoever asks in a way that it cannot choose, as it can its session's name. */
  readonly asker: string;
  /** See `Approval.ancestry`; empty where it is not known. Called where a new approval is made. */
  readonly ancestry: () => readonly ProcessBody[];
  readonly risk: Risk;
  readonly summary: string;
  readonly rule: string;
  readonly rules: ApprovalRules;
}

export interface PersonsAnswer {
  readonly answer: Answer;
  readonly scope: Exclude<AnswerScope, 'rule'>;
  readonly message?: string;
}

export interface RuleAnswer {
  /** The rules, as canonical JSON. */
  readonly ruleText: string;
  readonly message?: string;
}

export interface AnswerRecord {
  readonly kind: 'approval.answered';
  readonly body: ApprovalAnswered;
}

/** More than this that were answered are not remembered. */
const KEPT_MAX = 20_000;
const ID_BYTES = 16;

export class Approvals {
  readonly #parts: ApprovalParts;
  readonly #byId = new Map<string, Approval>();
  /** Pending, or allowed and usable, by what they are bound to. */
  readonly #byHash = new Map<string, string>();
  readonly #useMs = new Map<string, number>();
  readonly #waiting = new Map<string, Set<(approval: Approval) => void>>();
  /** Requests that are on their way into the log. */
  readonly #requested = new Map<string, Promise<unknown>>();
  /** Answers that are on their way into the log: a second one for the same approval comes after them. */
  readonly #answering = new Map<string, Promise<Approval>>();
  /** How many approvals came to which end since the start. */
  readonly settledCounts: Record<Exclude<ApprovalState, 'pending'>, number> = { allowed: 0, denied: 0, expired: 0 };
  /** Ends the waiting of those that wait. */
  readonly #cancelExpiry = new Map<string, Cancel>();
  readonly queue: Queue;

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
    this.queue = new Queue(parts.pendingPerSession);
  }

  /** Takes over what a run before this one left: pending approvals, and those that still let actions pass. */
  restore(stored: StoredApproval, useMs: number): void {
    const { requestedAt, finishedAt, useCount } = stored;
    const usableUntil = (finishedAt ?? requestedAt) + useMs;
    const scope = allowedScope(stored);
    const isSpent = stored.state === 'allowed' && (scope === 'rule' || (scope === 'once' && useCount > 0));
    if (isSpent || (stored.state !== 'pending' && stored.state !== 'allowed')) return;
    this.#keep(stored.state === 'allowed' ? { ...stored, usableUntil } : stored, useMs);
    if (stored.state === 'pending') this.#await(stored);
  }

  /**
   * The approval for this subject: the one that waits already, or a new one. Throws `QueueError` where too many wait,
   * `GateError` BUSY, UNAVAILABLE.
   */
  request({ subject, logged, asker, ancestry: look, risk, summary, rule, rules }: Asked): Approval {
    const { clock, random, primitives, recorder } = this.#parts;
    const actionHash = subjectHash(subject, primitives);
    const known = this.#waitingFor(actionHash);
    if (known !== undefined) return known;
    this.queue.checkRoom(subject, asker);
    const requestedAt = clock.nowMs();
    const ancestry = look();
    const approval: Approval = {
      ...subject,
      approval: toHex(random.bytes(ID_BYTES)),
      actionHash,
      risk,
      summary,
      rule,
      ...(ancestry.length > 0 && { ancestry }),
      needed: neededFor(risk, rules),
      requestedAt,
      expiresAt: requestedAt + rules.timeoutMs,
      state: 'pending',
      answers: [],
    };
    const { requestedAt: _, state: __, answers: ___, ...body } = approval;
    const { promised } = recorder.record('approval.requested', { ...body, ...logged });
    this.#keep(approval, rules.useMs, asker);
    this.#requesting(approval.approval, promised);
    this.#await(approval);
    this.#changed(approval);
    return approval;
  }

  /** Until its request is in the log. One that may not be there waits no more: the agent asks again. */
  #requesting(id: string, promised: Promise<unknown>): void {
    this.#requested.set(id, promised);
    promised.catch(() => this.#expire(id)).finally(() => this.#requested.delete(id));
  }

  /** Resolves once the request is in the log, and rejects where it may not be; undefined where it is. */
  whenRequested(id: string): Promise<unknown> | undefined {
    return this.#requested.get(id);
  }

  /** The one that waits already. A clock that jumped may have ended its time before its alarm rang. */
  #waitingFor(actionHash: string): Approval | undefined {
    const id = this.#byHash.get(actionHash) ?? '';
    if ((this.#byId.get(id)?.expiresAt ?? 0) <= this.#parts.clock.nowMs()) this.#expire(id);
    const known = this.#byId.get(id);
    return known?.state === 'pending' ? known : undefined;
  }

  /** Throws `GateError` NOT_FOUND, also for another tenant's. */
  find(tenant: string, id: string): Approval {
    const approval = this.#byId.get(id);
    if (approval?.tenant === tenant) return approval;
    throw new GateError('NOT_FOUND', 'expected the identifier of an approval that waits or was answered lately');
  }

  /** Those that wait, the oldest first. */
  pending(tenant: string): Approval[] {
    return [...this.#byId.values()].filter((approval) => approval.tenant === tenant && approval.state === 'pending');
  }

  /**
   * A person's answer, once it is in the log. Throws `GateError` FORBIDDEN for who is no person or answers twice,
   * STATE where it waits no more, UNAVAILABLE.
   */
  async answer(caller: Caller, id: string, given: PersonsAnswer): Promise<Approval> {
    return this.#inTurn(id, async () => {
      const { next, record } = this.#answered(caller, id, given);
      const recorded = this.#parts.recorder.recorded(record.kind, record.body);
      // A denial may be in the log although the log says that it failed: it must not be allowed by another after that.
      await (given.answer === 'deny' ? recorded.finally(() => this.#settle(next)) : recorded);
      if (given.answer === 'allow') this.#settle(next);
      return next;
    });
  }

  /**
   * A person's allowing by rules. `enact` puts them in force and has the answer recorded in the same step; where it
   * throws, the approval goes on waiting. Throws as `answer` does, STATE where two persons are needed, and as `enact`.
   */
  async answerByRule(
    caller: Caller,
    id: string,
    given: RuleAnswer,
    enact: (approval: Approval, record: AnswerRecord) => Promise<void>,
  ): Promise<Approval> {
    return this.#inTurn(id, async () => {
      const { approval, next, record } = this.#answered(caller, id, { ...given, answer: 'allow', scope: 'rule' });
      if (approval.needed === 2) throw new GateError('STATE', TWO_FOR_RULE);
      await enact(approval, record);
      this.#settle(next);
      return next;
    });
  }

  /** One answer to an approval after the other. */
  async #inTurn(id: string, step: () => Promise<Approval>): Promise<Approval> {
    const before = this.#answering.get(id) ?? Promise.resolve();
    const answering = before.then(step, step);
    this.#answering.set(id, answering);
    try {
      return await answering;
    } finally {
      if (this.#answering.get(id) === answering) this.#answering.delete(id);
    }
  }

  /** The approval as it is, as the answer leaves it, and what is to be recorded of that. Throws as `answer` does. */
  #answered(
    caller: Caller,
    id: string,
    given: Omit<GivenAnswer, 'by' | 'via'>,
  ): { readonly approval: Approval; readonly next: Approval; readonly record: AnswerRecord } {
    const approval = this.find(caller.tenant, id);
    this.#checkAnswer(approval, caller, given.answer);
    const answer = { ...given, by: personOf(caller), via: viaOf(caller) };
    const next = answered(approval, answer, this.#parts.clock.nowMs(), this.#useMs.get(id) ?? 0);
    const body = { approval: id, ...answer, ...calledAs(caller) };
    return { approval, next, record: { kind: 'approval.answered', body } };
  }

  #checkAnswer(approval: Approval, caller: Caller, answer: Answer): void {
    try {
      checkMay(caller, 'approve');
    } catch (error) {
      const body = { approval: approval.approval, by: caller.name, why: 'not a person' };
      this.#parts.recorder.recordOrDefer('approval.refused', body);
      throw error;
    }
    if (approval.state !== 'pending') throw noLonger(approval.state);
    if (approval.expiresAt <= this.#parts.clock.nowMs()) throw noLonger('expired');
    // A denial by one is enough, whoever that is.
    const person = approval.needed === 2 && answer === 'allow' ? oneOfTwo(caller) : personOf(caller);
    if (approval.answers.some(({ by }) => by === person)) {
      throw new GateError('FORBIDDEN', `expected another person than ${person}, who has answered already`);
    }
  }

  /** Those by which an action of the agent would pass now, the oldest first; of all its sessions where none is named. */
  inForce(tenant: string, agent: string, session?: string): Approval[] {
    const isOf = (approval: Approval): boolean =>
      approval.tenant === tenant && approval.agent === agent && (session === undefined || approval.session === session);
    const nowMs = this.#parts.clock.nowMs();
    return [...this.#byId.values()].filter(
      (approval) =>
        isOf(approval) &&
        approval.state === 'allowed' &&
        (approval.usableUntil ?? 0) > nowMs &&
        this.#byHash.get(approval.actionHash) === approval.approval,
    );
  }

  /** The approval that lets this subject pass, if a person allowed it and its time is not up; see `spend`. */
  usable(actionHash: string): Approval | undefined {
    const approval = this.#byId.get(this.#byHash.get(actionHash) ?? '');
    if (approval?.state !== 'allowed') return undefined;
    if ((approval.usableUntil ?? 0) > this.#parts.clock.nowMs()) return approval;
    this.#byHash.delete(actionHash);
    return undefined;
  }

  /** It let an action pass: what was allowed once lets no other. */
  spend(id: string): void {
    const approval = this.#byId.get(id);
    if (approval !== undefined && allowedScope(approval) === 'once') this.#byHash.delete(approval.actionHash);
  }

  /** Whether anything allowed may let an action pass: if not, nobody needs to hash one. */
  get hasAllowed(): boolean {
    return this.#byHash.size > this.queue.count;
  }

  /** Resolves once the approval no longer waits, or after `timeoutMs` as it is then. */
  async whenSettled(tenant: string, id: string, timeoutMs: number): Promise<Approval> {
    const approval = this.find(tenant, id);
    if (approval.state !== 'pending') return approval;
    const { promise, resolve } = Promise.withResolvers<Approval>();
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(resolve));
    const cancel = this.#parts.clock.schedule(timeoutMs, () => resolve(this.find(tenant, id)));
    try {
      return await promise;
    } finally {
      cancel();
      waiting.delete(resolve);
    }
  }

  #keep(approval: Approval, useMs: number, asker?: string): void {
    this.#byId.set(approval.approval, approval);
    this.#byHash.set(approval.actionHash, approval.approval);
    this.#useMs.set(approval.approval, useMs);
    if (approval.state === 'pending') this.queue.add(approval, asker);
    if (this.#byId.size > KEPT_MAX) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [id, { state, actionHash }] of this.#byId) {
      if (state === 'pending') continue;
      this.#byId.delete(id);
      this.#useMs.delete(id);
      if (this.#byHash.get(actionHash) === id) this.#byHash.delete(actionHash);
      return;
    }
  }

  #await({ approval: id, expiresAt }: Approval): void {
    const { clock } = this.#parts;
    const cancel = clock.schedule(Math.max(0, expiresAt - clock.nowMs()), () => this.#expire(id));
    this.#cancelExpiry.set(id, cancel);
  }

  /** Lets go of the time: those that wait go on waiting in the run after this one. */
  stop(): void {
    for (const cancel of this.#cancelExpiry.values()) cancel();
    this.#cancelExpiry.clear();
  }

  #expire(id: string): void {
    // Its alarm may be to come yet, and would keep the process from its end.
    this.#cancelExpiry.get(id)?.();
    this.#cancelExpiry.delete(id);
    const approval = this.#byId.get(id);
    if (approval?.state !== 'pending') return;
    const answering = this.#answering.get(id);
    // It was answered in time and the log has that before it could have the end of its time.
    if (answering !== undefined) return void answering.catch(() => {}).then(() => this.#expire(id));
    this.#parts.recorder.recordOrDefer('approval.expired', { approval: id });
    this.#settle({ ...approval, state: 'expired' });
  }

  #settle(approval: Approval): void {
    this.#byId.set(approval.approval, approval);
    if (approval.state !== 'pending') {
      this.queue.remove(approval);
      this.settledCounts[approval.state]++;
    }
    if (!isUsable(approval)) this.#byHash.delete(approval.actionHash);
    this.#changed(approval);
    if (approval.state === 'pending') return;
    this.#cancelExpiry.get(approval.approval)?.();
    this.#cancelExpiry.delete(approval.approval);
    for (const resolve of this.#waiting.get(approval.approval) ?? []) resolve(approval);
    this.#waiting.delete(approval.approval);
  }

  #changed(approval: Approval): void {
    this.#parts.onChange(approval);
  }
}

const TWO_FOR_RULE =
  'expected an approval that one person may allow, met one that needs two: allow it once or for the session';

/** Whether it waits, or lets its action pass by itself. */
function isUsable(approval: Approval): boolean {
  if (approval.state === 'allowed') return allowedScope(approval) !== 'rule';
  return approval.state === 'pending';
}

/** The name that a person called by, where it is not the person's own. */
function calledAs(caller: Caller): { readonly as?: string } {
  return caller.name === personOf(caller) ? {} : { as: caller.name };
}

function viaOf({ way }: Caller): AnswerWay {
  if (way === 'socket') return 'terminal';
  return way === 'page' ? 'page' : 'http';
}

function noLonger(state: ApprovalState): GateError {
  return new GateError('STATE', `expected an approval that waits, met one that is ${state}; the agent must ask again`);
}
