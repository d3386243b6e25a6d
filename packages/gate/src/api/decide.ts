/** What a caller asks for, and what it is answered, in the form in which it travels. */
import { type Static, Type } from 'typebox';

/** Core reads commands up to 1 MiB; what is longer is answered, and not read. */
const TEXT_LENGTH_MAX = 1 << 20;
const NAME_LENGTH_MAX = 200;
const PATH_LENGTH_MAX = 4_096;

/** A name of an agent, a session or a tenant: visible characters, no blanks around. */
export const NameSchema = Type.String({ minLength: 1, maxLength: NAME_LENGTH_MAX, pattern: '^[!-~](?:[ -~]*[!-~])?$' });
/** An absolute path, without what no path and no log can hold: NUL and half surrogate pairs. */
const PathSchema = Type.String({
  minLength: 1,
  maxLength: PATH_LENGTH_MAX,
  pattern: String.raw`^/[^\u0000\p{Cs}]*$`,
});

const closed = { additionalProperties: false } as const;
const TextSchema = Type.String({ maxLength: TEXT_LENGTH_MAX });
const HintSchema = Type.Optional(Type.Boolean());

const ActionSchema = Type.Union([
  Type.Object({ kind: Type.Literal('command'), command: TextSchema }, closed),
  Type.Object(
    {
      kind: Type.Literal('file'),
      operation: Type.Enum(['list', 'read', 'create', 'write', 'append', 'move', 'delete', 'delete-tree']),
      path: TextSchema,
    },
    closed,
  ),
  Type.Object(
    { kind: Type.Literal('fetch'), url: TextSchema, method: Type.Optional(Type.String({ maxLength: 32 })) },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('tool-call'),
      server: TextSchema,
      tool: TextSchema,
      annotations: Type.Optional(
        Type.Object({ readOnlyHint: HintSchema, destructiveHint: HintSchema, openWorldHint: HintSchema }, closed),
      ),
    },
    closed,
  ),
]);

/** Whom another agent started, as the client names both. It shares session, approvals and history with its parent. */
const SubagentSchema = Type.Object(
  { id: NameSchema, parent: NameSchema },
  { ...closed, description: 'The subagent of the session that asks; it decides nothing, and is written down.' },
);

export const DecideRequestSchema = Type.Object(
  {
    action: ActionSchema,
    session: Type.Optional(NameSchema),
    agent: Type.Optional(NameSchema),
    cwd: Type.Optional(PathSchema),
    workspace: Type.Optional(PathSchema),
    home: Type.Optional(PathSchema),
    platform: Type.Optional(Type.String({ maxLength: 32 })),
    subagent: Type.Optional(SubagentSchema),
    agentPid: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Process of the agent, an ancestor of the caller. What descends from it can approve nothing.',
      }),
    ),
    attended: Type.Optional(
      Type.Boolean({ description: 'Whether the caller can ask a person itself. Where not, ask becomes an approval.' }),
    ),
    explain: Type.Optional(Type.Boolean({ description: 'Whether to give reasons for an allow, too.' })),
  },
  closed,
);
export type DecideRequest = Static<typeof DecideRequestSchema>;

const ReasonSchema = Type.Object({
  code: Type.String(),
  message: Type.String(),
  advice: Type.Optional(Type.String()),
});

export const DecideAnswerSchema = Type.Object({
  decision: Type.Optional(
    Type.String({ description: 'Identifies the decision in the log; absent while the log does not work.' }),
  ),
  verdict: Type.Enum(['allow', 'ask', 'deny']),
  risk: Type.Enum(['SAFE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  descriptor: Type.String({ description: 'The 24 bytes of the descriptor, in hexadecimal.' }),
  judged: Type.Optional(Type.Enum(['allow', 'ask', 'deny'], { description: 'Where it differs from the verdict.' })),
  rule: Type.Optional(Type.String()),
  reasons: Type.Optional(Type.Array(ReasonSchema)),
  alternative: Type.Optional(Type.String({ description: 'A safer command line.' })),
  approval: Type.Optional(Type.String({ description: 'The approval that waits for a person, or that let this pass.' })),
});
export type DecideAnswer = Static<typeof DecideAnswerSchema>;
