/** Who may ask: tenants, their tokens and what they have paused. */
import { storable } from '../apply/values.ts';
import type { Engine } from '../engine.ts';
import type { Pause, Tenant, Token, UnreadRecord } from '../store.ts';
import type { TokensTable } from '../tables.ts';
import { whole } from './numbers.ts';
import { keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '../database/page.ts';
import { listOf, present } from './values.ts';

/** A tenant may be in several logs; what the first of them says counts. */
export async function tenantsPage({ db }: Engine, request: PageRequest): Promise<Page<Tenant>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['string']);
  let query = db
    .selectFrom('tenants')
    .select(['tenant', 'name', 'created_at'])
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('tenants as other')
            .select('other.log')
            .whereRef('other.tenant', '=', 'tenants.tenant')
            .whereRef('other.log', '<', 'tenants.log'),
        ),
      ),
    );
  if (behind !== undefined) query = query.where('tenant', '>', storable(behind[0]));
  const rows = await query.orderBy('tenant').limit(limit).execute();
  return pageOf(
    rows,
    request,
    ({ tenant }) => [tenant],
    ({ tenant, name, created_at: createdAt }) => ({ tenant, name, createdAt }),
  );
}

/** Where several have this hash, one that is revoked: what was taken from one log must not live on in another. */
export async function tokenByHash({ db }: Engine, hash: string): Promise<Token | undefined> {
  const rows = await db
    .selectFrom('tokens')
    .selectAll()
    .where('hash', '=', storable(hash))
    .orderBy('created_at')
    .orderBy('log')
    .orderBy('idx')
    .execute();
  const row = rows.find(({ revoked_at }) => revoked_at !== null) ?? rows[0];
  return row && tokenOf(row);
}

export async function tokensPage({ db }: Engine, tenant: string, request: PageRequest): Promise<Page<Token>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number', 'number', 'number']);
  let query = db.selectFrom('tokens').selectAll().where('tenant', '=', storable(tenant));
  if (behind !== undefined) {
    const [at, log, idx] = behind;
    query = query.where((row) => row(row.refTuple('created_at', 'log', 'idx'), '<', row.tuple(at, log, idx)));
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('log', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute();
  return pageOf(rows, request, (row) => [row.created_at, row.log, row.idx], tokenOf);
}

/** Neither revoked nor expired, of all tenants. */
export async function liveTokens({ db }: Engine, nowMs: number): Promise<Token[]> {
  const rows = await db
    .selectFrom('tokens')
    .selectAll()
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', whole(nowMs, 'nowMs'))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('tokens as other')
            .select('other.idx')
            .whereRef('other.hash', '=', 'tokens.hash')
            .where('other.revoked_at', 'is not', null),
        ),
      ),
    )
    .orderBy('tenant')
    .orderBy('token')
    .orderBy('log')
    .execute();
  return rows.map(tokenOf);
}

export async function pausesInForce({ db }: Engine, nowMs: number): Promise<Pause[]> {
  const rows = await db
    .selectFrom('pauses')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('until_at', '>', whole(nowMs, 'nowMs'))
    .orderBy('tenant')
    .orderBy('log')
    .execute();
  return rows.map((row) => ({
    tenant: row.tenant,
    startedAt: row.started_at,
    until: row.until_at,
    by: row.started_by,
    reason: row.reason,
  }));
}

export async function unreadPage({ db }: Engine, origin: string, request: PageRequest): Promise<Page<UnreadRecord>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number']);
  let query = db
    .selectFrom('unread')
    .innerJoin('logs', 'logs.log', 'unread.log')
    .select(['idx', 'id', 'kind', 'why', 'origin'])
    .where('origin', '=', storable(origin));
  if (behind !== undefined) query = query.where('idx', '<', behind[0]);
  const rows = await query.orderBy('idx', 'desc').limit(limit).execute();
  return pageOf(
    rows,
    request,
    ({ idx }) => [idx],
    ({ idx, id, kind, why, origin: log }) => ({ log, index: idx, id, kind, why }),
  );
}

function tokenOf(row: TokensTable): Token {
  return {
    tokenId: row.token,
    tenant: row.tenant,
    name: row.name,
    subject: row.subject,
    scopes: listOf(row.scopes) ?? [],
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...present({ owner: row.owner, revokedAt: row.revoked_at, revokedBy: row.revoked_by }),
  };
}
