/** What the gate runs by and on: for the people who run it. */
import { Type } from 'typebox';
import { SETTING_ORIGINS } from '../../config/config.ts';
import type { Metric } from '../../metrics/exposition.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { TimeSchema } from '../schemas.ts';

const ConfigurationSchema = Type.Object({
  file: Type.Optional(Type.String({ description: 'Absent where none was read.' })),
  settings: Type.Array(
    Type.Object({
      key: Type.String({ description: 'As the document has it: `http.port`.' }),
      value: Type.Optional(Type.Unknown({ description: 'Absent where there is none, and where it is a secret.' })),
      origin: Type.Enum([...SETTING_ORIGINS]),
      isSecret: Type.Optional(Type.Boolean({ description: 'There is one, and it is not shown.' })),
    }),
  ),
});

const StoreSchema = Type.Object({
  engine: Type.Enum(['sqlite', 'postgres']),
  sizeBytes: Type.Integer({ description: 'Of the database.' }),
  migrations: Type.Array(Type.Object({ name: Type.String(), at: TimeSchema }), {
    description: 'Changes of the form of its tables, the last last.',
  }),
});

const MetricsSchema = Type.Object({
  metrics: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.Enum(['counter', 'gauge', 'histogram']),
      help: Type.String(),
      samples: Type.Array(
        Type.Object({
          suffix: Type.Optional(Type.String({ description: 'Of histograms: _bucket, _sum, _count.' })),
          labels: Type.Optional(Type.Record(Type.String(), Type.String())),
          value: Type.Number(),
        }),
      ),
    }),
  ),
});

export type ReadMetrics = () => Promise<readonly Metric[]>;

export function systemOperations(
  { gate, tenants, config }: OperationParts,
  metrics: ReadMetrics,
): readonly Operation[] {
  return [
    {
      id: 'getConfiguration',
      method: 'GET',
      path: '/v1/configuration',
      summary:
        'Each setting as it is in force, and where it comes from; secrets are not shown. For persons of the default tenant.',
      scope: 'admin',
      response: ConfigurationSchema,
      handle: ({ caller }) => {
        tenants.checkOperator(caller);
        const { file, settings } = config();
        return { file, settings };
      },
    },
    {
      id: 'getStore',
      method: 'GET',
      path: '/v1/store',
      summary: 'What the store is: its engine, its size, the form of its tables.',
      scope: 'read',
      response: StoreSchema,
      handle: () => gate.parts.store.about(),
    },
    {
      id: 'getMetrics',
      method: 'GET',
      path: '/v1/metrics',
      summary: 'What /metrics tells Prometheus, as JSON.',
      scope: 'read',
      response: MetricsSchema,
      handle: async () => ({ metrics: await metrics() }),
    },
  ];
}
