/** The OpenAPI 3.1 document of operations. Its schemas are JSON Schema 2020-12, and so are ours: they go in as they are. */
import type { TSchema } from 'typebox';
import type { Operation } from './operation.ts';
import { ProblemSchema } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const REFUSAL: Json = { $ref: '#/components/responses/Problem' };

export function openApi(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = operationObject(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Capgate', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    security: [{ token: [] }, { page: [] }],
    paths,
    components: {
      schemas: { Problem: plain(ProblemSchema) },
      responses: {
        Problem: {
          description: 'A refusal (RFC 9457). `code` is for programs.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        page: { type: 'apiKey', in: 'cookie', name: 'capgate' },
      },
    },
  };
}

function operationObject(operation: Operation): Json {
  const { id, path, summary, scope, params, query, body, response, takes, gives, status = 200 } = operation;
  const parameters = [...parametersOf(params, 'path'), ...parametersOf(query, 'query')];
  return {
    operationId: id,
    tags: [path.split('/')[2] ?? ''],
    summary,
    description: `Scope: ${scope}.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [takes ?? 'application/json']: { schema: plain(body) } } } }),
    responses: {
      [status]: {
        description: summary,
        content: { [gives ?? 'application/json']: { schema: plain(response) } },
      },
      '4XX': REFUSAL,
      '5XX': REFUSAL,
    },
  };
}

/** The properties of an object's schema, each as a parameter. */
function parametersOf(schema: TSchema | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties, required = [] } = plain(schema) as {
    readonly properties: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...of }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: of,
  }));
}

/** Without what TypeBox keeps beside the schema. */
function plain(schema: TSchema): Json {
  return JSON.parse(JSON.stringify(schema)) as Json;
}
