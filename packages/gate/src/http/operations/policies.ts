/** Versions of policies. */
import { Type } from 'typebox';
import type { Caller } from '../../callers/caller.ts';
import { GateError } from '../../error.ts';
import { checkDocument, FAULT_LEVELS } from '../../policies/check.ts';
import { differences } from '../../policies/merge.ts';
import type { Activation, Change } from '../../policies/policies.ts';
import { SETTINGS_SCHEMA } from '../../policies/settings.ts';
import { DRY_RUN_COUNT, DRY_RUN_COUNT_MAX, type DryRuns } from '../dry-run.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import {
  closed,
  EmptySchema,
  pageAsked,
  pageOf,
  pageQuery,
  ReasonTextSchema,
  TimeSchema,
  VerdictSchema,
  VersionSchema,
} from '../schemas.ts';
import { DecisionSchema } from './decisions.ts';

/** The policies themselves say what a document may hold. */
const DocumentSchema = Type.Unsafe<object>({ type: 'object', additionalProperties: true });
const ParentSchema = Type.Integer({ minimum: 0, description: 'The version that it was made from; 0 for none.' });
const SummarySchema = Type.Object({
  tenant: Type.String(),
  version: Type.Integer(),
  parent: Type.Union([Type.Integer(), Type.Null()]),
  author: Type.String(),
  reason: Type.String(),
  merged: Type.Boolean(),
  createdAt: TimeSchema,
});
export const DryRunCountSchema = Type.Optional(
  Type.Integer({ minimum: 1, maximum: DRY_RUN_COUNT_MAX, default: DRY_RUN_COUNT }),
);
export const DryRunSchema = Type.Object({
  decided: Type.Integer(),
  skipped: Type.Integer(),
  changed: Type.Integer(),
  changes: Type.Array(Type.Object({ decision: DecisionSchema, would: VerdictSchema })),
});
const CheckSchema = Type.Object({
  faults: Type.Array(
    Type.Object({
      path: Type.String({ description: 'A JSON pointer (RFC 6901) into the document.' }),
      level: Type.Enum([...FAULT_LEVELS]),
      code: Type.String(),
      message: Type.String(),
    }),
  ),
  examples: Type.Object({ count: Type.Integer(), failed: Type.Integer() }),
});
const ConflictSchema = Type.Object({
  path: Type.String({ description: 'A JSON pointer (RFC 6901); rules are named by their ids.' }),
  base: Type.Optional(Type.Unknown()),
  ours: Type.Optional(Type.Unknown()),
  theirs: Type.Optional(Type.Unknown()),
});
const ActivationSchema = Type.Object({
  version: Type.Integer(),
  previous: Type.Union([Type.Integer(), Type.Null()], { description: 'What was in force before; null for nothing.' }),
  by: Type.String(),
  reason: Type.String(),
  at: TimeSchema,
  overrideBy: Type.Optional(
    Type.Array(Type.String(), { description: 'Who put it in force together, although something held it back.' }),
  ),
});
const VersionParams = Type.Object({ version: VersionSchema });

export function policyOperations(parts: OperationParts, dryRuns: DryRuns): readonly Operation[] {
  return [...looking(parts), activations(parts), ...drafting(parts, dryRuns), ...changing(parts)];
}

function looking({ gate }: OperationParts): readonly Operation[] {
  const { policies } = gate;
  return [
    {
      id: 'listPolicies',
      method: 'GET',
      path: '/v1/policies',
      summary: 'Versions of the policy, the last first.',
      scope: 'read',
      query: pageQuery(),
      response: pageOf(SummarySchema),
      handle: (input) => gate.parts.store.policyVersions(input.caller.tenant, pageAsked(input).page),
    },
    {
      id: 'getActivePolicy',
      method: 'GET',
      path: '/v1/policies/active',
      summary: 'What is in force, and the number of the latest version.',
      scope: 'read',
      response: Type.Object({ version: Type.Integer(), latest: Type.Integer(), document: DocumentSchema }),
      handle: ({ caller: { tenant } }) => ({
        ...policies.active(tenant),
        latest: policies.latest(tenant).version,
      }),
    },
    {
      id: 'getPolicy',
      method: 'GET',
      path: '/v1/policies/{version}',
      summary: 'One version with its document.',
      scope: 'read',
      params: VersionParams,
      response: Type.Object({ version: Type.Integer(), isActive: Type.Boolean(), document: DocumentSchema }),
      handle: async ({ params, caller: { tenant } }) => {
        const version = Number(params['version']);
        const document = await policies.document(tenant, version);
        return { version, isActive: policies.active(tenant).version === version, document };
      },
    },
    {
      id: 'comparePolicies',
      method: 'GET',
      path: '/v1/policies/{version}/differences',
      summary: 'What changed from another version to this one, place by place.',
      scope: 'read',
      params: VersionParams,
      query: Type.Object({ from: ParentSchema }, closed),
      response: Type.Object({
        differences: Type.Array(
          Type.Object({
            path: Type.String({ description: 'A JSON pointer (RFC 6901); rules are named by their ids.' }),
            before: Type.Optional(Type.Unknown()),
            after: Type.Optional(Type.Unknown()),
          }),
        ),
      }),
      handle: async ({ params, query, caller: { tenant } }) => {
        const from = await policies.document(tenant, query['from'] as number);
        const to = await policies.document(tenant, Number(params['version']));
        const found = differences(from, to);
        return { differences: found.map(({ path, base, ours }) => ({ path, before: base, after: ours })) };
      },
    },
  ];
}

function activations({ gate }: OperationParts): Operation {
  return {
    id: 'listPolicyActivations',
    method: 'GET',
    path: '/v1/policies/activations',
    summary: 'Which version was put in force when, by whom and why; the last first.',
    scope: 'read',
    query: pageQuery(),
    response: pageOf(ActivationSchema),
    handle: async (input) => {
      const { items, next } = await gate.parts.store.policyActivations(input.caller.tenant, pageAsked(input).page);
      const told = items.map(({ activatedBy: by, activatedAt: at, tenant: _tenant, ...item }) => ({
        ...item,
        by,
        at,
      }));
      return { items: told, next };
    },
  };
}

function changing({ gate }: OperationParts): readonly Operation[] {
  const { policies } = gate;
  return [
    {
      id: 'changePolicy',
      method: 'POST',
      path: '/v1/policies',
      summary: 'Makes a version. What others changed since is merged, or answered as conflicts.',
      scope: 'policy',
      body: Type.Object({ parent: ParentSchema, document: DocumentSchema, reason: ReasonTextSchema }, closed),
      status: 201,
      response: Type.Object({ version: Type.Integer(), isMerged: Type.Boolean() }),
      handle: ({ body, caller }) => policies.change(caller, body as Change),
    },
    {
      id: 'activatePolicy',
      method: 'POST',
      path: '/v1/policies/{version}/activate',
      summary: 'Puts a version in force: the latest, or an earlier one again.',
      scope: 'policy',
      params: VersionParams,
      body: Type.Object({ reason: ReasonTextSchema, override: Type.Optional(Type.Boolean()) }, closed),
      response: EmptySchema,
      handle: async ({ params, body, caller }) => {
        await policies.activate(caller, { ...(body as Activation), version: Number(params['version']) });
        return {};
      },
    },
  ];
}

/** For whoever writes a document: nothing of this changes anything. */
function drafting({ gate }: OperationParts, dryRuns: DryRuns): readonly Operation[] {
  return [
    {
      id: 'getPolicySchema',
      method: 'GET',
      path: '/v1/policies/schema',
      summary: 'The JSON Schema (draft 2020-12) of the document, for editors.',
      scope: 'read',
      response: DocumentSchema,
      handle: () => SETTINGS_SCHEMA,
    },
    {
      id: 'checkPolicy',
      method: 'POST',
      path: '/v1/policies/check',
      summary: 'Everything that is wrong with a document, place by place; its examples are run. Nothing changes.',
      scope: 'read',
      body: Type.Object({ document: DocumentSchema }, closed),
      response: CheckSchema,
      handle: ({ body, caller }) => {
        checkNoAgent(caller);
        return checkDocument((body as { readonly document: unknown }).document);
      },
    },
    {
      id: 'rebasePolicy',
      method: 'POST',
      path: '/v1/policies/rebase',
      summary:
        'What a change of an older version comes to on the latest, with their side where both differ. Nothing changes.',
      scope: 'read',
      body: Type.Object({ parent: ParentSchema, document: DocumentSchema }, closed),
      response: Type.Object({
        latest: Type.Integer(),
        document: DocumentSchema,
        conflicts: Type.Array(ConflictSchema),
      }),
      handle: ({ body, caller }) => {
        checkNoAgent(caller);
        return gate.policies.rebase(caller.tenant, body as Pick<Change, 'parent' | 'document'>);
      },
    },
    {
      id: 'tryPolicy',
      method: 'POST',
      path: '/v1/policies/dry-run',
      summary: 'What a document would have said to the last decisions. Nothing changes.',
      scope: 'read',
      body: Type.Object(
        {
          document: DocumentSchema,
          count: DryRunCountSchema,
        },
        closed,
      ),
      response: DryRunSchema,
      handle: ({ body, caller, signal }) => {
        const { document, count = DRY_RUN_COUNT } = body as { readonly document: unknown; readonly count?: number };
        checkNoAgent(caller);
        return dryRuns.run({ tenant: caller.tenant, document, count, signal });
      },
    },
  ];
}

/** What the gate would stop is not for an agent to try out. */
function checkNoAgent({ kind }: Caller): void {
  if (kind === 'agent') throw new GateError('FORBIDDEN', 'expected a person or a service, met an agent');
}
