/** How the gate is doing. */
import { currentKey } from '@capgate/keys';
import { Type } from 'typebox';
import { CALLER_KINDS, SCOPES } from '../../callers/caller.ts';
import type { ConfigStatus } from '../../config/config.ts';
import type { Gate } from '../../gate.ts';
import type { LogStatus } from '../../recorder/recorder.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { TimeSchema } from '../schemas.ts';

const StatusSchema = Type.Object({
  instance: Type.String(),
  version: Type.String(),
  uptimeMs: Type.Integer(),
  log: Type.Object({
    works: Type.Boolean(),
    size: Type.Optional(Type.Integer()),
    checkpointSize: Type.Optional(Type.Integer()),
    checkpointAt: Type.Optional({
      ...TimeSchema,
      description: 'When this run signed the last checkpoint; absent until it has.',
    }),
  }),
  store: Type.Object({
    lagCount: Type.Optional(Type.Integer({ description: 'Records behind the log; absent where that is not known.' })),
  }),
  keys: Type.Object({
    name: Type.String(),
    fingerprint: Type.String(),
    createdAt: TimeSchema,
    expiresAt: TimeSchema,
    ageMs: Type.Integer(),
  }),
  config: Type.Object({
    digest: Type.Optional(Type.String({ description: 'SHA-256 of the file; absent where there is none.' })),
    readAt: TimeSchema,
    waiting: Type.Array(Type.String(), { description: 'Keys that the file has otherwise since the last start.' }),
  }),
  policy: Type.Object({ active: Type.Integer(), latest: Type.Integer() }),
  sessions: Type.Integer(),
  approvalsPending: Type.Integer(),
});

export function statusOperations({ gate, signIns, config }: OperationParts): readonly Operation[] {
  const startedMs = gate.parts.clock.monotonicMs();
  return [
    {
      id: 'getStatus',
      method: 'GET',
      path: '/v1/status',
      summary: 'Which gate this is, and how its parts are doing.',
      scope: 'read',
      response: StatusSchema,
      handle: async ({ caller: { tenant } }) => ({
        instance: gate.instance,
        version: gate.parts.version,
        uptimeMs: Math.round(gate.parts.clock.monotonicMs() - startedMs),
        ...(await partsOf(gate)),
        config: readOf(config()),
        policy: { active: gate.policies.active(tenant).version, latest: gate.policies.latest(tenant).version },
        sessions: gate.sessions.count,
        approvalsPending: gate.approvals.queue.count,
      }),
    },
    {
      id: 'whoAmI',
      method: 'GET',
      path: '/v1/caller',
      summary: 'Who the gate takes the caller for.',
      scope: 'read',
      response: Type.Object({
        kind: Type.Enum([...CALLER_KINDS]),
        name: Type.String(),
        tenant: Type.String(),
        scopes: Type.Array(Type.Enum([...SCOPES])),
        way: Type.Enum(['socket', 'token', 'page']),
      }),
      handle: ({ caller: { kind, name, tenant, scopes, way } }) => ({ kind, name, tenant, scopes, way }),
    },
    {
      id: 'offerSignIn',
      method: 'POST',
      path: '/v1/sign-in',
      summary: 'A code that signs a person in to the page, once and within a minute. By the socket only.',
      scope: 'read',
      status: 201,
      response: Type.Object({ path: Type.String({ description: 'To open in a browser.' }), expiresAt: TimeSchema }),
      handle: ({ caller }) => {
        const { code, expiresAt } = signIns.offer(caller);
        return { path: `/sign-in/${code}`, expiresAt };
      },
    },
  ];
}

function readOf({ digest, readAt, waiting }: ConfigStatus): object {
  return { digest, readAt, waiting };
}

const NO_STATUS: Partial<LogStatus> = {};

async function partsOf({ recorder, keys: { chain }, parts: { clock } }: Gate): Promise<object> {
  const { size, checkpoint, storeLag } = recorder.isWorking ? await recorder.status() : NO_STATUS;
  const { identity, fingerprint, createdMs, expiresMs } = currentKey(chain);
  return {
    log: { works: recorder.isWorking, size, checkpointSize: checkpoint?.size, checkpointAt: checkpoint?.at },
    store: { lagCount: storeLag },
    keys: {
      name: identity.name,
      fingerprint,
      createdAt: createdMs,
      expiresAt: expiresMs,
      ageMs: clock.nowMs() - createdMs,
    },
  };
}
