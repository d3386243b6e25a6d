/** Tenants: for callers of the default one. */
import type { Tenant } from '@capgate/store';
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, EmptySchema, pageAsked, pageOf, pageQuery, TimeSchema } from '../schemas.ts';

const names = { tenant: NameSchema, name: NameSchema };

export function tenantOperations({ gate, tenants }: OperationParts): readonly Operation[] {
  return [
    {
      id: 'listTenants',
      method: 'GET',
      path: '/v1/tenants',
      summary: 'Tenants, by name.',
      scope: 'admin',
      query: pageQuery(),
      response: pageOf(Type.Object({ tenant: Type.String(), name: Type.String(), createdAt: TimeSchema })),
      handle: (input) => {
        tenants.checkOperator(input.caller);
        return gate.parts.store.tenants(pageAsked(input).page);
      },
    },
    {
      id: 'createTenant',
      method: 'POST',
      path: '/v1/tenants',
      summary: 'Makes a tenant.',
      scope: 'admin',
      body: Type.Object(names, closed),
      status: 201,
      response: EmptySchema,
      handle: async ({ body, caller }) => {
        await tenants.create(caller, body as Pick<Tenant, 'tenant' | 'name'>);
        return {};
      },
    },
  ];
}
