/** What several operations take and give. */
import { PAGE_LIMIT_MAX } from '@capgate/store';
import { type TSchema, Type } from 'typebox';
import type { OperationInput } from './operation.ts';

export const closed = { additionalProperties: false } as const;

const CURSOR_LENGTH_MAX = 1_000;
const PAGE_LIMIT = 100;
const REASON_LENGTH_MAX = 1_000;

export const TimeSchema = Type.Integer({ minimum: 0, description: 'Milliseconds since 1970 UTC.' });
export const RiskSchema = Type.Enum(['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
export const VerdictSchema = Type.Enum(['allow', 'ask', 'deny']);
export const ReasonTextSchema = Type.String({ minLength: 1, maxLength: REASON_LENGTH_MAX });
/** A version of something, from 1 on. */
export const VersionSchema = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** What the gate itself names: hexadecimal, or a UUID. */
export const IdSchema = Type.String({ pattern: '^[0-9a-f-]{1,64}$' });
export const VerdictCountsSchema = Type.Object({
  allow: Type.Integer(),
  ask: Type.Integer(),
  deny: Type.Integer(),
});
/** By a name that processes choose. */
export const ProcessSchema = Type.Object({ pid: Type.Integer(), command: Type.String() });
export const EmptySchema = Type.Object({}, closed);

export const ErrorSchema = Type.Object({ code: Type.String(), message: Type.String() });

/** RFC 9457. `code` is for programs, `detail` for people. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    latest: Type.Optional(Type.Integer({ description: 'The version that a change conflicts with.' })),
    conflicts: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String(),
          base: Type.Optional(Type.Unknown()),
          ours: Type.Optional(Type.Unknown()),
          theirs: Type.Optional(Type.Unknown()),
        }),
      ),
    ),
  },
  closed,
);

const pageFields = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT })),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: CURSOR_LENGTH_MAX, description: 'What the page before gave as `next`.' }),
  ),
};

/** A query for a page of something, with the filters in `fields`. */
export function pageQuery(fields: Record<string, TSchema> = {}): TSchema {
  return Type.Object({ ...fields, ...pageFields }, closed);
}

export function pageOf(item: TSchema): TSchema {
  return Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) });
}

/** The page that is asked for, and the filters beside it, which the schema has checked, with the caller's tenant. */
export function pageAsked({ query, caller: { tenant } }: OperationInput): {
  readonly page: { readonly limit: number; readonly cursor?: string };
  readonly filter: { readonly tenant: string };
} {
  const { limit = PAGE_LIMIT, cursor, ...filter } = query as { limit?: number; cursor?: string };
  return { page: cursor === undefined ? { limit } : { limit, cursor }, filter: { ...filter, tenant } };
}
