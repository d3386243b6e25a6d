/** An explanation of core, as it travels. */
import { Type } from 'typebox';
import { RiskSchema, VerdictSchema } from '../schemas.ts';

const SpanSchema = Type.Object(
  { start: Type.Integer(), end: Type.Integer() },
  { description: 'A part of the command line, in UTF-16 code units.' },
);

export const ExplanationSchema = Type.Object({
  verdict: VerdictSchema,
  judged: VerdictSchema,
  mode: Type.Enum(['strict', 'balanced', 'observe']),
  risk: RiskSchema,
  capabilities: Type.Array(Type.String()),
  descriptor: Type.String(),
  unknown: Type.Boolean(),
  command: Type.String(),
  invocations: Type.Array(
    Type.Object({
      name: Type.String(),
      known: Type.Boolean(),
      span: SpanSchema,
      within: Type.Array(Type.String()),
      risk: RiskSchema,
    }),
  ),
  effects: Type.Array(
    Type.Object({
      effect: Type.String(),
      message: Type.String(),
      target: Type.Optional(Type.String()),
      place: Type.String(),
      scope: Type.String(),
      risk: RiskSchema,
      capabilities: Type.Array(Type.String()),
      span: SpanSchema,
      invocation: Type.Integer(),
    }),
  ),
  reasons: Type.Array(
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      span: SpanSchema,
      advice: Type.Optional(Type.String()),
    }),
  ),
  rule: Type.String(),
  alternative: Type.Optional(Type.String()),
});
