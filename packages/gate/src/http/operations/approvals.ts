/** Approvals: what waits for a person, and persons' answers. */
import { visible } from '@capgate/base';
import type { Approval as StoredApproval } from '@capgate/store';
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import { APPROVAL_STATES, type Approval } from '../../approvals/approval.ts';
import type { PersonsAnswer } from '../../approvals/approvals.ts';
import type { Caller } from '../../callers/caller.ts';
import { GateError } from '../../error.ts';
import type { Gate } from '../../gate.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, IdSchema, pageAsked, pageOf, pageQuery, RiskSchema, TimeSchema } from '../schemas.ts';
import { LoggedActionSchema } from './decisions.ts';

const WAIT_MS_MAX = 60_000;
const WAIT_MS = 30_000;
const WAITS_MAX = 20_000;
const MESSAGE_LENGTH_MAX = 1_000;

const AnswerSchema = Type.Object({
  answer: Type.Enum(['allow', 'deny']),
  scope: Type.Enum(['once', 'session', 'rule']),
  by: Type.String(),
  via: Type.Enum(['terminal', 'http', 'page']),
  message: Type.Optional(Type.String()),
});

const ApprovalSchema = Type.Object({
  approval: Type.String(),
  tenant: Type.String(),
  agent: Type.String(),
  session: Type.String(),
  action: LoggedActionSchema,
  shown: Type.String({
    description: 'The action as a person may be shown it: what is invisible or steers is visible.',
  }),
  cwd: Type.String(),
  actionHash: Type.String(),
  risk: RiskSchema,
  summary: Type.String(),
  rule: Type.String(),
  needed: Type.Integer({ minimum: 1, maximum: 2, description: 'How many persons must allow it.' }),
  requestedAt: TimeSchema,
  expiresAt: TimeSchema,
  state: Type.Enum([...APPROVAL_STATES]),
  answers: Type.Array(AnswerSchema),
  usableUntil: Type.Optional(TimeSchema),
});

const params = Type.Object({ approval: IdSchema });

export function approvalOperations(parts: OperationParts): readonly Operation[] {
  return [...looking(parts), ...answering(parts)];
}

function looking(parts: OperationParts): readonly Operation[] {
  const { gate } = parts;
  return [
    {
      id: 'listApprovals',
      method: 'GET',
      path: '/v1/approvals',
      summary: 'Approvals: those that wait (the oldest first), or all that ever were (the newest first).',
      scope: 'read',
      query: pageQuery({
        state: Type.Optional(Type.Enum([...APPROVAL_STATES])),
        agent: Type.Optional(NameSchema),
        session: Type.Optional(NameSchema),
        fromMs: Type.Optional(TimeSchema),
        beforeMs: Type.Optional(TimeSchema),
      }),
      response: pageOf(ApprovalSchema),
      handle: async (input) => {
        const { page, filter } = pageAsked(input);
        const { items, next } = await gate.parts.store.approvals(filter, page);
        return { items: items.map(shown), ...(next !== undefined && { next }) };
      },
    },
    {
      id: 'listPendingApprovals',
      method: 'GET',
      path: '/v1/approvals/pending',
      summary: 'All approvals that wait now, the oldest first: known at once, whatever the store does.',
      scope: 'read',
      response: Type.Object({ items: Type.Array(ApprovalSchema) }),
      handle: ({ caller }) => ({ items: gate.approvals.pending(caller.tenant).map(shown) }),
    },
    {
      id: 'getApproval',
      method: 'GET',
      path: '/v1/approvals/{approval}',
      summary: 'One approval.',
      scope: 'read',
      params,
      response: ApprovalSchema,
      handle: async ({ params: { approval }, caller }) => shown(await find(parts, caller, approval as string)),
    },
  ];
}

function answering({ gate }: OperationParts): readonly Operation[] {
  const waits = new Waits(gate);
  return [
    {
      id: 'waitForApproval',
      method: 'GET',
      path: '/v1/approvals/{approval}/wait',
      summary: 'One approval, once it no longer waits or the time is up.',
      scope: 'decide',
      params,
      query: Type.Object(
        { timeoutMs: Type.Optional(Type.Integer({ minimum: 0, maximum: WAIT_MS_MAX, default: WAIT_MS })) },
        closed,
      ),
      response: ApprovalSchema,
      handle: async ({ params: { approval: id }, query, caller }) => {
        const timeoutMs = (query['timeoutMs'] as number | undefined) ?? WAIT_MS;
        return shown(await waits.settled(caller, id as string, timeoutMs));
      },
    },
    {
      id: 'answerApproval',
      method: 'POST',
      path: '/v1/approvals/{approval}/answer',
      summary: "A person's answer.",
      scope: 'approve',
      checksCaller: true,
      params,
      body: Type.Object(
        {
          answer: Type.Enum(['allow', 'deny']),
          scope: Type.Enum(['once', 'session']),
          message: Type.Optional(Type.String({ maxLength: MESSAGE_LENGTH_MAX })),
        },
        closed,
      ),
      response: ApprovalSchema,
      handle: async ({ params: { approval }, body, caller }) =>
        shown(await gate.approvals.answer(caller, approval as string, body as PersonsAnswer)),
    },
  ];
}

/** Who waits for answers: not more than can be held. */
class Waits {
  readonly #gate: Gate;
  #count = 0;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  async settled(caller: Caller, id: string, timeoutMs: number): Promise<Approval> {
    const { approvals } = this.#gate;
    const { agent } = approvals.find(caller.tenant, id);
    if (caller.kind === 'agent' && caller.way === 'token' && agent !== caller.name) throw noApproval();
    if (this.#count >= WAITS_MAX) throw new GateError('BUSY', 'expected fewer who wait for approvals');
    this.#count++;
    try {
      return await approvals.whenSettled(caller.tenant, id, timeoutMs);
    } finally {
      this.#count--;
    }
  }
}

async function find({ gate }: OperationParts, caller: Caller, id: string): Promise<Approval | StoredApproval> {
  try {
    return gate.approvals.find(caller.tenant, id);
  } catch (error) {
    const stored = await gate.parts.store.approval(id);
    if (stored?.tenant === caller.tenant) return stored;
    throw error;
  }
}

function shown(approval: Approval | StoredApproval): Approval & { readonly shown: string } {
  const { kind: _, ...texts } = approval.action;
  const words = Object.values(texts).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return { ...approval, shown: visible(words.join(' ')) };
}

function noApproval(): GateError {
  return new GateError('NOT_FOUND', "expected one of this agent's approvals, met another");
}
