/** What each kind of record does to the tables. */
import { type CanonicalObject, canonicalText, fromBase64 } from '@capgate/base';
import { type IndexedRecord, type RecordBodies, type RecordKind, RISKS } from '../records.ts';
import { APPROVAL_HANDLERS } from './approvals.ts';
import type { Batch } from './batch.ts';
import { KERNEL_HANDLERS } from './kernel.ts';
import { actionColumns, listOrNull, storable, storableOrNull } from './values.ts';

export type Handler<Kind extends RecordKind> = (
  batch: Batch,
  record: IndexedRecord,
  body: RecordBodies[Kind],
) => Promise<unknown> | undefined;

/** What no table answers: whoever wants to know reads the log. */
const inLogAlone = (): undefined => undefined;

/**
 * Where two records make the same thing, such as a version of a policy, the first counts: what was relied upon does not
 * change. What names a thing that is not there does nothing: retention may have dropped it.
 */
const HANDLERS: { readonly [Kind in RecordKind]: Handler<Kind> } = {
  ...APPROVAL_HANDLERS,
  ...KERNEL_HANDLERS,
  'gate.started': (batch, { at }, { instance, version, mode, policy }) => {
    const row = {
      log: batch.log,
      instance,
      version,
      mode,
      policy,
      started_at: at,
      stopped_at: null,
      stop_reason: null,
    };
    return batch.db
      .insertInto('gates')
      .values(row)
      .onConflict((key) => key.columns(['log', 'instance']).doNothing())
      .execute();
  },
  'gate.stopped': (batch, { at }, { instance, reason }) =>
    batch.db
      .updateTable('gates')
      .set({ stopped_at: at, stop_reason: storable(reason) })
      .where('log', '=', batch.log)
      .where('instance', '=', instance)
      .execute(),
  'session.started': async (batch, record, body) => {
    batch.see(record, body);
    await batch.writeSeen();
    await batch.db
      .updateTable('sessions')
      .set({
        started_at: record.at,
        ended_at: null,
        working_directory: storable(body.workingDirectory),
        workspace: storableOrNull(body.workspace),
        home: storableOrNull(body.home),
        platform: storableOrNull(body.platform),
        uid: body.uid ?? null,
        pid: body.pid ?? null,
      })
      .where('log', '=', batch.log)
      .where('tenant', '=', body.tenant)
      .where('session', '=', body.session)
      .where('agent', '=', body.agent)
      .execute();
  },
  'session.ended': async (batch, { at }, { tenant, session }) => {
    await batch.writeSeen();
    await batch.db
      .updateTable('sessions')
      .set({ ended_at: at })
      .where('log', '=', batch.log)
      .where('tenant', '=', tenant)
      .where('session', '=', session)
      .execute();
  },
  decision: (batch, record, body) => {
    batch.see(record, body, body.verdict);
    const row = {
      log: batch.log,
      idx: record.index,
      id: record.id,
      at: record.at,
      tenant: body.tenant,
      agent: body.agent,
      session: body.session,
      ...actionColumns(body.action),
      cwd: storable(body.cwd),
      verdict: body.verdict,
      judged: body.judged,
      risk: RISKS.indexOf(body.risk),
      descriptor: body.descriptor,
      mode: body.mode,
      policy: body.policy,
      rule: body.rule ?? null,
      reasons: listOrNull(body.reasons),
      approval: body.approval ?? null,
      took_ns: body.tookNs,
      files: body.files === undefined ? null : canonicalText(body.files),
      subagent: body.subagent === undefined ? null : canonicalText(body.subagent),
    };
    batch.addDecision(row, body);
    return undefined;
  },
  'policy.version': (batch, { at, index }, { tenant, version, parent, author, reason, document, merged }) => {
    const row = { tenant, version, parent, author, reason: storable(reason), merged: merged ? 1 : 0 };
    return batch.db
      .insertInto('policies')
      .values({ ...placed(batch, index, at), ...row, document: canonicalText(document) })
      .onConflict((key) => key.columns(['log', 'tenant', 'version']).doNothing())
      .execute();
  },
  'policy.activated': (batch, { at, index }, { tenant, version, previous, by, reason, overrideBy }) => {
    const row = { tenant, version, previous, activated_by: by, reason: storable(reason) };
    return batch.db
      .insertInto('policy_activations')
      .values({ ...placed(batch, index, at), ...row, override_by: listOrNull(overrideBy) })
      .execute();
  },
  'registry.version': (batch, { at, index }, { bytes, tenant, name, version, hash, signer }) =>
    batch.db
      .insertInto('registries')
      .values({
        ...placed(batch, index, at),
        tenant,
        name,
        version,
        hash,
        signer,
        bytes: fromBase64(bytes) as Uint8Array,
      })
      .onConflict((key) => key.columns(['log', 'tenant', 'name', 'version']).doNothing())
      .execute(),
  'registry.activated': (batch, { at, index }, { tenant, name, version, by }) =>
    batch.db
      .insertInto('registry_activations')
      .values({ ...placed(batch, index, at), tenant, name, version, activated_by: by })
      .execute(),
  'token.created': (batch, { at, index }, { tokenId, scopes, expiresAt, owner = null, ...names }) => {
    const times = { created_at: at, expires_at: expiresAt, revoked_at: null, revoked_by: null };
    const { tenant, name, subject, hash } = names;
    const row = { token: tokenId, tenant, name, owner, subject, scopes: canonicalText(scopes), hash, ...times };
    return batch.db
      .insertInto('tokens')
      .values({ log: batch.log, idx: index, ...row })
      .onConflict((key) => key.columns(['log', 'token']).doNothing())
      .execute();
  },
  'token.revoked': (batch, { at }, { tokenId, by }) =>
    batch.db
      .updateTable('tokens')
      .set({ revoked_at: at, revoked_by: by })
      .where('log', '=', batch.log)
      .where('token', '=', tokenId)
      .where('revoked_at', 'is', null)
      .execute(),
  'tenant.created': (batch, { at }, { tenant, name }) =>
    batch.db
      .insertInto('tenants')
      .values({ log: batch.log, tenant, name, created_at: at })
      .onConflict((key) => key.columns(['log', 'tenant']).doNothing())
      .execute(),
  'pause.started': (batch, { at }, { tenant, until, by, reason }) => {
    const row = {
      started_at: at,
      until_at: until,
      started_by: by,
      reason: storable(reason),
      ended_at: null,
      ended_by: null,
    };
    return batch.db
      .insertInto('pauses')
      .values({ log: batch.log, tenant, ...row })
      .onConflict((key) => key.columns(['log', 'tenant']).doUpdateSet(row))
      .execute();
  },
  'pause.ended': (batch, { at }, { tenant, by }) =>
    batch.db
      .updateTable('pauses')
      .set({ ended_at: at, ended_by: by })
      .where('log', '=', batch.log)
      .where('tenant', '=', tenant)
      .where('ended_at', 'is', null)
      .execute(),
  'fleet.quarantined': inLogAlone,
  'fleet.released': inLogAlone,
  'fleet.finding': inLogAlone,
  'fleet.alert': inLogAlone,
};

function placed(batch: Batch, idx: number, at: number): { log: number; idx: number; at: number } {
  return { log: batch.log, idx, at };
}

/** The handler of a kind, for a body that was checked to be one of it. */
export function handlerOf(kind: RecordKind): (batch: Batch, record: IndexedRecord, body: CanonicalObject) => unknown {
  return HANDLERS[kind] as Handler<never> as (batch: Batch, record: IndexedRecord, body: CanonicalObject) => unknown;
}
