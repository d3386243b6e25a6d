/** Registries: signed files of descriptors. */
import { toBase64 } from '@capgate/base';
import { NOTE_LENGTH_MAX } from '@capgate/keys';
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import { REGISTRY_BYTES_MAX, type Upload } from '../../registries/registries.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed, EmptySchema, pageAsked, pageOf, pageQuery, TimeSchema, VersionSchema } from '../schemas.ts';

const SummarySchema = Type.Object({
  tenant: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  hash: Type.String(),
  signer: Type.String(),
  createdAt: TimeSchema,
  isActive: Type.Boolean(),
});
const BASE64_LENGTH_MAX = Math.ceil(REGISTRY_BYTES_MAX / 3) * 4;
const VersionParams = Type.Object({ name: NameSchema, version: VersionSchema });

export function registryOperations({ gate }: OperationParts): readonly Operation[] {
  const { registries } = gate;
  return [
    {
      id: 'listRegistries',
      method: 'GET',
      path: '/v1/registries',
      summary: 'Versions of registries, by name, then the last first.',
      scope: 'read',
      query: pageQuery(),
      response: pageOf(SummarySchema),
      handle: (input) => gate.parts.store.registryVersions(input.caller.tenant, pageAsked(input).page),
    },
    {
      id: 'getRegistry',
      method: 'GET',
      path: '/v1/registries/{name}/{version}',
      summary: 'One version with its file, in Base64.',
      scope: 'read',
      params: VersionParams,
      response: Type.Object({ ...SummarySchema.properties, bytes: Type.String() }),
      handle: async ({ params: { name, version }, caller }) => {
        const found = await registries.version(caller.tenant, name as string, Number(version));
        return { ...found, bytes: toBase64(found.bytes) };
      },
    },
    {
      id: 'uploadRegistry',
      method: 'POST',
      path: '/v1/registries/{name}',
      summary:
        'Takes a version in. The note signs "capgate/registry/v1", the name and the SHA-256 of the file, line by line.',
      scope: 'policy',
      params: Type.Object({ name: NameSchema }),
      body: Type.Object(
        {
          bytes: Type.String({ maxLength: BASE64_LENGTH_MAX, description: 'The file, in Base64.' }),
          note: Type.String({ maxLength: NOTE_LENGTH_MAX }),
        },
        closed,
      ),
      status: 201,
      response: Type.Object({ version: Type.Integer(), hash: Type.String(), signer: Type.String() }),
      handle: ({ params: { name }, body, caller }) =>
        registries.upload(caller, { ...(body as Omit<Upload, 'name'>), name: name as string }),
    },
    {
      id: 'activateRegistry',
      method: 'POST',
      path: '/v1/registries/{name}/{version}/activate',
      summary: 'Makes a version the active one of its name.',
      scope: 'policy',
      params: VersionParams,
      response: EmptySchema,
      handle: async ({ params: { name, version }, caller }) => {
        await registries.activate(caller, name as string, Number(version));
        return {};
      },
    },
  ];
}
