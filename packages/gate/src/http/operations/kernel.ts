/** Looking at what the kernel did for sessions that it holds. */
import { BINDING_WAYS, HELD_ENDINGS, HELD_TIERS, KERNEL_ACTS } from '@capgate/store';
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { IdSchema, pageAsked, pageOf, pageQuery, ProcessSchema, TimeSchema } from '../schemas.ts';

const Texts = {
  reason: Type.Optional(Type.String({ description: 'Of a program: what was too much of it.' })),
  control: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  reach: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  port: Type.Optional(Type.Integer()),
};

export const DenialSchema = Type.Object(
  {
    log: Type.String(),
    index: Type.Integer(),
    id: Type.String(),
    at: TimeSchema,
    deniedAt: TimeSchema,
    tenant: Type.String(),
    held: Type.String(),
    act: Type.Enum([...KERNEL_ACTS]),
    ...Texts,
    uid: Type.Integer(),
    ancestry: Type.Array(ProcessSchema, {
      description:
        'The process, what started it, and so on, up to the session’s first. Names are as processes chose them.',
    }),
    binding: Type.Optional(Type.String()),
    decision: Type.Optional(
      Type.String({ description: 'Whose mask stopped it; absent where that was the session’s.' }),
    ),
    agent: Type.Optional(Type.String()),
    session: Type.Optional(Type.String()),
  },
  { description: 'An act that the kernel stopped.' },
);

const BindingFields = {
  at: TimeSchema,
  held: Type.String(),
  binding: Type.String(),
  pid: Type.Integer(),
  way: Type.Enum([...BINDING_WAYS]),
  approval: Type.Optional(Type.String()),
};
const BINDING_WORDS = { description: 'The process that was held to the decision, with all that comes of it.' };
const BindingSchema = Type.Object(BindingFields, BINDING_WORDS);
export const SessionBindingSchema = Type.Object(
  { ...BindingFields, decision: Type.String(), session: Type.String() },
  BINDING_WORDS,
);

/** What the kernel did for one decision. */
export const KernelSchema = Type.Object({
  bindings: Type.Array(BindingSchema),
  denials: Type.Array(DenialSchema, { description: 'The newest first, the last 100.' }),
});

/** What the kernel holds: one or more sessions of agents act in it. */
export const HeldSchema = Type.Object({
  tenant: Type.String(),
  held: Type.String(),
  name: Type.String(),
  tier: Type.Enum([...HELD_TIERS]),
  workspace: Type.String(),
  pid: Type.Integer(),
  uid: Type.Integer(),
  mask: Type.Object({}, { additionalProperties: true }),
  startedAt: TimeSchema,
  endedAt: Type.Optional(TimeSchema),
  ending: Type.Optional(Type.Enum([...HELD_ENDINGS])),
  decided: Type.Optional(Type.Integer()),
  denied: Type.Optional(Type.Integer()),
  lost: Type.Optional(Type.Integer({ description: 'Acts that nobody could be told of.' })),
});

const FilterFields = {
  held: Type.Optional(NameSchema),
  decision: Type.Optional(IdSchema),
  agent: Type.Optional(NameSchema),
  session: Type.Optional(NameSchema),
  fromMs: Type.Optional(TimeSchema),
  beforeMs: Type.Optional(TimeSchema),
};

export function kernelOperations({ gate }: OperationParts): readonly Operation[] {
  const { store } = gate.parts;
  return [
    {
      id: 'listKernelSessions',
      method: 'GET',
      path: '/v1/kernel/sessions',
      summary: 'Sessions that the kernel holds or has held, the newest first.',
      scope: 'read',
      query: pageQuery(),
      response: pageOf(HeldSchema),
      handle: (input) => store.kernelSessions(input.caller.tenant, pageAsked(input).page),
    },
    {
      id: 'listKernelDenials',
      method: 'GET',
      path: '/v1/kernel/denials',
      summary: 'What the kernel stopped, the newest first.',
      scope: 'read',
      query: pageQuery(FilterFields),
      response: pageOf(DenialSchema),
      handle: (input) => {
        const { page, filter } = pageAsked(input);
        return store.kernelDenials(filter, page);
      },
    },
  ];
}
