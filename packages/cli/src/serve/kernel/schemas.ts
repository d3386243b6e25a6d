/** What monitors and `capgate exec --token` send, and what they are answered. */
import { HELD_TIERS, type HeldTier, KERNEL_ACTS, type KernelAct } from '@capgate/store';
import { Type } from 'typebox';
import type { Done } from './deliveries.ts';

const closed = { additionalProperties: false } as const;
const PID_MAX = 2 ** 31 - 1;
const NAME_LENGTH_MAX = 256;
const PATH_LENGTH_MAX = 4_096;
const LIST_LENGTH_MAX = 64;
const ANCESTRY_MAX = 16;
const EVENTS_MAX = 1_000;
const DONE_MAX = 256;
const ARGUMENTS_MAX = 1_024;
const ARGUMENTS_LENGTH_MAX = 1 << 20;
export const BODY_BYTES_MAX = 1 << 23;

const CountSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const PidSchema = Type.Integer({ minimum: 1, maximum: PID_MAX });
const TicksSchema = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'When it began, in ticks since the machine did: with the pid it names one process.',
});
const HexSchema = Type.String({ pattern: '^[0-9a-f]{32}$' });
/** As the log takes names. */
const NameSchema = Type.String({
  minLength: 1,
  maxLength: NAME_LENGTH_MAX,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
});
const PathSchema = Type.String({ maxLength: PATH_LENGTH_MAX });
const NamesSchema = Type.Array(NameSchema, { maxItems: LIST_LENGTH_MAX });

export const HeldParams = Type.Object({ held: HexSchema });
export const EmptySchema = Type.Object({}, closed);

export interface RegistrationBody {
  readonly pid: number;
  readonly tier: HeldTier;
  readonly name: string;
  readonly workspace: string;
  readonly mask: MaskBody;
}

interface MaskBody {
  readonly riskMax: number;
  readonly forbidden: number;
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly remove: readonly string[];
  readonly connect: readonly string[];
  readonly controls: readonly string[];
}

export const RegistrationSchema = Type.Object(
  {
    pid: PidSchema,
    tier: Type.Enum([...HELD_TIERS]),
    name: NameSchema,
    workspace: PathSchema,
    mask: Type.Object(
      {
        riskMax: Type.Integer({ minimum: 0, maximum: 4 }),
        forbidden: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
        read: NamesSchema,
        write: NamesSchema,
        remove: NamesSchema,
        connect: NamesSchema,
        controls: NamesSchema,
      },
      { ...closed, description: 'What the session may do where nothing narrower is bound; for the log.' },
    ),
  },
  closed,
);

export const RegisteredSchema = Type.Object({ held: HexSchema });

export interface NextBody {
  readonly done?: readonly Done[];
}

export const NextSchema = Type.Object(
  {
    done: Type.Optional(
      Type.Array(
        Type.Object(
          {
            binding: HexSchema,
            error: Type.Optional(Type.String({ maxLength: PATH_LENGTH_MAX })),
            widened: Type.Optional(
              Type.Boolean({ description: 'Whether something of what was approved was granted.' }),
            ),
          },
          closed,
        ),
        { maxItems: DONE_MAX, description: 'What has become of bindings that were answered before.' },
      ),
    ),
  },
  closed,
);

const BindingSchema = Type.Object({
  binding: HexSchema,
  pid: PidSchema,
  startTicks: TicksSchema,
  descriptor: Type.String({ description: 'The 24 bytes of the decision, in hexadecimal digits.' }),
  decision: Type.String(),
  widened: Type.Optional(
    Type.Object(
      {
        by: Type.Enum(['approval']),
        approval: Type.String(),
        paths: Type.Array(
          Type.Object({ effect: Type.String(), path: Type.String(), taken: Type.Array(Type.String()) }),
          { description: 'What it does to which paths, where its text says that for certain.' },
        ),
      },
      { description: 'A person let it do more than the session may: just this.' },
    ),
  ),
});

export const BindingsSchema = Type.Object({ bindings: Type.Array(BindingSchema) });
export const MatchedSchema = Type.Object({ binding: Type.Optional(BindingSchema) });

export interface EventBody {
  readonly at: number;
  readonly act: KernelAct;
  readonly isDenied: boolean;
  readonly reason?: string;
  readonly control?: string;
  readonly scope?: string;
  readonly reach?: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
  readonly pid: number;
  readonly uid: number;
  readonly command: string;
  readonly ancestry: readonly { readonly pid: number; readonly command: string }[];
  readonly binding?: string;
}

const CommandSchema = Type.String({ maxLength: NAME_LENGTH_MAX });

export const EventsSchema = Type.Object(
  {
    events: Type.Array(
      Type.Object(
        {
          at: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
          act: Type.Enum([...KERNEL_ACTS]),
          isDenied: Type.Boolean(),
          reason: Type.Optional(NameSchema),
          control: Type.Optional(NameSchema),
          scope: Type.Optional(NameSchema),
          reach: Type.Optional(NameSchema),
          path: Type.Optional(PathSchema),
          address: Type.Optional(NameSchema),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
          pid: PidSchema,
          uid: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
          command: CommandSchema,
          ancestry: Type.Array(Type.Object({ pid: PidSchema, command: CommandSchema }, closed), {
            maxItems: ANCESTRY_MAX,
            description: 'The process, what started it, and so on, up to the session’s first.',
          }),
          binding: Type.Optional(HexSchema),
        },
        closed,
      ),
      { maxItems: EVENTS_MAX },
    ),
    lost: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Since the last call.' }),
  },
  closed,
);

export interface Tally {
  readonly decided: number;
  readonly denied: number;
  readonly lost: number;
}

export const TallySchema = Type.Object({ decided: CountSchema, denied: CountSchema, lost: CountSchema }, closed);

const TOKEN_PATTERN = '^[0-9a-f]{64}$';
export const TokenSchema = Type.Object({ token: Type.String({ pattern: TOKEN_PATTERN }) }, closed);

export interface MatchBody {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly pid: number;
  readonly startTicks: number;
}

export const MatchSchema = Type.Object(
  {
    argv: Type.Array(Type.String({ maxLength: ARGUMENTS_LENGTH_MAX }), {
      minItems: 1,
      maxItems: ARGUMENTS_MAX,
      description: 'The kernel’s own copy of what the process was started with.',
    }),
    cwd: PathSchema,
    pid: PidSchema,
    startTicks: TicksSchema,
  },
  closed,
);
