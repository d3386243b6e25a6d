/**
 * The way of one request: whose it is, in which context, what the core says, what a pause or a person makes of that, and
 * into the log.
 */
import { type Clock, visible } from '@capgate/base';
import {
  Capability,
  type Context,
  type Decision,
  DESCRIPTOR_SIZE_BYTES,
  explain,
  type Explanation,
  namedHosts,
  packDescriptor,
  reachedScopes,
  type RiskName,
  RISKS,
  Verdict,
  VERDICTS,
  writtenFiles,
} from '@capgate/core';
import type { Primitives } from '@capgate/keys';
import type { DecisionMade, ProcessBody } from '@capgate/store';
import type { DecideAnswer, DecideRequest } from '../api/decide.ts';
import { type Approval, type Subject, subjectHash } from '../approvals/approval.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { QueueError } from '../approvals/queue.ts';
import type { Caller } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { Recorded, Recorder } from '../recorder/recorder.ts';
import type { DecisionCounts } from '../metrics/decision-counts.ts';
import { loggedAction, wellFormed } from './action-record.ts';
import { decisionText } from './decision-text.ts';
import type { Trace } from '../traces/trace.ts';
import type { Said } from '../extension.ts';
import type { Contexts } from './contexts.ts';
import type { Histories } from './histories.ts';
import type { Pauses } from './pauses.ts';
import type { Extensions, Raised } from './raising.ts';
import { neededFor, type Rules } from './rules.ts';
import type { Session, Sessions } from './sessions.ts';

export interface DeciderParts {
  readonly clock: Clock;
  readonly primitives: Primitives;
  readonly sessions: Sessions;
  readonly contexts: Contexts;
  readonly histories: Histories;
  readonly approvals: Approvals;
  readonly pauses: Pauses;
  readonly extensions: Extensions;
  readonly recorder: Recorder;
  readonly counts: DecisionCounts;
  readonly rulesOf: (tenant: string) => Rules;
  /** The process that calls, what started it, and so on; empty where that is not known. Asked for a new approval alone. */
  readonly ancestryOf: (caller: Caller) => readonly ProcessBody[];
  /** Told of every decision; must be quick and must not throw. */
  readonly onDecision?: (made: DecisionMade, offered: Recorded | undefined) => void;
}

/** What is answered, and when it may leave. */
export interface Ruling {
  readonly answer: DecideAnswer;
  /** What must be on the disk before the answer leaves; undefined where it may leave at once. */
  readonly before: Promise<unknown> | undefined;
}

/** What a decision came to, on its way to the log and the answer. */
interface Outcome {
  readonly verdict: Verdict;
  readonly explanation: Explanation | undefined;
  readonly approval: Approval | undefined;
  /** Why a pause, an approval or an extension made it what it is. */
  readonly rule: string | undefined;
  /** What is to be said beside what core says, and before it. */
  readonly notices: readonly Notice[];
}

/** One of which core has said why. */
interface Explained extends Outcome {
  readonly explanation: Explanation;
  readonly rule: string;
}

type Notice = Omit<Said, 'rule'>;

/** What the action reaches; see `reachedScopes` and `namedHosts`. */
interface Reached {
  readonly scopes: readonly string[];
  readonly hosts: readonly string[];
}

const NANOSECONDS = 1e6;

export class Decider {
  readonly #parts: DeciderParts;
  readonly #descriptor = Buffer.alloc(DESCRIPTOR_SIZE_BYTES);

  constructor(parts: DeciderParts) {
    this.#parts = parts;
  }

  /** Throws `GateError` BUSY where the log takes no more: then nothing was decided. */
  decide(asked: DecideRequest, caller: Caller, trace?: Trace): Ruling {
    const { clock, sessions, contexts, histories, extensions, rulesOf } = this.#parts;
    const startMs = clock.monotonicMs();
    const action = wellFormed(asked.action);
    const request = action === asked.action ? asked : { ...asked, action };
    const rules = rulesOf(caller.tenant);
    const session = sessions.of(request, caller);
    const cwd = request.cwd ?? session.workingDirectory;
    const context = contexts.of(session, cwd, rules);
    const plain = histories.decide(request.action, context, session.key);
    const refusal = extensions.refusal(session.tenant, session.agent);
    const judged = refusal ? plain : extensions.raised(plain, request.action, context, session, rules);
    // Explaining looks at other command lines in the same context.
    const written = writtenFiles(context);
    const reached = { scopes: reachedScopes(context), hosts: namedHosts(context) };
    const outcome =
      refusal === undefined
        ? this.#outcomeOf(request, caller, session, cwd, context, rules, judged)
        : { ...ALLOWED, verdict: Verdict.DENY, rule: refusal.rule, notices: [refusal] };
    // What is asked may be allowed by whoever asks a person itself.
    if (outcome.verdict !== Verdict.DENY) histories.note(session.key, written);
    const tookMs = clock.monotonicMs() - startMs;
    const made = this.#record(request, session, cwd, context, rules, judged, reached, outcome, tookMs);
    trace?.decided(made);
    const ruling = this.#ruled(made, outcome, rules, trace);
    this.#parts.counts.add(VERDICTS.indexOf(ruling.answer.verdict) as Verdict, judged.decision.risk, tookMs);
    return ruling;
  }

  /** Most are allowed, and nothing more is asked about those. */
  #outcomeOf(
    request: DecideRequest,
    caller: Caller,
    session: Session,
    cwd: string,
    context: Context,
    rules: Rules,
    { decision, contents, files, raise }: Raised,
  ): Outcome {
    if (decision.judged === Verdict.ALLOW && request.explain !== true) return ALLOWED;
    const explanation = explain(request.action, context, contents);
    const { verdict } = decision;
    const isCores = raise === undefined || decision.judged === VERDICTS.indexOf(explanation.judged);
    const rule = isCores ? explanation.rule : raise.rule;
    const stands = { verdict, explanation, approval: undefined, rule, notices: raise === undefined ? [] : [raise] };
    if (verdict === Verdict.ALLOW) return stands;
    const { tenant } = session;
    const pause = this.#parts.pauses.of(tenant);
    if (pause !== undefined && (decision.flags & Capability.GATE_TAMPERING) === 0) {
      return { ...stands, verdict: Verdict.ALLOW, rule: 'pause' };
    }
    if (verdict !== Verdict.ASK) return stands;
    const subject = this.#subjectOf(request, session, cwd, files, raise?.ids);
    return this.#asked(request, caller, subject, rules, { ...stands, explanation, rule }, RISKS[decision.risk]);
  }

  /** An action that a person must allow, or has allowed. */
  #asked(
    request: DecideRequest,
    caller: Caller,
    subject: Subject,
    rules: Rules,
    asked: Explained,
    risk: RiskName,
  ): Outcome {
    const { approvals, primitives, ancestryOf } = this.#parts;
    const { rule } = asked;
    if (approvals.hasAllowed) {
      const approval = approvals.usable(subjectHash(subject, primitives));
      if (approval !== undefined) return { ...asked, verdict: Verdict.ALLOW, approval };
    }
    const isAttended = request.attended === true;
    if (isAttended && neededFor(risk, rules.approvals) === 1) return asked;
    const asker = `${caller.way} ${caller.name}`;
    const summary = summaryOf(asked);
    const logged = loggedAction(request.action, subject.cwd, primitives);
    const ancestry = () => ancestryOf(caller);
    try {
      const approval = unlessUnavailable(() =>
        approvals.request({ subject, logged, asker, ancestry, risk, summary, rule, rules: rules.approvals }),
      );
      // The person whom the caller asks itself is one, and two must allow it.
      return isAttended ? denied(asked, TWO_PERSONS, approval) : { ...asked, approval };
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      return { ...denied(asked, { code: TOO_MANY, message: error.message }), rule: QUEUE_RULE };
    }
  }

  #subjectOf(
    { action }: DecideRequest,
    session: Session,
    cwd: string,
    files: Raised['files'],
    raisedFor: Subject['raisedFor'],
  ): Subject {
    const { tenant, agent, session: name } = session;
    const judged = { ...(files !== undefined && { files }), ...(raisedFor !== undefined && { raisedFor }) };
    return { tenant, agent, session: name, cwd, action: { ...action }, ...judged };
  }

  #record(
    request: DecideRequest,
    session: Session,
    cwd: string,
    context: Context,
    rules: Rules,
    { decision, files }: Raised,
    { scopes, hosts }: Reached,
    { verdict, explanation, approval, rule, notices }: Outcome,
    tookMs: number,
  ): DecisionMade {
    const reasons = [...notices, ...(explanation?.reasons ?? [])].map(({ code }) => code);
    const logged = loggedAction(request.action, cwd, this.#parts.primitives);
    // In the order of the canonical form, which is then had for nothing.
    return {
      action: logged.action,
      agent: session.agent,
      ...(approval === undefined ? {} : { approval: approval.approval }),
      cwd: logged.cwd,
      descriptor: this.#descriptorOf(decision),
      ...(files === undefined ? {} : { files }),
      ...(hosts.length === 0 ? {} : { hosts }),
      judged: VERDICTS[decision.judged],
      mode: context.bound.mode,
      policy: rules.version,
      ...(reasons.length === 0 ? {} : { reasons }),
      risk: RISKS[decision.risk],
      ...(rule === undefined ? {} : { rule }),
      ...(scopes.length === 0 ? {} : { scopes }),
      session: session.session,
      ...(request.subagent === undefined ? {} : { subagent: request.subagent }),
      tenant: session.tenant,
      tookNs: Math.round(tookMs * NANOSECONDS),
      verdict: VERDICTS[verdict],
    };
  }

  #ruled(made: DecisionMade, outcome: Outcome, rules: Rules, trace: Trace | undefined): Ruling {
    const { onDecision } = this.#parts;
    const used = made.verdict === 'allow' ? outcome.approval : undefined;
    // What a person allowed is used once it is in the log: a crash must not bring it back.
    const mustWait = made.verdict !== 'allow' || rules.logAllow === 'before' || used !== undefined;
    const offered = unlessUnavailable(() => this.#parts.recorder.recordText('decision', decisionText(made), !mustWait));
    if (offered === undefined) return this.#unlogged(made, outcome, mustWait, trace);
    trace?.recording(offered.promised);
    onDecision?.(made, offered);
    if (used !== undefined) this.#use(used, offered);
    const before = mustWait ? this.#logged(offered, outcome.approval) : undefined;
    return { answer: answerOf(made, outcome, offered.id), before };
  }

  /** What an answer names is in the log as well: nobody could answer it after a crash. */
  #logged({ promised }: Recorded, approval: Approval | undefined): Promise<unknown> {
    const requested = approval && this.#parts.approvals.whenRequested(approval.approval);
    return requested === undefined ? promised : Promise.all([promised, requested]);
  }

  /** The log does not work. What nobody waits for is answered, and written once it works again; all else is denied. */
  #unlogged(made: DecisionMade, outcome: Outcome, mustWait: boolean, trace: Trace | undefined): Ruling {
    const { recorder, onDecision } = this.#parts;
    const answered: DecisionMade = mustWait ? { ...made, verdict: 'deny' } : made;
    recorder.defer('decision', answered);
    trace?.unlogged(answered.verdict);
    onDecision?.(answered, undefined);
    return { answer: mustWait ? unlogged(made) : answerOf(made, outcome, undefined), before: undefined };
  }

  /** The decision's own record names the approval; what answers wait for is that one. */
  #use({ approval }: Approval, decision: Recorded): void {
    this.#parts.approvals.spend(approval);
    this.#parts.recorder.recordOrDefer('approval.used', { approval, decision: decision.id });
  }

  #descriptorOf({ commandHash, flags, commandLength }: Decision): string {
    packDescriptor(this.#descriptor, 0, commandHash, flags, 0, 0, 0, commandLength);
    return this.#descriptor.toString('hex');
  }
}

/** Undefined where the log does not work. */
function unlessUnavailable<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof GateError && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}

/** What would happen, for a person: on one line, with nothing hidden, and no half of a character where it is cut. */
function summaryOf({ notices, explanation }: Explained): string {
  const text = visible([...notices, ...explanation.reasons].map(({ message }) => message).join('; '));
  return text.slice(0, SUMMARY_LENGTH_MAX).toWellFormed();
}

function denied(asked: Outcome, notice: Notice, approval?: Approval): Outcome {
  return { ...asked, verdict: Verdict.DENY, approval, notices: [notice, ...asked.notices] };
}

const TOO_MANY = 'approvals.too-many';
const QUEUE_RULE = 'the queue of approvals';
const TWO_PERSONS: Notice = {
  code: 'approvals.two-persons',
  message: 'two persons must allow this, each by an answer to the approval that waits; ask again then',
};
const ALLOWED: Outcome = {
  verdict: Verdict.ALLOW,
  explanation: undefined,
  approval: undefined,
  rule: undefined,
  notices: [],
};
const SUMMARY_LENGTH_MAX = 1_000;

function answerOf(made: DecisionMade, outcome: Outcome, id: string | undefined): DecideAnswer {
  const { explanation, approval, notices } = outcome;
  const { verdict, judged, risk, descriptor, rule } = made;
  return {
    ...(id === undefined ? {} : { decision: id }),
    verdict,
    risk,
    descriptor,
    ...(judged === verdict ? {} : { judged }),
    ...(rule === undefined ? {} : { rule }),
    ...(explanation === undefined && notices.length === 0 ? {} : reasonsOf(outcome)),
    ...(approval === undefined ? {} : { approval: approval.approval }),
  };
}

function reasonsOf({ explanation, notices }: Outcome): Pick<DecideAnswer, 'reasons' | 'alternative'> {
  const reasons = [...notices, ...(explanation?.reasons ?? [])];
  const said = reasons.map(({ code, message, advice }) => ({ code, message, ...(advice !== undefined && { advice }) }));
  const alternative = explanation?.alternative;
  return { reasons: said, ...(alternative === undefined ? {} : { alternative }) };
}

/** What must be written down before it is answered, and cannot be, is denied. */
function unlogged({ risk, descriptor, judged }: DecisionMade): DecideAnswer {
  const message = 'the log does not work, and this answer must be in it first';
  return { verdict: 'deny', risk, descriptor, judged, rule: 'log', reasons: [{ code: 'log.unavailable', message }] };
}
