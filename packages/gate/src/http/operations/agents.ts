/** Agents that the gate has seen. */
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { pageAsked, pageOf, pageQuery, TimeSchema, VerdictCountsSchema } from '../schemas.ts';

const AgentSchema = Type.Object({
  tenant: Type.String(),
  agent: Type.String(),
  firstSeenAt: TimeSchema,
  lastSeenAt: TimeSchema,
  counts: VerdictCountsSchema,
});

export function agentOperations({ gate }: OperationParts): readonly Operation[] {
  return [
    {
      id: 'listAgents',
      method: 'GET',
      path: '/v1/agents',
      summary: 'Agents, by name, with how many of their actions were answered how.',
      scope: 'read',
      query: pageQuery(),
      response: pageOf(AgentSchema),
      handle: (input) => gate.parts.store.agents(input.caller.tenant, pageAsked(input).page),
    },
  ];
}
