/** Tokens of callers by HTTP. */
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import { type Caller, CALLER_KINDS, SCOPES } from '../../callers/caller.ts';
import { TOKEN_LIFETIME_MS_MAX, type TokenRequest } from '../../callers/tokens.ts';
import { GateError } from '../../error.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, EmptySchema, IdSchema, pageAsked, pageOf, pageQuery, TimeSchema } from '../schemas.ts';

const ScopesSchema = Type.Array(Type.Enum([...SCOPES]), { minItems: 1, uniqueItems: true });
const TokenSchema = Type.Object({
  tokenId: Type.String(),
  tenant: Type.String(),
  name: Type.String(),
  owner: Type.Optional(Type.String()),
  subject: Type.Enum([...CALLER_KINDS]),
  scopes: Type.Array(Type.String()),
  createdAt: TimeSchema,
  expiresAt: TimeSchema,
  revokedAt: Type.Optional(TimeSchema),
  revokedBy: Type.Optional(Type.String()),
});
const TokenRequestSchema = Type.Object(
  {
    name: NameSchema,
    subject: Type.Enum([...CALLER_KINDS]),
    scopes: ScopesSchema,
    lifetimeMs: Type.Integer({ minimum: 1, maximum: TOKEN_LIFETIME_MS_MAX }),
    tenant: Type.Optional(NameSchema),
    owner: Type.Optional({
      ...NameSchema,
      description:
        'The person who has it, as persons are counted: a user name of the machine. Who makes it where absent.',
    }),
  },
  closed,
);

export function tokenOperations(parts: OperationParts): readonly Operation[] {
  const { gate } = parts;
  return [
    {
      id: 'listTokens',
      method: 'GET',
      path: '/v1/tokens',
      summary: 'Tokens, the newest first; neither their secrets nor the hashes of those.',
      scope: 'admin',
      query: pageQuery(),
      response: pageOf(TokenSchema),
      // Hashes are not in the schema, and so not in the answer.
      handle: (input) => gate.parts.store.tokens(input.caller.tenant, pageAsked(input).page),
    },
    {
      id: 'createToken',
      method: 'POST',
      path: '/v1/tokens',
      summary: 'A new token. It is told this once.',
      scope: 'admin',
      body: TokenRequestSchema,
      status: 201,
      response: Type.Object({ tokenId: Type.String(), token: Type.String() }),
      handle: async ({ body, caller }) => {
        const asked = body as TokenRequest;
        await checkTenant(parts, caller, asked.tenant);
        return gate.tokens.create(caller, asked);
      },
    },
    {
      id: 'revokeToken',
      method: 'DELETE',
      path: '/v1/tokens/{token}',
      summary: 'No more use of it from now on.',
      scope: 'admin',
      params: Type.Object({ token: IdSchema }),
      response: EmptySchema,
      handle: async ({ params, caller }) => {
        await gate.tokens.revoke(caller, params['token'] as string);
        return {};
      },
    },
  ];
}

/** Nobody makes a token of another tenant but who runs the gate. */
async function checkTenant({ tenants }: OperationParts, caller: Caller, tenant: string | undefined): Promise<void> {
  if (tenant === undefined || tenant === caller.tenant) return;
  tenants.checkOperator(caller);
  if (!(await tenants.has(tenant))) throw new GateError('NOT_FOUND', 'expected a tenant that exists, met none');
}
