import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import type { ActivePolicy, PolicyActivation, PolicySummary, PolicyVersion } from '../store.ts';
import type { PoliciesTable, PolicyActivationsTable } from '../tables.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { listOf, objectOf, present } from './values.ts';

type SummaryRow = Omit<PoliciesTable, 'document'>;

export async function policyVersionsPage(
  { db }: Engine,
  tenant: string,
  request: PageRequest,
): Promise<Page<PolicySummary>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number']);
  let query = db
    .selectFrom('policies')
    .select(['log', 'idx', 'tenant', 'version', 'at', 'parent', 'author', 'reason', 'merged'])
    .where('tenant', '=', storable(tenant));
  if (behind !== undefined) {
    const [version, log] = behind;
    query = query.where((row) => row(row.refTuple('version', 'log'), '<', row.tuple(version, log)));
  }
  const rows = await query.orderBy('version', 'desc').orderBy('log', 'desc').limit(limit).execute();
  return pageOf(rows, request, ({ version, log }) => [version, log], summaryOf);
}

/** Where several logs have this version, the one that was made last. */
export async function policyVersion(
  { db }: Engine,
  tenant: string,
  version: number,
): Promise<PolicyVersion | undefined> {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .where('tenant', '=', storable(tenant))
    .where('version', '=', whole(version, 'the version'))
    .orderBy('at', 'desc')
    .orderBy('log', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** What was activated last, for one tenant or for each, in the order of tenants. */
export async function activePolicies({ db }: Engine, tenant?: string): Promise<ActivePolicy[]> {
  let query = db
    .selectFrom('policy_activations as active')
    .innerJoin('policies', (join) =>
      join
        .onRef('policies.log', '=', 'active.log')
        .onRef('policies.tenant', '=', 'active.tenant')
        .onRef('policies.version', '=', 'active.version'),
    )
    .selectAll('policies')
    .select([
      'active.previous',
      'active.activated_by',
      'active.at as activated_at',
      'active.reason as activation_reason',
      'active.override_by',
    ])
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('policy_activations as later')
            .select('later.idx')
            .whereRef('later.tenant', '=', 'active.tenant')
            .where((pair) =>
              pair(
                pair.refTuple('later.at', 'later.log', 'later.idx'),
                '>',
                pair.refTuple('active.at', 'active.log', 'active.idx') as never,
              ),
            ),
        ),
      ),
    );
  if (tenant !== undefined) query = query.where('active.tenant', '=', storable(tenant));
  const rows = await query.orderBy('active.tenant').execute();
  return rows.map((row) => ({
    ...versionOf(row),
    previous: row.previous,
    activatedBy: row.activated_by,
    activatedAt: row.activated_at,
    activationReason: row.activation_reason,
    ...present({ overrideBy: listOf(row.override_by) }),
  }));
}

export async function policyActivationsPage(
  { db }: Engine,
  tenant: string,
  request: PageRequest,
): Promise<Page<PolicyActivation>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  let query = db.selectFrom('policy_activations').selectAll().where('tenant', '=', storable(tenant));
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) => row(row.refTuple('at', 'log', 'idx'), '<', row.tuple(at, log, idx)));
  }
  const rows = await query.orderBy('at', 'desc').orderBy('log', 'desc').orderBy('idx', 'desc').limit(limit).execute();
  return pageOf(rows, request, ({ at, log, idx }) => [at, log, idx], activationOf);
}

function activationOf(row: PolicyActivationsTable): PolicyActivation {
  const { tenant, version, previous, activated_by: activatedBy, at: activatedAt, reason } = row;
  return {
    tenant,
    version,
    previous,
    activatedBy,
    activatedAt,
    reason,
    ...present({ overrideBy: listOf(row.override_by) }),
  };
}

function summaryOf({ tenant, version, parent, author, reason, merged, at }: SummaryRow): PolicySummary {
  return { tenant, version, parent, author, reason, merged: merged === 1, createdAt: at };
}

function versionOf(row: PoliciesTable): PolicyVersion {
  return { ...summaryOf(row), document: objectOf(row.document) };
}
