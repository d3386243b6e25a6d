import { type Expression, type SqlBool, sql } from 'kysely';
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import type { RegistrySummary, RegistryVersion } from '../store.ts';
import type { RegistriesTable } from '../tables.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';

type SummaryRow = Omit<RegistriesTable, 'bytes'> & { is_active: number };

export async function registryVersionsPage(
  { db }: Engine,
  tenant: string,
  request: PageRequest,
): Promise<Page<RegistrySummary>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['string', 'number', 'number']);
  let query = selectSummaries(db).where('tenant', '=', storable(tenant));
  if (behind !== undefined) {
    const [name, version, log] = behind;
    query = query.where((row) =>
      row.or([
        row('name', '>', storable(name)),
        row.and([row('name', '=', storable(name)), row(row.refTuple('version', 'log'), '<', row.tuple(version, log))]),
      ]),
    );
  }
  const rows = await query.orderBy('name').orderBy('version', 'desc').orderBy('log', 'desc').limit(limit).execute();
  return pageOf(rows, request, ({ name, version, log }) => [name, version, log], summaryOf);
}

/** Where several logs have this version, the one that was made last. */
export async function registryVersion(
  { db }: Engine,
  tenant: string,
  name: string,
  version: number,
): Promise<RegistryVersion | undefined> {
  const row = await selectSummaries(db)
    .select('bytes')
    .where('tenant', '=', storable(tenant))
    .where('name', '=', storable(name))
    .where('version', '=', whole(version, 'the version'))
    .orderBy('at', 'desc')
    .orderBy('log', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && versionOf(row);
}

/** Of all tenants, each name's version that was activated last. */
export async function activeRegistries({ db }: Engine): Promise<RegistryVersion[]> {
  const rows = await selectSummaries(db).select('bytes').where(IS_ACTIVE).orderBy('tenant').orderBy('name').execute();
  return rows.map(versionOf);
}

/** Whether no later activation of this name than that of this version is known. */
const IS_ACTIVE: Expression<SqlBool> = sql<SqlBool>`(registries.log, registries.version) = (
  select log, version from registry_activations as active
  where active.tenant = registries.tenant and active.name = registries.name
  order by active.at desc, active.log desc, active.idx desc limit 1
)`;

function selectSummaries(db: Engine['db']) {
  return db
    .selectFrom('registries')
    .select(['log', 'idx', 'tenant', 'name', 'version', 'at', 'hash', 'signer'])
    .select(sql<number>`case when ${IS_ACTIVE} then 1 else 0 end`.as('is_active'));
}

function summaryOf({ tenant, name, version, hash, signer, at, is_active }: SummaryRow): RegistrySummary {
  return { tenant, name, version, hash, signer, createdAt: at, isActive: is_active === 1 };
}

function versionOf(row: SummaryRow & Pick<RegistriesTable, 'bytes'>): RegistryVersion {
  // PostgreSQL's client gives a Buffer, which compares and prints otherwise.
  return { ...summaryOf(row), bytes: new Uint8Array(row.bytes) };
}
