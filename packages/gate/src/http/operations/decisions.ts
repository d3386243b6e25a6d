/** Asking for decisions, and looking at those that were taken. */
import type { Decision, Store } from '@capgate/store';
import { Type } from 'typebox';
import { DecideAnswerSchema, DecideRequestSchema, NameSchema } from '../../api/decide.ts';
import type { DecideRequest } from '../../api/decide.ts';
import { answerText } from '../../api/answer-text.ts';
import { GateError } from '../../error.ts';
import { Many, type OnError } from '../many.ts';
import { JsonText, type Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { recompute } from '../recompute.ts';
import { whenLogged } from '../ruling-text.ts';
import {
  closed,
  ErrorSchema,
  IdSchema,
  pageAsked,
  pageOf,
  pageQuery,
  RiskSchema,
  TimeSchema,
  VerdictSchema,
} from '../schemas.ts';
import { ExplanationSchema } from './explanation-schema.ts';
import { KernelSchema } from './kernel.ts';

const BATCH_COUNT_MAX = 10_000;
const DECIDE_BYTES_MAX = 8 << 20;
const DENIALS_MAX = 100;
const FILTER_TEXT_LENGTH_MAX = 1_000;

const AnsweredSchema = Type.Union([DecideAnswerSchema, Type.Object({ error: ErrorSchema })]);

/** An action as the log has it: secrets taken out, long texts cut. */
export const LoggedActionSchema = Type.Object({ kind: Type.String() }, { additionalProperties: true });

export const JudgedFilesSchema = Type.Array(
  Type.Object({
    path: Type.String(),
    sha256: Type.Optional(
      Type.String({ description: 'Of the content that was judged; absent where it could not be read.' }),
    ),
  }),
  { description: 'Files that the session wrote and the action runs, judged with it.' },
);

export const DecisionSchema = Type.Object({
  log: Type.String(),
  index: Type.Integer(),
  id: Type.String(),
  at: TimeSchema,
  tenant: Type.String(),
  agent: Type.String(),
  session: Type.String(),
  action: LoggedActionSchema,
  cwd: Type.String(),
  verdict: VerdictSchema,
  judged: VerdictSchema,
  risk: RiskSchema,
  descriptor: Type.String(),
  mode: Type.Enum(['strict', 'balanced', 'observe']),
  policy: Type.Integer(),
  rule: Type.Optional(Type.String()),
  reasons: Type.Optional(Type.Array(Type.String())),
  approval: Type.Optional(Type.String()),
  files: Type.Optional(JudgedFilesSchema),
  subagent: Type.Optional(Type.Object({ id: Type.String(), parent: Type.String() })),
  tookNs: Type.Number(),
});

const ExplainedDecisionSchema = Type.Object({
  decision: DecisionSchema,
  explanation: Type.Optional(ExplanationSchema),
  changed: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Files whose content was judged and is no longer what it was: what was in them is not explained.',
    }),
  ),
  kernel: Type.Optional(KernelSchema),
  isSame: Type.Optional(
    Type.Boolean({
      description:
        'Whether the explanation, computed anew from the log, comes to the same. It may not where secrets were taken out of the action, or where another version of the gate decided or an extension raised it.',
    }),
  ),
});

const FilterFields = {
  agent: Type.Optional(NameSchema),
  session: Type.Optional(NameSchema),
  verdict: Type.Optional(VerdictSchema),
  judged: Type.Optional(VerdictSchema),
  riskAtLeast: Type.Optional(RiskSchema),
  actionKind: Type.Optional(Type.Enum(['command', 'file', 'fetch', 'tool-call'])),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: FILTER_TEXT_LENGTH_MAX })),
  rule: Type.Optional(Type.String({ minLength: 1, maxLength: FILTER_TEXT_LENGTH_MAX })),
  approval: Type.Optional(IdSchema),
  fromMs: Type.Optional(TimeSchema),
  beforeMs: Type.Optional(TimeSchema),
};

export function decisionOperations(parts: OperationParts, onError: OnError): readonly Operation[] {
  return [...asking(parts, onError), ...looking(parts)];
}

function asking({ gate }: OperationParts, onError: OnError): readonly Operation[] {
  const many = new Many((request, caller) => gate.decide(request, caller), onError);
  return [
    {
      id: 'decide',
      method: 'POST',
      path: '/v1/decisions',
      summary: 'Asks whether an action may be done.',
      scope: 'decide',
      body: DecideRequestSchema,
      bodyBytesMax: DECIDE_BYTES_MAX,
      response: DecideAnswerSchema,
      handle: ({ body, caller, trace }) => {
        const ruling = gate.decide(body as DecideRequest, caller, trace);
        const text = new JsonText(answerText(ruling.answer));
        const ready = (): JsonText => {
          trace?.ready();
          return text;
        };
        return ruling.before === undefined ? ready() : whenLogged(ruling).then(ready);
      },
    },
    {
      id: 'decideBatch',
      method: 'POST',
      path: '/v1/decisions/batch',
      summary: 'Asks for many actions at once; each is answered or errs on its own, in order.',
      scope: 'decide',
      body: Type.Object(
        {
          requests: Type.Array(Type.Unknown({ description: 'Each as `decide` takes it.' }), {
            maxItems: BATCH_COUNT_MAX,
          }),
        },
        closed,
      ),
      bodyBytesMax: DECIDE_BYTES_MAX,
      response: Type.Object({ answers: Type.Array(AnsweredSchema) }),
      handle: async ({ body, caller }) => {
        const { requests } = body as { readonly requests: readonly unknown[] };
        return new JsonText(await many.batch(requests, caller));
      },
    },
    {
      id: 'decideStream',
      method: 'POST',
      path: '/v1/decisions/stream',
      summary: 'Asks line by line: a request a line, an answer or an error a line, in order.',
      scope: 'decide',
      takes: 'application/x-ndjson',
      body: DecideRequestSchema,
      gives: 'application/x-ndjson',
      response: AnsweredSchema,
      handle: ({ body, caller }) => many.stream(body as AsyncIterable<Uint8Array>, caller),
    },
  ];
}

function looking({ gate }: OperationParts): readonly Operation[] {
  const { store } = gate.parts;
  return [
    {
      id: 'listDecisions',
      method: 'GET',
      path: '/v1/decisions',
      summary: 'Decisions that were taken, the newest first. They are here within a moment of being logged.',
      scope: 'read',
      query: pageQuery(FilterFields),
      response: pageOf(DecisionSchema),
      handle: (input) => {
        const { page, filter } = pageAsked(input);
        return store.decisions(filter, page);
      },
    },
    {
      id: 'getDecision',
      method: 'GET',
      path: '/v1/decisions/{decision}',
      summary: 'One decision, and why: computed anew under the policy that decided.',
      scope: 'read',
      params: Type.Object({ decision: IdSchema }),
      response: ExplainedDecisionSchema,
      handle: async ({ params, caller }) => {
        const decision = await store.decision(caller.tenant, params['decision'] as string);
        if (decision === undefined) throw noDecision();
        const kernel = await kernelOf(store, decision);
        return { decision, ...(await recompute(gate, decision)), ...(kernel && { kernel }) };
      },
    },
    {
      id: 'countDecisions',
      method: 'GET',
      path: '/v1/decision-counts',
      summary: 'How many decisions there were, by verdict and risk.',
      scope: 'read',
      query: Type.Object({ fromMs: Type.Optional(TimeSchema), beforeMs: Type.Optional(TimeSchema) }, closed),
      response: Type.Object({
        counts: Type.Array(Type.Object({ verdict: VerdictSchema, risk: RiskSchema, count: Type.Integer() })),
      }),
      handle: async ({ query, caller }) => ({ counts: await store.decisionCounts(caller.tenant, query) }),
    },
  ];
}

/** Undefined where the kernel has nothing to tell of it. */
async function kernelOf(store: Store, { tenant, id: decision }: Decision): Promise<object | undefined> {
  const bindings = await store.kernelBindings(tenant, decision);
  if (bindings.length === 0) return undefined;
  const { items: denials } = await store.kernelDenials({ tenant, decision }, { limit: DENIALS_MAX });
  return { bindings, denials };
}

function noDecision(): GateError {
  return new GateError('NOT_FOUND', 'expected the identifier of a decision; a new one takes a moment to be found');
}
