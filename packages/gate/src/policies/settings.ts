/**
 * What a tenant's policy is made of: one document with a part for each domain, each of which may have owners. The part
 * `security` holds the layers of rules; the others hold thresholds that other parts of the product read.
 */
import { faultFinder, type FormFault } from '@capgate/base/forms';
import {
  type Action,
  checkExamples,
  compilePolicy,
  createContext,
  decide,
  type ExampleFailure,
  POLICY_SCHEMA,
  POLICY_VERSION,
  type Policy,
  PolicyError,
  readPolicyDocument,
  tables,
} from '@capgate/core';
import { type Static, Type } from 'typebox';
import { NameSchema } from '../api/decide.ts';
import { checker } from '../api/validation.ts';
import { DEFAULT_APPROVALS, type Rules } from '../decisions/rules.ts';
import { GateError } from '../error.ts';

export const DOMAINS = ['security', 'statistics', 'performance', 'quality', 'infrastructure'] as const;
export type Domain = (typeof DOMAINS)[number];

const closed = { additionalProperties: false } as const;
const DAY_MS = 86_400_000;
const WaitSchema = Type.Optional(Type.Integer({ minimum: 1_000, maximum: DAY_MS }));
const PeopleSchema = Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)]));

/** The layers that settings have, in falling order of authority. */
export const LAYERS = ['organisation', 'user'] as const;
const LAYER_REFERENCE = { $ref: POLICY_SCHEMA['$id'] as string };

/** A layer's rules, as `capgate policy` reads them; the core checks them in full. */
const LayerSchema = Type.Optional(Type.Unsafe<object>({ type: 'object', title: POLICY_SCHEMA['title'] as string }));

const ThresholdsSchema = Type.Record(
  Type.String({ pattern: '^[a-z][A-Za-z0-9._-]{0,99}$' }),
  Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 1_000 })]),
  { maxProperties: 1_000 },
);

const SecuritySchema = Type.Object(
  {
    mode: Type.Optional(Type.Enum(['strict', 'balanced', 'observe'])),
    organisation: LayerSchema,
    user: LayerSchema,
    attended: Type.Optional(Type.Boolean({ description: 'Whether persons can answer; true where absent.' })),
    log: Type.Optional(Type.Object({ allow: Type.Enum(['before', 'after']) }, closed)),
    approvals: Type.Optional(
      Type.Object(
        {
          timeoutMs: WaitSchema,
          useMs: WaitSchema,
          people: Type.Optional(
            Type.Object(
              {
                SAFE: PeopleSchema,
                LOW: PeopleSchema,
                MEDIUM: PeopleSchema,
                HIGH: PeopleSchema,
                CRITICAL: PeopleSchema,
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
);

const OwnersSchema = Type.Optional(Type.Array(NameSchema, { minItems: 1, maxItems: 100, uniqueItems: true }));

const SettingsSchema = Type.Object(
  {
    security: Type.Optional(SecuritySchema),
    statistics: Type.Optional(ThresholdsSchema),
    performance: Type.Optional(ThresholdsSchema),
    quality: Type.Optional(ThresholdsSchema),
    infrastructure: Type.Optional(ThresholdsSchema),
    owners: Type.Optional(
      Type.Object(
        {
          security: OwnersSchema,
          statistics: OwnersSchema,
          performance: OwnersSchema,
          quality: OwnersSchema,
          infrastructure: OwnersSchema,
        },
        closed,
      ),
    ),
  },
  closed,
);
export type Settings = Static<typeof SettingsSchema>;

/** The JSON Schema (draft 2020-12) of the whole document, with that of a layer in it, for editors. */
export const SETTINGS_SCHEMA: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Capgate settings',
  ...SettingsSchema,
  properties: {
    ...SettingsSchema.properties,
    security: {
      ...SecuritySchema,
      properties: {
        ...SecuritySchema.properties,
        ...Object.fromEntries(LAYERS.map((layer) => [layer, LAYER_REFERENCE])),
      },
    },
  },
  $defs: { policy: POLICY_SCHEMA },
};

/** Everything that is wrong with the form of settings, but for what is in a layer. */
export const settingsFaults: (value: unknown) => readonly FormFault[] = faultFinder(SettingsSchema);

/** Throws `GateError` REQUEST. */
export const checkSettings: (value: unknown) => Settings = checker(SettingsSchema);

/** The rules that settings come to. Throws `GateError` REQUEST where a layer is no policy or fails its own examples. */
export function rulesOf(version: number, { security }: Settings): Rules {
  const { mode, organisation, user, attended, log, approvals } = security ?? {};
  const policy = compiled(organisation, user);
  return {
    version,
    policy,
    mode,
    attended: attended ?? true,
    logAllow: log?.allow ?? 'after',
    approvals: {
      timeoutMs: approvals?.timeoutMs ?? DEFAULT_APPROVALS.timeoutMs,
      useMs: approvals?.useMs ?? DEFAULT_APPROVALS.useMs,
      people: { ...DEFAULT_APPROVALS.people, ...approvals?.people },
    },
  };
}

/**
 * The settings with more rules behind the layer `user`'s own. Throws `GateError` REQUEST where the rules by themselves are
 * none, naming their place among themselves.
 */
export function withRules(settings: Settings, rules: readonly object[]): Settings {
  rulesOf(0, { security: { user: { version: POLICY_VERSION, rules } } });
  const { security = {} } = settings;
  const { user = { version: POLICY_VERSION } } = security;
  const { rules: known = [] } = user as { readonly rules?: readonly object[] };
  return { ...settings, security: { ...security, user: { ...user, rules: [...known, ...rules] } } };
}

function compiled(organisation: object | undefined, user: object | undefined): Policy {
  try {
    const policy = compiledLayers(organisation, user);
    const [failure] = failedExamples(policy);
    if (failure === undefined) return policy;
    throw new GateError('REQUEST', `the policy of layer ${failure.layer} fails its own examples: ${failure.message}`);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new GateError('REQUEST', `${error.code}: ${error.message}`);
  }
}

/** Throws `PolicyError`. */
export function compiledLayers(organisation: object | undefined, user: object | undefined): Policy {
  return compilePolicy(
    {
      ...(organisation === undefined ? {} : { organisation: readPolicyDocument(organisation) }),
      ...(user === undefined ? {} : { user: readPolicyDocument(user) }),
    },
    tables,
  );
}

export function failedExamples(policy: Policy): readonly ExampleFailure[] {
  const context = createContext(EXAMPLES_CONTEXT);
  return checkExamples(policy, (action: Action) => {
    decide(action, context);
    return context.assessment;
  });
}

/** Where examples are taken to run, as `capgate policy test` has it. */
const EXAMPLES_CONTEXT = { workspace: '/workspace', home: '/home/user' };
