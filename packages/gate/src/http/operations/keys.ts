/** The keys that sign the log: their public halves, and the next one. */
import { Type } from 'typebox';
import { DAY_MS } from '../../config/config.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { closed } from '../schemas.ts';

const DURATION_MS_MAX = 36_500 * DAY_MS;
const LifetimeSchema = Type.Integer({ minimum: DAY_MS, maximum: DURATION_MS_MAX });
const OverlapSchema = Type.Integer({ minimum: 0, maximum: DURATION_MS_MAX });

const RotationSchema = Type.Object(
  {
    current: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'The fingerprint of the key that signs now.' }),
    lifetimeMs: Type.Optional({ ...LifetimeSchema, description: 'When the new key is to be rotated; 90 days.' }),
    overlapMs: Type.Optional({ ...OverlapSchema, description: 'How long both sign; 7 days.' }),
  },
  closed,
);

const KeysSchema = Type.Object({
  statements: Type.Array(Type.String({ description: 'A signed note; all of them are the chain of keys.' })),
});

interface Rotation {
  readonly current: string;
  readonly lifetimeMs?: number;
  readonly overlapMs?: number;
}

export function keyOperations({ gate: { keys }, tenants }: OperationParts): readonly Operation[] {
  return [
    {
      id: 'getKeys',
      method: 'GET',
      path: '/v1/keys',
      summary:
        'The public halves of all keys that sign or signed the log, as statements that show one out of the other.',
      scope: 'read',
      response: KeysSchema,
      handle: () => ({ statements: keys.chain.statements }),
    },
    {
      id: 'rotateKeys',
      method: 'POST',
      path: '/v1/keys/rotation',
      summary:
        'Makes the next key, which takes over from the one that signs the log. For persons of the default tenant.',
      scope: 'admin',
      body: RotationSchema,
      status: 201,
      response: KeysSchema,
      handle: async ({ body, caller }) => {
        tenants.checkOperator(caller);
        const { current, ...rotation } = body as Rotation;
        const { statements } = await keys.rotate(caller, current, rotation);
        return { statements };
      },
    },
  ];
}
