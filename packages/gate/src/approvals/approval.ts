/** An approval: what is to be approved, who answered, and what follows. No clock and no log in here. */
import { type CanonicalObject, encodeCanonical, toHex } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type { ActionBody, Answer, AnswerScope, AnswerWay, JudgedFile, ProcessBody, Risk } from '@capgate/store';

/** What an approval is bound to: nothing that differs in any of these passes on it. */
export interface Subject {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string;
  readonly cwd: string;
  readonly action: ActionBody;
  /** Files whose content was judged with it: another content is another subject. */
  readonly files?: readonly JudgedFile[];
  /** What an extension raised it for: who allowed it without knowing of that has allowed another. */
  readonly raisedFor?: readonly string[];
}

/** SHA-256 of the canonical form, in hexadecimal. `action` must be whole: two texts that were cut alike would be one. */
export function subjectHash(subject: Subject, { sha256 }: Primitives): string {
  return toHex(sha256(encodeCanonical({ ...subject } satisfies CanonicalObject)));
}

export const APPROVAL_STATES = ['pending', 'allowed', 'denied', 'expired'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export interface GivenAnswer {
  readonly answer: Answer;
  readonly scope: AnswerScope;
  /** The person who answered. */
  readonly by: string;
  readonly via: AnswerWay;
  readonly message?: string;
  /** The rules that it was allowed by, as canonical JSON. */
  readonly ruleText?: string;
}

export interface Approval extends Subject {
  readonly approval: string;
  readonly actionHash: string;
  readonly risk: Risk;
  /** What would happen, in one sentence. */
  readonly summary: string;
  readonly rule: string;
  /** The process that asked, what started it, and so on; absent where that is not known. Names are as processes chose them. */
  readonly ancestry?: readonly ProcessBody[];
  /** How many different persons must allow it. */
  readonly needed: 1 | 2;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly state: ApprovalState;
  readonly answers: readonly GivenAnswer[];
  /** Until when what was allowed may be done; absent where it was not allowed. */
  readonly usableUntil?: number;
}

/** The approval with one answer more. The first who denies has denied it; of those who allow, each counts once. */
export function answered(approval: Approval, answer: GivenAnswer, nowMs: number, useMs: number): Approval {
  const answers = [...approval.answers, answer];
  if (answer.answer === 'deny') return { ...approval, answers, state: 'denied' };
  const people = new Set(answers.map(({ by }) => by));
  if (people.size < approval.needed) return { ...approval, answers };
  return { ...approval, answers, state: 'allowed', usableUntil: nowMs + useMs };
}

/** How far what was allowed reaches: as far as the most careful of the answers says. By a rule, the policy allows it. */
export function allowedScope({ answers }: Pick<Approval, 'answers'>): AnswerScope {
  if (answers.some(({ scope }) => scope === 'rule')) return 'rule';
  return answers.every(({ scope }) => scope === 'session') ? 'session' : 'once';
}
