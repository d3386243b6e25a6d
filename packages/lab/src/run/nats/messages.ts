/**
 * What workers and the orchestrator of an experiment say to each other: a subject for each kind of request, JSON of a
 * closed form in both directions, and nothing longer than `MESSAGE_BYTES_MAX`. Whoever may use the server may send
 * anything: both sides check all that comes.
 */
import { clipped, fromUtf8, utf8, visible } from '@capgate/base';
import { faultFinder, type FormFault } from '@capgate/base/forms';
import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { VERDICTS } from '../../arms/arm.ts';
import { LabError } from '../../error.ts';
import { OUTCOMES, type Result } from '../../results/result.ts';
import { ITEMS_MAX } from '../order.ts';

/** As servers have it unless they are told otherwise. */
export const MESSAGE_BYTES_MAX = 1 << 20;
/** Of a file, before it is written in base64. */
export const PART_BYTES = 1 << 19;
/** So many results surely fit in a message. */
export const RESULTS_A_MESSAGE = 200;
/** Of a failure, as it is sent; what is kept is cut again. */
const FAILURE_LENGTH_MAX = 1_000;
const CHUNK_ITEMS_MAX = 1 << 16;

const closed = { additionalProperties: false } as const;
const oneOf = <Word extends string>(words: readonly Word[]) => Type.Unsafe<Word>({ type: 'string', enum: [...words] });
const whole = (maximum: number = Number.MAX_SAFE_INTEGER) => Type.Integer({ minimum: 0, maximum });
const amount = () => Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const textOf = (maxLength: number) => Type.String({ maxLength });

/** A thread that died is counted as well. */
const ATTEMPTS_MAX = 1_000;
/** The year 2100, in milliseconds: what is later is no moment of a measurement, nor one that a page can show. */
const MOMENT_MAX = 4_102_444_800_000;

const Chunk = whole(ITEMS_MAX);
const Position = whole(ITEMS_MAX);
/** The machine's part is chosen there; the thread is behind the stroke. */
const Worker = Type.String({ pattern: '^[A-Za-z0-9._-]{1,80}/thread-[0-9]{1,3}$' });

const ResultSchema = Type.Object(
  {
    position: Position,
    outcome: oneOf(OUTCOMES),
    verdict: Type.Optional(oneOf(VERDICTS)),
    latencyNs: Type.Optional(whole()),
    cachedAt: Type.Optional(whole(MOMENT_MAX)),
    savedUsd: Type.Optional(amount()),
    costUsd: Type.Optional(amount()),
    tokens: Type.Optional(whole()),
    memoryBytes: Type.Optional(whole()),
    energyJ: Type.Optional(amount()),
    failure: Type.Optional(textOf(FAILURE_LENGTH_MAX)),
    attempts: whole(ATTEMPTS_MAX),
    startedAt: whole(MOMENT_MAX),
    artifact: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  closed,
);
/** A result without what its position and its lease say. */
export type SentResult = Static<typeof ResultSchema>;

const SENT: readonly string[] = Object.keys(ResultSchema.properties);

export function sentOf(result: Result): SentResult {
  return Object.fromEntries(Object.entries(result).filter(([field]) => SENT.includes(field))) as SentResult;
}

const Facts = Type.Record(
  textOf(64),
  Type.Record(textOf(64), Type.Union([textOf(10_000), Type.Number(), Type.Boolean()]), { maxProperties: 100 }),
  { maxProperties: 100 },
);

interface Form {
  readonly request: TObject;
  readonly reply: TObject;
}

const NOTHING = Type.Object({}, closed);

const FORMS = {
  /** A part, in base64, of the file of tasks of a stratum, or of the document; empty behind the end. */
  file: {
    request: Type.Object({ stratum: Type.Optional(whole(1_000)), offset: whole() }, closed),
    reply: Type.Object({ part: textOf(Math.ceil(PART_BYTES / 3) * 4) }, closed),
  },
  /** What the arms say of themselves, by their names. */
  facts: { request: Type.Object({ facts: Facts }, closed), reply: NOTHING },
  /** Whether anything is left to do. */
  state: { request: NOTHING, reply: Type.Object({ isOver: Type.Boolean() }, closed) },
  /** A chunk of the queue for a worker; without a lease where it is done. */
  claim: {
    request: Type.Object({ chunk: Chunk, worker: Worker }, closed),
    reply: Type.Object(
      {
        lease: Type.Optional(
          Type.Object(
            {
              start: Position,
              count: whole(CHUNK_ITEMS_MAX),
              attempts: whole(),
              stored: Type.Array(Position, { maxItems: CHUNK_ITEMS_MAX }),
            },
            closed,
          ),
        ),
      },
      closed,
    ),
  },
  /** Lines of what came back from arms, which results name by their SHA-256. */
  artifact: { request: Type.Object({ text: textOf(MESSAGE_BYTES_MAX) }, closed), reply: NOTHING },
  record: {
    request: Type.Object(
      {
        chunk: Chunk,
        worker: Worker,
        attempts: whole(),
        results: Type.Array(ResultSchema, { maxItems: RESULTS_A_MESSAGE }),
        isDone: Type.Boolean(),
      },
      closed,
    ),
    reply: Type.Object({ standing: oneOf(['held', 'lost', 'cancelled']) }, closed),
  },
  /** A worker cannot go on, and so nobody can. */
  failed: { request: Type.Object({ why: textOf(FAILURE_LENGTH_MAX) }, closed), reply: NOTHING },
} as const satisfies Readonly<Record<string, Form>>;

export type Kind = keyof typeof FORMS;
export type RequestOf<K extends Kind> = Static<(typeof FORMS)[K]['request']>;
export type ReplyOf<K extends Kind> = Static<(typeof FORMS)[K]['reply']>;

export function isKind(word: string): word is Kind {
  return Object.hasOwn(FORMS, word);
}

/** Behind these, a kind; behind `chunk`, the number of one. */
export function subjectOf(hash: string, kind: Kind | '*'): string {
  return `capgate.lab.${hash}.${kind}`;
}

export function chunkSubjectOf(hash: string, chunk: number | '*'): string {
  return `capgate.lab.${hash}.chunk.${chunk}`;
}

/** The number in such a subject; undefined where there is none that a chunk can have. */
export function chunkIn(hash: string, subject: string): number | undefined {
  const prefix = chunkSubjectOf(hash, '*').slice(0, -1);
  const digits = subject.startsWith(prefix) ? subject.slice(prefix.length) : '';
  return /^\d{1,8}$/u.test(digits) && Number(digits) <= ITEMS_MAX ? Number(digits) : undefined;
}

/** What the orchestrator answers instead of a reply. */
const RefusalSchema = Type.Object({ refused: textOf(2_000) }, closed);

type Finder = (value: unknown) => readonly FormFault[];
const finders = new Map<TSchema, Finder>();

/** Throws `LabError` RUN for what is no request of this kind. */
export function readRequest<K extends Kind>(kind: K, bytes: Uint8Array): RequestOf<K> {
  return checked(FORMS[kind].request, parsed(bytes)) as RequestOf<K>;
}

/** Throws `LabError` RUN for what is no reply of this kind, and for a refusal, with its reason. */
export function readReply<K extends Kind>(kind: K, bytes: Uint8Array): ReplyOf<K> {
  const value = parsed(bytes);
  if (faultsOf(RefusalSchema, value).length === 0) {
    const { refused } = value as Static<typeof RefusalSchema>;
    throw new LabError('RUN', `the orchestrator refused a message: ${visible(refused)}`);
  }
  return checked(FORMS[kind].reply, value) as ReplyOf<K>;
}

export function writeMessage(message: object): Uint8Array {
  return utf8(JSON.stringify(message));
}

export function writeRefusal(why: string): Uint8Array {
  return writeMessage({ refused: clipped(why, 1_000) });
}

/** Only what stands alone is written so, by who follows ECMA-262; no store would take it. */
const HALF_CHARACTER = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/u;

function parsed(bytes: Uint8Array): unknown {
  if (bytes.length > MESSAGE_BYTES_MAX) {
    throw new LabError('RUN', `expected a message of at most ${MESSAGE_BYTES_MAX} bytes, met ${bytes.length}`);
  }
  const json = fromUtf8(bytes);
  if (json !== undefined && HALF_CHARACTER.test(json)) {
    throw new LabError('RUN', 'expected a message in whole characters, met half of one');
  }
  try {
    if (json !== undefined) return JSON.parse(json);
  } catch {
    // Told below.
  }
  throw new LabError('RUN', 'expected a message in JSON, met other bytes');
}

function checked(schema: TSchema, value: unknown): unknown {
  const [fault] = faultsOf(schema, value);
  if (fault === undefined) return value;
  throw new LabError('RUN', `expected a message of its form, met another: ${clipped(fault.path)} ${fault.message}`);
}

function faultsOf(schema: TSchema, value: unknown): readonly FormFault[] {
  const finder = finders.get(schema) ?? faultFinder(schema, 'first');
  finders.set(schema, finder);
  return finder(value);
}
