/** Agents that the gate has seen, and what they usually do. */
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import { DAY_MS } from '../../config/config.ts';
import { GateError } from '../../error.ts';
import type { Gate } from '../../gate.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, pageAsked, pageOf, pageQuery, TimeSchema, VerdictCountsSchema } from '../schemas.ts';
import { NAMED_ASPECTS, namedTraits } from '../traits.ts';
import { HeldSchema } from './kernel.ts';

const DAYS = 30;
const DAYS_MAX = 365;

const AgentSchema = Type.Object({
  tenant: Type.String(),
  agent: Type.String(),
  firstSeenAt: TimeSchema,
  lastSeenAt: TimeSchema,
  counts: VerdictCountsSchema,
});

const TraitSchema = Type.Object({
  aspect: Type.Enum([...NAMED_ASPECTS]),
  name: Type.String({ description: 'A tool whose first action is gone has its hash for a name.' }),
  count: Type.Integer({ description: 'How many decisions had it.' }),
  firstAt: TimeSchema,
  firstDecision: Type.String({ description: 'The first of the decisions that were counted.' }),
});

const BehaviourSchema = Type.Object({
  fromMs: TimeSchema,
  sinceMs: TimeSchema,
  usual: Type.Array(TraitSchema, { description: 'Since `fromMs`; the most frequent first, at most 50 of an aspect.' }),
  hours: Type.Array(Type.Object({ at: TimeSchema, ...VerdictCountsSchema.properties }), {
    description: 'How many decisions fell into each hour since `fromMs`, the oldest first; none of those without any.',
  }),
  fresh: Type.Array(TraitSchema, {
    description: 'What there was since `sinceMs` and never before, as far back as decisions are kept; at most 100.',
  }),
  isWhole: Type.Boolean({ description: 'Whether that is all: there may be more names than are told.' }),
});

const params = Type.Object({ agent: NameSchema });

export function agentOperations({ gate }: OperationParts): readonly Operation[] {
  const { store } = gate.parts;
  return [
    {
      id: 'listAgents',
      method: 'GET',
      path: '/v1/agents',
      summary: 'Agents, by name, with how many of their actions were answered how.',
      scope: 'read',
      query: pageQuery(),
      response: pageOf(AgentSchema),
      handle: (input) => store.agents(input.caller.tenant, pageAsked(input).page),
    },
    {
      id: 'getAgent',
      method: 'GET',
      path: '/v1/agents/{agent}',
      summary: 'One agent, and what the kernel held its sessions by.',
      scope: 'read',
      params,
      response: Type.Object({ agent: AgentSchema, held: Type.Array(HeldSchema) }),
      handle: async ({ params: { agent: name }, caller: { tenant } }) => {
        const agent = await store.agent(tenant, name as string);
        if (agent === undefined) throw noAgent();
        return { agent, held: await store.kernelSessionsOf({ tenant, agent: name as string }) };
      },
    },
    {
      id: 'getAgentBehaviour',
      method: 'GET',
      path: '/v1/agents/{agent}/behaviour',
      summary: 'What an agent usually does, and what it did since a time that it never did before.',
      scope: 'read',
      params,
      query: Type.Object(
        {
          days: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: DAYS_MAX,
              default: DAYS,
              description: 'What is usual is that of so many.',
            }),
          ),
          sinceMs: Type.Optional(TimeSchema),
        },
        closed,
      ),
      response: BehaviourSchema,
      handle: ({ params: { agent }, query, caller: { tenant } }) => behaviour(gate, tenant, agent as string, query),
    },
  ];
}

interface Window {
  readonly days?: number;
  /** The beginning of this day, by UTC, where absent. */
  readonly sinceMs?: number;
}

async function behaviour({ parts: { store, clock } }: Gate, tenant: string, agent: string, window: Window) {
  const nowMs = clock.nowMs();
  const { days = DAYS, sinceMs = nowMs - (nowMs % DAY_MS) } = window;
  const fromMs = Math.max(0, nowMs - days * DAY_MS);
  if ((await store.agent(tenant, agent)) === undefined) throw noAgent();
  const { usual, fresh, hours, isWhole } = await store.behaviour({ tenant, agent, fromMs, sinceMs });
  return {
    fromMs,
    sinceMs,
    usual: await namedTraits(store, tenant, usual),
    hours,
    fresh: await namedTraits(store, tenant, fresh),
    isWhole,
  };
}

function noAgent(): GateError {
  return new GateError('NOT_FOUND', 'expected an agent that was seen; a new one takes a moment to be found');
}
