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
import { DRY_RUN_COUNT, type DryRuns } from '../dry-run.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { type AskedRules, RuleAnswers } from '../rule-answers.ts';
import { closed, IdSchema, pageAsked, pageOf, pageQuery, ProcessSchema, RiskSchema, TimeSchema } from '../schemas.ts';
import { JudgedFilesSchema, LoggedActionSchema } from './decisions.ts';
import { ExplanationSchema } from './explanation-schema.ts';
import { DryRunCountSchema, DryRunSchema } from './policies.ts';

const WAIT_MS_MAX = 60_000;
const WAIT_MS = 30_000;
const WAITS_MAX = 20_000;
const MESSAGE_LENGTH_MAX = 1_000;
const RULES_MAX = 20;

export const AnswerSchema = Type.Object({
  answer: Type.Enum(['allow', 'deny']),
  scope: Type.Enum(['once', 'session', 'rule']),
  by: Type.String(),
  via: Type.Enum(['terminal', 'http', 'page']),
  message: Type.Optional(Type.String()),
  ruleText: Type.Optional(Type.String({ description: 'The rules that it was allowed by, as JSON.' })),
});

const approvalFields = {
  approval: Type.String(),
  tenant: Type.String(),
  agent: Type.String(),
  session: Type.String(),
  action: LoggedActionSchema,
  shown: Type.String({
    description: 'The action as a person may be shown it: what is invisible or steers is visible.',
  }),
  cwd: Type.String(),
  files: Type.Optional(JudgedFilesSchema),
  raisedFor: Type.Optional(
    Type.Array(Type.String(), {
      description: 'What the action was raised for, such as indicators of the fleet, by id.',
    }),
  ),
  actionHash: Type.String(),
  risk: RiskSchema,
  summary: Type.String(),
  rule: Type.String(),
  ancestry: Type.Optional(
    Type.Array(ProcessSchema, {
      description:
        'The process that asked, what started it, and so on, as far as they could be looked at. Names are as processes chose them. Absent where the caller is no process of this machine, or is not known.',
    }),
  ),
  needed: Type.Integer({ minimum: 1, maximum: 2, description: 'How many persons must allow it.' }),
  requestedAt: TimeSchema,
  expiresAt: TimeSchema,
  state: Type.Enum([...APPROVAL_STATES]),
  answers: Type.Array(AnswerSchema),
  usableUntil: Type.Optional(TimeSchema),
};
export const ApprovalSchema = Type.Object(approvalFields);

/** The policies themselves say what a rule may hold. */
const RulesSchema = Type.Array(Type.Unsafe<object>({ type: 'object', additionalProperties: true }), {
  minItems: 1,
  maxItems: RULES_MAX,
});
const ParentSchema = Type.Integer({
  minimum: 0,
  description: 'The version in force that they were made for; 0 for none.',
});
const ProposalSchema = Type.Object({
  parent: ParentSchema,
  rules: Type.Optional(RulesSchema),
  why: Type.Optional(Type.String({ description: 'Why no rules are proposed.' })),
});
const ApprovalDetailSchema = Type.Object({
  ...approvalFields,
  explanation: Type.Optional(ExplanationSchema),
  proposal: Type.Optional(ProposalSchema),
});
const AskedRulesFields = { parent: ParentSchema, rules: RulesSchema };
const MessageSchema = Type.Optional(Type.String({ maxLength: MESSAGE_LENGTH_MAX }));

const params = Type.Object({ approval: IdSchema });

export function approvalOperations(parts: OperationParts, dryRuns: DryRuns): readonly Operation[] {
  const ruleAnswers = new RuleAnswers(parts.gate, dryRuns);
  return [...looking(parts, ruleAnswers), ...answering(parts), ...answeringByRule(parts, ruleAnswers)];
}

function looking(parts: OperationParts, ruleAnswers: RuleAnswers): readonly Operation[] {
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
      id: 'listApprovalsInForce',
      method: 'GET',
      path: '/v1/approvals/in-force',
      summary: 'What persons allowed an agent and what it may still do by that, the oldest first.',
      scope: 'read',
      query: Type.Object({ agent: NameSchema, session: Type.Optional(NameSchema) }, closed),
      response: Type.Object({ items: Type.Array(ApprovalSchema) }),
      handle: ({ query, caller: { tenant } }) => {
        const { agent, session } = query as { readonly agent: string; readonly session?: string };
        return { items: gate.approvals.inForce(tenant, agent, session).map(shown) };
      },
    },
    {
      id: 'getApproval',
      method: 'GET',
      path: '/v1/approvals/{approval}',
      summary: 'One approval; while it waits, with what the action would do and the rules that would allow it.',
      scope: 'read',
      params,
      response: ApprovalDetailSchema,
      handle: async ({ params: { approval }, caller }) => {
        const found = await find(parts, caller, approval as string);
        return { ...shown(found), ...(await ruleAnswers.look(found)) };
      },
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
          message: MessageSchema,
        },
        closed,
      ),
      response: ApprovalSchema,
      handle: async ({ params: { approval }, body, caller }) =>
        shown(await gate.approvals.answer(caller, approval as string, body as PersonsAnswer)),
    },
  ];
}

function answeringByRule({ gate }: OperationParts, ruleAnswers: RuleAnswers): readonly Operation[] {
  return [
    {
      id: 'tryApprovalRules',
      method: 'POST',
      path: '/v1/approvals/{approval}/rules/dry-run',
      summary: 'What else rules that allow this approval would have changed among the last decisions. Nothing changes.',
      scope: 'read',
      params,
      body: Type.Object({ ...AskedRulesFields, count: DryRunCountSchema }, closed),
      response: DryRunSchema,
      handle: ({ params: { approval: id }, body, caller, signal }) => {
        if (caller.kind === 'agent') throw new GateError('FORBIDDEN', 'expected a person or a service, met an agent');
        const { count = DRY_RUN_COUNT, ...asked } = body as AskedRules & { readonly count?: number };
        return ruleAnswers.dryRun(gate.approvals.find(caller.tenant, id as string), asked, count, signal);
      },
    },
    {
      id: 'allowByRules',
      method: 'POST',
      path: '/v1/approvals/{approval}/rules',
      summary: "A person's allowing by rules, which are in force from then on.",
      scope: 'approve',
      checksCaller: true,
      params,
      body: Type.Object({ ...AskedRulesFields, message: MessageSchema }, closed),
      response: Type.Object({ approval: ApprovalSchema, version: Type.Integer() }),
      handle: async ({ params: { approval: id }, body, caller }) => {
        const asked = body as AskedRules & { readonly message?: string };
        const { approval, version } = await ruleAnswers.allow(caller, id as string, asked);
        return { approval: shown(approval), version };
      },
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

/** The approval with its action as a person may be shown it. */
export function shown(approval: Approval | StoredApproval): Approval & { readonly shown: string } {
  const { kind: _, cut: __, ...texts } = approval.action;
  const words = Object.values(texts).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return { ...approval, shown: visible(words.join(' ')) };
}

function noApproval(): GateError {
  return new GateError('NOT_FOUND', "expected one of this agent's approvals, met another");
}
